// Those who use a server that is killed again and again: they create, repeat, cancel, read and follow, and note what they were
// told. Only what was answered obliges the server; what it answered must be so for ever.
import { request } from "node:http";
import { readEvents, type EventReader, type StreamedEvent } from "../support/events.ts";
import { SERVER_KEY } from "../support/process.ts";
import { MODEL_PATH as PAID_PATH, UPSTREAM_SIZE } from "./paid-upstream.ts";
import { pick, type Random } from "./random.ts";

const SKETCH_PATH = "/vendors/alibaba/v1/wan2.6-t2i/generation";
export const SKETCH_SIZE = { width: 768, height: 768 };
export const PRICE_MICROS = 75_000;

/** How often what is asked for is such. The embedded engine takes a second of a processor for each picture. */
const [PAID, OWN_WEBHOOK, HURRIED, CANCELLED, REPEATED, CHANGED] = [0.9, 0.15, 0.05, 0.15, 0.15, 0.05];

/** Who asks: each has a key, a webhook and a stream of events. */
export interface User {
  readonly name: "admin" | "free" | "frugal";
  readonly key: string;
  readonly keyId: string;
  /** What all the key's tasks may cost; undefined for no limit. */
  readonly budgetMicros: number | undefined;
  /** Every event that was streamed to it, in the order in which it came. */
  readonly streamed: StreamedEvent[];
}

