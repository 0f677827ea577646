// Deliveries: written with what they tell of, claimed so that nobody holds up others, and logged attempt by attempt.
import { v7 } from "uuid";
import { describe, expect, test } from "vitest";
import type { WebhookEventType } from "../../../src/core/event.ts";
import type { Store } from "../../../src/core/store.ts";
import {
  toDeliveryTarget,
  type AttemptOutcome,
  type ClaimedDelivery,
  type Delivery,
  type DeliveryAttempt,
  type DeliveryClaim,
  type NewDelivery,
} from "../../../src/core/webhook-store.ts";
import { createTask, newTask } from "../../support/tasks.ts";
import {
  claimOne,
  COMPLETE,
  createTasks,
  FAIL,
  finishTask,
  LEASE,
  reopen,
  repeat,
  START,
  type OpenSite,
  type Scale,
} from "./site.ts";

const KEY_ID = "key-1";
const HOUR_MS = 3_600_000;
const FAILED_ATTEMPT: DeliveryAttempt = { at: START, status: 500, durationMs: 12, response: "no" };
const SUCCEEDED_ATTEMPT: DeliveryAttempt = { at: START, status: 204, durationMs: 12, response: "" };

async function createEndpoint(
  store: Store,
  { keyId = KEY_ID, ...overrides }: { readonly keyId?: string; readonly url?: string; readonly events?: WebhookEventType[] } = {},
): Promise<string> {
  const endpoint = { id: v7(), keyId, url: "https://hooks.example/a", description: "", secret: "s", createdAt: START };
  await store.createWebhook({ ...endpoint, ...overrides }, 1_000);
  return endpoint.id;
}

function newDelivery(overrides: Partial<NewDelivery> = {}): NewDelivery {
  const createdAt = overrides.createdAt ?? START;
  const id = v7({ msecs: createdAt });
  return { id, eventId: v7(), type: "webhook.test", keyId: KEY_ID, url: "https://one.example/", createdAt, ...overrides };
}

function claim(store: Store, terms: Partial<DeliveryClaim> = {}): Promise<ClaimedDelivery[]> {
  return store.claimDeliveries({ leaseUntil: START + HOUR_MS, limit: 100, except: [], perTarget: 100, perKey: 1_000, ...terms });
}

async function list(store: Store, keyId = KEY_ID): Promise<Delivery[]> {
  return (await store.listDeliveries({ keyId, limit: 1_000 })).toReversed();
}

