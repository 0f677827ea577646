// How letters sit on their surface: chalk, neon tubes, paint, print, cut in stone, written by hand. Each look keeps the body of
// every stroke whole: decoration happens at its edges and around it.
import { createCanvas } from "@napi-rs/canvas";
import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";
import { darken, fade, lighten } from "../paint/colour.ts";
import type { Box } from "../paint/layout.ts";
import { createRandom } from "../random.ts";
import type { Random } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import type { Look } from "./board.ts";
import { drawRuns } from "./typesetting.ts";
import type { SetText } from "./typesetting.ts";

export interface LetteringRequest {
  readonly text: SetText;
  /** Where the text is centred, in pixels of the context. */
  readonly area: Box;
  readonly weight: number;
  readonly ink: Colour;
  /** The colour of a tube's light. */
  readonly glow: Colour;
  /** What is behind the letters, for those looks that shade it. */
  readonly ground: Colour;
  readonly random: Random;
}

/** Draws set text in the middle of its area. */
export function drawLook(context: SKRSContext2D, look: Look, request: LetteringRequest): void {
  LOOKS[look](context, request);
}

const LOOKS: Record<Look, (context: SKRSContext2D, request: LetteringRequest) => void> = {
  print: (context, request) => fillLetters(context, request, request.ink),
  paint: drawPaint,
  chalk: drawChalk,
  neon: drawNeon,
  engraved: drawEngraved,
  handwritten: drawHandwritten,
};

/** Calls `each` for every run of every line, centred in the area. */
function placeLetters(
  context: SKRSContext2D,
  { text, area, weight }: LetteringRequest,
  each: (text: string, x: number, y: number) => void,
): void {
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  const top = area.y + (area.height - text.height) / 2;
  for (const line of text.lines) {
    drawRuns(context, line, { x: area.x + (area.width - line.width) / 2, baseline: top + line.baseline, weight }, each);
  }
}

function fillLetters(context: SKRSContext2D, request: LetteringRequest, fill: string): void {
  context.fillStyle = fill;
  placeLetters(context, request, (text, x, y) => context.fillText(text, x, y));
}

function sizeOf({ text }: LetteringRequest): number {
  return text.lines.at(-1)?.size ?? 0;
}

/** A thin light edge above and a thin shade below: paint has a body. */
function drawPaint(context: SKRSContext2D, request: LetteringRequest): void {
  const step = Math.max(0.6, sizeOf(request) * 0.022);
  context.save();
  context.translate(step * 0.8, step);
  fillLetters(context, request, fade(darken(request.ground, 0.7), 0.45));
  context.restore();
  fillLetters(context, request, request.ink);
}

function drawChalk(context: SKRSContext2D, request: LetteringRequest): void {
  const { area, ink } = request;
  const margin = Math.ceil(sizeOf(request) * 0.4);
  const layer = createCanvas(Math.ceil(area.width) + margin * 2, Math.ceil(area.height) + margin * 2);
  const chalk = layer.getContext("2d");
  const inner: LetteringRequest = { ...request, area: { ...area, x: margin, y: margin } };
  fillLetters(chalk, inner, ink);
  chalk.globalCompositeOperation = "destination-out";
  const grain = chalk.createPattern(chalkGrain(), "repeat");
  if (grain) chalk.fillStyle = grain;
  const scale = Math.max(0.5, sizeOf(request) / 70);
  chalk.scale(scale, scale);
  chalk.fillRect(0, 0, layer.width / scale, layer.height / scale);
  context.save();
  context.globalAlpha = 0.14;
  context.filter = `blur(${Math.max(1, sizeOf(request) * 0.06).toFixed(1)}px)`;
  context.drawImage(layer, area.x - margin, area.y - margin);
  context.restore();
  context.drawImage(layer, area.x - margin, area.y - margin);
}

const GRAIN_SIZE = 192;
let grainTile: Canvas | undefined;

/** Specks that chalk does not reach: the same tile for every picture, so it is made once in a thread. */
function chalkGrain(): Canvas {
  if (grainTile) return grainTile;
  const tile = createCanvas(GRAIN_SIZE, GRAIN_SIZE);
  const context = tile.getContext("2d");
  const random = createRandom(7, "chalk");
  for (let speck = 0; speck < 2600; speck++) {
    context.fillStyle = `rgba(0,0,0,${random.range(0.06, 0.28).toFixed(2)})`;
    const size = random.range(0.6, 2);
    context.fillRect(random.next() * GRAIN_SIZE, random.next() * GRAIN_SIZE, size * random.range(1, 2.5), size);
  }
  grainTile = tile;
  return tile;
}

function drawNeon(context: SKRSContext2D, request: LetteringRequest): void {
  const size = sizeOf(request);
  context.save();
  // Wide rather than strong: between the letters it stays faint, or a machine would read them as one.
  for (const [blur, strength] of [
    [1.3, 0.75],
    [0.4, 0.4],
  ] as const) {
    context.shadowColor = fade(request.glow, strength);
    context.shadowBlur = size * blur;
    fillLetters(context, request, request.glow);
  }
  context.restore();
  fillLetters(context, request, request.ink);
}

/** The lower edge of a cut catches the light, its depth lies in shade. */
function drawEngraved(context: SKRSContext2D, request: LetteringRequest): void {
  const step = Math.max(0.7, sizeOf(request) * 0.024);
  context.save();
  context.translate(step, step);
  fillLetters(context, request, fade(lighten(request.ground, 0.65), 0.8));
  context.restore();
  fillLetters(context, request, request.ink);
}

/** Lines rise and fall a little, as on unruled paper. */
function drawHandwritten(context: SKRSContext2D, request: LetteringRequest): void {
  const { text, area, weight, ink, random } = request;
  context.fillStyle = ink;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  const top = area.y + (area.height - text.height) / 2;
  for (const line of text.lines) {
    context.save();
    context.translate(area.x + area.width / 2, top + line.baseline);
    context.rotate(random.range(-0.012, 0.008));
    drawRuns(context, line, { x: -line.width / 2, baseline: 0, weight }, (piece, x, y) => context.fillText(piece, x, y));
    context.restore();
  }
}
