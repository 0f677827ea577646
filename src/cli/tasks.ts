// `muleteer tasks`: what was asked for, and what became of it.
import { TaskFailedError, type Task, type TaskEvent, type TaskStatus } from "../client/index.ts";
import type { Call, Command } from "./command.ts";
import { Interrupted, UsageError } from "./failure.ts";
import { withInterrupt } from "./interrupt.ts";
import { createProgress } from "./progress.ts";
import { toAge, toDollars, toDuration, toLocalTime } from "./words.ts";

const PAGE = 100;
const DEFAULT_LIMIT = 20;
const STATUSES: readonly string[] = ["pending", "processing", "completed", "failed", "cancelled"] satisfies TaskStatus[];

export const taskCommands: readonly Command[] = [
  {
    name: "tasks list",
    summary: "Show tasks, newest first.",
    asksServer: true,
    options: {
      status: { value: "STATUS", multiple: true, help: STATUSES.join(", ") },
      model: { value: "VENDOR/NAME", short: "m", help: "only of this model" },
      search: { value: "WORDS", short: "q", help: "only with these words in the prompt" },
      after: { value: "TIME", help: "only created after this, such as 2026-03-01" },
      before: { value: "TIME", help: "only created before this" },
      limit: { value: "N", short: "n", help: `how many at most; ${DEFAULT_LIMIT} when not given` },
    },
    run: list,
  },
  { name: "tasks show", words: "ID", count: [1, 1], summary: "Show all that is known of a task.", asksServer: true, run: show },
  {
    name: "tasks watch",
    words: "[ID]",
    count: [0, 1],
    summary: "Follow a task to its end, or what happens to all tasks of the key.",
    asksServer: true,
    run: watch,
  },
  {
    name: "tasks cancel",
    words: "ID…",
    count: [1, 100],
    summary: "Cancel tasks that have not ended.",
    asksServer: true,
    run: (call) =>
      forEach(call, async (id, muleteer) => {
        const task = await muleteer.tasks.cancel(id);
        return [
          task,
          `Cancelled ${id}; ${task.cost.charged_usd > 0 ? `charged ${toDollars(task.cost.charged_usd)}` : "nothing was charged"}.`,
        ];
      }),
  },
  {
    name: "tasks delete",
    words: "ID…",
    count: [1, 100],
    summary: "Delete tasks and their pictures; one that has not ended is cancelled first.",
    asksServer: true,
    run: (call) =>
      forEach(call, async (id, muleteer) => {
        await muleteer.tasks.delete(id);
        return [{ id, deleted: true }, `Deleted ${id}.`];
      }),
  },
];

async function list(call: Call): Promise<void> {
  const status = call.texts("status")?.flatMap((text) => text.split(","));
  const unknown = status?.find((word) => !STATUSES.includes(word));
  if (unknown !== undefined) throw new UsageError(`--status takes ${STATUSES.join(", ")}, got ${JSON.stringify(unknown)}.`);
  const limit = call.number("limit", { whole: true }) ?? DEFAULT_LIMIT;
  if (limit < 1) throw new UsageError("--limit must be at least 1.");
  const filter = {
    status: status as TaskStatus[] | undefined,
    model: call.text("model"),
    q: call.text("search"),
    after: toTime("after", call),
    before: toTime("before", call),
    limit: Math.min(limit, PAGE),
  };
  const tasks: Task[] = [];
  for await (const task of call.connect().tasks.list(filter)) {
    if (tasks.push(task) >= limit) break;
  }
  if (call.json) return call.terminal.printJson(tasks);
  if (tasks.length === 0) return call.terminal.note("There is no such task.");
  // A terminal is narrow, and ids are not: the model is told where it tells tasks apart.
  const tellsModel = new Set(tasks.map(({ model }) => model)).size > 1;
  const now = Date.now();
  const columns: [string, (task: Task) => string][] = [
    ["ID", ({ id }) => id],
    ["STATUS", toStatus],
    ["AGE", ({ created_at: at }) => toAge(at, now)],
    ["MODEL", ({ model }) => model],
    ["PROMPT", toPrompt],
  ];
  const shown = columns.filter(([title]) => tellsModel || title !== "MODEL");
  call.terminal.printTable(
    shown.map(([title]) => title),
    tasks.map((task) => shown.map(([, toCell]) => toCell(task))),
  );
}

function toTime(name: string, call: Call): Date | undefined {
  const text = call.text(name);
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new UsageError(`--${name} takes a date or a time, such as 2026-03-01T12:00, got ${JSON.stringify(text)}.`);
  return new Date(time);
}

