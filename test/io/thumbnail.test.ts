// Pictures made small: of the size asked for, never enlarged, in order when many are asked for, and only so many.
import sharp from "sharp";
import { expect, test } from "vitest";
import { ThumbnailsBusy, toThumbnail } from "../../src/io/thumbnail.ts";

const make = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#1060a0" } })
    .png()
    .toBuffer();

test.each([
  [1664, 928, 512, 512, 286],
  [928, 1664, 256, 143, 256],
  [100, 40, 512, 100, 40],
])("%i × %i within %i is %i × %i", async (width, height, side, w, h) => {
  const webp = await toThumbnail(() => make(width, height), side);
  expect(await sharp(webp).metadata()).toMatchObject({ format: "webp", width: w, height: h });
});

test("what is no picture is an error, and leaves the way free", async () => {
  expect(await toThumbnail(async () => undefined, 256)).toBeUndefined();
  await expect(toThumbnail(async () => Buffer.from("no picture"), 256)).rejects.toThrow();
  await expect(toThumbnail(async () => Buffer.from("nor this"), 256)).rejects.toThrow();
  await expect(toThumbnail(async () => Buffer.from("nor that"), 256)).rejects.toThrow();
  expect((await toThumbnail(() => make(10, 10), 256))?.length).toBeGreaterThan(0);
});

test("more at once than can be made in good time are refused, and those before them are made; who waits holds no file", async () => {
  const bytes = await make(8, 8);
  let read = 0;
  const making = Array.from({ length: 250 }, () => toThumbnail(async () => ((read += 1), bytes), 256));
  expect(read).toBeLessThanOrEqual(2);
  const results = await Promise.allSettled(making);
  const refused = results.filter((result) => result.status === "rejected" && result.reason instanceof ThumbnailsBusy);
  expect(refused).toHaveLength(48);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(202);
});
