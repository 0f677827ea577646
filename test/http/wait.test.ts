// `Prefer: wait=N` on create and read: the answer comes when the task has ended, or when the time is over.
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { CompletedBody, expectCreated, expectProblem, FailedBody, UnfinishedBody, type Answer } from "../support/client.ts";
import { OutcomeUnknown, StoreUnavailable } from "../../src/core/store.ts";
import { begin, complete, describeDoors, fail, openDoor, QWEN, withKey } from "../support/server.ts";
import { until } from "../support/until.ts";

describeDoors("waiting", (door) => {
  const post = (prefer: string, headers = {}) =>
    door().send({ method: "POST", path: QWEN, headers: withKey(door().key, { prefer, ...headers }), body: '{"prompt":"a fox"}' });
  const read = (id: string, prefer: string) => door().send({ path: `${QWEN}/${id}`, headers: withKey(door().key, { prefer }) });

  /** The one task that waits, once a create has made it. */
  const newest = () => until("a task waits", async () => (await door().parts.store.listQueue(1))[0]?.id);

  test("a create is answered with the finished body when the task completes in time", async () => {
    const answering = post("wait=30");
    const id = await newest();
    await complete(door(), await begin(door(), id));
    const answer = await answering;
    expect(answer.status).toBe(200);
    expect(answer.headers["preference-applied"]).toBe("wait=30");
    expect(answer.headers["location"]).toBe(`${QWEN}/${id}`);
    expect(CompletedBody.parse(answer.json()).task_info.id).toBe(id);
  });

  test("a failure is an end too", async () => {
    const answering = post("respond-async, wait=30");
    await fail(door(), await begin(door(), await newest()), { kind: "engineFailed", detail: "It broke." });
    const answer = await answering;
    expect(answer.status).toBe(200);
    FailedBody.parse(answer.json());
  });

  test("when the time is over, the create is 202 and a read 200, as it stands", async () => {
    const created = await post("wait=1");
    const id = expectCreated(created);
    expect(created.headers["preference-applied"]).toBe("wait=1");
    const answer = await read(id, "wait=1");
    expect(answer.status).toBe(200);
    expect(UnfinishedBody.parse(answer.json()).task_info.status).toBe("pending");
    await door().parts.store.cancelTask(id, "Over.");
  });

  test("a read of a task that has ended waits for nothing", async () => {
    const id = expectCreated(await post("wait=0"));
    await door().parts.store.cancelTask(id, "Over.");
    FailedBody.parse((await read(id, "wait=60")).json());
  });

  test.each(["wait", "wait=", "wait=x", "wait=-1", "wait=1.5", "wait=0", "return=minimal"])(
    "a preference that asks for no time is ignored: %s",
    async (prefer) => {
      const answer = await post(prefer);
      const id = expectCreated(answer);
      expect(answer.headers["preference-applied"]).toBe(undefined);
      await door().parts.store.cancelTask(id, "Over.");
    },
  );

  test.each(["600", "9999999999", "0".repeat(20) + "600", "9".repeat(400)])(
    "more than a minute is a minute, in however many digits (%#)",
    async (seconds) => {
      const answering = post(`wait=${seconds}`);
      await door().parts.store.cancelTask(await newest(), "Over.");
      expect((await answering).headers["preference-applied"]).toBe("wait=60");
    },
  );

  test("a repeat with the same idempotency key waits for the same task", async () => {
    const headers = { "idempotency-key": `wait-${Math.random()}` };
    const [first, second] = [post("wait=30", headers), post("wait=30", headers)];
    await complete(door(), await begin(door(), await newest()));
    const answers = (await Promise.all([first, second])).map((answer) => CompletedBody.parse(answer.json()).task_info.id);
    expect(answers[0]).toBe(answers[1]);
  });
});

