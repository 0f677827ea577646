// API keys over the wire: who may administer them, what makes and changes one, and that none is ever shown twice.
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { hashKey, toApiKey, toKeyText } from "../../src/core/api-key.ts";
import { BOOTSTRAP_KEY_ID } from "../../src/core/key-store.ts";
import { expectCreated, expectProblem, type Answer } from "../support/client.ts";
import { addKey, describeDoors, QWEN, WAN, withKey, type Door } from "../support/server.ts";

const UNKNOWN_ID = "01890a5d-ac96-774b-bcce-b302099a8057";
const NO_LIMITS = {
  models: null,
  requests_per_minute: null,
  concurrent_tasks: null,
  daily_spend_usd: null,
  total_spend_usd: null,
  low_balance_usd: null,
};

const KeyBody = z.strictObject({
  id: z.string().min(1),
  object: z.literal("key"),
  name: z.string(),
  prefix: z.string().regex(/^sk-mr-[\w-]{6}$/),
  role: z.enum(["inference", "admin"]),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  revoked_at: z.iso.datetime().nullable(),
  models: z.array(z.string()).nullable(),
  requests_per_minute: z.int().nullable(),
  concurrent_tasks: z.int().nullable(),
  daily_spend_usd: z.number().nullable(),
  total_spend_usd: z.number().nullable(),
  low_balance_usd: z.number().nullable(),
});
const NewKeyBody = KeyBody.extend({ key: z.string().regex(/^sk-mr-[\w-]{43}$/) });
const ListBody = z.strictObject({ object: z.literal("list"), data: z.array(KeyBody) });

