// Those who use a server that is killed again and again: they create, repeat, cancel, read and follow, and note what they were
// told. Only what was answered obliges the server; what it answered must be so for ever.
import { request } from "node:http";
import { readEvents, type EventReader, type StreamedEvent } from "../support/events.ts";
import { SERVER_KEY } from "../support/process.ts";
import { MODEL_PATH as PAID_PATH, UPSTREAM_SIZE } from "./paid-upstream.ts";
import { between, pick, type Random } from "./random.ts";

const SKETCH_PATH = "/vendors/alibaba/v1/wan2.6-t2i/generation";
export const SKETCH_SIZE = { width: 768, height: 768 };
export const PRICE_MICROS = 75_000;

/** How often what is asked for is such. */
const [OWN_WEBHOOK, HURRIED, WAITED, RACED] = [0.15, 0.05, 0.1, 0.1];
const [REPEATED, CHANGED, CANCELLED, LISTED, READ, FOLLOWED] = [0.15, 0.05, 0.15, 0.05, 0.1, 0.1];
/** A server that is stopped in the middle of a request may go on much later. */
const ANSWER_MS = 30_000;
/** A stream of which nothing comes for so long is resumed elsewhere, and any is after so long at most. */
const [QUIET_MS, MOST_STREAMED_MS] = [2_000, 3_000];

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
  /** Some answer to its create never came, or did not say what became of it: the task may be there. */
  isUnsure: boolean;
  /** A cancel was answered with 200. */
  isCancelled: boolean;
  /** Its ended body, as it was first read. */
  ended: string | undefined;
  /** Ids of all that streams of this one task have told, in the order in which it came. */
  readonly followed: string[];
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

/** The origin that the next request goes to; undefined while there is none. */
export type Doors = () => string | undefined;

export interface Habits {
  /** The share of creates that go to engines which are paid. The embedded one takes a second of a processor for each picture. */
  readonly paid: number;
  /** The share of creates with an idempotency key. */
  readonly keyed: number;
  /** Whether reads may be refused as well, because the store may be away. */
  readonly readsMayFail: boolean;
}

