// The PostgreSQL store, by the contract of all stores, on a real server; and what of it could depend on a connection's state by way
// of a real PgBouncer in transaction mode.
import { afterAll, beforeAll, describe, onTestFinished, test } from "vitest";
import { openPostgresStoreBy } from "../../src/stores/postgres/store.ts";
import { testStore } from "../contract/store.ts";
import { testDurability } from "../contract/store/durability.ts";
import { testEvents } from "../contract/store/events.ts";
import { testIdempotency } from "../contract/store/idempotency.ts";
import { toOpener, type CreateSite } from "../contract/store/site.ts";
import { testTasks } from "../contract/store/tasks.ts";
import { testWebhooks } from "../contract/store/webhooks.ts";
import { MISSING_POOLER, startPgBouncer, type Pooler } from "../support/pgbouncer.ts";
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

  /** @param toUrl the way that the store takes; `LISTEN` goes to the server itself. */
  const toSite =
    (toUrl: (database: string) => string): CreateSite =>
    async (clock) => {
      const name = await databases.take();
      onTestFinished(() => databases.giveBack(name));
      return {
        open: () => openPostgresStoreBy(clock, { url: toUrl(name), directUrl: server.url(name) }),
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
    };

  testStore(
    "postgres",
    toSite((name) => server.url(name)),
    SCALE,
  );

  describe.skipIf(MISSING_POOLER !== undefined)(
    `by way of PgBouncer${MISSING_POOLER === undefined ? "" : ` (skipped: ${MISSING_POOLER})`}`,
    () => {
      let pooler: Pooler;
      beforeAll(async () => {
        pooler = await startPgBouncer(server);
      });
      afterAll(() => pooler.stop());
      const open = toOpener(toSite((name) => pooler.url(name)));
      testTasks("pooled", open);
      testIdempotency("pooled", open);
      testEvents("pooled", open, SCALE);
      testWebhooks("pooled", open);
      testDurability("pooled", open);
    },
  );
});

test.runIf(obstacle !== undefined)(`skipped: ${obstacle}`, () => {});
