// How an endpoint changes, by its owner and by what becomes of deliveries to it, and whose delivery is next.
import type { AttemptOutcome, KeySecret, WebhookChange, WebhookEndpoint } from "../../core/webhook-store.ts";
import type { Row } from "./rows.ts";

/** The endpoint after a change by its owner. */
export function changeEndpoint(endpoint: WebhookEndpoint, change: WebhookChange, now: number): WebhookEndpoint {
  const { events, disabledAt, disabledReason, failingSince, ...rest } = endpoint;
  const wanted = change.events === undefined ? events : (change.events ?? undefined);
  const isUp = change.enabled ?? disabledAt === undefined;
  return {
    ...rest,
    ...(change.url === undefined ? {} : { url: change.url }),
    ...(change.description === undefined ? {} : { description: change.description }),
    ...(wanted === undefined ? {} : { events: wanted }),
    ...(change.secret === undefined
      ? {}
      : { secret: change.secret.value, previousSecret: endpoint.secret, previousSecretUntil: change.secret.previousUntil }),
    ...(isUp
      ? change.enabled === true || failingSince === undefined
        ? {}
        : { failingSince }
      : {
          disabledAt: disabledAt ?? now,
          disabledReason: disabledReason ?? "disabled by its owner",
          ...(failingSince === undefined ? {} : { failingSince }),
        }),
  };
}

/** The endpoint after an attempt at it; the same one when that says nothing of it. */
export function judgeEndpoint(endpoint: WebhookEndpoint, at: number, outcome: AttemptOutcome): WebhookEndpoint {
  if (outcome.unsent || (outcome.url !== undefined && outcome.url !== endpoint.url)) return endpoint;
  const { failingSince, ...healthy } = endpoint;
  if (outcome.state === "succeeded") return failingSince === undefined ? endpoint : healthy;
  const failing = { ...healthy, failingSince: failingSince ?? at };
  const isOver = outcome.ifFailingSince === undefined || outcome.ifFailingSince === failingSince;
  if (outcome.disable === undefined || !isOver || endpoint.disabledAt !== undefined) return failing;
  return { ...failing, disabledAt: at, disabledReason: outcome.disable };
}

/** What signs now, newest first. */
export function listSecrets({ secret, previousSecret, previousSecretUntil = 0 }: KeySecret, now: number): string[] {
  return previousSecret !== undefined && previousSecretUntil > now ? [secret, previousSecret] : [secret];
}

/** A key that has something due, and when the first of it was. */
export interface DueKey {
  readonly keyId: string;
  readonly dueAt: number;
}

/** What is under way now, by key and by target. */
export interface UnderWay {
  readonly ofKey: (keyId: string) => number;
  readonly ofTarget: (target: string) => number;
}

export function countUnderWay(leased: readonly { readonly keyId: string; readonly target: string }[]): UnderWay {
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const { keyId, target } of leased) {
    count(`target ${target}`);
    count(`key ${keyId}`);
  }
  return {
    ofKey: (keyId) => counts.get(`key ${keyId}`) ?? 0,
    ofTarget: (target) => counts.get(`target ${target}`) ?? 0,
  };
}

/** Keys with the least under way first, then who has waited longest. */
export function orderKeys<K extends DueKey>(keys: readonly K[], { ofKey }: UnderWay): K[] {
  return keys.toSorted((a, b) => ofKey(a.keyId) - ofKey(b.keyId) || a.dueAt - b.dueAt);
}

/** Of one key's targets, those with the least under way first. */
export function orderTargets(targets: readonly string[], { ofTarget }: UnderWay): string[] {
  return targets.toSorted((a, b) => ofTarget(a) - ofTarget(b));
}

/** How many more each key may have under way. */
export type Room = (keyId: string) => number;

export function toRoom({ ofKey }: UnderWay, perKey: number): Room {
  return (keyId) => Math.max(0, perKey - ofKey(keyId));
}

/** What there is room for: of each key its first ones, and `limit` in all. */
export function keepWithin(rows: readonly Row[], { room, limit }: { readonly room: Room; readonly limit: number }): Row[] {
  const taken = new Map<string, number>();
  const kept = rows.filter((row) => {
    const keyId = row["key_id"] as string;
    const nth = taken.get(keyId) ?? 0;
    taken.set(keyId, nth + 1);
    return nth < room(keyId);
  });
  return kept.slice(0, limit);
}

/** One of each queue, then another of each, until there are `limit` or no more. */
export function takeTurns<T>(queues: readonly (readonly T[])[], limit = Number.POSITIVE_INFINITY): T[] {
  const taken: T[] = [];
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  for (let turn = 0; turn < longest && taken.length < limit; turn += 1)
    taken.push(...queues.flatMap((queue) => queue.slice(turn, turn + 1)));
  return taken.slice(0, limit);
}
