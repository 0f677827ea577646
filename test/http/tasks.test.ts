// `/v1/tasks`: one task with all that is known of it, lists and search, cancel and delete.
import { describe, expect, test } from "vitest";
import { expectCreated, expectProblem, type Answer } from "../support/client.ts";
import { begin, complete, describeDoors, fail, QWEN, WAN, withKey } from "../support/server.ts";
import { listFiles } from "../support/directory.ts";
import { createTask, newTask } from "../support/tasks.ts";

interface TaskBody {
  readonly id: string;
  readonly status: string;
  readonly progress: { readonly queue_position: number | null; readonly stalled: boolean; readonly fraction: number };
  readonly images: readonly { readonly url: string; readonly sha256: string }[];
}

interface ListBody {
  readonly data: readonly TaskBody[];
  readonly next_cursor: string | null;
}

describeDoors("tasks", (door) => {
  const headers = (key = door().key) => ({ authorization: `Bearer ${key}` });
  const get = (path: string, key?: string): Promise<Answer> => door().send({ path, headers: headers(key) });
  const cancel = (id: string, key?: string) =>
    door().send({ method: "POST", path: `/v1/tasks/${id}/cancel`, headers: headers(key) });
  const remove = (id: string, key?: string) => door().send({ method: "DELETE", path: `/v1/tasks/${id}`, headers: headers(key) });

  async function create(body: object = { prompt: "a fox" }, path = QWEN): Promise<string> {
    return expectCreated(await door().send({ method: "POST", path, headers: withKey(door().key), body: JSON.stringify(body) }));
  }
  async function read(id: string): Promise<TaskBody> {
    const answer = await get(`/v1/tasks/${id}`);
    expect(answer.status, answer.text).toBe(200);
    return answer.json() as TaskBody;
  }
  async function list(query: string): Promise<ListBody> {
    const answer = await get(`/v1/tasks?${query}`);
    expect(answer.status, answer.text).toBe(200);
    return answer.json() as ListBody;
  }

  const find = async (query: string) => (await list(query)).data.map(({ id }) => id);

  describe("one task", () => {
    test("waiting, it has its place in the queue as soon as it is created, however lately somebody asked for another's", async () => {
      const places: (number | null)[] = [];
      for (let index = 0; index < 5; index += 1) places.push((await read(await create())).progress.queue_position);
      expect(places).toEqual(places.map((_, index) => (places[0] ?? Number.NaN) + index));
    });

    test("waiting, it has every field, its place in the queue, and its price is reserved", async () => {
      const id = await create({ prompt: "a fox", seed: 7, wrong: 1 });
      expect(await read(id)).toEqual({
        id,
        object: "task",
        model: "alibaba/qwen-image-max",
        status: "pending",
        created_at: expect.stringMatching(/Z$/) as string,
        updated_at: expect.stringMatching(/Z$/) as string,
        started_at: null,
        finished_at: null,
        deadline_at: null,
        priority: "normal",
        input: { prompt: "a fox", seed: 7, size: "1664*928", prompt_extend: true, safety_filter: true },
        final_prompt: null,
        seed: 7,
        engine: null,
        attempts: 0,
        progress: {
          fraction: 0,
          step: "queued",
          steps: null,
          stalled: false,
          queue_position: expect.any(Number) as number,
          eta_seconds: null,
          preview_url: null,
        },
        cost: { currency: "USD", price_usd: 0.075, charged_usd: 0, state: "reserved" },
        warnings: ['unknown field "wrong" was ignored'],
        images: [],
        error: null,
        timings: { queued_ms: null, processing_ms: null, total_ms: null },
        read_url: expect.stringContaining(`${QWEN}/${id}`) as string,
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      });
    });

    test("completed, it has its images as they are, and was charged", async () => {
      const id = await create({ prompt: "a fox", n: 2 }, WAN);
      const files = await complete(door(), await begin(door(), id), 2);
      const task = await read(id);
      expect(task).toMatchObject({
        status: "completed",
        engine: "test",
        attempts: 1,
        progress: { fraction: 1, step: "completed", queue_position: null, eta_seconds: null },
        cost: { price_usd: 0.15, charged_usd: 0.15, state: "charged" },
        images: files.map((file) => ({ width: 32, height: 24, type: "image/png", size_bytes: file.length })),
      });
      for (const [index, image] of task.images.entries()) {
        const { pathname, search } = new URL(image.url);
        expect((await door().send({ path: pathname + search })).bytes.equals(files[index] ?? Buffer.of())).toBe(true);
      }
    });

    test("failed, it says why, and gave its price back", async () => {
      const id = await create();
      await fail(door(), await begin(door(), id), { kind: "contentRefused", detail: "Refused." });
      expect(await read(id)).toMatchObject({
        status: "failed",
        cost: { price_usd: 0.075, charged_usd: 0, state: "released" },
        error: { code: 3003, detail: "Refused." },
      });
    });

    test("an engine that is silent for long is said to be stalled", async () => {
      const id = await create();
      const task = await begin(door(), id);
      expect((await read(id)).progress.stalled).toBe(false);
      door().clock.turn(31_000);
      expect((await read(id)).progress.stalled).toBe(true);
      await door().parts.store.changeTask(id, task.lease ?? "", {
        type: "renew",
        leaseUntil: door().clock.now() + 60_000,
        heardAt: door().clock.now(),
      });
      expect((await read(id)).progress.stalled).toBe(false);
    });

    test("I13: of another key there is none, nor of an id that is none", async () => {
      const id = await create();
      for (const answer of [
        await get(`/v1/tasks/${id}`, door().otherKey),
        await cancel(id, door().otherKey),
        await remove(id, door().otherKey),
        await get("/v1/tasks/01a204e1-9d91-77e4-83f4-0ae130e53b57"),
        await get("/v1/tasks/abc"),
      ]) {
        expectProblem(answer, { status: 404, code: 2005 });
      }
      expect((await read(id)).status).toBe("pending");
    });
  });

  describe("cancel", () => {
    test("ends a waiting task, and a second one changes nothing", async () => {
      const id = await create();
      const first = await cancel(id);
      expect(first.status).toBe(200);
      expect(first.json()).toMatchObject({
        status: "cancelled",
        error: { code: 3002 },
        cost: { charged_usd: 0, state: "released" },
      });
      expect((await cancel(id)).json()).toEqual(first.json());
      const wire = (await get(`${QWEN}/${id}`)).json();
      expect(wire).toMatchObject({ task_info: { status: "failed", error: { code: 3002 } } });
    });

    test("ends one that is worked on, and its worker can write nothing more", async () => {
      const id = await create();
      const task = await begin(door(), id);
      expect((await cancel(id)).json()).toMatchObject({ status: "cancelled" });
      await expect(complete(door(), task)).rejects.toThrow();
      expect((await read(id)).status).toBe("cancelled");
    });

    test("comes too late for one that has ended, with 409", async () => {
      const id = await create();
      await complete(door(), await begin(door(), id));
      expectProblem(await cancel(id), { status: 409, code: 2006 });
    });

    test("a hundred at once, and an ending in between, end it once", async () => {
      const id = await create();
      const task = await begin(door(), id);
      const answers = await Promise.all([
        ...Array.from({ length: 100 }, () => cancel(id)),
        complete(door(), task).then(
          () => undefined,
          () => undefined,
        ),
      ]);
      const statuses = new Set(answers.flatMap((answer) => (answer ? [answer.status] : [])));
      expect([...statuses].every((status) => status === 200 || status === 409)).toBe(true);
      expect(["cancelled", "completed"]).toContain((await read(id)).status);
    });
  });

  describe("delete", () => {
    test("removes record and files", async () => {
      const id = await create();
      await complete(door(), await begin(door(), id));
      const { images } = await read(id);
      const answer = await remove(id);
      expect([answer.status, answer.text]).toEqual([204, ""]);
      expectProblem(await get(`/v1/tasks/${id}`), { status: 404, code: 2005 });
      expectProblem(await get(`${QWEN}/${id}`), { status: 404, code: 2005 });
      expectProblem(await remove(id), { status: 404, code: 2005 });
      const url = new URL(images[0]?.url ?? "");
      expectProblem(await door().send({ path: url.pathname + url.search }), { status: 410, code: 2005 });
      expect(listFiles(door().directory).filter((name) => name.includes(id))).toEqual([]);
    });

    test("ends first what has not ended", async () => {
      const id = await create();
      const task = await begin(door(), id);
      expect((await remove(id)).status).toBe(204);
      await expect(complete(door(), task)).rejects.toThrow();
      expectProblem(await get(`/v1/tasks/${id}`), { status: 404, code: 2005 });
    });
  });

  describe("list", () => {
    test("pages stay right while tasks arrive", async () => {
      const ids = [];
      for (let index = 0; index < 25; index += 1) ids.push(await create({ prompt: `page ${index}` }));
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: ListBody = await list(`limit=7${cursor === null ? "" : `&cursor=${cursor}`}`);
        expect(page.data.length).toBeLessThanOrEqual(7);
        seen.push(...page.data.map(({ id }) => id));
        cursor = page.next_cursor;
        await create({ prompt: "newcomer" });
      } while (cursor !== null && seen.length < 1_000);
      expect(seen.slice(0, 25)).toEqual(ids.toReversed());
      expect(new Set(seen).size).toBe(seen.length);
    });

    test("by state, model, time and words, together too", async () => {
      const marker = `zebra${Math.random().toString(36).slice(2, 8)}`;
      const fox = await create({ prompt: `${marker} fox at dawn` });
      const cat = await create({ prompt: `${marker} cat, 春风茶社`, n: 1 }, WAN);
      await cancel(fox);
      expect(await find(`q=${marker}`)).toEqual([cat, fox]);
      expect(await find(`q=${marker}&status=cancelled`)).toEqual([fox]);
      expect(await find(`q=${marker}&status=pending,cancelled`)).toEqual([cat, fox]);
      expect(await find(`q=${marker}&model=alibaba/wan2.6-t2i`)).toEqual([cat]);
      expect(await find(`q=${encodeURIComponent("风茶")}%20${marker}`)).toEqual([cat]);
      expect(await find(`q=${marker.slice(0, 7)}%20DAW`)).toEqual([fox]);
      expect(await find(`q=${marker}&after=2099-01-01T00:00:00Z`)).toEqual([]);
      expect(await find(`q=${marker}&before=2099-01-01T00:00:00Z&after=2020-01-01T00:00:00Z`)).toEqual([cat, fox]);
    });

    test("I13: holds nothing of another key", async () => {
      const { store, clock } = door().parts;
      await createTask(store, newTask({ keyId: "somebody", createdAt: clock.now(), input: { prompt: "secret walrus" } }));
      expect((await list("q=walrus")).data).toEqual([]);
      expect((await get("/v1/tasks?limit=100", door().otherKey)).json()).toMatchObject({ data: [], next_cursor: null });
    });

    test.each(["status=done", "limit=0", "limit=101", "limit=x", "after=yesterday", "cursor=abc", "sort=asc", "q=a&q=b"])(
      "refuses %s with the field and the rule",
      async (query) => {
        const { errors } = expectProblem(await get(`/v1/tasks?${query}`), { status: 400, code: 2001 });
        expect(errors?.[0]?.field).toBe(query.split("=")[0]);
      },
    );
  });

  test("a preview opens with its signature alone, and is gone with its task", async () => {
    const id = await create();
    expectProblem(await door().send({ path: `/previews/${id}.jpg?expires=4102444800&signature=${"A".repeat(43)}` }), {
      status: 403,
      code: 1000,
    });
    expectProblem(await door().send({ path: `/previews/${id}.jpg` }), { status: 403, code: 1000 });
    expectProblem(await door().send({ path: "/previews/x.jpg" }), { status: 404, code: 2000 });
  });
});
