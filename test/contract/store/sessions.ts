// Links and sessions: found by their hash, used once, and bounded.
import { createHash, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { MAX_GRANTS_PER_KEY, type Grant, type GrantTerms } from "../../../src/core/session-store.ts";
import type { Store } from "../../../src/core/store.ts";
import { START, reopen, type OpenSite } from "./site.ts";

const MINUTE_MS = 60_000;

function newGrant(overrides: Partial<Grant> = {}): Grant {
  const hash = createHash("sha256").update(randomBytes(32)).digest();
  const keyHash = createHash("sha256").update("a key").digest();
  return { hash, keyId: "key", keyHash, createdAt: START, expiresAt: START + 15 * MINUTE_MS, ...overrides };
}

async function find(store: Store, { hash }: Pick<Grant, "hash">): Promise<Grant | undefined> {
  const found = await store.findSessions(hash);
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0];
}

/** What a link is redeemed for. */
function newTerms(now = START): GrantTerms {
  return { hash: newGrant().hash, createdAt: now, expiresAt: now + 60 * MINUTE_MS };
}

export function testSessions(name: string, open: OpenSite): void {
  describe(`${name}: sessions`, () => {
    test("read back as they were written, also after a restart", async () => {
      const { site, store } = await open();
      const [one, other] = [newGrant(), newGrant({ keyId: "bootstrap", keyHash: randomBytes(32) })];
      for (const session of [one, other]) await store.putSession(session);
      const again = await reopen({ store, site });
      for (const session of [one, other]) {
        const { hash, keyHash, ...facts } = (await find(again, session)) ?? newGrant();
        const { hash: wantedHash, keyHash: wantedKeyHash, ...wanted } = session;
        expect([Buffer.from(hash), Buffer.from(keyHash)]).toEqual([wantedHash, Buffer.from(wantedKeyHash)]);
        expect(facts).toEqual(wanted);
      }
      expect(await find(again, newGrant())).toBe(undefined);
    });

    test("are found by the first 8 bytes, and ended by all 32", async () => {
      const { store } = await open();
      const session = newGrant();
      await store.putSession(session);
      const [near, far] = [Buffer.from(session.hash), Buffer.from(session.hash)];
      near[31] = (near[31] ?? 0) ^ 1;
      far[7] = (far[7] ?? 0) ^ 1;
      expect(await store.findSessions(near)).toHaveLength(1);
      expect(await store.findSessions(far)).toHaveLength(0);
      for (const hash of [near, far]) expect(await store.endSession(hash)).toBe(false);
      expect(await store.endSession(session.hash)).toBe(true);
      expect(await store.endSession(session.hash)).toBe(false);
      expect(await find(store, session)).toBe(undefined);
    });

    test("beyond a key's number end the oldest of that key, and of no other", async () => {
      const { store } = await open();
      const other = newGrant({ keyId: "other", createdAt: START - 1 });
      await store.putSession(other);
      const sessions = Array.from({ length: MAX_GRANTS_PER_KEY + 2 }, (_, index) => newGrant({ createdAt: START + index }));
      for (const session of sessions) await store.putSession(session);
      const found = await Promise.all(sessions.map((session) => find(store, session)));
      expect(found.map((session) => session !== undefined)).toEqual(sessions.map((_, index) => index >= 2));
      expect(await find(store, other)).toBeDefined();
    });

    test("that have expired are gone when the next begins", async () => {
      const { store } = await open();
      const [old, young] = [newGrant({ expiresAt: START }), newGrant({ expiresAt: START + 1 })];
      for (const session of [old, young]) await store.putSession(session);
      await store.putSession(newGrant({ createdAt: START }));
      expect(await find(store, old)).toBe(undefined);
      expect(await find(store, young)).toBeDefined();
    });
  });

  describe(`${name}: links`, () => {
    test("begin one session, with their own key", async () => {
      const { store } = await open();
      const link = newGrant({ keyId: "mine", keyHash: randomBytes(32) });
      await store.putLink(link);
      const terms = newTerms();
      const begun = await store.redeemLink(link.hash, terms);
      expect(begun).toMatchObject({ ...terms, keyId: "mine" });
      expect(Buffer.from(begun!.keyHash)).toEqual(link.keyHash);
      expect(await find(store, terms)).toMatchObject({ keyId: "mine", expiresAt: terms.expiresAt });
      const second = newTerms();
      expect(await store.redeemLink(link.hash, second)).toBe(undefined);
      expect(await find(store, second)).toBe(undefined);
    });

    test("let in one of many who open one at once", async () => {
      const { store } = await open();
      const link = newGrant();
      await store.putLink(link);
      const tried = await Promise.all(Array.from({ length: 8 }, () => store.redeemLink(link.hash, newTerms())));
      expect(tried.filter((begun) => begun !== undefined)).toHaveLength(1);
    });

    test("open until they expire", async () => {
      const { store } = await open();
      const [early, late] = [newGrant(), newGrant()];
      for (const link of [early, late]) await store.putLink(link);
      expect(await store.redeemLink(early.hash, newTerms(early.expiresAt - 1))).toBeDefined();
      expect(await store.redeemLink(late.hash, newTerms(late.expiresAt))).toBe(undefined);
      expect(await store.redeemLink(late.hash, newTerms(late.expiresAt - 1))).toBe(undefined);
    });

    test("that nobody made open nothing, and a session is no link", async () => {
      const { store } = await open();
      const [link, begun] = [newGrant(), newGrant()];
      await store.putLink(link);
      await store.putSession(begun);
      const near = Buffer.from(link.hash);
      near[31] = (near[31] ?? 0) ^ 1;
      for (const hash of [near, begun.hash, newGrant().hash]) expect(await store.redeemLink(hash, newTerms())).toBe(undefined);
      expect(await store.findSessions(link.hash)).toHaveLength(0);
      expect(await store.redeemLink(link.hash, newTerms())).toBeDefined();
    });

    test("survive a restart, used ones as used", async () => {
      const { site, store } = await open();
      const [used, fresh] = [newGrant(), newGrant()];
      for (const link of [used, fresh]) await store.putLink(link);
      await store.redeemLink(used.hash, newTerms());
      const again = await reopen({ store, site });
      expect(await again.redeemLink(used.hash, newTerms())).toBe(undefined);
      expect(await again.redeemLink(fresh.hash, newTerms())).toBeDefined();
    });

    test("beyond a key's number make its oldest useless", async () => {
      const { store } = await open();
      const links = Array.from({ length: MAX_GRANTS_PER_KEY + 1 }, (_, index) => newGrant({ createdAt: START + index }));
      for (const link of links) await store.putLink(link);
      expect(await store.redeemLink(links[0]!.hash, newTerms())).toBe(undefined);
      expect(await store.redeemLink(links[1]!.hash, newTerms())).toBeDefined();
    });
  });
}