export function testDeliveries(name: string, open: OpenSite, scale: Scale): void {
  describe(`${name}: deliveries`, () => {
    test("I6: one for each endpoint that wants the event, and one for the task's own URL, of one event each", async () => {
      const opened = await open();
      const { store } = opened;
      const all = await createEndpoint(store);
      const some = await createEndpoint(store, { url: "https://some.example/", events: ["task.succeeded", "task.failed"] });
      const none = await createEndpoint(store, { events: [] });
      const off = await createEndpoint(store, { events: ["task.created"] });
      await store.updateWebhook(KEY_ID, off, { enabled: false });
      await createEndpoint(store, { keyId: "key-2" });
      const own = "https://own.example/x";
      const told = async () => {
        const deliveries = await list(store);
        const events = new Map<string, string[]>();
        for (const { eventId, type, webhookId, url } of deliveries) {
          events.set(eventId, [...(events.get(eventId) ?? [type]), webhookId ?? url]);
        }
        return [...events.values()];
      };
      const task = await finishTask(opened, COMPLETE, { keyId: KEY_ID, webhookUrl: own });
      expect(await told()).toEqual([
        ["task.created", all, own],
        ["task.succeeded", all, some, own],
      ]);
      await finishTask(opened, FAIL, { keyId: KEY_ID });
      const [cancelled] = await createTasks(opened, [{ keyId: KEY_ID }]);
      await store.cancelTask(cancelled?.id ?? "", "Stop.");
      expect((await told()).slice(2)).toEqual([
        ["task.created", all],
        ["task.failed", all, some],
        ["task.created", all],
        ["task.failed", all, some],
      ]);
      expect((await list(store)).some(({ webhookId }) => webhookId === none)).toBe(false);
      expect(await list(store, "key-2")).toEqual([]);
      const [first] = await list(store);
      expect(first).toMatchObject({ taskId: task.id, keyId: KEY_ID, state: "pending", attempts: 0, dueAt: first?.createdAt });
    });

    test("I6: none of what did not commit, was refused or replayed", async () => {
      const { store } = await open();
      await createEndpoint(store);
      const idempotency = { key: "once", path: "/", fingerprint: "f", until: START + HOUR_MS };
      const taken = await createTask(store, newTask({ keyId: KEY_ID }), { idempotency });
      const outcomes = await Promise.allSettled([
        store.createTask(newTask({ keyId: KEY_ID })),
        store.createTask({ ...newTask({ keyId: KEY_ID }), id: taken.id }),
        store.createTask(newTask({ keyId: KEY_ID }), { limits: { concurrentTasks: 0 } }),
        store.createTask(newTask({ keyId: KEY_ID }), { idempotency }),
        store.changeTask(taken.id, "no lease", COMPLETE),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled", "rejected"]);
      expect(await list(store)).toHaveLength(2);
    });

    test("nothing is told of work in progress", async () => {
      const { store } = await open();
      await createEndpoint(store);
      const { id } = await createTask(store, newTask({ keyId: KEY_ID }));
      await claimOne(store);
      await store.changeTask(id, LEASE, { type: "progress", progress: { fraction: 0.5, step: "sampling", previews: 0 } });
      await store.changeTask(id, LEASE, { type: "retry", dueAt: START, resubmit: true });
      expect(await list(store)).toMatchObject([{ type: "task.created" }]);
    });

    test("one made by hand carries its data as it is", async () => {
      const { store } = await open();
      const webhookId = await createEndpoint(store);
      const data = { nested: [1, null, "ä"], "": false };
      const made = await store.createDelivery(newDelivery({ webhookId, data }));
      expect(made).toMatchObject({ webhookId, data, state: "pending", attempts: 0 });
      expect(await list(store)).toEqual([made]);
      expect(await store.findDelivery(KEY_ID, made.id)).toEqual({ delivery: made, attempts: [] });
      expect(await store.findDelivery("key-2", made.id)).toBe(undefined);
    });

    test("are listed newest first, by endpoint and state, in pages, for their own key (I13)", async () => {
      const { store } = await open();
      const webhookId = await createEndpoint(store);
      const made: Delivery[] = [];
      for (let index = 0; index < 12; index += 1) {
        const of = index % 3 === 0 ? {} : { webhookId };
        made.push(await store.createDelivery(newDelivery({ ...of, createdAt: START + index })));
      }
      await store.createDelivery(newDelivery({ keyId: "key-2" }));
      for (const [index, { id }] of made.entries()) {
        if (index % 4 === 1) await store.recordAttempt(id, SUCCEEDED_ATTEMPT, { state: "succeeded" });
        if (index % 4 === 2) await store.recordAttempt(id, FAILED_ATTEMPT, { state: "failed" });
      }
      for (const of of [undefined, webhookId]) {
        for (const state of [undefined, "pending", "succeeded", "failed"] as const) {
          const expected = made.filter((_, index) => {
            const is = index % 4 === 1 ? "succeeded" : index % 4 === 2 ? "failed" : "pending";
            return (state === undefined || is === state) && (of === undefined || index % 3 !== 0);
          });
          const seen: string[] = [];
          for (let page: Delivery[] | undefined; page === undefined || page.length > 0; seen.push(...page.map(({ id }) => id))) {
            const beforeId = seen.at(-1);
            page = await store.listDeliveries({
              keyId: KEY_ID,
              limit: 2,
              ...(of === undefined ? {} : { webhookId: of }),
              ...(state === undefined ? {} : { state }),
              ...(beforeId === undefined ? {} : { beforeId }),
            });
          }
          expect([of, state, seen]).toEqual([of, state, expected.map(({ id }) => id).toReversed()]);
        }
      }
    });

    test("go with their endpoint, and with their task", async () => {
      const opened = await open();
      const { store } = opened;
      const [kept, gone] = [await createEndpoint(store), await createEndpoint(store)];
      const { id } = await finishTask(opened, COMPLETE, { keyId: KEY_ID });
      for (const delivery of await list(store)) {
        await store.recordAttempt(delivery.id, FAILED_ATTEMPT, { state: "pending", dueAt: START + HOUR_MS });
      }
      await store.deleteWebhook(KEY_ID, gone);
      expect((await list(store)).map(({ webhookId }) => webhookId)).toEqual([kept, kept]);
      const other = await store.createDelivery(newDelivery({ webhookId: kept }));
      await store.deleteTask(id);
      expect(await list(store)).toEqual([other]);
    });
  });

  describe(`${name}: claims of deliveries`, () => {
    test("give what is due, once, under a lease that a later claim takes over when it has run out", async () => {
      const { store, time } = await open();
      const made = await store.createDelivery(newDelivery());
      await store.createDelivery(newDelivery({ createdAt: START + 5_000 }));
      expect(await store.nextDeliveryAt()).toBe(START + 5_000);
      const [claimed, ...others] = await claim(store, { leaseUntil: START + 1_000 });
      expect(others).toEqual([]);
      expect(claimed).toMatchObject({ ...made, dueAt: START + 1_000 });
      expect(await claim(store)).toEqual([]);
      expect(await store.nextDeliveryAt()).toBe(START + 1_000);
      time.now = START + 1_000;
      expect(await claim(store)).toMatchObject([{ id: made.id, attempts: 0 }]);
    });

    test("that race never get the same delivery", async () => {
      const { store } = await open();
      for (let index = 0; index < 30; index += 1)
        await store.createDelivery(newDelivery({ url: `https://${index % 7}.example/` }));
      const claims = await Promise.all(repeat(8, undefined).map(() => claim(store, { limit: 5 })));
      const ids = claims.flat().map(({ id }) => id);
      expect([ids.length, new Set(ids).size]).toEqual([30, 30]);
    });

    test("leave out targets that are busy, and take so many of one at most, the oldest", async () => {
      const { store } = await open();
      const webhookId = await createEndpoint(store, { url: "https://hooks.example/" });
      const made: Delivery[] = [];
      for (let index = 0; index < 9; index += 1) {
        const of =
          index % 3 === 0 ? { webhookId, url: "https://hooks.example/" } : { url: `https://${index % 3}.example/${index}` };
        made.push(await store.createDelivery(newDelivery({ ...of, createdAt: START - 100 + index })));
      }
      const ids = (deliveries: readonly Delivery[]) =>
        deliveries.map(({ id }) => made.findIndex((each) => each.id === id)).sort((a, b) => a - b);
      expect(ids(await claim(store, { perTarget: 2, except: [`${KEY_ID} 1.example`] }))).toEqual([0, 2, 3, 5]);
      expect(ids(await claim(store, { perTarget: 2, except: [webhookId] }))).toEqual([1, 4, 8]);
      expect(ids(await claim(store))).toEqual([6, 7]);
    });

    test(`a target that hangs, with ${scale.many} due, holds up no other; nor does a key with many such targets`, async () => {
      const opened = await open();
      const { store, time } = opened;
      const hanging = await createEndpoint(store);
      await Promise.all(repeat(scale.many, { webhookId: hanging }).map((of) => store.createDelivery(newDelivery(of))));
      const many = Array.from({ length: 50 }, (_, index) => newDelivery({ keyId: "many", url: `https://a${index}.example/` }));
      for (const delivery of many) await store.createDelivery(delivery);
      time.now += 1_000;
      const terms = { leaseUntil: time.now + HOUR_MS, limit: 20, perTarget: 4 };
      expect(await claim(store, terms)).toHaveLength(20);
      const late = await store.createDelivery(newDelivery({ keyId: "late", url: "https://z.example/", createdAt: time.now }));
      // One place has become free.
      expect(await claim(store, { ...terms, limit: 1 })).toMatchObject([{ id: late.id }]);
      const begun = performance.now();
      for (let index = 0; index < 20; index += 1) await claim(store, { ...terms, except: [hanging], limit: 1 });
      expect(performance.now() - begun).toBeLessThan(2_000);
    });

    test("a host at which one key has many due holds up no other key that has tasks' URLs there", async () => {
      const { store, time } = await open();
      for (const delivery of repeat(10, { url: "https://shared.example/" })) await store.createDelivery(newDelivery(delivery));
      const [busy] = await claim(store, { perTarget: 1 });
      const other = await store.createDelivery(newDelivery({ keyId: "key-2", url: "https://shared.example/" }));
      const except = [toDeliveryTarget(busy ?? other)];
      expect(await claim(store, { except, leaseUntil: time.now + HOUR_MS })).toMatchObject([{ id: other.id }]);
    });

    test("give a key no more than its share, with what it has under way, and go on when some of that has ended", async () => {
      const { store, time } = await open();
      for (let index = 0; index < 12; index += 1) {
        await store.createDelivery(newDelivery({ url: `https://${index % 4}.example/`, createdAt: START - 100 + index }));
      }
      const terms = { perTarget: 2, perKey: 5, limit: 10 };
      const first = await claim(store, { ...terms, leaseUntil: START + 1_000, limit: 3 });
      expect(first).toHaveLength(3);
      expect(await claim(store, terms)).toHaveLength(2);
      const others = [
        await store.createDelivery(newDelivery({ keyId: "key-2" })),
        await store.createDelivery(newDelivery({ keyId: "key-3" })),
      ];
      const claimed = await claim(store, terms);
      expect(claimed.map(({ id }) => id).sort()).toEqual(others.map(({ id }) => id).sort());
      await store.recordAttempt(first[0]?.id ?? "", SUCCEEDED_ATTEMPT, { state: "succeeded" });
      expect(await claim(store, terms)).toMatchObject([{ keyId: KEY_ID }]);
      // A lease that has run out holds no place.
      time.now = START + 1_000;
      expect(await claim(store, { ...terms, leaseUntil: time.now + HOUR_MS })).toHaveLength(2);
    });

    test(`read nothing of ${scale.many} targets that wait for later`, async () => {
      const { store, time } = await open();
      const hosts = Array.from({ length: scale.many }, (_, index) => `https://a${index}.example/`);
      await Promise.all(hosts.map((url) => store.createDelivery(newDelivery({ url, createdAt: START + HOUR_MS }))));
      const due = await store.createDelivery(newDelivery());
      const begun = performance.now();
      expect(await claim(store, { leaseUntil: START + 2 * HOUR_MS })).toMatchObject([{ id: due.id }]);
      for (let index = 0; index < 100; index += 1) expect(await claim(store)).toEqual([]);
      expect(performance.now() - begun).toBeLessThan(2_000);
      time.now = START + HOUR_MS;
      expect(await claim(store, { leaseUntil: START + 3 * HOUR_MS })).toHaveLength(100);
    });

    test("what a process that is gone had under way is due at once", async () => {
      const opened = await open();
      const { id } = await opened.store.createDelivery(newDelivery());
      await claim(opened.store);
      const store = await reopen(opened);
      expect(await claim(store)).toMatchObject([{ id, attempts: 0 }]);
    });
  });

  describe(`${name}: attempts`, () => {
    test("are logged with what came back, and followed by what is decided", async () => {
      const opened = await open();
      const { store, time } = opened;
      const { id } = await store.createDelivery(newDelivery());
      await claim(store);
      const lost: DeliveryAttempt = { at: START, durationMs: 10_000, error: "no answer within 10 s", response: "" };
      expect(await store.recordAttempt(id, lost, { state: "pending", dueAt: START + 5_000 })).toMatchObject({
        state: "pending",
        attempts: 1,
        dueAt: START + 5_000,
      });
      expect(await claim(store)).toEqual([]);
      expect(await store.nextDeliveryAt()).toBe(START + 5_000);
      time.now = START + 5_000;
      expect(await claim(store)).toMatchObject([{ id, attempts: 1 }]);
      const done = { at: time.now, status: 200, durationMs: 5, response: "ok \0 ü" };
      expect(await store.recordAttempt(id, done, { state: "succeeded" })).toMatchObject({ state: "succeeded", attempts: 2 });
      const again = await reopen(opened);
      expect(await again.findDelivery(KEY_ID, id)).toMatchObject({ delivery: { state: "succeeded" }, attempts: [lost, done] });
      expect(await claim(again)).toEqual([]);
      expect(await again.nextDeliveryAt()).toBe(undefined);
      expect(await again.recordAttempt("no such delivery", done, { state: "succeeded" })).toBe(undefined);
    });

    test("an endpoint knows since when every attempt failed, until one succeeds", async () => {
      const { store, time } = await open();
      const webhookId = await createEndpoint(store);
      const readFailing = async () => (await store.listWebhooks(KEY_ID))[0]?.failingSince;
      const attempt = async (state: "pending" | "succeeded") => {
        const { id } = await store.createDelivery(newDelivery({ webhookId, createdAt: time.now }));
        await store.recordAttempt(id, { ...FAILED_ATTEMPT, at: time.now }, { state, dueAt: time.now + 1e9 });
        time.now += 1_000;
      };
      await attempt("pending");
      await attempt("pending");
      expect(await readFailing()).toBe(START);
      await store.createDelivery(newDelivery({ webhookId, createdAt: time.now }));
      expect(await claim(store, { limit: 1, leaseUntil: time.now + HOUR_MS })).toMatchObject([{ failingSince: START }]);
      await attempt("succeeded");
      expect(await readFailing()).toBe(undefined);
      await attempt("pending");
      expect(await readFailing()).toBe(START + 3_000);
    });

    test("one that disables its endpoint fails what else waits for it, and nothing is told there any more", async () => {
      const opened = await open();
      const { store, time } = opened;
      const [webhookId, other] = [await createEndpoint(store), await createEndpoint(store)];
      await createTasks(opened, [{ keyId: KEY_ID }, { keyId: KEY_ID }]);
      const [first, second] = (await claim(store, { leaseUntil: time.now + HOUR_MS })).filter(
        (each) => each.webhookId === webhookId,
      );
      const disable = "it answered 410 Gone";
      expect(
        await store.recordAttempt(first?.id ?? "", { ...FAILED_ATTEMPT, at: time.now }, { state: "failed", disable }),
      ).toMatchObject({ state: "failed" });
      const endpoints = await store.listWebhooks(KEY_ID);
      expect(endpoints).toMatchObject([{ disabledAt: time.now, disabledReason: disable, failingSince: time.now }, { id: other }]);
      expect(endpoints[1]).not.toHaveProperty("disabledAt");
      expect((await list(store)).map((each) => [each.webhookId === webhookId, each.state])).toEqual(
        expect.arrayContaining([
          [true, "failed"],
          [true, "failed"],
          [false, "pending"],
          [false, "pending"],
        ]),
      );
      // What was under way then comes to its end without waking the endpoint.
      expect(
        await store.recordAttempt(second?.id ?? "", FAILED_ATTEMPT, { state: "pending", dueAt: START, disable: "later" }),
      ).toMatchObject({ state: "failed", attempts: 1 });
      expect((await store.listWebhooks(KEY_ID))[0]).toMatchObject({ disabledReason: disable });
      await createTasks(opened, [{ keyId: KEY_ID }]);
      expect((await list(store)).filter((each) => each.webhookId === webhookId)).toHaveLength(2);
    });

    test("one at a URL that the endpoint has no more says nothing of it, nor does one that was not sent", async () => {
      const { store } = await open();
      const webhookId = await createEndpoint(store);
      const deliveries = [];
      for (let index = 0; index < 3; index += 1) {
        deliveries.push(await store.createDelivery(newDelivery({ webhookId, createdAt: START - 10 + index })));
      }
      await claim(store);
      await store.updateWebhook(KEY_ID, webhookId, { url: "https://moved.example/" });
      const [first, second, third] = deliveries.map(({ id }) => id);
      const gone = { state: "pending", dueAt: START + 1e9, disable: "it answered 410 Gone" } as const;
      await store.recordAttempt(first ?? "", FAILED_ATTEMPT, { ...gone, url: "https://hooks.example/a" });
      await store.recordAttempt(second ?? "", FAILED_ATTEMPT, { state: "failed", unsent: true });
      const [endpoint] = await store.listWebhooks(KEY_ID);
      expect([endpoint?.disabledAt, endpoint?.failingSince]).toEqual([undefined, undefined]);
      expect((await list(store)).map(({ state }) => state)).toEqual(["pending", "failed", "pending"]);
      await store.recordAttempt(third ?? "", FAILED_ATTEMPT, { ...gone, url: "https://moved.example/" });
      expect((await list(store)).map(({ state }) => state)).toEqual(["failed", "failed", "failed"]);
      expect(await store.listWebhooks(KEY_ID)).toMatchObject([{ disabledReason: "it answered 410 Gone" }]);
    });

    test("one that began before its endpoint was well again does not disable it for the days before", async () => {
      const { store, time } = await open();
      const webhookId = await createEndpoint(store);
      const attempt = async (outcome: AttemptOutcome) => {
        const { id } = await store.createDelivery(newDelivery({ webhookId, createdAt: time.now }));
        return await store.recordAttempt(id, { ...FAILED_ATTEMPT, at: time.now }, outcome);
      };
      const later = { state: "pending", dueAt: START + 1e10 } as const;
      await attempt(later);
      time.now += 100 * HOUR_MS;
      await store.updateWebhook(KEY_ID, webhookId, { enabled: true });
      const days = { ...later, disable: "for days", ifFailingSince: START };
      expect(await attempt(days)).toMatchObject({ state: "pending" });
      expect((await store.listWebhooks(KEY_ID))[0]).not.toHaveProperty("disabledAt");
      expect(await attempt({ ...days, ifFailingSince: time.now })).toMatchObject({ state: "failed" });
      expect(await store.listWebhooks(KEY_ID)).toMatchObject([{ disabledReason: "for days" }]);
      expect((await list(store)).map(({ state }) => state)).toEqual(["failed", "failed", "failed"]);
    });

    test("one that succeeded after all counts, though its endpoint was disabled in the meantime", async () => {
      const { store } = await open();
      const webhookId = await createEndpoint(store);
      const { id } = await store.createDelivery(newDelivery({ webhookId }));
      await claim(store);
      await store.updateWebhook(KEY_ID, webhookId, { enabled: false });
      expect(await list(store)).toMatchObject([{ state: "failed" }]);
      expect(await store.recordAttempt(id, SUCCEEDED_ATTEMPT, { state: "succeeded" })).toMatchObject({ state: "succeeded" });
    });
  });

  describe(`${name}: redelivery`, () => {
    test.each(["succeeded", "failed"] as const)("makes one that %s due at once, with its attempts kept", async (state) => {
      const { store, time } = await open();
      const webhookId = await createEndpoint(store);
      const { id } = await store.createDelivery(newDelivery({ webhookId }));
      await claim(store);
      await store.recordAttempt(id, FAILED_ATTEMPT, { state });
      await store.updateWebhook(KEY_ID, webhookId, { url: "https://moved.example/" });
      time.now += 60_000;
      const again = await store.redeliver(KEY_ID, id);
      expect(again).toMatchObject({ state: "pending", attempts: 1, dueAt: time.now, url: "https://moved.example/" });
      expect(await claim(store)).toMatchObject([{ id, attempts: 1 }]);
      await store.recordAttempt(id, SUCCEEDED_ATTEMPT, { state: "succeeded" });
      expect((await store.findDelivery(KEY_ID, id))?.attempts).toEqual([FAILED_ATTEMPT, SUCCEEDED_ATTEMPT]);
    });

    test("hastens one that waits, and leaves one alone that is under way", async () => {
      const { store, time } = await open();
      const { id } = await store.createDelivery(newDelivery());
      await claim(store);
      const leased = await store.redeliver(KEY_ID, id);
      expect(leased).toMatchObject({ state: "pending", dueAt: START + HOUR_MS });
      expect(await claim(store)).toEqual([]);
      await store.recordAttempt(id, FAILED_ATTEMPT, { state: "pending", dueAt: START + 6 * HOUR_MS });
      time.now += 1_000;
      expect(await store.redeliver(KEY_ID, id)).toMatchObject({ state: "pending", dueAt: time.now });
      expect(await claim(store)).toMatchObject([{ id }]);
    });

    test("I13: is nobody else's", async () => {
      const { store } = await open();
      const { id } = await store.createDelivery(newDelivery());
      await store.recordAttempt(id, FAILED_ATTEMPT, { state: "failed" });
      expect(await store.redeliver("key-2", id)).toBe(undefined);
      expect(await store.redeliver(KEY_ID, "no such delivery")).toBe(undefined);
      expect(await list(store)).toMatchObject([{ state: "failed" }]);
    });

    test("what waits for an endpoint follows it to its new URL", async () => {
      const { store } = await open();
      const webhookId = await createEndpoint(store);
      await store.createDelivery(newDelivery({ webhookId, url: "https://hooks.example/a" }));
      await store.updateWebhook(KEY_ID, webhookId, { url: "https://moved.example/" });
      expect(await claim(store)).toMatchObject([{ url: "https://moved.example/" }]);
    });
  });

  describe(`${name}: pruning of deliveries`, () => {
    test("forgets the oldest that have ended, at most as many as it may, with their attempts", async () => {
      const { store } = await open();
      const made: Delivery[] = [];
      for (let index = 0; index < 6; index += 1) {
        made.push(await store.createDelivery(newDelivery({ createdAt: START + index })));
      }
      for (const [index, { id }] of made.entries()) {
        if (index > 0) await store.recordAttempt(id, FAILED_ATTEMPT, { state: index % 2 === 0 ? "failed" : "succeeded" });
      }
      expect(await store.pruneDeliveries(START + 4, 2)).toBe(2);
      expect(await store.pruneDeliveries(START + 4, 2)).toBe(1);
      expect(await store.pruneDeliveries(START + 4, 2)).toBe(0);
      expect((await list(store)).map(({ id }) => id)).toEqual([made[0]?.id, made[4]?.id, made[5]?.id]);
      expect(await store.findDelivery(KEY_ID, made[1]?.id ?? "")).toBe(undefined);
    });
  });
}
