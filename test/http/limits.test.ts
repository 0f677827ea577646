// What binds a key when it creates tasks: exactly as much as was agreed, however many creates arrive at once, and never a task
// behind an answer that says no.
import { connect } from "node:net";
import { expect, test } from "vitest";
import { expectCreated, expectProblem, parseRaw, type Answer } from "../support/client.ts";
import { addKey, begin, complete, describeDoors, fail, QWEN, turnToNoon, WAN, withKey, type Door } from "../support/server.ts";

const MINUTE_MS = 60_000;
const PRICE_MICROS = 75_000;
const DAY_MS = 86_400_000;

interface CreateOptions {
  readonly path?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

function create(door: Door, key: string, { path = QWEN, body = { prompt: "a" }, headers }: CreateOptions = {}): Promise<Answer> {
  return door.send({ method: "POST", path, headers: withKey(key, headers), body: JSON.stringify(body) });
}

/** So many at once. */
async function createMany(count: number, make: (index: number) => Promise<Answer>): Promise<Answer[]> {
  return await Promise.all(Array.from({ length: count }, (_, index) => make(index)));
}

function countStatuses(answers: readonly Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

async function countTasks(door: Door, keyId: string): Promise<number> {
  return (await door.parts.store.listTasks({ keyId, limit: 10_000 })).length;
}

/** The contract's Retry-After: whole seconds, 1 to 120. */
function readRetryAfter(answer: Answer): number {
  expect(answer.headers["retry-after"]).toMatch(/^(?:[1-9]|[1-9]\d|1[01]\d|120)$/);
  return Number(answer.headers["retry-after"]);
}

/** `RateLimit` and `RateLimit-Policy` by draft-ietf-httpapi-ratelimit-headers-10. */
function readRate(answer: Answer): { limit: number; remaining: number; resetSeconds: number } {
  const [, limit] = /^"requests";q=(\d+);w=60$/.exec(answer.headers["ratelimit-policy"] ?? "") ?? [];
  const [, remaining, reset] = /^"requests";r=(\d+);t=(\d+)$/.exec(answer.headers["ratelimit"] ?? "") ?? [];
  expect(limit, answer.headers["ratelimit-policy"]).toBeDefined();
  expect(remaining, answer.headers["ratelimit"]).toBeDefined();
  return { limit: Number(limit), remaining: Number(remaining), resetSeconds: Number(reset) };
}

describeDoors("hundreds of creates at once", (door) => {
  test("against a budget of 37 images make 37, and the others are told so with 402", async () => {
    const key = await addKey(door(), { id: "total", limits: { totalSpendMicros: 37 * PRICE_MICROS } });
    const answers = await createMany(300, () => create(door(), key));
    expect(countStatuses(answers)).toEqual({ 202: 37, 402: 263 });
    for (const answer of answers.filter(({ status }) => status === 402)) {
      expect(expectProblem(answer, { status: 402, code: 1002 }).detail).toContain("budget");
      expect(answer.headers["retry-after"]).toBeUndefined();
    }
    expect(new Set(answers.filter(({ status }) => status === 202).map(expectCreated)).size).toBe(37);
    expect(await countTasks(door(), "total")).toBe(37);
    const balance = await door().send({ path: "/v1/balance", headers: withKey(key) });
    expect(balance.json()).toMatchObject({ limit_usd: 2.775, reserved_usd: 2.775, charged_usd: 0, balance_usd: 0 });
  });

  test("for several images each never exceed a budget that they do not fill", async () => {
    const key = await addKey(door(), { id: "several", limits: { totalSpendMicros: 50 * PRICE_MICROS + 1 } });
    const answers = await createMany(120, (index) =>
      create(door(), key, { path: WAN, body: { prompt: "a", n: (index % 4) + 1 } }),
    );
    const made = await door().parts.store.listTasks({ keyId: "several", limit: 1_000 });
    const images = made.reduce((sum, { imageCount }) => sum + imageCount, 0);
    expect(made).toHaveLength(countStatuses(answers)[202]!);
    expect(images).toBeLessThanOrEqual(50);
    // One image more would still have fitted into anything less.
    expect(images).toBeGreaterThan(46);
    expect(Object.keys(countStatuses(answers))).toEqual(["202", "402"]);
  });

  test("against what may be spent in a day make that, and the next day begins anew", async () => {
    turnToNoon(door());
    const key = await addKey(door(), { id: "daily", limits: { dailySpendMicros: 5 * PRICE_MICROS } });
    const answers = await createMany(100, () => create(door(), key));
    expect(countStatuses(answers)).toEqual({ 202: 5, 429: 95 });
    for (const answer of answers.filter(({ status }) => status === 429)) {
      expect(expectProblem(answer, { status: 429, code: 1004 }).detail).toContain("00:00 UTC");
      readRetryAfter(answer);
    }
    door().clock.turn(DAY_MS);
    expect(countStatuses(await createMany(20, () => create(door(), key)))).toEqual({ 202: 5, 429: 15 });
    expect(await countTasks(door(), "daily")).toBe(10);
  });

  test("against so many at once make so many, and one more for each that ends", async () => {
    const key = await addKey(door(), { id: "live", limits: { concurrentTasks: 12 } });
    const answers = await createMany(200, () => create(door(), key));
    expect(countStatuses(answers)).toEqual({ 202: 12, 429: 188 });
    for (const answer of answers.filter(({ status }) => status === 429)) {
      expectProblem(answer, { status: 429, code: 1003 });
      readRetryAfter(answer);
    }
    const [first = "", second = "", third = ""] = answers.filter(({ status }) => status === 202).map(expectCreated);
    await complete(door(), await begin(door(), first));
    const { store } = door().parts;
    await Promise.all([second, third].map((id) => store.cancelTask(id, "It was cancelled.")));
    expect(countStatuses(await createMany(50, () => create(door(), key)))).toEqual({ 202: 3, 429: 47 });
  });

  test("against so many a minute make so many, each told where it stands, and may come back when it was told to", async () => {
    const key = await addKey(door(), { id: "rate", limits: { requestsPerMinute: 30 } });
    const answers = await createMany(200, () => create(door(), key));
    expect(countStatuses(answers)).toEqual({ 202: 30, 429: 170 });
    const left = answers.filter(({ status }) => status === 202).map((answer) => readRate(answer).remaining);
    expect(left.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, index) => index));
    let [retryAfter, reset] = [0, 0];
    for (const answer of answers) {
      const { limit, resetSeconds } = readRate(answer);
      reset = Math.max(reset, resetSeconds);
      expect(limit).toBe(30);
      expect(resetSeconds).toBeGreaterThan(0);
      expect(resetSeconds).toBeLessThanOrEqual(61);
      if (answer.status === 202) continue;
      expect(expectProblem(answer, { status: 429, code: 1003 }).detail).toContain("30 tasks a minute");
      expect(readRate(answer).remaining).toBe(0);
      retryAfter = Math.max(retryAfter, readRetryAfter(answer));
    }
    door().clock.turn(retryAfter * 1000);
    const again = await create(door(), key);
    expect(again.status).toBe(202);
    door().clock.turn(Math.max(reset, readRate(again).resetSeconds) * 1000);
    expect(countStatuses(await createMany(40, () => create(door(), key)))[202]).toBe(30);
    expect(await countTasks(door(), "rate")).toBe(61);
  });

  test("against all limits are bound by the tightest, and one key's limits bind no other", async () => {
    const limits = {
      totalSpendMicros: 9 * PRICE_MICROS,
      dailySpendMicros: 8 * PRICE_MICROS,
      concurrentTasks: 7,
      requestsPerMinute: 6,
    };
    const [bound, free] = [await addKey(door(), { id: "bound", limits }), await addKey(door(), { id: "free" })];
    const answers = await createMany(200, (index) => create(door(), index % 2 === 0 ? bound : free));
    expect(countStatuses(answers.filter((_, index) => index % 2 === 0))).toEqual({ 202: 6, 429: 94 });
    expect(countStatuses(answers.filter((_, index) => index % 2 === 1))).toEqual({ 202: 100 });
    expect(answers[1]?.headers["ratelimit"]).toBeUndefined();
  });

  test("with one Idempotency-Key make one task, and count once", async () => {
    const limits = { totalSpendMicros: PRICE_MICROS, concurrentTasks: 1, requestsPerMinute: 1 };
    const key = await addKey(door(), { id: "idempotent", limits });
    const headers = { "idempotency-key": "one" };
    const answers = await createMany(100, () => create(door(), key, { headers }));
    expect(countStatuses(answers)).toEqual({ 202: 100 });
    expect(new Set(answers.map(expectCreated)).size).toBe(1);
    expect(answers.filter(({ headers: told }) => told["idempotency-replayed"] === undefined)).toHaveLength(1);
    for (const answer of answers) expect(readRate(answer)).toMatchObject({ limit: 1, remaining: 0 });
    expectProblem(await create(door(), key, { headers, body: { prompt: "b" } }), { status: 409, code: 2004 });
    expect(await countTasks(door(), "idempotent")).toBe(1);
  });
});

