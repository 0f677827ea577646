// `muleteer generate`: a prompt becomes picture files.
import { constants } from "node:fs";
import { access, stat, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import type { FollowedTask, GenerateOptions } from "../client/index.ts";
import type { Call, Command } from "./command.ts";
import { CommandError, Interrupted, UsageError } from "./failure.ts";
import { withInterrupt } from "./interrupt.ts";
import { toInlinePicture } from "./picture.ts";
import { toPlain } from "./plain.ts";
import { createProgress } from "./progress.ts";
import { toDollars, toDuration } from "./words.ts";

const MAX_PROMPT_BYTES = 64 * 1024;
const MAX_NAME_CHARACTERS = 40;
const MAX_CELLS = 80;

export const generateCommand: Command = {
  name: "generate",
  words: '"PROMPT"',
  count: [1, 1],
  summary: 'Make pictures from a prompt, and save them. "-" reads the prompt from standard input.',
  asksServer: true,
  options: {
    size: { value: "WxH", help: "pixels, such as 1664x928" },
    seed: { value: "N", help: "0 to 2147483647; the same seed and prompt give the same picture" },
    negative: { value: "TEXT", help: "what should not be in the picture" },
    extend: { hasOpposite: true, help: "have a short prompt rewritten, or not" },
    safety: { hasOpposite: true, help: "have the prompt inspected, or not" },
    model: { value: "VENDOR/NAME", short: "m", help: "which model; alibaba/qwen-image-max when not given" },
    n: { value: "N", short: "n", help: "how many pictures, where the model makes several" },
    priority: { value: "LEVEL", help: "low, normal or high" },
    "cancel-after": { value: "TIME", help: "90s, 5m or 1h: cancel it if it has not ended by then" },
    webhook: { value: "URL", help: "tell this https URL of it" },
    "idempotency-key": { value: "KEY", help: "the same key and prompt give the same task for 24 hours" },
    set: { value: "NAME=VALUE", multiple: true, help: "another field of the model's; the value is JSON or text" },
    out: { value: "PATH", short: "o", help: "file or directory; - for standard output" },
    inline: { hasOpposite: true, help: "show the picture in the terminal, or not" },
  },
  run,
};

async function run(call: Call): Promise<void> {
  const { terminal, json } = call;
  const out = call.text("out");
  if (out === "-" && json) throw new UsageError("--out - and --json both want standard output.");
  if (out === "-" && terminal.isInteractive)
    throw new UsageError("--out - writes a picture to standard output, which is a terminal here.");
  const target = await toTarget(out);
  const prompt = await readPrompt(call.words[0] ?? "");
  const options = toOptions(call);
  const startedAt = performance.now();
  const { task, pictures } = await withInterrupt((signal) => make(prompt, { ...options, signal }, call));
  const files: string[] = [];
  for (const [index, bytes] of pictures.entries()) {
    if (target === undefined) terminal.write(bytes);
    else files.push(await save(bytes, { target, prompt, task, index, count: pictures.length }));
  }
  if (json) return terminal.printJson({ task, files });
  terminal.note(`${terminal.paintNote("green", "✓")} ${summarize(task, performance.now() - startedAt)}`);
  for (const warning of task.warnings ?? []) terminal.note(`${terminal.paintNote("yellow", "!")} ${toPlain(warning)}`);
  for (const [index, file] of files.entries()) {
    terminal.print(file);
    showInline(pictures[index], call);
  }
}

interface Made {
  readonly task: FollowedTask;
  readonly pictures: readonly Uint8Array[];
}

/** @throws {Interrupted} that says what became of the task, and whatever else goes wrong. */
async function make(prompt: string, options: GenerateOptions & { readonly signal: AbortSignal }, call: Call): Promise<Made> {
  const progress = createProgress(call.terminal, { silent: call.json });
  const muleteer = call.connect({ patience: "long", onRetry: progress.showTrouble });
  let id: string | undefined;
  let completed: FollowedTask | undefined;
  try {
    const { task, images } = await muleteer.generate(prompt, {
      ...options,
      onTask: (created) => void ({ id } = created),
      onProgress: (_, each) => progress.show(each),
    });
    completed = task;
    const pictures: Uint8Array[] = [];
    for (const image of images) pictures.push(await image.bytes(options));
    return { task, pictures };
  } catch (error) {
    progress.end();
    const urls = completed?.images.map(({ url }) => url).join(" ");
    if (urls !== undefined) call.terminal.note(`The task completed, and its pictures are at ${urls}`);
    if (!options.signal.aborted) throw error;
    const cancelled = id === undefined || completed ? "" : ` The server was asked to cancel task ${id}.`;
    throw new Interrupted(`Interrupted.${cancelled}`);
  } finally {
    progress.end();
  }
}

async function readPrompt(word: string): Promise<string> {
  if (word !== "-") return word;
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) {
    text += chunk as string;
    if (text.length > MAX_PROMPT_BYTES) throw new UsageError("Standard input holds more than a prompt can.");
  }
  return text.trim();
}

