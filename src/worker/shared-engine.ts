// Which engines several nodes use, and by which name all of them know one. An engine that is part of a node, or is reached at an
// address that every machine has for itself, is that node's own.
import type { Engine } from "../core/engine.ts";
import { toReplicaId } from "../core/replica-id.ts";
import { isLoopbackHost } from "../io/addresses.ts";

/**
 * `comfyui@10.0.0.5:8188`, whether or not it has replicas; with the fingerprint of the key where limits are an account's. Undefined
 * for a node's own.
 */
export function toSharedKey({ id, origin, account }: Pick<Engine, "id" | "origin" | "account">): string | undefined {
  if (origin === undefined || isLoopbackHost(new URL(origin).hostname)) return undefined;
  const replica = id.includes("@") ? id : toReplicaId(id, origin);
  return account === undefined ? replica : `${replica} ${account}`;
}
