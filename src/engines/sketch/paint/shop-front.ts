// A shop seen from across the pavement: wall, gable, fascia for the lettering, ground floor, passers-by. The board itself is painted
// by others, above `front.lintel`; nothing here rises in front of it.
import type { Random } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { contactShadow, glow, polygon, verticalGradient, type Easel } from "./easel.ts";
import { paintAwning, paintGroundFloor } from "./ground-floor.ts";
import { paintOuterWall, paintPavement, paintVines } from "./masonry.ts";
import { drawFigure } from "./people/figure.ts";
import { lookOf } from "./people/people.ts";
import { paintStreetLamp } from "./things.ts";
import { paintBush } from "./undergrowth.ts";
import type { Front } from "./venue.ts";
import { paintReflection } from "./water.ts";

/** Bare bricks with a pavement; for a sign that is the whole picture. */
export function paintBrickFront(easel: Easel, front: Front): void {
  const { ctx, palette, unit } = easel;
  const random = easel.random.fork("brick front");
  paintOuterWall(easel, front.box, "brick");
  const dark = ctx.createLinearGradient(0, 0, easel.width, 0);
  dark.addColorStop(0, fade(palette.shadow, 0.45));
  dark.addColorStop(0.5, fade(palette.shadow, 0.05));
  dark.addColorStop(1, fade(palette.shadow, 0.45));
  ctx.fillStyle = dark;
  ctx.fillRect(front.box.x, front.box.y, front.box.width, front.box.height);
  const ground = front.box.y + front.box.height;
  // A rain pipe, a cable, and a crate or two.
  const pipe = easel.width * (random.next() < 0.5 ? 0.07 : 0.92);
  const metal = darken(mix("#7c8590", palette.ambient, 0.3), palette.night * 0.5);
  ctx.fillStyle = metal;
  ctx.fillRect(pipe, 0, unit * 18, ground);
  ctx.fillStyle = lighten(metal, 0.25);
  ctx.fillRect(pipe + unit * 4, 0, unit * 4, ground);
  for (let clamp = 0.15; clamp < 1; clamp += 0.3) ctx.fillRect(pipe - unit * 5, ground * clamp, unit * 28, unit * 9);
  paintPavement(easel, { top: ground });
  const board = easel.layout.surfaces[0];
  if (board && (board.lettering.surface === "neonSign" || palette.night > 0.4)) {
    const at = { x: board.box.x + board.box.width / 2, y: board.box.y + board.box.height / 2 };
    const colour = board.lettering.colour ?? (board.lettering.surface === "neonSign" ? "#d86cff" : palette.lamp);
    glow(ctx, at, { radius: board.box.width * 1.25, colour, strength: 0.85 });
    glow(ctx, { x: at.x, y: ground }, { radius: board.box.width, colour, strength: 0.35 });
  }
  paintFlank(easel, front, random);
  if (easel.scene.props.has("vines")) paintVines(easel, front.box, random.fork("vines"));
  wetGround(easel, ground);
}

/** The whole shop. At a corner, the street behind it is already painted. */
export async function paintShopFront(easel: Easel, front: Front): Promise<void> {
  const { ctx, palette, scene, unit, simple } = easel;
  const random = easel.random.fork("shop front");
  const { box } = front;
  const ground = box.y + box.height;
  const storey = ground - front.lintel;
  const material = scene.props.has("brickWall") ? "brick" : random.pick(["brick", "plaster", "boards", "brick"] as const);
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.x, box.y, box.width, box.height);
  ctx.clip();
  paintOuterWall(easel, box, material);
  ctx.restore();
  if (front.kind === "corner") paintGable(easel, front);
  const paint = darken(
    mix(
      scene.palette[0] ?? random.pick(["#2f5d57", "#2c4668", "#7c2f3a", "#a8542e", "#5b4a3f", "#37633f"]),
      palette.ambient,
      palette.ambientStrength * 0.3,
    ),
    palette.night * 0.3,
  );
  const board = easel.layout.surfaces[0]?.box;
  const fasciaTop = Math.max(box.y, board ? board.y - storey * 0.05 : front.lintel - storey * 0.3);
  paintUpperStorey(easel, front, { top: fasciaTop, random: random.fork("upper") });
  paintFascia(easel, front, { top: fasciaTop, paint });
  await paintGroundFloor(easel, front, { paint, random: random.fork("ground floor") });
  paintAwning(easel, front, { paint, random: random.fork("awning") });
  const corner = front.kind === "corner";
  paintPavement(easel, { top: ground, ...(corner && (front.side < 0 ? { to: box.width } : { from: box.x })) });
  if (!simple) {
    ctx.fillStyle = verticalGradient(
      ctx,
      [ground - unit * 4, ground + unit * 30],
      [
        [0, fade(palette.shadow, 0.5)],
        [1, fade(palette.shadow, 0)],
      ],
    );
    ctx.fillRect(box.x, ground - unit * 4, box.width, unit * 34);
  }
  if (palette.night > 0.25) {
    ctx.save();
    ctx.translate(box.x + box.width / 2, ground + unit * 10);
    ctx.scale(1, 0.22);
    glow(ctx, { x: 0, y: 0 }, { radius: box.width * 0.55, colour: palette.lamp, strength: 0.65 * palette.night });
    ctx.restore();
  }
  if (scene.props.has("vines")) paintVines(easel, { ...box, height: box.height * 0.9 }, random.fork("vines"));
  paintFlank(easel, front, random.fork("flank"));
  if (!corner) paintPassersBy(easel, front, random.fork("passers-by"));
  wetGround(easel, ground);
}

