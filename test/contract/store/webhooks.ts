// Webhook endpoints and the secrets that sign their deliveries.
import { v7 } from "uuid";
import { describe, expect, test } from "vitest";
import type { Store } from "../../../src/core/store.ts";
import type { WebhookEndpoint } from "../../../src/core/webhook-store.ts";
import { COMPLETE, finishTask, reopen, START, type OpenSite } from "./site.ts";

const KEY_ID = "key-1";

function newEndpoint(overrides: Partial<WebhookEndpoint> = {}): WebhookEndpoint {
  return {
    id: v7(),
    keyId: KEY_ID,
    url: "https://hooks.example/a",
    description: "",
    secret: "whsec_one",
    createdAt: START,
    ...overrides,
  };
}

async function createEndpoint(store: Store, overrides: Partial<WebhookEndpoint> = {}): Promise<WebhookEndpoint> {
  const endpoint = newEndpoint(overrides);
  expect(await store.createWebhook(endpoint, 5)).toBe(true);
  return endpoint;
}

async function claimSecrets(store: Store): Promise<readonly string[] | undefined> {
  const claim = { leaseUntil: START + 1e9, limit: 1, except: [], perTarget: 1, perKey: 1_000 };
  return (await store.claimDeliveries(claim))[0]?.secrets;
}

