// What every builder is handed, and the parts that buildings share: faces in the light, window panes.
import type { Random } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import { darken, lighten, mix } from "./colour.ts";
import { type Easel, type Gradient, glow, verticalGradient } from "./easel.ts";
import type { Box } from "./layout.ts";

export interface Building {
  readonly box: Box;
  readonly colour?: Colour | undefined;
  /** 0 near … 1 lost in haze. */
  readonly distance: number;
  readonly random: Random;
}

/** Wall paint with one side brighter, as the light falls. */
export function faced(easel: Easel, { x, width }: { x: number; width: number }, colour: Colour): Gradient {
  const { ctx, layout, palette } = easel;
  const gradient = ctx.createLinearGradient(x, 0, x + width, 0);
  const lit = mix(lighten(colour, 0.1), palette.glint, 0.16);
  const dark = darken(mix(colour, palette.shadow, 0.14), 0.14);
  gradient.addColorStop(0, layout.light.direction > 0 ? dark : lit);
  gradient.addColorStop(1, layout.light.direction > 0 ? lit : dark);
  return gradient;
}

export function pane(easel: Easel, box: Box, random: Random): void {
  const { ctx, palette, unit } = easel;
  const lit = palette.night > 0.25 && random.next() < 0.35 + palette.night * 0.5;
  ctx.fillStyle = mix("#fffaf0", palette.ambient, 0.3);
  ctx.fillRect(box.x - box.width * 0.09, box.y - box.height * 0.07, box.width * 1.18, box.height * 1.14);
  ctx.fillStyle = lit
    ? verticalGradient(
        ctx,
        [box.y, box.y + box.height],
        [
          [0, "#ffe9a8"],
          [1, "#ffbf58"],
        ],
      )
    : verticalGradient(
        ctx,
        [box.y, box.y + box.height],
        [
          [0, mix(palette.skyMiddle, "#24344f", 0.45)],
          [1, mix(palette.skyLow, "#35506e", 0.6)],
        ],
      );
  ctx.fillRect(box.x, box.y, box.width, box.height);
  ctx.fillStyle = mix("#fffaf0", palette.ambient, 0.35);
  ctx.fillRect(box.x + box.width * 0.46, box.y, box.width * 0.08, box.height);
  ctx.fillRect(box.x, box.y + box.height * 0.46, box.width, box.height * 0.07);
  if (lit && box.width > unit * 7)
    glow(
      ctx,
      { x: box.x + box.width / 2, y: box.y + box.height / 2 },
      { radius: box.width * 2.2, colour: palette.lamp, strength: 0.5 * palette.night },
    );
}
