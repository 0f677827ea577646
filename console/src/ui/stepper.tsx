// A small whole number, with a button for one less and one for one more. At an end its button stays, so that it keeps the focus.
import { Minus, Plus } from "lucide-react";
import { useMessages } from "../i18n/locale.tsx";

interface StepperProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

const BUTTON =
  "grid size-8 place-items-center rounded-md text-soft transition-colors hover:bg-ink/7 hover:text-ink aria-disabled:opacity-35";

export function Stepper({ label, value, min, max, onChange }: StepperProps) {
  const t = useMessages();
  return (
    <div className="flex h-9 items-center justify-between rounded-lg border border-line bg-raised px-0.5 shadow-card">
      <button
        type="button"
        className={BUTTON}
        aria-label={`${label}: ${t.common.less}`}
        aria-disabled={value <= min}
        onClick={() => onChange(Math.max(min, value - 1))}
      >
        <Minus className="size-3.5" aria-hidden="true" />
      </button>
      <span className="min-w-6 text-center text-sm font-medium tabular" aria-live="polite">
        {value}
      </span>
      <button
        type="button"
        className={BUTTON}
        aria-label={`${label}: ${t.common.more}`}
        aria-disabled={value >= max}
        onClick={() => onChange(Math.min(max, value + 1))}
      >
        <Plus className="size-3.5" aria-hidden="true" />
      </button>
    </div>
  );
}
