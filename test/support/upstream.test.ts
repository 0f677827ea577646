// The scripted upstream misbehaves as it says; what the engines' tests prove rests on it.
import { connect } from "node:net";
import { expect, test } from "vitest";
import { until } from "./until.ts";
import {
  cutBeforeAnswer,
  cutInBody,
  dripping,
  failing,
  findRefusedUrl,
  flooding,
  garbage,
  held,
  json,
  redirected,
  silent,
  startUpstream,
  text,
  throttled,
  twice,
} from "./upstream.ts";

test("answers each reply once and the last for ever, and writes down what it was asked", async () => {
  const upstream = await startUpstream();
  upstream.on(
    "POST /draw",
    failing(503),
    json(({ json }: { json: { n: number } }) => ({ n: json.n + 1 }), { status: 202 }),
  );
  upstream.on("GET /jobs/*", json("any"));
  upstream.on("GET /jobs/7", json("seven"));
  const draw = (n: number) => fetch(`${upstream.url}/draw?x=1`, { method: "POST", body: JSON.stringify({ n }) });
  expect((await draw(1)).status).toBe(503);
  for (const n of [2, 3]) {
    const answer = await draw(n);
    expect([answer.status, await answer.json()]).toEqual([202, { n: n + 1 }]);
  }
  expect(await (await fetch(`${upstream.url}/jobs/7`)).json()).toBe("seven");
  expect(await (await fetch(`${upstream.url}/jobs/8`)).json()).toBe("any");
  expect((await fetch(`${upstream.url}/other`)).status).toBe(404);
  expect(upstream.asked.map(({ method, path, body }) => `${method} ${path} ${body}`)).toEqual([
    'POST /draw?x=1 {"n":1}',
    'POST /draw?x=1 {"n":2}',
    'POST /draw?x=1 {"n":3}',
    "GET /jobs/7 ",
    "GET /jobs/8 ",
    "GET /other ",
  ]);
  await until("all are answered", () => upstream.busy === 0);
});

test("refuses, throttles, sends elsewhere and talks nonsense", async () => {
  const upstream = await startUpstream();
  upstream.on("GET /", throttled("7"), throttled(), redirected("http://192.0.2.1/"), text("<html>"), garbage());
  const look = () => fetch(upstream.url, { redirect: "manual" });
  expect((await look()).headers.get("retry-after")).toBe("7");
  expect((await look()).headers.get("retry-after")).toBeNull();
  expect((await look()).headers.get("location")).toBe("http://192.0.2.1/");
  expect((await look()).headers.get("content-type")).toBe("text/html");
  await expect(look().then((answer) => answer.json())).rejects.toThrow(SyntaxError);
  await expect(fetch(await findRefusedUrl())).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
});

test("cuts, drips and floods", async () => {
  const upstream = await startUpstream();
  upstream.on("GET /cut", cutBeforeAnswer());
  upstream.on("GET /half", cutInBody({ whole: false }));
  upstream.on("GET /drip", dripping({ whole: true }));
  upstream.on("GET /flood", flooding());
  upstream.on("GET /declared", flooding(2 ** 31));
  await expect(fetch(`${upstream.url}/cut`)).rejects.toThrow();
  const half = await fetch(`${upstream.url}/half`);
  await expect(half.text()).rejects.toThrow();
  expect(await (await fetch(`${upstream.url}/drip`)).json()).toEqual({ whole: true });
  for (const path of ["flood", "declared"]) {
    let bytes = 0;
    for await (const chunk of (await fetch(`${upstream.url}/${path}`)).body ?? []) {
      bytes += chunk.length;
      if (bytes > 4 << 20) break;
    }
    expect(bytes).toBeGreaterThan(4 << 20);
  }
  await until("all clients are gone", () => upstream.busy === 0);
});

test("says nothing, waits to be let go, and counts who is there at once", async () => {
  const upstream = await startUpstream();
  upstream.on("GET /silent", silent());
  const gate = held(json("let go"));
  upstream.on("GET /held", gate.reply);
  const controller = new AbortController();
  const silence = expect(fetch(`${upstream.url}/silent`, { signal: controller.signal })).rejects.toThrow();
  const answer = fetch(`${upstream.url}/held`);
  await until("both were asked", () => upstream.asked.length === 2);
  expect([upstream.busy, upstream.busiest]).toEqual([2, 2]);
  controller.abort();
  await silence;
  gate.release();
  expect(await (await answer).json()).toBe("let go");
});

test("answers twice to one request", async () => {
  const upstream = await startUpstream();
  upstream.on("GET /twice", twice({ answer: 1 }, { answer: 2 }));
  const socket = connect(Number(new URL(upstream.url).port), "127.0.0.1");
  let received = "";
  socket.setEncoding("utf8").on("data", (data: string) => (received += data));
  socket.write("GET /twice HTTP/1.1\r\nhost: x\r\n\r\n");
  await until("both answers came", () => received.includes('{"answer":1}') && received.includes('{"answer":2}'));
  socket.destroy();
});
