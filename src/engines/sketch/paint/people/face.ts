// A face of planes: skull, cheeks, ears, freckles and age under one light, turned a little or not at all. The unit is half the width
// of the head and the origin the middle of the face.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../../scene/scene.ts";
import { dab, line, oval, shadeOf, trace } from "../brushwork.ts";
import { brightness, darken, fade, lighten, mix } from "../colour.ts";
import { paintEye, paintMouth, paintNose } from "./features.ts";
import { buildOf, turned, type Face } from "./visage.ts";

/** Hair that falls over the ears. */
const COVERS_EARS: ReadonlySet<string> = new Set(["long", "wavy", "fringe", "bob", "afro", "curls"]);

/** The outline from crown to chin, as a path. */
function outline(ctx: SKRSContext2D, { look, turn }: Face): void {
  const { jaw, chin, young } = buildOf(look);
  const lean = turn * 0.1;
  const corner = chin - 0.54;
  const soft = young ? 0.46 : 0.34;
  trace(ctx, [
    [-1, -0.18],
    [-1.02, -1.02, -0.64, -1.42, 0, -1.42],
    [0.64, -1.42, 1.02, -1.02, 1, -0.18],
    [1.0, corner - 0.44, 0.95 + lean, corner - 0.24, jaw + 0.1 + lean, corner],
    [jaw - 0.06 + lean, chin - 0.16, soft + lean, chin + 0.01, lean, chin + 0.02],
    [-soft + lean, chin + 0.01, -jaw + 0.06 + lean, chin - 0.16, -jaw - 0.1 + lean, corner],
    [-0.95 + lean, corner - 0.24, -1.0, corner - 0.44, -1, -0.18],
  ]);
  ctx.closePath();
}

/** Skin, ears and features; hair and hats are put over it by others. */
export function paintFace(ctx: SKRSContext2D, face: Face): void {
  const { look, light, turn, fine } = face;
  const { skin } = look;
  const build = buildOf(look);
  const shade = shadeOf(skin);
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  for (const side of [-1, 1]) {
    // The ear on the side one turns to goes out of sight.
    if (side * turn > 0.35 || COVERS_EARS.has(look.hair.style)) continue;
    const x = side * (1.0 - Math.abs(turn) * 0.22);
    ctx.fillStyle = side === light ? mix(skin, shade, 0.12) : mix(skin, shade, 0.55);
    trace(ctx, [
      [x - side * 0.06, -0.06],
      [x + side * 0.1, -0.2, x + side * 0.24, 0.0, x + side * 0.15, 0.24],
      [x + side * 0.1, 0.5, x - side * 0.02, 0.46, x - side * 0.08, 0.4],
    ]);
    ctx.fill();
    line(ctx, { width: 0.045, colour: fade(shade, 0.8) }, [
      [x + side * 0.02, 0.02],
      [x + side * 0.15, -0.02, x + side * 0.09, 0.22],
      [x + side * 0.05, 0.3, x, 0.28],
    ]);
  }
  outline(ctx, face);
  const skinTone = ctx.createRadialGradient(light * 0.42, -0.35, 0.1, light * 0.2, -0.05, 1.62);
  skinTone.addColorStop(0, lighten(skin, brightness(skin) > 0.5 ? 0.24 : 0.16));
  skinTone.addColorStop(0.42, skin);
  skinTone.addColorStop(0.78, mix(skin, shade, 0.5));
  skinTone.addColorStop(1, shade);
  ctx.fillStyle = skinTone;
  ctx.fill();
  ctx.save();
  outline(ctx, face);
  ctx.clip();
  // The side that turns away from the light is one plane from brow to jaw.
  const away = ctx.createLinearGradient(-light * 1.05, 0, -light * 0.25, 0.1);
  away.addColorStop(0, fade(shade, 0.95));
  away.addColorStop(0.55, fade(shade, 0.4));
  away.addColorStop(1, fade(shade, 0));
  ctx.fillStyle = away;
  ctx.fillRect(-1.2, -1.5, 2.4, 3);
  dab(ctx, [0, build.chin + 0.2], { radius: 0.75, colour: shade, strength: 0.55, flat: 0.5 });
  if (look.hair.style !== "bald") dab(ctx, [0, -1.1], { radius: 1.15, colour: shade, strength: 0.75, flat: 0.55 });
  const ruddy = mix("#f0545c", shade, brightness(skin) > 0.55 ? 0.05 : 0.45);
  const warmth = (build.young ? 0.4 : look.expression === "laughing" ? 0.36 : 0.25) * (look.feminine || build.young ? 1 : 0.7);
  for (const side of [-1, 1]) {
    const [x] = turned(side * 0.58, turn);
    dab(ctx, [x, build.noseY - 0.02], { radius: 0.42, colour: ruddy, strength: warmth, flat: 0.8 });
    // Eye sockets lie back.
    dab(ctx, [turned(side * 0.4, turn)[0], build.eyeY - 0.06], {
      radius: 0.36,
      colour: shade,
      strength: build.young ? 0.2 : 0.36,
      flat: 0.72,
    });
    if (side === light)
      dab(ctx, [turned(side * 0.6, turn)[0], build.eyeY + 0.32], {
        radius: 0.26,
        colour: lighten(skin, 0.6),
        strength: 0.3,
        flat: 0.6,
      });
  }
  dab(ctx, [light * 0.2 + turn * 0.2, -0.5], { radius: 0.5, colour: lighten(skin, 0.6), strength: 0.22, flat: 0.6 });
  if (look.freckles && fine) paintFreckles(ctx, face);
  ctx.restore();
  if (look.age === "old") paintAge(ctx, face, shade);
  paintNose(ctx, face, shade);
  for (const side of [-1, 1]) paintEye(ctx, face, side);
  paintMouth(ctx, face, shade);
}

