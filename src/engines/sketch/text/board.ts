// What a surface for letters is to those who draw it: its own picture, the area that letters may fill, and how they look there.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Box } from "../paint/layout.ts";
import type { Random } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import type { Typography } from "./typesetting.ts";

export type Look = "chalk" | "neon" | "paint" | "print" | "engraved" | "handwritten";

export interface Board {
  /** Draws the surface without letters, from (0, 0) to the size it was made for. */
  paint(context: SKRSContext2D): void;
  /** Where letters may stand, in pixels from the top left corner of the board. */
  readonly area: Box;
  /** What a field of another colour would cover; a little more than the area where the board does not say. */
  readonly panel?: Box;
  /** The colour behind the letters, as painted; a finishing pass may change it. */
  readonly ground: Colour;
  readonly ink: Colour;
  readonly look: Look;
  readonly typography: Typography;
  /** Whether letters stand on the picture itself and bring a veil of their own. */
  readonly veiled: boolean;
}

export interface BoardRequest {
  readonly width: number;
  readonly height: number;
  /** The colour that the prompt names for the letters or their surface. */
  readonly colour: Colour | undefined;
  readonly outdoors: boolean;
  readonly dark: boolean;
  readonly random: Random;
}

export type BoardMaker = (request: BoardRequest) => Board;
