// Keys and signed URLs: nothing but the exact text opens, and no field of an address can be moved to another.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashKey, isSameHash, toApiKey, toKeyText } from "../../src/core/api-key.ts";
import { toImagePath, verifyImageSignature, type ImageAddress } from "../../src/core/signed-url.ts";

describe("keys", () => {
  test("a key is sk-mr- and 32 bytes, and no more than a quarter of it is stored in the clear", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (random) => {
        const text = toKeyText(random);
        expect(text).toMatch(/^sk-mr-[\w-]{43}$/);
        const key = toApiKey(text, { id: "a", name: "b", role: "inference", limits: {}, createdAt: 1 });
        expect(text.startsWith(key.prefix)).toBe(true);
        expect(JSON.stringify(key)).not.toContain(text.slice("sk-mr-".length + 11));
        expect(isSameHash(key.hash, hashKey(text))).toBe(true);
        expect(isSameHash(key.hash, hashKey(`${text} `))).toBe(false);
      }),
    );
  });

  test("a short key of the operator's own shows at most a quarter of itself", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), (text) => {
        const { prefix } = toApiKey(text, { id: "a", name: "b", role: "inference", limits: {}, createdAt: 1 });
        const secret = text.startsWith("sk-mr-") ? text.length - 6 : text.length;
        expect(text.length - prefix.length).toBeGreaterThanOrEqual(Math.ceil((secret * 3) / 4));
      }),
    );
  });
});

describe("signed URLs", () => {
  const secret = new Uint8Array(32).fill(7);
  const address: ImageAddress = { taskId: "0193d5f4-0000-7000-8000-000000000000", index: 0, expires: 1_800_000_000 };
  const signature = new URL(toImagePath(address, secret), "http://localhost").searchParams.get("signature") ?? "";

  test("the signature that was written opens", () => {
    expect(verifyImageSignature(address, signature, secret)).toBe(true);
  });

  test.each<[string, ImageAddress]>([
    ["another task", { ...address, taskId: "0193d5f4-0000-7000-8000-000000000001" }],
    ["another image", { ...address, index: 1 }],
    ["a later expiry", { ...address, expires: address.expires + 1 }],
    ["digits moved from index to expiry", { ...address, index: 1, expires: 800_000_000 }],
  ])("it does not open %s", (_, other) => {
    expect(verifyImageSignature(other, signature, secret)).toBe(false);
  });

  test("no other text opens, and none throws", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(text !== signature);
        expect(verifyImageSignature(address, text, secret)).toBe(
          Buffer.from(text, "base64url").equals(Buffer.from(signature, "base64url")),
        );
      }),
    );
    expect(verifyImageSignature(address, signature, new Uint8Array(32))).toBe(false);
  });
});