/** A scatter in 0 … 1 that is the same on every drawing of a face. */
const spread = (index: number, by: number): number => Math.abs(Math.sin(index * by) * 4375.85) % 1;

function paintFreckles(ctx: SKRSContext2D, { look, turn }: Face): void {
  ctx.fillStyle = fade(mix(look.skin, "#9a4a22", 0.5), 0.42);
  for (let index = 0; index < 40; index++) {
    const u = (spread(index + 1, 12.9898) * 2 - 1) * 0.72;
    const [x] = turned(u, turn);
    oval(ctx, [x, 0.3 + spread(index + 1, 78.233) * 0.3 - Math.abs(u) * 0.06], 0.012 + (index % 3) * 0.004, 0.013);
  }
}

function paintAge(ctx: SKRSContext2D, { turn, fine }: Face, shade: Colour): void {
  const at = (u: number): number => turned(u, turn)[0];
  const deep = { width: 0.034, colour: fade(darken(shade, 0.12), 0.6) };
  const faint = { width: 0.024, colour: fade(darken(shade, 0.1), 0.5) };
  for (const side of [-1, 1]) {
    line(ctx, deep, [
      [at(side * 0.22), 0.5],
      [at(side * 0.44), 0.6, at(side * 0.45), 0.88],
    ]);
    line(ctx, deep, [
      [at(side * 0.24), 0.27],
      [at(side * 0.42), 0.36, at(side * 0.6), 0.25],
    ]);
    if (!fine) continue;
    for (const [dy, end] of [
      [0.0, -0.09],
      [0.05, 0.05],
      [0.1, 0.18],
    ] as const)
      line(ctx, faint, [
        [at(side * 0.66), 0.06 + dy],
        [at(side * 0.84), 0.06 + end],
      ]);
    line(ctx, faint, [
      [at(side * 0.62), 0.62],
      [at(side * 0.68), 0.78, at(side * 0.56), 0.98],
    ]);
  }
  for (const y of [-0.5, -0.64])
    line(ctx, faint, [
      [at(-0.42), y],
      [at(0), y - 0.06, at(0.42), y],
    ]);
}
