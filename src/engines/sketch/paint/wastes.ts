// Dunes and snowfields. Every function paints from its own far edge to its near one and leaves nothing uncovered below.
import { darken, fade, mix } from "./colour.ts";
import { ellipse, verticalGradient, type Easel } from "./easel.ts";
import { paintHill } from "./land.ts";

/** Dunes: sharp crests, each with a bright windward flank and a lee in shade that meets it in a winding edge. */
export function paintDunes(easel: Easel, { top, bottom }: { top: number; bottom: number }): void {
  const { ctx, width, height, palette, layout } = easel;
  const random = easel.random.fork("dunes");
  const side = layout.light.direction > 0 ? 1 : -1;
  ctx.fillStyle = verticalGradient(
    ctx,
    [top, bottom],
    [
      [0, mix(palette.sand, palette.haze, 0.5)],
      [1, palette.sand],
    ],
  );
  ctx.fillRect(0, top, width, height - top);
  const rows = 6;
  for (let row = 0; row < rows; row++) {
    const near = row / (rows - 1);
    const distance = 0.5 * (1 - near);
    const sunny = mix(mix(palette.sand, palette.glint, 0.3), palette.haze, distance);
    const flank = mix(darken(palette.sand, 0.08), palette.haze, distance);
    const lee = mix(mix(darken(palette.sand, 0.4), palette.shadow, 0.3), palette.haze, distance);
    const base = top + (bottom - top) * (0.04 + near * near * 0.74);
    const count = row < 2 ? 4 : row < 4 ? 3 : 2;
    for (let index = 0; index < count; index++) {
      const forked = random.fork(`${row} ${index}`);
      const tall = height * (0.035 + near * 0.1) * forked.range(0.7, 1.2);
      const half = width * (0.2 + near * 0.34) * forked.range(0.8, 1.2);
      const apex = { x: width * ((index + forked.range(0.1, 0.9)) / count), y: base - tall };
      const foot = base + tall * 0.9;
      // The whole dune, lit.
      ctx.beginPath();
      ctx.moveTo(apex.x - half, foot);
      ctx.bezierCurveTo(apex.x - half * 0.55, base + tall * 0.1, apex.x - half * 0.22, apex.y + tall * 0.1, apex.x, apex.y);
      ctx.bezierCurveTo(apex.x + half * 0.22, apex.y + tall * 0.1, apex.x + half * 0.55, base + tall * 0.1, apex.x + half, foot);
      ctx.lineTo(apex.x + half, height + 4);
      ctx.lineTo(apex.x - half, height + 4);
      ctx.closePath();
      ctx.fillStyle = verticalGradient(
        ctx,
        [apex.y, foot + tall],
        [
          [0, sunny],
          [0.5, flank],
          [1, mix(palette.sand, palette.haze, distance)],
        ],
      );
      ctx.fill();
      // The lee: from the crest down the side away from the light, its edge winding to the foot.
      ctx.beginPath();
      ctx.moveTo(apex.x, apex.y);
      ctx.bezierCurveTo(
        apex.x - side * half * 0.22,
        apex.y + tall * 0.1,
        apex.x - side * half * 0.55,
        base + tall * 0.1,
        apex.x - side * half,
        foot,
      );
      ctx.quadraticCurveTo(apex.x - side * half * 0.45, foot + tall * 0.1, apex.x - side * half * 0.02, foot - tall * 0.1);
      ctx.bezierCurveTo(
        apex.x + side * half * 0.1,
        base - tall * 0.1,
        apex.x - side * half * 0.16,
        base - tall * 0.35,
        apex.x,
        apex.y,
      );
      ctx.fillStyle = verticalGradient(
        ctx,
        [apex.y, foot],
        [
          [0, lee],
          [1, fade(lee, 0.12)],
        ],
      );
      ctx.fill();
    }
  }
  paintWindRipples(easel, { top: top + (bottom - top) * 0.55, bottom });
}

function paintWindRipples(
  { ctx, width, unit, palette, random, simple }: Easel,
  { top, bottom }: { top: number; bottom: number },
): void {
  if (simple) return;
  const forked = random.fork("ripples");
  ctx.strokeStyle = fade(darken(palette.sand, 0.35), 0.16);
  ctx.lineWidth = unit * 1.2;
  ctx.beginPath();
  for (let index = 0; index < 46; index++) {
    const near = forked.next();
    const y = top + (bottom - top) * near;
    const x = forked.range(-0.1, 1) * width;
    const length = unit * (30 + near * 150);
    ctx.moveTo(x, y);
    ctx.quadraticCurveTo(x + length / 2, y - unit * forked.range(2, 9), x + length, y);
  }
  ctx.stroke();
}

/** Snow: drifts with blue hollows and a few sparkles. */
export function paintSnowfield(easel: Easel, { top, bottom }: { top: number; bottom: number }): void {
  const { ctx, height, width, unit, palette } = easel;
  for (let index = 0; index < 4; index++) {
    const near = index / 3;
    const shade = mix(mix(palette.snow, mix(palette.skyTop, palette.skyMiddle, 0.5), 0.3), palette.haze, 0.5 * (1 - near));
    paintHill(easel, {
      top: top + (bottom - top) * near * near * 0.7,
      swell: height * (0.012 + near * 0.03),
      waves: 3.5 - near * 1.5,
      colour: mix(palette.snow, palette.haze, 0.4 * (1 - near)),
      foot: shade,
      bottom: height,
      salt: `snow ${index}`,
    });
  }
  const random = easel.random.fork("sparkle");
  ctx.fillStyle = fade("#ffffff", 0.9);
  for (let index = 0; index < 70; index++) {
    ellipse(
      ctx,
      { x: random.next() * width, y: top + (bottom - top) * random.range(0.2, 1) },
      unit * random.range(0.5, 1.5),
      unit * random.range(0.5, 1.5),
    );
    ctx.fill();
  }
}