/** The side of the corner house that runs into the street. */
function paintGable({ ctx, palette, layout, width }: Easel, { box, side }: Front): void {
  const edge = side < 0 ? box.width : box.x;
  const deep = -side * width * 0.035;
  const vanish = layout.horizon;
  const ground = box.y + box.height;
  polygon(ctx, [
    [edge, box.y],
    [edge + deep, box.y + (vanish - box.y) * 0.08],
    [edge + deep, ground + (vanish - ground) * 0.3],
    [edge, ground],
  ]);
  ctx.fillStyle = mix(darken(palette.stone, 0.45 + palette.night * 0.25), palette.shadow, 0.35);
  ctx.fill();
}

function paintUpperStorey(easel: Easel, { box, lintel }: Front, { top, random }: { top: number; random: Random }): void {
  const { ctx, palette, unit } = easel;
  const storey = (box.y + box.height - lintel) * 0.72;
  const count = Math.max(2, Math.round(box.width / (storey * 0.8)));
  const shutter = darken(random.pick(palette.accents), 0.25);
  for (let floor = 0; floor < 4; floor++) {
    const sill = top - storey * (0.16 + floor);
    if (sill < box.y + unit * 20) return;
    const tall = storey * 0.6;
    const wide = tall * 0.55;
    for (let index = 0; index < count; index++) {
      const x = box.x + (box.width * (index + 0.5)) / count - wide / 2;
      const y = sill - tall;
      ctx.fillStyle = mix("#fbf5ea", palette.ambient, 0.35);
      ctx.fillRect(x - wide * 0.1, y - wide * 0.1, wide * 1.2, tall + wide * 0.2);
      const on = random.next() < palette.night * 0.6;
      ctx.fillStyle = on ? "#ffcf7a" : mix(mix(palette.skyMiddle, "#1d2a44", 0.5), palette.haze, 0.1);
      ctx.fillRect(x, y, wide, tall);
      ctx.fillStyle = fade("#ffffff", on ? 0.3 : 0.18);
      polygon(ctx, [
        [x, y],
        [x + wide * 0.6, y],
        [x, y + tall * 0.6],
      ]);
      ctx.fill();
      ctx.fillStyle = mix("#fbf5ea", palette.ambient, 0.35);
      ctx.fillRect(x + wide * 0.47, y, wide * 0.06, tall);
      ctx.fillRect(x, y + tall * 0.45, wide, wide * 0.06);
      ctx.fillRect(x - wide * 0.18, sill, wide * 1.36, unit * 8);
      ctx.fillStyle = shutter;
      for (const sx of [x - wide * 0.52, x + wide * 1.1]) ctx.fillRect(sx, y - wide * 0.04, wide * 0.42, tall + wide * 0.08);
    }
  }
}

function paintFascia(
  { ctx, palette, unit }: Easel,
  { box, lintel }: Front,
  { top, paint }: { top: number; paint: Colour },
): void {
  ctx.fillStyle = fade(palette.shadow, 0.35);
  ctx.fillRect(box.x, top, box.width, lintel - top + unit * 10);
  ctx.fillStyle = verticalGradient(
    ctx,
    [top, lintel],
    [
      [0, lighten(paint, 0.12)],
      [1, darken(paint, 0.1)],
    ],
  );
  ctx.fillRect(box.x, top, box.width, lintel - top);
  ctx.fillStyle = lighten(paint, 0.25);
  ctx.fillRect(box.x, top - unit * 9, box.width, unit * 14);
  ctx.fillStyle = fade(palette.shadow, 0.4);
  ctx.fillRect(box.x, top + unit * 5, box.width, unit * 5);
}