describeDoors("a create that is refused", (door) => {
  test("leaves nothing behind: no task, no money, no count, and its Idempotency-Key is free", async () => {
    const key = await addKey(door(), { id: "refused", limits: { totalSpendMicros: PRICE_MICROS - 1, requestsPerMinute: 2 } });
    const headers = { "idempotency-key": "again" };
    for (let times = 0; times < 5; times += 1) {
      const answer = await create(door(), key, { headers });
      expectProblem(answer, { status: 402, code: 1002 });
      expect(readRate(answer)).toMatchObject({ limit: 2, remaining: 2 });
      expect(answer.headers["location"]).toBeUndefined();
    }
    const { store } = door().parts;
    expect(await countTasks(door(), "refused")).toBe(0);
    expect((await store.readBalance("refused")).total).toEqual({ chargedMicros: 0, reservedMicros: 0 });
    expect(await store.listEvents({ of: { keyId: "refused" }, after: 0, limit: 10 })).toEqual([]);
    await store.updateKey("refused", { limits: { totalSpendMicros: PRICE_MICROS } });
    const answer = await create(door(), key, { headers });
    expectCreated(answer);
    expect(answer.headers["idempotency-replayed"]).toBeUndefined();
  });

  test("because it is malformed counts for nothing", async () => {
    const key = await addKey(door(), { limits: { requestsPerMinute: 1 } });
    expectProblem(await create(door(), key, { body: {} }), { status: 400, code: 2001 });
    expectProblem(await create(door(), key, { headers: { "cancel-after": "soon" } }), { status: 400, code: 2001 });
    expectCreated(await create(door(), key));
    expectProblem(await create(door(), key), { status: 429, code: 1003 });
    // What is malformed is said even to a key that may create no more.
    expectProblem(await create(door(), key, { body: {} }), { status: 400, code: 2001 });
  });

  test("is no reason not to read", async () => {
    const key = await addKey(door(), { limits: { requestsPerMinute: 1, totalSpendMicros: PRICE_MICROS } });
    const id = expectCreated(await create(door(), key));
    for (let times = 0; times < 5; times += 1) {
      expect((await door().send({ path: `${QWEN}/${id}`, headers: withKey(key) })).status).toBe(200);
    }
  });
});

