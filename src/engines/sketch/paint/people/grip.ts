// What people do things with, by name, and the hold that a skeleton has on it: every drawing of gear starts from these joints, so
// that hands meet what they hold. Lengths are in body heights.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../../scene/scene.ts";
import { between, line, type Pair } from "../brushwork.ts";
import type { Skeleton } from "./skeleton.ts";

export type Gear =
  | "book"
  | "cup"
  | "bowl"
  | "rod"
  | "guitar"
  | "violin"
  | "piano"
  | "drum"
  | "microphone"
  | "pan"
  | "easel"
  | "bicycle"
  | "motorbike"
  | "kite"
  | "camera"
  | "laptop"
  | "skis"
  | "board"
  | "oars"
  | "sword"
  | "shield"
  | "wand"
  | "broom"
  | "pitchfork"
  | "hose"
  | "bouquet"
  | "chair"
  | "stool"
  | "stump"
  | "scooter"
  | "staff"
  | "clipboard"
  | "magnifier"
  | "flag"
  | "sack"
  | "spoon"
  | "dog"
  | "basket"
  | "phone"
  | "umbrella"
  | "blanket"
  | "ball";

export interface GearAt {
  readonly bones: Skeleton;
  readonly colour: Colour;
  readonly light: number;
}

export const WOOD = "#9a6436";

export const STEEL = "#c8ced8";

/** Where hands and hips are, and the two strokes that most gear is made of. */
export interface Grip extends GearAt {
  readonly farHand: Pair;
  readonly hand: Pair;
  /** Between the hands. */
  readonly middle: Pair;
  readonly hx: number;
  readonly hy: number;
  /** Draws with the origin moved to a place, turned by `angle` radians. */
  readonly at: (x: number, y: number, draw: () => void, angle?: number) => void;
  readonly rod: (width: number, tone: Colour, ...points: Pair[]) => void;
}

/** The hold that a skeleton has on its gear. */
export function gripOf(ctx: SKRSContext2D, { bones, colour, light }: GearAt): Grip {
  const [farHand, hand] = [bones.arms[0].end, bones.arms[1].end];
  const [hx, hy] = bones.hips;
  const at: Grip["at"] = (x, y, draw, angle = 0) => {
    ctx.save();
    ctx.translate(x, y);
    ctx.rotate(angle);
    draw();
    ctx.restore();
  };
  const rod: Grip["rod"] = (width, tone, ...points) => line(ctx, { width, colour: tone }, points);
  return { bones, colour, light, farHand, hand, middle: between(farHand, hand, 0.5), hx, hy, at, rod };
}
