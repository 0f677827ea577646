// What a style does to a picture, in two passes around the lettering: `render` may repaint everything, `finish` runs over the
// letters too and does nothing that could make them hard to read.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Box } from "../paint/layout.ts";
import type { Random } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import type { Picture } from "./picture.ts";

export interface StyleRequest {
  /** A thousandth of the picture's mean side, in pixels. */
  readonly unit: number;
  readonly random: Random;
  /** What the picture is about: in focus. */
  readonly focus: readonly Box[];
  readonly modifiers: ReadonlySet<string>;
}

export interface SignRequest {
  readonly width: number;
  readonly height: number;
  /** A thousandth of the picture's mean side, in pixels. */
  readonly unit: number;
  /** What must not be covered. */
  readonly taken: readonly Box[];
}

export interface StylePass {
  /** Before the letters; in place. */
  render?(picture: Picture, request: StyleRequest): void;
  /** After the letters; in place. */
  finish?(picture: Picture, request: StyleRequest): void;
  /** After the letters, with a context: what the artist puts under the work. */
  sign?(context: SKRSContext2D, request: SignRequest): void;
  /** What the style makes of the colour of letters. */
  readonly grade?: (colour: Colour) => Colour;
}
