// A person from the chest up, large, in front of the scene: neck, shoulders and clothes around the head of `people.ts`.
import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../scene/scene.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { radialGradient, verticalGradient, type Easel } from "./easel.ts";
import type { PlacedSubject } from "./layout.ts";
import { ball, lookOf, paintHairBehind, paintHead, paintHelmet, wordsOf, type Look } from "./people.ts";
import { lightSprite } from "./sprite.ts";

export function paintPortrait(easel: Easel, placed: PlacedSubject): void {
  const { ctx, layout, palette } = easel;
  const { box, subject, salt } = placed;
  const random = easel.random.fork(`person ${salt}`);
  const look = lookOf(subject.person, {
    random,
    accents: subject.colour === undefined ? palette.accents : [subject.colour],
    words: wordsOf(subject),
    ordinal: placed.ordinal,
    shared: easel.random.fork(subject.words),
  });
  const sheet = createCanvas(Math.max(1, Math.ceil(box.width)), Math.max(1, Math.ceil(box.height)));
  const sheetContext = sheet.getContext("2d");
  const light = layout.light.direction > 0 ? 1 : -1;
  const young = look.age === "child" || look.age === "baby";
  // Room for a hat, a bun or a crown above the head.
  const r = Math.min(box.height * (young ? 0.2 : 0.188), box.width * 0.25);
  const x = box.width / 2 + random.range(-0.02, 0.02) * box.width;
  const y = box.height - r * (young ? 2.6 : 2.95);
  const face = { x, y, r, look, light };
  const suited = look.role.includes("astronaut");
  if (!suited) paintHairBehind(sheetContext, face);
  paintNeck(sheetContext, face, box.height);
  paintClothes(sheetContext, face, { bottom: box.height, width: box.width });
  paintHead(sheetContext, face);
  if (look.accessories.has("scarf")) paintScarf(sheetContext, face);
  if (suited) paintHelmet(sheetContext, face);
  else if (look.form === "long") paintLocks(sheetContext, face);
  const lit = lightSprite(easel, sheet, { depth: 0, mirrored: false, gentle: true });
  ctx.drawImage(lit, box.x, box.y);
}

interface Bust {
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly look: Look;
  readonly light: number;
}

function paintNeck(ctx: SKRSContext2D, { x, y, r, look }: Bust, bottom: number): void {
  const shade = mix(darken(look.skin, 0.22), "#b0446a", 0.16);
  const half = look.age === "baby" || look.age === "child" ? 0.36 : look.feminine ? 0.4 : 0.5;
  ctx.fillStyle = verticalGradient(
    ctx,
    [y + r * 0.9, y + r * 2.2],
    [
      [0, shade],
      [0.45, mix(look.skin, shade, 0.4)],
      [1, look.skin],
    ],
  );
  ctx.beginPath();
  ctx.moveTo(x - r * half, y + r * 0.7);
  ctx.bezierCurveTo(x - r * half, y + r * 1.6, x - r * 0.7, y + r * 1.75, x - r * 1.1, y + r * 1.95);
  ctx.lineTo(x - r, Math.min(bottom, y + r * 3));
  ctx.lineTo(x + r, Math.min(bottom, y + r * 3));
  ctx.lineTo(x + r * 1.1, y + r * 1.95);
  ctx.bezierCurveTo(x + r * 0.7, y + r * 1.75, x + r * half, y + r * 1.6, x + r * half, y + r * 0.7);
  ctx.fill();
}

function shoulders(ctx: SKRSContext2D, { x, y, r, look }: Bust, { bottom, width }: { bottom: number; width: number }): void {
  const reach = Math.min(width * 0.495, r * (look.age === "baby" || look.age === "child" ? 1.7 : look.feminine ? 2.05 : 2.35));
  ctx.beginPath();
  ctx.moveTo(x - r * 0.62, y + r * 1.62);
  ctx.bezierCurveTo(x - r * 1.2, y + r * 1.85, x - reach * 0.9, y + r * 1.9, x - reach, y + r * 2.75);
  ctx.lineTo(x - reach * 1.02, bottom + 2);
  ctx.lineTo(x + reach * 1.02, bottom + 2);
  ctx.lineTo(x + reach, y + r * 2.75);
  ctx.bezierCurveTo(x + reach * 0.9, y + r * 1.9, x + r * 1.2, y + r * 1.85, x + r * 0.62, y + r * 1.62);
}

