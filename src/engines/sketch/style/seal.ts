// The painter's seal: white characters cut into a square of cinnabar, in a corner where it covers no letters.
import type { SKRSContext2D } from "@napi-rs/canvas";
import { createRandom } from "../random.ts";
import { toRuns } from "../text/fonts.ts";
import { useFont } from "../text/typesetting.ts";
import type { SignRequest } from "./style.ts";

/** 骡: the mule, for Muleteer. */
const NAME = "骡";
const CINNABAR = "#b3261c";
const PAPER = "#f4e9da";

export function stampSeal(context: SKRSContext2D, { width, height, unit, taken }: SignRequest): void {
  const side = unit * 46;
  const gap = unit * 40;
  const corners = [
    [width - gap - side, height - gap - side],
    [gap, height - gap - side],
    [width - gap - side, gap],
    [gap, gap],
  ] as const;
  const isFree = ([x, y]: readonly [number, number]): boolean =>
    taken.every((box) => x + side < box.x || x > box.x + box.width || y + side < box.y || y > box.y + box.height);
  const corner = corners.find(isFree);
  if (!corner) return;
  const [x, y] = corner;
  const random = createRandom(5, "seal");
  context.save();
  context.translate(x + side / 2, y + side / 2);
  context.rotate(-0.03);
  context.fillStyle = CINNABAR;
  context.beginPath();
  context.roundRect(-side / 2, -side / 2, side, side, side * 0.1);
  context.fill();
  context.strokeStyle = PAPER;
  context.lineWidth = side * 0.035;
  context.strokeRect(-side * 0.41, -side * 0.41, side * 0.82, side * 0.82);
  context.fillStyle = PAPER;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const run of toRuns(NAME, "serif")) {
    useFont(context, run, { size: side * 0.66, weight: 800 });
    context.fillText(run.text, 0, side * 0.24);
  }
  // The stone is worn and the paste uneven.
  context.fillStyle = "rgba(244,233,218,0.75)";
  for (let chip = 0; chip < 26; chip++) {
    const size = side * random.range(0.008, 0.03);
    context.fillRect(random.range(-0.5, 0.5) * side, random.range(-0.5, 0.5) * side, size, size);
  }
  context.restore();
}
