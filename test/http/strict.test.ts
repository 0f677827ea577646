// What our own paths take, in queries and bodies: typed, bounded, each thing once, and nothing unknown.
import Fastify from "fastify";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ApiError } from "../../src/core/errors.ts";
import { parseBody } from "../../src/http/body.ts";
import { listOf, time, wholeNumber } from "../../src/http/fields.ts";
import { parseQuery } from "../../src/http/query.ts";

const QUERY = z.object({
  limit: wholeNumber(1, 100).default(20),
  status: listOf(["pending", "failed"]).optional(),
  after: time().optional(),
  q: z.string().max(3).optional(),
});

async function parse(query: string): Promise<unknown> {
  const app = Fastify();
  app.get("/", (request) => parseQuery(QUERY, request));
  app.setErrorHandler((error) => (error instanceof ApiError ? error.options.violations : String(error)));
  const answer = await app.inject(`/?${query}`);
  await app.close();
  return answer.json();
}

describe("a query", () => {
  test.each([
    ["", { limit: 20 }],
    ["limit=1", { limit: 1 }],
    ["limit=100&status=pending", { limit: 100, status: ["pending"] }],
    ["status=failed,pending", { limit: 20, status: ["failed", "pending"] }],
    ["status=failed%2Cpending&q=a%20b", { limit: 20, status: ["failed", "pending"], q: "a b" }],
    ["q=", { limit: 20, q: "" }],
    ["after=2026-09-30T12:00:00Z", { limit: 20, after: Date.UTC(2026, 8, 30, 12) }],
    ["after=2026-09-30T12:00:00.250%2B02:00", { limit: 20, after: Date.UTC(2026, 8, 30, 10, 0, 0, 250) }],
    ["after=2026-09-30T12:00:00+02:00", { limit: 20, after: Date.UTC(2026, 8, 30, 10) }],
  ])("%s is read", async (query, expected) => {
    expect(await parse(query)).toEqual(expected);
  });

  test.each([
    ["limit=0", 'limit must be a whole number from 1 to 100, got "0".'],
    ["limit=101", 'limit must be a whole number from 1 to 100, got "101".'],
    ["limit=", 'limit must be a whole number from 1 to 100, got "".'],
    ["limit=1e1", 'limit must be a whole number from 1 to 100, got "1e1".'],
    ["limit=-1", 'limit must be a whole number from 1 to 100, got "-1".'],
    ["limit=1.5", 'limit must be a whole number from 1 to 100, got "1.5".'],
    ["limit", 'limit must be a whole number from 1 to 100, got "".'],
    ["limit=1&limit=1", "limit may be given once only."],
    ["q=abcd", "q must have at most 3 characters, got 4."],
    ["status=done", 'status must be one or several of pending, failed, with commas in between and none twice, got "done".'],
    [
      "status=failed,failed",
      'status must be one or several of pending, failed, with commas in between and none twice, got "failed,failed".',
    ],
    ["after=yesterday", 'after must be a time such as 2026-12-31T23:59:59Z, got "yesterday".'],
    ["after=2026-02-30T00:00:00Z", 'after must be a time such as 2026-12-31T23:59:59Z, got "2026-02-30T00:00:00Z".'],
    ["after=2026-09-30T12:00:00", 'after must be a time such as 2026-12-31T23:59:59Z, got "2026-09-30T12:00:00".'],
    ["limt=5", '"limt" is no parameter of this request; the parameters are limit, status, after, q.'],
    ["__proto__=5", '"__proto__" is no parameter of this request; the parameters are limit, status, after, q.'],
    ["toString=5", '"toString" is no parameter of this request; the parameters are limit, status, after, q.'],
  ])("%s is refused", async (query, detail) => {
    expect(await parse(query)).toEqual([{ field: expect.any(String), rule: expect.any(String), detail }]);
  });

  test("everything that is wrong is said at once, and of unknown names no more than five", async () => {
    const many = Array.from({ length: 40 }, (_, index) => `x${index}=1`).join("&");
    const violations = (await parse(`limit=0&status=a&status=b&${many}`)) as { field: string; rule: string }[];
    expect(violations.map(({ field, rule }) => [field, rule])).toEqual([
      ["status", "repeated"],
      ["limit", "integer"],
      ...["x0", "x1", "x2", "x3", "x4"].map((name) => [name, "unknown"]),
    ]);
  });
});

const BODY = z.object({
  name: z.string().min(1).max(5),
  words: z
    .array(z.enum(["a", "b"]))
    .min(1)
    .max(2)
    .nullable()
    .optional(),
  count: z.int().min(1).max(10).optional(),
});

function findViolations(json: string): unknown {
  try {
    return parseBody(BODY, JSON.parse(json));
  } catch (error) {
    return (error as ApiError).options.violations?.map(({ rule, detail }) => `${rule}: ${detail}`);
  }
}

describe("a body", () => {
  test.each([[{ name: "a" }], [{ name: "😀😀😀", words: null }], [{ name: "a", words: ["a", "b"], count: 10 }]])(
    "%j is read",
    (body) => {
      expect(findViolations(JSON.stringify(body))).toEqual(body);
    },
  );

  test.each([
    ["{}", ["required: name is required."]],
    ['{"name":null}', ["type: name must be a string, got null."]],
    ['{"name":""}', ["minLength: name must have at least 1 characters, got 0."]],
    ['{"name":"abcdef"}', ["maxLength: name must have at most 5 characters, got 6."]],
    ['{"name":"a","words":[]}', ["minItems: words must have at least 1 entries, got 0."]],
    ['{"name":"a","words":["a","b","a"]}', ["maxItems: words must have at most 2 entries, got 3."]],
    ['{"name":"a","words":"a"}', ['type: words must be an array, got the string "a".']],
    [
      '{"name":"a","words":["a","c"],"count":11}',
      ['enum: words.1 must be one of a, b, got the string "c".', "maximum: count must be at most 10, got 11."],
    ],
    [
      '{"name":7,"cuont":5,"__proto__":{"count":5}}',
      [
        "type: name must be a string, got 7.",
        'unknown: "cuont" is no field of this request; the fields are name, words, count.',
        'unknown: "__proto__" is no field of this request; the fields are name, words, count.',
      ],
    ],
  ])("%s is refused", (json, violations) => {
    expect(findViolations(json)).toEqual(violations);
  });
});
