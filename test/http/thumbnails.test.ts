// Thumbnails: small, of the right picture, kept by browsers, for the task's own key alone, and gone with the image.
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { expectCreated, expectProblem, type Answer } from "../support/client.ts";
import { begin, complete, describeDoors, WAN, withKey } from "../support/server.ts";

const DAY_MS = 24 * 3_600_000;

describeDoors("a thumbnail", (door) => {
  let id: string;
  beforeAll(async () => {
    const body = JSON.stringify({ prompt: "a fox", n: 2 });
    id = expectCreated(await door().send({ method: "POST", path: WAN, headers: withKey(door().key), body }));
    await complete(door(), await begin(door(), id), 2);
  });

  function get(path: string, headers: Readonly<Record<string, string>> = {}, key = door().key): Promise<Answer> {
    return door().send({ path: `/v1/tasks/${id}/images/${path}`, headers: withKey(key, headers) });
  }

  test("is a WebP that fits into the square, and no larger than the picture", async () => {
    const answer = await get("0/thumbnail?side=256");
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toBe("image/webp");
    expect(await sharp(answer.bytes).metadata()).toMatchObject({ format: "webp", width: 32, height: 24 });
  });

  test("may be kept for as long as the image is", async () => {
    const { headers } = await get("0/thumbnail");
    expect(headers["cache-control"]).toMatch(/^private, max-age=8\d{4}, immutable$/);
    const again = await get("0/thumbnail", { "if-none-match": headers["etag"]! });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
    const other = await get("0/thumbnail?side=1024", { "if-none-match": headers["etag"]! });
    expect(other.status).toBe(200);
  });

  test("is refused in other sizes, to other keys, and where there is no image", async () => {
    expectProblem(await get("0/thumbnail?side=300"), { status: 400, code: 2001 });
    expectProblem(await get("0/thumbnail?width=256"), { status: 400, code: 2001 });
    expectProblem(await get("0/thumbnail", {}, door().otherKey), { status: 404, code: 2005 });
    for (const index of ["2", "00", "x", "%E2%80%A8", "x".repeat(9_000)])
      expectProblem(await get(`${index}/thumbnail`), { status: 404, code: 2000 });
  });
});

describeDoors("the thumbnail of an expired image", (door) => {
  test("is gone with it", async () => {
    const body = JSON.stringify({ prompt: "a fox" });
    const id = expectCreated(await door().send({ method: "POST", path: WAN, headers: withKey(door().key), body }));
    await complete(door(), await begin(door(), id), 1);
    const path = `/v1/tasks/${id}/images/0/thumbnail`;
    expect((await door().send({ path, headers: withKey(door().key) })).status).toBe(200);
    door().clock.turn(DAY_MS);
    expectProblem(await door().send({ path, headers: withKey(door().key) }), { status: 410, code: 2005 });
  });
});
