// A field's name, its control, and what is wrong with it or what it means.
import type { ReactNode } from "react";
import { useMessages } from "../../i18n/locale.tsx";

interface FrameProps {
  /** Of the control, or of a group of controls. */
  readonly id: string;
  readonly label: string;
  readonly isGroup?: boolean;
  readonly hint?: string | undefined;
  readonly trouble?: string | undefined;
  /** To the right of the name. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function FieldFrame({ id, label, isGroup = false, hint, trouble, aside, children }: FrameProps) {
  const name = isGroup ? (
    <span id={`${id}-name`} className="text-[0.8125rem] font-medium">
      {label}
    </span>
  ) : (
    <label htmlFor={id} id={`${id}-name`} className="text-[0.8125rem] font-medium">
      {label}
    </label>
  );
  return (
    <div role={isGroup ? "group" : undefined} aria-labelledby={isGroup ? `${id}-name` : undefined}>
      <div className="mb-1.5 flex min-h-5 items-baseline justify-between gap-3">
        {name}
        {aside}
      </div>
      {children}
      {(trouble ?? hint) !== undefined && (
        <p id={`${id}-note`} className={`mt-1.5 text-xs ${trouble === undefined ? "text-soft" : "text-danger"}`}>
          {trouble ?? hint}
        </p>
      )}
    </div>
  );
}

/** What a field is called: by its name where that is known, else as the schema spells it. */
export function useFieldLabel(): (name: string) => string {
  const { fields } = useMessages();
  return (name) => (fields as Readonly<Record<string, string>>)[name] ?? humanise(name);
}

function humanise(name: string): string {
  const words = name.replaceAll(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const INPUT =
  "w-full rounded-lg border border-line bg-raised px-3 text-sm shadow-card transition-colors hover:border-edge focus:border-accent focus:outline-1 focus:outline-offset-0 aria-invalid:border-danger";
