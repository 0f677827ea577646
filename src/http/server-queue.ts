// The queue of the whole server, for admins: how much waits, and whose it is. Counts alone: what others draw is not theirs to see.
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { toTimeText } from "./fields.ts";
import type { HttpParts } from "./parts.ts";

const MAX_KEYS = 100;

const counts = { pending: z.int(), processing: z.int() };

export const QUEUE = z.object({
  object: z.literal("queue"),
  ...counts,
  oldest_pending_at: z.string().nullable().meta({ format: "date-time", description: "Creation of the oldest task that waits." }),
  by_key: z
    .array(z.object({ key_id: z.string(), key_name: z.string().nullable(), ...counts }))
    .meta({ description: `Keys with unfinished tasks, those with the most first, at most ${MAX_KEYS}.` }),
});

/** `GET /v1/queue` */
export async function readQueue(
  { store }: HttpParts,
  _request: FastifyRequest,
  reply: FastifyReply,
): Promise<z.output<typeof QUEUE>> {
  const [{ pending, processing, oldestPendingAt }, keys] = await Promise.all([
    store.queueDepth(),
    store.listQueueByKey(MAX_KEYS),
  ]);
  reply.header("Cache-Control", "no-store");
  return {
    object: "queue",
    pending,
    processing,
    oldest_pending_at: oldestPendingAt === undefined ? null : toTimeText(oldestPendingAt),
    by_key: keys.map((key) => ({
      key_id: key.keyId,
      key_name: key.keyName ?? null,
      pending: key.pending,
      processing: key.processing,
    })),
  };
}
