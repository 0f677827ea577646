// Glyphs as sprites: cropped to what is opaque, repainted in the colour that the prompt names, and lit like the scene around
// them. Pixel loops run over one sprite, never over the picture.
import { createCanvas, type Canvas, type Image, type ImageData } from "@napi-rs/canvas";
import type { Colour } from "../scene/scene.ts";
import { loadGlyph } from "../glyphs.ts";
import { brightness, fade, mix, saturate, toRgb } from "./colour.ts";
import type { Easel } from "./easel.ts";
import type { Box } from "./layout.ts";

export interface Sprite {
  readonly canvas: Canvas;
  /** Width for height of what is opaque. */
  readonly aspect: number;
}

const PROBE = 64;
const LARGEST = 720;

/** The glyph at about `size` pixels, cropped to its opaque part; nothing when the set has no such glyph. */
export async function cutSprite(
  name: string,
  { size, colour }: { size: number; colour?: Colour | undefined },
): Promise<Sprite | undefined> {
  const image = await loadGlyph(name);
  if (!image) return undefined;
  const crop = opaqueBox(image);
  const side = Math.min(LARGEST, Math.max(24, size)) / Math.max(crop.width, crop.height);
  const canvas = createCanvas(Math.max(1, Math.ceil(crop.width * side)), Math.max(1, Math.ceil(crop.height * side)));
  const ctx = canvas.getContext("2d");
  ctx.drawImage(image, -crop.x * side, -crop.y * side, side, (side * image.height) / image.width);
  const pixels = ctx.getImageData(0, 0, canvas.width, canvas.height);
  if (colour !== undefined) repaint(pixels, colour);
  clearViolet(pixels, { reds: colour === undefined && RED.test(name), blacks: BLACK.test(name) });
  ctx.putImageData(pixels, 0, 0);
  return { canvas, aspect: canvas.width / canvas.height };
}

