// Where image files live. A name is a relative path of safe characters, chosen by the caller.
import type { Readable } from "node:stream";

/** The medium cannot be written, or read, now: it is full, read-only, failing or away. It may be otherwise later. */
export class BlobsUnavailable extends Error {
  override readonly name = "BlobsUnavailable";
}

export interface Blobs {
  /**
   * Durable when it resolves; a reader sees the whole blob or none. Writing a name again replaces it.
   * @throws {BlobsUnavailable} when it cannot be written now; nothing of it is left.
   */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Bytes `start` … `end` inclusive, or undefined when there is no such blob. @throws {BlobsUnavailable} */
  open(name: string, range: { readonly start: number; readonly end: number }): Promise<Readable | undefined>;
  /** Deletes what exists; a missing name is no error. */
  remove(name: string): Promise<void>;
  /**
   * Names of blobs last written before `before` (Unix milliseconds), oldest group first: in batches, each of little work, which may
   * be empty.
   * @param onFailure is told of what could not be looked at; the rest is listed still.
   * @throws when nothing more can be listed.
   */
  listOlderThan(before: number, onFailure: (error: unknown) => void): AsyncIterable<readonly string[]>;
  /**
   * Whether a blob could be written; absent where only a request across the network would tell.
   * @throws {BlobsUnavailable} with the reason when it could not.
   */
  probe?(): Promise<void>;
  /** Where blobs can be read without passing this server; absent where they cannot, or should not. */
  readonly links?: BlobLinks;
}

export interface BlobLinks {
  /** At which all links are. */
  readonly origin: string;
  /** A link to a blob, whether or not there is one, that opens for whoever has it, for minutes. */
  toLink(name: string, terms: LinkTerms): Promise<BlobLink>;
}

export interface LinkTerms {
  /** Unix milliseconds after which it does not open in any case. */
  readonly until: number;
  /** Headers of the answer. */
  readonly type: string;
  readonly disposition: string;
  /** Of the whole seconds that an answer may be kept: from the last moment at which the link opens until `until`. */
  readonly cacheControl: (seconds: number) => string;
}

export interface BlobLink {
  readonly url: string;
  /** Unix milliseconds from which on it does not open. */
  readonly until: number;
}

/** `2026-11-22/<task id>-0.png`: the same for every attempt, so that a repeated one overwrites and leaves no orphan. */
export function toBlobName({ id, createdAt }: { readonly id: string; readonly createdAt: number }, index: number): string {
  return `${new Date(createdAt).toISOString().slice(0, 10)}/${id}-${index}.png`;
}
