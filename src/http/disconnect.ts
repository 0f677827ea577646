// The client's going away, as a signal: whoever works for a request alone ends with it.
import type { FastifyReply } from "fastify";

export interface Disconnect {
  /** Aborts when the connection closes, or `release` is called. */
  readonly signal: AbortSignal;
  /** Ends the listening to the reply. */
  readonly release: () => void;
}

export function toDisconnect({ raw }: FastifyReply): Disconnect {
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
