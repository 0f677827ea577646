// Event streams as bytes: every way in which a conforming sender may write them, cut wherever a network may cut them.
import { describe, expect, test } from "vitest";
import * as fc from "fast-check";
import { SseParser, type SseEvent } from "../../src/client/sse.ts";

function parse(...pieces: readonly (string | Uint8Array)[]): SseEvent[] {
  const parser = new SseParser();
  return pieces.flatMap((piece) => parser.push(typeof piece === "string" ? new TextEncoder().encode(piece) : piece));
}

const plain = (data: string, type = "message", id?: string): SseEvent => ({ type, data, id });

describe("a stream", () => {
  test.each<[string, string, SseEvent[]]>([
    ["ends lines with LF", "data: a\n\n", [plain("a")]],
    ["ends lines with CRLF", "data: a\r\n\r\n", [plain("a")]],
    ["ends lines with CR", "data: a\r\rdata: b\r\r", [plain("a"), plain("b")]],
    ["begins with a byte order mark", "\u{FEFF}data: a\n\n", [plain("a")]],
    ["holds comments", ": keep-alive\n\n:\n\ndata: a\n: in between\ndata: b\n\n", [plain("a\nb")]],
    ["has data over several lines", "data: a\ndata:\ndata: b\n\n", [plain("a\n\nb")]],
    ["takes one space after the colon away, and no more", "data:a\ndata:  b\n\n", [plain("a\n b")]],
    ["has fields without a colon", "data\n\ndata\ndata\n\n", [plain(""), plain("\n")]],
    ["has fields that nobody knows", "level: 3\ndata: a\n\n", [plain("a")]],
    [
      "names types and ids",
      "id: 7\nevent: task.created\ndata: {}\n\ndata: x\n\n",
      [plain("{}", "task.created", "7"), plain("x")],
    ],
    ["names a type for one event only", "event: a\n\ndata: x\n\n", [plain("x")]],
    ["has an id with NUL, which is none", "id: 7\0\ndata: a\n\n", [plain("a")]],
    ["breaks off within an event", "data: a\n\ndata: b\n", [plain("a")]],
    ["says something in Chinese", "data: 一只狐狸\n\n", [plain("一只狐狸")]],
  ])("%s", (_, text, events) => {
    expect(parse(text)).toEqual(events);
  });

  test("means the same wherever it is cut", () => {
    const text =
      "\u{FEFF}retry: 50\r\n\r\n: hello\rid: 1\revent: a\r\ndata: 一\r\ndata: 🦊\r\n\r\nid: 2\n\ndata: b\n\r\ndata: c\r\r";
    const bytes = new TextEncoder().encode(text);
    const whole = parse(bytes);
    expect(whole).toEqual([plain("一\n🦊", "a", "1"), plain("b"), plain("c")]);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length })), (cuts) => {
        const ends = [...cuts.sort((a, b) => a - b), bytes.length];
        expect(parse(...ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)))).toEqual(whole);
      }),
    );
  });

  test("says from where it is to be resumed, and how soon", () => {
    const parser = new SseParser();
    const push = (text: string) => parser.push(new TextEncoder().encode(text));
    expect(parser).toMatchObject({ lastId: undefined, retryMs: undefined });
    push("retry: 1000\nid: 5\n\n");
    expect(parser).toMatchObject({ lastId: "5", retryMs: 1000 });
    push("retry: soon\nid: 6\ndata: a\n");
    expect(parser).toMatchObject({ lastId: "5", retryMs: 1000 });
    push("\ndata: in passing\n\n");
    expect(parser.lastId).toBe("6");
    push("id\n\n");
    expect(parser.lastId).toBe("");
  });

  test.each([
    ["a line", () => `data: ${"x".repeat(600_000)}`],
    ["many lines", () => `data: ${"x".repeat(1_000)}\n`.repeat(600)],
  ])("that never ends %s is refused", (_, make) => {
    const parser = new SseParser();
    const bytes = new TextEncoder().encode(make());
    parser.push(bytes);
    expect(() => parser.push(bytes)).toThrow(/more than 1048576 characters/);
  });
});
