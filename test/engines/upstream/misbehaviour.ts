// What upstreams do to a submission, and what must come of it: once for those that cost money, once for those that do not.
import { describe, expect, onTestFinished, test } from "vitest";
import type { Engine } from "../../../src/core/engine.ts";
import { ASKED, isFitForUsers, judge, lendCall, type Verdict } from "../../support/calls.ts";
import { until } from "../../support/until.ts";
import {
  cutBeforeAnswer,
  cutInBody,
  failing,
  findRefusedUrl,
  flooding,
  garbage,
  json,
  redirected,
  silent,
  startUpstream,
  text,
  throttled,
  type Reply,
  type Upstream,
} from "../../support/upstream.ts";

interface Subject {
  /** Of the submission. */
  readonly route: string;
  /** Whether a submission costs money. */
  readonly paid: boolean;
  /** Error bodies as this upstream writes them. */
  readonly write: (code: string, message: string) => unknown;
  readonly codes: Readonly<Record<"refused" | "account" | "throttled" | "failed" | "rejected", readonly [number, string]>>;
  readonly start: (url: string) => Engine;
}

const LOST: Verdict = { kind: "upstreamFailed", repeatable: false };
const AGAIN: Verdict = { kind: "upstreamFailed", repeatable: true, elsewhere: true };
const SENT_AWAY: Verdict = { kind: "upstreamFailed", repeatable: false, elsewhere: true };