/** In parts of the image's width; a margin of one probe pixel keeps soft edges. */
function opaqueBox(image: Image): Box {
  const probe = createCanvas(PROBE, PROBE);
  const ctx = probe.getContext("2d");
  ctx.drawImage(image, 0, 0, PROBE, PROBE);
  const { data } = ctx.getImageData(0, 0, PROBE, PROBE);
  let [left, top, right, bottom] = [PROBE, PROBE, -1, -1];
  for (let at = 3, index = 0; index < PROBE * PROBE; index++, at += 4) {
    if ((data[at] ?? 0) < 24) continue;
    const x = index % PROBE;
    const y = (index - x) / PROBE;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  if (right < 0) return { x: 0, y: 0, width: 1, height: 1 };
  const from = (value: number): number => Math.max(0, value - 0.5) / PROBE;
  const to = (value: number): number => Math.min(PROBE, value + 1.5) / PROBE;
  return { x: from(left), y: from(top), width: to(right) - from(left), height: to(bottom) - from(top) };
}

const RED = /apple|tomato|strawberry|cherries|hot-pepper|lobster|fire-engine/;
const BLACK = /panda|badger|skunk|penguin|raccoon|black-cat|zebra/;

/**
 * The set's art shades white and grey with violet, and red with purple: here they are shaded with grey and with darker red, as
 * daylight would.
 */
function clearViolet({ data }: ImageData, { reds, blacks }: { reds: boolean; blacks: boolean }): void {
  for (let at = 0; at < data.length; at += 4) {
    const red = data[at] ?? 0;
    const green = data[at + 1] ?? 0;
    const blue = data[at + 2] ?? 0;
    if (blue <= green) continue;
    if (reds && red > blue) data[at + 2] = green + (blue - green) * 0.3;
    else if (blacks && blue > red && green <= red && (blue - green) * 5 > blue) {
      const dark = (red + green + blue) / 5;
      data[at] = dark * 1.04;
      data[at + 1] = dark;
      data[at + 2] = dark * 1.08;
    } else if (blue >= red * 0.96 && green <= red && (blue - green) * 3 < blue) {
      // Pale violet: what is left is a hint of it.
      const grey = (red + green + blue) / 3 + (blue - green) * 0.15;
      data[at] = red + (grey - red) * 0.85;
      data[at + 1] = green + (grey - green) * 0.85;
      data[at + 2] = blue + (grey - blue) * 0.85;
    }
  }
}

const HUES = 24;

/**
 * Gives the sprite's main colour another one and keeps its shading. The main colour is the hue that covers most; eyes, leaves
 * and other parts of another hue stay. A sprite without colour (a white cup) is repainted where it is light.
 */
export function repaint(image: ImageData, colour: Colour): void {
  const { data } = image;
  const weights = new Float64Array(HUES);
  let coloured = 0;
  let solid = 0;
  // A fourth of the pixels tells which hue covers most.
  for (let at = 0; at < data.length; at += data.length > 65536 ? 16 : 4) {
    if ((data[at + 3] ?? 0) < 128) continue;
    solid++;
    const { hue, chroma, light } = describe(data, at);
    if (chroma < 0.12 || light < 0.1) continue;
    coloured++;
    const bin = Math.floor(hue * HUES) % HUES;
    weights[bin] = (weights[bin] ?? 0) + chroma;
  }
  const grey = coloured < solid * 0.25;
  let main = 0;
  for (let bin = 1; bin < HUES; bin++) if (smoothed(weights, bin) > smoothed(weights, main)) main = bin;
  const shares = new Float32Array(data.length / 4);
  const lights = new Float32Array(data.length / 4);
  let sum = 0;
  let weight = 0;
  for (let at = 0, pixel = 0; at < data.length; at += 4, pixel++) {
    if ((data[at + 3] ?? 0) === 0) continue;
    const tone = describe(data, at);
    const share = grey ? (tone.light < 0.22 || tone.chroma > 0.35 ? 0 : 1) : kinship(tone, main);
    shares[pixel] = share;
    lights[pixel] = tone.light;
    sum += tone.light * share;
    weight += share;
  }
  const mean = weight > 0 ? sum / weight : 0.6;
  const target = toRgb(colour);
  // Pure black or white would swallow the shading: black keeps lights, white keeps shades.
  const floor = brightness(colour) < 0.2 ? 26 : 0;
  const reach = brightness(colour) > 0.85 ? 0.75 : 1;
  for (let at = 0, pixel = 0; at < data.length; at += 4, pixel++) {
    const share = shares[pixel] ?? 0;
    if (share === 0) continue;
    const ratio = (lights[pixel] ?? 0) / mean;
    const shade = ratio <= 1 ? 1 - (1 - ratio) * reach : 1;
    const shine = ratio <= 1 ? 0 : Math.min(0.75, (ratio - 1) * 0.7);
    for (let channel = 0; channel < 3; channel++) {
      const base = Math.max(floor, target[channel] ?? 0) * shade;
      data[at + channel] = (data[at + channel] ?? 0) * (1 - share) + (base + (255 - base) * shine) * share;
    }
  }
}

/** 0 … 1: pale parts of the same fur or paint belong too, deep darks (eyes, noses) do not. */
function kinship({ hue, chroma, light }: Tone, main: number): number {
  const away = Math.abs(hue * HUES - (main + 0.5));
  const near = Math.min(1, Math.max(0, (4.2 - Math.min(away, HUES - away)) / 1.4));
  return near * Math.min(1, Math.max(0, (chroma - 0.05) * 10)) * Math.min(1, Math.max(0, (light - 0.12) * 12));
}

interface Tone {
  /** 0 … 1 around the circle. */
  readonly hue: number;
  readonly chroma: number;
  readonly light: number;
}

function describe(data: Uint8ClampedArray, at: number): Tone {
  const red = (data[at] ?? 0) / 255;
  const green = (data[at + 1] ?? 0) / 255;
  const blue = (data[at + 2] ?? 0) / 255;
  const most = Math.max(red, green, blue);
  const chroma = most - Math.min(red, green, blue);
  let hue = 0;
  if (chroma > 0) {
    if (most === red) hue = (green - blue) / chroma / 6;
    else if (most === green) hue = ((blue - red) / chroma + 2) / 6;
    else hue = ((red - green) / chroma + 4) / 6;
    if (hue < 0) hue += 1;
  }
  return { hue, chroma, light: red * 0.3 + green * 0.55 + blue * 0.15 };
}

function smoothed(weights: Float64Array, bin: number): number {
  return (weights[bin] ?? 0) * 2 + (weights[(bin + 1) % HUES] ?? 0) + (weights[(bin + HUES - 1) % HUES] ?? 0);
}

/** A copy of `source` under the scene's light: tinted by the hour, brighter on the lit side, hazy with distance. */
export function lightSprite(
  easel: Easel,
  source: Canvas,
  { depth, mirrored, gentle = false }: { depth: number; mirrored: boolean; gentle?: boolean },
): Canvas {
  const { palette, layout, simple } = easel;
  const { width, height } = source;
  const lit = createCanvas(width, height);
  const ctx = lit.getContext("2d");
  if (mirrored) {
    ctx.translate(width, 0);
    ctx.scale(-1, 1);
  }
  ctx.drawImage(source, 0, 0);
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  const indoors = easel.scene.interior || ["space", "stage", "studio"].includes(easel.scene.setting);
  // Gentle: a white rabbit stays white at noon and is still a white rabbit at night.
  const strength = palette.ambientStrength * (indoors ? 0.25 : 0.3 + palette.night * 0.25);
  if (strength > 0.05) {
    ctx.globalCompositeOperation = "multiply";
    ctx.globalAlpha = Math.min(1, strength);
    ctx.fillStyle = palette.ambient;
    ctx.fillRect(0, 0, width, height);
    ctx.globalAlpha = 1;
  }
  if (!simple) {
    const side = layout.light.direction > 0 ? 1 : -1;
    const shade = ctx.createLinearGradient(side > 0 ? 0 : width, height, side > 0 ? width : 0, 0);
    const dim = saturate(mix(palette.shadow, "#4a4038", 0.5 - palette.night * 0.3), 0.4 + palette.night * 0.4);
    shade.addColorStop(0, fade(dim, (gentle ? 0.14 : 0.2) + palette.night * 0.1));
    shade.addColorStop(0.5, fade(dim, 0));
    ctx.globalCompositeOperation = "multiply";
    ctx.fillStyle = shade;
    ctx.fillRect(0, 0, width, height);
    const shine = ctx.createLinearGradient(side > 0 ? 0 : width, height, side > 0 ? width : 0, 0);
    shine.addColorStop(0.55, fade(palette.glint, 0));
    shine.addColorStop(1, fade(palette.glint, gentle ? 0.1 : 0.24));
    ctx.globalCompositeOperation = "screen";
    ctx.fillStyle = shine;
    ctx.fillRect(0, 0, width, height);
  }
  ctx.globalCompositeOperation = "source-over";
  if (depth > 0.05 && !indoors) {
    ctx.fillStyle = fade(palette.haze, depth * 0.6);
    ctx.fillRect(0, 0, width, height);
  }
  ctx.globalCompositeOperation = "destination-in";
  if (mirrored) {
    ctx.translate(width, 0);
    ctx.scale(-1, 1);
  }
  ctx.drawImage(source, 0, 0);
  return lit;
}
