// What a key has left: reserved while a task is unfinished, charged when it completed, and given back when not.
import { expect, test } from "vitest";
import { z } from "zod";
import { expectCreated, expectProblem } from "../support/client.ts";
import { addKey, begin, complete, describeDoors, fail, turnToNoon, WAN, withKey, type Door } from "../support/server.ts";

const DAY_MS = 86_400_000;
const money = z.number();

const BalanceBody = z.strictObject({
  object: z.literal("balance"),
  currency: z.literal("USD"),
  limit_usd: money.nullable(),
  charged_usd: money,
  reserved_usd: money,
  balance_usd: money.nullable(),
  daily: z.strictObject({
    limit_usd: money.nullable(),
    charged_usd: money,
    reserved_usd: money,
    resets_at: z.iso.datetime(),
  }),
});

async function read(door: Door, key: string): Promise<z.output<typeof BalanceBody>> {
  const answer = await door.send({ path: "/v1/balance", headers: withKey(key) });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.headers["cache-control"]).toBe("no-store");
  return BalanceBody.parse(answer.json());
}

/** Three pictures, $0.225. */
async function create(door: Door, key: string): Promise<string> {
  return expectCreated(await door.send({ method: "POST", path: WAN, headers: withKey(key), body: '{"prompt":"a","n":3}' }));
}

describeDoors("the balance", (door) => {
  test("of a key without a budget has no end", async () => {
    turnToNoon(door());
    const midnight = new Date(Math.ceil(door().clock.now() / DAY_MS) * DAY_MS).toISOString();
    expect(await read(door(), await addKey(door()))).toEqual({
      object: "balance",
      currency: "USD",
      limit_usd: null,
      charged_usd: 0,
      reserved_usd: 0,
      balance_usd: null,
      daily: { limit_usd: null, charged_usd: 0, reserved_usd: 0, resets_at: midnight },
    });
  });

  test("follows each task from its reservation to its charge, or back", async () => {
    turnToNoon(door());
    const key = await addKey(door(), { limits: { totalSpendMicros: 1_000_000, dailySpendMicros: 500_000 } });
    const [first, second] = [await create(door(), key), await create(door(), key)];
    const reserved = { charged_usd: 0, reserved_usd: 0.45 };
    expect(await read(door(), key)).toMatchObject({
      limit_usd: 1,
      balance_usd: 0.55,
      ...reserved,
      daily: { limit_usd: 0.5, ...reserved },
    });
    // Two pictures of the three that were asked for.
    await complete(door(), await begin(door(), first), 2);
    expect(await read(door(), key)).toMatchObject({ charged_usd: 0.15, reserved_usd: 0.225, balance_usd: 0.625 });
    await door().parts.store.cancelTask(second, "It was cancelled.");
    await fail(door(), await begin(door(), await create(door(), key)), { kind: "engineFailed", detail: "It failed." });
    const charged = { charged_usd: 0.15, reserved_usd: 0 };
    expect(await read(door(), key)).toMatchObject({ ...charged, balance_usd: 0.85, daily: charged });
  });

  test("of a day begins anew at midnight, and of all time does not", async () => {
    turnToNoon(door());
    const key = await addKey(door(), { limits: { totalSpendMicros: 1_000_000 } });
    await complete(door(), await begin(door(), await create(door(), key)), 3);
    const { resets_at: before } = (await read(door(), key)).daily;
    door().clock.turn(DAY_MS);
    const after = await read(door(), key);
    expect(after).toMatchObject({ charged_usd: 0.225, balance_usd: 0.775, daily: { charged_usd: 0, reserved_usd: 0 } });
    expect(Date.parse(after.daily.resets_at) - Date.parse(before)).toBe(DAY_MS);
  });

  test("is below zero when the budget was lowered under what was spent", async () => {
    const key = await addKey(door(), { id: "lowered", limits: { totalSpendMicros: 1_000_000 } });
    await create(door(), key);
    await door().parts.store.updateKey("lowered", { limits: { totalSpendMicros: 100_000 } });
    expect(await read(door(), key)).toMatchObject({ limit_usd: 0.1, balance_usd: -0.125 });
  });

  test("I13: is each key's own", async () => {
    const [key, other] = [await addKey(door()), await addKey(door(), { role: "admin" })];
    await create(door(), key);
    expect(await read(door(), other)).toMatchObject({ charged_usd: 0, reserved_usd: 0 });
    expectProblem(await door().send({ path: "/v1/balance" }), { status: 401, code: 1001 });
  });
});
