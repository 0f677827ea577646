// What a key has spent and has left.
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Spend } from "../core/key-store.ts";
import { toUsd } from "../core/money.ts";
import { toTimeText, toUsdOrNull } from "./fields.ts";
import type { HttpParts } from "./parts.ts";

const DAY_MS = 86_400_000;

const spend = {
  limit_usd: z.number().nullable(),
  charged_usd: z.number(),
  reserved_usd: z.number().meta({ description: "What the unfinished tasks would cost." }),
};

export const BALANCE = z.object({
  object: z.literal("balance"),
  currency: z.literal("USD"),
  ...spend,
  balance_usd: z
    .number()
    .nullable()
    .meta({ description: "What is neither charged nor reserved; below zero when the limit was lowered. Null without a limit." }),
  daily: z.object({ ...spend, resets_at: z.string().meta({ format: "date-time" }) }),
});

/** `GET /v1/balance`: of the key that asks. */
export async function readBalance(
  { store, clock }: HttpParts,
  { apiKey }: FastifyRequest,
  reply: FastifyReply,
): Promise<z.output<typeof BALANCE>> {
  const { total, day } = await store.readBalance(apiKey.id);
  const { totalSpendMicros, dailySpendMicros } = apiKey.limits;
  const now = clock.now();
  reply.header("Cache-Control", "no-store");
  return {
    object: "balance",
    currency: "USD",
    ...toSpend(total, totalSpendMicros),
    balance_usd: totalSpendMicros === undefined ? null : toUsd(totalSpendMicros - total.chargedMicros - total.reservedMicros),
    daily: { ...toSpend(day, dailySpendMicros), resets_at: toTimeText(now - (now % DAY_MS) + DAY_MS) },
  };
}

function toSpend({ chargedMicros, reservedMicros }: Spend, limitMicros: number | undefined) {
  return { limit_usd: toUsdOrNull(limitMicros), charged_usd: toUsd(chargedMicros), reserved_usd: toUsd(reservedMicros) };
}
