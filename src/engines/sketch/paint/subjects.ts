// Puts one placed subject into the picture: a glyph as a lit sprite, or one of our own drawings, with the shadow or the
// reflection that ties it to what it stands on.
import { createCanvas, type Canvas } from "@napi-rs/canvas";
import type { Colour } from "../scene/scene.ts";
import { paintBody, pawColour } from "./bodies.ts";
import { paintBowl } from "./bowl.ts";
import { paintBuilding } from "./buildings.ts";
import { paintRowboat, paintSailboat } from "./boats.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { drawCurio } from "./curios.ts";
import { contactShadow, ellipse, roundedBox, type Easel } from "./easel.ts";
import { paintBloom } from "./meadows.ts";
import { paintPeak } from "./mountains.ts";
import type { Box, PlacedSubject } from "./layout.ts";
import { isDrawnByHolder, paintFigure, paintGuest } from "./people/figure.ts";
import { paintPortrait } from "./people/portrait.ts";
import { paintBush } from "./undergrowth.ts";
import { paintTree, treeFormFor } from "./plants.ts";
import { paintBench, paintRock, paintStreetLamp, paintWoodenTable } from "./things.ts";
import { cutSprite, lightSprite, type Sprite } from "./sprite.ts";

/** Sprites of one picture: copies of a subject share one. */
export type SpriteBox = Map<string, Promise<Sprite | undefined>>;

export async function paintSubject(easel: Easel, placed: PlacedSubject, sprites: SpriteBox): Promise<void> {
  const { subject, kind } = placed;
  if (!easel.layout.portrait && isDrawnByHolder(easel, placed)) return;
  const drawn = kind.drawing !== undefined && paintDrawing(easel, placed);
  if (drawn) return;
  const curio = drawCurio(subject.key, {
    size: Math.ceil(Math.max(placed.box.width, placed.box.height)),
    colour: subject.colour,
  });
  if (curio && subject.glyph === undefined) {
    paintSprite(easel, placed, { canvas: curio, aspect: 1 });
    return;
  }
  const name = subject.glyph ?? subject.key;
  const size = Math.ceil(Math.max(placed.box.width, placed.box.height) * (kind.headOnly ? 0.8 : 1) * 1.05);
  const sprite = await takeSprite(sprites, { name, size, colour: subject.colour });
  if (sprite) paintSprite(easel, placed, sprite);
  else paintKeepsake(easel, placed);
  if (subject.doing === "sleeping") paintDreams(easel, placed);
}

function takeSprite(
  sprites: SpriteBox,
  { name, size, colour }: { name: string; size: number; colour: Colour | undefined },
): Promise<Sprite | undefined> {
  // Copies differ a little in size: one sprite per step of a quarter serves them all.
  let step = 48;
  while (step < size) step = Math.ceil(step * 1.25);
  const key = `${name} ${step} ${colour ?? ""}`;
  const known = sprites.get(key);
  if (known) return known;
  const made = cutSprite(name, { size: step, colour });
  sprites.set(key, made);
  return made;
}

function paintSprite(easel: Easel, placed: PlacedSubject, sprite: Sprite): void {
  const { ctx } = easel;
  const { box, kind, ground, subject } = placed;
  const flips = placed.mirrored && !isWritten(subject.glyph ?? subject.key);
  let art: Canvas = sprite.canvas;
  let aspect = sprite.aspect;
  if (kind.headOnly) {
    art = withBody(sprite, subject);
    aspect = art.width / art.height;
  }
  const width = Math.min(box.width, box.height * aspect);
  const height = width / aspect;
  const x = box.x + (box.width - width) / 2;
  const y = ground === "air" ? box.y + (box.height - height) / 2 : box.y + box.height - height;
  const lit = lightSprite(easel, art, { depth: placed.depth, mirrored: flips });
  const at: Box = { x, y, width, height };
  groundSprite(easel, placed, { at, art: lit });
  ctx.drawImage(lit, x, y, width, height);
  if (placed.heldBy) paintPaws(easel, at, placed.heldBy);
  if (ground === "water") paintWaterline(easel, at);
}