/** Sends as `key`; a body is sent as JSON. */
async function ask(door: Door, key: string, [method, path]: readonly [string, string], body?: unknown): Promise<Answer> {
  return await door.send({ method, path, headers: withKey(key), ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

function expectKey(answer: Answer): z.output<typeof KeyBody> {
  expect(answer.status, answer.text).toBe(200);
  expect(answer.headers["cache-control"]).toBe("no-store");
  return KeyBody.parse(answer.json());
}

async function make(door: Door, admin: string, body: object = {}): Promise<z.output<typeof NewKeyBody>> {
  const answer = await ask(door, admin, ["POST", "/v1/keys"], { name: "made", ...body });
  expect(answer.status, answer.text).toBe(201);
  return NewKeyBody.parse(answer.json());
}

describeDoors("a key that is made", (door) => {
  test("has what was asked for, works at once, and is found where Location says", async () => {
    const admin = await addKey(door(), { role: "admin" });
    const asked = {
      name: "Konsole 春 😀",
      role: "admin",
      expires_at: "2199-01-01T00:00:00+01:00",
      models: ["alibaba/qwen-image-max"],
      requests_per_minute: 60,
      concurrent_tasks: 4,
      daily_spend_usd: 1.5,
      total_spend_usd: 100,
      low_balance_usd: 0.000_001,
    };
    const answer = await ask(door(), admin, ["POST", "/v1/keys"], asked);
    expect(answer.status, answer.text).toBe(201);
    expect(answer.headers["cache-control"]).toBe("no-store");
    const { key, ...shown } = NewKeyBody.parse(answer.json());
    expect(shown).toMatchObject({ ...asked, expires_at: "2198-12-31T23:00:00.000Z", revoked_at: null });
    expect(key.startsWith(shown.prefix)).toBe(true);
    expect(expectKey(await ask(door(), key, ["GET", "/v1/keys/self"]))).toEqual(shown);
    expect(expectKey(await ask(door(), admin, ["GET", answer.headers["location"]!]))).toEqual(shown);
    const list = ListBody.parse((await ask(door(), admin, ["GET", "/v1/keys"])).json());
    expect(list.data.at(-1)).toEqual(shown);
    expect(list.data.map(({ created_at }) => created_at)).toEqual(list.data.map(({ created_at }) => created_at).toSorted());
  });

  test("needs a name only, and then may draw and not administer", async () => {
    const { key, ...shown } = await make(door(), await addKey(door(), { role: "admin" }));
    expect(shown).toMatchObject({ name: "made", role: "inference", expires_at: null, ...NO_LIMITS });
    expectCreated(await ask(door(), key, ["POST", QWEN], { prompt: "a" }));
    expectProblem(await ask(door(), key, ["GET", "/v1/keys"]), { status: 403, code: 1000 });
  });

  test("is in no other answer, and nor is its hash", async () => {
    const admin = await addKey(door(), { role: "admin" });
    const { key, id } = await make(door(), admin);
    const answers = [
      await ask(door(), admin, ["GET", "/v1/keys"]),
      await ask(door(), admin, ["GET", `/v1/keys/${id}`]),
      await ask(door(), admin, ["PATCH", `/v1/keys/${id}`], { name: "renamed" }),
      await ask(door(), key, ["GET", "/v1/keys/self"]),
      await ask(door(), key, ["GET", "/v1/balance"]),
      await ask(door(), admin, ["GET", "/v1/usage?group_by=key"]),
      await ask(door(), key, ["GET", "/v1/keys"]),
      await ask(door(), admin, ["GET", `/v1/keys/${key}`]),
      await ask(door(), admin, ["DELETE", `/v1/keys/${id}`]),
      await ask(door(), key, ["GET", "/v1/keys/self"]),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 403, 404, 204, 401]);
    const hash = Buffer.from(hashKey(key));
    // A path that somebody wrote a key into is his own to see; what is told of it is not.
    const told = answers.map(({ headers, text }) => JSON.stringify(headers) + text.replace(`"instance":"/v1/keys/${key}"`, ""));
    for (const secret of [hash.toString("hex"), hash.toString("base64"), hash.toString("base64url"), key.slice(12)]) {
      for (const answer of told) expect(answer).not.toContain(secret);
    }
  });

  test.each([
    ["100 letters", "a".repeat(100)],
    ["100 emoji", "😀".repeat(100)],
    ["one character", "春"],
    ["quotation marks", `"it's"`],
  ])("may be called by %s", async (_, name) => {
    expect((await make(door(), await addKey(door(), { role: "admin" }), { name })).name).toBe(name);
  });
});

const badFields = [
  [{ name: undefined }, "name", "required"],
  [{ name: null }, "name", "type"],
  [{ name: 7 }, "name", "type"],
  [{ name: "" }, "name", "name"],
  [{ name: "\u3000 " }, "name", "name"],
  [{ name: "a".repeat(101) }, "name", "name"],
  [{ name: "😀".repeat(101) }, "name", "name"],
  [{ name: "a\nb" }, "name", "name"],
  [{ name: "a\u202Eb" }, "name", "name"],
  [{ name: "\uD83D" }, "name", "name"],
  [{ role: "root" }, "role", "enum"],
  [{ role: null }, "role", "enum"],
  [{ expires_at: "2020-01-01T00:00:00Z" }, "expires_at", "future"],
  [{ expires_at: "tomorrow" }, "expires_at", "time"],
  [{ expires_at: "2199-01-01" }, "expires_at", "time"],
  [{ expires_at: "2199-01-01T00:00:00" }, "expires_at", "time"],
  [{ expires_at: 7_258_118_400_000 }, "expires_at", "type"],
  [{ expires_at: "9999-12-31T23:59:59-00:01" }, "expires_at", "time"],
  [{ models: [] }, "models", "minItems"],
  [{ models: "alibaba/qwen-image-max" }, "models", "type"],
  [{ models: ["alibaba/qwen-image-max", "alibaba/qwen-image-max"] }, "models", "unique"],
  [{ models: ["alibaba/wan2.6-t2i", "openai/dall-e"] }, "models.1", "enum"],
  [{ models: [null] }, "models.0", "enum"],
  [{ requests_per_minute: 0 }, "requests_per_minute", "minimum"],
  [{ requests_per_minute: 1.5 }, "requests_per_minute", "type"],
  [{ requests_per_minute: "60" }, "requests_per_minute", "type"],
  [{ concurrent_tasks: -1 }, "concurrent_tasks", "minimum"],
  [{ concurrent_tasks: 1e300 }, "concurrent_tasks", "maximum"],
  [{ daily_spend_usd: -0.01 }, "daily_spend_usd", "usd"],
  [{ daily_spend_usd: 0.000_000_1 }, "daily_spend_usd", "usd"],
  [{ daily_spend_usd: 1.000_000_5 }, "daily_spend_usd", "usd"],
  [{ daily_spend_usd: "5" }, "daily_spend_usd", "usd"],
  [{ total_spend_usd: 1_000_001 }, "total_spend_usd", "usd"],
  [{ total_spend_usd: [5] }, "total_spend_usd", "usd"],
  [{ low_balance_usd: 1 }, "low_balance_usd", "maximum"],
  [{ total_spend_usd: 5, low_balance_usd: 5.000_001 }, "low_balance_usd", "maximum"],
  [{ dayly_spend_usd: 5 }, "dayly_spend_usd", "unknown"],
  [{ key: "sk-mr-mine" }, "key", "unknown"],
  [{ id: "bootstrap" }, "id", "unknown"],
] as const;

describeDoors("a field", (door) => {
  test.each(badFields)("of %j is refused, in a sentence, and no key is made or changed", async (fields, field, rule) => {
    const admin = await addKey(door(), { role: "admin" });
    const before = await door().parts.store.listKeys();
    const problem = expectProblem(await ask(door(), admin, ["POST", "/v1/keys"], { name: "a", ...fields }), {
      status: 400,
      code: 2001,
    });
    expect(problem.errors).toMatchObject([{ field, rule }]);
    expect(problem.detail).toMatch(/^\S.* .*\.$/);
    if (rule !== "required") {
      const patch = await ask(door(), admin, ["PATCH", `/v1/keys/${before.at(-1)!.id}`], fields);
      expect(expectProblem(patch, { status: 400, code: 2001 }).errors).toEqual(problem.errors);
    }
    expect(await door().parts.store.listKeys()).toEqual(before);
  });

  test("of rules that are broken thousands of times, 20 are told, and how many more there are", async () => {
    const admin = await addKey(door(), { role: "admin" });
    const models = Array.from({ length: 30_000 }, () => 0);
    const answer = await ask(door(), admin, ["POST", "/v1/keys"], { name: "a", models });
    const { detail, errors } = expectProblem(answer, { status: 400, code: 2001 });
    expect(errors).toHaveLength(20);
    expect(detail).toMatch(/^30000 rules are broken: models\.0 must .+ There are 29980 more\.$/);
    expect(answer.bytes.length).toBeLessThan(16_384);
  });

  test("that is unknown is answered with those that there are", async () => {
    const admin = await addKey(door(), { role: "admin" });
    const { detail } = expectProblem(await ask(door(), admin, ["POST", "/v1/keys"], { name: "a", budget_usd: 5 }), {
      status: 400,
      code: 2001,
    });
    expect(detail).toContain('"budget_usd"');
    for (const name of ["name", "role", "expires_at", ...Object.keys(NO_LIMITS)]) expect(detail).toContain(name);
  });

  test("of money keeps its six decimals", async () => {
    const admin = await addKey(door(), { role: "admin" });
    for (const amount of [0, 0.000_001, 0.1, 0.3, 4.35, 1.005, 1_000_000, 999_999.999_999, 123.456_789]) {
      expect((await make(door(), admin, { daily_spend_usd: amount })).daily_spend_usd).toBe(amount);
    }
  });
});

describeDoors("a change", (door) => {
  test("is of what it names, and null takes away", async () => {
    const admin = await addKey(door(), { role: "admin" });
    const {
      key: _,
      id,
      ...made
    } = await make(door(), admin, {
      expires_at: "2199-01-01T00:00:00.000Z",
      models: ["alibaba/wan2.6-t2i"],
      requests_per_minute: 5,
      total_spend_usd: 10,
      low_balance_usd: 2,
    });
    const change = async (body: object) => expectKey(await ask(door(), admin, ["PATCH", `/v1/keys/${id}`], body));
    expect(await change({})).toEqual({ id, ...made });
    const renamed = { id, ...made, name: "other", role: "admin", concurrent_tasks: 1 };
    expect(await change({ name: "other", role: "admin", concurrent_tasks: 1 })).toEqual(renamed);
    const bare = { ...renamed, expires_at: null, models: null, total_spend_usd: null, low_balance_usd: null };
    expect(await change({ expires_at: null, models: null, total_spend_usd: null, low_balance_usd: null })).toEqual(bare);
    expect(expectKey(await ask(door(), admin, ["GET", `/v1/keys/${id}`]))).toEqual(bare);
  });

  test("holds from the key's next request", async () => {
    const admin = await addKey(door(), { role: "admin" });
    const { key, id } = await make(door(), admin);
    expectCreated(await ask(door(), key, ["POST", QWEN], { prompt: "a" }));
    expectKey(await ask(door(), admin, ["PATCH", `/v1/keys/${id}`], { models: ["alibaba/wan2.6-t2i"] }));
    expectProblem(await ask(door(), key, ["POST", QWEN], { prompt: "a" }), { status: 403, code: 1000 });
    expectKey(await ask(door(), admin, ["PATCH", `/v1/keys/${id}`], { role: "admin", models: null }));
    expectCreated(await ask(door(), key, ["POST", QWEN], { prompt: "a" }));
    expect((await ask(door(), key, ["GET", "/v1/keys"])).status).toBe(200);
  });

  test("at the same time as others loses none of them", async () => {
    const admin = await addKey(door(), { role: "admin" });
    const { id } = await make(door(), admin);
    const changes = [
      { daily_spend_usd: 1 },
      { total_spend_usd: 2 },
      { requests_per_minute: 3 },
      { concurrent_tasks: 4 },
      { models: ["alibaba/qwen-image-max"] },
      { name: "all of it" },
    ];
    await Promise.all(changes.map((body) => ask(door(), admin, ["PATCH", `/v1/keys/${id}`], body)));
    expect(expectKey(await ask(door(), admin, ["GET", `/v1/keys/${id}`]))).toMatchObject(Object.assign({}, ...changes) as object);
  });

  test("of the lowest balance needs a total that it is part of, given before or with it", async () => {
    const admin = await addKey(door(), { role: "admin" });
    const { id } = await make(door(), admin, { total_spend_usd: 10 });
    const change = (body: object) => ask(door(), admin, ["PATCH", `/v1/keys/${id}`], body);
    expect(expectKey(await change({ low_balance_usd: 10 })).low_balance_usd).toBe(10);
    expect(expectProblem(await change({ total_spend_usd: 9.5 }), { status: 400, code: 2001 }).detail).toBe(
      "low_balance_usd must be at most total_spend_usd, which is 9.5, got 10.",
    );
    expect(expectProblem(await change({ total_spend_usd: null }), { status: 400, code: 2001 }).detail).toContain("not set");
    expectKey(await change({ total_spend_usd: 9.5, low_balance_usd: null }));
  });
});

describeDoors("changes at once", (door) => {
  test("are judged each by what the one before it left: none of them leaves what the rules forbid", async () => {
    const admin = await addKey(door(), { role: "admin" });
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const { id } = await make(door(), admin, { total_spend_usd: 10 });
        const change = (body: object) => ask(door(), admin, ["PATCH", `/v1/keys/${id}`], body);
        const answers = await Promise.all([change({ low_balance_usd: 8 }), change({ total_spend_usd: 5 })]);
        const key = expectKey(await ask(door(), admin, ["GET", `/v1/keys/${id}`]));
        return {
          statuses: answers.map(({ status }) => status).sort((a, b) => a - b),
          fits: key.low_balance_usd! <= key.total_spend_usd!,
        };
      }),
    );
    expect(outcomes).toEqual(Array.from({ length: 10 }, () => ({ statuses: [200, 400], fits: true })));
  });
});

