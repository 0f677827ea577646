// What an operator's probes ask: is the process alive, may it get traffic, and what does it measure.
import type { FastifyReply, FastifyRequest } from "fastify";
import { ApiError } from "../core/errors.ts";
import type { HttpParts } from "./parts.ts";

const PROBE_MS = 2_000;

export function readLiveness(parts: HttpParts): unknown {
  return { status: "ok", version: parts.version };
}

/** 200 when a create would be accepted, and its pictures kept: not stopping, and the store and the disk take writes. */
export async function readReadiness(parts: HttpParts): Promise<unknown> {
  const refusal = parts.refusal();
  if (refusal !== undefined) throw new ApiError("unavailable", refusal, { retryAfterSeconds: 5 });
  const probed = new AbortController();
  const slow = parts.clock.sleep(PROBE_MS, probed.signal).then(() => {
    throw new ApiError("unavailable", "The store does not answer.", { retryAfterSeconds: 5 });
  });
  try {
    await Promise.race([Promise.all([parts.store.probe(), parts.blobs.probe?.()]), slow]);
    return { status: "ready" };
  } finally {
    slow.catch(() => {});
    probed.abort();
  }
}

export async function readMetrics(parts: HttpParts, _request: FastifyRequest, reply: FastifyReply): Promise<string> {
  // Needing no key, it must not be read by whatever page the operator's browser has open.
  reply.removeHeader("Access-Control-Allow-Origin").removeHeader("Access-Control-Expose-Headers");
  reply.header("Content-Type", parts.metrics.contentType);
  return await parts.metrics.read();
}
