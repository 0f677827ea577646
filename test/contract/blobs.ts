// What every blob store must do: one suite, run with a factory by each implementation's own test.
import { buffer } from "node:stream/consumers";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Blobs } from "../../src/core/blobs.ts";

export interface BlobsSite {
  open(): Promise<Blobs>;
  /** Makes a blob look as if it had been written at `at`, Unix milliseconds. */
  age(name: string, at: number): Promise<void>;
}

const WHOLE = { start: 0, end: Number.MAX_SAFE_INTEGER };

async function read(blobs: Blobs, blob: string, range = WHOLE): Promise<Buffer | undefined> {
  const stream = await blobs.open(blob, range);
  return stream && (await buffer(stream));
}

/** All that `listOlderThan` lists; what it cannot look at fails. */
export async function listOlder(blobs: Blobs, before: number): Promise<string[]> {
  const listed: string[] = [];
  const batches = blobs.listOlderThan(before, (error) => {
    throw error;
  });
  for await (const names of batches) listed.push(...names);
  return listed;
}

export function testBlobs(name: string, createSite: () => Promise<BlobsSite>): void {
  const bytes = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 251));

  describe(`${name}: blobs`, () => {
    test("what was put is read back, whole and by range, also after a reopen", async () => {
      const site = await createSite();
      const blobs = await site.open();
      await blobs.put("2026-01-01/a-0.png", bytes);
      expect(await read(blobs, "2026-01-01/a-0.png", { start: 0, end: 999 })).toEqual(bytes);
      const again = await site.open();
      await fc.assert(
        fc.asyncProperty(fc.nat(999), fc.nat(999), async (a, b) => {
          const [start, end] = [Math.min(a, b), Math.max(a, b)];
          expect(await read(again, "2026-01-01/a-0.png", { start, end })).toEqual(bytes.subarray(start, end + 1));
        }),
        { numRuns: 20 },
      );
    });

    test("a blob may be empty, and large", async () => {
      const blobs = await (await createSite()).open();
      const large = Buffer.alloc(5_000_000, 7);
      await blobs.put("a/empty.png", new Uint8Array());
      await blobs.put("a/large.png", large);
      expect(await read(blobs, "a/empty.png")).toHaveLength(0);
      expect((await read(blobs, "a/large.png"))?.equals(large)).toBe(true);
    });

    test("a missing blob is undefined, and removing it is no error", async () => {
      const blobs = await (await createSite()).open();
      expect(await read(blobs, "2026-01-01/none.png")).toBe(undefined);
      await blobs.put("2026-01-01/a.png", bytes);
      expect(await read(blobs, "2026-01-01/none.png")).toBe(undefined);
      await blobs.remove("2026-01-01/none.png");
      await blobs.remove("2026-01-01/a.png");
      await blobs.remove("2026-01-01/a.png");
      expect(await read(blobs, "2026-01-01/a.png")).toBe(undefined);
    });

    test("writing a name again replaces it, and who was reading reads on", async () => {
      const blobs = await (await createSite()).open();
      await blobs.put("a/a.png", bytes);
      const reading = await blobs.open("a/a.png", { start: 0, end: 999 });
      await blobs.put("a/a.png", Buffer.from("other"));
      expect(reading && (await buffer(reading)).equals(bytes)).toBe(true);
      expect((await read(blobs, "a/a.png"))?.toString()).toBe("other");
    });

    test("of writers that race for a name, one wins whole", async () => {
      const blobs = await (await createSite()).open();
      const versions = Array.from({ length: 8 }, (_, index) => Buffer.alloc(100_000 + index, index));
      await Promise.all(versions.map((version) => blobs.put("a/a.png", version)));
      const found = await read(blobs, "a/a.png");
      expect(versions.some((version) => found?.equals(version))).toBe(true);
    });

    test("a name that could lead elsewhere is refused, whatever is asked", async () => {
      const blobs = await (await createSite()).open();
      const names = [
        "../a.png",
        "a/../b.png",
        "/etc/passwd",
        "a.png",
        "a/b/c.png",
        "a/.png",
        "a/b.png\0",
        "A/b.png",
        "a\\b.png",
        "",
        "a/b.png\n",
      ];
      for (const bad of names) {
        await expect(blobs.put(bad, bytes)).rejects.toThrow(RangeError);
        await expect(blobs.open(bad, { start: 0, end: 1 })).rejects.toThrow(RangeError);
        await expect(blobs.remove(bad)).rejects.toThrow(RangeError);
      }
      expect(await listOlder(blobs, Number.MAX_SAFE_INTEGER)).toEqual([]);
    });

    test("lists what was last written before a time, oldest group first", async () => {
      const site = await createSite();
      const blobs = await site.open();
      const at = Date.UTC(2026, 0, 5);
      for (const [blob, age] of [
        ["2026-01-03/c.png", at - 1_000],
        ["2026-01-01/a.png", at - 3_000],
        ["2026-01-01/b.png", at],
        ["2026-01-02/d.png", at - 2_000],
      ] as const) {
        await blobs.put(blob, bytes);
        await site.age(blob, age);
      }
      expect(await listOlder(blobs, at)).toEqual(["2026-01-01/a.png", "2026-01-02/d.png", "2026-01-03/c.png"]);
      expect(await listOlder(blobs, at + 1)).toHaveLength(4);
      expect(await listOlder(blobs, at - 9_000)).toEqual([]);
      await blobs.remove("2026-01-01/a.png");
      expect(await listOlder(blobs, at)).toEqual(["2026-01-02/d.png", "2026-01-03/c.png"]);
    });

    test("groups that come and go disturb no writer", async () => {
      const blobs = await (await createSite()).open();
      for (let round = 0; round < 30; round += 1) {
        await Promise.all([
          blobs.put("2026-01-01/a.png", bytes),
          listOlder(blobs, 0),
          blobs.put("2026-01-01/b.png", bytes),
          listOlder(blobs, 0),
        ]);
        await Promise.all([blobs.remove("2026-01-01/a.png"), blobs.remove("2026-01-01/b.png")]);
      }
    });
  });
}