function paintClothes(ctx: SKRSContext2D, bust: Bust, frame: { bottom: number; width: number }): void {
  const { x, y, r, look, light } = bust;
  const { clothing, item, role } = look;
  const words = `${item} ${role}`.toLowerCase();
  const suit = /suit|tuxedo|jacket|blazer|coat|business|judge|detective|lawyer/.test(words);
  const crossed = /kimono|hanfu|yukata|robe|汉服|和服/.test(words);
  const dress =
    /dress|gown|blouse|top|qipao|旗袍|裙/.test(words) || (look.feminine && item === "" && !/chef|police|doctor/.test(words));
  const depth = dress ? 0.5 : crossed || suit ? 1.25 : 0.24;
  const fill = ctx.createLinearGradient(x - light * r * 2, y + r * 2, x + light * r * 2, y + r * 2.6);
  fill.addColorStop(0, darken(mix(clothing, "#3a2050", 0.15), 0.25));
  fill.addColorStop(0.55, clothing);
  fill.addColorStop(1, lighten(clothing, 0.18));
  shoulders(ctx, bust, frame);
  // Neckline: round for knitwear and dresses, a deep V for suits and robes.
  if (suit || crossed) {
    ctx.lineTo(x, y + r * (1.62 + depth));
  } else {
    ctx.quadraticCurveTo(x + r * 0.4, y + r * (1.72 + depth), x, y + r * (1.74 + depth));
    ctx.quadraticCurveTo(x - r * 0.4, y + r * (1.72 + depth), x - r * 0.62, y + r * 1.62);
  }
  ctx.closePath();
  ctx.fillStyle = fill;
  ctx.fill();
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  if (suit) paintSuit(ctx, bust, clothing, frame.bottom);
  else if (crossed) paintCrossedCollar(ctx, bust, clothing, frame.bottom);
  else if (/shirt|chef|cook|doctor|nurse|police|pilot/.test(words) && !/t-shirt|tshirt/.test(words))
    paintShirt(ctx, bust, clothing, frame.bottom);
  else {
    ctx.strokeStyle = dress ? lighten(clothing, 0.3) : darken(clothing, 0.16);
    ctx.lineWidth = r * (dress ? 0.06 : 0.17);
    ctx.beginPath();
    ctx.moveTo(x - r * 0.6, y + r * 1.63);
    ctx.quadraticCurveTo(x - r * 0.4, y + r * (1.74 + depth), x, y + r * (1.76 + depth));
    ctx.quadraticCurveTo(x + r * 0.4, y + r * (1.74 + depth), x + r * 0.6, y + r * 1.63);
    ctx.stroke();
    if (/hood/.test(words))
      for (const side of [-1, 1]) {
        ctx.strokeStyle = lighten(clothing, 0.55);
        ctx.lineWidth = r * 0.05;
        ctx.beginPath();
        ctx.moveTo(x + side * r * 0.2, y + r * 2.05);
        ctx.lineTo(x + side * r * 0.22, y + r * 2.7);
        ctx.stroke();
      }
  }
  // Folds from the shoulders.
  ctx.strokeStyle = fade(darken(clothing, 0.4), 0.28);
  ctx.lineWidth = r * 0.05;
  ctx.beginPath();
  for (const side of [-1, 1]) {
    ctx.moveTo(x + side * r * 1.55, y + r * 3.3);
    ctx.quadraticCurveTo(x + side * r * 1.5, y + r * 2.8, x + side * r * 1.62, y + r * 2.45);
  }
  ctx.stroke();
  // The head's shadow.
  ctx.save();
  ctx.globalCompositeOperation = "source-atop";
  ctx.fillStyle = radialGradient(ctx, { x: x - light * r * 0.25, y: y + r * 1.3 }, r * 1.25, [
    [0, "rgba(50,15,45,0.38)"],
    [0.6, "rgba(50,15,45,0.14)"],
    [1, "rgba(50,15,45,0)"],
  ]);
  ctx.fillRect(x - r * 2, y, r * 4, r * 3);
  ctx.restore();
}

function paintSuit(ctx: SKRSContext2D, { x, y, r, look }: Bust, cloth: Colour, bottom: number): void {
  ctx.fillStyle = "#fbfaf6";
  ctx.beginPath();
  ctx.moveTo(x - r * 0.55, y + r * 1.55);
  ctx.lineTo(x, y + r * 2.95);
  ctx.lineTo(x + r * 0.55, y + r * 1.55);
  ctx.quadraticCurveTo(x, y + r * 2.0, x - r * 0.55, y + r * 1.55);
  ctx.fill();
  if (!look.feminine) {
    ctx.fillStyle = verticalGradient(
      ctx,
      [y + r * 1.8, y + r * 3],
      [
        [0, "#b23a48"],
        [1, "#7a2434"],
      ],
    );
    ctx.beginPath();
    ctx.moveTo(x - r * 0.12, y + r * 1.84);
    ctx.lineTo(x + r * 0.12, y + r * 1.84);
    ctx.lineTo(x + r * 0.17, y + r * 2.6);
    ctx.lineTo(x, y + r * 2.95);
    ctx.lineTo(x - r * 0.17, y + r * 2.6);
    ctx.fill();
  }
  ctx.fillStyle = lighten(cloth, 0.1);
  for (const side of [-1, 1]) {
    ctx.beginPath();
    ctx.moveTo(x + side * r * 0.62, y + r * 1.58);
    ctx.lineTo(x + side * r * 1.02, y + r * 2.1);
    ctx.lineTo(x + side * r * 0.8, y + r * 2.28);
    ctx.lineTo(x + side * r * 0.95, y + r * 2.4);
    ctx.lineTo(x, y + r * 3.2);
    ctx.lineTo(x, y + r * 2.9);
    ctx.closePath();
    ctx.fill();
  }
  ctx.strokeStyle = fade(darken(cloth, 0.5), 0.6);
  ctx.lineWidth = r * 0.035;
  ctx.beginPath();
  ctx.moveTo(x, y + r * 3.2);
  ctx.lineTo(x, bottom);
  ctx.stroke();
}

