// Bodies that are no JSON object of bounded size: 400, 413 and 415, each with a sentence that says what to do.
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { expectCreated, expectProblem, sendRaw, parseRaw, type Answer, type Call } from "../support/client.ts";
import { describeDoors, QWEN, type Door } from "../support/server.ts";

const LIMIT = 64 * 1024;
const VALID = '{"prompt":"a fox"}';
const MALFORMED = { status: 400, code: 2001 } as const;
const NO_JSON = { status: 415, code: 2003 } as const;
const TOO_LARGE = { status: 413, code: 2003 } as const;

type Body = Pick<Call, "body" | "chunked">;

function post(
  door: Door,
  body: Body,
  headers: Readonly<Record<string, string>> = { "content-type": "application/json" },
): Promise<Answer> {
  return door.send({ method: "POST", path: QWEN, headers: { authorization: `Bearer ${door.key}`, ...headers }, ...body });
}

/** A valid body of exactly so many bytes. */
function padded(bytes: number): string {
  return VALID + " ".repeat(bytes - VALID.length);
}

describeDoors("a body's size", (door) => {
  test.each([false, true])("64 KiB are accepted (chunked: %s)", async (chunked) => {
    expectCreated(await post(door(), { body: padded(LIMIT), chunked }));
  });

  test.each([
    [LIMIT + 1, false],
    [LIMIT + 1, true],
    [LIMIT * 32, false],
    [LIMIT * 32, true],
  ])("%i bytes are refused (chunked: %s)", async (bytes, chunked) => {
    expect(expectProblem(await post(door(), { body: padded(bytes), chunked }), TOO_LARGE).detail).toContain("65536");
  });
});

describeDoors("a body's type", (door) => {
  test.each([
    "application/json",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    'application/json; charset="utf-8"',
    "Application/JSON",
    "application/problem+json",
    "application/json ; charset=utf8",
  ])("%s is JSON", async (type) => {
    expectCreated(await post(door(), { body: VALID }, { "content-type": type }));
  });

  test.each([
    "text/plain",
    "text/plain; application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "application/json-seq",
    "application/xml",
    "image/png",
    "json",
    "/",
    "application/json; charset=utf-16",
    "application/json; charset=iso-8859-1",
  ])("%s is not", async (type) => {
    expectProblem(await post(door(), { body: VALID }, { "content-type": type }), NO_JSON);
  });

  test("must be there", async () => {
    expectProblem(await post(door(), { body: VALID }, {}), NO_JSON);
    expectProblem(await post(door(), { body: VALID, chunked: true }, {}), NO_JSON);
  });

  test.each(["gzip", "br", "deflate", "identity, gzip"])("compressed as %s is refused", async (encoding) => {
    const headers = { "content-type": "application/json", "content-encoding": encoding };
    expectProblem(await post(door(), { body: gzipSync(VALID) }, headers), NO_JSON);
  });

  test.each(["identity", "Identity"])("may be declared as %s", async (encoding) => {
    expectCreated(await post(door(), { body: VALID }, { "content-type": "application/json", "content-encoding": encoding }));
  });
});

describeDoors("a body that is no JSON object", (door) => {
  test.each([
    ["a brace", "{"],
    ["a cut-off string", '{"prompt":"a'],
    ["a trailing comma", '{"prompt":"a",}'],
    ["single quotes", "{'prompt':'a'}"],
    ["a comment", '{"prompt":"a"}//'],
    ["two objects", '{"prompt":"a"}{"prompt":"b"}'],
    ["NaN", '{"prompt":"a","seed":NaN}'],
    ["a raw line break in a string", '{"prompt":"a\nb"}'],
    ["a NUL after it", '{"prompt":"a"}\0'],
    ["a form", "prompt=a"],
    ["HTML", "<html></html>"],
    ["white space", " \n\t "],
    ["a string", '"a"'],
    ["a number", "7"],
    ["true", "true"],
    ["null", "null"],
    ["an array", '[{"prompt":"a"}]'],
    ["60 000 opening brackets", "[".repeat(60_000)],
    ["30 000 nested arrays", "[".repeat(30_000) + "]".repeat(30_000)],
    ["10 000 nested objects", '{"a":'.repeat(10_000) + "1" + "}".repeat(10_000)],
  ])("%s", async (_, body) => {
    expectProblem(await post(door(), { body }), MALFORMED);
  });

  test.each([
    ["bytes that are not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
    ["UTF-8 that is cut off", Buffer.from('{"prompt":"春').subarray(0, -1)],
    ["an overlong encoding", Buffer.from([0x22, 0xc0, 0x80, 0x22])],
    ["a surrogate in UTF-8", Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ["UTF-16", Buffer.from(VALID, "utf16le")],
  ])("%s", async (_, body) => {
    expectProblem(await post(door(), { body }), MALFORMED);
  });

  test("nothing at all, however that is said", async () => {
    const empty = [
      await post(door(), {}),
      await post(door(), {}, {}),
      await post(door(), { body: "" }),
      await post(door(), { body: "" }, {}),
      await post(door(), { body: "", chunked: true }),
    ];
    for (const answer of empty) expect(expectProblem(answer, MALFORMED).detail).toContain("empty");
  });

  test("is fine after a byte order mark", async () => {
    expectCreated(await post(door(), { body: `\u{FEFF}${VALID}` }));
  });

  test("in a field of an object is refused by the field's rule", async () => {
    const nested = "[".repeat(30_000) + "]".repeat(30_000);
    expect(expectProblem(await post(door(), { body: `{"prompt":${nested}}` }), MALFORMED).errors).toMatchObject([
      { field: "prompt", rule: "type" },
    ]);
  });

  test("in an unknown field is ignored with it", async () => {
    const nested = "[".repeat(30_000) + "]".repeat(30_000);
    expectCreated(await post(door(), { body: `{"prompt":"a","x":${nested}}` }));
  });
});

describeDoors(
  "a large upload",
  (door) => {
    test("is answered before it is over, and the connection ends", async () => {
      const head = `POST ${QWEN} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${door().key}\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n`;
      expectProblem(parseRaw(await sendRaw(door().origin!, head + "x".repeat(1_000))), TOO_LARGE);
    });

    test("announced with Expect is not asked for", async () => {
      const head = `POST ${QWEN} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${door().key}\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\nExpect: 100-continue\r\n\r\n`;
      const answer = await sendRaw(door().origin!, head);
      expectProblem(parseRaw(answer.replace(/^HTTP\/1.1 100 Continue\r\n\r\n/, "")), TOO_LARGE);
    });
  },
  ["over a socket"],
);
