// The client's going away, as a signal: whoever works for a request alone ends with it.
import type { FastifyReply } from "fastify";

/** `signal` aborts when the connection closes or `release` is called; after that the reply is listened to no more. */
export function toDisconnect({ raw }: FastifyReply): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const end = () => controller.abort("over");
  raw.once("close", end);
  if (raw.destroyed) end();
  return {
    signal: controller.signal,
    release() {
      raw.off("close", end);
      end();
    },
  };
}
