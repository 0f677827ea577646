// Everything that is known of a task, and everything that can be done with it.
import { Tabs } from "@base-ui/react/tabs";
import { Copy, RotateCcw, Shuffle, SlidersHorizontal, Trash2, TriangleAlert } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { Task } from "../../../../src/client/index.ts";
import { useModel } from "../../api/tasks.ts";
import { useFormat, useMessages } from "../../i18n/locale.tsx";
import { navigate } from "../../router.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { copyText } from "../../ui/copy.ts";
import { useFieldLabel } from "../create/field-frame.tsx";
import { fillForm } from "../create/form.ts";
import { DeleteTasks } from "../watch/delete-tasks.tsx";
import { toPrompt, toSizeText } from "../watch/picture.ts";
import { useRepeat } from "../watch/repeat.ts";
import { toTrouble } from "../watch/trouble.ts";
import { LANGUAGES, toSnippet } from "./snippets.ts";
import { diffWords } from "./words.ts";

interface DetailsProps {
  readonly task: Task;
  readonly index: number;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

export function Details({ task, index, onClose, onDeleted }: DetailsProps) {
  const t = useMessages();
  const trouble = toTrouble(task, t);
  return (
    <section
      aria-label={t.look.details}
      className="scroll-slim flex min-h-0 flex-1 flex-col gap-6 overflow-y-auto border-line bg-surface p-5 max-lg:border-t lg:border-s"
    >
      <Actions task={task} onClose={onClose} onDeleted={onDeleted} />
      {trouble && (
        <div
          className={`rounded-xl px-4 py-3 text-sm ${task.status === "failed" ? "bg-danger-tint text-danger" : "bg-well text-soft"}`}
        >
          <p className="font-medium">{trouble.title}</p>
          <p className="mt-0.5">{trouble.advice}</p>
          {trouble.detail !== undefined && <p className="mt-2 text-xs">{trouble.detail}</p>}
        </div>
      )}
      <Prompts task={task} />
      {task.warnings.length > 0 && (
        <ul className="flex flex-col gap-2 rounded-xl bg-warn-tint px-4 py-3 text-xs text-warn">
          {task.warnings.map((warning) => (
            <li key={warning} className="flex gap-2">
              <TriangleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden="true" />
              {warning}
            </li>
          ))}
        </ul>
      )}
      <Facts task={task} index={index} />
      <Snippets task={task} />
    </section>
  );
}

function Actions({ task, onClose, onDeleted }: Pick<DetailsProps, "task" | "onClose" | "onDeleted">) {
  const t = useMessages();
  const { canRepeat, repeat } = useRepeat(task.model);
  const [isDeleting, setDeleting] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {canRepeat && (
        <Button
          look="primary"
          icon={<Shuffle className="size-4" aria-hidden="true" />}
          onClick={() => void repeat([task], { seed: "new" })}
        >
          {t.look.vary}
        </Button>
      )}
      {canRepeat && (
        <Button icon={<RotateCcw className="size-4" aria-hidden="true" />} onClick={() => void repeat([task], { seed: "same" })}>
          {t.look.rerun}
        </Button>
      )}
      <Button
        icon={<SlidersHorizontal className="size-4" aria-hidden="true" />}
        onClick={() => {
          fillForm(task.model, { ...task.input, seed: task.seed });
          onClose();
          navigate("/");
        }}
      >
        {t.look.edit}
      </Button>
      <IconButton label={t.look.delete} className="ms-auto text-danger!" onClick={() => setDeleting(true)}>
        <Trash2 className="size-4.5" aria-hidden="true" />
      </IconButton>
      <DeleteTasks ids={[task.id]} isOpen={isDeleting} onOpenChange={setDeleting} onDeleted={onDeleted} />
    </div>
  );
}

function Block({ title, aside, children }: { readonly title: string; readonly aside?: ReactNode; readonly children: ReactNode }) {
  return (
    <div>
      <div className="mb-1.5 flex min-h-8 items-center justify-between gap-2">
        <h3 className="text-xs font-medium text-soft">{title}</h3>
        {aside}
      </div>
      {children}
    </div>
  );
}

function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const t = useMessages();
  return (
    <IconButton label={label} size="sm" onClick={() => void copyText(text, t)}>
      <Copy className="size-3.5 text-soft" aria-hidden="true" />
    </IconButton>
  );
}

function Prompts({ task }: { readonly task: Task }) {
  const t = useMessages();
  const prompt = toPrompt(task);
  const drawn = task.final_prompt;
  const negative = task.input["negative_prompt"];
  return (
    <div className="flex flex-col gap-4">
      <Block title={t.fields.prompt} aside={<CopyButton text={prompt} label={t.look.copyPrompt} />}>
        <p className="text-[0.9375rem] leading-relaxed whitespace-pre-wrap">{prompt}</p>
      </Block>
      {drawn !== null && drawn !== prompt && (
        <Block title={t.look.finalPrompt} aside={<CopyButton text={drawn} label={t.look.copyFinalPrompt} />}>
          <p className="text-sm leading-relaxed whitespace-pre-wrap text-soft">
            {diffWords(prompt, drawn).map(({ kind, text }, index) => {
              if (kind === "kept") return <span key={index}>{text}</span>;
              return kind === "added" ? (
                <ins key={index} className="rounded-xs bg-accent-tint text-accent-ink no-underline">
                  {text}
                </ins>
              ) : (
                <del key={index} className="text-danger decoration-1">
                  {text}
                </del>
              );
            })}
          </p>
        </Block>
      )}
      {typeof negative === "string" && negative !== "" && (
        <Block title={t.fields.negative_prompt}>
          <p className="text-sm leading-relaxed text-soft">{negative}</p>
        </Block>
      )}
    </div>
  );
}

