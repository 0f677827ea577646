// Buttons: one that says what it does, and one that shows it and says it in a tooltip.
import type { ComponentProps, ReactElement, ReactNode } from "react";
import { Spinner } from "./spinner.tsx";

type Look = "primary" | "secondary" | "ghost" | "danger" | "overlay";

const LOOKS: Readonly<Record<Look, string>> = {
  primary: "bg-accent text-on-accent hover:bg-accent-press shadow-card",
  secondary: "bg-raised text-ink border border-line hover:border-edge shadow-card",
  ghost: "text-ink hover:bg-ink/7",
  danger: "bg-danger text-paper hover:opacity-90",
  overlay: "bg-black/55 text-white hover:bg-black/75 backdrop-blur-sm",
};

const BASE =
  "inline-flex select-none items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap transition-[background-color,border-color,color,opacity] duration-150 disabled:pointer-events-none disabled:opacity-45 aria-disabled:opacity-45";

export interface ButtonProps extends ComponentProps<"button"> {
  readonly look?: Look;
  readonly size?: "sm" | "md" | "lg";
  readonly icon?: ReactNode;
  /** Shows that it is at work, and cannot be pressed meanwhile. */
  readonly isBusy?: boolean;
}

const SIZES = { sm: "h-8 px-3 text-[0.8125rem]", md: "h-9 px-3.5 text-sm", lg: "h-11 px-5 text-[0.9375rem]" } as const;

export function Button({
  look = "secondary",
  size = "md",
  icon,
  isBusy = false,
  className = "",
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={`${BASE} ${SIZES[size]} ${LOOKS[look]} ${className}`}
      disabled={isBusy || rest.disabled}
      aria-busy={isBusy || undefined}
      {...rest}
    >
      {isBusy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

export function toButtonClass(look: Look, size: keyof typeof SIZES = "md"): string {
  return `${BASE} ${SIZES[size]} ${LOOKS[look]}`;
}

export interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  /** What it does, for the tooltip and for who cannot see the icon. */
  readonly label: string;
  readonly look?: Look;
  readonly size?: "sm" | "md";
  readonly children: ReactElement;
  /** A key that does the same. */
  readonly shortcut?: string;
  /** Where the tooltip goes; above when absent. */
  readonly side?: "bottom";
}

export function IconButton({
  label,
  look = "ghost",
  size = "md",
  shortcut,
  side,
  className = "",
  children,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      data-tip={label}
      data-tip-key={shortcut}
      data-tip-side={side}
      className={`${BASE} ${size === "sm" ? "size-8" : "size-9"} shrink-0 ${LOOKS[look]} ${className}`}
      {...rest}
    >
      {children}
    </button>
  );
}
