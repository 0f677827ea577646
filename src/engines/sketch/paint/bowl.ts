// A bowl of soup with noodles from slightly above: broth, noodles, an egg, greens, slices, and chopsticks across the rim.
import type { Colour } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { contactShadow, ellipse, radialGradient, type Easel } from "./easel.ts";
import type { Box } from "./layout.ts";

interface Bowl {
  readonly box: Box;
  readonly colour: Colour | undefined;
  /** Soup without noodles. */
  readonly clear: boolean;
  readonly random: Random;
}

export function paintBowl(easel: Easel, { box, colour, clear, random }: Bowl): void {
  const { ctx, palette } = easel;
  const x = box.x + box.width / 2;
  const r = box.width * 0.46;
  const rimY = box.y + box.height * 0.36;
  const flat = r * 0.42;
  const foot = box.y + box.height;
  const glaze = colour ?? random.pick(["#b23a32", "#23406b", "#2d2b2e", "#e9e2d4", "#3f6b5c"]);
  contactShadow(ctx, { x, y: foot - r * 0.06 }, { width: r * 2.3, height: r * 0.42, colour: palette.shadow, strength: 0.65 });
  // Foot and body.
  ctx.fillStyle = darken(glaze, 0.4);
  ctx.beginPath();
  ctx.ellipse(x, foot - r * 0.1, r * 0.46, r * 0.12, 0, 0, Math.PI * 2);
  ctx.fill();
  const body = ctx.createLinearGradient(x - r, 0, x + r, 0);
  body.addColorStop(0, darken(glaze, 0.25));
  body.addColorStop(0.32, lighten(glaze, 0.2));
  body.addColorStop(0.6, glaze);
  body.addColorStop(1, darken(glaze, 0.4));
  ctx.fillStyle = body;
  ctx.beginPath();
  ctx.moveTo(x - r, rimY);
  ctx.bezierCurveTo(x - r * 0.96, rimY + (foot - rimY) * 0.62, x - r * 0.62, foot - r * 0.1, x - r * 0.42, foot - r * 0.08);
  ctx.lineTo(x + r * 0.42, foot - r * 0.08);
  ctx.bezierCurveTo(x + r * 0.62, foot - r * 0.1, x + r * 0.96, rimY + (foot - rimY) * 0.62, x + r, rimY);
  ctx.fill();
  ctx.strokeStyle = fade(lighten(glaze, 0.7), 0.6);
  ctx.lineWidth = r * 0.025;
  ctx.beginPath();
  ctx.ellipse(x, rimY + r * 0.13, r * 0.985, flat, 0, 0.12, Math.PI - 0.12);
  ctx.stroke();
  // Rim, inner wall, broth.
  for (const [grow, tone] of [
    [1, lighten(glaze, 0.45)],
    [0.955, darken(glaze, 0.15)],
  ] as const) {
    ctx.fillStyle = tone;
    ellipse(ctx, { x, y: rimY }, r * grow, flat * grow);
    ctx.fill();
  }
  const broth = { x, y: rimY + flat * 0.1 };
  ctx.save();
  ellipse(ctx, broth, r * 0.9, flat * 0.86);
  ctx.clip();
  ctx.fillStyle = radialGradient(ctx, { x: x - r * 0.2, y: rimY - flat * 0.1 }, r, [
    [0, "#e9a94c"],
    [0.7, "#c9782f"],
    [1, "#8d4a1e"],
  ]);
  ctx.fillRect(x - r, rimY - flat, r * 2, flat * 2);
  const at = (dx: number, dy: number): { x: number; y: number } => ({ x: broth.x + dx * r, y: broth.y + dy * flat });
  if (!clear) paintNoodles(easel, { at, r, flat, random });
  paintToppings(easel, { at, r, flat, random });
  for (let drop = 0; drop < 16; drop++) {
    const { x: dx, y: dy } = at(random.range(-0.8, 0.8), random.range(-0.7, 0.75));
    ctx.strokeStyle = fade("#ffe9b0", 0.55);
    ctx.lineWidth = r * 0.008;
    ellipse(ctx, { x: dx, y: dy }, r * random.range(0.012, 0.03), flat * random.range(0.012, 0.03));
    ctx.stroke();
  }
  ctx.restore();
  // Chopsticks lie across the rim.
  ctx.lineCap = "round";
  for (const offset of [0, 0.085]) {
    for (const [tone, thick, shift] of [
      [fade("#2a1408", 0.35), 0.045, 0.03],
      ["#7a3f22", 0.042, 0],
      ["#b9713f", 0.016, -0.008],
    ] as const) {
      ctx.strokeStyle = tone;
      ctx.lineWidth = r * thick;
      ctx.beginPath();
      ctx.moveTo(x + r * (0.12 + offset), rimY + flat * (-0.5 + shift * 2));
      ctx.lineTo(x + r * (1.06 + offset * 0.3), rimY + flat * (0.28 - offset * 3.4 + shift * 2));
      ctx.stroke();
    }
  }
}

