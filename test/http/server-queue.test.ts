// The queue of the whole server: true counts for admins, and nothing of what others draw.
import { expect, test } from "vitest";
import { expectCreated, expectProblem } from "../support/client.ts";
import { addKey, begin, complete, describeDoors, QWEN, withKey } from "../support/server.ts";

describeDoors("GET /v1/queue", (door) => {
  test("counts what waits and what is drawn, by key, and shows no prompts", async () => {
    const admin = await addKey(door(), { id: "the-admin", role: "admin", name: "operator" });
    const read = async () => {
      const answer = await door().send({ path: "/v1/queue", headers: withKey(admin) });
      expect(answer.status, answer.text).toBe(200);
      expect(answer.headers["cache-control"]).toBe("no-store");
      return answer;
    };
    expect((await read()).json()).toEqual({ object: "queue", pending: 0, processing: 0, oldest_pending_at: null, by_key: [] });

    const busy = await addKey(door(), { id: "the-busy", name: "busy 春" });
    const create = async (key: string) => {
      const body = JSON.stringify({ prompt: "a secret zebra" });
      return expectCreated(await door().send({ method: "POST", path: QWEN, headers: withKey(key), body }));
    };
    const id = await create(busy);
    const task = await begin(door(), id);
    await create(busy);
    await create(admin);
    const answer = await read();
    const oldest = await door().parts.store.queueDepth();
    expect(answer.json()).toEqual({
      object: "queue",
      pending: 2,
      processing: 1,
      oldest_pending_at: new Date(oldest.oldestPendingAt!).toISOString(),
      by_key: [
        { key_id: "the-busy", key_name: "busy 春", pending: 1, processing: 1 },
        { key_id: "the-admin", key_name: "operator", pending: 1, processing: 0 },
      ],
    });
    for (const secret of ["zebra", id, "alibaba"]) expect(answer.text).not.toContain(secret);

    await complete(door(), task);
    expect((await read()).json()).toMatchObject({ pending: 2, processing: 0 });
  });

  test("is for admins", async () => {
    expectProblem(await door().send({ path: "/v1/queue", headers: withKey(door().key) }), { status: 403, code: 1000 });
    expectProblem(await door().send({ path: "/v1/queue" }), { status: 401, code: 1001 });
  });
});