/** The paws of who holds it come over its lower edge. */
function paintPaws({ ctx, palette }: Easel, { x, y, width, height }: Box, holder: PlacedSubject["subject"]): void {
  const colour = pawColour(holder.glyph ?? "", holder.colour);
  const size = Math.max(width, height) * 0.15;
  for (const side of [-1, 1]) {
    const at = { x: x + width / 2 + side * width * 0.42, y: y + height * 0.76 };
    ctx.fillStyle = fade(palette.shadow, 0.25);
    ellipse(ctx, { x: at.x, y: at.y + size * 0.25 }, size * 0.85, size * 0.75);
    ctx.fill();
    ctx.fillStyle = colour;
    ellipse(ctx, at, size * 0.8, size * 0.72);
    ctx.fill();
    ctx.strokeStyle = fade(darken(colour, 0.5), 0.5);
    ctx.lineWidth = size * 0.07;
    ctx.beginPath();
    for (const toe of [-0.25, 0.25]) {
      ctx.moveTo(at.x + toe * size, at.y - size * 0.55);
      ctx.lineTo(at.x + toe * size, at.y - size * 0.15);
    }
    ctx.stroke();
  }
}

/** Shadow on land, reflection in water, a far soft shadow for what flies low, nothing in the sky. */
function groundSprite(easel: Easel, placed: PlacedSubject, { at, art }: { at: Box; art: Canvas }): void {
  const { ctx, palette, layout, scene } = easel;
  if (placed.ground === "flat") return layDown(easel, placed, { at, art });
  if (layout.table && placed.ground === "land" && isServed(placed)) paintPlate(easel, at);
  if (scene.without.has("shadows")) return;
  const foot = at.y + at.height;
  const middle = at.x + at.width / 2;
  const soft = scene.interior || layout.table ? 0.75 : 1;
  if (placed.ground === "land") {
    contactShadow(
      ctx,
      { x: middle - layout.light.direction * at.width * 0.16, y: foot - at.height * 0.015 },
      {
        width: at.width * 1.25,
        height: Math.max(4, at.width * 0.24),
        colour: palette.shadow,
        strength: 0.5 * soft * (1 - placed.depth),
      },
    );
    contactShadow(
      ctx,
      { x: middle, y: foot - at.height * 0.01 },
      {
        width: at.width * 0.72,
        height: Math.max(3, at.width * 0.1),
        colour: palette.shadow,
        strength: 0.6 * (1 - placed.depth),
      },
    );
  } else if (placed.ground === "water") {
    ctx.save();
    ctx.globalAlpha = 0.32;
    ctx.translate(0, foot * 2 - at.height * 0.06);
    ctx.scale(1, -1);
    ctx.beginPath();
    ctx.rect(at.x, foot - at.height * 0.6, at.width, at.height * 0.6);
    ctx.clip();
    ctx.drawImage(art, at.x, at.y, at.width, at.height);
    ctx.restore();
  }
}

/** Seen from above: a round plate below food, and a shadow that falls to one side. */
function layDown({ ctx, layout, palette, random }: Easel, placed: PlacedSubject, { at, art }: { at: Box; art: Canvas }): void {
  const middle = { x: at.x + at.width / 2, y: at.y + at.height / 2 };
  const away = Math.max(at.width, at.height) * 0.05;
  const shift = -Math.sign(layout.light.direction) * away;
  if (isServed(placed)) {
    const r = Math.max(at.width, at.height) * 0.66;
    const glaze = random.fork(`plate ${placed.salt}`).pick(["#fbf8f2", "#eef2f0", "#f3e4d2", "#dfe8ee"]);
    contactShadow(
      ctx,
      { x: middle.x + shift, y: middle.y + away },
      { width: r * 2.3, height: r * 2.3, colour: palette.shadow, strength: 0.6 },
    );
    for (const [grow, tone] of [
      [1, darken(glaze, 0.12)],
      [0.97, glaze],
      [0.72, darken(glaze, 0.08)],
      [0.69, lighten(glaze, 0.25)],
    ] as const) {
      ctx.fillStyle = tone;
      ellipse(ctx, middle, r * grow, r * grow);
      ctx.fill();
    }
  }
  ctx.save();
  ctx.globalAlpha = 0.4;
  ctx.shadowColor = fade(palette.shadow, 0.9);
  ctx.shadowBlur = away * 0.9;
  ctx.shadowOffsetX = shift;
  ctx.shadowOffsetY = away;
  ctx.drawImage(art, at.x, at.y, at.width, at.height);
  ctx.restore();
}

/** Food that is cooked or baked comes on a plate; what has a dish of its own does not. */
function isServed({ subject, box, kind }: PlacedSubject): boolean {
  if (box.height <= 0 || kind.headOnly) return false;
  const name = subject.glyph ?? subject.key;
  if (
    /bowl|pot|pan|tray|bento|curry|rice-cracker|can|jar|stew|fondue|salad|box|spaghetti|ice-cream|cone|stick|lollipop|candy|popcorn|oden|dango/.test(
      name,
    )
  )
    return false;
  return /^food-(prepared|asian|sweet)/.test(subject.kind ?? "");
}