function paintCrossedCollar(ctx: SKRSContext2D, { x, y, r }: Bust, cloth: Colour, bottom: number): void {
  for (const [side, width] of [
    [1, 0.26],
    [-1, 0.26],
  ] as const) {
    for (const [tone, grow] of [
      [lighten(cloth, 0.55), 1],
      [darken(cloth, 0.25), 0.4],
    ] as const) {
      ctx.strokeStyle = tone;
      ctx.lineWidth = r * width * grow;
      ctx.beginPath();
      ctx.moveTo(x - side * r * 0.62, y + r * 1.6);
      ctx.quadraticCurveTo(x - side * r * 0.2, y + r * 2.5, x + side * r * 0.9, Math.min(bottom, y + r * 3.3));
      ctx.stroke();
    }
  }
}

function paintShirt(ctx: SKRSContext2D, { x, y, r }: Bust, cloth: Colour, bottom: number): void {
  ctx.strokeStyle = fade(darken(cloth, 0.35), 0.5);
  ctx.lineWidth = r * 0.035;
  ctx.beginPath();
  ctx.moveTo(x, y + r * 1.95);
  ctx.lineTo(x, bottom);
  ctx.stroke();
  ctx.fillStyle = lighten(cloth, 0.25);
  for (const side of [-1, 1]) {
    ctx.beginPath();
    ctx.moveTo(x + side * r * 0.6, y + r * 1.5);
    ctx.lineTo(x + side * r * 0.86, y + r * 1.95);
    ctx.lineTo(x + side * r * 0.34, y + r * 2.3);
    ctx.lineTo(x, y + r * 1.92);
    ctx.closePath();
    ctx.fill();
    ctx.stroke();
  }
  ctx.fillStyle = darken(cloth, 0.3);
  for (let button = 0; button < 3; button++) {
    ctx.beginPath();
    ctx.arc(x, y + r * (2.4 + button * 0.45), r * 0.05, 0, Math.PI * 2);
    ctx.fill();
  }
}

function paintScarf(ctx: SKRSContext2D, { x, y, r, look }: Bust): void {
  const wool = mix(look.clothing, "#e4572e", 0.6);
  for (const [dx, dy, size] of [
    [-0.5, 1.62, 0.34],
    [0.5, 1.62, 0.34],
    [-0.2, 1.78, 0.36],
    [0.22, 1.78, 0.36],
  ] as const)
    ball(ctx, { x: x + r * dx, y: y + r * dy, r: r * size }, wool);
  ctx.fillStyle = verticalGradient(
    ctx,
    [y + r * 1.8, y + r * 3],
    [
      [0, wool],
      [1, darken(wool, 0.2)],
    ],
  );
  ctx.beginPath();
  ctx.roundRect(x + r * 0.18, y + r * 1.8, r * 0.46, r * 1.25, r * 0.1);
  ctx.fill();
}

/** Strands that fall over the shoulders. */
function paintLocks(ctx: SKRSContext2D, { x, y, r, look, light }: Bust): void {
  for (const side of [-1, 1]) {
    ctx.fillStyle = verticalGradient(
      ctx,
      [y - r * 0.4, y + r * 2.6],
      [
        [0, look.hair],
        [0.6, side * light > 0 ? lighten(look.hair, 0.14) : darken(look.hair, 0.12)],
        [1, darken(look.hair, 0.1)],
      ],
    );
    ctx.beginPath();
    ctx.moveTo(x + side * r * 0.86, y - r * 0.72);
    ctx.bezierCurveTo(x + side * r * 1.22, y + r * 0.3, x + side * r * 1.02, y + r * 1.1, x + side * r * 1.12, y + r * 1.7);
    ctx.bezierCurveTo(x + side * r * 1.16, y + r * 2.1, x + side * r * 1.0, y + r * 2.4, x + side * r * 0.86, y + r * 2.62);
    ctx.bezierCurveTo(x + side * r * 1.5, y + r * 2.5, x + side * r * 1.56, y + r * 1.7, x + side * r * 1.4, y + r * 1.1);
    ctx.bezierCurveTo(x + side * r * 1.34, y + r * 0.4, x + side * r * 1.3, y - r * 0.2, x + side * r * 0.98, y - r * 0.95);
    ctx.fill();
  }
}