export interface Clients {
  readonly asked: readonly Asked[];
  /** What no server should have answered. */
  readonly surprises: readonly string[];
  /** One thing that some client does. */
  act(doors: Doors, hooks: CreateHooks): Promise<void>;
  /** Streams every user's events until `over`, each stream for a while, and the next from wherever `doors` leads. */
  wander(doors: Doors, over: AbortSignal): Promise<void>;
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
    const late = setTimeout(() => sent.destroy(), ANSWER_MS);
    const sent = request(url, options, (response) => {
      onAnswer?.();
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
      response.on("close", () => resolve(undefined));
    });
    sent.on("error", () => resolve(undefined));
    sent.on("close", () => clearTimeout(late));
    sent.on("finish", () => onSent?.());
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

export const ADMIN: User = { name: "admin", key: SERVER_KEY, keyId: "bootstrap", budgetMicros: undefined, streamed: [] };

/** A server that is stopping, or whose store is away, says so. */
function isRefusal({ status, headers }: Answer): boolean {
  return status === 503 && headers["retry-after"] !== undefined;
}

/** Nothing came of what was asked. */
function isSure(answer: Answer): boolean {
  return !answer.body.includes("is not known");
}

export function createClients(
  users: readonly User[],
  { ownWebhookUrl, random, paid, keyed, readsMayFail }: Habits & { readonly ownWebhookUrl: string; readonly random: Random },
): Clients {
  const asked: Asked[] = [];
  const surprises: string[] = [];
  /** Tasks whose own streams are read just now: one at a time, so that what they tell is in one order. */
  const following = new Set<Asked>();

  function note(what: string, answer: Answer): void {
    surprises.push(`${what}: ${answer.status} ${answer.body}`);
  }

  function newAsked(): Asked {
    const name = `create-${asked.length + 1}`;
    const isPaid = random() < paid;
    const { width, height } = isPaid ? UPSTREAM_SIZE : SKETCH_SIZE;
    const common = { prompt: `a fox, ${name}`, size: `${width}*${height}`, prompt_extend: false, safety_filter: false, seed: 7 };
    const each: Asked = {
      user: pick(users, random),
      path: isPaid ? PAID_PATH : SKETCH_PATH,
      name,
      body: isPaid ? common : { ...common, n: 1 },
      headers: {
        ...(random() < keyed ? { "idempotency-key": name } : {}),
        ...(random() < WAITED ? { prefer: "wait=2" } : {}),
        "x-muleteer-priority": pick(["low", "normal", "high"], random),
        ...(random() < OWN_WEBHOOK ? { "x-muleteer-webhook": `${ownWebhookUrl}/${name}` } : {}),
        ...(random() < HURRIED ? { "cancel-after": "2s" } : {}),
      },
      id: undefined,
      isUnsure: false,
      isCancelled: false,
      ended: undefined,
      followed: [],
    };
    asked.push(each);
    return each;
  }

  async function create(url: string, each: Asked, hooks: CreateHooks = {}): Promise<Answer | undefined> {
    const { user, path, headers, body, isUnsure, id: before } = each;
    each.isUnsure = true;
    const answer = await send(url + path, { method: "POST", key: user.key, headers, body }, hooks);
    if (answer && isSure(answer)) each.isUnsure = isUnsure;
    if (answer?.status === 202 || (answer?.status === 200 && headers["prefer"] !== undefined)) {
      const { id } = (JSON.parse(answer.body) as { task_info: { id: string } }).task_info;
      if (each.id !== undefined && each.id !== id) note(`I11: ${each.name} was ${each.id} before`, answer);
      if (before !== undefined && answer.headers["idempotency-replayed"] !== "true")
        note(`I11: ${each.name} was made anew`, answer);
      each.id = id;
      if (answer.status === 200) noteEnd(each, answer);
    } else if (answer && !isRefusal(answer) && !(answer.status === 402 && user.budgetMicros !== undefined)) {
      note(`create of ${each.name}`, answer);
    } else if (answer && each.id !== undefined && answer.status === 402) {
      note(`I11: ${each.name} is there, and was refused`, answer);
    }
    return answer;
  }

  /** The same create twice at once, perhaps at two nodes. */
  async function race(doors: Doors, each: Asked, hooks: CreateHooks): Promise<void> {
    const [one, other] = [doors(), doors()];
    if (one === undefined || other === undefined) return;
    const { isUnsure } = each;
    const answers = await Promise.all([create(one, each, hooks), create(other, each)]);
    each.isUnsure = isUnsure || answers.some((answer) => !answer || !isSure(answer));
    const made = answers.filter((answer) => answer && answer.status < 300);
    const anew = made.filter((answer) => answer?.headers["idempotency-replayed"] !== "true");
    if (made.length === 2 && anew.length > 1) surprises.push(`I11: ${each.name} was made twice at once`);
  }

  /** The newest tasks of somebody: his own, and as they are. */
  async function list(url: string): Promise<void> {
    const user = pick(users, random);
    const ended = new Set(asked.filter((each) => each.ended !== undefined).map(({ id }) => id));
    const answer = await send(`${url}/v1/tasks?limit=20`, { key: user.key });
    if (!answer || (readsMayFail && isRefusal(answer))) return;
    if (answer.status !== 200) return note(`a list of ${user.name}`, answer);
    for (const { id, status } of (JSON.parse(answer.body) as { data: { id: string; status: string }[] }).data) {
      const owner = asked.find((each) => each.id === id)?.user;
      if (owner && owner !== user) note(`I13: ${id} is not ${user.name}'s`, answer);
      if (ended.has(id) && (status === "pending" || status === "processing")) note(`I2: ${id} had ended`, answer);
    }
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
    else if (answer && !(readsMayFail && isRefusal(answer))) note(`I1: a read of ${each.name}`, answer);
    const stranger = pick(
      users.filter((user) => user !== each.user),
      random,
    );
    const strange = await send(`${url}${each.path}/${each.id}`, { key: stranger.key });
    if (strange && strange.status !== 404 && !(readsMayFail && isRefusal(strange)))
      note(`I13: ${each.name} is not ${stranger.name}'s`, strange);
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

  async function wanderAs(user: User, doors: Doors, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      const url = doors();
      const reader = url === undefined ? undefined : await resume(user, url, QUIET_MS);
      const until = performance.now() + between(200, MOST_STREAMED_MS, random);
      if (!reader) {
        await pause(100);
        continue;
      }
      while (!reader.ended && performance.now() < until && !over.aborted) await pause(20);
      reader.close();
      take(user, reader, 0);
    }
  }

  /** A task's own stream, for a moment, from where the last one of it broke off. */
  async function followOne(url: string, each: Asked): Promise<void> {
    following.add(each);
    const headers = { authorization: `Bearer ${each.user.key}`, "last-event-id": each.followed.at(-1) ?? "0" };
    const reader = await readEvents(`${url}/v1/tasks/${each.id}/events`, headers, QUIET_MS).catch(() => undefined);
    const until = performance.now() + between(50, QUIET_MS, random);
    if (reader) {
      while (!reader.ended && performance.now() < until) await pause(20);
      reader.close();
      each.followed.push(...reader.durable.map(({ id }) => id ?? ""));
    }
    following.delete(each);
    if (reader && ![200, 204, 503].includes(reader.status))
      surprises.push(`a stream of ${each.name}: ${reader.status} ${reader.text}`);
  }

  /** From where the last stream of this user broke off. */
  function resume({ key, streamed }: User, url: string, quietMs?: number): Promise<EventReader | undefined> {
    const headers = { authorization: `Bearer ${key}`, "last-event-id": streamed.at(-1)?.id ?? "0" };
    return readEvents(`${url}/v1/events`, headers, quietMs).catch(() => undefined);
  }

  /** Notes what a stream has told beyond the first `taken` events; how many there are now. */
  function take(user: User, reader: EventReader, taken: number): number {
    if (reader.status === 200) user.streamed.push(...reader.durable.slice(taken));
    else if (reader.status !== 503) surprises.push(`a stream of ${user.name}: ${reader.status} ${reader.text}`);
    return reader.durable.length;
  }

  return {
    asked,
    surprises,
    create,

    async act(doors, hooks) {
      const url = doors();
      if (url === undefined) return;
      const known = asked.filter(({ id }) => id !== undefined).slice(-30);
      const keyed = (some: readonly Asked[]) => some.filter(({ headers }) => headers["idempotency-key"] !== undefined);
      const acts: [share: number, of: readonly Asked[], act: (one: Asked) => Promise<unknown>][] = [
        [REPEATED, keyed(asked), (one) => create(url, one, hooks)],
        [CHANGED, keyed(known), (one) => change(url, one)],
        [CANCELLED, known, (one) => cancel(url, one)],
        [LISTED, known, () => list(url)],
        [READ, known, (one) => read(url, one)],
        [FOLLOWED, known.filter((one) => !following.has(one)), (one) => followOne(url, one)],
      ];
      let chance = random();
      for (const [share, some, act] of acts) {
        if (chance < share && some.length > 0) return void (await act(pick(some, random)));
        chance -= share;
      }
      const created = newAsked();
      await (keyed([created]).length > 0 && random() < RACED ? race(doors, created, hooks) : create(url, created, hooks));
    },

    async wander(doors, over) {
      await Promise.all(users.map((user) => wanderAs(user, doors, over)));
    },

    async follow(url) {
      const readers: { user: User; reader: EventReader; taken: number }[] = [];
      await Promise.all(
        users.map(async (user) => {
          const reader = await resume(user, url);
          if (reader) readers.push({ user, reader, taken: 0 });
        }),
      );
      const takeAll = () => {
        for (const each of readers) each.taken = take(each.user, each.reader, each.taken);
      };
      return {
        take: takeAll,
        close() {
          for (const { reader } of readers) reader.close();
          takeAll();
        },
      };
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
