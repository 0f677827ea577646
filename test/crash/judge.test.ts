// The judge of the crash tests, judged: remains that are whole pass, and whatever a server could lose, repeat or make up is found.
import { expect, test } from "vitest";
import { PRICE_MICROS, type Asked, type User } from "./clients.ts";
import { hash, judgeRemains, type Judged } from "./judge.ts";
import type { EventRow, Remains, TaskRow } from "./remains.ts";

/** As a test may change it. */
type Draft<T> =
  T extends ReadonlyMap<infer Key, infer Value>
    ? Map<Key, Draft<Value>>
    : T extends ReadonlySet<unknown> | ((...given: never[]) => unknown)
      ? T
      : { -readonly [Name in keyof T]: Draft<T[Name]> };

interface Scene {
  readonly judged: Draft<Judged>;
  readonly remains: Draft<Remains>;
}

const IMAGE = new Uint8Array([1, 2, 3]);
const KEY = "key-of-free";

function toAsked(user: User, name: string, more: Pick<Asked, "id" | "ended" | "followed">): Asked {
  const body = { prompt: `a fox, ${name}` };
  return { user, path: "/paid", name, body, headers: {}, isUnsure: false, isCancelled: false, ...more };
}

function toRow(id: string, more: Partial<TaskRow>): TaskRow {
  const nothing = { lease: null, handle: null, submittedAt: null, images: [], error: undefined };
  return { id, keyId: KEY, state: "pending", ...nothing, ...more };
}

/** One task that was asked for, paid for, drawn and told of, and one that waits. */
function makeScene(): Scene {
  const happened = [
    ["done", "task.created"],
    ["done", "task.processing"],
    ["waiting", "task.created"],
    ["done", "task.completed"],
  ] as const;
  const events = happened.map(([taskId, type], index): EventRow => ({ id: index + 1, taskId, keyId: KEY, type }));
  const streamed = events.map(({ id, taskId, type }) => ({ id: String(id), type, data: { task: { id: taskId } } }));
  const user = { name: "free", key: "sk-free", keyId: KEY, budgetMicros: 2 * PRICE_MICROS, streamed } as unknown as User;
  const told = [
    ["delivery-1", "done", "task.created"],
    ["delivery-2", "waiting", "task.created"],
    ["delivery-3", "done", "task.succeeded"],
  ] as const;
  const names: [string, string][] = [
    ["create-1", "done"],
    ["create-2", "waiting"],
  ];
  const work = { at: "mulerouter", job: "job-1", shade: 1, readyAt: 0, looks: 1, looking: 0, mostLooking: 1 } as const;
  const judged: Judged = {
    clients: {
      asked: [
        toAsked(user, "create-1", { id: "done", ended: "a body", followed: ["1", "2", "4"] }),
        toAsked(user, "create-2", { id: "waiting", ended: undefined, followed: [] }),
      ],
      surprises: [],
    },
    users: [user],
    upstream: { ledger: [{ prompt: "a fox, create-1", ...work }] },
    receiver: {
      received: [
        {
          path: "/hooks/free",
          headers: { "webhook-id": "delivery-1" },
          body: JSON.stringify({ type: "task.created", data: { payload: { task_info: { id: "done" } } } }),
        },
      ],
    },
    compared: new Set(),
  };
  const image = { blob: "a.png", sizeBytes: IMAGE.length, sha256: hash(IMAGE) };
  const remains: Remains = {
    tasks: new Map([
      ["done", toRow("done", { state: "completed", handle: "{}", submittedAt: 1, images: [image] })],
      ["waiting", toRow("waiting", {})],
    ]),
    events,
    lastEventId: 4,
    deliveries: told.map(([id, taskId, type]) => ({ id, taskId, type, state: "pending", webhookId: "an endpoint" })),
    ledger: [
      { taskId: "done", kind: "reserve", amountMicros: PRICE_MICROS },
      { taskId: "done", kind: "charge", amountMicros: PRICE_MICROS },
      { taskId: "waiting", kind: "reserve", amountMicros: PRICE_MICROS },
    ],
    sums: new Map([[KEY, { live: 1, charged: PRICE_MICROS, reserved: PRICE_MICROS }]]),
    names,
    ids: new Map(names),
    readImage: () => IMAGE,
  };
  return { judged, remains } as Scene;
}

function judge(change: (scene: Scene) => void): void {
  const scene = makeScene();
  change(scene);
  judgeRemains(scene.judged, scene.remains, "a test");
}

const waiting = ({ remains }: Scene) => remains.tasks.get("waiting")!;
const done = ({ remains }: Scene) => remains.tasks.get("done")!;