function toOptions(call: Call): GenerateOptions {
  return {
    model: call.text("model"),
    // The wire has `*`, which shells take for themselves.
    size: call.text("size")?.replace(/^(\d+)[xX×](\d+)$/, "$1*$2"),
    seed: call.number("seed", { whole: true }),
    negativePrompt: call.text("negative"),
    promptExtend: call.flag("extend"),
    safetyFilter: call.flag("safety"),
    n: call.number("n", { whole: true }),
    priority: toPriority(call.text("priority")),
    cancelAfter: call.text("cancel-after"),
    webhook: call.text("webhook"),
    idempotencyKey: call.text("idempotency-key"),
    extra: Object.fromEntries((call.texts("set") ?? []).map(toField)),
  };
}

function toPriority(text: string | undefined): "low" | "normal" | "high" | undefined {
  if (text === undefined || text === "low" || text === "normal" || text === "high") return text;
  throw new UsageError(`--priority takes low, normal or high, got ${JSON.stringify(text)}.`);
}

function toField(text: string): [string, unknown] {
  const equals = text.indexOf("=");
  if (equals < 1) throw new UsageError(`--set takes NAME=VALUE, got ${JSON.stringify(text)}.`);
  const value = text.slice(equals + 1);
  try {
    return [text.slice(0, equals), JSON.parse(value) as unknown];
  } catch {
    return [text.slice(0, equals), value];
  }
}

function summarize({ seed, cost, engine }: FollowedTask, ms: number): string {
  return [
    `completed in ${toDuration(ms)}`,
    ...(seed === undefined ? [] : [`seed ${seed}`]),
    ...(engine ? [engine] : []),
    ...(cost === undefined ? [] : [toDollars(cost.charged_usd)]),
  ].join(" · ");
}

/** Where pictures go: into a directory, each under a name of its own, or to the one name that `--out` gives. */
interface Target {
  readonly path: string;
  readonly isDirectory: boolean;
}

/** Undefined for standard output. @throws {CommandError} before anything is paid for that could not be kept. */
async function toTarget(out = "."): Promise<Target | undefined> {
  if (out === "-") return undefined;
  const isDirectory = out.endsWith("/") || (await stat(out).catch(() => undefined))?.isDirectory() === true;
  const directory = isDirectory ? out : dirname(out);
  try {
    await access(directory, constants.W_OK);
  } catch (error) {
    throw new CommandError(`Nothing can be written to ${directory}: ${(error as Error).message}.`, { cause: error });
  }
  return { path: out, isDirectory };
}

interface Saving {
  readonly target: Target;
  readonly prompt: string;
  readonly task: FollowedTask;
  readonly index: number;
  readonly count: number;
}

/** A file that `--out` names is replaced; another is never. */
async function save(bytes: Uint8Array, { target: { path, isDirectory }, prompt, task, index, count }: Saving): Promise<string> {
  const suffix = count > 1 ? `-${index + 1}` : "";
  const extension = extname(path);
  const file = isDirectory
    ? join(path, `${toName(prompt)}-${task.id.slice(-8)}${suffix}.png`)
    : `${path.slice(0, path.length - extension.length)}${suffix}${extension || ".png"}`;
  try {
    await writeFile(file, bytes, { flag: isDirectory ? "wx" : "w" });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // The same task was saved here before: its pictures are the same.
    if (code === "EEXIST") return file;
    const url = task.images[index]?.url ?? "its task";
    throw new CommandError(`${file} cannot be written: ${message}. The picture is at ${url}`, { cause: error });
  }
  return file;
}

/** The prompt's first words, as a file may be called. */
function toName(prompt: string): string {
  const words = prompt.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  let name = "";
  for (const word of words) {
    const next = name === "" ? word : `${name}-${word}`;
    if (next.length > MAX_NAME_CHARACTERS) break;
    name = next;
  }
  return (
    name ||
    Array.from(words[0] ?? "picture")
      .slice(0, MAX_NAME_CHARACTERS / 2)
      .join("")
  );
}

function showInline(bytes: Uint8Array | undefined, call: Call): void {
  const { terminal } = call;
  const wanted = call.flag("inline");
  if (!bytes || wanted === false || !terminal.isInteractive) return;
  const { pictures } = terminal.config;
  // Asked for where none is known, the protocol that most terminals speak is tried.
  const protocol = pictures ?? (wanted ? "iterm2" : undefined);
  if (protocol) terminal.write(toInlinePicture(bytes, { protocol, cells: Math.min(MAX_CELLS, terminal.columns - 1) }));
}
