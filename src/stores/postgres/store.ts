// The store at scale: one PostgreSQL database, any number of nodes. What each promises holds for all of them together, because it
// is decided under locks in the database and never from what a node remembers.
import { randomBytes } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import type { TaskEvent } from "../../core/event.ts";
import { DataDirectoryError, type Store } from "../../core/store.ts";
import { describeClosed } from "../shared/closed-store.ts";
import { openDatabaseClock } from "./clock.ts";
import { listMoves, toPublicName } from "./closed.ts";
import { writeAlone, type StoreClock, type StoreContext, type WriteLane } from "./context.ts";
import { connectDatabase, type Database, type DatabaseAddress } from "./database.ts";
import { createEventTable, followEvents, type EventTail } from "./events.ts";
import { createKeyTable } from "./keys.ts";
import { Lane } from "./lane.ts";
import { migrate } from "./migrate.ts";
import { createNodeTable } from "./nodes.ts";
import { createPlaceTable } from "./places.ts";
import { createSessionTable } from "./sessions.ts";
import { createTaskTable } from "./tasks.ts";
import { Unit, type Needs } from "./unit.ts";
import { createWebhookTable, releaseDeliveries } from "./webhooks.ts";

interface OpenOptions extends DatabaseAddress {
  /** Of this machine. */
  readonly local: Clock;
}

/**
 * The store, and the database's clock, which it goes by.
 * @throws {DataDirectoryError} when the database's schema is a newer version's, the server too old, or the installation closed.
 * @throws {StoreUnavailable} when the server cannot be reached.
 */
export async function openPostgresStore({
  local,
  ...address
}: OpenOptions): Promise<{ readonly store: Store; readonly clock: Clock }> {
  const probe = connectDatabase(address.url);
  try {
    const clock = await openDatabaseClock(probe, local);
    const store = await openPostgresStoreBy(clock, address);
    const close = async () => {
      clock.stop();
      await Promise.all([store.close(), probe.close()]);
    };
    return { store: { ...store, close }, clock };
  } catch (error) {
    await probe.close();
    throw error;
  }
}

/** The store alone, by a clock that is handed in. */
export async function openPostgresStoreBy(clock: StoreClock, { url, directUrl }: DatabaseAddress): Promise<Store> {
  const database = connectDatabase(url);
  try {
    await migrate(database);
    const closed = describeClosed(toPublicName(url), await listMoves(database));
    if (closed !== undefined) throw new DataDirectoryError(closed);
    return createStore(database, { clock, tail: await followEvents(database, directUrl) });
  } catch (error) {
    await database.close();
    throw error;
  }
}

function createLane(database: Database, { clock, tail }: { readonly clock: StoreClock; readonly tail: EventTail }): WriteLane {
  const writer = database.createWriter(clock.id());
  return new Lane<Unit, Needs>(async (needs, work) => {
    const events = await writer.write(async (session): Promise<TaskEvent[]> => {
      const unit = new Unit(session, clock);
      await unit.load(needs);
      await work(unit);
      return await unit.flush();
    });
    await tail.committed(events);
  });
}

function createStore(database: Database, { clock, tail }: { readonly clock: StoreClock; readonly tail: EventTail }): Store {
  const [tasks, rest] = [createLane(database, { clock, tail }), createLane(database, { clock, tail })];
  const { watch, watchNotices } = tail;
  const context: StoreContext = { database, clock, tasks, rest, instance: clock.id(), watch, watchNotices };

  return {
    ...createTaskTable(context),
    ...createEventTable(context, rest),
    ...createWebhookTable(context),
    ...createKeyTable(context),
    ...createSessionTable(context),
    places: createPlaceTable(context),
    nodes: createNodeTable(context),

    secret: (name) =>
      writeAlone(rest, async (session) => {
        await session.query("INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", [name, randomBytes(32)]);
        const [row] = await session.query("SELECT value FROM secrets WHERE name = $1", [name]);
        return row?.["value"] as Uint8Array;
      }),

    // A row is written, because a transaction that writes none succeeds on a full disk and on a standby too; none stays. Beside the
    // lanes: how much waits in them says nothing of whether the database works.
    probe: () =>
      database.write(async (session) => {
        const name = `probe ${clock.id()}`;
        await session.query("INSERT INTO secrets (name, value) VALUES ($1, '')", [name]);
        await session.query("DELETE FROM secrets WHERE name = $1", [name]);
      }),

    close: async () => {
      await Promise.all([tasks.close(), rest.close()]);
      // What cannot be handed back now falls due when its lease runs out.
      await database.write((session) => releaseDeliveries(session, context.instance, clock.now())).catch(() => {});
      await tail.close();
      await database.close();
    },
  };
}
