// What a killed server leaves in its directory, read with SQLite alone and none of the product's code.
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "vitest";
import { toTask, type DeliveryRow, type EventRow, type KeySums, type LedgerRow, type Remains } from "./remains.ts";

/** Reads a copy, so that the server after this one finds what the one before it left, and nothing that a reader did. */
export function readDirectory(directory: string): Remains {
  const copy = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "muleteer-test-"));
  try {
    for (const name of ["muleteer.db", "muleteer.db-wal"]) {
      if (existsSync(join(directory, name))) copyFileSync(join(directory, name), join(copy, name));
    }
    using database = new DatabaseSync(join(copy, "muleteer.db"));
    expect(database.prepare("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
    return { ...readRemains(database), readImage: (blob) => readFileSync(join(directory, "images", blob)) };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function readRemains(database: DatabaseSync): Omit<Remains, "readImage"> {
  const rows = <T>(sql: string) => database.prepare(sql).all() as unknown as T[];
  const tasks = database
    .prepare("SELECT id, key_id, state, lease, handle, submitted_at, images, error FROM tasks")
    .all()
    .map(toTask);
  const names = rows<{ name: string; taskId: string }>("SELECT idem_key AS name, task_id AS taskId FROM idempotency").map(
    ({ name, taskId }) => [name, taskId] as const,
  );
  const sums = rows<KeySums & { keyId: string }>(
    "SELECT key_id AS keyId, live, charged_micros AS charged, reserved_micros AS reserved FROM key_state",
  );
  const last = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'events'").get()?.["seq"];
  return {
    tasks: new Map(tasks.map((task) => [task.id, task])),
    events: rows<EventRow>("SELECT id, task_id AS taskId, key_id AS keyId, type FROM events ORDER BY id"),
    lastEventId: Number(last ?? 0),
    deliveries: rows<DeliveryRow>(
      "SELECT id, task_id AS taskId, type, state, webhook_id AS webhookId FROM deliveries WHERE task_id IS NOT NULL",
    ),
    ledger: rows<LedgerRow>("SELECT task_id AS taskId, kind, amount_micros AS amountMicros FROM ledger"),
    sums: new Map(sums.map(({ keyId, live, charged, reserved }) => [keyId, { live, charged, reserved }])),
    names,
    ids: new Map(names),
  };
}
