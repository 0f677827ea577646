// One transaction's worth of changes to tasks and money: what its writes need is read and locked at once, they change it in
// memory, in their order, and what came of it is written at once. So a group of any size costs a few round trips, and locks are
// always taken in the same order (see locks.ts). Owns the atomicity in I6 here.
import { randomBytes } from "node:crypto";
import type { TaskEvent, TaskEventType } from "../../core/event.ts";
import type { ApiKey, KeyLimits, Spend } from "../../core/key-store.ts";
import { reserve, settle, type LedgerEntry } from "../../core/money.ts";
import type { CreateOutcome, Idempotency, RequestRate } from "../../core/store.ts";
import { isTerminal, TaskConflict, type NewTask, type Task } from "../../core/task.ts";
import { toDeliveryTarget, type NewDelivery, type WebhookEndpoint } from "../../core/webhook-store.ts";
import { toWebhookSecret } from "../../core/webhook.ts";
import { toCreationValues, toEndpoint, toProgressValues, type Row } from "../shared/rows.ts";
import {
  findLow,
  judgeCreate,
  toDay,
  toRate,
  toSecond,
  WINDOW_SECONDS,
  type LowBalance,
  type RequestCount,
} from "../shared/spending.ts";
import { toDeliveries, toEvent, toLowBalanceNews, toNews, type Told } from "../shared/telling.ts";
import type { StoreClock } from "./context.ts";
import type { Session } from "./database.ts";
import { toStoredTask, withJsonPrompt } from "./rows.ts";
import {
  CHANGED,
  COUNT_CREATES,
  COUNTED,
  CREATED,
  DELIVER,
  DELIVERED,
  ENDED,
  FORGET_PREVIEWS,
  INSERT_TASKS,
  KEEP_PREVIEWS,
  LOCK_KEYS,
  LOCK_TASKS,
  POSTED,
  REMEMBER,
  REMEMBERED,
  SELECT_KEYS,
  SELECT_REMEMBERED,
  SIGNERS,
  SPENT,
  STATES,
  TELL,
  TOLD,
  UPDATE_TASKS,
  WRITE_MONEY,
  type Scalar,
} from "./statements.ts";

/** What a write will look at, so that all of it is read and locked before any of it changes. */
export interface Needs {
  readonly task?: string;
  /** Whether that task may end, which is a matter of its key's money. */
  readonly ends?: boolean;
  readonly create?: NewTask;
  readonly limits?: KeyLimits;
  readonly idempotency?: Idempotency | undefined;
  readonly keyId?: string;
}

interface Remembered {
  readonly fingerprint: string;
  readonly taskId: string;
  readonly createdAt: number;
  readonly until: number;
}

/** What is known of a key while its row is locked. */
interface KeyBook {
  live: number;
  chargedMicros: number;
  reservedMicros: number;
  lowTold: boolean;
  readonly limits: KeyLimits;
  readonly endpoints: readonly WebhookEndpoint[];
  readonly days: Map<string, { chargedMicros: number; reservedMicros: number }>;
  /** What this transaction adds to days. */
  readonly added: Map<string, { chargedMicros: number; reservedMicros: number }>;
  readonly counts: Map<number, number>;
  readonly counted: Map<number, number>;
}

/** A task as the database has it, and as it is now. */
interface Page {
  readonly before: Task | undefined;
  after: Task | undefined;
}

type Refused = Extract<CreateOutcome, { readonly kind: "refused" }>;
type UsageRow = readonly [day: string, keyId: string, model: string, engine: string, ...counts: number[]];

export class Unit {
  readonly session: Session;
  readonly #clock: StoreClock;
  readonly #tasks = new Map<string, Page>();
  readonly #keys = new Map<string, KeyBook>();
  readonly #remembered = new Map<string, Remembered>();
  readonly #toRemember = new Map<string, readonly Scalar[]>();
  readonly #ledger: (readonly [task: Task, entry: LedgerEntry])[] = [];
  readonly #usage: UsageRow[] = [];
  readonly #previews = new Map<string, Uint8Array | undefined>();
  readonly #deliveries: NewDelivery[] = [];
  readonly #signers = new Set<string>();
  readonly #events: Omit<TaskEvent, "id">[] = [];

