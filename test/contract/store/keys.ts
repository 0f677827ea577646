// Keys and secrets.
import { describe, expect, test } from "vitest";
import { newKey } from "../../support/tasks.ts";
import { reopen, type OpenSite } from "./site.ts";

export function testKeys(name: string, open: OpenSite): void {
  describe(`${name}: keys and secrets`, () => {
    test("a key is found by the head of its hash, listed by age, and replaced by its id", async () => {
      const { store } = await open();
      const [older, newer] = [newKey({ createdAt: 1_000 }), newKey({ createdAt: 2_000, name: "ключ 钥匙" })];
      await store.putKey(newer);
      await store.putKey(older);
      expect((await store.listKeys()).map(({ id }) => id)).toEqual([older.id, newer.id]);
      const [found, ...others] = await store.findKeys(newer.hash);
      expect(others).toEqual([]);
      expect({ ...found, hash: Buffer.from(found?.hash ?? []) }).toEqual(newer);
      const other = newKey({ id: older.id, name: "other" });
      await store.putKey(other);
      expect(await store.listKeys()).toHaveLength(2);
      expect((await store.listKeys())[0]).toMatchObject({ name: "other" });
      expect(await store.findKeys(new Uint8Array(32))).toEqual([]);
    });

    test("hashes that begin alike are all found, for the caller to tell apart", async () => {
      const { store } = await open();
      const hash = Buffer.alloc(32, 1);
      const twin = Buffer.from(hash).fill(2, 8);
      await store.putKey(newKey({ hash }));
      await store.putKey(newKey({ hash: twin }));
      expect(await store.findKeys(hash)).toHaveLength(2);
    });

    test("a key is revoked once, and stays to say so", async () => {
      const { store } = await open();
      const key = newKey();
      await store.putKey(key);
      expect(await store.revokeKey("no such key", 5)).toBe(false);
      expect(await Promise.all([store.revokeKey(key.id, 5), store.revokeKey(key.id, 6)])).toEqual([true, false]);
      expect(await store.findKeys(key.hash)).toMatchObject([{ revokedAt: 5 }]);
    });

    test("each property of a key changes alone, and a limit or an expiry goes when it is null", async () => {
      const opened = await open();
      const { store } = opened;
      const key = newKey({ limits: { models: ["one"], concurrentTasks: 2 }, expiresAt: 9_000 });
      await store.putKey(key);
      const read = async (from = store) => {
        const found = await from.findKey(key.id);
        return found && { ...found, hash: Buffer.from(found.hash) };
      };
      expect(await read()).toEqual(key);
      await store.updateKey(key.id, {});
      expect(await read()).toEqual(key);
      await store.updateKey(key.id, { name: "renamed", role: "admin" });
      await store.updateKey(key.id, { limits: { concurrentTasks: null, totalSpendMicros: 5 } });
      const changed = { ...key, name: "renamed", role: "admin", limits: { models: ["one"], totalSpendMicros: 5 } };
      expect(await read()).toEqual(changed);
      expect(await store.findKeys(key.hash)).toMatchObject([{ name: "renamed", limits: changed.limits }]);
      await store.updateKey(key.id, { expiresAt: null });
      expect(await read()).not.toHaveProperty("expiresAt");
      await store.updateKey(key.id, { expiresAt: 10_000 });
      expect(await read(await reopen(opened))).toEqual({ ...changed, expiresAt: 10_000 });
    });

    test("a change is checked against the key that it meets, after those that came before it, and made only if it holds", async () => {
      const { store } = await open();
      const key = newKey({ limits: { concurrentTasks: 1 } });
      await store.putKey(key);
      const raise = (seen: number) =>
        store.updateKey(key.id, { name: `raised from ${seen}`, limits: { concurrentTasks: seen + 1 } }, ({ limits }) => {
          if (limits.concurrentTasks !== seen) throw new RangeError(`it is ${limits.concurrentTasks}`);
        });
      const outcomes = await Promise.allSettled([raise(1), raise(1), raise(2), store.updateKey(key.id, { role: "admin" })]);
      expect(outcomes).toMatchObject([
        { status: "fulfilled", value: { limits: { concurrentTasks: 2 } } },
        { status: "rejected", reason: new RangeError("it is 2") },
        { status: "fulfilled", value: { limits: { concurrentTasks: 3 } } },
        { status: "fulfilled" },
      ]);
      const changed = { name: "raised from 2", role: "admin", limits: { concurrentTasks: 3 } };
      expect(await store.findKey(key.id)).toMatchObject(changed);
      expect(await store.updateKey("no such key", {}, () => expect.unreachable())).toBe(undefined);
    });

    test("a key that there is not is neither found nor changed", async () => {
      const { store } = await open();
      expect(await store.findKey("no such key")).toBe(undefined);
      expect(await store.updateKey("no such key", { name: "x" })).toBe(undefined);
      expect(await store.listKeys()).toEqual([]);
    });

    test("a secret is made once for its name, even by askers that race, and outlives the process", async () => {
      const { store, site } = await open();
      const [first, second] = await Promise.all([store.secret("images"), store.secret("images")]);
      const other = await store.secret("other");
      expect(first).toHaveLength(32);
      expect(Buffer.from(second).equals(first)).toBe(true);
      expect(Buffer.from(other).equals(first)).toBe(false);
      const again = await reopen({ store, site });
      expect(Buffer.from(await again.secret("images")).equals(first)).toBe(true);
    });
  });
}
