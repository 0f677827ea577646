// What ComfyUI says over its WebSocket, of new versions and old, and whatever else may come that way.
import * as fc from "fast-check";
import sharp from "sharp";
import { expect, test } from "vitest";
import { readLook, readMessage } from "../../../src/engines/comfyui/messages.ts";
import { shrinkPreview } from "../../../src/engines/comfyui/preview.ts";
import { makePng } from "../../support/engines.ts";
import { toFrame } from "../../support/comfyui.ts";

test.each([
  ["status", { status: { exec_info: { queue_remaining: 1 } } }, { type: "queue" }],
  ["execution_cached", { prompt_id: "p", nodes: ["1", "2"], timestamp: 1 }, { type: "cached", prompt: "p", nodes: ["1", "2"] }],
  ["executing", { node: "8", display_node: "8", prompt_id: "p" }, { type: "node", node: "8", prompt: "p" }],
  ["executing", { node: "8.0.3", display_node: "8", prompt_id: "p" }, { type: "node", node: "8", prompt: "p" }],
  ["executing", { node: "8" }, { type: "node", node: "8" }],
  ["executing", { node: null, prompt_id: "p" }, undefined],
  ["progress", { value: 3, max: 20, prompt_id: "p", node: "8" }, { type: "steps", prompt: "p", node: "8", done: 3, total: 20 }],
  ["progress", { value: 3, max: 20 }, { type: "steps", done: 3, total: 20 }],
  ["progress", { value: 0, max: 0, prompt_id: "p" }, undefined],
  ["progress", { value: 21, max: 20, prompt_id: "p" }, undefined],
  ["progress", { value: -1, max: 20, prompt_id: "p" }, undefined],
  ["execution_success", { prompt_id: "p" }, { type: "end", prompt: "p" }],
  ["execution_error", { prompt_id: "p", exception_message: "x" }, { type: "end", prompt: "p" }],
  ["execution_interrupted", { prompt_id: "p" }, { type: "end", prompt: "p" }],
  ["progress_state", { prompt_id: "p", nodes: {} }, undefined],
  ["executed", { prompt_id: "p", node: "10", output: {} }, undefined],
])("%s %j", (type, data, message) => {
  expect(readMessage(JSON.stringify({ type, data }))).toEqual(message);
});

test("reads any text at all", () => {
  for (const text of ["", "null", "[]", '{"type":"progress"}', '{"type":7}']) expect(readMessage(text)).toBeUndefined();
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readMessage(text)));
});

const PNG = makePng(40, 20);

test("finds the image in a frame", () => {
  expect(readLook(toFrame(PNG))).toEqual({ image: Buffer.from(PNG) });
});

test("finds the image in a frame with metadata, and whose it is", () => {
  const metadata = Buffer.from(JSON.stringify({ prompt_id: "p", image_type: "image/png" }));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(4, 0);
  head.writeUInt32BE(metadata.length, 4);
  expect(readLook(Buffer.concat([head, metadata, PNG]))).toEqual({ image: Buffer.from(PNG), prompt: "p" });
});

test.each([
  ["no frame", Buffer.alloc(0)],
  ["a head alone", toFrame(new Uint8Array())],
  ["text of a node", toFrame(PNG, 3)],
  ["metadata longer than the frame", toFrame(Buffer.alloc(8, 0xff), 4)],
  ["metadata that is no JSON", Buffer.concat([Buffer.from([0, 0, 0, 4, 0, 0, 0, 2]), Buffer.from("{]"), PNG])],
  ["an SVG", toFrame(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"))],
  ["a GIF", toFrame(Buffer.from("GIF89a............"))],
])("finds none in %s", (_, frame) => {
  expect(readLook(frame)).toBeUndefined();
});

test("reads any frame at all", () => {
  const kinds = fc.constantFrom(1, 2, 3, 4);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), kinds, (bytes, kind) => void readLook(toFrame(bytes, kind))));
});

test.each([
  [1024, 512, 256, 128],
  [300, 600, 128, 256],
  [90, 60, 90, 60],
])("a look of %d*%d becomes a JPEG of %d*%d", async (width, height, smallWidth, smallHeight) => {
  const small = await shrinkPreview(makePng(width, height));
  expect(await sharp(small).metadata()).toMatchObject({ format: "jpeg", width: smallWidth, height: smallHeight });
});

test("a look that cannot be read is none", async () => {
  expect(await shrinkPreview(makePng(64, 64).subarray(0, 60))).toBeUndefined();
  // Twenty megapixels from a few bytes.
  expect(await shrinkPreview(makePng(5_000, 4_000))).toBeUndefined();
});
