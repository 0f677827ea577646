// The bytes of an answer, as they come and never more than asked for.
import { ConnectionError } from "./errors.ts";

/** Chunks as they arrive. Leaving early gives the connection up. */
export async function* readChunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  // Not every browser lets a stream be iterated.
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** @throws {ConnectionError} `garbled` when there are more than `maxBytes`. */
export async function readAll(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const chunks = response.body ? readChunks(response.body) : [new Uint8Array(await response.arrayBuffer())];
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > maxBytes) throw new ConnectionError("garbled", `The answer has more than ${maxBytes} bytes.`);
    parts.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