interface Filling {
  /** From parts of the broth's radii to pixels. */
  readonly at: (dx: number, dy: number) => { x: number; y: number };
  readonly r: number;
  readonly flat: number;
  readonly random: Random;
}

function paintNoodles({ ctx }: Easel, { at, r, random }: Filling): void {
  ctx.lineCap = "round";
  for (let strand = 0; strand < 34; strand++) {
    const from = at(random.range(-0.78, 0.5), random.range(-0.5, 0.72));
    const to = { x: from.x + r * random.range(0.25, 0.6), y: from.y + r * random.range(-0.08, 0.08) };
    const bow = r * random.range(-0.16, 0.16);
    const tone = mix("#f6dc92", "#e2b455", random.next());
    for (const [colour, thick] of [
      [darken(tone, 0.35), 0.05],
      [tone, 0.036],
      [lighten(tone, 0.4), 0.01],
    ] as const) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = r * thick;
      ctx.beginPath();
      ctx.moveTo(from.x, from.y);
      ctx.bezierCurveTo(from.x + r * 0.1, from.y + bow, to.x - r * 0.1, to.y - bow, to.x, to.y);
      ctx.stroke();
    }
  }
}

function paintToppings({ ctx }: Easel, { at, r, flat, random }: Filling): void {
  const disc = (centre: { x: number; y: number }, size: number, rings: readonly (readonly [number, Colour])[]): void => {
    ctx.fillStyle = fade("#3a1a08", 0.4);
    ellipse(ctx, { x: centre.x, y: centre.y + size * 0.12 }, size, size * 0.6);
    ctx.fill();
    for (const [part, tone] of rings) {
      ctx.fillStyle = tone;
      ellipse(ctx, centre, size * part, size * part * 0.58);
      ctx.fill();
    }
  };
  // Slices of meat, a sheet of seaweed, an egg in halves, greens, rings of spring onion.
  for (const [dx, dy] of [
    [-0.5, -0.28],
    [-0.24, -0.42],
  ] as const)
    disc(at(dx, dy), r * 0.25, [
      [1, "#a4583a"],
      [0.84, "#d99a78"],
      [0.5, "#c07a58"],
      [0.26, "#e6b698"],
    ]);
  const sheet = at(0.36, -0.72);
  ctx.fillStyle = "#1f2f26";
  ctx.beginPath();
  ctx.roundRect(sheet.x, sheet.y - flat * 0.5, r * 0.34, flat * 0.9, r * 0.02);
  ctx.fill();
  for (const [dx, dy] of [
    [0.42, 0.16],
    [0.1, 0.36],
  ] as const)
    disc(at(dx, dy), r * 0.19, [
      [1, "#fffaf0"],
      [0.62, "#f5a12e"],
      [0.34, "#ffc65c"],
    ]);
  for (let leaf = 0; leaf < 7; leaf++) {
    const centre = at(-0.52 + random.range(-0.12, 0.14), 0.28 + random.range(-0.16, 0.2));
    ctx.fillStyle = random.pick(["#3f8f3c", "#5cae4a", "#2f7a38"]);
    ctx.beginPath();
    ctx.ellipse(centre.x, centre.y, r * 0.13, r * 0.05, random.range(-0.9, 0.9), 0, Math.PI * 2);
    ctx.fill();
  }
  for (let ring = 0; ring < 16; ring++) {
    const centre = at(random.range(-0.3, 0.7), random.range(-0.4, 0.75));
    ctx.strokeStyle = random.pick(["#7cc455", "#a9dd7c", "#5cae4a"]);
    ctx.lineWidth = r * 0.014;
    ellipse(ctx, centre, r * 0.03, r * 0.02);
    ctx.stroke();
  }
}
