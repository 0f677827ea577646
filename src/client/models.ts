// What the server can draw.
import type { CallOptions, Connection } from "./connection.ts";
import { readList } from "./list.ts";

export interface Model {
  /** `vendor/name`. */
  readonly id: string;
  readonly object: "model";
  readonly vendor: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Of its create; a task is read at this path, a slash and its id. */
  readonly path: string;
  /** Member of a finished task's body that holds the URLs on that path. */
  readonly result_key: string;
  readonly price_per_image_usd: number;
  /** JSON Schema of the body. */
  readonly input_schema: Readonly<Record<string, unknown>>;
  readonly examples: readonly unknown[];
}

export class Models {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async list(options: CallOptions = {}): Promise<readonly Model[]> {
    return await readList<Model>(this.#connection, "/v1/models", options);
  }
}
