// Reading a task: the four states as clients see them, and that a task is invisible to every other key and model (I13).
import { expect, test } from "vitest";
import { CompletedBody, expectCreated, expectProblem, FailedBody, UnfinishedBody, type Answer } from "../support/client.ts";
import { begin, complete, describeDoors, fail, QWEN, WAN, withKey, type Door } from "../support/server.ts";

const NO_TASK = { status: 404, code: 2005 } as const;

async function create(door: Door, path = QWEN, body: object = { prompt: "a fox" }): Promise<string> {
  return expectCreated(await door.send({ method: "POST", path, headers: withKey(door.key), body: JSON.stringify(body) }));
}

function read(door: Door, id: string, { key = door.key, path = QWEN } = {}): Promise<Answer> {
  return door.send({ path: `${path}/${id}`, headers: { authorization: `Bearer ${key}` } });
}

describeDoors("a task's states", (door) => {
  test("pending, then processing", async () => {
    const id = await create(door());
    const waiting = await read(door(), id);
    expect(UnfinishedBody.parse(waiting.json()).task_info).toMatchObject({ id, status: "pending" });
    expect(waiting.headers["cache-control"]).toBe("no-store");
    expect(waiting.headers["content-type"]).toMatch(/^application\/json\b/);

    const task = await begin(door(), id);
    const begun = await read(door(), id);
    expect(begun.status).toBe(200);
    expect(UnfinishedBody.parse(begun.json()).task_info).toMatchObject({ id, status: "processing" });
    expect(begun.headers["cache-control"]).toBe("no-store");
    await fail(door(), task, { kind: "internal", detail: "Over." });
  });

  test("completed, with the same URLs at every read", async () => {
    const id = await create(door());
    await complete(door(), await begin(door(), id));
    const answer = await read(door(), id);
    expect(answer.status).toBe(200);
    const { images } = CompletedBody.parse(answer.json());
    expect(images).toHaveLength(1);
    door().clock.turn(3_600_000);
    expect(CompletedBody.parse((await read(door(), id)).json()).images).toEqual(images);
    door().clock.turn(-3_600_000);
  });

  test("completed with as many URLs as images", async () => {
    const id = await create(door(), WAN, { prompt: "a fox", n: 3 });
    await complete(door(), await begin(door(), id), 3);
    const { images } = CompletedBody.parse((await read(door(), id, { path: WAN })).json());
    expect(new Set(images).size).toBe(3);
  });

  test("completed still answers after its images have expired", async () => {
    const id = await create(door());
    await complete(door(), await begin(door(), id));
    door().clock.turn(25 * 3_600_000);
    expect((await read(door(), id)).status).toBe(200);
    door().clock.turn(-25 * 3_600_000);
  });

  test.each([
    ["contentRefused", 3003],
    ["cancelled", 3002],
    ["engineFailed", 3001],
    ["upstreamFailed", 3005],
    ["noEngine", 4008],
    ["internal", 4002],
  ] as const)("failed as %s is a 200 with code %i and no images", async (kind, code) => {
    const id = await create(door());
    await fail(door(), await begin(door(), id), { kind, detail: "It did not work out." });
    const answer = await read(door(), id);
    expect(answer.status).toBe(200);
    expect(FailedBody.parse(answer.json()).task_info).toMatchObject({ id, error: { code, detail: "It did not work out." } });
  });
});

describeDoors("a task's URLs", (door) => {
  test("begin with the host by which the client came", async () => {
    const id = await create(door());
    await complete(door(), await begin(door(), id));
    const headers = { authorization: `Bearer ${door().key}`, host: "pictures.example:8080" };
    const { images } = CompletedBody.parse((await door().send({ path: `${QWEN}/${id}`, headers })).json());
    expect(images[0]).toMatch(/^http:\/\/pictures\.example:8080\/images\//);
  });
});

// In process there is no address that could stand in for a host that is none.
describeDoors(
  "a task's URLs, asked with a broken host,",
  (door) => {
    test.each(["evil.example/path?", "user@evil.example", "a b", "evil.example#", '"><script>'])(
      "do not hold %j",
      async (host) => {
        const id = await create(door());
        await complete(door(), await begin(door(), id));
        const answer = await door().send({ path: `${QWEN}/${id}`, headers: { authorization: `Bearer ${door().key}`, host } });
        if (answer.status === 400) return expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
        const [url = ""] = CompletedBody.parse(answer.json()).images;
        expect(new URL(url).hostname).not.toContain("evil");
        expect(url).not.toContain(host);
      },
    );
  },
  ["over a socket"],
);

describeDoors("a task that is not there", (door) => {
  test("another key's", async () => {
    const id = await create(door());
    expectProblem(await read(door(), id, { key: door().otherKey }), NO_TASK);
    expect((await read(door(), id)).status).toBe(200);
  });

  test("another model's", async () => {
    const id = await create(door());
    expectProblem(await read(door(), id, { path: WAN }), NO_TASK);
  });

  test("unknown, but a UUID", async () => {
    expectProblem(await read(door(), "01890a5d-ac96-774b-bcce-b302099a8057"), NO_TASK);
  });

  test.each([
    ["a word", "latest"],
    ["a UUID with a tail", "01890a5d-ac96-774b-bcce-b302099a8057x"],
    ["a UUID without dashes", "01890a5dac96774bbcceb302099a8057"],
    ["an encoded slash", "%2F..%2F"],
    ["an encoded NUL", "%00"],
    ["SQL", "1'%20OR%20'1'='1"],
    ["Chinese", encodeURIComponent("任务")],
    ["__proto__", "__proto__"],
    ["10 000 characters", "a".repeat(10_000)],
  ])("%s", async (_, id) => {
    expectProblem(await read(door(), id), NO_TASK);
  });

  test("is told from a malformed id by nothing", async () => {
    const [unknown, malformed] = await Promise.all(["01890a5d-ac96-774b-bcce-b302099a8057", "x"].map((id) => read(door(), id)));
    const { instance: _, ...first } = expectProblem(unknown!, NO_TASK);
    const { instance: __, ...second } = expectProblem(malformed!, NO_TASK);
    expect(first).toEqual(second);
  });
});

describeDoors("a task's id", (door) => {
  test("may be written in capitals", async () => {
    const id = await create(door());
    expect((await read(door(), id.toUpperCase())).status).toBe(200);
  });

  test("may be followed by a query, and headed by two slashes", async () => {
    const id = await create(door());
    const headers = { authorization: `Bearer ${door().key}`, "content-type": "application/json" };
    for (const path of [`${QWEN}/${id}?x=1&x=2`, `/${QWEN}/${id}`, `///${QWEN}/${id}`, `${QWEN}/${id}?`]) {
      expect((await door().send({ path, headers })).status, path).toBe(200);
    }
  });
});
