// API keys on the wire: what makes one, what changes one, and how one is shown.
import { z } from "zod";
import { KEY_ROLES, type ApiKey, type KeyChange } from "../core/key-store.ts";
import type { Model } from "../core/model.ts";
import { time, toTimeText, toUsdOrNull, usd } from "./fields.ts";
import { escapeControls } from "./text.ts";

const MAX_NAME_CHARACTERS = 100;
const MAX_COUNT = 1_000_000;

const name = z
  .string()
  .refine((text) => isName(text), {
    params: { rule: "name" },
    message: `must be one line of 1 to ${MAX_NAME_CHARACTERS} characters, not only white space`,
  })
  .meta({ minLength: 1, maxLength: MAX_NAME_CHARACTERS, description: "To tell keys apart." });

function isName(text: string): boolean {
  return (
    text.isWellFormed() && text.trim() !== "" && escapeControls(text) === text && Array.from(text).length <= MAX_NAME_CHARACTERS
  );
}

function toFields(models: readonly Model[]) {
  const ids = z.enum(models.map(({ id }) => id));
  return {
    name,
    role: z.enum(KEY_ROLES).meta({ description: "`admin` administers keys and sees everybody's usage." }),
    expires_at: time().nullable().meta({ description: "From then on the key is refused; null for never." }),
    models: z
      .array(ids)
      .min(1)
      .refine((list) => new Set(list).size === list.length, { params: { rule: "unique" }, message: "must name no model twice" })
      .nullable()
      .meta({ description: "The models that it may call; null for all." }),
    requests_per_minute: count("Tasks that it may create in any 60 seconds; null for no limit."),
    concurrent_tasks: count("Tasks that it may have unfinished at once; null for no limit."),
    daily_spend_usd: budget("What the tasks that it creates in one day, UTC, may cost; null for no limit."),
    total_spend_usd: budget("What all its tasks may cost; null for no limit."),
    low_balance_usd: budget("`balance.low` is sent when less than this is left of `total_spend_usd`; null for a tenth of it."),
  };
}

function count(description: string) {
  return z.int().min(1).max(MAX_COUNT).nullable().meta({ description });
}

function budget(description: string) {
  return usd().nullable().meta({ description });
}

/** Body of `POST /v1/keys`. */
export function defineNewKey(models: readonly Model[]) {
  const { name: required, role, ...limits } = toFields(models);
  return z.object({
    name: required,
    role: role.default("inference"),
    expires_at: limits.expires_at.default(null),
    models: limits.models.default(null),
    requests_per_minute: limits.requests_per_minute.default(null),
    concurrent_tasks: limits.concurrent_tasks.default(null),
    daily_spend_usd: limits.daily_spend_usd.default(null),
    total_spend_usd: limits.total_spend_usd.default(null),
    low_balance_usd: limits.low_balance_usd.default(null),
  });
}

/** Body of `PATCH /v1/keys/{id}`: what is absent stays, and null takes away. */
export function defineKeyChange(models: readonly Model[]) {
  return z.object(toFields(models)).partial();
}

type KeyChangeBody = z.output<ReturnType<typeof defineKeyChange>>;

/** Both bodies say the same of limits; null and absent differ. */
export function toKeyChange(body: KeyChangeBody): KeyChange {
  const { name: named, role, expires_at: expiresAt } = body;
  const limits = {
    models: body.models,
    requestsPerMinute: body.requests_per_minute,
    concurrentTasks: body.concurrent_tasks,
    dailySpendMicros: body.daily_spend_usd,
    totalSpendMicros: body.total_spend_usd,
    lowBalanceMicros: body.low_balance_usd,
  };
  return {
    ...(named === undefined ? {} : { name: named }),
    ...(role === undefined ? {} : { role }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    limits: Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined)),
  };
}

const amount = z.number().nullable();
const moment = z.string().meta({ format: "date-time" });

/** A key as answers show it. */
export const KEY = z.object({
  id: z.string(),
  object: z.literal("key"),
  name: z.string(),
  prefix: z.string().meta({ description: "The key's first characters, to tell keys apart." }),
  role: z.enum(KEY_ROLES),
  created_at: moment,
  expires_at: moment.nullable(),
  revoked_at: moment.nullable(),
  models: z.array(z.string()).nullable(),
  requests_per_minute: z.int().nullable(),
  concurrent_tasks: z.int().nullable(),
  daily_spend_usd: amount,
  total_spend_usd: amount,
  low_balance_usd: amount,
});

export function toKeyBody({ limits, ...key }: ApiKey): z.output<typeof KEY> {
  return {
    id: key.id,
    object: "key",
    name: key.name,
    prefix: key.prefix,
    role: key.role,
    created_at: toTimeText(key.createdAt),
    expires_at: key.expiresAt === undefined ? null : toTimeText(key.expiresAt),
    revoked_at: key.revokedAt === undefined ? null : toTimeText(key.revokedAt),
    models: limits.models === undefined ? null : [...limits.models],
    requests_per_minute: limits.requestsPerMinute ?? null,
    concurrent_tasks: limits.concurrentTasks ?? null,
    daily_spend_usd: toUsdOrNull(limits.dailySpendMicros),
    total_spend_usd: toUsdOrNull(limits.totalSpendMicros),
    low_balance_usd: toUsdOrNull(limits.lowBalanceMicros),
  };
}
