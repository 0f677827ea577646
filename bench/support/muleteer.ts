// Starts a Muleteer to be measured, and speaks to it as its clients do.
import { startProgram, type Message, type Program } from "./program.ts";

export const QWEN = "/vendors/alibaba/v1/qwen-image-max/generation";
export const KEY = `sk-mr-${"b".repeat(43)}`;
/** Of every body that is sent; a usual prompt with its settings. */
const BODY_BYTES = 500;

/** An engine that costs nothing. */
export interface EngineOptions {
  /** Tasks at once. */
  readonly places: number;
  /** What it waits before it answers; one that never does keeps the queue full. */
  readonly delayMs: number | "never";
  /** Whether it says when it answers. */
  readonly tells?: boolean;
}

export interface ServerOptions {
  readonly directory: string;
  readonly apiKey: string;
  /** Absent: the engines that the settings name. */
  readonly engine?: EngineOptions;
  readonly settings?: Readonly<Record<string, string>>;
}

/** An engine that has its one place taken, so that whatever is created waits. */
export const BUSY: EngineOptions = { places: 1, delayMs: "never" };

/** @param profiles whether a profile of it is written into its directory when it stops. */
export async function startMuleteer(
  options: Omit<ServerOptions, "apiKey">,
  { profiles = false, onMessage }: { readonly profiles?: boolean; readonly onMessage?: (message: Message) => void } = {},
): Promise<Program> {
  const profiling = profiles ? ["--cpu-prof", `--cpu-prof-dir=${options.directory}`] : [];
  return await startProgram({
    file: new URL("server-program.ts", import.meta.url),
    args: [JSON.stringify({ apiKey: KEY, ...options } satisfies ServerOptions)],
    execArgv: ["--expose-gc", ...profiling],
    ...(onMessage ? { onMessage } : {}),
  });
}

/** A body of 500 bytes; `fields` come on top. */
export function toBody(fields: Readonly<Record<string, unknown>> = {}): string {
  const prompt = "A lighthouse on a cliff in a storm, waves, gulls. ".repeat(20);
  const frame = JSON.stringify({ prompt: "", size: "1664*928", prompt_extend: true }).length;
  return JSON.stringify({ prompt: prompt.slice(0, BODY_BYTES - frame), size: "1664*928", prompt_extend: true, ...fields });
}

interface RequestParts {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The bytes of a request with the key. */
export function toRequest(line: string, { headers = {}, body = "" }: RequestParts = {}): Buffer {
  const all = {
    Host: "127.0.0.1",
    Authorization: `Bearer ${KEY}`,
    ...(body === "" ? {} : { "Content-Type": "application/json", "Content-Length": String(Buffer.byteLength(body)) }),
    ...headers,
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`${line} HTTP/1.1`, ...head, "", body].join("\r\n"));
}

/** The id of the task that a create made. */
export function readTaskId(body: string): string {
  return (JSON.parse(body) as { task_info: { id: string } }).task_info.id;
}

/** @throws for the body of a task that has not completed. */
export function refuseUnfinished(body: string): void {
  if (!body.includes('"status":"completed"')) throw new Error(`a task did not complete: ${body}`);
}
