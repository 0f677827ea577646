// W3C trace context: every answer carries a `Traceparent`, in the caller's trace when the caller has one.
import { expect, test } from "vitest";
import { expectCreated, TRACEPARENT } from "../support/client.ts";
import { describeDoors, QWEN, withKey } from "../support/server.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";

const calls = [
  { title: "a create", method: "POST", path: QWEN, body: '{"prompt":"a"}', status: 202 },
  { title: "malformed JSON", method: "POST", path: QWEN, body: "{", status: 400 },
  { title: "a refused body", method: "POST", path: QWEN, body: "{}", status: 400 },
  { title: "a body that is too large", method: "POST", path: QWEN, body: " ".repeat(70_000), status: 413 },
  { title: "an unknown task", method: "GET", path: `${QWEN}/x`, status: 404 },
  { title: "an unknown path", method: "GET", path: "/nothing", status: 404 },
  { title: "a wrong method", method: "PUT", path: QWEN, status: 405 },
  { title: "a preflight", method: "OPTIONS", path: QWEN, status: 204 },
  { title: "a malformed URL", method: "GET", path: "/%ff", status: 400 },
  { title: "a probe", method: "GET", path: "/healthz", status: 200 },
  { title: "the documents", method: "GET", path: "/docs/static/swagger-ui.css", status: 200 },
] as const;

describeDoors("the trace", (door) => {
  test.each(calls)("of $title begins here, or goes on", async ({ status, ...call }) => {
    const plain = await door().send({ ...call, headers: withKey(door().key) });
    expect(plain.status, plain.text).toBe(status);
    expect(plain.headers["traceparent"]).toMatch(TRACEPARENT);
    expect(plain.headers["x-request-id"]).toBe(plain.headers["traceparent"]?.slice(3, 35));

    for (const flags of ["00", "01"]) {
      const headers = withKey(door().key, { traceparent: `00-${TRACE}-${SPAN}-${flags}` });
      const traced = (await door().send({ ...call, headers })).headers["traceparent"];
      expect(traced).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-${flags}$`));
      expect(traced).not.toContain(SPAN);
    }
  });

  test("goes on from a later version of the standard", async () => {
    const answer = await door().send({
      path: "/healthz",
      headers: { traceparent: `cc-${TRACE}-${SPAN}-01-what-the-future-holds` },
    });
    expect(answer.headers["traceparent"]).toMatch(new RegExp(`^00-${TRACE}-`));
  });

  test.each([
    ["empty", ""],
    ["of zeros", `00-${"0".repeat(32)}-${SPAN}-01`],
    ["without a span", `00-${TRACE}-${"0".repeat(16)}-01`],
    ["of the forbidden version", `ff-${TRACE}-${SPAN}-01`],
    ["too long for its version", `00-${TRACE}-${SPAN}-01-more`],
    ["too short", `00-${TRACE}-${SPAN}`],
    ["in capitals", `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ["of other letters", `00-${"g".repeat(32)}-${SPAN}-01`],
    ["sent twice", `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
    ["endless", `cc-${TRACE}-${SPAN}-01-${"a".repeat(5_000)}`],
  ])("begins anew when the caller's is %s", async (_, traceparent) => {
    const answer = await door().send({ path: "/healthz", headers: { traceparent } });
    expect(answer.headers["traceparent"]).toMatch(TRACEPARENT);
    expect(answer.headers["traceparent"]).not.toContain(TRACE);
  });

  test("stays with the task", async () => {
    const headers = withKey(door().key, { traceparent: `00-${TRACE}-${SPAN}-01` });
    const answer = await door().send({ method: "POST", path: QWEN, headers, body: '{"prompt":"a"}' });
    const task = await door().parts.store.findTask(expectCreated(answer));
    expect(task?.traceparent).toBe(answer.headers["traceparent"]);
  });
});
