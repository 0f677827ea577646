// The way to the database: connections, transactions, time-outs and what their failures mean. Planning a statement costs the server
// more than running it, so what every task needs is planned once for each connection. A pooler may stand in between that gives each
// transaction another session: then none has any state, and each transaction brings its settings and its statements along.
//
// The driver is `pg`, which has a pipeline, so that a transaction's statements share round trips. `postgres` describes every statement
// first where it may not name them, which is a round trip more for each.
import { Pool, types, type ClientBase, type ClientConfig, type CustomTypesConfig, type PoolClient } from "pg";
import { OutcomeUnknown, StoreUnavailable } from "../../core/store.ts";
import { TaskConflict } from "../../core/task.ts";
import type { Row } from "../shared/rows.ts";
import { withoutNul } from "../shared/tables.ts";

export type Parameter =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly (string | number | boolean | null | Uint8Array)[];

/**
 * A statement that a connection plans once, by `prepare`: for any values, and by indexes, however few rows there are when it is
 * planned. So it has to name its rows by what an index holds.
 */
export interface Prepared {
  readonly name: string;
  readonly text: string;
}

/** A text is planned for its very values each time that it is sent. */
export type Statement = string | Prepared;

/** One transaction. Statements that are sent without waiting for each other share a round trip. */
export interface Session {
  query(statement: Statement, parameters?: readonly Parameter[]): Promise<Row[]>;
}

export interface Database {
  /** One SELECT, in one round trip. */
  select(statement: Statement, parameters?: readonly Parameter[]): Promise<Row[]>;
  /** Several SELECTs that see the same. */
  read<T>(run: (session: Session) => Promise<T>): Promise<T>;
  /** Runs and commits; when the connection breaks in the very commit, it rejects and may have committed all the same. */
  write<T>(run: (session: Session) => Promise<T>): Promise<T>;
  /** @param id a UUID that no other writer has. */
  createWriter(id: string): Writer;
  close(): Promise<void>;
}

/** Writes one transaction after the other, and knows of each what became of it. */
export interface Writer {
  /**
   * What `run` returned is on disk when it resolves; when it rejects, nothing is, except with an `OutcomeUnknown`.
   * To be called again only when the one before has ended.
   */
  write<T>(run: (session: Session) => Promise<T>): Promise<T>;
}

export interface DatabaseAddress {
  /** `postgres://…`, perhaps of a pooler in transaction mode. */
  readonly url: string;
  /** Of the server itself, for LISTEN; the same as `url` where no pooler stands in between. */
  readonly directUrl: string;
}

const MAX_CONNECTIONS = 10;
const CONNECT_MS = 3_000;
/** For each statement; the rest, each longer than the one before, are nets below it. */
const STATEMENT_MS = 8_000;
const LOCK_MS = 5_000;
/** A node that stops in the middle of a transaction holds up others for no longer. */
const IDLE_IN_TRANSACTION_MS = 10_000;
const ANSWER_MS = 12_000;
/** For how long a commit whose answer was lost is asked after. */
const OUTCOME_MS = 15_000;
const OUTCOME_EVERY_MS = 250;

/** Of every transaction. */
const SETTINGS = {
  search_path: "muleteer, pg_temp",
  statement_timeout: STATEMENT_MS,
  lock_timeout: LOCK_MS,
  idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  synchronous_commit: "on",
};
/** What statements are planned by that are planned once: one plan for all values, and no plan that is good for a small table alone. */
const PLANNING = {
  plan_cache_mode: "force_generic_plan",
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  // What is compiled for one plan is compiled anew for each run of it.
  jit: "off",
};
const toSets = (settings: Readonly<Record<string, string | number>>, scope: "SESSION" | "LOCAL") =>
  Object.entries(settings).map(([name, value]) => `SET ${scope} ${name} TO ${value}`);
/** For statements that are planned for their values: as the server's administrator would have it. */
const DEFAULTS = Object.fromEntries(Object.keys(PLANNING).map((name) => [name, "DEFAULT"]));

const READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
/** How transactions begin: on a session of our own, which has the settings, and on one that may be another's in a moment. */
const BEGIN = {
  own: { read: [READ, ...toSets(DEFAULTS, "LOCAL")].join("; "), write: WRITE },
  shared: { read: [READ, ...toSets(SETTINGS, "LOCAL")].join("; "), write: [WRITE, ...toSets(SETTINGS, "LOCAL")].join("; ") },
};

/** 64-bit integers and sums of them: ids, times and micro-dollars are far below 2⁵³. */
const NUMBERS = new Set([20, 1700]);
const TYPES: CustomTypesConfig = {
  getTypeParser: (oid, format) => (NUMBERS.has(oid) ? Number : types.getTypeParser(oid, format)),
};

