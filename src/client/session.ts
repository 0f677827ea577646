// The session of a page: a cookie that the browser keeps and no script can read, so the key is in no storage. Only for a client
// that was made with `session` instead of a key.
import type { CallOptions, Connection } from "./connection.ts";
import type { Key } from "./keys.ts";

export interface Session {
  readonly object: "session";
  /** What the session may do, and what it spends of. */
  readonly key: Key;
  /** ISO 8601. */
  readonly expires_at: string;
  /** For the client that this session's other requests are made with. */
  readonly csrf_token: string;
}

const PATH = "/v1/session";

export class Sessions {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @throws {ApiError} kind `unauthorized` when there is none. */
  async get({ signal }: CallOptions = {}): Promise<Session> {
    return await this.#connection.read<Session>({ method: "GET", path: PATH, signal }, "safe");
  }

  /** Trades a key for a session. @throws {ApiError} kind `unauthorized` for a key that is not valid. */
  async signIn(apiKey: string, { signal }: CallOptions = {}): Promise<Session> {
    return await this.#connection.read<Session>({ method: "POST", path: PATH, body: { api_key: apiKey }, signal }, "once");
  }

  async signOut({ signal }: CallOptions = {}): Promise<void> {
    await this.#connection.remove(PATH, signal);
  }
}
