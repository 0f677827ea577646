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
import { CREATION_COLUMNS, PROGRESS_COLUMNS, toCreationValues, toEndpoint, toProgressValues, type Row } from "../shared/rows.ts";
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
import { toStoredTask, toTable, withJsonPrompt } from "./rows.ts";
import { Statements, type Scalar } from "./statements.ts";

const MAX_IDEMPOTENCY_PRUNED = 100;

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
      const rows = await this.session.query("SELECT * FROM tasks WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE", [ids]);
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
    const lock = () =>
      this.session.query("SELECT key_id FROM key_state WHERE key_id = ANY ($1::text[]) ORDER BY key_id FOR UPDATE", [ids]);
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
    const rows = await this.session.query(
      `SELECT * FROM idempotency WHERE (key_id, path, idem_key) IN
         (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))`,
      [asked.map(([keyId]) => keyId), asked.map(([, path]) => path), asked.map(([, , key]) => key)],
    );
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
    const statements = new Statements();
    this.#insertTasks(created, statements);
    this.#updateTasks(changed, statements);
    this.#writePreviews(statements);
    this.#writeMoney(statements);
    this.#writeIdempotency(statements);
    this.#writeDeliveries(statements);
    const written = statements.isEmpty ? [] : this.session.query(statements.toSql(), statements.parameters);
    // Both are awaited at once: the failure of one that nobody awaits yet would end the process.
    const [[row], events] = await Promise.all([written, this.#writeEvents()]);
    if (changed.length > 0 && row?.["changed"] !== changed.length) throw new Error("a task changed inside its own transaction");
    return events;
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

  #insertTasks(created: readonly Task[], statements: Statements): void {
    if (created.length === 0) return;
    const columns = [...CREATION_COLUMNS, ...PROGRESS_COLUMNS] as const;
    const rows = created.map((task) => [...toCreationValues(task), ...withJsonPrompt(toProgressValues(task), task)]);
    statements.add(
      "created",
      (bind) =>
        `INSERT INTO tasks (${columns.join(", ")}) SELECT * FROM ${toTable(columns, rows, bind)} AS given RETURNING state, level, key_id, place`,
    );
    // A key that had nothing waiting begins to wait with the first of these.
    statements.add(
      "waits",
      () =>
        `INSERT INTO turns (level, key_id, served, since)
         SELECT level, key_id, 0, min(place) FROM created WHERE state = 'pending' AND NOT EXISTS (SELECT 1 FROM tasks
           WHERE tasks.state = 'pending' AND tasks.level = created.level AND tasks.key_id = created.key_id)
         GROUP BY level, key_id ORDER BY level, key_id
         ON CONFLICT (level, key_id) DO UPDATE SET since = excluded.since`,
    );
  }

  /** The one conditional write that changes tasks (I3). */
  #updateTasks(changed: readonly { readonly before: Task; readonly after: Task }[], statements: Statements): void {
    if (changed.length === 0) return;
    const rows = changed.map(({ before, after }) => [
      ...withJsonPrompt(toProgressValues(after), after),
      after.id,
      before.state,
      before.lease ?? null,
    ]);
    const columns = [...PROGRESS_COLUMNS, "id", "was_state", "was_lease"] as const;
    statements.add(
      "changed",
      (bind) =>
        `UPDATE tasks SET ${PROGRESS_COLUMNS.map((column) => `${column} = new.${column}`).join(", ")}
         FROM ${toTable(columns, rows, bind)} AS new
         WHERE tasks.id = new.id AND tasks.state = new.was_state AND tasks.lease IS NOT DISTINCT FROM new.was_lease
         RETURNING tasks.id`,
    );
  }

  #writePreviews(statements: Statements): void {
    const kept = [...this.#previews].filter((row): row is [string, Uint8Array] => row[1] !== undefined);
    const gone = [...this.#previews].filter(([, jpeg]) => jpeg === undefined).map(([taskId]) => taskId);
    if (kept.length > 0) {
      statements.add(
        "previewed",
        (bind) =>
          `INSERT INTO previews (task_id, jpeg) SELECT * FROM unnest(${bind(kept.map(([id]) => id))}::text[], ${bind(kept.map(([, jpeg]) => jpeg))}::bytea[])
           ON CONFLICT (task_id) DO UPDATE SET jpeg = excluded.jpeg`,
      );
    }
    if (gone.length > 0) statements.add("unseen", (bind) => `DELETE FROM previews WHERE task_id = ANY (${bind(gone)}::text[])`);
  }

  /** Their keys' rows are locked: totals are written as they are, and days only this transaction adds to. */
  #writeMoney(statements: Statements): void {
    const books = [...this.#keys].sort(([a], [b]) => (a < b ? -1 : 1));
    statements.addRows(
      "states",
      books.map(([keyId, { live, chargedMicros, reservedMicros, lowTold }]) => [
        keyId,
        live,
        chargedMicros,
        reservedMicros,
        lowTold,
      ]),
      { key_id: "text", live: "bigint", charged: "bigint", reserved: "bigint", low: "bool" },
      (given) =>
        `UPDATE key_state SET live = given.live, charged_micros = given.charged, reserved_micros = given.reserved, low_told = given.low
         FROM ${given} WHERE key_state.key_id = given.key_id`,
    );
    statements.addRows(
      "posted",
      this.#ledger.map(([task, { kind, amountMicros }]) => [
        task.id,
        kind === "reserve" ? 0 : 1,
        kind,
        task.keyId,
        amountMicros,
        task.updatedAt,
      ]),
      { task_id: "text", settlement: "int", kind: "text", key_id: "text", amount_micros: "bigint", at: "bigint" },
      (given) => `INSERT INTO ledger SELECT * FROM ${given}`,
    );
    statements.addRows(
      "spent",
      books.flatMap(([keyId, { added }]) =>
        [...added].map(([day, { chargedMicros, reservedMicros }]) => [keyId, day, chargedMicros, reservedMicros]),
      ),
      { key_id: "text", day: "text", charged_micros: "bigint", reserved_micros: "bigint" },
      (given) =>
        `INSERT INTO spend SELECT * FROM ${given} ON CONFLICT (key_id, day) DO UPDATE SET
         charged_micros = spend.charged_micros + excluded.charged_micros, reserved_micros = spend.reserved_micros + excluded.reserved_micros`,
    );
    const counted = books.flatMap(([keyId, book]) => [...book.counted].map(([second, n]) => [keyId, second, n]));
    statements.addRows(
      "counted",
      counted,
      { key_id: "text", second: "bigint", n: "bigint" },
      (given) =>
        `INSERT INTO request_counts SELECT * FROM ${given} ON CONFLICT (key_id, second) DO UPDATE SET n = request_counts.n + excluded.n`,
    );
    if (counted.length > 0) {
      const second = toSecond(this.#clock.now());
      statements.add(
        "past",
        (bind) =>
          `DELETE FROM request_counts WHERE key_id = ANY (${bind(unique(counted.map(([keyId]) => String(keyId))))}::text[])
           AND NOT second BETWEEN ${bind(second - WINDOW_SECONDS)}::bigint AND ${bind(second + WINDOW_SECONDS)}::bigint`,
      );
    }
    statements.addRows(
      "ended",
      this.#usage,
      {
        day: "text",
        key_id: "text",
        model: "text",
        engine: "text",
        completed: "bigint",
        failed: "bigint",
        cancelled: "bigint",
        images: "bigint",
        charged: "bigint",
      },
      (given) =>
        `INSERT INTO usage SELECT day, key_id, model, engine, sum(completed), sum(failed), sum(cancelled), sum(images), sum(charged)
         FROM ${given} GROUP BY day, key_id, model, engine ORDER BY day, key_id, model, engine
         ON CONFLICT (day, key_id, model, engine) DO UPDATE SET completed = usage.completed + excluded.completed,
           failed = usage.failed + excluded.failed, cancelled = usage.cancelled + excluded.cancelled,
           images = usage.images + excluded.images, charged_micros = usage.charged_micros + excluded.charged_micros`,
    );
  }

  #writeIdempotency(statements: Statements): void {
    if (this.#toRemember.size === 0) return;
    // What another node is just forgetting is left to it, and so is what is said anew here.
    statements.add(
      "forgotten",
      (bind) =>
        `DELETE FROM idempotency WHERE (key_id, path, idem_key) IN (SELECT key_id, path, idem_key FROM idempotency
           WHERE until <= ${bind(this.#clock.now())} AND idem_key <> ALL (${bind([...this.#toRemember.values()].map(([, , key]) => key ?? ""))}::text[])
           ORDER BY until LIMIT ${MAX_IDEMPOTENCY_PRUNED} FOR UPDATE SKIP LOCKED)`,
    );
    statements.addRows(
      "remembered",
      [...this.#toRemember.values()],
      {
        key_id: "text",
        path: "text",
        idem_key: "text",
        fingerprint: "text",
        task_id: "text",
        created_at: "bigint",
        until: "bigint",
      },
      (given) =>
        `INSERT INTO idempotency SELECT * FROM ${given} ON CONFLICT (key_id, path, idem_key) DO UPDATE SET
         fingerprint = excluded.fingerprint, task_id = excluded.task_id, created_at = excluded.created_at, until = excluded.until`,
    );
  }

  #writeDeliveries(statements: Statements): void {
    statements.addRows(
      "signers",
      [...this.#signers].sort().map((keyId) => [keyId, toWebhookSecret(randomBytes(32))]),
      { key_id: "text", secret: "text" },
      (given) => `INSERT INTO webhook_key_secrets (key_id, secret) SELECT * FROM ${given} ON CONFLICT DO NOTHING`,
    );
    statements.addRows(
      "delivered",
      this.#deliveries.map((delivery) => {
        const { id, eventId, type, keyId, webhookId = null, url, taskId = null, data, createdAt } = delivery;
        const json = data === undefined ? null : JSON.stringify(data);
        return [id, eventId, type, keyId, webhookId, url, toDeliveryTarget(delivery), taskId, json, createdAt, createdAt];
      }),
      {
        id: "text",
        event_id: "text",
        type: "text",
        key_id: "text",
        webhook_id: "text",
        url: "text",
        target: "text",
        task_id: "text",
        data: "text",
        due_at: "bigint",
        created_at: "bigint",
      },
      (given) =>
        `INSERT INTO deliveries (id, event_id, type, key_id, webhook_id, url, target, task_id, data, due_at, created_at) SELECT * FROM ${given}`,
    );
  }

  /** The counter's row is the last lock that a transaction takes, and it is held to the commit: so ids commit in their order. */
  async #writeEvents(): Promise<TaskEvent[]> {
    const events = this.#events;
    if (events.length === 0) return [];
    const statements = new Statements();
    statements.add("counter", (bind) => `UPDATE event_counter SET last = last + ${bind(events.length)} RETURNING last`);
    statements.addRows(
      "told",
      events.map(({ taskId, keyId, model, type, at, progress }, index) => [
        index + 1 - events.length,
        taskId,
        keyId,
        model,
        type,
        at,
        progress ? JSON.stringify(progress) : null,
      ]),
      { place: "bigint", task_id: "text", key_id: "text", model: "text", type: "text", at: "bigint", progress: "text" },
      (given) =>
        `INSERT INTO events (id, task_id, key_id, model, type, at, progress)
         SELECT last + place, task_id, key_id, model, type, at, progress FROM ${given} CROSS JOIN counter`,
    );
    const [row] = await this.session.query(
      statements.toSql("(SELECT last FROM counter) AS last, pg_notify('muleteer', (SELECT last::text FROM counter))"),
      statements.parameters,
    );
    const last = row?.["last"] as number;
    return events.map((event, index) => Object.assign(event, { id: last - events.length + 1 + index }));
  }
}

/** Of each key $1 all that its limits and endpoints say; of days $2 what was spent; of creates those of $4 seconds around $3. */
const SELECT_KEYS = `
SELECT key_state.*,
  (SELECT limits FROM api_keys WHERE id = key_state.key_id) AS limits,
  (SELECT json_agg(webhooks ORDER BY id) FROM webhooks WHERE key_id = key_state.key_id) AS endpoints,
  (SELECT json_agg(spend) FROM spend WHERE key_id = key_state.key_id AND day = ANY ($2::text[])) AS days,
  (SELECT json_agg(request_counts ORDER BY second) FROM request_counts
   WHERE key_id = key_state.key_id AND second BETWEEN $3::bigint - $4::bigint AND $3::bigint + $4::bigint) AS counts
FROM key_state WHERE key_id = ANY ($1::text[])`;

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