let prepared = 0;

/** To be called once for each text: a connection keeps what it has planned for as long as it lasts. */
export function prepare(text: string): Prepared {
  return { name: `muleteer_${(prepared += 1)}`, text };
}

/** What any connection of ours is made with. */
export function toClientConfig(url: string): ClientConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    application_name: "muleteer",
    pipeline: true,
    types: TYPES,
  };
}

export function connectDatabase(url: string): Database {
  /** Of connections that were looked at: whether their session is theirs alone, and has our settings. */
  const owns = new WeakMap<ClientBase, boolean>();
  /** What is planned anew when plans have become useless, under other names. */
  let generation = 0;
  const pool = new Pool({ ...toClientConfig(url), max: MAX_CONNECTIONS, idleTimeoutMillis: 60_000 });
  // An idle connection that breaks is replaced when it is needed.
  pool.on("error", ignore);
  // One that breaks in use says so to whoever uses it; without a listener, also after it was given back, it would end the process.
  pool.on("connect", (client) => client.on("error", ignore));
  let isClosed = false;

  async function withClient<T>(run: (client: PoolClient) => Promise<T>): Promise<T> {
    if (isClosed) throw new Error("the store is closed");
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      if (!owns.has(client)) owns.set(client, await takeSession(client));
      return await run(client);
    } catch (error) {
      if (PLAN_CODES.test(readCode(error))) generation += 1;
      // A server that has become a standby is left: another may be found at its address by now.
      if (!owns.has(client) || readCode(error) === READ_ONLY || !(await rollBack(client))) broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  function toSession(client: PoolClient): Session {
    return {
      query: (statement, parameters = []) => {
        const { text, name } = typeof statement === "string" ? { text: statement } : statement;
        const values = toBound(parameters);
        const isNamed = name !== undefined && owns.get(client) === true;
        const asked = client.query(isNamed ? { text, values, name: `${name}_${generation}` } : { text, values });
        const answer = asked.then(({ rows }) => rows as Row[]);
        // Of statements that were sent together, the first that fails speaks for all.
        answer.catch(ignore);
        return answer;
      },
    };
  }

  const begin = (client: PoolClient, what: "read" | "write") =>
    client.query(BEGIN[owns.get(client) === true ? "own" : "shared"][what]);

  interface Marked {
    /** What goes before all else. */
    readonly mark?: (session: Session) => Promise<unknown>;
    /** Called when only the commit is left. */
    readonly onCommit?: () => void;
  }

  function transact<T>(run: (session: Session) => Promise<T>, { mark, onCommit }: Marked = {}): Promise<T> {
    return withClient(async (client) => {
      const session = toSession(client);
      const begun = Promise.all([begin(client, "write"), mark?.(session)]);
      begun.catch(ignore);
      const value = await run(session).catch(async (error: unknown) => {
        // What the first statements failed with says more than that those after them were ignored.
        await begun;
        throw error;
      });
      await begun;
      onCommit?.();
      const { command } = await client.query("COMMIT");
      if (command !== "COMMIT") throw new Error("the transaction was rolled back by a statement that failed");
      return value;
    });
  }

  /**
   * Whether the transaction of this number has committed. Where it is still under way, the row that it has written makes this
   * wait for it; where it never was, nothing can bring it back. @throws {OutcomeUnknown}
   */
  async function readOutcome(id: string, number: number): Promise<boolean> {
    const end = performance.now() + OUTCOME_MS;
    for (;;) {
      const last = await transact(async (session) => {
        const [row] = await session.query(
          "INSERT INTO writers (id, last, at) VALUES ($1, 0, now()) ON CONFLICT (id) DO UPDATE SET last = writers.last RETURNING last",
          [id],
        );
        return row?.["last"] as number;
      }).catch(() => undefined);
      if (last !== undefined) return last === number;
      if (performance.now() > end || isClosed) {
        throw new OutcomeUnknown("the database went away while it was committing, and what became of that is not known");
      }
      await new Promise((resolve) => setTimeout(resolve, OUTCOME_EVERY_MS));
    }
  }

  return {
    select: (statement, parameters) =>
      translate(() =>
        again(() =>
          withClient(async (client) => {
            const session = toSession(client);
            // It is a transaction of itself.
            if (typeof statement !== "string" && owns.get(client) === true) return await session.query(statement, parameters);
            const [, rows] = await Promise.all([
              begin(client, "read"),
              session.query(statement, parameters),
              client.query("COMMIT"),
            ]);
            return rows;
          }),
        ),
      ),

    read: (run) =>
      translate(() =>
        again(() =>
          withClient(async (client) => {
            const begun = begin(client, "read");
            begun.catch(ignore);
            const value = await run(toSession(client));
            await client.query("COMMIT");
            return value;
          }),
        ),
      ),

    write: (run) => translate(() => transact(run)),

    createWriter(id) {
      let number = 0;
      return {
        write: <T>(run: (session: Session) => Promise<T>) =>
          translate(async () => {
            const own = (number += 1);
            let pending: { readonly value: T } | undefined;
            let isCommitting = false;
            try {
              return await transact(
                async (session) => {
                  const value = await run(session);
                  pending = { value };
                  return value;
                },
                { mark: (session) => session.query(MARK, [id, own]), onCommit: () => (isCommitting = true) },
              );
            } catch (error) {
              if (!isCommitting || !isUnavailable(error) || !pending) throw error;
              if (await readOutcome(id, own)) return pending.value;
              throw error;
            }
          }),
      };
    },

    async close() {
      isClosed = true;
      await pool.end();
    },
  };
}

/** A connection that breaks says so to whoever uses it. */
function ignore(): void {}

const MARK = prepare(
  "INSERT INTO writers (id, last, at) VALUES ($1, $2, now()) ON CONFLICT (id) DO UPDATE SET last = excluded.last, at = excluded.at",
);

/**
 * Whether this connection's session is no other's: then the server's process is the one that it was told of when it connected, while
 * a pooler makes up a number of its own. It gets our settings.
 * @throws {StoreUnavailable} for a standby, which may be behind, and takes no writes.
 */
async function takeSession(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ pid: number; is_standby: boolean }>(
    "SELECT pg_backend_pid() AS pid, pg_is_in_recovery() AS is_standby",
  );
  if (rows[0]?.is_standby === true) throw new StoreUnavailable("the database is a standby");
  // It is not in the driver's types: https://node-postgres.com/apis/client has no word of it, but cancelling a query needs it.
  const { processID } = client as ClientBase & { readonly processID?: number | null };
  if (rows[0]?.pid !== processID) return false;
  await client.query(toSets({ ...SETTINGS, ...PLANNING }, "SESSION").join("; "));
  return true;
}

