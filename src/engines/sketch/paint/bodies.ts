// Bodies for the animals that the glyph set shows as a face alone (fox, wolf, bear, panda …): a sitting body in the same soft
// three-dimensional manner, so that they can sit in a landscape instead of lying in it as a head.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../scene/scene.ts";
import { darken, lighten, mix } from "./colour.ts";
import { ellipse, radialGradient } from "./easel.ts";

interface Coat {
  readonly fur: Colour;
  readonly belly: Colour;
  readonly paws: Colour;
  readonly tail: "brush" | "stub" | "thin" | "none";
  readonly tip?: Colour;
}

const COATS: Readonly<Record<string, Coat>> = {
  fox: { fur: "#f58a2a", belly: "#ffe6c6", paws: "#4a3436", tail: "brush", tip: "#fff1de" },
  wolf: { fur: "#8f95a6", belly: "#dfe3ec", paws: "#7c8294", tail: "brush", tip: "#5f6575" },
  bear: { fur: "#9a6040", belly: "#c48f66", paws: "#7d4a30", tail: "stub" },
  panda: { fur: "#f4f0f4", belly: "#ffffff", paws: "#38323c", tail: "stub" },
  "polar-bear": { fur: "#eef1f7", belly: "#ffffff", paws: "#dfe4ee", tail: "stub" },
  koala: { fur: "#9d97a8", belly: "#d8d3de", paws: "#858092", tail: "none" },
  lion: { fur: "#f6b54a", belly: "#ffdf9c", paws: "#eaa53c", tail: "thin", tip: "#9a4f22" },
  raccoon: { fur: "#8a8791", belly: "#d3d0d6", paws: "#4b4850", tail: "brush", tip: "#3c3940" },
  frog: { fur: "#6ccb45", belly: "#d9f0a8", paws: "#58b238", tail: "none" },
  hamster: { fur: "#f2b06a", belly: "#fff1dc", paws: "#ffb7a6", tail: "stub" },
  unicorn: { fur: "#efe6f8", belly: "#ffffff", paws: "#cf9be8", tail: "brush", tip: "#f07ac0" },
  "tiger-face": { fur: "#f9a334", belly: "#fff0d8", paws: "#ee9428", tail: "thin", tip: "#3b2b2e" },
  "dog-face": { fur: "#d9a066", belly: "#f8e6cf", paws: "#c58a52", tail: "thin" },
  "cat-face": { fur: "#ffc04d", belly: "#fff0cc", paws: "#f3ae38", tail: "thin" },
  "cow-face": { fur: "#f1ecec", belly: "#ffffff", paws: "#5b4a48", tail: "thin", tip: "#5b4a48" },
  "pig-face": { fur: "#f7a3bd", belly: "#ffc9d8", paws: "#e98aa8", tail: "thin" },
  "horse-face": { fur: "#a06a4c", belly: "#b98362", paws: "#4b3330", tail: "brush", tip: "#33262a" },
  "monkey-face": { fur: "#8e5a44", belly: "#e8bf9c", paws: "#e8bf9c", tail: "thin" },
  "mouse-face": { fur: "#a9a6b4", belly: "#dedbe4", paws: "#f4b6c4", tail: "thin" },
  "rabbit-face": { fur: "#e6e0ea", belly: "#ffffff", paws: "#d6cfdd", tail: "stub" },
  "dragon-face": { fur: "#4fb86a", belly: "#f2e08a", paws: "#3d9d58", tail: "thin", tip: "#e8622c" },
  robot: { fur: "#cfc6e2", belly: "#8fb4e8", paws: "#8d84a8", tail: "none" },
  moose: { fur: "#8a5a3e", belly: "#a8775a", paws: "#5b3a28", tail: "stub" },
};

const PLAIN: Coat = { fur: "#b98a5e", belly: "#ead2b4", paws: "#a0764e", tail: "stub" };

/** What the paws of this animal look like; `colour` is what the prompt names for it. */
export function pawColour(glyph: string, colour: Colour | undefined): Colour {
  return colour === undefined ? (COATS[glyph] ?? PLAIN).paws : darken(colour, 0.3);
}

