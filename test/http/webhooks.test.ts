// `/v1/webhooks`: what a key may register, how secrets are shown and rotated, and the log of deliveries.
import { beforeEach, describe, expect, test } from "vitest";
import { expectProblem, type Answer } from "../support/client.ts";
import { describeDoors, openDoor, QWEN, withKey } from "../support/server.ts";

interface WebhookBody {
  readonly id: string;
  readonly url: string;
  readonly enabled: boolean;
  readonly events: readonly string[] | null;
  readonly secret?: string;
  readonly secret_rotates_at: string | null;
}

interface DeliveryList {
  readonly data: readonly {
    readonly id: string;
    readonly type: string;
    readonly status: string;
    readonly webhook_id: string | null;
  }[];
  readonly next_cursor: string | null;
}

const SECRET = /^whsec_[A-Za-z0-9+/]{43}=$/;

describeDoors("webhooks", (door) => {
  const call = (method: string, path: string, body?: unknown, key = door().key): Promise<Answer> =>
    door().send({
      method,
      path: `/v1/webhooks${path}`,
      headers: withKey(key),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const list = async (): Promise<readonly WebhookBody[]> => ((await call("GET", "")).json() as { data: WebhookBody[] }).data;
  const deliveries = async (path = "/deliveries"): Promise<DeliveryList> => (await call("GET", path)).json() as DeliveryList;

  async function create(body: object = { url: "https://example.com/hook" }): Promise<WebhookBody & { secret: string }> {
    const answer = await call("POST", "", body);
    expect(answer.status, answer.text).toBe(201);
    return answer.json() as WebhookBody & { secret: string };
  }

  beforeEach(async () => {
    for (const { id } of await list()) await call("DELETE", `/${id}`);
  });

  test("one is made, with a secret that is shown once", async () => {
    const made = await create({ url: "https://example.com/hook", description: "orders", events: ["task.succeeded"] });
    expect(made).toMatchObject({
      object: "webhook",
      url: "https://example.com/hook",
      description: "orders",
      events: ["task.succeeded"],
      enabled: true,
    });
    expect(made.secret).toMatch(SECRET);
    const read = await call("GET", `/${made.id}`);
    const { secret: _, ...rest } = made;
    expect(read.json()).toEqual(rest);
    expect((await list()).map(({ id }) => id)).toEqual([made.id]);
    expect((await call("GET", "")).text).not.toContain(made.secret);
  });

  test("a key has at most five, however many are asked for at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => call("POST", "", { url: `https://example.com/${index}` })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    for (const answer of answers.filter(({ status }) => status !== 201)) expectProblem(answer, { status: 409, code: 2006 });
    expect(await list()).toHaveLength(5);
  });

  test.each([
    [{}, "url"],
    [{ url: "http://example.com" }, "url"],
    [{ url: "ftp://example.com" }, "url"],
    [{ url: "example.com" }, "url"],
    [{ url: "https://user:password@example.com" }, "url"],
    [{ url: `https://example.com/${"x".repeat(2048)}` }, "url"],
    [{ url: "https://10.0.0.1/" }, "url"],
    [{ url: "https://169.254.169.254/latest" }, "url"],
    [{ url: "https://[::ffff:10.0.0.1]/" }, "url"],
    [{ url: "https://0xa9fea9fe/" }, "url"],
    [{ url: "https://example.com:0/" }, "url"],
    [{ url: " https://example.com/" }, "url"],
    [{ url: "https://exam\nple.com/" }, "url"],
    [{ url: "https://example.com/\u001b[2J" }, "url"],
    [{ url: "https://example.com/\uD83D" }, "url"],
    [{ url: "https://example.com", description: "x".repeat(201) }, "description"],
    [{ url: "https://example.com", events: [] }, "events"],
    [{ url: "https://example.com", events: ["task.processing"] }, "events.0"],
    [{ url: "https://example.com", event: ["task.failed"] }, "event"],
  ])("%j is refused with the field and the rule", async (body, field) => {
    const { errors } = expectProblem(await call("POST", "", body), { status: 400, code: 2001 });
    expect(errors?.map((error) => error.field)).toEqual([field]);
    expect(await list()).toEqual([]);
  });

  test.each([
    ["x".repeat(201), "maxLength"],
    ["half of \uD83D", "wellFormed"],
  ])("a description %j is refused, and nothing but the rule that it breaks is named", async (description, rule) => {
    const answer = await call("POST", "", { url: "https://example.com", description });
    expect(expectProblem(answer, { status: 400, code: 2001 }).errors).toMatchObject([{ field: "description", rule }]);
  });

  test("an event that is named twice is wanted once, whether at first or in a change", async () => {
    const events = ["task.created", "task.failed", "task.created"];
    const { id, ...made } = await create({ url: "https://example.com/a", events });
    expect(made.events).toEqual(["task.created", "task.failed"]);
    expect((await call("PATCH", `/${id}`, { events: events.toReversed() })).json()).toMatchObject({
      events: ["task.created", "task.failed"],
    });
  });

  test("it is changed in what is named, and in nothing else", async () => {
    const { id } = await create({ url: "https://example.com/a", description: "a", events: ["task.failed"] });
    const changed = await call("PATCH", `/${id}`, { description: "b", events: null });
    expect(changed.json()).toMatchObject({ url: "https://example.com/a", description: "b", events: null, enabled: true });
    expect((await call("PATCH", `/${id}`, { enabled: false })).json()).toMatchObject({ enabled: false, description: "b" });
    expectProblem(await call("POST", `/${id}/test`), { status: 409, code: 2006 });
    expect((await call("PATCH", `/${id}`, { enabled: true })).json()).toMatchObject({ enabled: true, disabled_reason: null });
  });

  test("a rotation shows a new secret, and says until when the old one signs too", async () => {
    const { id, secret } = await create();
    const rotated = (await call("POST", `/${id}/rotate`)).json() as WebhookBody;
    expect(rotated.secret).toMatch(SECRET);
    expect(rotated.secret).not.toBe(secret);
    const hours = (Date.parse(rotated.secret_rotates_at ?? "") - door().clock.now()) / 3_600_000;
    expect(Math.round(hours)).toBe(24);
    const now = (await call("POST", `/${id}/rotate`, { overlap_hours: 0 })).json() as WebhookBody;
    expect(now.secret_rotates_at).toBe(null);
  });

  test("a test event stands in the log, and can be sent again", async () => {
    const { id } = await create();
    const answer = await call("POST", `/${id}/test`);
    expect(answer.status).toBe(202);
    const delivery = answer.json() as DeliveryList["data"][number];
    expect(delivery).toMatchObject({ type: "webhook.test", status: "pending", webhook_id: id });
    expect((await deliveries(`/${id}/deliveries`)).data.map((each) => each.id)).toEqual([delivery.id]);
    expect((await call("GET", `/deliveries/${delivery.id}`)).json()).toMatchObject({ id: delivery.id, attempts: [] });
    expect((await call("POST", `/deliveries/${delivery.id}/redeliver`)).status).toBe(202);
  });

  test("the log has what tasks told, to their own URLs too, in pages", async () => {
    await create({ url: "https://example.com/hook", events: ["task.created"] });
    const headers = withKey(door().key, { "x-muleteer-webhook": "https://example.com/own" });
    for (let index = 0; index < 3; index += 1)
      await door().send({ method: "POST", path: QWEN, headers, body: '{"prompt":"a fox"}' });
    const all: DeliveryList["data"][number][] = [];
    let cursor: string | null = null;
    do {
      const page: DeliveryList = await deliveries(
        `/deliveries?limit=4&status=pending${cursor === null ? "" : `&cursor=${cursor}`}`,
      );
      all.push(...page.data);
      cursor = page.next_cursor;
    } while (cursor !== null);
    const created = all.filter(({ type }) => type === "task.created");
    expect(created.filter(({ webhook_id }) => webhook_id === null)).toHaveLength(3);
    expect(created.filter(({ webhook_id }) => webhook_id !== null)).toHaveLength(3);
  });

  test("the key's own secret stays the same until it is rotated", async () => {
    const read = async () => (await call("GET", "/secret")).json() as { secret: string };
    const { secret } = await read();
    expect(secret).toMatch(SECRET);
    expect((await read()).secret).toBe(secret);
    const rotated = (await call("POST", "/secret/rotate")).json() as { secret: string; secret_rotates_at: string };
    expect(rotated.secret).not.toBe(secret);
    expect((await read()).secret).toBe(rotated.secret);
    expect(((await call("GET", "/secret", undefined, door().otherKey)).json() as { secret: string }).secret).not.toBe(
      rotated.secret,
    );
  });

  test("a rotation of the key's own secret takes hours too, and refuses what it does not know", async () => {
    const { secret } = (await call("GET", "/secret")).json() as { secret: string };
    for (const [body, field] of [
      [{ overlap_hours: "zzz" }, "overlap_hours"],
      [{ overlap_hours: 169 }, "overlap_hours"],
      [{ overlap: 1 }, "overlap"],
    ] as const) {
      const { errors } = expectProblem(await call("POST", "/secret/rotate", body), { status: 400, code: 2001 });
      expect(errors?.map((error) => error.field)).toEqual([field]);
    }
    expect((await call("GET", "/secret")).json()).toMatchObject({ secret });
    const rotate = async (body?: unknown) => (await call("POST", "/secret/rotate", body)).json() as WebhookBody;
    for (const [body, hours] of [[undefined, 24] as const, [{ overlap_hours: 2 }, 2] as const]) {
      const until = Date.parse((await rotate(body)).secret_rotates_at ?? "");
      expect(Math.round((until - door().clock.now()) / 3_600_000)).toBe(hours);
    }
    expect((await rotate({ overlap_hours: 0 })).secret_rotates_at).toBe(null);
  });

  test("no cache keeps an answer with a secret in it", async () => {
    const { id } = await create();
    const asked: [method: string, path: string, body?: unknown][] = [
      ["GET", "/secret"],
      ["POST", "/secret/rotate"],
      ["POST", "", { url: "https://example.com/other" }],
      ["POST", `/${id}/rotate`],
    ];
    for (const [method, path, body] of asked) {
      const { headers, text } = await call(method, path, body);
      expect(text).toContain("whsec_");
      expect([path, headers["cache-control"]]).toEqual([path, "no-store"]);
    }
  });

  test("I13: another key has none of it", async () => {
    const { id } = await create();
    const { id: deliveryId } = (await call("POST", `/${id}/test`)).json() as { id: string };
    const calls: [string, string, unknown?][] = [
      ["GET", `/${id}`],
      ["PATCH", `/${id}`, { enabled: false }],
      ["DELETE", `/${id}`],
      ["POST", `/${id}/rotate`],
      ["POST", `/${id}/test`],
      ["GET", `/${id}/deliveries`],
      ["GET", `/deliveries/${deliveryId}`],
      ["POST", `/deliveries/${deliveryId}/redeliver`],
    ];
    for (const [method, path, body] of calls) {
      expectProblem(await call(method, path, body, door().otherKey), { status: 404, code: 2000 });
    }
    expect((await call("GET", "", undefined, door().otherKey)).json()).toMatchObject({ data: [] });
    expect((await call("GET", "/deliveries", undefined, door().otherKey)).json()).toMatchObject({ data: [] });
    expect((await list())[0]?.enabled).toBe(true);
  });
});

describe("webhooks to this machine", () => {
  test.each([true, false])("are refused unless the operator allows them (%s)", async (allowed) => {
    const door = await openDoor("in process", { allowLoopbackWebhooks: allowed });
    try {
      for (const url of [
        "http://127.0.0.1:9000/hook",
        "http://localhost/hook",
        "http://[::1]/",
        "https://127.0.0.1/",
        "http://2130706433/",
      ]) {
        const answer = await door.send({
          method: "POST",
          path: "/v1/webhooks",
          headers: withKey(door.key),
          body: JSON.stringify({ url }),
        });
        expect(answer.status, url).toBe(allowed ? 201 : 400);
      }
    } finally {
      await door.close();
    }
  });
});
