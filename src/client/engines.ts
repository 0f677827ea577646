// What the server draws with.
import type { CallOptions, Connection } from "./connection.ts";
import { readList } from "./list.ts";

export interface Engine {
  readonly id: string;
  readonly title: string;
  readonly ready: boolean;
  /** Why it is not ready. */
  readonly reason: string | null;
  /** What its upstream said; only for keys with the role `admin`. */
  readonly operator_reason?: string | null;
  /** Tasks that it takes at once, and those that it has. */
  readonly capacity: number;
  readonly busy: number;
  /** Ids of the models that it draws for. */
  readonly models: readonly string[];
  /** Where several nodes share a database: those that have it; only for keys with the role `admin`. */
  readonly nodes?: readonly EngineNode[];
}

export interface EngineNode {
  readonly id: string;
  /** Of its machine, or container. */
  readonly name: string;
  readonly heard_at: string;
  readonly ready: boolean;
  readonly reason: string | null;
  readonly operator_reason: string | null;
  readonly capacity: number;
  /** Tasks that it has there itself. */
  readonly busy: number;
}

export class Engines {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async list(options: CallOptions = {}): Promise<readonly Engine[]> {
    return await readList<Engine>(this.#connection, "/v1/engines", options);
  }
}
