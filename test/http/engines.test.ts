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
const ListBody = z.strictObject({ object: z.literal("list"), data: z.array(EngineBody) });

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
  },
];

async function openWithEngines() {
  const door = await openDoor("in process", { listEngines: () => Promise.resolve(STATUS) });
  const list = async (key: string) => {
    const answer = await door.send({ path: "/v1/engines", headers: withKey(key) });
    expect(answer.status, answer.text).toBe(200);
    return ListBody.parse(answer.json()).data;
  };
  return { door, list };
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

test("an admin's key reads what the upstream said, too", async () => {
  const { door, list } = await openWithEngines();
  const admin = await addKey(door, { role: "admin" });
  expect((await list(admin)).map(({ operator_reason: reason }) => reason)).toEqual([null, "answered HTTP 402 Arrearage"]);
  await door.close();
});

test("without a key nobody reads them", async () => {
  const { door } = await openWithEngines();
  expectProblem(await door.send({ path: "/v1/engines" }), { status: 401, code: 1001 });
  await door.close();
});
