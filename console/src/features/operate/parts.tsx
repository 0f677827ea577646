// What the pages of Operate are put together from.
import { Dialog } from "@base-ui/react/dialog";
import { CloudOff, Copy, X } from "lucide-react";
import { useId, type ComponentProps, type FormEvent, type ReactNode } from "react";
import { useMessages } from "../../i18n/locale.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { copyText } from "../../ui/copy.ts";
import { State } from "../../ui/state.tsx";
import { FieldFrame, INPUT } from "../create/field-frame.tsx";

export const CARD = "rounded-xl border border-line bg-surface";

interface SectionProps {
  readonly title: string;
  readonly text?: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, text, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <div className="max-w-2xl">
          <h2 id={id} className="text-lg font-semibold tracking-tight">
            {title}
          </h2>
          {text !== undefined && <p className="mt-0.5 text-sm text-pretty text-soft">{text}</p>}
        </div>
        {aside}
      </div>
      {children}
    </section>
  );
}

export function LoadFailed({ onRetry }: { readonly onRetry: () => void }) {
  const t = useMessages();
  return (
    <State
      icon={<CloudOff className="size-6" aria-hidden="true" />}
      title={t.operate.loadFailed}
      action={<Button onClick={onRetry}>{t.common.tryAgain}</Button>}
    />
  );
}

/** As tall as what comes, so that nothing jumps. */
export function Skeleton({ rows, className = "h-24" }: { readonly rows: number; readonly className?: string }) {
  return (
    <div className="flex flex-col gap-3" aria-hidden="true">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={`${className} animate-breathe rounded-xl bg-well`} />
      ))}
    </div>
  );
}

const TONES = {
  plain: "bg-well text-soft",
  good: "bg-accent-tint text-accent-ink",
  warn: "bg-warn-tint text-warn",
  bad: "bg-danger-tint text-danger",
} as const;
export type Tone = keyof typeof TONES;

export function Badge({ tone = "plain", children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <span className={`inline-flex items-center rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap ${TONES[tone]}`}>
      {children}
    </span>
  );
}

interface MeterProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  /** The same in words. */
  readonly text: string;
  /** Whether being nearly full is a warning. */
  readonly isBudget?: boolean;
}

const WARN_AT = 0.9;

export function Meter({ label, value, max, text, isBudget = false }: MeterProps) {
  const share = max > 0 ? Math.min(1, value / max) : value > 0 ? 1 : 0;
  const colour = isBudget && share >= 1 ? "bg-danger" : isBudget && share >= WARN_AT ? "bg-warn" : "bg-accent";
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuenow={Math.min(value, max)}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuetext={text}
      className="h-1.5 overflow-hidden rounded-full bg-ink/10"
    >
      <div
        className={`h-full origin-left rounded-full transition-transform duration-300 ${colour}`}
        style={{ transform: `scaleX(${share})` }}
      />
    </div>
  );
}