/** What frames the front: tubs with shrubs, and a street lamp where there is room. */
function paintFlank(easel: Easel, front: Front, random: Random): void {
  const { ctx, palette, layout, unit, scene } = easel;
  const { box } = front;
  const ground = box.y + box.height;
  const size = (ground - front.lintel) * 0.3;
  const spots = front.kind === "wall" ? [random.pick([0.1, 0.88])] : front.kind === "corner" ? [0.07, 0.93] : [0.05, 0.95];
  for (const at of spots) {
    const x = box.x + box.width * at;
    const foot = ground + unit * 24;
    if (layout.subjects.some(({ box: taken }) => x + size * 0.5 > taken.x && x - size * 0.5 < taken.x + taken.width)) continue;
    contactShadow(ctx, { x, y: foot }, { width: size * 1.1, height: size * 0.2, colour: palette.shadow, strength: 0.6 });
    if (!scene.without.has("plants"))
      paintBush(easel, { x, foot: foot - size * 0.34, width: size, distance: 0, random: random.fork(`bush ${at}`) });
    const clay = darken(mix("#b5653f", palette.ambient, palette.ambientStrength * 0.4), palette.night * 0.4);
    polygon(ctx, [
      [x - size * 0.34, foot - size * 0.42],
      [x + size * 0.34, foot - size * 0.42],
      [x + size * 0.26, foot],
      [x - size * 0.26, foot],
    ]);
    ctx.fillStyle = clay;
    ctx.fill();
    ctx.fillStyle = lighten(clay, 0.16);
    ctx.fillRect(x - size * 0.38, foot - size * 0.48, size * 0.76, size * 0.11);
  }
  if (front.kind === "wall" || scene.props.has("streetLamp")) {
    const x = box.x + box.width * random.pick([0.03, 0.97]);
    const height = (layout.height - box.y) * 0.7;
    if (layout.surfaces.every(({ box: board }) => x < board.x - height * 0.05 || x > board.x + board.width + height * 0.05))
      paintStreetLamp(easel, { x, foot: ground + unit * 40, height });
  }
}

/** One or two people on the pavement, beside what the picture is about. */
function paintPassersBy(easel: Easel, front: Front, random: Random): void {
  const { ctx, layout, palette, scene, width, height } = easel;
  if (scene.without.has("people") || layout.subjects.some(({ subject }) => subject.person)) return;
  const storey = front.box.height - front.lintel;
  const count = random.int(1, 2);
  for (let person = 0; person < count; person++) {
    const forked = random.fork(`${person}`);
    const tall = storey * forked.range(0.6, 0.68);
    const x = width * (person === 0 ? forked.range(0.14, 0.3) : forked.range(0.68, 0.84));
    const foot = front.box.height + (height - front.box.height) * forked.range(0.3, 0.55);
    if (layout.subjects.some(({ box }) => x + tall * 0.3 > box.x && x - tall * 0.3 < box.x + box.width)) continue;
    if (
      layout.surfaces.some(
        ({ box }) => foot - tall < box.y + box.height && x + tall * 0.3 > box.x && x - tall * 0.3 < box.x + box.width,
      )
    )
      continue;
    contactShadow(ctx, { x, y: foot }, { width: tall * 0.5, height: tall * 0.08, colour: palette.shadow, strength: 0.5 });
    const look = lookOf(undefined, { random: forked, accents: palette.accents, ordinal: person });
    ctx.save();
    ctx.translate(x - tall * 0.23, foot - tall);
    drawFigure(ctx, { width: tall * 0.46, height: tall, look, light: layout.light.direction > 0 ? 1 : -1, pose: forked.next() });
    ctx.restore();
  }
}

/** Rain doubles the lights of the front on the ground. */
export function wetGround(easel: Easel, ground: number): void {
  const { scene, height } = easel;
  const wet =
    ["rain", "storm"].includes(scene.weather) ||
    scene.props.has("puddles") ||
    scene.props.has("reflection") ||
    scene.style === "neon";
  if (wet) paintReflection(easel, { top: ground, bottom: height, mirror: 0.5, waves: 0.4 });
}