test("a thousand who wait for one task are answered together, and nobody is left", async () => {
  const door = await openDoor("over a socket");
  try {
    const send = (prefer: string): Promise<Answer> =>
      door.send({
        method: "POST",
        path: QWEN,
        headers: withKey(door.key, { prefer, "idempotency-key": "one" }),
        body: '{"prompt":"a fox"}',
      });
    const id = expectCreated(await send("wait=0"));
    const countConnections = promisify(door.app.server.getConnections.bind(door.app.server));
    // All at once, they would overflow the listener's backlog: connections that the kernel drops are made again after 1, 2, 4, … s,
    // and some are reset.
    const waiting: Promise<Answer>[] = [];
    while (waiting.length < 1_000) {
      waiting.push(...Array.from({ length: 100 }, () => send("wait=60")));
      await until("they are connected", async () => (await countConnections()) >= waiting.length);
    }
    await until("they wait", () => door.parts.watch.isWatched({ id, keyId: "" }));
    await complete(door, await begin(door, id));
    const answers = await Promise.all(waiting);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(door.parts.watch.isWatched({ id, keyId: "" })).toBe(false);
  } finally {
    await door.close();
  }
});

test("a server that closes answers those who wait as it stands", async () => {
  const door = await openDoor("over a socket");
  const answering = door.send({
    method: "POST",
    path: QWEN,
    headers: withKey(door.key, { prefer: "wait=60" }),
    body: '{"prompt":"a fox"}',
  });
  const id = await until("a task waits", async () => (await door.parts.store.listQueue(1))[0]?.id);
  await until("somebody waits for it", () => door.parts.watch.isWatched({ id, keyId: "" }));
  await Promise.all([door.close(), answering.then(expectCreated)]);
});

test("a client that goes away is waited for no more", async () => {
  const door = await openDoor("over a socket");
  try {
    const controller = new AbortController();
    const answering = fetch(door.origin + QWEN, {
      method: "POST",
      headers: withKey(door.key, { prefer: "wait=60" }),
      body: '{"prompt":"a fox"}',
      signal: controller.signal,
    });
    const id = await until("a task waits", async () => (await door.parts.store.listQueue(1))[0]?.id);
    await until("somebody waits for it", () => door.parts.watch.isWatched({ id, keyId: "" }));
    controller.abort();
    await expect(answering).rejects.toThrow();
    await until("nobody waits for it", () => !door.parts.watch.isWatched({ id, keyId: "" }));
  } finally {
    await door.close();
  }
});

test("a task that was created is told of, although nobody else may wait and the store cannot be read any more", async () => {
  const door = await openDoor("over a socket");
  try {
    const send = (key: string) =>
      door.send({
        method: "POST",
        path: QWEN,
        headers: withKey(door.key, { prefer: "wait=30", "idempotency-key": key }),
        body: '{"prompt":"a fox"}',
      });
    const leave = [];
    for (let next = door.parts.watch.enter(); next; next = door.parts.watch.enter()) leave.push(next);
    const created = await send("one");
    const id = expectCreated(created);
    expect(created.headers["preference-applied"]).toBe(undefined);
    const read = await door.send({ path: `${QWEN}/${id}`, headers: withKey(door.key, { prefer: "wait=30" }) });
    expect(UnfinishedBody.parse(read.json()).task_info.id).toBe(id);
    expectProblem(await door.send({ path: "/v1/events", headers: withKey(door.key) }), { status: 503, code: 4008 });
    await door.parts.store.cancelTask(id, "Over.");
    expect(expectCreated(await send("one"))).toBe(id);
    for (const each of leave) each();

    door.parts.store.findOutcome = () => Promise.reject(new StoreUnavailable("the disk is gone"));
    const unreadable = expectCreated(await send("two"));
    expect(door.parts.watch.isWatched({ id: unreadable, keyId: "" })).toBe(false);
    expect((await door.parts.store.listQueue(10)).map((task) => task.id)).toEqual([unreadable]);

    // Whether there is a task now, nobody knows: nothing else may be said.
    door.parts.store.createTask = () => Promise.reject(new OutcomeUnknown("it went away"));
    const unsure = expectProblem(await send("three"), { status: 503, code: 4008 });
    expect(unsure.detail).toContain("is not known");
    door.parts.store.createTask = () => Promise.reject(new StoreUnavailable("it is away"));
    expect(expectProblem(await send("three"), { status: 503, code: 4008 }).detail).toContain("Nothing was created");
  } finally {
    await door.close();
  }
});
