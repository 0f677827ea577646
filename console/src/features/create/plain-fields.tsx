// Controls for fields that have none of their own: text, one of a few, numbers.
import { useId } from "react";
import { Select } from "../../ui/select.tsx";
import { Stepper } from "../../ui/stepper.tsx";
import { FieldFrame, INPUT, useFieldLabel } from "./field-frame.tsx";
import { countCodePoints, type FieldOf } from "./schema.ts";

interface FieldProps<K extends "text" | "choice" | "number", V> {
  readonly field: FieldOf<K>;
  readonly value: V;
  readonly trouble: string | undefined;
  readonly onChange: (value: V) => void;
}

export function TextField({ field, value, trouble, onChange }: FieldProps<"text", string>) {
  const id = useId();
  const label = useFieldLabel();
  return (
    <FieldFrame
      id={id}
      label={label(field.name)}
      trouble={trouble}
      aside={value !== "" && <Count text={value} max={field.maxLength} />}
    >
      <textarea
        id={id}
        rows={1}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        placeholder={field.description}
        aria-invalid={trouble !== undefined}
        aria-describedby={trouble === undefined ? undefined : `${id}-note`}
        className={`${INPUT} field-sizing-content block max-h-40 min-h-9 resize-none py-2 leading-5`}
      />
    </FieldFrame>
  );
}

export function Count({ text, max }: { readonly text: string; readonly max: number | undefined }) {
  const count = countCodePoints(text);
  const isOver = max !== undefined && count > max;
  return (
    <span className={`text-xs tabular ${isOver ? "font-medium text-danger" : "text-soft"}`}>
      {count}
      {max !== undefined && ` / ${max}`}
    </span>
  );
}

export function ChoiceField({ field, value, trouble, onChange }: FieldProps<"choice", string | undefined>) {
  const id = useId();
  const label = useFieldLabel();
  return (
    <FieldFrame id={id} label={label(field.name)} isGroup hint={field.description} trouble={trouble}>
      <Select
        label={label(field.name)}
        value={value ?? field.options[0] ?? ""}
        options={field.options.map((option) => ({ value: option, label: option }))}
        onChange={onChange}
        className="h-9 w-full"
      />
    </FieldFrame>
  );
}

export function NumberField({ field, value, trouble, onChange }: FieldProps<"number", number | undefined>) {
  const id = useId();
  const label = useFieldLabel();
  const { min, max, isWhole } = field;
  const isSmall = isWhole && min !== undefined && max !== undefined && max - min <= 16;
  return (
    <FieldFrame id={id} label={label(field.name)} isGroup={isSmall} trouble={trouble}>
      {isSmall ? (
        <Stepper label={label(field.name)} value={value ?? min} min={min} max={max} onChange={onChange} />
      ) : (
        <input
          id={id}
          type="number"
          min={min}
          max={max}
          step={isWhole ? 1 : "any"}
          value={value ?? ""}
          onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.valueAsNumber)}
          aria-invalid={trouble !== undefined}
          className={`${INPUT} h-9 tabular`}
        />
      )}
    </FieldFrame>
  );
}
