// What was made and what it cost, as reports tell it: to whom, for which days, in JSON and in CSV.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { systemClock } from "../../src/io/system-clock.ts";
import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import { expectCreated, expectProblem, type Answer } from "../support/client.ts";
import { temporaryDirectory } from "../support/directory.ts";
import {
  addKey,
  begin,
  complete,
  describeDoors,
  fail,
  openDoor,
  QWEN,
  turnToNoon,
  WAN,
  withKey,
  type Door,
} from "../support/server.ts";

const DAY_MS = 86_400_000;

const Row = z.strictObject({
  day: z.iso.date().optional(),
  model: z.string().optional(),
  key: z.string().optional(),
  key_name: z.string().nullable().optional(),
  engine: z.string().nullable().optional(),
  tasks: z.int(),
  completed: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  images: z.int(),
  charged_usd: z.number(),
});
const UsageBody = z.strictObject({
  object: z.literal("usage"),
  from: z.iso.date(),
  to: z.iso.date(),
  group_by: z.array(z.string()),
  data: z.array(Row),
});

function ask(door: Door, key: string, query = "", headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return door.send({ path: `/v1/usage${query}`, headers: withKey(key, headers) });
}

async function read(door: Door, key: string, query = ""): Promise<z.output<typeof UsageBody>> {
  const answer = await ask(door, key, query);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.headers["cache-control"]).toBe("no-store");
  return UsageBody.parse(answer.json());
}

async function create(door: Door, key: string, path = QWEN): Promise<string> {
  const body = JSON.stringify({ prompt: "a", ...(path === WAN ? { n: 2 } : {}) });
  return expectCreated(await door.send({ method: "POST", path, headers: withKey(key), body }));
}

/** Two pictures of qwen, a failure of it, and two pictures of wan in one task that was cancelled before any engine had it. */
async function work(door: Door, key: string): Promise<void> {
  await complete(door, await begin(door, await create(door, key)));
  await complete(door, await begin(door, await create(door, key)));
  await fail(door, await begin(door, await create(door, key)), { kind: "engineFailed", detail: "It failed." });
  await complete(door, await begin(door, await create(door, key, WAN)), 2);
  await door.parts.store.cancelTask(await create(door, key, WAN), "It was cancelled.");
}

function toDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

const ALL = { tasks: 5, completed: 3, failed: 1, cancelled: 1, images: 4, charged_usd: 0.3 };

describeDoors("usage", (door) => {
  test("is by day of the last 30, of the key that asks", async () => {
    turnToNoon(door());
    const key = await addKey(door());
    await work(door(), key);
    const [from, to] = [toDay(door().clock.now() - 29 * DAY_MS), toDay(door().clock.now())];
    expect(await read(door(), key)).toEqual({ object: "usage", from, to, group_by: ["day"], data: [{ day: to, ...ALL }] });
  });

  test("is by whatever it is asked to be by, in that order", async () => {
    const key = await addKey(door(), { id: "grouped", name: "Mine" });
    await work(door(), key);
    const { data, group_by: groups } = await read(door(), key, "?group_by=model,engine,key");
    expect(groups).toEqual(["model", "engine", "key"]);
    const own = { key: "grouped", key_name: "Mine" };
    const none = { tasks: 0, completed: 0, failed: 0, cancelled: 0, images: 0, charged_usd: 0 };
    const qwen = { model: "alibaba/qwen-image-max", ...own, ...none };
    const wan = { model: "alibaba/wan2.6-t2i", ...own, ...none };
    expect(data).toEqual([
      { ...qwen, engine: null, tasks: 1, failed: 1 },
      { ...qwen, engine: "test", tasks: 2, completed: 2, images: 2, charged_usd: 0.15 },
      { ...wan, engine: null, tasks: 1, cancelled: 1 },
      { ...wan, engine: "test", tasks: 1, completed: 1, images: 2, charged_usd: 0.15 },
    ]);
    expect(Object.keys(data[0] ?? {}).slice(0, 4)).toEqual(["model", "key", "key_name", "engine"]);
  });

  test("counts on the day on which a task ended, and outlives it", async () => {
    const key = await addKey(door());
    turnToNoon(door());
    const first = toDay(door().clock.now());
    const id = await create(door(), key);
    door().clock.turn(DAY_MS);
    const second = toDay(door().clock.now());
    await complete(door(), await begin(door(), id));
    await door().parts.store.deleteTask(id);
    expect((await read(door(), key, `?from=${second}`)).data).toMatchObject([{ day: second, tasks: 1, charged_usd: 0.075 }]);
    expect((await read(door(), key, `?from=${first}&to=${first}`)).data).toEqual([]);
  });

  test("of a day without tasks is no row", async () => {
    expect((await read(door(), await addKey(door()))).data).toEqual([]);
  });
});

