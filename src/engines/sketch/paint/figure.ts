// People from head to foot: as subjects among others, and small in the background. The head is the one of `people.ts`.
import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import { darken, lighten, mix } from "./colour.ts";
import { contactShadow, ellipse, type Easel } from "./easel.ts";
import type { PlacedSubject } from "./layout.ts";
import { lookOf, paintHairBehind, paintHead, paintHelmet, wordsOf, type Look } from "./people.ts";
import { lightSprite } from "./sprite.ts";

export function paintFigure(easel: Easel, placed: PlacedSubject): void {
  const { ctx, layout, palette } = easel;
  const { box, subject, salt, depth, ground } = placed;
  const random = easel.random.fork(`person ${salt}`);
  const look = lookOf(subject.person, {
    random,
    accents: subject.colour === undefined ? palette.accents : [subject.colour],
    words: wordsOf(subject),
    ordinal: placed.ordinal,
    shared: easel.random.fork(subject.words),
  });
  const sheet = createCanvas(Math.max(1, Math.ceil(box.width)), Math.max(1, Math.ceil(box.height)));
  drawFigure(sheet.getContext("2d"), {
    width: box.width,
    height: box.height,
    look,
    light: layout.light.direction > 0 ? 1 : -1,
    pose: random.fork("pose").next(),
  });
  if (ground === "land") {
    contactShadow(
      ctx,
      { x: box.x + box.width / 2 - layout.light.direction * box.width * 0.2, y: box.y + box.height * 0.985 },
      {
        width: box.width * 1.1,
        height: box.width * 0.24,
        colour: palette.shadow,
        strength: 0.55 * (1 - depth * 0.6),
      },
    );
  }
  ctx.drawImage(lightSprite(easel, sheet, { depth, mirrored: placed.mirrored, gentle: true }), box.x, box.y);
}

/** A guest at a table of their own: the table hides the legs, a cup stands on it. */
export function paintGuest(easel: Easel, placed: PlacedSubject): void {
  const { ctx, palette } = easel;
  const { box } = placed;
  paintFigure(easel, placed);
  const foot = box.y + box.height;
  const middle = box.x + box.width / 2;
  const half = box.height * 0.3;
  const top = foot - box.height * 0.42;
  const wood = mix(palette.wood, "#6b4226", 0.25);
  contactShadow(ctx, { x: middle, y: foot }, { width: half * 2, height: half * 0.35, colour: palette.shadow, strength: 0.5 });
  ctx.fillStyle = darken(wood, 0.45);
  ctx.fillRect(middle - half * 0.09, top, half * 0.18, foot - top);
  ellipse(ctx, { x: middle, y: foot }, half * 0.5, half * 0.1);
  ctx.fill();
  ctx.fillStyle = darken(wood, 0.25);
  ellipse(ctx, { x: middle, y: top + half * 0.1 }, half, half * 0.27);
  ctx.fill();
  ctx.fillStyle = lighten(wood, 0.16);
  ellipse(ctx, { x: middle, y: top }, half, half * 0.27);
  ctx.fill();
  ctx.fillStyle = "#fffaf0";
  ellipse(ctx, { x: middle + half * 0.3, y: top + half * 0.02 }, half * 0.2, half * 0.06);
  ctx.fill();
  ctx.beginPath();
  ctx.roundRect(middle + half * 0.19, top - half * 0.22, half * 0.22, half * 0.24, half * 0.06);
  ctx.fill();
}

interface Figure {
  readonly width: number;
  readonly height: number;
  readonly look: Look;
  readonly light: number;
  /** 0 … 1: which way the arms hang. */
  readonly pose: number;
}

