// What nodes tell of themselves, a row each, under a lease by the database's clock. It is written past the lanes: it waits behind no
// task, holds none up, and needs no answer to be asked after.
import type { Figures } from "../../core/estimates.ts";
import type { EngineReport, NodeStore } from "../../core/node-store.ts";
import type { StoreContext } from "./context.ts";

/** A row that claims to be of a later time was written before the clock was set back, by a node that may be dead. */
const MAX_AHEAD_MS = 60_000;

const LIVES = `until > $1::bigint AND heard_at < $1::bigint + ${MAX_AHEAD_MS}`;

export function createNodeTable({ database, clock, instance }: Pick<StoreContext, "database" | "clock" | "instance">): NodeStore {
  return {
    self: instance,

    publish: ({ name, engines, figures, until }) =>
      database.write(async (session) => {
        const now = clock.now();
        // Whoever is told of at this very moment is left to the next.
        await session.query(
          `DELETE FROM nodes WHERE id IN (SELECT id FROM nodes WHERE NOT (${LIVES}) AND id <> $2 FOR UPDATE SKIP LOCKED)`,
          [now, instance],
        );
        await session.query(
          `INSERT INTO nodes (id, name, heard_at, until, engines, figures) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (id) DO UPDATE SET name = excluded.name, heard_at = excluded.heard_at, until = excluded.until,
             engines = excluded.engines, figures = excluded.figures`,
          [instance, name, now, until, JSON.stringify(engines), JSON.stringify(figures)],
        );
      }),

    withdraw: () =>
      database.write(async (session) => {
        await session.query("DELETE FROM nodes WHERE id = $1", [instance]);
      }),

    listNodes: async () => {
      const rows = await database.select(
        `SELECT id, name, heard_at, engines, CASE WHEN lag(id) OVER oldest IS NULL THEN figures END AS figures
         FROM nodes WHERE ${LIVES} WINDOW oldest AS (ORDER BY id) ORDER BY id`,
        [clock.now()],
      );
      const figures = rows[0]?.["figures"];
      return {
        nodes: rows.map((row) => ({
          id: row["id"] as string,
          name: row["name"] as string,
          heardAt: row["heard_at"] as number,
          engines: JSON.parse(row["engines"] as string) as EngineReport[],
        })),
        figures: typeof figures === "string" ? (JSON.parse(figures) as Figures) : undefined,
      };
    },
  };
}
