// The seed: drawn by the server for each picture, or held.
import { Dices, Lock, LockOpen } from "lucide-react";
import { useId } from "react";
import { useMessages } from "../../i18n/locale.tsx";
import { IconButton } from "../../ui/button.tsx";
import { FieldFrame, INPUT, useFieldLabel } from "./field-frame.tsx";
import { drawSeed } from "./form.ts";
import type { FieldOf } from "./schema.ts";

interface SeedProps {
  readonly field: FieldOf<"seed">;
  /** Undefined: a new one each time. */
  readonly value: number | undefined;
  readonly trouble: string | undefined;
  readonly onChange: (value: number | undefined) => void;
}

export function SeedField({ field, value, trouble, onChange }: SeedProps) {
  const t = useMessages();
  const id = useId();
  const label = useFieldLabel();
  const isLocked = value !== undefined;
  return (
    <FieldFrame id={id} label={label(field.name)} trouble={trouble}>
      <div className="flex items-center gap-1">
        <input
          id={id}
          inputMode="numeric"
          autoComplete="off"
          placeholder={t.create.seedRandom}
          value={value ?? ""}
          onChange={(event) => {
            const digits = event.target.value.replaceAll(/\D/g, "").slice(0, 10);
            onChange(digits === "" ? undefined : Number(digits));
          }}
          aria-invalid={trouble !== undefined}
          aria-describedby={trouble === undefined ? undefined : `${id}-note`}
          className={`${INPUT} h-9 min-w-0 tabular`}
        />
        <IconButton label={t.create.seedDraw} onClick={() => onChange(drawSeed(field.max))}>
          <Dices className="size-4.5 text-soft" aria-hidden="true" />
        </IconButton>
        <IconButton
          label={isLocked ? t.create.seedUnlock : t.create.seedLock}
          aria-pressed={isLocked}
          onClick={() => onChange(isLocked ? undefined : drawSeed(field.max))}
        >
          {isLocked ? (
            <Lock className="size-4.5 text-accent" aria-hidden="true" />
          ) : (
            <LockOpen className="size-4.5 text-soft" aria-hidden="true" />
          )}
        </IconButton>
      </div>
    </FieldFrame>
  );
}
