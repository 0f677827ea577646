// ComfyUI's HTTP interface: prompts under ids of ours, its history and its queue, images. Answers are read loosely.
// https://docs.comfy.org/development/comfyui-server/comms_routes
import { createHash } from "node:crypto";
import { z } from "zod";
import { EngineError } from "../../core/engine.ts";
import type { Handle, Json } from "../../core/task.ts";
import { ExchangeError } from "../../io/exchange.ts";
import type { Origin } from "../../io/origin.ts";
import { callOwn, failed, gone, refused, unexpected } from "../own-server.ts";

const NAME = "comfyui";
/** Images that a request can ask for. */
const MOST_IMAGES = 4;

const SUBMIT_TIMEOUT_MS = 30_000;
/** Somebody waits for it who has given up already. */
const WITHDRAW_TIMEOUT_MS = 5_000;
/** History and queue hold whole graphs, those of other people among them. */
const GRAPHS_BYTES = 32 * 1024 * 1024;
const IMAGE_BYTES = 30 * 1024 * 1024;
const IMAGE_TIMEOUT_MS = 60_000;
/** Characters of ComfyUI's own words that are told to the operator. */
const QUOTE_CHARACTERS = 500;

const uuid = z.uuid();

/** What finds the prompts of a task again. How many there are is known only to whoever submitted them. */
const promptHandle = z.object({ prompt: uuid, count: z.int().min(1).max(MOST_IMAGES).optional() });

export type PromptHandle = z.output<typeof promptHandle>;

export function fromHandle(handle: Handle): PromptHandle {
  return promptHandle.parse(handle);
}

/**
 * The ids of a task's prompts, one for each image. The first is the task's own, and it is submitted last: where it is known, all
 * of them are. ComfyUI takes lower-case UUIDs only, so the others are made of its hash (version 8, RFC 9562).
 */
