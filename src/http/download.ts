// A file on its way to its reader: it is sent whole or the connection is cut, and a reader that takes nothing is cut off, because
// it holds a file handle.
import type { FastifyReply, FastifyRequest } from "fastify";
import { pipeline, Transform, type Readable, type TransformCallback } from "node:stream";
import { toDisconnect } from "./disconnect.ts";
import type { HttpParts } from "./parts.ts";

/** A reader that takes less than a piece in so long is cut off; it can resume by a range. */
const STUCK_MS = 30_000;
const PIECE_BYTES = 64 * 1024;

interface Exchange {
  readonly parts: Pick<HttpParts, "clock" | "log">;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What is to be sent in place of `file`. @param sizeBytes what the answer's length says. */
export function toDownload(file: Readable, sizeBytes: number, { parts, request, reply }: Exchange): Readable {
  let passed = 0;
  const download = new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      passed += chunk.length;
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) this.push(chunk.subarray(at, at + PIECE_BYTES));
      done();
    },
    flush(done: TransformCallback) {
      done(passed < sizeBytes ? new Error(`the file ended after ${passed} of ${sizeBytes} bytes`) : undefined);
    },
  });
  // Once its head is sent, an answer whose file fails is cut off by Fastify.
  pipeline(file, download, (error) => {
    if (!error || ("code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE")) return;
    parts.log.error({ request: request.traceparent, err: error }, "an image could not be sent whole");
  });
  const countTaken = () => passed - download.readableLength - reply.raw.writableLength;
  void cutOffStuck(countTaken, { parts, request, reply });
  return download;
}

/** Until the answer is over. */
async function cutOffStuck(countTaken: () => number, { parts, request, reply }: Exchange): Promise<void> {
  const { raw } = reply;
  const { signal, release } = toDisconnect(reply);
  for (let before = countTaken(); ; before = countTaken()) {
    await parts.clock.sleep(STUCK_MS, signal);
    if (signal.aborted) return;
    if (countTaken() <= before) break;
  }
  parts.log.info({ request: request.traceparent }, "an image's reader was cut off, because it takes nothing");
  raw.destroy();
  release();
}