interface ModalProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A window over the page; whoever opens it renders it. */
export function Modal({ title, onClose, children }: ModalProps) {
  const t = useMessages();
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-60 bg-black/45 transition-opacity duration-150 data-[starting-style]:opacity-0" />
        <Dialog.Popup className="scroll-slim fixed top-1/2 left-1/2 z-60 max-h-[calc(100dvh-2rem)] w-[min(34rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-2xl border border-line bg-surface p-6 shadow-pop transition-opacity duration-150 data-[starting-style]:opacity-0">
          <div className="mb-4 flex items-start justify-between gap-4">
            <Dialog.Title className="min-w-0 text-base font-semibold break-words">{title}</Dialog.Title>
            <Dialog.Close
              render={
                <IconButton label={t.common.close} size="sm" className="-mt-1.5 -me-2">
                  <X className="size-4" aria-hidden="true" />
                </IconButton>
              }
            />
          </div>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface FormProps {
  readonly trouble: string | undefined;
  readonly action: string;
  readonly isBusy: boolean;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

export function Form({ trouble, action, isBusy, onSubmit, onCancel, children }: FormProps) {
  const t = useMessages();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-5">
      {children}
      <p role="alert" className="text-sm text-danger empty:hidden">
        {trouble}
      </p>
      <div className="flex justify-end gap-2">
        <Button look="ghost" onClick={onCancel}>
          {t.operate.cancel}
        </Button>
        <Button type="submit" look="primary" isBusy={isBusy}>
          {action}
        </Button>
      </div>
    </form>
  );
}

interface InputFieldProps extends Omit<ComponentProps<"input">, "onChange" | "value"> {
  readonly label: string;
  readonly value: string;
  readonly hint?: string | undefined;
  readonly trouble?: string | undefined;
  readonly onChange: (value: string) => void;
}

export function InputField({ label, hint, trouble, onChange, className = "", ...rest }: InputFieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} trouble={trouble}>
      <input
        id={id}
        autoComplete="off"
        aria-invalid={trouble !== undefined}
        aria-describedby={(trouble ?? hint) === undefined ? undefined : `${id}-note`}
        className={`${INPUT} h-9 ${className}`}
        onChange={(event) => onChange(event.target.value)}
        {...rest}
      />
    </FieldFrame>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly allLabel: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  /** Null for all. */
  readonly value: readonly T[] | null;
  readonly trouble?: string | undefined;
  readonly onChange: (value: readonly T[] | null) => void;
}

const CHECK = "size-4 shrink-0 accent-accent";

/** All of them, or some. */
export function SomeOrAll<T extends string>({ label, allLabel, options, value, trouble, onChange }: ChoiceProps<T>) {
  const id = useId();
  const toggle = (option: T, isOn: boolean) => {
    const chosen = value ?? [];
    onChange(isOn ? [...chosen, option] : chosen.filter((other) => other !== option));
  };
  return (
    <FieldFrame id={id} label={label} isGroup trouble={trouble}>
      <div className="flex flex-col gap-2 rounded-lg border border-line p-3 text-sm">
        <label className="flex items-center gap-2.5">
          <input
            type="checkbox"
            className={CHECK}
            checked={value === null}
            onChange={(event) => onChange(event.target.checked ? null : options.map((option) => option.value))}
          />
          {allLabel}
        </label>
        {value !== null &&
          options.map((option) => (
            <label key={option.value} className="ms-6.5 flex items-center gap-2.5">
              <input
                type="checkbox"
                className={CHECK}
                checked={value.includes(option.value)}
                onChange={(event) => toggle(option.value, event.target.checked)}
              />
              {option.label}
            </label>
          ))}
      </div>
    </FieldFrame>
  );
}

interface SecretProps {
  readonly title: string;
  readonly label: string;
  readonly copyLabel: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** What the server says once. It is in this window and nowhere else. */
export function Secret({ title, label, copyLabel, secret, onClose }: SecretProps) {
  const t = useMessages();
  return (
    <Modal title={title} onClose={onClose}>
      <p className="rounded-xl bg-warn-tint px-3.5 py-3 text-sm text-warn">{t.operate.secret.once}</p>
      <h3 className="mt-5 text-[0.8125rem] font-medium">{label}</h3>
      <div className="mt-1.5 flex items-start gap-2 rounded-xl bg-well p-1.5 ps-3.5">
        <code data-secret className="min-w-0 flex-1 py-1.5 font-mono text-xs leading-5 break-all">
          {secret}
        </code>
        <IconButton label={copyLabel} size="sm" onClick={() => void copyText(secret, t)}>
          <Copy className="size-4" aria-hidden="true" />
        </IconButton>
      </div>
      <div className="mt-6 flex justify-end">
        <Button look="primary" onClick={onClose}>
          {t.operate.secret.done}
        </Button>
      </div>
    </Modal>
  );
}
