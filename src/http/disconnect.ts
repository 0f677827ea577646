// The client's going away, as a signal: whoever works for a request alone ends with it.
import type { FastifyReply } from "fastify";

/** `signal` aborts when the connection closes or `release` is called; after that the reply is listened to no more. */
export function toDisconnect(reply: FastifyReply): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const end = () => controller.abort();
  reply.raw.once("close", end);
  return {
    signal: controller.signal,
    release() {
      reply.raw.off("close", end);
      end();
    },
  };
}
