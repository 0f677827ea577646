// Which engines several nodes use, and by which name all of them know one. An engine that is part of a node is that node's own; one
// at a loopback address is shared by the nodes of its machine.
import type { Engine } from "../core/engine.ts";
import { toReplicaId } from "../core/replica-id.ts";
import { isLoopbackHost } from "../io/addresses.ts";
import { fingerprintMachine } from "../io/machine.ts";

/**
 * `comfyui@10.0.0.5:8188`, whether or not it has replicas; with the fingerprint of the key where limits are an account's, and of the
 * machine where the address is one that every machine has. Undefined for a node's own.
 */
export function toSharedKey(
  { id, origin, account }: Pick<Engine, "id" | "origin" | "account">,
  machine = fingerprintMachine(),
): string | undefined {
  if (origin === undefined) return undefined;
  const replica = id.includes("@") ? id : toReplicaId(id, origin);
  const words = [replica, account, isLoopbackHost(new URL(origin).hostname) ? machine : undefined];
  return words.filter((word) => word !== undefined).join(" ");
}
