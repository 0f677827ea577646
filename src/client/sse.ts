// Server-sent events as bytes say them: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
// Pure; what it keeps between two pieces is bounded.
import { ConnectionError } from "./errors.ts";

/** UTF-16 units of one line, and of one event's data. */
const MAX_EVENT_CHARACTERS = 1024 * 1024;

export interface SseEvent {
  /** `message` when the stream names none. */
  readonly type: string;
  readonly data: string;
  /** Only of an event that brings its own: that is what a reader resumes from. */
  readonly id: string | undefined;
}

export class SseParser {
  readonly #decoder = new TextDecoder();
  #rest = "";
  /** The last piece ended with a carriage return, so a line feed that begins the next belongs to it. */
  #endedWithReturn = false;
  #type = "";
  #data: string[] = [];
  #dataCharacters = 0;
  #id: string | undefined;
  #lastId: string | undefined;
  #retryMs: number | undefined;

  /** The id to resume from: of the last event, or of a block that had an id alone. */
  get lastId(): string | undefined {
    return this.#lastId;
  }

  /** How long the stream asks its readers to wait before they come back. */
  get retryMs(): number | undefined {
    return this.#retryMs;
  }

  /** Events that are whole with this piece. @throws {ConnectionError} `garbled` for an event beyond all measure. */
  push(bytes: Uint8Array): SseEvent[] {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (this.#endedWithReturn && text !== "") {
      this.#endedWithReturn = false;
      if (text.startsWith("\n")) text = text.slice(1);
    }
    const events: SseEvent[] = [];
    let start = 0;
    for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) {
      const event = this.#take(this.#rest + text.slice(start, index));
      if (event) events.push(event);
      this.#rest = "";
      start = index + end.length;
      this.#endedWithReturn = end === "\r" && start === text.length;
    }
    this.#rest += text.slice(start);
    bound(this.#rest.length);
    return events;
  }

  #take(line: string): SseEvent | undefined {
    bound(line.length);
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return undefined;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") {
      this.#data.push(value);
      this.#dataCharacters += value.length + 1;
      bound(this.#dataCharacters);
    } else if (field === "event") this.#type = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    else if (field === "retry" && /^\d{1,9}$/.test(value)) this.#retryMs = Number(value);
    return undefined;
  }

  #dispatch(): SseEvent | undefined {
    const event = { type: this.#type || "message", data: this.#data.join("\n"), id: this.#id };
    const isEmpty = this.#data.length === 0;
    this.#lastId = this.#id ?? this.#lastId;
    this.#type = "";
    this.#data = [];
    this.#dataCharacters = 0;
    this.#id = undefined;
    return isEmpty ? undefined : event;
  }
}

function bound(characters: number): void {
  if (characters > MAX_EVENT_CHARACTERS) {
    throw new ConnectionError("garbled", `An event of the stream has more than ${MAX_EVENT_CHARACTERS} characters.`);
  }
}