const TOLD_ELSEWHERE = new Set(["prompt", "negative_prompt", "seed", "size"]);

function Facts({ task, index }: { readonly task: Task; readonly index: number }) {
  const t = useMessages();
  const format = useFormat();
  const label = useFieldLabel();
  const model = useModel(task.model);
  const image = task.images[index];
  const duration = (ms: number | null) => (ms === null ? undefined : format.duration(ms));
  const size = image?.width && image.height ? `${image.width} × ${image.height}` : toSizeText(task);
  const inputs = Object.entries(task.input).filter(([name]) => !TOLD_ELSEWHERE.has(name));
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t.look.model, model?.title ?? task.model],
    [label("size"), size],
    [label("seed"), task.seed < 0 ? undefined : String(task.seed + (task.images.length > 1 ? index : 0))],
    ...inputs.map(([name, value]) => [label(name), toText(value, t.common)] as const),
    [t.look.priority, task.priority === "normal" ? undefined : t.create.priorities[task.priority]],
    [t.look.status, t.statuses[task.status]],
    [t.look.engine, task.engine ?? undefined],
    [t.look.attempts, task.attempts > 1 ? String(task.attempts) : undefined],
    [t.look.cost, toCostText(task, format.money, t)],
    [t.look.created, format.dateTime(task.created_at)],
    [t.look.waited, duration(task.timings.queued_ms)],
    [t.look.drawn, duration(task.timings.processing_ms)],
    [
      t.look.file,
      image?.size_bytes
        ? `${image.type?.replace("image/", "").toUpperCase() ?? ""} · ${format.bytes(image.size_bytes)}`
        : undefined,
    ],
    [t.look.keptUntil, image?.expires_at ? format.dateTime(image.expires_at) : undefined],
  ];
  return (
    <div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] text-[0.8125rem]">
        {facts.flatMap(([name, value]) =>
          value === undefined || value === ""
            ? []
            : [
                <div key={name} className="col-span-2 grid grid-cols-subgrid gap-x-6 border-b border-line py-2">
                  <dt className="text-soft">{name}</dt>
                  <dd className="text-end break-words tabular">{value}</dd>
                </div>,
              ],
        )}
        <div className="col-span-2 grid grid-cols-subgrid items-center gap-x-6 py-1">
          <dt className="text-soft">{t.look.id}</dt>
          <dd className="flex min-w-0 items-center justify-end gap-1">
            <code className="min-w-0 truncate font-mono text-xs">{task.id}</code>
            <CopyButton text={task.id} label={t.look.copyId} />
          </dd>
        </div>
      </dl>
    </div>
  );
}

function toText(value: unknown, words: { readonly on: string; readonly off: string }): string {
  if (value === true) return words.on;
  if (value === false) return words.off;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function toCostText({ cost }: Task, money: (usd: number) => string, t: ReturnType<typeof useMessages>): string {
  switch (cost.state) {
    case "reserved":
      return t.look.reserved(money(cost.price_usd));
    case "charged":
      return money(cost.charged_usd);
    case "released":
      return t.look.free;
  }
}

const LANGUAGE_NAMES = { curl: "curl", typescript: "TypeScript", python: "Python" } as const;

function Snippets({ task }: { readonly task: Task }) {
  const t = useMessages();
  const model = useModel(task.model);
  if (!model) return null;
  return (
    <Tabs.Root defaultValue="curl">
      <div className="mb-1.5 flex min-h-8 items-center justify-between gap-2">
        <h3 className="text-xs font-medium text-soft">{t.look.code}</h3>
        <Tabs.List className="flex rounded-lg bg-well p-0.5" aria-label={t.look.code}>
          {LANGUAGES.map((language) => (
            <Tabs.Tab
              key={language}
              value={language}
              className="h-7 rounded-md px-2.5 text-xs text-soft transition-colors data-[active]:bg-raised data-[active]:font-medium data-[active]:text-ink data-[active]:shadow-card"
            >
              {LANGUAGE_NAMES[language]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </div>
      {LANGUAGES.map((language) => {
        const code = toSnippet(language, { task, model, origin: location.origin });
        return (
          <Tabs.Panel key={language} value={language} className="relative">
            <pre
              className="scroll-slim max-h-72 overflow-auto rounded-xl bg-well p-3.5 pe-10 font-mono text-xs leading-relaxed"
              tabIndex={0}
            >
              <code>{code}</code>
            </pre>
            <div className="absolute top-1.5 right-1.5 rounded-lg bg-well">
              <CopyButton text={code} label={t.look.copyCode(LANGUAGE_NAMES[language])} />
            </div>
          </Tabs.Panel>
        );
      })}
    </Tabs.Root>
  );
}
