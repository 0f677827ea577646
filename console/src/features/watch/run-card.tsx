// One run: its pictures, large, and in the margin what was asked for and what can be done with it.
import { Copy, Download, Maximize2, RotateCcw, Shuffle, SlidersHorizontal, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Model, Task } from "../../../../src/client/index.ts";
import { useConsole } from "../../api/console.tsx";
import { isDraft } from "../../api/creations.ts";
import { hasEnded, useStoredTasks } from "../../api/task-store.ts";
import { useFormat, useMessages } from "../../i18n/locale.tsx";
import { navigate } from "../../router.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { DownloadLink } from "../../ui/download-link.tsx";
import { copyText } from "../../ui/copy.ts";
import { fillForm } from "../create/form.ts";
import { useRepeat } from "./repeat.ts";
import { PictureFrame, toLightboxPath } from "./picture-frame.tsx";
import { countExpected, hasExpired, toAspect, toFileName, toLocal, toPrompt, toSizeText } from "./picture.ts";
import { toTrouble } from "./trouble.ts";

const DeleteTasks = lazy(async () => ({ default: (await import("./delete-tasks.tsx")).DeleteTasks }));

interface RunProps {
  readonly ids: readonly string[];
  readonly models: readonly Model[];
}

export function RunCard({ ids, models }: RunProps) {
  const { store } = useConsole();
  const tasks = useStoredTasks(store, ids);
  const first = tasks[0];
  if (!first) return null;
  return (
    <article className="flex flex-col gap-x-6 gap-y-3 xl:flex-row 3xl:gap-x-8">
      <Pictures tasks={tasks} />
      <Notes tasks={tasks} first={first} models={models} />
    </article>
  );
}

/** On a phone, a column may be narrower by so much: two pictures side by side say more than one above the other. */
const NARROWEST = 0.68;
/** How much wider than its narrowest a column may be on a wide screen. */
const WIDEST = 1.9;

/** Narrowest column of a run with several pictures, in rem, by how wide a picture is for its height. */
function toColumnRem(aspect: number): number {
  if (aspect > 1.2) return 15;
  return aspect < 0.85 ? 9 : 11;
}

function Pictures({ tasks }: { readonly tasks: readonly Task[] }) {
  const frames = tasks.flatMap((task) => Array.from({ length: countExpected(task) }, (_, index) => ({ task, index })));
  const aspect = tasks[0] ? toAspect(tasks[0]) : 1;
  const isOver = tasks.every(({ status }) => status === "failed" || status === "cancelled");
  const column = toColumnRem(aspect);
  const style =
    frames.length === 1
      ? { maxWidth: `calc(${aspect} * ${isOver ? "12rem" : "min(66vh, 46rem)"})` }
      : {
          maxWidth: `${frames.length * column * WIDEST}rem`,
          gridTemplateColumns: `repeat(auto-fit, minmax(clamp(${column * NARROWEST}rem, 20vw, ${column}rem), 1fr))`,
        };
  return (
    <div className={`w-full min-w-0 flex-1 ${frames.length === 1 ? "" : "grid gap-2 self-start"}`} style={style}>
      {frames.map(({ task, index }) => (
        <PictureFrame key={`${task.id}-${index}`} task={task} index={index} below="/" isTerse className="rounded-xl">
          <Overlay task={task} index={index} />
        </PictureFrame>
      ))}
    </div>
  );
}

/** Over a finished picture, while it is pointed at or focused. */
function Overlay({ task, index }: { readonly task: Task; readonly index: number }) {
  const t = useMessages();
  const image = task.images[index];
  if (!image) return null;
  return (
    <div className="absolute top-2 right-2 flex gap-1 opacity-0 transition-opacity group-focus-within/frame:opacity-100 group-hover/frame:opacity-100 [@media(hover:none)]:hidden">
      <IconButton
        label={t.look.enlarge}
        size="sm"
        look="overlay"
        onClick={() => navigate(toLightboxPath(task.id, index), { state: { below: "/" } })}
      >
        <Maximize2 className="size-4" aria-hidden="true" />
      </IconButton>
      <DownloadLink
        src={toLocal(image.url)}
        name={toFileName(task, index)}
        aria-label={t.look.download}
        data-tip={t.look.download}
        className="grid size-8 place-items-center rounded-lg bg-black/55 text-white backdrop-blur-sm transition-colors hover:bg-black/75"
      >
        <Download className="size-4" aria-hidden="true" />
      </DownloadLink>
    </div>
  );
}