function toStatus({ status, progress }: Task): string {
  if (status === "processing") return `processing ${Math.round(progress.fraction * 100)} %`;
  return status === "pending" && progress.queue_position !== null ? `pending #${progress.queue_position}` : status;
}

function toPrompt({ input }: Task): string {
  return typeof input["prompt"] === "string" ? input["prompt"] : "";
}

function toSpan(ms: number | null): string {
  return ms === null ? "-" : toDuration(ms);
}

async function show(call: Call): Promise<void> {
  const task = await call.connect().tasks.get(call.words[0] ?? "");
  if (call.json) return call.terminal.printJson(task);
  const { input, timings, cost, error, images, warnings } = task;
  const rest = Object.entries(input).filter(([name, value]) => name !== "prompt" && value !== null);
  call.terminal.printFacts([
    ["id", task.id],
    ["status", toStatus(task)],
    ...(error ? ([["error", `${error.detail} (code ${error.code})`]] as const) : []),
    ["model", task.model],
    ["prompt", toPrompt(task)],
    ...(task.final_prompt !== null && task.final_prompt !== input["prompt"]
      ? ([["drawn from", task.final_prompt]] as const)
      : []),
    ...rest.map(
      ([name, value]) => [name.replaceAll("_", " "), typeof value === "string" ? value : JSON.stringify(value)] as const,
    ),
    ...("seed" in input ? [] : ([["seed", String(task.seed)]] as const)),
    ["engine", task.engine ?? "-"],
    ["priority", task.priority],
    ["attempts", String(task.attempts)],
    ["created", toLocalTime(task.created_at)],
    ...(task.deadline_at === null ? [] : ([["deadline", toLocalTime(task.deadline_at)]] as const)),
    ["took", `${toSpan(timings.total_ms)} (queued ${toSpan(timings.queued_ms)}, processing ${toSpan(timings.processing_ms)})`],
    ["cost", `${toDollars(cost.price_usd)}, ${cost.state}`],
    ...warnings.map((warning) => ["warning", warning] as const),
    ...images.map((image) => ["image", `${image.width}*${image.height} ${image.url}`] as const),
    ["trace", task.trace_id],
  ]);
}

async function watch(call: Call): Promise<void> {
  const [id] = call.words;
  await withInterrupt(async (signal) => {
    try {
      if (id === undefined) await watchAll(call, signal);
      else await watchOne(id, call, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new Interrupted("Interrupted; nothing was cancelled.");
    }
  });
}

async function watchOne(id: string, call: Call, signal: AbortSignal): Promise<void> {
  const { terminal, json } = call;
  if (json) {
    const muleteer = call.connect({ patience: "long" });
    for await (const event of muleteer.tasks.events(id, { signal })) {
      terminal.printJson(event);
      if (event.type === "task.failed") throw new TaskFailedError(event.task, "failed");
      if (event.type === "task.cancelled") throw new TaskFailedError(event.task, "cancelled");
    }
    return;
  }
  const progress = createProgress(terminal);
  try {
    const muleteer = call.connect({ patience: "long", onRetry: progress.showTrouble });
    const task = await muleteer.tasks.wait(id, { signal, onProgress: (_, each) => progress.show(each) });
    progress.end();
    terminal.note(`${terminal.paintNote("green", "✓")} completed`);
    for (const { url } of task.images) terminal.print(url);
  } finally {
    progress.end();
  }
}

async function watchAll(call: Call, signal: AbortSignal): Promise<void> {
  const { terminal, json } = call;
  if (terminal.isWatched && !json) terminal.note("Watching all tasks of this key; Ctrl+C ends it.");
  for await (const event of call.connect({ patience: "long" }).events({ signal })) {
    if (json) terminal.printJson(event);
    else if (event.id !== null) terminal.print(toLine(event));
  }
}

function toLine(event: TaskEvent): string {
  const head = `${toLocalTime(event.created_at)}  ${event.task.id}  ${event.type.slice("task.".length)}`;
  if (event.type === "task.progress")
    return `${head}  ${Math.round(event.task.progress.fraction * 100)} % ${event.task.progress.step}`;
  return event.type === "task.failed" && event.task.error ? `${head}  ${event.task.error.detail}` : head;
}

type Muleteer = ReturnType<Call["connect"]>;

/** Each of the named ones, in turn; the first that fails ends it. `work` gives what JSON and what people are told. */
async function forEach(call: Call, work: (id: string, muleteer: Muleteer) => Promise<[unknown, string]>): Promise<void> {
  const muleteer = call.connect();
  const results: unknown[] = [];
  for (const id of call.words) {
    const [result, line] = await work(id, muleteer);
    results.push(result);
    if (!call.json) call.terminal.print(line);
  }
  if (call.json) call.terminal.printJson(results);
}
