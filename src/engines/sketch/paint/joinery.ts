// What every maker of furniture is handed, and the lit panel that most pieces are built of.
import type { Random } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import { darken, lighten } from "./colour.ts";
import { type Easel, verticalGradient } from "./easel.ts";
import type { Box } from "./layout.ts";

export interface Piece {
  readonly box: Box;
  readonly random: Random;
  /** The piece's own colour: cloth, paint. */
  readonly colour: Colour;
  readonly wood: Colour;
}

export function panel({ ctx }: Easel, box: Box, colour: Colour, radius = 0): void {
  ctx.fillStyle = verticalGradient(
    ctx,
    [box.y, box.y + box.height],
    [
      [0, lighten(colour, 0.14)],
      [0.3, colour],
      [1, darken(colour, 0.2)],
    ],
  );
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.width, box.height, radius);
  ctx.fill();
}
