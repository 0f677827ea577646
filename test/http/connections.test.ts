// One connection: its requests are begun one after the other, what it is owed is answered before it is closed, and a reader that
// takes nothing is cut off.
import { connect, type Socket } from "node:net";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { expectCreated, expectProblem, parseRaw, TRACEPARENT } from "../support/client.ts";
import { createLog } from "../../src/io/log.ts";
import { describeDoors, openDoor, QWEN, withKey, type Door } from "../support/server.ts";
import { createTask, newTask } from "../support/tasks.ts";
import { until } from "../support/until.ts";

const head = (line: string, ...headers: string[]) => [line, "Host: x", ...headers, "", ""].join("\r\n");
const BODY = '{"prompt":"a fox"}';
const create = ({ key }: Door, ...headers: string[]) =>
  head(
    `POST ${QWEN} HTTP/1.1`,
    `Authorization: Bearer ${key}`,
    "Content-Type: application/json",
    `Content-Length: ${BODY.length}`,
    ...headers,
  ) + BODY;
const countTasks = async ({ parts }: Door) => (await parts.store.listQueue(100)).length;

interface Line {
  readonly socket: Socket;
  /** All that the server has said. */
  readonly said: string;
  readonly isClosed: boolean;
}

/** A connection that sends `bytes` and reads; it never closes by itself. */
function dial({ origin }: Door, bytes: string): Line {
  const { hostname, port } = new URL(origin ?? "");
  const parts: Buffer[] = [];
  let isClosed = false;
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true }, () => socket.write(bytes));
  socket.on("data", (part: Buffer) => parts.push(part));
  socket.on("end", () => (isClosed = true));
  socket.on("error", () => (isClosed = true));
  onTestFinished(() => void socket.destroy());
  return {
    socket,
    get said() {
      return Buffer.concat(parts).toString("latin1");
    },
    get isClosed() {
      return isClosed;
    },
  };
}