/** Paints into a canvas of 1.3 × 1.52 `size`; the head, `size` wide, is to be put on top with its chin at 0.98 `size`. */
export function paintBody(
  ctx: SKRSContext2D,
  { glyph, size, colour }: { glyph: string; size: number; colour?: Colour | undefined },
): void {
  const coat = COATS[glyph] ?? PLAIN;
  const fur = colour ?? coat.fur;
  const paws = colour === undefined ? coat.paws : darken(colour, 0.3);
  const middle = size * 0.65;
  const foot = size * 1.5;
  paintTail(ctx, { coat, fur, size });
  const ball = (x: number, y: number, [rx, ry]: readonly [number, number], tone: Colour): void => {
    ctx.save();
    ctx.translate(x, y);
    ctx.scale(1, ry / rx);
    ctx.fillStyle = radialGradient(ctx, { x: -rx * 0.25, y: -rx * 0.35 }, rx * 1.5, [
      [0, lighten(tone, 0.22)],
      [0.5, tone],
      [1, darken(mix(tone, "#7a3a6a", 0.18), 0.22)],
    ]);
    ellipse(ctx, { x: 0, y: 0 }, rx, rx);
    ctx.fill();
    ctx.restore();
  };
  // Haunches, trunk, belly, forelegs.
  ball(middle - size * 0.25, foot - size * 0.2, [size * 0.17, size * 0.19], darken(fur, 0.06));
  ball(middle + size * 0.25, foot - size * 0.2, [size * 0.17, size * 0.19], darken(fur, 0.06));
  ball(middle, foot - size * 0.36, [size * 0.31, size * 0.36], fur);
  ball(middle, foot - size * 0.3, [size * 0.19, size * 0.26], colour === undefined ? coat.belly : lighten(colour, 0.45));
  for (const side of [-1, 1]) {
    const x = middle + side * size * 0.12;
    const leg = ctx.createLinearGradient(x - size * 0.07, 0, x + size * 0.07, 0);
    leg.addColorStop(0, lighten(fur, 0.1));
    leg.addColorStop(1, darken(fur, 0.16));
    ctx.fillStyle = leg;
    ctx.beginPath();
    ctx.roundRect(x - size * 0.07, foot - size * 0.42, size * 0.14, size * 0.4, size * 0.07);
    ctx.fill();
    ball(x, foot - size * 0.045, [size * 0.095, size * 0.055], paws);
    ball(middle + side * size * 0.3, foot - size * 0.045, [size * 0.12, size * 0.055], paws);
  }
  // The head's shadow on the chest.
  ctx.save();
  ctx.globalCompositeOperation = "source-atop";
  ctx.fillStyle = radialGradient(ctx, { x: middle, y: size * 0.9 }, size * 0.42, [
    [0, "rgba(60,20,50,0.5)"],
    [0.6, "rgba(60,20,50,0.22)"],
    [1, "rgba(60,20,50,0)"],
  ]);
  ctx.fillRect(0, 0, size * 1.3, size * 1.52);
  ctx.restore();
}

function paintTail(ctx: SKRSContext2D, { coat, fur, size }: { coat: Coat; fur: Colour; size: number }): void {
  const root = { x: size * 0.85, y: size * 1.38 };
  const gradient = ctx.createLinearGradient(root.x, root.y, size * 1.2, size * 0.8);
  gradient.addColorStop(0, darken(fur, 0.15));
  gradient.addColorStop(0.68, fur);
  gradient.addColorStop(0.72, coat.tip ?? lighten(fur, 0.15));
  gradient.addColorStop(1, coat.tip ?? lighten(fur, 0.2));
  ctx.fillStyle = gradient;
  ctx.strokeStyle = gradient;
  ctx.lineCap = "round";
  if (coat.tail === "brush") {
    ctx.beginPath();
    ctx.moveTo(root.x - size * 0.08, root.y);
    ctx.bezierCurveTo(size * 1.0, size * 1.52, size * 1.34, size * 1.36, size * 1.26, size * 1.02);
    ctx.bezierCurveTo(size * 1.24, size * 0.9, size * 1.17, size * 0.82, size * 1.12, size * 0.76);
    ctx.bezierCurveTo(size * 1.0, size * 0.92, size * 1.1, size * 1.12, root.x, root.y - size * 0.14);
    ctx.fill();
  } else if (coat.tail === "thin") {
    ctx.lineWidth = size * 0.075;
    ctx.beginPath();
    ctx.moveTo(root.x - size * 0.05, root.y);
    ctx.bezierCurveTo(size * 1.1, size * 1.5, size * 1.28, size * 1.25, size * 1.12, size * 1.02);
    ctx.stroke();
  } else if (coat.tail === "stub") {
    ellipse(ctx, { x: root.x + size * 0.08, y: root.y - size * 0.04 }, size * 0.09, size * 0.08);
    ctx.fill();
  }
}