export function testMisbehaviour(name: string, { route, paid, write, codes, start }: Subject): void {
  async function submitTo(reply: Reply): Promise<{ engine: Engine; upstream: Upstream }> {
    const upstream = await startUpstream();
    upstream.on(route, reply);
    const engine = start(upstream.url);
    onTestFinished(() => engine.stop());
    return { engine, upstream };
  }

  const say = (kind: keyof typeof codes, message = "no"): Reply => failing(codes[kind][0], write(codes[kind][1], message));
  const unsure = paid ? LOST : AGAIN;
  const reason = (kind: keyof typeof codes) => `answered HTTP ${codes[kind].join(" ")}`;

  const cases: readonly (readonly [string, Reply, Verdict])[] = [
    ["cuts the connection before it answers", cutBeforeAnswer(), unsure],
    ["cuts its answer in the middle", cutInBody({ padding: "x".repeat(1000) }), unsure],
    ["sends without end", flooding(), paid ? LOST : SENT_AWAY],
    ["announces 2 GiB", flooding(2 ** 31), paid ? LOST : SENT_AWAY],
    ["answers half a JSON text", garbage(), unsure],
    ["answers a web page", text("<html><body>welcome</body></html>"), unsure],
    ["answers nothing at all", text(""), unsure],
    ["answers an empty object", json({}), unsure],
    ["answers null", json(null), unsure],
    ["answers with an error inside a 200", json(write(codes.failed[1], "no")), AGAIN],
    ["answers with a refusal inside a 200", json(write(codes.refused[1], "no")), { kind: "contentRefused", repeatable: false }],
    ["sends the request elsewhere", redirected("http://192.0.2.1/"), { ...SENT_AWAY, operatorReason: "answered HTTP 302" }],
    ["has nothing at the path", text("not found", { status: 404 }), { ...SENT_AWAY, operatorReason: "answered HTTP 404" }],
    ["throttles", throttled(undefined, write(codes.throttled[1], "slow down")), AGAIN],
    ["throttles for a while", throttled("7", write(codes.throttled[1], "slow down")), { ...AGAIN, retryAfterMs: 7_000 }],
    ["throttles without words", throttled("2", ""), { ...AGAIN, retryAfterMs: 2_000 }],
    ["throttles for a year", throttled("31536000"), { ...AGAIN, retryAfterMs: 86_400_000 }],
    ["throttles in bad numbers", throttled("-5"), AGAIN],
    ["says that it failed", say("failed"), AGAIN],
    ["refuses the content", say("refused"), { kind: "contentRefused", repeatable: false }],
    ["refuses the account", say("account"), { ...SENT_AWAY, operatorReason: reason("account") }],
    ["refuses the key", failing(401, {}), { ...SENT_AWAY, operatorReason: "answered HTTP 401" }],
    ["wants money", text("pay", { status: 402 }), { ...SENT_AWAY, operatorReason: "answered HTTP 402" }],
    ["forbids", failing(403, {}), { ...SENT_AWAY, operatorReason: "answered HTTP 403" }],
    ["does not accept the request", say("rejected"), SENT_AWAY],
    ["fails behind a gateway that says so in HTML", text("<h1>502 Bad Gateway</h1>", { status: 502 }), unsure],
    [
      "is given up by a gateway after 100 s",
      failing(524, { title: "A timeout occurred", detail: "524", error_code: 524 }),
      unsure,
    ],
    ["makes no sense to a gateway, which says so in JSON", failing(520, { title: "Unknown error", error_code: 520 }), unsure],
    ["is given up by a gateway that speaks JSON", failing(504, { message: "upstream timed out" }), unsure],
  ];

  describe(`${name}: an upstream that misbehaves`, () => {
    test.each(cases)("%s", async (_, reply, expected) => {
      const { engine, upstream } = await submitTo(reply);
      const { message, ...verdict } = await judge(engine.submit(ASKED, lendCall()));
      expect(verdict).toEqual(expected);
      expect(message).toSatisfy(isFitForUsers);
      if (!verdict.repeatable && verdict.elsewhere === undefined && verdict.kind === "upstreamFailed") {
        expect(message).toContain("might charge twice");
      }
      expect(upstream.asked).toHaveLength(1);
    });

    test("is not there", async () => {
      const engine = start(await findRefusedUrl());
      onTestFinished(() => engine.stop());
      const { message, ...verdict } = await judge(engine.submit(ASKED, lendCall()));
      expect(verdict).toEqual(AGAIN);
      expect(message).toSatisfy(isFitForUsers);
    });

    test("is silent until the call is given up, and is told so", async () => {
      const { engine, upstream } = await submitTo(silent());
      const controller = new AbortController();
      const drawing = expect(engine.submit(ASKED, lendCall({ signal: controller.signal }))).rejects.toThrow();
      await until("it was asked", () => upstream.asked.length === 1);
      controller.abort();
      await drawing;
      await until("the connection is closed", () => upstream.busy === 0);
    });

    test.each([
      "Your account sk-live-1234 is in arrears: top up at https://pay.example.com",
      "invalid API key",
      "long ".repeat(200),
      "two\r\nlines\u2028and\u0000more",
      "size must be one of 1024x1024",
      "",
    ])("says %j, and the user reads no more than is good", async (words) => {
      for (const kind of ["rejected", "account", "failed", "throttled", "refused"] as const) {
        const { engine } = await submitTo(say(kind, words));
        const { message } = await judge(engine.submit(ASKED, lendCall()));
        expect(message, kind).toSatisfy(isFitForUsers);
        expect(message, kind).toMatch(/^The .*\.$/);
      }
    });

    test("says what is wrong with the request, and the user reads it", async () => {
      const { engine } = await submitTo(say("rejected", "size must be one of 1024x1024."));
      const { message } = await judge(engine.submit(ASKED, lendCall()));
      expect(message).toBe("The provider did not accept the request: size must be one of 1024x1024.");
    });

    test("answers late by the date of Retry-After", async () => {
      const { engine } = await submitTo(
        json(write(codes.throttled[1], "later"), {
          status: 429,
          headers: { date: "Tue, 24 Nov 2026 10:00:00 GMT", "retry-after": "Tue, 24 Nov 2026 10:00:09 GMT" },
        }),
      );
      expect(await judge(engine.submit(ASKED, lendCall()))).toMatchObject({ retryAfterMs: 9_000 });
    });
  });
}
