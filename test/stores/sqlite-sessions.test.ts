// Links and sessions of the embedded store, by the contract of all stores.
import { v7 } from "uuid";
import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import { testSessionStore } from "../contract/session-store.ts";
import { temporaryDirectory } from "../support/directory.ts";

testSessionStore("sqlite", () => {
  const directory = temporaryDirectory();
  const clock = { now: () => Date.UTC(2026, 0, 1), id: () => v7() };
  return { open: () => openSqliteStore({ directory, clock, as: "owner" }) };
});
