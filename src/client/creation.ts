// The create, which costs money: sent again only when that cannot make a second task.
import type { Connection } from "./connection.ts";
import { ApiError, ConnectionError, TimeoutError } from "./errors.ts";
import { toBody, toHeaders, toModelPath, DEFAULT_MODEL, type CreateOptions } from "./request.ts";
import { isAmbiguous } from "./retry.ts";
import { toSummary, type GenerationBody, type TaskSummary } from "./task.ts";

/**
 * Creates a task. Every repeat carries the same idempotency key. On a server that is not known to honour it, only a request that
 * was certainly not carried out (refused, 429, 503) is repeated at once; after an answer that was lost, the server is asked
 * what it is, and unless it is a Muleteer, the failure stands.
 * @throws {ApiError} {ConnectionError} {TimeoutError}
 */
export async function createTask(
  connection: Connection,
  prompt: string,
  options: CreateOptions & { readonly flightSignal?: AbortSignal | undefined },
): Promise<TaskSummary> {
  const model = options.model ?? DEFAULT_MODEL;
  const path = toModelPath(model);
  const call = {
    method: "POST",
    path,
    headers: toHeaders(options),
    body: toBody(prompt, options),
    signal: options.signal,
    flightSignal: options.flightSignal,
  } as const;
  const send = async (repeat: "safe" | "once") =>
    await connection.repeat(
      async () => toSummary(await connection.readOnce<GenerationBody>(call), model),
      repeat,
      options.signal,
    );
  if (connection.isMuleteer) return await send("safe");
  try {
    return await send("once");
  } catch (error) {
    if (options.signal?.aborted || !isAmbiguous(error)) throw error;
    if (!(await isMuleteer(connection, path, options.signal))) throw toUnrepeated(error);
    return await send("safe");
  }
}

/**
 * Whether the server honours idempotency keys: every Muleteer that has `/v1/models` does, and nothing else lists a model there
 * by the path of its create.
 */
async function isMuleteer(connection: Connection, path: string, signal: AbortSignal | undefined): Promise<boolean> {
  if (connection.isMuleteer !== undefined) return connection.isMuleteer;
  try {
    const { data } = await connection.read<{ data?: unknown }>({ method: "GET", path: "/v1/models", signal }, "safe");
    connection.isMuleteer =
      Array.isArray(data) && data.some((entry: unknown) => (entry as { path?: unknown } | null)?.path === path);
    return connection.isMuleteer;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) connection.isMuleteer = false;
    // Whatever else went wrong, it is not known; and what the caller should hear of is the create.
    return false;
  }
}

function toUnrepeated(error: unknown): unknown {
  if (!(error instanceof ConnectionError || error instanceof TimeoutError)) return error;
  const message = `${error.message} The task may exist all the same; the request was not sent again, because this server might have made a second one.`;
  return error instanceof TimeoutError ? new TimeoutError(message) : new ConnectionError(error.kind, message, { cause: error });
}