  constructor(session: Session, clock: StoreClock) {
    this.session = session;
    this.#clock = clock;
  }

  /** Reads and locks what the writes need. */
  async load(needs: readonly Needs[]): Promise<void> {
    const ids = unique(needs.flatMap(({ task, create }) => [task, create?.id]));
    const creates = needs.flatMap(({ create }) => create ?? []);
    if (ids.length > 0) {
      const rows = await this.session.query(LOCK_TASKS, [ids]);
      for (const row of rows) this.adopt(toStoredTask(row));
    }
    const ending = needs.flatMap(({ task, ends }) => (ends && task !== undefined ? this.findTask(task)?.keyId : undefined));
    await this.loadKeys(unique([...ending, ...needs.flatMap(({ create, keyId }) => create?.keyId ?? keyId)]), creates);
    // After the keys are locked: whoever used the same idempotency key at the same time has committed.
    await this.#loadRemembered(needs);
  }

  /** Locks keys, by their ids, and reads what their limits and endpoints say. */
  async loadKeys(wanted: readonly string[], creates: readonly NewTask[] = []): Promise<void> {
    const ids = wanted.filter((id) => !this.#keys.has(id)).sort();
    if (ids.length === 0) return;
    const lock = () => this.session.query(LOCK_KEYS, [ids]);
    const now = toSecond(this.#clock.now());
    // What is read after the lock sees what whoever had it before has committed.
    const read = () =>
      this.session.query(SELECT_KEYS, [ids, unique(creates.map(({ createdAt }) => toDay(createdAt))), now, WINDOW_SECONDS]);
    const [locked, known] = await Promise.all([lock(), read()]);
    let rows = known;
    if (locked.length < ids.length) {
      await this.session.query("INSERT INTO key_state (key_id) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING", [ids]);
      [, rows] = await Promise.all([lock(), read()]);
    }
    for (const row of rows) {
      const list = (column: string) => (row[column] as Row[] | null) ?? [];
      this.#keys.set(row["key_id"] as string, {
        live: row["live"] as number,
        ...toSpend(row),
        lowTold: row["low_told"] === true,
        limits: JSON.parse((row["limits"] as string | null) ?? "{}") as KeyLimits,
        endpoints: list("endpoints").map(toEndpoint),
        days: new Map(list("days").map((day) => [day["day"] as string, toSpend(day)])),
        added: new Map(),
        counts: new Map(list("counts").map((count) => [count["second"] as number, count["n"] as number])),
        counted: new Map(),
      });
    }
  }

