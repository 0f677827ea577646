// Short messages at the edge: what was done, or why it could not be. Read aloud politely, gone by themselves.
import { CircleAlert, Check } from "lucide-react";
import { useEffect } from "react";
import { ExternalStore, useStore } from "../external-store.ts";

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: "done" | "trouble";
}

const SHOWN_MS = 4_000;
const MAX_TOASTS = 3;
const toasts = new ExternalStore<readonly Toast[]>([]);
let count = 0;

export function toast(text: string, kind: Toast["kind"] = "done"): void {
  // The same message again takes the place of the first, so that a storm of one failure is one line.
  const others = toasts.get().filter((other) => other.text !== text);
  toasts.set([...others, { id: (count += 1), text, kind }].slice(-MAX_TOASTS));
}

export function Toaster() {
  const shown = useStore(toasts);
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-20 z-70 flex flex-col items-center gap-2 px-4 md:bottom-6"
    >
      {shown.map((each) => (
        <ToastLine key={each.id} toast={each} />
      ))}
    </div>
  );
}

function ToastLine({ toast: { id, text, kind } }: { readonly toast: Toast }) {
  useEffect(() => {
    const timer = setTimeout(() => toasts.set(toasts.get().filter((other) => other.id !== id)), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id]);
  const Icon = kind === "done" ? Check : CircleAlert;
  return (
    <p className="flex max-w-md animate-rise items-center gap-2.5 rounded-xl bg-ink px-4 py-2.5 text-sm text-paper shadow-pop">
      <Icon className="size-4 shrink-0 opacity-70" aria-hidden="true" />
      {text}
    </p>
  );
}