/** Standing, seen from the front; the head is a little large, as in picture books. */
export function drawFigure(ctx: SKRSContext2D, { width, height, look, light, pose }: Figure): void {
  const young = look.age === "child" || look.age === "baby";
  const helmet = look.role.includes("astronaut") ? 0.86 : 1;
  const r = Math.min(height * (look.age === "baby" ? 0.17 : young ? 0.125 : 0.092), width * 0.3) * helmet;
  const x = width / 2;
  const headY = r * (helmet < 1 ? 2 : 1.75);
  const neck = headY + r * 1.3;
  const words = `${look.item} ${look.role}`.toLowerCase();
  const skirt =
    /dress|gown|skirt|kimono|hanfu|robe|裙|旗袍|princess/.test(words) || (look.feminine && look.item === "" && pose > 0.55);
  const coat = /coat|robe|lab|hanfu|kimono/.test(words);
  const hip = neck + (height - neck) * 0.43;
  const shoulder = r * (look.feminine ? 1.45 : 1.75);
  const waist = r * (look.feminine ? 1.0 : 1.3);
  const foot = height * 0.985;
  const shoe = darken(look.trousers, 0.45);
  const suited = look.role.includes("astronaut");
  if (!suited) paintHairBehind(ctx, { x, y: headY, r, look, light });
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  // Legs and shoes.
  for (const side of [-1, 1]) {
    const lx = x + side * waist * 0.48;
    ctx.strokeStyle = skirt ? look.skin : side * light > 0 ? lighten(look.trousers, 0.08) : darken(look.trousers, 0.12);
    ctx.lineWidth = r * (skirt ? 0.42 : 0.72);
    ctx.beginPath();
    ctx.moveTo(lx, hip);
    ctx.lineTo(lx + side * r * 0.12, foot - r * 0.32);
    ctx.stroke();
    ctx.fillStyle = shoe;
    ctx.beginPath();
    ctx.ellipse(lx + side * r * 0.26, foot - r * 0.16, r * 0.46, r * 0.23, 0, 0, Math.PI * 2);
    ctx.fill();
  }
  const cloth = ctx.createLinearGradient(x - light * shoulder, 0, x + light * shoulder, 0);
  cloth.addColorStop(0, darken(mix(look.clothing, "#3a2050", 0.12), 0.24));
  cloth.addColorStop(0.6, look.clothing);
  cloth.addColorStop(1, lighten(look.clothing, 0.16));
  // Far arm, trunk, near arm.
  const hand = neck + (height - neck) * (pose < 0.3 ? 0.36 : 0.45);
  const arm = (side: number): void => {
    const elbow = { x: x + side * (shoulder + r * 0.35), y: neck + (hand - neck) * 0.55 };
    const wrist =
      pose < 0.3 && side > 0
        ? { x: x + side * r * 0.75, y: neck + (hand - neck) * 0.62 }
        : { x: x + side * (shoulder + r * 0.12), y: hand };
    ctx.strokeStyle = side * light > 0 ? lighten(look.clothing, 0.1) : darken(look.clothing, 0.14);
    ctx.lineWidth = r * 0.56;
    ctx.beginPath();
    ctx.moveTo(x + side * (shoulder - r * 0.12), neck + r * 0.62);
    ctx.quadraticCurveTo(elbow.x, elbow.y, wrist.x, wrist.y);
    ctx.stroke();
    ctx.fillStyle = look.skin;
    ellipse(ctx, { x: wrist.x, y: wrist.y + r * 0.22 }, r * 0.26, r * 0.3);
    ctx.fill();
  };
  ctx.fillStyle = mix(look.skin, darken(look.skin, 0.25), 0.6);
  ctx.fillRect(x - r * 0.36, neck - r * 0.5, r * 0.72, r * 0.9);
  arm(-1);
  arm(1);
  ctx.fillStyle = cloth;
  ctx.beginPath();
  ctx.moveTo(x - r * 0.42, neck + r * 0.05);
  ctx.bezierCurveTo(x - shoulder, neck + r * 0.12, x - shoulder * 1.05, neck + r * 0.4, x - shoulder, neck + r * 1.1);
  if (skirt || coat) {
    const hem = coat ? hip + (foot - hip) * 0.4 : hip + (foot - hip) * 0.55;
    ctx.quadraticCurveTo(x - waist * 0.86, hip - r * 0.8, x - waist * (skirt ? 1.75 : 1.25), hem);
    ctx.quadraticCurveTo(x, hem + r * 0.45, x + waist * (skirt ? 1.75 : 1.25), hem);
    ctx.quadraticCurveTo(x + waist * 0.86, hip - r * 0.8, x + shoulder, neck + r * 1.1);
  } else {
    ctx.quadraticCurveTo(x - waist * 0.98, hip - r, x - waist, hip + r * 0.22);
    ctx.quadraticCurveTo(x, hip + r * 0.45, x + waist, hip + r * 0.22);
    ctx.quadraticCurveTo(x + waist * 0.98, hip - r, x + shoulder, neck + r * 1.1);
  }
  ctx.bezierCurveTo(x + shoulder * 1.05, neck + r * 0.4, x + shoulder, neck + r * 0.12, x + r * 0.42, neck + r * 0.05);
  ctx.quadraticCurveTo(x, neck + r * 0.5, x - r * 0.42, neck + r * 0.05);
  ctx.fill();
  if (/chef|cook|apron|barista|waiter|baker/.test(words)) {
    ctx.fillStyle = "#fbfaf7";
    ctx.beginPath();
    ctx.roundRect(x - waist * 0.72, neck + r * 1.2, waist * 1.44, hip - neck + r * 0.6, r * 0.3);
    ctx.fill();
  }
  paintHead(ctx, { x, y: headY, r, look, light });
  if (suited) paintHelmet(ctx, { x, y: headY, r, look, light });
}
