// Sizes as little frames in their true proportions, and width and height where a model takes any.
import { ArrowLeftRight } from "lucide-react";
import { useId } from "react";
import { useMessages } from "../../i18n/locale.tsx";
import { IconButton } from "../../ui/button.tsx";
import { FieldFrame, INPUT, useFieldLabel } from "./field-frame.tsx";
import { parseSize, toRatio, type FieldOf, type Size } from "./schema.ts";

/** Longer side of a frame, in rem. */
const FRAME = 2;

interface FramesProps {
  readonly name: string;
  readonly labelledBy: string;
  readonly sizes: readonly Size[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Frames({ name, labelledBy, sizes, value, onChange }: FramesProps) {
  return (
    <div role="radiogroup" aria-labelledby={labelledBy} className="grid auto-cols-fr grid-flow-col gap-1.5">
      {sizes.map((size) => (
        <label
          key={size.text}
          className="group flex min-w-0 flex-col items-center gap-1.5 rounded-lg border border-line bg-raised px-1 pt-2.5 pb-1.5 shadow-card transition-colors hover:border-edge has-checked:border-accent has-checked:bg-accent-tint has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          title={`${size.width} × ${size.height}`}
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            value={size.text}
            checked={size.text === value}
            onChange={() => onChange(size.text)}
            aria-label={`${toRatio(size) ?? ""} ${size.width} × ${size.height}`.trim()}
          />
          <span className="grid h-8 place-items-center" aria-hidden="true">
            <span
              className="block rounded-[3px] border-[1.5px] border-soft transition-colors group-has-checked:border-accent group-has-checked:bg-accent/20"
              style={toFrameStyle(size)}
            />
          </span>
          <span
            className="text-xs text-soft tabular group-has-checked:font-medium group-has-checked:text-accent-ink"
            aria-hidden="true"
          >
            {toRatio(size) ?? `${size.width}×${size.height}`}
          </span>
        </label>
      ))}
    </div>
  );
}

function toFrameStyle({ width, height }: Size) {
  const scale = FRAME / Math.max(width, height);
  return { width: `${width * scale}rem`, height: `${height * scale}rem` };
}

interface SizesProps {
  readonly field: FieldOf<"sizes">;
  readonly value: string;
  readonly trouble: string | undefined;
  readonly onChange: (value: string) => void;
}

export function SizesField({ field, value, trouble, onChange }: SizesProps) {
  const id = useId();
  const label = useFieldLabel();
  const size = parseSize(value);
  return (
    <FieldFrame id={id} label={label(field.name)} isGroup trouble={trouble} aside={size && <Pixels size={size} />}>
      <Frames name={id} labelledBy={`${id}-name`} sizes={field.sizes} value={value} onChange={onChange} />
    </FieldFrame>
  );
}

function Pixels({ size: { width, height } }: { readonly size: Size }) {
  return (
    <span className="text-xs text-soft tabular">
      {width} × {height}
    </span>
  );
}

const PRESETS = ["1600*900", "1440*1080", "1280*1280", "1080*1440", "900*1600"].flatMap((text) => parseSize(text) ?? []);

interface DimensionsProps {
  readonly field: FieldOf<"dimensions">;
  readonly value: string;
  readonly trouble: string | undefined;
  readonly onChange: (value: string) => void;
}

export function DimensionsField({ field, value, trouble, onChange }: DimensionsProps) {
  const t = useMessages();
  const id = useId();
  const label = useFieldLabel();
  const [width = "", height = ""] = value.split("*");
  const set = (which: "width" | "height", text: string) => {
    const digits = text.replaceAll(/\D/g, "").slice(0, 5);
    onChange(which === "width" ? `${digits}*${height}` : `${width}*${digits}`);
  };
  return (
    <FieldFrame id={id} label={label(field.name)} isGroup hint={field.description} trouble={trouble}>
      <Frames name={id} labelledBy={`${id}-name`} sizes={PRESETS} value={value} onChange={onChange} />
      <div className="mt-2 flex items-center gap-2">
        <input
          aria-label={t.create.width}
          inputMode="numeric"
          value={width}
          onChange={(event) => set("width", event.target.value)}
          aria-invalid={trouble !== undefined}
          className={`${INPUT} h-9 min-w-0 tabular`}
        />
        <IconButton label={t.create.swap} size="sm" onClick={() => onChange(`${height}*${width}`)}>
          <ArrowLeftRight className="size-4 text-soft" aria-hidden="true" />
        </IconButton>
        <input
          aria-label={t.create.height}
          inputMode="numeric"
          value={height}
          onChange={(event) => set("height", event.target.value)}
          aria-invalid={trouble !== undefined}
          className={`${INPUT} h-9 min-w-0 tabular`}
        />
      </div>
    </FieldFrame>
  );
}
