// What remembers which browsers are signed in, and which links would sign one in.

/** What a link or a cookie opens: one key, until it expires. */
export interface Grant {
  /** SHA-256 of its text. */
  readonly hash: Uint8Array;
  readonly keyId: string;
  /** The key's hash at the time: the grant ends when the key's id gets another text. */
  readonly keyHash: Uint8Array;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

export type GrantTerms = Pick<Grant, "hash" | "createdAt" | "expiresAt">;

/** Of links, and of sessions: one more, and the key's oldest ends. */
export const MAX_GRANTS_PER_KEY = 50;

export interface SessionStore {
  putLink(link: Grant): Promise<void>;
  /**
   * Uses a link up, and begins the session in its place with the link's key: in one transaction, so that of two who open it one
   * is let in. The session, or undefined when there is no such link or it had expired when the session is created.
   */
  redeemLink(linkHash: Uint8Array, session: GrantTerms): Promise<Grant | undefined>;
  putSession(session: Grant): Promise<void>;
  /** Sessions whose hash begins with the first 8 bytes of `hash`, expired ones too: at most one in practice; the caller compares the rest. */
  findSessions(hash: Uint8Array): Promise<Grant[]>;
  /** False when there is none. */
  endSession(hash: Uint8Array): Promise<boolean>;
}