const closed = (line: Line) => until("the server has closed the connection", () => line.isClosed);
const statuses = (said: string) => [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

/** Far more than the sockets between the two hold. */
const LARGE = head("GET /docs/static/swagger-ui-bundle.js HTTP/1.1").repeat(14);

describeDoors(
  "requests that are sent ahead",
  (door) => {
    test("are begun when the answer before them was taken, and not before", async () => {
      const line = dial(door(), LARGE + create(door(), "Connection: close"));
      line.socket.pause();
      await until("some is sent", () => line.socket.bytesRead > 0);
      for (let probes = 0; probes < 20; probes += 1) await door().send({ path: "/readyz" });
      expect(await countTasks(door())).toBe(0);
      line.socket.resume();
      await closed(line);
      expect(statuses(line.said)).toEqual([...Array.from({ length: 14 }, () => 200), 202]);
      expect(await countTasks(door())).toBe(1);
    });

    test("are not begun behind one after which the connection closes", async () => {
      const before = await countTasks(door());
      const line = dial(door(), create(door(), "Connection: close") + create(door()));
      await closed(line);
      expect(statuses(line.said)).toEqual([202]);
      expect(await countTasks(door())).toBe(before + 1);
    });

    test("are not begun when their client has gone", async () => {
      const before = await countTasks(door());
      const line = dial(door(), create(door(), "Prefer: wait=60") + create(door()));
      await until("the first is begun", async () => (await countTasks(door())) === before + 1);
      line.socket.resetAndDestroy();
      await until("its connection is closed", async () => (await countConnections(door())) === 0);
      await door().send({ path: "/readyz" });
      expect(await countTasks(door())).toBe(before + 1);
    });
  },
  ["over a socket"],
);

test("a key that asks for large lists ahead and reads nothing costs one of them for each connection", async () => {
  const door = await openDoor("over a socket");
  onTestFinished(() => door.close());
  const keyId = (await door.parts.store.listKeys()).find(({ prefix }) => door.key.startsWith(prefix))?.id ?? "";
  const input = { prompt: "狐".repeat(2_000), negative_prompt: "猫".repeat(500), n: 1 };
  const tasks = Array.from({ length: 100 }, () => newTask({ keyId, input, createdAt: door.clock.now() }));
  await Promise.all(tasks.map((task) => createTask(door.parts.store, task)));
  const page = await door.send({ path: "/v1/tasks?limit=100", headers: withKey(door.key) });
  expect(page.bytes.length).toBeGreaterThan(750_000);
  const before = process.memoryUsage().rss;
  const request = head("GET /v1/tasks?limit=100 HTTP/1.1", `Authorization: Bearer ${door.key}`);
  const lines = Array.from({ length: 40 }, () => dial(door, request.repeat(16)));
  for (const { socket } of lines) socket.once("data", () => socket.pause());
  await until("every one is sent the first of its answers", () => lines.every(({ socket }) => socket.bytesRead > 0));
  for (let probes = 0; probes < 20; probes += 1) await door.send({ path: "/readyz" });
  // All of them are 500 MB.
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(200);
}, 60_000);

const countConnections = async ({ app }: Door) => await promisify(app.server.getConnections.bind(app.server))();

test("a reader that takes nothing of an answer is cut off; one that waits for an answer is not", async () => {
  const door = await openDoor("over a socket");
  onTestFinished(() => door.close());
  expect(door.app.server.timeout).toBe(30_000);
  door.app.server.setTimeout(200);
  const stuck = dial(door, LARGE);
  stuck.socket.pause();
  const waiting = dial(door, create(door, "Prefer: wait=2", "Connection: close"));
  await closed(waiting);
  expectCreated(parseRaw(waiting.said));
  await until("it is cut off", async () => (await countConnections(door)) === 0);
});

describeDoors(
  "bytes that are no request",
  (door) => {
    const GARBAGE = "\0garbage\r\n\r\n";

    test("behind a create leave it its own answer, and close the connection", async () => {
      for (const line of [
        dial(door(), create(door()) + GARBAGE),
        dial(door(), create(door(), "Prefer: wait=1") + GARBAGE + GARBAGE),
        dial(door(), create(door(), "Prefer: wait=1") + create(door()).slice(0, 30) + GARBAGE),
        dial(door(), create(door(), "Prefer: wait=1", "Connection: close") + GARBAGE),
      ]) {
        await closed(line);
        expect(statuses(line.said)).toEqual([202]);
        expectCreated(parseRaw(line.said));
      }
    });

    test("behind several requests are looked at after these were answered, in order", async () => {
      const line = dial(door(), create(door(), "Prefer: wait=1") + head("GET /nothing HTTP/1.1") + GARBAGE);
      await closed(line);
      expect(statuses(line.said)).toEqual([202, 404]);
    });

    test("are not written into an event stream", async () => {
      const created = await door().send({ method: "POST", path: QWEN, headers: withKey(door().key), body: BODY });
      const id = expectCreated(created);
      const line = dial(door(), head(`GET /v1/tasks/${id}/events HTTP/1.1`, `Authorization: Bearer ${door().key}`));
      await until("the stream is open", () => line.said.includes("task.created"));
      line.socket.write(GARBAGE);
      await door().parts.store.cancelTask(id, "Over.");
      await closed(line);
      expect(statuses(line.said)).toEqual([200]);
      expect(line.said).toContain("event: task.cancelled");
      expect(line.said).toMatch(/\r\n0\r\n\r\n$/);
    });

    test("in the body of a request that is answered already get no second answer", async () => {
      const line = dial(door(), head(`POST ${QWEN} HTTP/1.1`, "Transfer-Encoding: chunked"));
      await until("it is answered", () => line.said.includes("401 Unauthorized"));
      line.socket.write("zz\r\n");
      await closed(line);
      expect(statuses(line.said)).toEqual([401]);
    });

    test("CONNECT is answered, too, and behind what is owed it is not", async () => {
      const connecting = "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n";
      const alone = dial(door(), connecting);
      await closed(alone);
      expectProblem(parseRaw(alone.said), { status: 400, code: 2001 });
      const behind = dial(door(), create(door(), "Prefer: wait=1") + connecting);
      await closed(behind);
      expect(statuses(behind.said)).toEqual([202]);
    });
  },
  ["over a socket"],
);

test("the answer to bytes that are no request carries what every answer does, and stands in the log", async () => {
  const lines: unknown[] = [];
  const log = Object.assign(await createLog({ level: "silent", format: "json" }), {
    info: (facts: unknown) => void lines.push(facts),
  });
  const door = await openDoor("over a socket", { log });
  onTestFinished(() => door.close());
  const line = dial(door, "\0garbage\r\n\r\n");
  await closed(line);
  const { headers } = parseRaw(line.said);
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["cache-control"]).toBe("no-store");
  expect(headers["traceparent"]).toMatch(TRACEPARENT);
  expect(headers["x-request-id"]).toBe(headers["traceparent"]?.slice(3, 35));
  expect(lines).toEqual([expect.objectContaining({ request: headers["traceparent"], status: 400 })]);
});

test("a request that does not arrive whole is answered 408, but not behind another that is owed its answer", async () => {
  const door = await openDoor("over a socket");
  onTestFinished(() => door.close());
  // Node looks every five seconds.
  Object.assign(door.app.server, { headersTimeout: 500, requestTimeout: 500 });
  const half = "GET /healthz HTTP/1.1\r\nHost:";
  const [alone, behind] = [dial(door, half), dial(door, create(door, "Prefer: wait=8") + half)];
  await closed(alone);
  expectProblem(parseRaw(alone.said), { status: 408, code: 2001 });
  await closed(behind);
  expect(statuses(behind.said)).toEqual([202]);
}, 30_000);