function paintPlate({ ctx, palette, scene }: Easel, { x, y, width, height }: Box): void {
  const at = { x: x + width / 2, y: y + height * 0.97 };
  const r = width * 0.66;
  const white = mix("#fbf8f2", palette.ambient, scene.interior ? 0.1 : palette.ambientStrength * 0.4);
  contactShadow(ctx, { x: at.x, y: at.y + r * 0.09 }, { width: r * 2.3, height: r * 0.5, colour: palette.shadow, strength: 0.5 });
  for (const [grow, tone, drop] of [
    [1, darken(white, 0.2), 0.03],
    [1, white, 0],
    [0.74, darken(white, 0.08), 0.01],
    [0.7, lighten(white, 0.3), 0.02],
  ] as const) {
    ctx.fillStyle = tone;
    ellipse(ctx, { x: at.x, y: at.y - height * 0.02 + r * drop }, r * grow, r * grow * 0.27);
    ctx.fill();
  }
}

/** Water closes over the foot of what floats in it. */
function paintWaterline({ ctx, palette, unit, random }: Easel, { x, y, width, height }: Box): void {
  const forked = random.fork(`waterline ${Math.round(x)}`);
  const foot = y + height;
  for (let line = 0; line < 5; line++) {
    const at = foot - height * 0.05 + line * unit * 4.5;
    const long = width * (0.62 - line * 0.07) * forked.range(0.85, 1.1);
    ctx.fillStyle = fade(
      line === 0 ? mix(palette.water, "#ffffff", 0.55) : mix(palette.water, palette.skyLow, 0.4),
      0.5 - line * 0.06,
    );
    ellipse(ctx, { x: x + width / 2 + forked.range(-0.04, 0.04) * width, y: at }, long, unit * (2.6 + line * 0.5));
    ctx.fill();
  }
}

function withBody(sprite: Sprite, subject: PlacedSubject["subject"]): Canvas {
  const size = Math.max(sprite.canvas.width, sprite.canvas.height);
  const canvas = createCanvas(Math.round(size * 1.3), Math.round(size * 1.52));
  paintBody(canvas.getContext("2d"), { glyph: subject.glyph ?? "", size, colour: subject.colour });
  const x = (canvas.width - sprite.canvas.width) / 2;
  canvas.getContext("2d").drawImage(sprite.canvas, x, size * 0.98 - sprite.canvas.height);
  return canvas;
}

/** Things that carry writing or a clock face must not be mirrored. */
function isWritten(name: string): boolean {
  return /clock|button|sign|book|keycap|calendar|newspaper|label|watch|card|banknote|hundred|abacus|guitar|violin|globe|map|store|hospital|hotel|bank/.test(
    name,
  );
}

function paintDrawing(easel: Easel, placed: PlacedSubject): boolean {
  const { box, subject, kind, depth, salt } = placed;
  const { layout, palette } = easel;
  const random = easel.random.fork(`subject ${salt}`);
  const foot = box.y + box.height;
  const middle = box.x + box.width / 2;
  const colour = subject.colour;
  switch (kind.drawing) {
    case "tree": {
      const form = treeFormFor(`${subject.key} ${subject.words}`, { season: easel.scene.season, random });
      paintTree(easel, {
        x: middle,
        foot,
        height: box.height,
        form,
        distance: depth,
        random,
        ...(colour !== undefined && { colour }),
      });
      return true;
    }
    case "bush":
      paintBush(easel, { x: middle, foot, width: box.width, distance: depth, random, ...(colour !== undefined && { colour }) });
      return true;
    case "flower":
      paintBouquet(easel, { box, colour: colour ?? palette.blossom[0] ?? "#ff9ec4", salt });
      return true;
    case "mountain":
      paintPeak(easel, {
        apex: { x: middle, y: box.y },
        base: foot,
        spread: box.width / 2,
        distance: 0.2,
        snow: /hill|cliff/.test(subject.key) ? 0 : 0.36,
        random,
      });
      return true;
    case "rock":
      paintRock(easel, { box, colour, random });
      return true;
    case "person":
      if (layout.portrait && !subject.background) paintPortrait(easel, placed);
      else if (subject.background && easel.scene.setting === "cafe") paintGuest(easel, placed);
      else paintFigure(easel, placed);
      return true;
    case "sailboat":
      paintSailboat(easel, placed);
      return true;
    case "rowboat":
      paintRowboat(easel, placed);
      return true;
    case "bench":
      paintBench(easel, { box, colour });
      return true;
    case "streetLamp":
      paintStreetLamp(easel, { x: middle, foot, height: box.height });
      return true;
    case "bowl":
      paintBowl(easel, { box, colour, clear: /soup|congee/.test(subject.key) && !/noodle/.test(subject.key), random });
      return true;
    case "plate":
      paintPlate(easel, {
        x: box.x + box.width * 0.12,
        y: box.y - box.height * 0.4,
        width: box.width * 0.76,
        height: box.height,
      });
      return true;
    case "table":
      paintWoodenTable(easel, { box, colour });
      return true;
    case "house":
    case "cottage":
    case "tower":
    case "castle":
    case "pagoda":
    case "windmill":
    case "lighthouse":
    case "bridge":
      paintBuilding(easel, { ...placed, drawing: kind.drawing });
      return true;
    default:
      return false;
  }
}