describeDoors("I13: a key", (door) => {
  test("sees its own usage, whatever it asks", async () => {
    const [key, other] = [await addKey(door(), { id: "mine" }), await addKey(door(), { id: "theirs" })];
    await work(door(), key);
    await create(door(), other);
    await complete(door(), await begin(door(), await create(door(), other)));
    for (const query of ["?group_by=key", "?group_by=key&key=mine"]) {
      expect((await read(door(), key, query)).data).toMatchObject([{ key: "mine", ...ALL }]);
    }
    for (const id of ["theirs", "there-is-none", ""]) {
      for (const headers of [{}, { accept: "text/csv" }]) {
        const answer = await ask(door(), key, `?key=${id}&group_by=key`, headers);
        expectProblem(answer, { status: 403, code: 1000 });
      }
    }
  });

  test("with the role admin sees everybody's, and anybody's", async () => {
    const admin = await addKey(door(), { id: "admin", role: "admin" });
    const { data } = await read(door(), admin, "?group_by=key");
    expect(data.map(({ key, tasks }) => [key, tasks])).toEqual([
      ["mine", 5],
      ["theirs", 1],
    ]);
    expect((await read(door(), admin, "?group_by=key&key=theirs")).data).toMatchObject([{ key: "theirs", images: 1 }]);
    expect((await read(door(), admin, "?key=there-is-none")).data).toEqual([]);
  });
});

describeDoors("a period", (door) => {
  test.each([
    ["?from=2026-01-01&to=2026-01-01", "2026-01-01", "2026-01-01"],
    ["?to=2026-03-01", "2026-01-31", "2026-03-01"],
    ["?from=2023-03-01&to=2024-02-29", "2023-03-01", "2024-02-29"],
    ["?from=2024-01-01&to=2024-12-31", "2024-01-01", "2024-12-31"],
    ["?to=1970-01-01", "1969-12-03", "1970-01-01"],
  ])("%s is from %s to %s", async (query, from, to) => {
    expect(await read(door(), door().key, query)).toMatchObject({ from, to, data: [] });
  });

  test.each([
    ["?from=2024-01-01&to=2025-01-01", "from", "maxDays"],
    ["?from=1970-01-01", "from", "maxDays"],
    ["?from=1969-12-31&to=1970-01-01", "from", "day"],
    ["?to=0000-01-10", "to", "day"],
    ["?from=2026-01-02&to=2026-01-01", "from", "order"],
    ["?from=9999-12-31", "from", "order"],
    ["?from=2026-02-29", "from", "day"],
    ["?from=2026-1-1", "from", "day"],
    ["?to=today", "to", "day"],
    ["?to=2026-01-01T00:00:00Z", "to", "day"],
    ["?to=", "to", "day"],
    ["?group_by=week", "group_by", "enum"],
    ["?group_by=day,day", "group_by", "enum"],
    ["?group_by=", "group_by", "enum"],
    ["?group_by=day&group_by=key", "group_by", "repeated"],
    ["?format=xml", "format", "enum"],
    ["?groupby=day", "groupby", "unknown"],
  ])("%s is refused", async (query, field, rule) => {
    const { errors, detail } = expectProblem(await ask(door(), door().key, query), { status: 400, code: 2001 });
    expect(errors).toMatchObject([{ field, rule }]);
    expect(detail).toMatch(/\.$/);
  });
});

test("a report of 10 000 rows or more is refused, not cut off", async () => {
  const directory = temporaryDirectory();
  const store = openSqliteStore({ directory, clock: systemClock, as: "owner" });
  const door = await openDoor("in process", { store });
  onTestFinished(async () => {
    await door.close();
    await store.close();
  });
  const admin = await addKey(door, { role: "admin" });
  // One task of each of so many keys.
  const addKeys = (from: number, count: number) => {
    using database = new DatabaseSync(join(directory, "muleteer.db"));
    database.exec(
      `WITH RECURSIVE number (n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM number WHERE n + 1 < ${from + count})
       INSERT INTO usage SELECT '2026-01-01', 'key-' || n, 'alibaba/wan2.6-t2i', '', 0, 0, 1, 0, 0 FROM number`,
    );
  };
  addKeys(0, 9_999);
  const { data } = await read(door, admin, "?to=2026-01-01&group_by=day,key");
  expect(data).toHaveLength(9_999);
  expect(data[0]).toMatchObject({ day: "2026-01-01", key: "key-0", key_name: null, cancelled: 1 });
  addKeys(9_999, 1);
  const answer = await ask(door, admin, "?to=2026-01-01&group_by=day,key");
  expect(expectProblem(answer, { status: 400, code: 2001 }).detail).toContain("fewer days or groups");
  expect((await read(door, admin, "?to=2026-01-01")).data).toMatchObject([{ tasks: 10_000 }]);
});