export function testWebhooks(name: string, open: OpenSite): void {
  describe(`${name}: webhooks`, () => {
    test("are listed as they were written, oldest first, those of this key", async () => {
      const opened = await open();
      const { store } = opened;
      const first = await createEndpoint(store, { description: 'Ünïcode 引號 "', events: ["task.succeeded", "balance.low"] });
      const second = await createEndpoint(store, { url: "https://other.example/?a=b", events: [] });
      await createEndpoint(store, { keyId: "key-2" });
      expect(await store.listWebhooks(KEY_ID)).toEqual([first, second]);
      expect(await (await reopen(opened)).listWebhooks(KEY_ID)).toEqual([first, second]);
    });

    test("a key has at most so many, also when they are made at the same instant", async () => {
      const { store } = await open();
      const made = await Promise.all(Array.from({ length: 9 }, () => store.createWebhook(newEndpoint(), 3)));
      expect(made.filter(Boolean)).toHaveLength(3);
      expect(await store.listWebhooks(KEY_ID)).toHaveLength(3);
      expect(await store.createWebhook(newEndpoint({ keyId: "key-2" }), 3)).toBe(true);
      const [one] = await store.listWebhooks(KEY_ID);
      expect(await store.deleteWebhook(KEY_ID, one?.id ?? "")).toBe(true);
      expect(await store.createWebhook(newEndpoint(), 3)).toBe(true);
    });

    test("each property changes alone", async () => {
      const { store } = await open();
      const before = await createEndpoint(store, { events: ["task.failed"], description: "before" });
      const expectChange = async (change: Parameters<Store["updateWebhook"]>[2], after: Partial<WebhookEndpoint>) => {
        const [was] = await store.listWebhooks(KEY_ID);
        const changed = await store.updateWebhook(KEY_ID, before.id, change);
        expect(changed).toEqual({ ...was, ...after });
        expect(await store.listWebhooks(KEY_ID)).toEqual([changed]);
      };
      await expectChange({}, {});
      await expectChange({ url: "https://moved.example/" }, { url: "https://moved.example/" });
      await expectChange({ description: "after" }, { description: "after" });
      await expectChange({ events: ["task.created"] }, { events: ["task.created"] });
      expect(await store.updateWebhook(KEY_ID, before.id, { events: null })).not.toHaveProperty("events");
    });

    test("a disabled one says since when, and is taken up again as if it had never failed", async () => {
      const { store, time } = await open();
      const { id } = await createEndpoint(store);
      time.now += 1_000;
      const disabled = { disabledAt: START + 1_000, disabledReason: expect.any(String) as string };
      expect(await store.updateWebhook(KEY_ID, id, { enabled: false })).toMatchObject(disabled);
      time.now += 1_000;
      expect(await store.updateWebhook(KEY_ID, id, { description: "still off" })).toMatchObject(disabled);
      expect(await store.updateWebhook(KEY_ID, id, { enabled: false })).toMatchObject(disabled);
      const enabled = await store.updateWebhook(KEY_ID, id, { enabled: true });
      for (const property of ["disabledAt", "disabledReason", "failingSince"]) expect(enabled).not.toHaveProperty(property);
    });

    test("I13: another key neither changes nor deletes one", async () => {
      const { store } = await open();
      const endpoint = await createEndpoint(store);
      for (const [keyId, id] of [
        ["key-2", endpoint.id],
        [KEY_ID, "no such webhook"],
      ] as const) {
        expect(await store.updateWebhook(keyId, id, { url: "https://evil.example/" })).toBe(undefined);
        expect(await store.deleteWebhook(keyId, id)).toBe(false);
      }
      expect(await store.listWebhooks(KEY_ID)).toEqual([endpoint]);
    });
  });

  describe(`${name}: secrets of webhooks`, () => {
    test("after a rotation both sign, the newer first, until the older one's time is over", async () => {
      const opened = await open();
      const { store, time } = opened;
      const { id } = await createEndpoint(store, { events: ["task.created"] });
      const told = async () => {
        await finishTask(opened, COMPLETE, { keyId: KEY_ID });
        return await claimSecrets(store);
      };
      expect(await told()).toEqual(["whsec_one"]);
      const until = time.now + 10_000;
      const rotated = await store.updateWebhook(KEY_ID, id, { secret: { value: "whsec_two", previousUntil: until } });
      expect(rotated).toMatchObject({ secret: "whsec_two", previousSecret: "whsec_one", previousSecretUntil: until });
      expect(await told()).toEqual(["whsec_two", "whsec_one"]);
      // A task takes a millisecond.
      time.now = until - 2;
      expect(await told()).toEqual(["whsec_two", "whsec_one"]);
      expect([time.now, await told()]).toEqual([until - 1, ["whsec_two"]]);
      await store.updateWebhook(KEY_ID, id, { secret: { value: "whsec_three", previousUntil: until + 10_000 } });
      expect(await told()).toEqual(["whsec_three", "whsec_two"]);
      await store.updateWebhook(KEY_ID, id, { description: "the secrets stay" });
      expect(await told()).toEqual(["whsec_three", "whsec_two"]);
    });

    test("a key's own is made once, even for askers that race, differs between keys and signs for a task's own URL", async () => {
      const opened = await open();
      const { store, time } = opened;
      const [first, second] = await Promise.all([store.keySecret(KEY_ID), store.keySecret(KEY_ID)]);
      expect(second).toEqual(first);
      expect(first.secret).toMatch(/^whsec_.{40,}$/);
      expect((await store.keySecret("key-2")).secret).not.toBe(first.secret);
      const told = async (keyId: string) => {
        await finishTask(opened, COMPLETE, { keyId, webhookUrl: `https://${v7()}.example/` });
        return await claimSecrets(store);
      };
      expect(await told(KEY_ID)).toEqual([first.secret]);

      const until = time.now + 10_000;
      const rotated = await store.rotateKeySecret(KEY_ID, "whsec_new", until);
      expect(rotated).toEqual({ secret: "whsec_new", previousSecret: first.secret, previousSecretUntil: until });
      expect(await (await reopen(opened)).keySecret(KEY_ID)).toEqual(rotated);
    });

    test("a key whose secret nobody has seen signs with one all the same, and its first rotation leaves nothing older", async () => {
      const opened = await open();
      const { store } = opened;
      await finishTask(opened, COMPLETE, { keyId: KEY_ID, webhookUrl: "https://one.example/" });
      expect(await claimSecrets(store)).toEqual([(await store.keySecret(KEY_ID)).secret]);
      expect(await store.rotateKeySecret("key-2", "whsec_new", START + 1)).toEqual({ secret: "whsec_new" });
    });
  });
}
