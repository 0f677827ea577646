// The first visit: what this is, and a few prompts to begin with.
import { Sparkles } from "lucide-react";
import type { Model } from "../../../../src/client/index.ts";
import { useMessages } from "../../i18n/locale.tsx";
import { readExamples } from "../create/composer.tsx";
import { fillForm } from "../create/form.ts";
import { parseSize } from "../create/schema.ts";

export function Welcome({ models }: { readonly models: readonly Model[] }) {
  const t = useMessages();
  const examples = models.flatMap((model) =>
    readExamples(model).map(({ summary, prompt, value }) => ({ summary, prompt, value, model })),
  );
  return (
    <div className="mx-auto max-w-3xl px-5 py-14 sm:py-24">
      <Sparkles className="size-7 text-accent" aria-hidden="true" />
      <h2 className="mt-5 text-2xl font-semibold tracking-tight text-balance">{t.watch.emptyTitle}</h2>
      <p className="mt-2 max-w-lg text-sm text-pretty text-soft">{t.watch.emptyText}</p>
      <ul className="mt-8 grid gap-3 sm:grid-cols-2">
        {examples.map(({ summary, prompt, value, model }) => (
          <li key={summary} className="flex">
            <button
              type="button"
              onClick={() => fillForm(model.id, value)}
              className="flex w-full items-start gap-4 rounded-2xl border border-line bg-surface p-4 text-start transition-colors hover:border-edge hover:bg-raised"
            >
              <Proportions size={value["size"]} />
              <span className="min-w-0">
                <span className="block text-sm font-medium">{t.examples[summary] ?? summary}</span>
                <span className="mt-1 line-clamp-3 block text-xs leading-relaxed text-soft">{prompt}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Rem of the longer side. */
const SIDE = 2.75;

function Proportions({ size: text }: { readonly size: unknown }) {
  const { width, height } = parseSize(text) ?? { width: 1, height: 1 };
  const scale = SIDE / Math.max(width, height);
  return (
    <span className="grid size-11 shrink-0 place-items-center" aria-hidden="true">
      <span
        className="waiting block rounded border border-edge bg-well"
        style={{ width: `${width * scale}rem`, height: `${height * scale}rem` }}
      />
    </span>
  );
}
