// The queue by key of the embedded store, by the contract of all stores.
import { v7 } from "uuid";
import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import { testQueueByKey } from "../contract/queue-by-key.ts";
import { temporaryDirectory } from "../support/directory.ts";

testQueueByKey("sqlite", () => {
  const clock = { now: () => Date.UTC(2026, 0, 1), id: () => v7() };
  return openSqliteStore({ directory: temporaryDirectory(), clock, as: "owner" });
});