test("remains that are whole pass, and their images are read once", () => {
  judge(() => undefined);
  const { judged, remains } = makeScene();
  judgeRemains(judged, remains, "a test");
  expect([...judged.compared]).toEqual(["a.png"]);
});

test.each<[what: string, says: RegExp, change: (scene: Scene) => void]>([
  ["a task that is lost", /was acknowledged and is gone/, ({ remains }) => void remains.tasks.delete("waiting")],
  ["a task of another key", /another/, (scene) => (waiting(scene).keyId = "another")],
  ["a name that leads to another task", /I11/, ({ remains }) => void remains.ids.set("create-2", "done")],
  ["a create with two tasks", /creates with two tasks/, ({ remains }) => void remains.names.push(["create-2", "third"])],
  ["a cancel that is undone", /was cancelled/, ({ judged }) => (judged.clients.asked[1]!.isCancelled = true)],
  ["an end that is undone", /create-2 was a body/, ({ judged }) => (judged.clients.asked[1]!.ended = "a body")],
  ["an answer that nobody should get", /answers until/, ({ judged }) => void judged.clients.surprises.push("a 500")],
  ["a create that was refused and is there", /was refused each time/, ({ judged }) => (judged.clients.asked[1]!.id = undefined)],
  [
    "a second charge",
    /a second charge of done/,
    ({ remains }) => void remains.ledger.push({ taskId: "done", kind: "charge", amountMicros: PRICE_MICROS }),
  ],
  ["a charge that is missing", /done is completed/, ({ remains }) => void remains.ledger.splice(1, 1)],
  ["a wrong sum", /sums of free/, ({ remains }) => (remains.sums.get(KEY)!.reserved = 0)],
  ["a budget that is passed", /budget of free/, ({ judged }) => (judged.users[0]!.budgetMicros = 2 * PRICE_MICROS - 1)],
  ["an event that is lost, the last one", /events after/, ({ remains }) => (remains.lastEventId = 5)],
  ["a gap in the events", /a gap in the events/, ({ remains }) => void remains.events.splice(1, 1)],
  ["an event of another key", /an event of waiting/, ({ remains }) => (remains.events[2]!.keyId = "another")],
  [
    "a second end",
    /done is completed/,
    ({ remains }) => {
      remains.events.push({ ...remains.events[3]!, id: 5 });
      remains.lastEventId = 5;
    },
  ],
  ["work that began and is not said to", /began 0 times/, (scene) => (waiting(scene).state = "processing")],
  [
    "an event that was streamed twice",
    /what free was told/,
    ({ judged }) => void judged.users[0]!.streamed.splice(1, 0, judged.users[0]!.streamed[0]!),
  ],
  ["an event that a stream left out", /what free was told/, ({ judged }) => void judged.users[0]!.streamed.splice(1, 1)],
  [
    "an event that a task's own stream left out",
    /the streams of create-1/,
    ({ judged }) => void judged.clients.asked[0]!.followed.splice(1, 1),
  ],
  ["a delivery that is lost", /deliveries/, ({ remains }) => void remains.deliveries.pop()],
  [
    "a delivery of which nothing is written down",
    /was told task.created of done/,
    ({ judged }) => (judged.receiver.received[0]!.headers["webhook-id"] = "delivery-9"),
  ],
  ["a delivery to a stranger", /hooks\/admin was told/, ({ judged }) => (judged.receiver.received[0]!.path = "/hooks/admin")],
  [
    "work that was paid for twice",
    /was paid for twice/,
    ({ judged }) => void judged.upstream.ledger.push({ ...judged.upstream.ledger[0]!, job: "job-2" }),
  ],
  ["two looks at once", /looked at twice at once/, ({ judged }) => (judged.upstream.ledger[0]!.mostLooking = 2)],
  ["work that nobody asked for", /no task asked for it/, ({ judged }) => (judged.upstream.ledger[0]!.prompt = "a fox, create-9")],
  [
    "work that was paid for before that was noted",
    /before that was written down/,
    ({ judged }) => void Object.assign(judged.upstream.ledger[0]!, { prompt: "a fox, create-2", looks: 0 }),
  ],
  [
    "a handle that is lost",
    /the handle of waiting is gone/,
    (scene) => {
      scene.judged.upstream.ledger[0]!.prompt = "a fox, create-2";
      waiting(scene).submittedAt = 1;
    },
  ],
  ["an image that is missing", /done is completed/, (scene) => (done(scene).images = [])],
  ["an image that is another", /a.png after a test/, ({ remains }) => (remains.readImage = () => new Uint8Array([1, 2, 4]))],
])("%s is found", (_, says, change) => {
  expect(() => judge(change)).toThrow(says);
});
