// The client: one server, one key or session, and everything that can be asked of them.
import { Connection, type CallOptions, type ConnectionOptions } from "./connection.ts";
import { Engines } from "./engines.ts";
import { generate, type GenerateOptions, type Generation } from "./generate.ts";
import { readHealth, readReadiness, type Health } from "./health.ts";
import { Keys } from "./keys.ts";
import { Models } from "./models.ts";
import { readQueue, type Queue } from "./queue.ts";
import { Sessions } from "./session.ts";
import { readBalance, readUsage, readUsageCsv, type Balance, type Usage, type UsageOptions } from "./spending.ts";
import { readKeyEvents, type EventOptions, type TaskEvent } from "./task-events.ts";
import { Tasks } from "./tasks.ts";
import { Webhooks } from "./webhooks.ts";

export class Muleteer {
  readonly tasks: Tasks;
  readonly models: Models;
  readonly engines: Engines;
  readonly keys: Keys;
  readonly webhooks: Webhooks;
  readonly session: Sessions;
  readonly #connection: Connection;

  /** @throws {MuleteerError} for options that cannot be used. */
  constructor(options: ConnectionOptions) {
    this.#connection = new Connection(options);
    this.tasks = new Tasks(this.#connection);
    this.models = new Models(this.#connection);
    this.engines = new Engines(this.#connection);
    this.keys = new Keys(this.#connection);
    this.webhooks = new Webhooks(this.#connection);
    this.session = new Sessions(this.#connection);
  }

  /** Where the server is, without a slash at its end. */
  get baseUrl(): string {
    return this.#connection.baseUrl;
  }

  /**
   * Creates a task, waits for it and gives its pictures. It never pays twice, and survives a restart of the server.
   * @throws {TaskFailedError} {ApiError} {ConnectionError} {TimeoutError} or the signal's reason.
   */
  async generate(prompt: string, options: GenerateOptions = {}): Promise<Generation> {
    return await generate(this.#connection, prompt, options);
  }

  /** What happens to all tasks of this key, from now on or after `lastEventId`. */
  events(options: EventOptions = {}): AsyncGenerator<TaskEvent, void, undefined> {
    return readKeyEvents(this.#connection, options);
  }

  /** Whether the server is there, and which version it is. */
  async health(options: CallOptions = {}): Promise<Health> {
    return await readHealth(this.#connection, options);
  }

  /** Resolves when a create would be accepted now. @throws {ApiError} kind `unavailable` when not. */
  async ready(options: CallOptions = {}): Promise<void> {
    await readReadiness(this.#connection, options);
  }

  /** How much waits and is drawn, of all keys. Needs the role `admin`. */
  async queue(options: CallOptions = {}): Promise<Queue> {
    return await readQueue(this.#connection, options);
  }

  async balance(options: CallOptions = {}): Promise<Balance> {
    return await readBalance(this.#connection, options);
  }

  async usage(options: UsageOptions = {}): Promise<Usage> {
    return await readUsage(this.#connection, options);
  }

  /** The same rows as comma-separated values, with a line of names first. */
  async usageCsv(options: UsageOptions = {}): Promise<string> {
    return await readUsageCsv(this.#connection, options);
  }
}