describeDoors("a revoked key", (door) => {
  test("is refused at once, stays in the list, and can be revoked again but not changed", async () => {
    const admin = await addKey(door(), { role: "admin" });
    const { key, id } = await make(door(), admin);
    const task = expectCreated(await ask(door(), key, ["POST", QWEN], { prompt: "a" }));
    for (let times = 0; times < 2; times += 1) {
      const answer = await ask(door(), admin, ["DELETE", `/v1/keys/${id}`]);
      expect(answer.status).toBe(204);
      expect(answer.bytes).toHaveLength(0);
    }
    expect(expectProblem(await ask(door(), key, ["GET", `${QWEN}/${task}`]), { status: 401, code: 1001 }).detail).toContain(
      "revoked",
    );
    expect(expectKey(await ask(door(), admin, ["GET", `/v1/keys/${id}`])).revoked_at).not.toBeNull();
    expectProblem(await ask(door(), admin, ["PATCH", `/v1/keys/${id}`], { name: "b" }), { status: 409, code: 2006 });
  });
});

const adminRoutes = [
  ["GET", "/v1/keys"],
  ["POST", "/v1/keys"],
  ["GET", `/v1/keys/${UNKNOWN_ID}`],
  ["PATCH", `/v1/keys/${UNKNOWN_ID}`],
  ["DELETE", `/v1/keys/${UNKNOWN_ID}`],
] as const;