/** Fields of CSV by RFC 4180, line by line. */
function parseCsv(text: string): string[][] {
  expect(text).toMatch(/\r\n$/);
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describeDoors("as CSV", (door) => {
  async function readCsv(key: string, query: string, headers: Readonly<Record<string, string>> = {}): Promise<string[][]> {
    const answer = await ask(door(), key, query, headers);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers["content-type"]).toBe("text/csv; charset=utf-8; header=present");
    expect(answer.headers["content-disposition"]).toMatch(/^attachment; filename="usage-[\d-]{10}-[\d-]{10}\.csv"$/);
    return parseCsv(answer.text);
  }

  test("it has a line of names and a line for each row", async () => {
    const key = await addKey(door(), { id: "csv", name: "a" });
    await work(door(), key);
    expect(await readCsv(key, "?format=csv&group_by=engine,key,model")).toEqual([
      ["engine", "key", "key_name", "model", "tasks", "completed", "failed", "cancelled", "images", "charged_usd"],
      ["", "csv", "a", "alibaba/qwen-image-max", "1", "0", "1", "0", "0", "0"],
      ["", "csv", "a", "alibaba/wan2.6-t2i", "1", "0", "0", "1", "0", "0"],
      ["test", "csv", "a", "alibaba/qwen-image-max", "2", "2", "0", "0", "2", "0.15"],
      ["test", "csv", "a", "alibaba/wan2.6-t2i", "1", "1", "0", "0", "2", "0.15"],
    ]);
    expect(await readCsv(key, "?format=csv&from=2020-01-01&to=2020-01-02")).toHaveLength(1);
  });

  test.each([
    ["a, b", "a, b"],
    ['say "cheese"', 'say "cheese"'],
    ["春天 😀", "春天 😀"],
    ['=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    [" =1+1", "' =1+1"],
    ["＝1+1", "'＝1+1"],
    ["a=b", "a=b"],
    ["1-2", "1-2"],
    ["a; b", "a; b"],
    ["a;=1+1;@b", "a;'=1+1;'@b"],
    ['a; "-1', "a;' \"-1"],
  ])("a key called %s is text, and no formula", async (name, shown) => {
    const key = await addKey(door(), { name });
    await door().parts.store.cancelTask(await create(door(), key), "It was cancelled.");
    const [, [, told] = []] = await readCsv(key, "?format=csv&group_by=key");
    expect(told).toBe(shown);
  });

  test("what another separator would part stands in quotes", async () => {
    const key = await addKey(door(), { name: "a;b" });
    await door().parts.store.cancelTask(await create(door(), key), "It was cancelled.");
    expect((await ask(door(), key, "?format=csv&group_by=key")).text).toContain('"a;b"');
  });

  test.each(["text/csv", "text/csv;q=0.5, */*;q=0.1", "application/json;q=0.8, text/csv; q=0.9", "TEXT/CSV; header=present"])(
    "it is what Accept: %s gets",
    async (accept) => {
      await readCsv(door().key, "", { accept });
    },
  );

  test.each(["*/*", "application/json", "text/csv;q=0", "application/json, text/csv;q=0.9", "text/html", ";;,,q="])(
    "it is not what Accept: %s gets",
    async (accept) => {
      const answer = await ask(door(), door().key, "", { accept });
      expect(answer.headers["content-type"]).toMatch(/^application\/json\b/);
      expect(answer.headers["vary"]).toBe("Accept");
      UsageBody.parse(answer.json());
    },
  );

  test("a format that is named counts more than Accept", async () => {
    await readCsv(door().key, "?format=csv", { accept: "application/json" });
    const answer = await ask(door(), door().key, "?format=json", { accept: "text/csv" });
    UsageBody.parse(answer.json());
  });
});
