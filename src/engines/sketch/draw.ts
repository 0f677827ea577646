// From a request to the bytes of a PNG: the whole drawing on one screen. The same prompt, negative prompt, size and seed give
// the same bytes: nothing here reads a clock, a locale, the machine's fonts or any other chance than the seed.
import { createCanvas } from "@napi-rs/canvas";
import sharp from "sharp";
import { layOut } from "./paint/layout.ts";
import type { Layout } from "./paint/layout.ts";
import { paintScene } from "./paint/paint.ts";
import { makePreview } from "./preview.ts";
import { createRandom } from "./random.ts";
import { parseScene } from "./scene/parse.ts";
import type { Scene } from "./scene/scene.ts";
import type { Picture } from "./style/picture.ts";
import type { StyleRequest } from "./style/style.ts";
import { STYLES } from "./style/styles.ts";
import { drawLettering, paintBoards, prepareBoards, withoutMute } from "./text/lettering.ts";

/** One picture. Sizes are pixels; the seed is in [0, 2^31). */
export interface PictureRequest {
  readonly prompt: string;
  readonly negativePrompt?: string;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  /** Whether reports carry previews. */
  readonly previews?: boolean;
}

/**
 * Called with what is being done and the part of the whole, in [0, 1], that is behind; never goes back. When previews are asked
 * for, one comes at the end of each step that changes the picture.
 */
export type Report = (step: string, fraction: number, preview?: Uint8Array<ArrayBuffer>) => void;

// A thread is one core: parallelism comes from the pool. Nothing is worth caching, every picture is new.
sharp.concurrency(1);
sharp.cache(false);

/** Where each part ends, from the median times of `bench/draw.ts`. */
const PAINTED = 0.45;
const STYLED = 0.75;
const LETTERED = 0.85;

/** Draws a picture and gives it back as PNG. */
export async function drawPicture(request: PictureRequest, report: Report): Promise<Uint8Array> {
  const { prompt, negativePrompt, width, height, seed } = request;
  report("layout", 0);
  const random = createRandom(seed, prompt);
  const scene = withoutMute(parseScene(prompt, negativePrompt));
  const layout = layOut(scene, { width, height }, random.fork("layout"));
  const boards = prepareBoards(scene, layout, random.fork("boards"));
  const style = STYLES[scene.style];
  const look = toStyleRequest(scene, layout, random.fork("style"));

  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  const show = (step: string, fraction: number): void =>
    request.previews ? report(step, fraction, makePreview(canvas)) : report(step, fraction);
  await paintScene(context, scene, layout, random.fork("paint"), (step, fraction) => {
    // Subjects come one by one; the step is over with the last of them.
    const ends = step === "background" || fraction === 1;
    (ends ? show : report)(step, fraction * PAINTED);
  });
  paintBoards(context, boards, layout);

  report("style", PAINTED);
  if (style.render) {
    const image = context.getImageData(0, 0, width, height);
    style.render({ data: image.data, width, height }, look);
    context.putImageData(image, 0, 0);
  }
  show("style", STYLED);

  report("text", STYLED);
  drawLettering(context, boards, style.grade ?? ((colour) => colour));
  style.sign?.(context, { width, height, unit: layout.unit, taken: layout.surfaces.map(({ box }) => box) });
  show("text", LETTERED);

  report("encode", LETTERED);
  const picture: Picture = { data: context.getImageData(0, 0, width, height).data, width, height };
  style.finish?.(picture, look);
  // The pixels are read: the canvas gives back its memory now rather than at the next collection of garbage.
  canvas.width = 0;
  const png = await encode(picture);
  report("encode", 1);
  return png;
}

function toStyleRequest(scene: Scene, layout: Layout, random: StyleRequest["random"]): StyleRequest {
  const subjects = layout.subjects.filter(({ subject }) => !subject.background).map(({ box }) => box);
  return {
    unit: layout.unit,
    random,
    focus: [...subjects, ...layout.surfaces.map(({ box }) => box)],
    modifiers: scene.modifiers,
  };
}

/** Level 3 takes a sixth of the time of the default level for a tenth more bytes. */
async function encode({ data, width, height }: Picture): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png({ compressionLevel: 3, adaptiveFiltering: false })
    .toBuffer();
}
