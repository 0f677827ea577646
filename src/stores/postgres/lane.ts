// Grouped writes: those that arrive while a transaction is in flight share the next, in the order in which they arrived, and are
// answered after its commit. Owns I1 here. A database that is away is waited for a little; then what waits is refused, and was not
// done.
import { OutcomeUnknown, StoreUnavailable } from "../../core/store.ts";
import { TaskConflict } from "../../core/task.ts";
import { isCollision } from "./database.ts";

/** Writes in one transaction; more wait for the next. */
const MAX_GROUP = 512;
/** Writes that wait; more are refused at once. */
const MAX_WAITING = 20_000;
/** For how long a write waits for a database that is away, and how often it is tried. */
const PATIENCE_MS = 4_000;
const FIRST_BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 500;
/** How often those that wait behind a transaction without an answer are looked at. */
const LOOK_EVERY_MS = 500;

export interface Write<Unit, Needs> {
  readonly needs: Needs;
  /** Shares its transaction with no other: it reads what others would still have to write. */
  readonly isAlone: boolean;
  /** May run a second time after a rollback. A `TaskConflict` is thrown before anything is changed, and concerns this write alone. */
  readonly run: (unit: Unit) => unknown;
}

interface Waiting<Unit, Needs> extends Write<Unit, Needs> {
  readonly since: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Answer = () => void;

/** Opens a unit with what the writes need, runs `work` on it, and commits. */
type Transact<Unit, Needs> = (needs: readonly Needs[], work: (unit: Unit) => Promise<void>) => Promise<void>;

export class Lane<Unit, Needs> {
  readonly #transact: Transact<Unit, Needs>;
  #queue: Waiting<Unit, Needs>[] = [];
  #working: Promise<void> | undefined;
  #isClosed = false;

  constructor(transact: Transact<Unit, Needs>) {
    this.#transact = transact;
  }

  /** Resolves with what `run` returned once its transaction has committed. @throws {StoreUnavailable} */
  write<T>(write: Write<Unit, Needs> & { readonly run: (unit: Unit) => T | Promise<T> }): Promise<T> {
    if (this.#isClosed) return Promise.reject(new Error("the store is closed"));
    if (this.#queue.length >= MAX_WAITING) return Promise.reject(new StoreUnavailable("too many writes wait for the database"));
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ ...write, since: performance.now(), resolve: resolve as (value: unknown) => void, reject });
      this.#working ??= this.#work();
    });
  }

  /** Takes no more writes, and resolves when those that wait have been answered. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#working;
  }

  async #work(): Promise<void> {
    // What is asked for in the same turn of the event loop shares the first transaction too.
    await new Promise((resolve) => setImmediate(resolve));
    const looking = setInterval(() => this.#refuseLate(), LOOK_EVERY_MS);
    while (this.#queue.length > 0) await this.#commit(this.#take());
    clearInterval(looking);
    this.#working = undefined;
  }

  /** What has not begun in time is not begun: its caller is told so, however long the one before it takes. */
  #refuseLate(): void {
    const first = this.#queue.findIndex(({ since }) => performance.now() - since <= PATIENCE_MS);
    const late = this.#queue.splice(0, first < 0 ? this.#queue.length : first);
    for (const { reject } of late) reject(new StoreUnavailable("the database does not answer"));
  }

  #take(): Waiting<Unit, Needs>[] {
    if (this.#queue[0]?.isAlone) return this.#queue.splice(0, 1);
    const end = this.#queue.findIndex(({ isAlone }) => isAlone);
    return this.#queue.splice(0, Math.min(MAX_GROUP, end < 0 ? MAX_GROUP : end));
  }

  async #commit(group: readonly Waiting<Unit, Needs>[]): Promise<void> {
    let backoffMs = FIRST_BACKOFF_MS;
    for (;;) {
      const answers: Answer[] = [];
      try {
        await this.#transact(
          group.map(({ needs }) => needs),
          async (unit) => {
            for (const write of group) answers.push(await runOne(write, unit));
          },
        );
        for (const answer of answers) answer();
        return;
      } catch (error) {
        const mayTry = (error instanceof StoreUnavailable && !(error instanceof OutcomeUnknown)) || isCollision(error);
        if (!mayTry || performance.now() - (group[0]?.since ?? 0) > PATIENCE_MS) {
          // One write spoiled the transaction for all; each by itself shows which.
          if (!mayTry && !(error instanceof OutcomeUnknown) && group.length > 1) return await this.#commitEach(group);
          const told = isCollision(error) ? new StoreUnavailable("the database is too busy") : error;
          for (const write of group) write.reject(told);
          return;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, backoffMs));
      backoffMs = Math.min(MAX_BACKOFF_MS, backoffMs * 2);
    }
  }

  async #commitEach(group: readonly Waiting<Unit, Needs>[]): Promise<void> {
    for (const write of group) await this.#commit([write]);
  }
}

async function runOne<Unit, Needs>(write: Waiting<Unit, Needs>, unit: Unit): Promise<Answer> {
  try {
    const value = await write.run(unit);
    return () => write.resolve(value);
  } catch (error) {
    if (!(error instanceof TaskConflict)) throw error;
    return () => write.reject(error);
  }
}