describeDoors("money", (door) => {
  test("that a task did not cost may be spent again, and what it cost may not", async () => {
    const key = await addKey(door(), { limits: { totalSpendMicros: 2 * PRICE_MICROS } });
    const [first, second] = [expectCreated(await create(door(), key)), expectCreated(await create(door(), key))];
    expectProblem(await create(door(), key), { status: 402, code: 1002 });
    await fail(door(), await begin(door(), first), { kind: "engineFailed", detail: "It failed." });
    const third = expectCreated(await create(door(), key));
    await complete(door(), await begin(door(), third));
    expectProblem(await create(door(), key), { status: 402, code: 1002 });
    await door().parts.store.cancelTask(second, "It was cancelled.");
    expectCreated(await create(door(), key));
    expectProblem(await create(door(), key), { status: 402, code: 1002 });
  });

  test("of a budget of nothing buys nothing", async () => {
    const keys = [
      await addKey(door(), { limits: { totalSpendMicros: 0 } }),
      await addKey(door(), { limits: { dailySpendMicros: 0 } }),
    ];
    expect((await create(door(), keys[0]!)).status).toBe(402);
    expect((await create(door(), keys[1]!)).status).toBe(429);
  });
});

describeDoors("balance.low", (door) => {
  test("is told once for each time that the balance becomes low", async () => {
    const key = await addKey(door(), {
      id: "low",
      limits: { totalSpendMicros: 4 * PRICE_MICROS, lowBalanceMicros: 2 * PRICE_MICROS },
    });
    const { store, clock } = door().parts;
    const endpoint = { id: clock.id(), keyId: "low", url: "https://hooks.example/", description: "", secret: "whsec_AAAA" };
    await store.createWebhook({ ...endpoint, events: ["balance.low"], createdAt: clock.now() }, 5);
    const buy = async (count: number) => {
      for (let times = 0; times < count; times += 1) {
        await complete(door(), await begin(door(), expectCreated(await create(door(), key))));
      }
      return (await store.listDeliveries({ keyId: "low", limit: 100 })).map(({ data }) => data);
    };
    const told = { currency: "USD", balance_usd: 0.075, limit_usd: 0.3 };
    expect(await buy(2)).toEqual([]);
    expect(await buy(1)).toEqual([told]);
    // No limit of money: nothing that could become low anew.
    await store.updateKey("low", { name: "b", limits: { requestsPerMinute: 1_000 } });
    expect(await buy(1)).toEqual([told]);
    await store.updateKey("low", { limits: { totalSpendMicros: 7 * PRICE_MICROS } });
    expect(await buy(1)).toEqual([told]);
    expect(await buy(1)).toEqual([{ ...told, limit_usd: 0.525 }, told]);
    // Raised, and low all the same.
    await store.updateKey("low", { limits: { totalSpendMicros: 7 * PRICE_MICROS + 1 } });
    expect(await buy(1)).toHaveLength(2);
  });
});

