// The look of a lens and of film: what the picture is about is sharp, the rest falls out of focus, corners darken, grain covers
// all. The vintage style is the same film, left in the sun.
import type { Box } from "../paint/layout.ts";
import { blur, createRowSampler, createPlane, reduce, smoothstep } from "./picture.ts";
import type { Picture, Plane } from "./picture.ts";
import type { StylePass, StyleRequest } from "./style.ts";
import { applyTexture } from "./texture.ts";

export const photo: StylePass = {
  render(picture, request) {
    defocus(picture, request, request.modifiers.has("bokeh") ? 11 : 6.5);
    applyCurves(picture, FILM, 1.06);
    applyVignette(picture, 0.26);
  },
  finish(picture, { random }) {
    applyTexture(picture, { kind: "grain", strength: 4.5, x: random.int(0, 511), y: random.int(0, 511) });
  },
};

export const vintage: StylePass = {
  render(picture, request) {
    defocus(picture, request, 2.4);
    applyCurves(picture, FADED, 0.72);
    leakLight(picture, request);
    applyVignette(picture, 0.42);
  },
  finish(picture, { random }) {
    applyTexture(picture, { kind: "grain", strength: 8, x: random.int(0, 511), y: random.int(0, 511) });
  },
};

/** One table of 256 outputs for each channel. */
type Curves = readonly [red: Uint8Array, green: Uint8Array, blue: Uint8Array];

function createCurve(at: (value: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, value) => Math.round(Math.min(1, Math.max(0, at(value / 255))) * 255));
}

/** A gentle S: deep shadows, soft highlights. */
function film(value: number): number {
  return value + 0.35 * value * (1 - value) * (value - 0.42) * 2;
}

const FILM: Curves = [createCurve((v) => film(v) * 1.01), createCurve(film), createCurve((v) => film(v) * 0.985 + 0.008)];
/** Blacks lifted towards blue-green, whites sunk towards yellow. */
const FADED: Curves = [
  createCurve((v) => 0.13 + film(v) * 0.83),
  createCurve((v) => 0.1 + film(v) * 0.79),
  createCurve((v) => 0.16 + film(v) * 0.56),
];

function applyCurves({ data }: Picture, [reds, greens, blues]: Curves, saturation: number): void {
  for (let at = 0; at < data.length; at += 4) {
    const red = data[at] ?? 0;
    const green = data[at + 1] ?? 0;
    const blue = data[at + 2] ?? 0;
    const grey = (red * 77 + green * 150 + blue * 29) >> 8;
    data[at] = reds[clampByte(grey + (red - grey) * saturation)] ?? 0;
    data[at + 1] = greens[clampByte(grey + (green - grey) * saturation)] ?? 0;
    data[at + 2] = blues[clampByte(grey + (blue - grey) * saturation)] ?? 0;
  }
}

function clampByte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value | 0;
}

export function applyVignette({ data, width, height }: Picture, strength: number): void {
  const across = Float32Array.from({ length: width }, (_, x) => ((x + 0.5) / width - 0.5) ** 2 * 2);
  for (let y = 0; y < height; y++) {
    const down = ((y + 0.5) / height - 0.5) ** 2 * 2;
    let at = y * width * 4;
    for (let x = 0; x < width; x++, at += 4) {
      const distance = (across[x] ?? 0) + down;
      const light = 1 - strength * distance * distance * 1.6;
      data[at] = (data[at] ?? 0) * light;
      data[at + 1] = (data[at + 1] ?? 0) * light;
      data[at + 2] = (data[at + 2] ?? 0) * light;
    }
  }
}

const FOCUS_REDUCTION = 16;
const BLUR_REDUCTION = 4;

/** Blends with a blurred copy, the more the farther a pixel is from what the picture is about. */
function defocus(picture: Picture, { unit, focus }: StyleRequest, radius: number): void {
  const { data, width, height } = picture;
  const planes = reduce(picture, BLUR_REDUCTION);
  const samplers = planes.map((plane) => createRowSampler(blur(plane, (radius * unit) / BLUR_REDUCTION), width, height));
  const sampleAmount = createRowSampler(focusPlane(picture, focus), width, height);
  const rows = [new Float32Array(width), new Float32Array(width), new Float32Array(width)] as const;
  const amounts = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    sampleAmount(y, amounts);
    for (const [channel, sampler] of samplers.entries()) sampler(y, rows[channel as 0 | 1 | 2]);
    let at = y * width * 4;
    for (let x = 0; x < width; x++, at += 4) {
      const amount = amounts[x] ?? 0;
      if (amount <= 0.004) continue;
      data[at] = (data[at] ?? 0) + ((rows[0][x] ?? 0) - (data[at] ?? 0)) * amount;
      data[at + 1] = (data[at + 1] ?? 0) + ((rows[1][x] ?? 0) - (data[at + 1] ?? 0)) * amount;
      data[at + 2] = (data[at + 2] ?? 0) + ((rows[2][x] ?? 0) - (data[at + 2] ?? 0)) * amount;
    }
  }
}

/** 0 in focus, towards 1 out of it. */
function focusPlane({ width, height }: Picture, focus: readonly Box[]): Plane {
  const plane = createPlane(Math.ceil(width / FOCUS_REDUCTION), Math.ceil(height / FOCUS_REDUCTION));
  const side = Math.sqrt(width * height);
  // Without a subject a landscape is in focus but for its nearest and its outermost parts.
  const boxes = focus.length > 0 ? focus : [{ x: width * 0.08, y: height * 0.12, width: width * 0.84, height: height * 0.72 }];
  for (let row = 0; row < plane.height; row++) {
    for (let column = 0; column < plane.width; column++) {
      const x = (column + 0.5) * FOCUS_REDUCTION;
      const y = (row + 0.5) * FOCUS_REDUCTION;
      let nearest = Infinity;
      for (const box of boxes) {
        const dx = Math.max(box.x - x, 0, x - box.x - box.width);
        // What stands on the same ground is as near as the subject: sideways counts less than up and down.
        const dy = Math.max(box.y - y, 0, y - box.y - box.height);
        nearest = Math.min(nearest, Math.sqrt(dx * dx * 0.35 + dy * dy));
      }
      plane.values[row * plane.width + column] = smoothstep(0.015, 0.26, nearest / side);
    }
  }
  return blur(plane, 1);
}

/** A warm flare from one edge, as through a door that did not close. */
function leakLight({ data, width, height }: Picture, { random }: StyleRequest): void {
  const chance = random.fork("leak");
  const centreX = chance.pick([-0.06, 1.06]) * width;
  const centreY = chance.range(0.05, 0.75) * height;
  const reach = chance.range(0.42, 0.6) * width;
  for (let y = 0; y < height; y++) {
    const dy = (y - centreY) / (reach * 1.25);
    let at = y * width * 4;
    for (let x = 0; x < width; x++, at += 4) {
      const dx = (x - centreX) / reach;
      const far = dx * dx + dy * dy;
      if (far >= 1) continue;
      const light = (1 - far) * (1 - far) * 0.62;
      // Screened on: light adds, and does not clip.
      data[at] = 255 - (255 - (data[at] ?? 0)) * (1 - light);
      data[at + 1] = 255 - (255 - (data[at + 1] ?? 0)) * (1 - light * 0.5);
      data[at + 2] = 255 - (255 - (data[at + 2] ?? 0)) * (1 - light * 0.16);
    }
  }
}
