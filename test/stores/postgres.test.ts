// The PostgreSQL store, by the contract of all stores, on a real server.
import { afterAll, beforeAll, describe, onTestFinished, test } from "vitest";
import { openPostgresStoreBy } from "../../src/stores/postgres/store.ts";
import { testStore } from "../contract/store.ts";
import { createDatabases, obstacle, startPostgres, type Databases, type PostgresServer } from "../support/postgres.ts";

/** Each access is a round trip or more: the full length, `FULL`, is for whoever changes the store. */
const SCALE = { runs: 0.1, many: 500 };

describe.skipIf(obstacle !== undefined)("on a PostgreSQL server", () => {
  let server: PostgresServer;
  let databases: Databases;
  beforeAll(async () => {
    server = await startPostgres();
    databases = await createDatabases(server);
  });
  afterAll(() => server.stop());

  testStore(
    "postgres",
    async (clock) => {
      const name = await databases.take();
      onTestFinished(() => databases.giveBack(name));
      const url = server.url(name);
      return {
        open: () => openPostgresStoreBy(clock, { url, directUrl: url }),
        readLedger: async () => {
          const rows = await server.ask(name, "SELECT * FROM muleteer.ledger ORDER BY task_id, settlement");
          return rows.map((row) => ({
            taskId: row["task_id"] as string,
            kind: row["kind"] as string,
            keyId: row["key_id"] as string,
            amountMicros: Number(row["amount_micros"]),
          }));
        },
      };
    },
    SCALE,
  );
});

test.runIf(obstacle !== undefined)(`skipped: ${obstacle}`, () => {});
