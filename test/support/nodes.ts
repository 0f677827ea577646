// Nodes of one installation in one process: whole workers on one PostgreSQL, by one clock that the test moves.
import { onTestFinished } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { openPostgresStoreBy } from "../../src/stores/postgres/store.ts";
import { ManualClock } from "./clock.ts";
import type { ScriptedEngine } from "./engines.ts";
import { createRig, type Rig } from "./parts.ts";
import type { Databases, PostgresServer } from "./postgres.ts";

export interface NodeParts {
  /** Of the node's own making: what is shared is another object at each. */
  readonly engines: readonly ScriptedEngine[];
  readonly patienceMs?: number;
  readonly wrapStore?: (store: Store) => Store;
}

interface Where {
  readonly server: PostgresServer;
  readonly databases: Databases;
}

/** The nodes, their clock, and the name of their database. */
export async function openRigs({ server, databases }: Where, nodes: readonly NodeParts[]) {
  const name = await databases.take();
  onTestFinished(() => databases.giveBack(name));
  const clock = new ManualClock();
  const url = server.url(name);
  const openStore = () => openPostgresStoreBy(clock, { url, directUrl: url });
  const rigs: Rig[] = [];
  for (const node of nodes) rigs.push(await createRig({ ...node, clock, openStore }));
  return { clock, rigs: rigs as [Rig, Rig], name };
}