describeDoors("a key for some models", (door) => {
  test("creates those, and reads what it has", async () => {
    const key = await addKey(door(), { id: "some", limits: { models: ["alibaba/wan2.6-t2i"] } });
    const id = expectCreated(await create(door(), key, { path: WAN, body: { prompt: "a", n: 1 } }));
    for (const body of [{ prompt: "a" }, {}]) {
      const problem = expectProblem(await create(door(), key, { body }), { status: 403, code: 1000 });
      expect(problem.detail).toContain("alibaba/wan2.6-t2i");
    }
    expect((await door().send({ path: `${WAN}/${id}`, headers: withKey(key) })).status).toBe(200);
    expect(await countTasks(door(), "some")).toBe(1);
  });
});

describeDoors("a minute", (door) => {
  test("slides: what was created leaves it after 60 seconds, one after the other", async () => {
    const key = await addKey(door(), { limits: { requestsPerMinute: 3 } });
    for (let times = 0; times < 3; times += 1) {
      expectCreated(await create(door(), key));
      door().clock.turn(MINUTE_MS / 4);
    }
    // 45 s after the first.
    const refused = await create(door(), key);
    expect(readRetryAfter(refused)).toBeLessThanOrEqual(16);
    expect(readRate(refused).resetSeconds).toBeGreaterThan(40);
    door().clock.turn(readRetryAfter(refused) * 1000);
    expectCreated(await create(door(), key));
    expectProblem(await create(door(), key), { status: 429, code: 1003 });
  });
});

/** A create of which the second half is sent when the returned function is called. */
async function createInHalves(door: Door, key: string): Promise<() => Promise<Answer>> {
  const { hostname, port } = new URL(door.origin!);
  const body = '{"prompt":"a"}';
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const parts: Buffer[] = [];
  const socket = connect(Number(port), hostname);
  socket.on("data", (part: Buffer) => parts.push(part));
  socket.on("error", reject);
  socket.on("close", () => resolve(parseRaw(Buffer.concat(parts).toString("latin1"))));
  const head = [
    `POST ${QWEN} HTTP/1.1`,
    "Host: x",
    `Authorization: Bearer ${key}`,
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    "Connection: close",
    "Expect: 100-continue",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body.slice(0, 5)}`);
  // The server has read the head when it asks for the body.
  await new Promise((asked) => socket.once("data", asked));
  parts.length = 0;
  return () => {
    socket.write(body.slice(5));
    return promise;
  };
}

describeDoors(
  "while a body is on its way",
  (door) => {
    test("its key may be revoked, limited or expire, and then it is too late", async () => {
      const { store, clock } = door().parts;
      const revoked = await createInHalves(door(), await addKey(door(), { id: "revoked" }));
      const limited = await createInHalves(door(), await addKey(door(), { id: "limited" }));
      const expired = await createInHalves(door(), await addKey(door(), { id: "expired", expiresAt: clock.now() + MINUTE_MS }));
      const untouched = await createInHalves(door(), await addKey(door(), { id: "untouched" }));
      await store.revokeKey("revoked", clock.now());
      await store.updateKey("limited", { limits: { totalSpendMicros: PRICE_MICROS - 1 } });
      door().clock.turn(MINUTE_MS);
      expectProblem(await revoked(), { status: 401, code: 1001 });
      expectProblem(await limited(), { status: 402, code: 1002 });
      expectProblem(await expired(), { status: 401, code: 1001 });
      expectCreated(await untouched());
      for (const id of ["revoked", "limited", "expired"]) expect(await countTasks(door(), id)).toBe(0);
    });
  },
  ["over a socket"],
);