/** A connection of the pool may have broken while nobody used it: a read is tried once more, on another. */
async function again<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return await run();
  }
}

/** PostgreSQL's texts hold no NUL: what must keep one is written as JSON, and anything else was never found by it anyway. */
function toBound(parameters: readonly Parameter[]): unknown[] {
  return parameters.map((value) => (Array.isArray(value) ? value.map(toBoundValue) : toBoundValue(value)));
}

function toBoundValue(value: unknown): unknown {
  return typeof value === "string" ? withoutNul(value) : value;
}

/** False when the connection is of no more use. */
async function rollBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query("ROLLBACK");
    return true;
  } catch {
    return false;
  }
}

async function translate<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw toStoreError(error);
  }
}

/** Classes and codes of https://www.postgresql.org/docs/current/errcodes-appendix.html that speak of the server and not of a statement. */
const SERVER_CODES = /^(?:08|53|57|58|XX|25006|25P03|25P04|28|3D000|55P03)/;
/**
 * Of a statement that was planned once: its rows have other columns since another version's migration, or whoever manages sessions
 * has forgotten it. Planned anew it is well.
 */
const PLAN_CODES = /^(?:0A000|26000|42P05)$/;
/** A write at a standby. */
const READ_ONLY = "25006";
/** Two transactions stood in each other's way, and one of them may try again. */
const COLLISION_CODES = /^40/;

/** Whether the transaction may be tried again as it was: another stood in its way. */
export function isCollision(error: unknown): boolean {
  return COLLISION_CODES.test(readCode(error));
}

function isUnavailable(error: unknown): boolean {
  if (error instanceof StoreUnavailable) return true;
  const code = readCode(error);
  if (/^[0-9FHPX][0-9A-Z]{4}$/.test(code)) return SERVER_CODES.test(code) || PLAN_CODES.test(code);
  // The system's and the driver's own: a connection refused, reset, ended or timed out.
  if (/^E[A-Z0-9]+$/.test(code)) return true;
  return error instanceof Error && /connect|terminated|timeout|closed the/i.test(error.message);
}

function readCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/**
 * What a failed access is to a caller: `StoreUnavailable` when the server cannot be reached or cannot work, else the error as it
 * is. The message names neither the address nor the user.
 */
function toStoreError(error: unknown): unknown {
  if (error instanceof StoreUnavailable || error instanceof TaskConflict || !isUnavailable(error)) return error;
  const code = readCode(error);
  return new StoreUnavailable(`the database cannot be used${code === "" ? "" : ` (${code})`}`);
}