export function toPromptIds(prompt: string, count = MOST_IMAGES): string[] {
  return Array.from({ length: count }, (_, index) => {
    if (index === 0) return prompt;
    const hex = createHash("sha256").update(`${prompt}/${index}`).digest("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  });
}

interface NewPrompt {
  readonly id: string;
  /** Whose socket is told of it. */
  readonly client: string;
  readonly graph: Json;
  readonly previews: boolean;
}

const refusal = z.object({
  error: z.union([z.string(), z.object({ message: z.string().catch(""), details: z.string().catch("") })]).optional(),
  node_errors: z
    .record(z.string(), z.object({ errors: z.array(z.object({ message: z.string(), details: z.string().catch("") })) }))
    .catch({}),
});

/**
 * Hands a prompt over.
 * @returns whether it was taken for sure; false when its answer was lost, and only a look at the queue can tell.
 * @throws {EngineError} when it was not taken.
 */
export async function submitPrompt(
  origin: Origin,
  { id, client, graph, previews }: NewPrompt,
  signal: AbortSignal,
): Promise<boolean> {
  // Versions before August 2025 know no preview method of a prompt; there it is an option of the command line alone.
  const extra = previews ? { extra_data: { preview_method: "auto" } } : {};
  const json = { prompt: graph, prompt_id: id, client_id: client, ...extra };
  let answer;
  try {
    answer = await callOwn(NAME, origin, { method: "POST", path: "/prompt", json, timeoutMs: SUBMIT_TIMEOUT_MS, signal });
  } catch (error) {
    if (isUnsure(error)) return false;
    throw error;
  }
  if (answer.status === 200) return true;
  if (answer.status === 400) {
    const operatorReason = `it refuses the graph: ${quoteRefusal(answer.json())}`;
    throw refused("The engine comfyui refused the request.", { operatorReason });
  }
  throw unexpected(NAME, answer);
}

/** Whether the request may have arrived although no answer came. */
function isUnsure(error: unknown): boolean {
  return error instanceof EngineError && error.cause instanceof ExchangeError && error.cause.kind !== "refused";
}

function quoteRefusal(body: unknown): string {
  const { error = "", node_errors: nodes = {} } = refusal.safeParse(body).data ?? {};
  const general = typeof error === "string" ? error : `${error.message} ${error.details}`;
  const particular = Object.entries(nodes).flatMap(([node, { errors }]) =>
    errors.map(({ message, details }) => `node ${node}: ${message}: ${details}`),
  );
  return [general, ...particular].join("; ").replaceAll(/\s+/g, " ").slice(0, QUOTE_CHARACTERS);
}

const picture = z.object({ filename: z.string().min(1), subfolder: z.string().default(""), type: z.enum(["output", "temp"]) });

/** Where the image of a prompt that has ended is. */
export type Picture = z.output<typeof picture>;

const historyEntry = z.object({
  outputs: z.record(z.string(), z.object({ images: z.array(z.unknown()).optional().catch(undefined) }).catch({})),
  status: z.object({ status_str: z.string(), messages: z.array(z.tuple([z.string(), z.unknown()])).catch([]) }).nullish(),
});

/**
 * The image of a prompt that has ended; undefined when it has not, or is not known.
 * @throws {EngineError} when it failed.
 */
export async function readHistory(origin: Origin, id: string, signal: AbortSignal): Promise<Picture | undefined> {
  const answer = await callOwn(NAME, origin, { method: "GET", path: `/history/${id}`, maxBytes: GRAPHS_BYTES, signal });
  const history = z.record(z.string(), z.unknown()).safeParse(answer.json());
  if (answer.status !== 200 || !history.success) throw unexpected(NAME, answer);
  if (!Object.hasOwn(history.data, id)) return undefined;
  const entry = historyEntry.safeParse(history.data[id]);
  if (!entry.success) throw unexpected(NAME, answer);
  const { outputs, status } = entry.data;
  if (status && status.status_str !== "success") throw toFailure(status.messages);
  const pictures = Object.values(outputs).flatMap(({ images = [] }) =>
    images.flatMap((each) => picture.safeParse(each).data ?? []),
  );
  // What was saved goes before what was only shown; of several the first.
  const found = pictures.find(({ type }) => type === "output") ?? pictures[0];
  if (!found) throw failed("The engine comfyui finished without an image.");
  return found;
}

function toFailure(messages: readonly (readonly [string, unknown])[]): EngineError {
  if (messages.some(([event]) => event === "execution_interrupted")) return failed("The picture was cancelled at ComfyUI.");
  const details = messages.find(([event]) => event === "execution_error")?.[1];
  const said = z.object({ exception_message: z.string() }).safeParse(details).data?.exception_message;
  return failed("The engine comfyui could not make the image.", said?.slice(0, QUOTE_CHARACTERS));
}

const queueItem = z.tuple([z.unknown(), z.string()], z.unknown());
const queue = z.object({ queue_running: z.array(z.unknown()), queue_pending: z.array(z.unknown()) });

export interface Queue {
  /** Ids of prompts. */
  readonly running: ReadonlySet<string>;
  readonly pending: ReadonlySet<string>;
}

/** @throws {EngineError} */
export async function readQueue(origin: Origin, signal: AbortSignal): Promise<Queue> {
  const answer = await callOwn(NAME, origin, { method: "GET", path: "/queue", maxBytes: GRAPHS_BYTES, signal });
  const parsed = queue.safeParse(answer.json());
  if (answer.status !== 200 || !parsed.success) throw unexpected(NAME, answer);
  return { running: toIds(parsed.data.queue_running), pending: toIds(parsed.data.queue_pending) };
}

function toIds(items: readonly unknown[]): ReadonlySet<string> {
  return new Set(items.flatMap((item) => queueItem.safeParse(item).data?.[1] ?? []));
}

/** @throws {EngineError} */
export async function fetchPicture(
  origin: Origin,
  { filename, subfolder, type }: Picture,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const path = `/view?${new URLSearchParams({ filename, subfolder, type }).toString()}`;
  const answer = await callOwn(NAME, origin, { method: "GET", path, maxBytes: IMAGE_BYTES, timeoutMs: IMAGE_TIMEOUT_MS, signal });
  if (answer.status === 404) throw gone(NAME);
  if (answer.status !== 200) throw unexpected(NAME, answer);
  if (answer.bytes.length === 0) throw failed("The engine comfyui finished without an image.");
  return answer.bytes;
}

/**
 * Ends prompts, whether they wait or run, and no others: an interrupt without a look at the queue would end whatever runs in
 * versions that do not read the id beside it.
 * @throws {EngineError}
 */
export async function withdrawPrompts(origin: Origin, ids: readonly string[]): Promise<void> {
  // The call that wanted the prompts may be the one that was aborted.
  const bounds = { timeoutMs: WITHDRAW_TIMEOUT_MS, signal: new AbortController().signal };
  const { running, pending } = await readQueue(origin, bounds.signal);
  const waiting = ids.filter((id) => pending.has(id));
  // What waits goes first, so that none of it begins when the one that runs has ended.
  if (waiting.length > 0) await callOwn(NAME, origin, { method: "POST", path: "/queue", json: { delete: waiting }, ...bounds });
  for (const id of ids.filter((each) => running.has(each)))
    await callOwn(NAME, origin, { method: "POST", path: "/interrupt", json: { prompt_id: id }, ...bounds });
}

/** @throws {EngineError} unless it would take a prompt now. */
export async function probeServer(origin: Origin, signal: AbortSignal): Promise<void> {
  const answer = await callOwn(NAME, origin, { method: "GET", path: "/prompt", signal });
  const info = z.object({ exec_info: z.object({}) }).safeParse(answer.json());
  if (answer.status !== 200 || !info.success) throw unexpected(NAME, answer);
}