/** A few stems with blooms: what `flower` looks like when it is what the picture is about. */
function paintBouquet(easel: Easel, { box, colour, salt }: { box: Box; colour: Colour; salt: string }): void {
  const { ctx, palette } = easel;
  const random = easel.random.fork(`bouquet ${salt}`);
  const middle = box.x + box.width / 2;
  const foot = box.y + box.height;
  contactShadow(
    ctx,
    { x: middle, y: foot },
    { width: box.width, height: box.width * 0.2, colour: palette.shadow, strength: 0.4 },
  );
  const heads = [
    [0, 0.16],
    [-0.28, 0.36],
    [0.27, 0.32],
  ] as const;
  ctx.lineCap = "round";
  for (const [dx, dy] of heads.toReversed()) {
    const at = { x: middle + dx * box.width, y: box.y + dy * box.height + random.range(-0.02, 0.02) * box.height };
    ctx.strokeStyle = palette.grassShade;
    ctx.lineWidth = box.width * 0.035;
    ctx.beginPath();
    ctx.moveTo(middle + dx * box.width * 0.2, foot);
    ctx.quadraticCurveTo(middle + dx * box.width * 0.3, (foot + at.y) / 2, at.x, at.y);
    ctx.stroke();
    ctx.fillStyle = mix(palette.grassShade, palette.grass, 0.5);
    for (const side of [-1, 1]) {
      ctx.beginPath();
      const ly = foot - box.height * 0.25;
      ctx.moveTo(middle + dx * box.width * 0.22, ly);
      ctx.quadraticCurveTo(
        middle + side * box.width * 0.2,
        ly - box.height * 0.16,
        middle + side * box.width * 0.34,
        ly - box.height * 0.08,
      );
      ctx.quadraticCurveTo(middle + side * box.width * 0.15, ly + box.height * 0.02, middle + dx * box.width * 0.22, ly);
      ctx.fill();
    }
    paintBloom(easel, { ...at, size: box.width * 0.24, colour });
  }
}

/** Three letters z that rise from a sleeper. */
function paintDreams({ ctx, palette }: Easel, { box }: PlacedSubject): void {
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  const size = Math.min(box.width, box.height);
  for (const [index, at] of [0.55, 0.72, 0.88].entries()) {
    const side = size * (0.06 + index * 0.025);
    const x = box.x + box.width * at;
    const y = box.y + size * (0.2 - index * 0.09) + side * 0.3;
    for (const [style, thick] of [
      [fade(palette.shadow, 0.45), 0.34],
      ["#ffffff", 0.2],
    ] as const) {
      ctx.strokeStyle = style;
      ctx.lineWidth = side * thick;
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.lineTo(x + side, y);
      ctx.lineTo(x, y + side);
      ctx.lineTo(x + side, y + side);
      ctx.stroke();
    }
  }
}

/** For what no glyph and no generator shows: a small parcel in the subject's colour, so that it is counted and not ignored. */
function paintKeepsake({ ctx, palette }: Easel, { box, subject }: PlacedSubject): void {
  const colour = subject.colour ?? palette.accents[0] ?? "#e4572e";
  const side = Math.min(box.width, box.height) * 0.8;
  const x = box.x + (box.width - side) / 2;
  const y = box.y + box.height - side;
  contactShadow(
    ctx,
    { x: x + side / 2, y: y + side },
    { width: side * 1.3, height: side * 0.22, colour: palette.shadow, strength: 0.5 },
  );
  const gradient = ctx.createLinearGradient(x, y, x + side, y + side);
  gradient.addColorStop(0, mix(colour, "#ffffff", 0.35));
  gradient.addColorStop(1, darken(colour, 0.25));
  ctx.fillStyle = gradient;
  roundedBox(ctx, { x, y, width: side, height: side }, side * 0.22);
  ctx.fill();
  ctx.fillStyle = fade("#ffffff", 0.35);
  roundedBox(ctx, { x: x + side * 0.1, y: y + side * 0.08, width: side * 0.8, height: side * 0.2 }, side * 0.1);
  ctx.fill();
}