interface NotesProps {
  readonly tasks: readonly Task[];
  readonly first: Task;
  readonly models: readonly Model[];
}

function Notes({ tasks, first, models }: NotesProps) {
  const t = useMessages();
  const format = useFormat();
  const model = models.find(({ id }) => id === first.model);
  const failed = tasks.find(({ status }) => status === "failed" || status === "cancelled");
  const trouble = failed && toTrouble(failed, t);
  const charged = tasks.reduce((sum, { cost }) => sum + cost.charged_usd, 0);
  const price = tasks.reduce((sum, { cost }) => sum + cost.price_usd, 0);
  const isOver = tasks.every(hasEnded);
  const facts = [
    model?.title ?? first.model,
    toSizeText(first),
    tasks.length === 1 && first.seed >= 0 ? t.watch.seed(first.seed) : "",
    toTimeText(tasks, format),
    isOver ? format.money(charged) : format.money(price),
  ].filter((fact) => fact !== "");
  return (
    <div className="flex min-w-0 shrink-0 flex-col gap-3 xl:w-60 xl:py-1 3xl:w-72">
      <p className="line-clamp-4 text-sm leading-relaxed text-pretty xl:line-clamp-10" title={toPrompt(first)}>
        {toPrompt(first)}
      </p>
      <ul className="flex flex-wrap gap-x-3.5 gap-y-0.5 text-xs text-soft tabular">
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      {trouble && (
        <div
          className={`rounded-lg px-3 py-2.5 text-xs ${failed.status === "failed" ? "bg-danger-tint text-danger" : "bg-well text-soft"}`}
        >
          <p className="font-medium">{trouble.title}</p>
          <p className="mt-0.5">{trouble.advice}</p>
          {trouble.detail !== undefined && <p className="mt-1.5">{trouble.detail}</p>}
        </div>
      )}
      {!isDraft(first.id) && <Actions tasks={tasks} first={first} />}
    </div>
  );
}

function toTimeText(tasks: readonly Task[], format: ReturnType<typeof useFormat>): string {
  const spans = tasks.flatMap(({ timings }) => timings.processing_ms ?? []);
  return spans.length === tasks.length && spans.length > 0 ? format.duration(Math.max(...spans)) : "";
}

function Actions({ tasks, first }: { readonly tasks: readonly Task[]; readonly first: Task }) {
  const t = useMessages();
  const { canRepeat, repeat } = useRepeat(first.model);
  const [isDeleting, setDeleting] = useState(false);
  const isGone = tasks.some(({ images }) => images.some((image) => hasExpired(image)));
  return (
    <div className="flex flex-wrap items-center gap-1">
      {canRepeat && (
        <Button
          size="sm"
          icon={<Shuffle className="size-3.5" aria-hidden="true" />}
          onClick={() => void repeat(tasks, { seed: "new" })}
        >
          {t.look.vary}
        </Button>
      )}
      {canRepeat && (
        <IconButton label={isGone ? t.look.redraw : t.look.rerun} size="sm" onClick={() => void repeat(tasks, { seed: "same" })}>
          <RotateCcw className="size-4 text-soft" aria-hidden="true" />
        </IconButton>
      )}
      <IconButton
        label={t.look.edit}
        size="sm"
        onClick={() => {
          fillForm(first.model, first.input);
          scrollTo({ top: 0, behavior: "smooth" });
        }}
      >
        <SlidersHorizontal className="size-4 text-soft" aria-hidden="true" />
      </IconButton>
      <IconButton label={t.look.copyPrompt} size="sm" onClick={() => void copyText(toPrompt(first), t)}>
        <Copy className="size-4 text-soft" aria-hidden="true" />
      </IconButton>
      <IconButton label={t.look.delete} size="sm" onClick={() => setDeleting(true)}>
        <Trash2 className="size-4 text-soft" aria-hidden="true" />
      </IconButton>
      {isDeleting && (
        <Suspense fallback={null}>
          <DeleteTasks ids={tasks.map(({ id }) => id)} isOpen onOpenChange={setDeleting} />
        </Suspense>
      )}
    </div>
  );
}