describeDoors("who may", (door) => {
  test.each(adminRoutes)("%s %s: an admin, and nobody else, whatever the body is", async (method, path) => {
    const headers = { "content-type": "application/json" };
    expectProblem(await door().send({ method, path, headers, body: "{" }), { status: 401, code: 1001 });
    for (const key of [door().key, await addKey(door())]) {
      for (const body of ["{", '{"name":"a"}', '{"name":7}']) {
        const problem = expectProblem(await door().send({ method, path, headers: withKey(key), body }), {
          status: 403,
          code: 1000,
        });
        expect(problem.detail).toContain("admin");
      }
    }
  });

  test("a key that lost the role is refused like any other", async () => {
    const [admin, other] = [await addKey(door(), { role: "admin" }), await addKey(door(), { id: "b", role: "admin" })];
    expect((await ask(door(), other, ["GET", "/v1/keys"])).status).toBe(200);
    expectKey(await ask(door(), admin, ["PATCH", "/v1/keys/b"], { role: "inference" }));
    expectProblem(await ask(door(), other, ["GET", "/v1/keys"]), { status: 403, code: 1000 });
    expect(expectKey(await ask(door(), other, ["GET", "/v1/keys/self"])).role).toBe("inference");
  });

  test("I13: not even an admin reads another key's task", async () => {
    const id = expectCreated(await ask(door(), door().key, ["POST", WAN], { prompt: "a" }));
    const admin = await addKey(door(), { role: "admin" });
    expectProblem(await ask(door(), admin, ["GET", `${WAN}/${id}`]), { status: 404, code: 2005 });
  });
});