/** What is known of one create by those who asked for it. */
export interface Asked {
  readonly user: User;
  readonly path: string;
  /** Its name among all: in the idempotency key and the prompt. */
  readonly name: string;
  readonly body: { readonly prompt: string; readonly n?: number };
  readonly headers: Readonly<Record<string, string>>;
  /** Of the task, once it was acknowledged. */
  id: string | undefined;
  /** A cancel was answered with 200. */
  isCancelled: boolean;
  /** Its ended body, as it was first read. */
  ended: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Moments of a create, of which a test may be told while they last. */
export interface CreateHooks {
  readonly onSent?: () => void;
  readonly onAnswer?: () => void;
}

export interface Following {
  /** Notes what has been streamed since the last time. */
  take(): void;
  /** The same, and ends the streams. */
  close(): void;
}

export interface Clients {
  readonly asked: readonly Asked[];
  /** What no server should have answered. */
  readonly surprises: readonly string[];
  /** One thing that some client does. */
  act(url: string, hooks: CreateHooks): Promise<void>;
  /** Streams every user's events from where the last stream broke off. */
  follow(url: string): Promise<Following>;
  create(url: string, asked: Asked, hooks?: CreateHooks): Promise<Answer | undefined>;
}

/** A server's answer, or undefined when the connection broke before it was whole. */
export function send(
  url: string,
  { method = "GET", key, headers = {}, body }: { method?: string; key: string; headers?: object; body?: object },
  { onSent, onAnswer }: CreateHooks = {},
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const options = {
      method,
      agent: false,
      headers: { ...headers, authorization: `Bearer ${key}`, "content-type": "application/json" },
    };
    const sent = request(url, options, (response) => {
      onAnswer?.();
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
      response.on("close", () => resolve(undefined));
    });
    sent.on("error", () => resolve(undefined));
    sent.on("finish", () => onSent?.());
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

export const ADMIN: User = { name: "admin", key: SERVER_KEY, keyId: "bootstrap", budgetMicros: undefined, streamed: [] };

/** A server that is stopping says so, and nothing came of it. */
function isRefusal({ status, headers }: Answer): boolean {
  return status === 503 && headers["retry-after"] !== undefined;
}

export function createClients(users: readonly User[], ownWebhookUrl: string, random: Random): Clients {
  const asked: Asked[] = [];
  const surprises: string[] = [];

  function note(what: string, answer: Answer): void {
    surprises.push(`${what}: ${answer.status} ${answer.body}`);
  }

  function newAsked(): Asked {
    const name = `create-${asked.length + 1}`;
    const isPaid = random() < PAID;
    const { width, height } = isPaid ? UPSTREAM_SIZE : SKETCH_SIZE;
    const common = { prompt: `a fox, ${name}`, size: `${width}*${height}`, prompt_extend: false, safety_filter: false, seed: 7 };
    const each: Asked = {
      user: pick(users, random),
      path: isPaid ? PAID_PATH : SKETCH_PATH,
      name,
      body: isPaid ? common : { ...common, n: 1 },
      headers: {
        "idempotency-key": name,
        "x-muleteer-priority": pick(["low", "normal", "high"], random),
        ...(random() < OWN_WEBHOOK ? { "x-muleteer-webhook": `${ownWebhookUrl}/${name}` } : {}),
        ...(random() < HURRIED ? { "cancel-after": "2s" } : {}),
      },
      id: undefined,
      isCancelled: false,
      ended: undefined,
    };
    asked.push(each);
    return each;
  }

  async function create(url: string, each: Asked, hooks: CreateHooks = {}): Promise<Answer | undefined> {
    const { user, path, headers, body } = each;
    const answer = await send(url + path, { method: "POST", key: user.key, headers, body }, hooks);
    if (answer?.status === 202) {
      const { id } = (JSON.parse(answer.body) as { task_info: { id: string } }).task_info;
      if (each.id !== undefined && each.id !== id) note(`I11: ${each.name} was ${each.id} before`, answer);
      if (each.id !== undefined && answer.headers["idempotency-replayed"] !== "true")
        note(`I11: ${each.name} was made anew`, answer);
      each.id = id;
    } else if (answer && !isRefusal(answer) && !(answer.status === 402 && user.budgetMicros !== undefined)) {
      note(`create of ${each.name}`, answer);
    } else if (answer && each.id !== undefined && answer.status === 402) {
      note(`I11: ${each.name} is there, and was refused`, answer);
    }
    return answer;
  }

  /** The same key with another body. */
  async function change(url: string, each: Asked): Promise<void> {
    const body = { ...each.body, prompt: "another picture" };
    const answer = await send(url + each.path, { method: "POST", key: each.user.key, headers: each.headers, body });
    if (answer && answer.status !== 409 && !isRefusal(answer)) note(`I11: another body under the key of ${each.name}`, answer);
  }

  async function cancel(url: string, each: Asked): Promise<void> {
    const answer = await send(`${url}/v1/tasks/${each.id}/cancel`, { method: "POST", key: each.user.key });
    if (answer?.status === 200) {
      if (each.ended !== undefined && !each.isCancelled && !each.ended.includes('"code":3002'))
        note(`I2: ${each.name} had ended before`, answer);
      each.isCancelled = true;
    } else if (answer && answer.status !== 409 && !isRefusal(answer)) note(`cancel of ${each.name}`, answer);
  }

  /** By its owner, who sees what it saw before; by another, who sees nothing (I13). */
  async function read(url: string, each: Asked): Promise<void> {
    const answer = await send(`${url}${each.path}/${each.id}`, { key: each.user.key });
    if (answer?.status === 200) noteEnd(each, answer);
    else if (answer) note(`I1: a read of ${each.name}`, answer);
    const stranger = pick(
      users.filter((user) => user !== each.user),
      random,
    );
    const strange = await send(`${url}${each.path}/${each.id}`, { key: stranger.key });
    if (strange && strange.status !== 404) note(`I13: ${each.name} is not ${stranger.name}'s`, strange);
  }

  /** Terminal is final, down to the stamps (I2); links to images are signed anew with every read. */
  function noteEnd(each: Asked, { body, ...answer }: Answer): void {
    const { task_info: task } = JSON.parse(body) as { task_info: { status: string } };
    if (task.status !== "completed" && task.status !== "failed") {
      if (each.ended !== undefined) note(`I2: ${each.name} had ended: ${each.ended}`, { body, ...answer });
      return;
    }
    const ended = JSON.stringify(task);
    each.ended ??= ended;
    if (each.ended !== ended) note(`I2: ${each.name} ended as ${each.ended}`, { body, ...answer });
  }

  return {
    asked,
    surprises,
    create,

    async act(url, hooks) {
      const chance = random();
      const known = asked.filter(({ id }) => id !== undefined);
      const any = asked.length === 0 ? undefined : pick(asked, random);
      const one = known.length === 0 ? undefined : pick(known.slice(-30), random);
      if (any && chance < REPEATED) await create(url, any, hooks);
      else if (one && chance < REPEATED + CHANGED) await change(url, one);
      else if (one && chance < REPEATED + CHANGED + CANCELLED) await cancel(url, one);
      else if (one && chance < 0.5) await read(url, one);
      else await create(url, newAsked(), hooks);
    },

    async follow(url) {
      const readers: { user: User; reader: EventReader; taken: number }[] = [];
      await Promise.all(
        users.map(async (user) => {
          const last = user.streamed.at(-1)?.id ?? "0";
          const headers = { authorization: `Bearer ${user.key}`, "last-event-id": last };
          const reader = await readEvents(`${url}/v1/events`, headers).catch(() => undefined);
          if (reader) readers.push({ user, reader, taken: 0 });
        }),
      );
      const take = () => {
        for (const each of readers) {
          const { user, reader, taken } = each;
          if (reader.status === 200) user.streamed.push(...reader.durable.slice(taken));
          else if (reader.status !== 503) surprises.push(`a stream of ${user.name}: ${reader.status} ${reader.text}`);
          each.taken = reader.durable.length;
        }
      };
      return {
        take,
        close() {
          for (const { reader } of readers) reader.close();
          take();
        },
      };
    },
  };
}
