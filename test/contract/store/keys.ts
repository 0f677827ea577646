// Keys and secrets.
import { describe, expect, onTestFinished, test } from "vitest";
import { newKey } from "../../support/tasks.ts";
import type { OpenSite } from "./site.ts";

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

    test("a secret is made once for its name, even by askers that race, and outlives the process", async () => {
      const { store, site } = await open();
      const [first, second] = await Promise.all([store.secret("images"), store.secret("images")]);
      const other = await store.secret("other");
      expect(first).toHaveLength(32);
      expect(Buffer.from(second).equals(first)).toBe(true);
      expect(Buffer.from(other).equals(first)).toBe(false);
      await store.close();
      const again = await site.open();
      onTestFinished(() => again.close());
      expect(Buffer.from(await again.secret("images")).equals(first)).toBe(true);
    });
  });
}