  async #loadRemembered(needs: readonly Needs[]): Promise<void> {
    const asked = needs.flatMap(({ create, idempotency }) =>
      create && idempotency ? [[create.keyId, idempotency.path, idempotency.key] as const] : [],
    );
    if (asked.length === 0) return;
    const rows = await this.session.query(SELECT_REMEMBERED, [
      asked.map(([keyId]) => keyId),
      asked.map(([, path]) => path),
      asked.map(([, , key]) => key),
    ]);
    for (const row of rows) {
      this.#remembered.set(toName(row["key_id"] as string, row["path"] as string, row["idem_key"] as string), {
        fingerprint: row["fingerprint"] as string,
        taskId: row["task_id"] as string,
        createdAt: row["created_at"] as number,
        until: row["until"] as number,
      });
    }
  }

  /** A task that was read and locked. */
  adopt(task: Task): void {
    if (!this.#tasks.has(task.id)) this.#tasks.set(task.id, { before: task, after: task });
  }

  findTask(id: string): Task | undefined {
    return this.#tasks.get(id)?.after;
  }

  /** @throws {TaskConflict} when it is gone. */
  readTask(id: string): Task {
    const task = this.findTask(id);
    if (!task) throw new TaskConflict(`task ${id} is gone`);
    return task;
  }

  /** The outcome of a create before this one, with the same idempotency key. */
  recall(keyId: string, { path, key, fingerprint }: Idempotency, now: number): Remembered | "conflict" | undefined {
    const first = this.#remembered.get(toName(keyId, path, key));
    if (!first || first.until <= now) return undefined;
    return first.fingerprint === fingerprint ? first : "conflict";
  }

  remember({ id: taskId, keyId, createdAt }: Task, { path, key, fingerprint, until }: Idempotency): void {
    const name = toName(keyId, path, key);
    this.#remembered.set(name, { fingerprint, taskId, createdAt, until });
    this.#toRemember.set(name, [keyId, path, key, fingerprint, taskId, createdAt, until]);
  }

  rate(keyId: string, { requestsPerMinute }: KeyLimits, now: number): RequestRate | undefined {
    return toRate(this.#listCounts(keyId, now), requestsPerMinute, now);
  }

  refuse(task: NewTask, limits: KeyLimits, now: number): Refused | undefined {
    const book = this.#book(task.keyId);
    return judgeCreate(
      task,
      limits,
      {
        readTotal: () => book,
        readDay: () => book.days.get(toDay(task.createdAt)) ?? { chargedMicros: 0, reservedMicros: 0 },
        readLive: () => book.live,
        counts: limits.requestsPerMinute === undefined ? [] : this.#listCounts(task.keyId, now),
      },
      now,
    );
  }

  /** Writes a new task, sets its price aside and counts it. @throws {TaskConflict} when there is one of its id. */
  create(task: Task, limits: KeyLimits, now: number): void {
    if (this.#tasks.has(task.id)) throw new TaskConflict(`task ${task.id} is there already`);
    this.#tasks.set(task.id, { before: undefined, after: task });
    this.#announce(undefined, task);
    this.#ledger.push([task, reserve(task)]);
    this.#add(task, 0, task.priceMicros);
    const book = this.#book(task.keyId);
    book.live += 1;
    if (limits.requestsPerMinute === undefined) return;
    const second = toSecond(now);
    book.counts.set(second, (book.counts.get(second) ?? 0) + 1);
    book.counted.set(second, (book.counted.get(second) ?? 0) + 1);
  }

  /** The one way in which a task changes; an ending settles its reservation. */
  replace(before: Task, after: Task): Task {
    const page = this.#tasks.get(before.id);
    if (page?.after !== before) throw new Error(`task ${before.id} changed inside its own transaction`);
    page.after = after;
    this.#announce(before, after);
    if (!isTerminal(after.state)) return after;
    this.#previews.set(after.id, undefined);
    const low = this.#close(after);
    if (low) this.#tell(toLowBalanceNews(after.keyId, low));
    return after;
  }

  keepPreview(taskId: string, jpeg: Uint8Array): void {
    this.#previews.set(taskId, jpeg);
  }

  /** The task's row is deleted by the caller. */
  forget(task: Task): void {
    this.#tasks.delete(task.id);
    this.#append("task.deleted", task, this.#clock.now());
  }

  deliver(delivery: NewDelivery): void {
    this.#deliveries.push(delivery);
  }

  /** A balance that is not low under new limits may become so again. */
  reconsiderLowBalance({ id, limits }: Pick<ApiKey, "id" | "limits">): void {
    const book = this.#book(id);
    if (!findLow(limits, book.chargedMicros)) book.lowTold = false;
  }

  /** Writes all that has changed, and gives the events their ids: the last thing before the commit. */
  async flush(): Promise<TaskEvent[]> {
    const pages = [...this.#tasks.values()];
    const created = pages.flatMap(({ before, after }) => (before || !after ? [] : [after]));
    const changed = pages.flatMap(({ before, after }) => (before && after && before !== after ? [{ before, after }] : []));
    // All is sent at once, and awaited at once: the failure of one that nobody awaits yet would end the process.
    const written = [
      this.#insertTasks(created),
      this.#updateTasks(changed),
      this.#writePreviews(),
      this.#writeMoney(),
      this.#writeIdempotency(),
      this.#writeDeliveries(),
    ];
    const events = this.#writeEvents();
    await Promise.all([...written, events]);
    return await events;
  }

  #book(keyId: string): KeyBook {
    const book = this.#keys.get(keyId);
    if (!book) throw new Error(`key ${keyId} was not announced to its transaction`);
    return book;
  }

  #listCounts(keyId: string, now: number): RequestCount[] {
    const second = toSecond(now);
    return [...this.#book(keyId).counts]
      .map(([at, n]) => ({ second: at, n }))
      .filter((count) => Math.abs(count.second - second) <= WINDOW_SECONDS)
      .sort((a, b) => a.second - b.second);
  }

  #add({ keyId, createdAt }: Task, chargedMicros: number, reservedMicros: number): void {
    const book = this.#book(keyId);
    const day = toDay(createdAt);
    book.chargedMicros += chargedMicros;
    book.reservedMicros += reservedMicros;
    for (const days of [book.days, book.added]) {
      const sum = days.get(day) ?? { chargedMicros: 0, reservedMicros: 0 };
      days.set(day, {
        chargedMicros: sum.chargedMicros + chargedMicros,
        reservedMicros: sum.reservedMicros + reservedMicros,
      });
    }
  }

  #close(task: Task): LowBalance | undefined {
    const entry = settle(task);
    const chargedMicros = entry.kind === "charge" ? entry.amountMicros : 0;
    const book = this.#book(task.keyId);
    this.#ledger.push([task, entry]);
    this.#add(task, chargedMicros, -task.priceMicros);
    book.live -= 1;
    const ended = (["completed", "failed", "cancelled"] as const).map((state) => (task.state === state ? 1 : 0));
    this.#usage.push([
      toDay(task.updatedAt),
      task.keyId,
      task.model,
      task.engine ?? "",
      ...ended,
      task.images?.length ?? 0,
      chargedMicros,
    ]);
    const low = chargedMicros === 0 || book.lowTold ? undefined : findLow(book.limits, book.chargedMicros);
    if (low) book.lowTold = true;
    return low;
  }

  #announce(before: Task | undefined, after: Task): void {
    const news = toNews(before, after);
    if (!news) return;
    this.#append(news.type, after, news.at);
    if (news.told) this.#tell(news.told);
  }

  #append(type: TaskEventType, task: Task, at: number): void {
    this.#events.push(toEvent(type, task, at));
  }

  #tell(told: Told): void {
    this.#deliveries.push(...toDeliveries(told, this.#book(told.keyId).endpoints, this.#clock));
    if (told.url !== undefined) this.#signers.add(told.keyId);
  }

  async #insertTasks(created: readonly Task[]): Promise<void> {
    if (created.length === 0) return;
    const rows = created.map((task) => [...toCreationValues(task), ...withJsonPrompt(toProgressValues(task), task)]);
    await this.session.query(INSERT_TASKS, CREATED.toParameters(rows));
  }

  async #updateTasks(changed: readonly { readonly before: Task; readonly after: Task }[]): Promise<void> {
    if (changed.length === 0) return;
    const rows = changed.map(({ before, after }) => [
      ...withJsonPrompt(toProgressValues(after), after),
      after.id,
      before.state,
      before.lease ?? null,
    ]);
    const [row] = await this.session.query(UPDATE_TASKS, CHANGED.toParameters(rows));
    if (row?.["n"] !== changed.length) throw new Error("a task changed inside its own transaction");
  }

  async #writePreviews(): Promise<void> {
    const kept = [...this.#previews].filter((row): row is [string, Uint8Array] => row[1] !== undefined);
    const gone = [...this.#previews].filter(([, jpeg]) => jpeg === undefined).map(([taskId]) => taskId);
    await Promise.all([
      kept.length > 0 && this.session.query(KEEP_PREVIEWS, [kept.map(([id]) => id), kept.map(([, jpeg]) => jpeg)]),
      gone.length > 0 && this.session.query(FORGET_PREVIEWS, [gone]),
    ]);
  }

  async #writeMoney(): Promise<void> {
    const books = [...this.#keys].sort(([a], [b]) => (a < b ? -1 : 1));
    if (books.length === 0) return;
    const states = books.map(([keyId, book]) => [keyId, book.live, book.chargedMicros, book.reservedMicros, book.lowTold]);
    const posted = this.#ledger.map(([task, { kind, amountMicros }]) => [
      task.id,
      kind === "reserve" ? 0 : 1,
      kind,
      task.keyId,
      amountMicros,
      task.updatedAt,
    ]);
    const spent = books.flatMap(([keyId, { added }]) =>
      [...added].map(([day, { chargedMicros, reservedMicros }]) => [keyId, day, chargedMicros, reservedMicros]),
    );
    const counted = books.flatMap(([keyId, book]) => [...book.counted].map(([second, n]) => [keyId, second, n]));
    const second = toSecond(this.#clock.now());
    await Promise.all([
      this.session.query(WRITE_MONEY, [
        ...STATES.toParameters(states),
        ...POSTED.toParameters(posted),
        ...SPENT.toParameters(spent),
        ...ENDED.toParameters(this.#usage),
      ]),
      counted.length > 0 &&
        this.session.query(COUNT_CREATES, [...COUNTED.toParameters(counted), second - WINDOW_SECONDS, second + WINDOW_SECONDS]),
    ]);
  }

  async #writeIdempotency(): Promise<void> {
    if (this.#toRemember.size === 0) return;
    await this.session.query(REMEMBER, [...REMEMBERED.toParameters([...this.#toRemember.values()]), this.#clock.now()]);
  }

  async #writeDeliveries(): Promise<void> {
    if (this.#deliveries.length === 0) return;
    const signers = [...this.#signers].sort().map((keyId) => [keyId, toWebhookSecret(randomBytes(32))]);
    const delivered = this.#deliveries.map((delivery) => {
      const { id, eventId, type, keyId, webhookId = null, url, taskId = null, data, createdAt } = delivery;
      const json = data === undefined ? null : JSON.stringify(data);
      return [id, eventId, type, keyId, webhookId, url, toDeliveryTarget(delivery), taskId, json, createdAt, createdAt];
    });
    await this.session.query(DELIVER, [...SIGNERS.toParameters(signers), ...DELIVERED.toParameters(delivered)]);
  }

  async #writeEvents(): Promise<TaskEvent[]> {
    const events = this.#events;
    if (events.length === 0) return [];
    const rows = events.map(({ taskId, keyId, model, type, at, progress }, index) => [
      index + 1 - events.length,
      taskId,
      keyId,
      model,
      type,
      at,
      progress ? JSON.stringify(progress) : null,
    ]);
    const [row] = await this.session.query(TELL, [events.length, ...TOLD.toParameters(rows)]);
    const last = row?.["last"] as number;
    return events.map((event, index) => Object.assign(event, { id: last - events.length + 1 + index }));
  }
}

function toSpend(row: Row | undefined): Spend {
  return {
    chargedMicros: (row?.["charged_micros"] as number | undefined) ?? 0,
    reservedMicros: (row?.["reserved_micros"] as number | undefined) ?? 0,
  };
}

function toName(keyId: string, path: string, key: string): string {
  return JSON.stringify([keyId, path, key]);
}

function unique(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts)].filter((text) => text !== undefined);
}
