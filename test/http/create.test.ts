// Creating a task: every field and bound of both models, from outside, against the wire contract.
import { describe, expect, test } from "vitest";
import { expectCreated, expectProblem, ProblemBody, type Answer } from "../support/client.ts";
import { describeDoors, QWEN, WAN, withKey, type Door } from "../support/server.ts";

const EMOJI = "\u{1F600}";

interface Case {
  readonly title: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const accepted: readonly (Case & { readonly path: string; readonly input?: Readonly<Record<string, unknown>> })[] = [
  {
    title: "a prompt alone, and the defaults of qwen-image-max",
    path: QWEN,
    body: { prompt: "a fox" },
    input: { prompt: "a fox", size: "1664*928", prompt_extend: true, safety_filter: true },
  },
  {
    title: "a prompt alone, and the defaults of wan2.6-t2i",
    path: WAN,
    body: { prompt: "a fox" },
    input: { prompt: "a fox", size: "1280*1280", n: 4, prompt_extend: false, safety_filter: true },
  },
  { title: "a prompt of 800 emoji", path: QWEN, body: { prompt: EMOJI.repeat(800) } },
  { title: "a prompt of 800 Chinese characters", path: QWEN, body: { prompt: "春".repeat(800) } },
  { title: "a prompt of 2000 emoji for wan", path: WAN, body: { prompt: EMOJI.repeat(2000), n: 1 } },
  { title: "a negative prompt of 500 emoji", path: QWEN, body: { prompt: "a", negative_prompt: EMOJI.repeat(500) } },
  { title: "an empty negative prompt", path: QWEN, body: { prompt: "a", negative_prompt: "" } },
  { title: "null as negative prompt", path: QWEN, body: { prompt: "a", negative_prompt: null } },
  { title: "null as safety filter", path: QWEN, body: { prompt: "a", safety_filter: null } },
  { title: "the seed 0", path: QWEN, body: { prompt: "a", seed: 0 } },
  { title: "the seed 2147483647", path: QWEN, body: { prompt: "a", seed: 2_147_483_647 } },
  { title: "white space around a prompt, kept", path: QWEN, body: { prompt: " a\n" }, input: { prompt: " a\n" } },
  { title: "a control character in a prompt", path: QWEN, body: { prompt: "a\u0000b" }, input: { prompt: "a\u0000b" } },
  ...["1664*928", "1472*1104", "1328*1328", "1104*1472", "928*1664"].map((size) => ({
    title: `the size ${size}`,
    path: QWEN,
    body: { prompt: "a", size },
    input: { size },
  })),
  { title: "the old spelling 1472*1140", path: QWEN, body: { prompt: "a", size: "1472*1140" }, input: { size: "1472*1104" } },
  { title: "the old spelling 1140*1472", path: QWEN, body: { prompt: "a", size: "1140*1472" }, input: { size: "1104*1472" } },
  ...["768*768", "1440*1440", "1536*384", "384*1536", "2880*720", "720*2880", "1281*1279"].map((size) => ({
    title: `wan in ${size}`,
    path: WAN,
    body: { prompt: "a", size },
    input: { size },
  })),
  ...[1, 2, 3, 4].map((n) => ({ title: `wan with n ${n}`, path: WAN, body: { prompt: "a", n }, input: { n } })),
];

const refused: readonly (Case & { readonly path: string; readonly errors: readonly (readonly [string, string])[] })[] = [
  { title: "no prompt", path: QWEN, body: {}, errors: [["prompt", "required"]] },
  { title: "null as prompt", path: QWEN, body: { prompt: null }, errors: [["prompt", "type"]] },
  { title: "a number as prompt", path: QWEN, body: { prompt: 7 }, errors: [["prompt", "type"]] },
  { title: "an array as prompt", path: QWEN, body: { prompt: ["a"] }, errors: [["prompt", "type"]] },
  { title: "an empty prompt", path: QWEN, body: { prompt: "" }, errors: [["prompt", "notBlank"]] },
  { title: "a prompt of white space", path: QWEN, body: { prompt: " \t\n\u3000" }, errors: [["prompt", "notBlank"]] },
  { title: "a prompt of 801 emoji", path: QWEN, body: { prompt: EMOJI.repeat(801) }, errors: [["prompt", "maxLength"]] },
  { title: "a prompt of 801 letters", path: QWEN, body: { prompt: "a".repeat(801) }, errors: [["prompt", "maxLength"]] },
  { title: "a prompt of 2001 letters for wan", path: WAN, body: { prompt: "a".repeat(2001) }, errors: [["prompt", "maxLength"]] },
  {
    title: "a negative prompt of 501",
    path: QWEN,
    body: { prompt: "a", negative_prompt: "a".repeat(501) },
    errors: [["negative_prompt", "maxLength"]],
  },
  {
    title: "true as negative prompt",
    path: QWEN,
    body: { prompt: "a", negative_prompt: true },
    errors: [["negative_prompt", "type"]],
  },
  ...["1024*1024", "1664x928", "1664 * 928", "", "1664*928 ", "1472*1141"].map((size) => ({
    title: `the size ${JSON.stringify(size)}`,
    path: QWEN,
    body: { prompt: "a", size },
    errors: [["size", "enum"]] as const,
  })),
  { title: "null as size", path: QWEN, body: { prompt: "a", size: null }, errors: [["size", "enum"]] },
  { title: "null as size of wan", path: WAN, body: { prompt: "a", size: null }, errors: [["size", "type"]] },
  ...["true", 1, 0, null, "", {}].map((value) => ({
    title: `${JSON.stringify(value)} as prompt_extend`,
    path: QWEN,
    body: { prompt: "a", prompt_extend: value },
    errors: [["prompt_extend", "type"]] as const,
  })),
  {
    title: "false as a string for safety_filter",
    path: QWEN,
    body: { prompt: "a", safety_filter: "false" },
    errors: [["safety_filter", "type"]],
  },
  ...["7", 1.5, null, true, []].map((seed) => ({
    title: `${JSON.stringify(seed)} as seed`,
    path: QWEN,
    body: { prompt: "a", seed },
    errors: [["seed", "type"]] as const,
  })),
  { title: "the seed -1", path: QWEN, body: { prompt: "a", seed: -1 }, errors: [["seed", "minimum"]] },
  { title: "the seed 2147483648", path: QWEN, body: { prompt: "a", seed: 2_147_483_648 }, errors: [["seed", "maximum"]] },
  { title: "the seed 1e20", path: QWEN, body: { prompt: "a", seed: 1e20 }, errors: [["seed", "maximum"]] },
  { title: "the seed -1e20", path: QWEN, body: { prompt: "a", seed: -1e20 }, errors: [["seed", "minimum"]] },
  ...[0, 5, -1].map((n) => ({
    title: `wan with n ${n}`,
    path: WAN,
    body: { prompt: "a", n },
    errors: [["n", n < 1 ? "minimum" : "maximum"]] as const,
  })),
  ...[null, "1", 1.5].map((n) => ({
    title: `wan with n ${JSON.stringify(n)}`,
    path: WAN,
    body: { prompt: "a", n },
    errors: [["n", "type"]] as const,
  })),
  ...["767*768", "1441*1440", "600*900", "99999*99999", "0*0"].map((size) => ({
    title: `wan in ${size}`,
    path: WAN,
    body: { prompt: "a", size },
    errors: [["size", "pixels"]] as const,
  })),
  ...["1600*399", "399*1600", "719*2880"].map((size) => ({
    title: `wan in ${size}`,
    path: WAN,
    body: { prompt: "a", size },
    errors: [["size", "ratio"]] as const,
  })),
  ...["1280x1280", "1280", "1280*", "-1280*1280", "1280*1280*1", " 1280*1280", "1280.0*1280", "1280*1280\n"].map((size) => ({
    title: `wan in ${JSON.stringify(size)}`,
    path: WAN,
    body: { prompt: "a", size },
    errors: [["size", "pattern"]] as const,
  })),
  { title: "half of a surrogate pair", path: QWEN, body: { prompt: "a\uD800" }, errors: [["prompt", "wellFormed"]] },
  {
    title: "five broken fields at once",
    path: QWEN,
    body: { prompt: "", negative_prompt: 1, size: "1*1", prompt_extend: "yes", seed: -1, safety_filter: 0 },
    errors: [
      ["prompt", "notBlank"],
      ["negative_prompt", "type"],
      ["size", "enum"],
      ["prompt_extend", "type"],
      ["seed", "minimum"],
      ["safety_filter", "type"],
    ],
  },
];

function create(door: Door, path: string, body: unknown): Promise<Answer> {
  return door.send({
    method: "POST",
    path,
    headers: withKey(door.key),
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

describeDoors("a create that is accepted", (door) => {
  test.each(accepted)("$title", async ({ path, body, input }) => {
    const id = expectCreated(await create(door(), path, body));
    const task = await door().parts.store.findTask(id);
    expect(task?.input).toMatchObject(input ?? body);
  });

  test("carries what a client needs and nothing else", async () => {
    const before = Date.now();
    const answer = await create(door(), QWEN, { prompt: "a fox" });
    const id = expectCreated(answer);
    expect(answer.headers).toMatchObject({
      location: `${QWEN}/${id}`,
      "cache-control": "no-store",
      "access-control-allow-origin": "*",
      "content-length": String(answer.bytes.length),
    });
    expect(answer.headers["x-muleteer-warning"]).toBeUndefined();
    const { task_info: info } = answer.json() as { task_info: Record<string, string> };
    expect(info["updated_at"]).toBe(info["created_at"]);
    expect(Math.abs(Date.parse(info["created_at"] ?? "") - before)).toBeLessThan(60_000);
    expect((await door().send({ path: `${QWEN}/${id}`, headers: withKey(door().key) })).status).toBe(200);
  });

  test("draws a seed where none is given, and keeps the one that is", async () => {
    const ids = [{ prompt: "a" }, { prompt: "a" }, { prompt: "a", seed: 2_147_483_647 }].map(async (body) =>
      expectCreated(await create(door(), QWEN, body)),
    );
    const seeds = await Promise.all(ids.map(async (id) => (await door().parts.store.findTask(await id))?.seed));
    expect(seeds[0]).not.toBe(seeds[1]);
    for (const seed of seeds) expect(seed).toSatisfy((value: number) => Number.isInteger(value) && value >= 0 && value < 2 ** 31);
    expect(seeds[2]).toBe(2_147_483_647);
  });

  test("numbers may be written in any way that JSON has for a whole number", async () => {
    for (const seed of ["7.0", "7e0", "70e-1", "-0"]) expectCreated(await create(door(), QWEN, `{"prompt":"a","seed":${seed}}`));
  });

  test("of a field given twice the last one counts", async () => {
    const id = expectCreated(await create(door(), QWEN, '{"prompt":"first","prompt":"second"}'));
    expect((await door().parts.store.findTask(id))?.input["prompt"]).toBe("second");
  });
});

describeDoors("a create that is refused", (door) => {
  test.each(refused)("$title", async ({ path, body, errors }) => {
    const problem = expectProblem(await create(door(), path, body), { status: 400, code: 2001 });
    expect(problem.errors?.map(({ field, rule }) => [field, rule])).toEqual(errors);
    expect(problem.instance).toBe(path);
    for (const { field, detail } of problem.errors ?? []) {
      expect(detail.startsWith(`${field} `)).toBe(true);
      expect(problem.detail).toContain(detail);
    }
  });

  test("a number beyond what a number can hold", async () => {
    const problem = expectProblem(await create(door(), QWEN, '{"prompt":"a","seed":1e400}'), { status: 400, code: 2001 });
    expect(problem.errors).toHaveLength(1);
  });

  test("a field that is not the body's own", async () => {
    const answer = await create(door(), QWEN, '{"__proto__":{"prompt":"inherited"},"constructor":{"prompt":"a"}}');
    expect(expectProblem(answer, { status: 400, code: 2001 }).errors).toMatchObject([{ field: "prompt", rule: "required" }]);
  });

  test("leaves no task behind", async () => {
    const before = await door().parts.store.queueDepth();
    await create(door(), QWEN, { prompt: "a", seed: -1 });
    expect(await door().parts.store.queueDepth()).toEqual(before);
  });

  test("is refused with 503 while the server stops, and nothing is made", async () => {
    const before = await door().parts.store.queueDepth();
    door().refuse("The server is stopping; try again in a moment.");
    const answer = await create(door(), QWEN, { prompt: "a" });
    door().refuse(undefined);
    expectProblem(answer, { status: 503, code: 4008 });
    expect(answer.headers["retry-after"]).toMatch(/^(?:[1-9]|[1-9]\d|1[01]\d|120)$/);
    expect(await door().parts.store.queueDepth()).toEqual(before);
  });
});

describeDoors("details that a person can act on", (door) => {
  async function detailOf(body: unknown, path = QWEN): Promise<string> {
    return ProblemBody.parse((await create(door(), path, body)).json()).detail;
  }

  test("name the field, the rule and what was got", async () => {
    expect(await detailOf({ prompt: "a", size: "1024*1024" })).toBe(
      'size must be one of 1664*928, 1472*1104, 1328*1328, 1104*1472, 928*1664, got the string "1024*1024".',
    );
    expect(await detailOf({ prompt: "a", seed: -1 })).toBe("seed must be at least 0, got -1.");
    expect(await detailOf({ prompt: "a", seed: "7" })).toBe('seed must be an integer, got the string "7".');
    expect(await detailOf({ prompt: EMOJI.repeat(801) })).toBe("prompt must have at most 800 characters, got 801.");
    expect(await detailOf({})).toBe("prompt is required.");
    expect(await detailOf({ prompt: "a", prompt_extend: null })).toBe("prompt_extend must be true or false, got null.");
    expect(await detailOf({ prompt: "a", size: "800*700" }, WAN)).toContain("768*768");
  });

  test("stay one short line, whatever was sent", async () => {
    const hostile = "\r\n\u0085\u2028\u2029\u001b[31m\u202E" + "x".repeat(10_000);
    for (const body of [
      { prompt: "a", size: hostile },
      { prompt: "a", seed: hostile },
      { [hostile]: 1 },
      `{"prompt":"a\n\r\u0001`,
      `\n\n"${hostile}`,
    ]) {
      const detail = await detailOf(body);
      expect(detail.length).toBeLessThan(400);
    }
  });
});

describeDoors("unknown fields", (door) => {
  test("are ignored, and named in a header and on the task", async () => {
    const answer = await create(door(), QWEN, { prompt: "a", model: "x", n: 2, promt: "typo" });
    const task = await door().parts.store.findTask(expectCreated(answer));
    for (const field of ["model", "n", "promt"]) {
      expect(answer.headers["x-muleteer-warning"]).toContain(field);
      expect(task?.warnings.join("\n")).toContain(field);
    }
    expect(task?.input).not.toHaveProperty("promt");
    expect(task?.imageCount).toBe(1);
  });

  test.each([
    ["line breaks", "x\r\nSet-Cookie: a=b"],
    ["Chinese", "提示词"],
    ["emoji", EMOJI.repeat(3)],
    ["a lone surrogate", "\uD800x"],
    ["controls", "\u0000\u0007\u007F\u0085\u2028"],
    ["nothing", ""],
    ["10 000 characters", "y".repeat(10_000)],
    ["a known name in other letters", "Prompt"],
  ])("named with %s make a safe header", async (_, name) => {
    const answer = await create(door(), QWEN, { prompt: "a", [name]: 1 });
    expectCreated(answer);
    expect(answer.headers["x-muleteer-warning"]).toMatch(/^[\u{20}-\u{7E}]{10,600}$/u);
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"])(
    "called %s are ignored as well",
    async (name) => {
      const answer = await create(door(), QWEN, `{"prompt":"a","${name}":{"seed":-1}}`);
      expectCreated(answer);
      expect(answer.headers["x-muleteer-warning"]).toContain(name);
    },
  );

  test("in thousands keep the header short", async () => {
    const extra = Object.fromEntries(Array.from({ length: 4_000 }, (_, index) => [`f${index}`, 0]));
    const answer = await create(door(), QWEN, { prompt: "a", ...extra });
    expectCreated(answer);
    expect(answer.headers["x-muleteer-warning"]?.length).toBeLessThan(600);
    expect(answer.headers["x-muleteer-warning"]).toContain("3995 more");
  });
});

describe("a model's price and images", () => {
  describeDoors("are reserved for what was asked", (door) => {
    test.each([
      [QWEN, { prompt: "a" }, 1],
      [WAN, { prompt: "a" }, 4],
      [WAN, { prompt: "a", n: 2 }, 2],
    ])("%s %o", async (path, body, images) => {
      const task = await door().parts.store.findTask(expectCreated(await create(door(), path, body)));
      expect(task).toMatchObject({ imageCount: images, priceMicros: 75_000 * images });
    });
  });
});
