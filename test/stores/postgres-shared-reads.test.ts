// Reads that share a statement: as right as each by itself, and never older than the moment at which they were asked for.
import { expect, test } from "vitest";
import { shareReads } from "../../src/stores/postgres/shared-reads.ts";
import { until } from "../support/until.ts";

/** A table whose every read waits until it is let go, and finds what is there when it begins. */
function createTable(rows: Map<string, number>) {
  const reads: { readonly keys: readonly string[]; finish(error?: Error): void }[] = [];
  const read = shareReads<string, number>((keys) => {
    const found = new Map(keys.flatMap((key) => (rows.has(key) ? [[key, rows.get(key) ?? 0] as const] : [])));
    const { promise, resolve, reject } = Promise.withResolvers<Map<string, number>>();
    reads.push({ keys, finish: (error) => (error ? reject(error) : resolve(found)) });
    return promise;
  });
  return { read, reads };
}

test("what is asked for in one turn is one read, of each key once", async () => {
  const { read, reads } = createTable(
    new Map([
      ["a", 1],
      ["b", 2],
    ]),
  );
  const answers = Promise.all(["a", "b", "a", "c", "a"].map(read));
  await until("it is read", () => reads.length > 0);
  reads[0]?.finish();
  expect(await answers).toEqual([1, 2, 1, undefined, 1]);
  expect(reads.map(({ keys }) => keys)).toEqual([["a", "b", "c"]]);
});

test("what is asked for while reads are under way is not answered by them, and shares the next", async () => {
  const rows = new Map([["a", 1]]);
  const { read, reads } = createTable(rows);
  const first = read("a");
  await until("it is read", () => reads.length === 1);
  const second = read("a");
  await until("another is read beside it", () => reads.length === 2);
  // Revoked, say: whoever asks from now on must see it.
  rows.set("a", 2);
  const late = [read("a"), read("a")];
  reads[0]?.finish();
  expect(await first).toBe(1);
  await until("the late ones are read", () => reads.length === 3);
  for (const each of reads) each.finish();
  expect(await second).toBe(1);
  expect(await Promise.all(late)).toEqual([2, 2]);
  expect(reads).toHaveLength(3);
});

test("a read that fails fails for those who shared it, and for nobody else", async () => {
  const { read, reads } = createTable(new Map([["a", 1]]));
  const failing = Promise.allSettled([read("a"), read("b")]);
  await until("it is read", () => reads.length === 1);
  reads[0]?.finish(new Error("the database went away"));
  expect((await failing).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const next = read("a");
  await until("it is read again", () => reads.length === 2);
  reads[1]?.finish();
  expect(await next).toBe(1);
});

test("many more than a statement takes are read in turns", async () => {
  const rows = new Map(Array.from({ length: 600 }, (_, index) => [`key ${index}`, index]));
  const { read, reads } = createTable(rows);
  const answers = Promise.all([...rows.keys()].map(read));
  const end = setInterval(() => reads.forEach((each) => each.finish()), 1);
  expect(await answers).toEqual([...rows.values()]);
  clearInterval(end);
  expect(Math.max(...reads.map(({ keys }) => keys.length))).toBe(256);
});
