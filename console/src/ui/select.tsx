// One of a few. The browser's own control: it is what people know on their device, keyboards and screen readers included; where the
// browser lets its list be styled, it is.
import { ChevronsUpDown } from "lucide-react";

export interface Option<T extends string> {
  readonly value: T;
  readonly label: string;
}

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly Option<T>[];
  readonly onChange: (value: T) => void;
  readonly className?: string;
}

export function Select<T extends string>({ label, value, options, onChange, className = "h-9" }: SelectProps<T>) {
  return (
    <div className={`relative min-w-0 ${className}`}>
      <select
        aria-label={label}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
        className="select size-full min-w-0 truncate rounded-lg border border-line bg-raised ps-3 pe-8 text-sm font-medium shadow-card transition-colors hover:border-edge"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronsUpDown
        className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-soft"
        aria-hidden="true"
      />
    </div>
  );
}
