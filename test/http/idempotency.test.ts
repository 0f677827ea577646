// `Idempotency-Key`: the same key, path and body are the same create (I11), whenever and however often it is sent.
import { describe, expect, test } from "vitest";
import { createHash, randomUUID } from "node:crypto";
import { expectCreated, expectProblem, type Answer } from "../support/client.ts";
import { describeDoors, QWEN, WAN, withKey } from "../support/server.ts";

const DAY_MS = 86_400_000;

describeDoors("idempotent creates", (door) => {
  function create(idempotencyKey: string, body: string, { path = QWEN, key = door().key } = {}): Promise<Answer> {
    return door().send({ method: "POST", path, headers: withKey(key, { "idempotency-key": idempotencyKey }), body });
  }
  const fox = '{"prompt":"a fox","seed":7}';

  test("a repeat is answered as the first, with the same task, and says so", async () => {
    const key = randomUUID();
    const first = await create(key, fox);
    const id = expectCreated(first);
    expect(first.headers["idempotency-replayed"]).toBe(undefined);
    const again = await create(key, fox);
    expect(expectCreated(again)).toBe(id);
    expect(again.json()).toEqual(first.json());
    expect(again.headers["location"]).toBe(first.headers["location"]);
    expect(again.headers["idempotency-replayed"]).toBe("true");
  });

  test("it is the first answer too after the task has gone on, has ended, or was deleted", async () => {
    const key = randomUUID();
    const first = await create(key, fox);
    const id = expectCreated(first);
    const { store } = door().parts;
    await store.cancelTask(id, "Enough.");
    expect((await create(key, fox)).json()).toEqual(first.json());
    await store.deleteTask(id);
    expect((await create(key, fox)).json()).toEqual(first.json());
  });

  test("the order of fields and white space make no other body", async () => {
    const key = randomUUID();
    const id = expectCreated(await create(key, fox));
    expect(expectCreated(await create(key, '{ "seed": 7,\n "prompt": "a fox" }'))).toBe(id);
  });

  test.each([
    ["[", "]"],
    ['{"a":', "}"],
  ])("a body that is nested deeply is a body like any other: %s…%s", async (open, close) => {
    const key = randomUUID();
    const nest = (depth: number) => `{"prompt":"a fox","other":${open.repeat(depth)}0${close.repeat(depth)}}`;
    const id = expectCreated(await create(key, nest(10_000)));
    expect(expectCreated(await create(key, nest(10_000)))).toBe(id);
    expectProblem(await create(key, nest(9_999)), { status: 409, code: 2004 });
  });

  test("another body is refused with 409 and makes nothing", async () => {
    const key = randomUUID();
    expectCreated(await create(key, fox));
    const { pending } = await door().parts.store.queueDepth();
    expectProblem(await create(key, '{"prompt":"a cat","seed":7}'), { status: 409, code: 2004 });
    expect((await door().parts.store.queueDepth()).pending).toBe(pending);
  });

  test("another path or another API key has its own", async () => {
    const key = randomUUID();
    const ids = [
      expectCreated(await create(key, '{"prompt":"a fox"}')),
      expectCreated(await create(key, '{"prompt":"a fox"}', { path: WAN })),
      expectCreated(await create(key, '{"prompt":"a fox"}', { key: door().otherKey })),
    ];
    expect(new Set(ids).size).toBe(3);
  });

  test("a hundred at the same instant make one task", async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 100 }, () => create(key, fox)));
    expect(new Set(answers.map(expectCreated)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers["idempotency-replayed"] === undefined)).toHaveLength(1);
  });

  test("a body that is refused is not remembered", async () => {
    const key = randomUUID();
    expectProblem(await create(key, '{"prompt":""}'), { status: 400, code: 2001 });
    expectCreated(await create(key, fox));
  });

  test("it is forgotten after a day, and not before", async () => {
    const key = randomUUID();
    const id = expectCreated(await create(key, fox));
    door().clock.turn(DAY_MS - 60_000);
    expect(expectCreated(await create(key, fox))).toBe(id);
    door().clock.turn(60_001);
    expect(expectCreated(await create(key, fox))).not.toBe(id);
  });

  test("255 characters are a key, and no more", async () => {
    expectCreated(await create("k".repeat(255), fox));
    expectCreated(await create(`${createHash("sha256").update("a").digest("base64")} with spaces`, fox));
    expect(expectProblem(await create("k".repeat(256), fox), { status: 400, code: 2001 }).errors).toMatchObject([
      { field: "Idempotency-Key" },
    ]);
  });
});

describe("other headers of a create", () => {
  describeDoors("headers", (door) => {
    test.each([
      ["Cancel-After", ["0", "0s", "-5s", "1.5m", "25h", "soon", "86401", ""]],
      ["X-Muleteer-Priority", ["urgent", "0", "high, low"]],
      [
        "X-Muleteer-Webhook",
        [
          "http://example.com/hook",
          "ftp://example.com",
          "https://user:pw@example.com",
          "example.com",
          `https://e.com/${"x".repeat(2048)}`,
        ],
      ],
    ])("a bad %s is refused, and makes nothing", async (name, values) => {
      for (const value of values) {
        const headers = withKey(door().key, { [name.toLowerCase()]: value });
        const answer = await door().send({ method: "POST", path: QWEN, headers, body: '{"prompt":"a fox"}' });
        const { errors, detail } = expectProblem(answer, { status: 400, code: 2001 });
        expect(errors, value).toMatchObject([{ field: name, rule: "header" }]);
        expect(detail).toContain(name);
      }
      expect(await door().parts.store.queueDepth()).toMatchObject({ pending: 0 });
    });

    test("good ones are on the task", async () => {
      const { send, key, parts } = door();
      const headers = withKey(key, {
        "cancel-after": "5m",
        "x-muleteer-priority": "high",
        "x-muleteer-webhook": "https://example.com/hook",
      });
      const id = expectCreated(await send({ method: "POST", path: QWEN, headers, body: '{"prompt":"a fox"}' }));
      const task = await parts.store.findTask(id);
      expect(task).toMatchObject({ priority: "high", webhookUrl: "https://example.com/hook" });
      expect((task?.deadlineAt ?? 0) - (task?.createdAt ?? 0)).toBe(300_000);
    });
  });
});