describeDoors("a key that there is not", (door) => {
  test.each([UNKNOWN_ID, "x", "%20", "a".repeat(100), "..%2f", "%F0%9F%98%80"])("%s is 404", async (id) => {
    const admin = await addKey(door(), { role: "admin" });
    for (const [method, body] of [["GET"], ["PATCH", { name: "a" }], ["DELETE"]] as const) {
      const problem = expectProblem(await ask(door(), admin, [method, `/v1/keys/${id}`], body), { status: 404, code: 2000 });
      expect(problem.detail.length).toBeLessThan(300);
    }
  });
});

describeDoors("nobody shuts himself out:", (door) => {
  test("an admin's own key is neither revoked nor demoted with itself, and may be changed otherwise", async () => {
    const admin = await addKey(door(), { id: "own", role: "admin" });
    const problems = [
      expectProblem(await ask(door(), admin, ["DELETE", "/v1/keys/own"]), { status: 409, code: 2006 }),
      expectProblem(await ask(door(), admin, ["PATCH", "/v1/keys/own"], { role: "inference" }), { status: 409, code: 2006 }),
    ];
    for (const { detail } of problems) expect(detail).toContain("another key with the role admin");
    expect(expectKey(await ask(door(), admin, ["PATCH", "/v1/keys/own"], { role: "admin", name: "mine" }))).toMatchObject({
      name: "mine",
      role: "admin",
      revoked_at: null,
    });
    const other = await addKey(door(), { role: "admin" });
    expect((await ask(door(), other, ["DELETE", "/v1/keys/own"])).status).toBe(204);
  });

  test("the operator's key is what his setting says; it may have limits", async () => {
    const admin = await addKey(door(), { role: "admin" });
    const { store } = door().parts;
    const facts = { id: BOOTSTRAP_KEY_ID, name: "MULETEER_API_KEY", role: "admin", limits: {}, createdAt: 0 } as const;
    await store.putKey(toApiKey(toKeyText(randomBytes(32)), facts));
    const path = `/v1/keys/${BOOTSTRAP_KEY_ID}`;
    for (const [method, body] of [
      ["DELETE"],
      ["PATCH", { role: "inference" }],
      ["PATCH", { name: "b", expires_at: "2199-01-01T00:00:00Z" }],
    ] as const) {
      const problem = expectProblem(await ask(door(), admin, [method, path], body), { status: 409, code: 2006 });
      expect(problem.detail).toContain("MULETEER_API_KEY");
    }
    expect(expectKey(await ask(door(), admin, ["GET", path]))).toMatchObject({ ...NO_LIMITS, name: "MULETEER_API_KEY" });
    expect(
      expectKey(await ask(door(), admin, ["PATCH", path], { total_spend_usd: 5, role: "admin", expires_at: null })),
    ).toMatchObject({
      total_spend_usd: 5,
      role: "admin",
    });
  });
});
