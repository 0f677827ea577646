// Hats by name, and the brims, crowns and bands that they are made of. The unit is half the width of the head, the origin the middle of the face.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../../scene/scene.ts";
import { drape, shape } from "../brushwork.ts";

export type Hat =
  | "chef"
  | "straw"
  | "beret"
  | "cap"
  | "peaked"
  | "beanie"
  | "fedora"
  | "cowboy"
  | "top"
  | "hard"
  | "fire"
  | "bicycle"
  | "knight"
  | "kabuto"
  | "tricorn"
  | "pointed"
  | "santa"
  | "crown"
  | "tiara"
  | "flowers"
  | "veil"
  | "hood"
  | "guard"
  | "turban"
  | "headscarf"
  | "sailor"
  | "conical"
  | "halo"
  | "mortar"
  | "ninja"
  | "viking";

/** What hats are made of, under the light of one face. */
export interface Felt {
  readonly colour: Colour;
  readonly light: number;
  readonly cloth: (tone: Colour, half?: number) => SKRSContext2D["fillStyle"];
  readonly brim: (tone: Colour, form: { half: number; y: number; drop: number; thick: number }) => void;
  /** A crown of the given height with a flat to round top. */
  readonly dome: (tone: Colour, form: { top: number; half?: number; foot?: number }) => void;
  readonly band: (tone: Colour, y: number, tall: number, half?: number) => void;
}

/** The makings of a hat of this colour; `light` is the side that the light comes from. */
export function feltOf(ctx: SKRSContext2D, light: number, colour: Colour): Felt {
  const cloth: Felt["cloth"] = (tone, half = 1.1) => drape(ctx, tone, { from: -half, to: half, light });
  const brim: Felt["brim"] = (tone, { half, y, drop, thick }) =>
    shape(ctx, cloth(tone, half), [
      [-half, y],
      [-half * 0.6, y + drop * 1.15, half * 0.6, y + drop * 1.15, half, y],
      [half * 0.98, y - thick, half * 0.75, y - thick * 0.4],
      [half * 0.35, y + drop * 0.25, -half * 0.35, y + drop * 0.25, -half * 0.75, y - thick * 0.4],
      [-half * 0.98, y - thick, -half, y],
    ]);
  const dome: Felt["dome"] = (tone, { top, half = 1.05, foot = -0.62 }) =>
    shape(ctx, cloth(tone, half), [
      [-half, foot],
      [-half * 1.02, top * 0.9, -half * 0.7, top, 0, top],
      [half * 0.7, top, half * 1.02, top * 0.9, half, foot],
      [half * 0.5, foot + 0.3, -half * 0.5, foot + 0.3, -half, foot],
    ]);
  const band: Felt["band"] = (tone, y, tall, half = 1.05) =>
    shape(ctx, cloth(tone, half), [
      [-half, y - tall],
      [-half * 0.4, y - tall + 0.26, half * 0.4, y - tall + 0.26, half, y - tall],
      [half, y],
      [half * 0.4, y + 0.27, -half * 0.4, y + 0.27, -half, y],
    ]);
  return { colour, light, cloth, brim, dome, band };
}
