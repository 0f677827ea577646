// The engines as clients read them: what they are, and of an account in trouble no more than a stranger may know.
import { expect, test } from "vitest";
import { z } from "zod";
import type { EngineStatus } from "../../src/core/engine-status.ts";
import { expectProblem } from "../support/client.ts";
import { addKey, openDoor, withKey } from "../support/server.ts";

const EngineBody = z.strictObject({
  id: z.string(),
  object: z.literal("engine"),
  title: z.string(),
  ready: z.boolean(),
  reason: z.string().nullable(),
  operator_reason: z.string().nullable().optional(),
  capacity: z.int(),
  busy: z.int(),
  models: z.array(z.string()),
});
const NodeBody = z.strictObject({
  id: z.string(),
  name: z.string(),
  heard_at: z.string(),
  ready: z.boolean(),
  reason: z.string().nullable(),
  operator_reason: z.string().nullable(),
  capacity: z.int(),
  busy: z.int(),
});
const ListBody = z.strictObject({ object: z.literal("list"), data: z.array(EngineBody) });
const AdminListBody = ListBody.extend({ data: z.array(EngineBody.extend({ nodes: z.array(NodeBody).optional() })) });

const STATUS: readonly EngineStatus[] = [
  { id: "sketch", title: "Sketch", ready: true, capacity: 2, busy: 1, models: ["alibaba/qwen-image-max"] },
  {
    id: "dashscope",
    title: "DashScope",
    ready: false,
    reason: "It waits for its operator.",
    operatorReason: "answered HTTP 402 Arrearage",
    capacity: 2,
    busy: 0,
    models: [],
    nodes: [{ id: "n1", name: "host-1", heardAt: Date.UTC(2026, 0, 1), ready: false, reason: "Why.", capacity: 2, busy: 0 }],
  },
];

async function openWithEngines() {
  const door = await openDoor("in process", { listEngines: () => Promise.resolve(STATUS) });
  const read = async (key: string) => {
    const answer = await door.send({ path: "/v1/engines", headers: withKey(key) });
    expect(answer.status, answer.text).toBe(200);
    return answer.json();
  };
  return {
    door,
    list: async (key: string) => ListBody.parse(await read(key)).data,
    listAsAdmin: async () => AdminListBody.parse(await read(await addKey(door, { role: "admin" }))).data,
  };
}

test("any key reads what the engines are, and in plain words why one is not ready", async () => {
  const { door, list } = await openWithEngines();
  expect(await list(door.key)).toEqual([
    {
      id: "sketch",
      object: "engine",
      title: "Sketch",
      ready: true,
      reason: null,
      capacity: 2,
      busy: 1,
      models: ["alibaba/qwen-image-max"],
    },
    {
      id: "dashscope",
      object: "engine",
      title: "DashScope",
      ready: false,
      reason: "It waits for its operator.",
      capacity: 2,
      busy: 0,
      models: [],
    },
  ]);
  await door.close();
});

test("an admin's key reads what the upstream said, too, and which nodes have it", async () => {
  const { door, listAsAdmin } = await openWithEngines();
  const engines = await listAsAdmin();
  expect(engines.map(({ operator_reason: reason }) => reason)).toEqual([null, "answered HTTP 402 Arrearage"]);
  const [alone, shared] = engines.map(({ nodes }) => nodes);
  expect(alone).toBeUndefined();
  expect(shared).toEqual([
    {
      id: "n1",
      name: "host-1",
      heard_at: "2026-01-01T00:00:00.000Z",
      ready: false,
      reason: "Why.",
      operator_reason: null,
      capacity: 2,
      busy: 0,
    },
  ]);
  await door.close();
});

test("without a key nobody reads them", async () => {
  const { door } = await openWithEngines();
  expectProblem(await door.send({ path: "/v1/engines" }), { status: 401, code: 1001 });
  await door.close();
});
