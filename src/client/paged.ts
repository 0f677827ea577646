// A list that comes in pages, newest first: iterate over its items, or take it page by page.
import { ConnectionError } from "./errors.ts";

export interface Page<T> {
  readonly object: "list";
  readonly data: readonly T[];
  /** Where the next page begins; null on the last one. */
  readonly next_cursor: string | null;
}

export class Paged<T> implements AsyncIterable<T> {
  readonly #read: (cursor: string | undefined) => Promise<Page<T>>;

  /** `read` gives the page at a cursor, and the first one of the list without. */
  constructor(read: (cursor: string | undefined) => Promise<Page<T>>) {
    this.#read = read;
  }

  /** One page: the first, or the one that an earlier page's `next_cursor` names. */
  async page(cursor?: string): Promise<Page<T>> {
    return await this.#read(cursor);
  }

  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    let cursor: string | undefined;
    for (;;) {
      const page = await this.#read(cursor);
      yield page;
      if (page.next_cursor === null || page.next_cursor === undefined) return;
      // A server that names the same page again would be asked for ever.
      if (page.next_cursor === cursor)
        throw new ConnectionError("garbled", "The list does not end: a page names itself as the next one.");
      cursor = page.next_cursor;
    }
  }

  /** Every item of every page; a page is asked for when the one before it is used up. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const { data } of this.pages()) yield* data;
  }
}
