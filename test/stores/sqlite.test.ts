// The embedded store, by the contract of all stores.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import { testStore } from "../contract/store.ts";
import { temporaryDirectory } from "../support/directory.ts";

testStore("sqlite", async (clock) => {
  const directory = temporaryDirectory("memory");
  return {
    open: async () => openSqliteStore({ directory, clock, as: "owner" }),
    readLedger: async () => {
      using database = new DatabaseSync(join(directory, "muleteer.db"), { readOnly: true });
      const rows = database.prepare("SELECT * FROM ledger ORDER BY task_id, settlement").all();
      return rows.map((row) => ({
        taskId: row["task_id"] as string,
        kind: row["kind"] as string,
        keyId: row["key_id"] as string,
        amountMicros: row["amount_micros"] as number,
      }));
    },
  };
});
