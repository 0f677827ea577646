// Props that stand about in numbers or as landmarks: towers and temples, market stalls, bridges, boats, passers-by.
import { paintRowboat, paintSailboat } from "./boats.ts";
import { paintBuilding } from "./buildings.ts";
import { darken, lighten, mix } from "./colour.ts";
import { type Easel, contactShadow, ellipse } from "./easel.ts";
import { overlaps } from "./extras.ts";
import { drawFigure } from "./people/figure.ts";
import { lookOf } from "./people/people.ts";
import { paintFarTowers } from "./terrain.ts";
import { paintBench } from "./things.ts";
import { paintBridge } from "./towers.ts";
import { riverCourse } from "./water.ts";

const LANDMARKS: readonly (readonly [prop: string, drawing: "pagoda" | "castle", height: number, aspect: number])[] = [
  ["pagoda", "pagoda", 0.3, 0.8],
  ["temple", "pagoda", 0.26, 0.95],
  ["castle", "castle", 0.26, 1.15],
];

/** Buildings in the middle distance, a bench beside the way, bunting overhead. */
export function paintLandmarks(easel: Easel, has: (name: string) => boolean): void {
  const { layout, width, height, scene, palette, ctx, unit } = easel;
  const random = easel.random.fork("landmarks");
  const ground = layout.horizon;
  const city = scene.setting === "street" || scene.setting === "skyline";
  if (has("tallBuildings") && !city)
    paintFarTowers(easel, { foot: ground + unit * 4, height: ground * 0.42, distance: 0.55, salt: "landmark" });
  for (const [prop, drawing, part, aspect] of LANDMARKS) {
    if (!has(prop) || layout.subjects.some(({ kind }) => kind.drawing === drawing)) continue;
    const forked = random.fork(prop);
    const tall = Math.min(height, width) * part;
    const foot = ground + (height - ground) * forked.range(0.1, 0.2);
    const x = width * forked.pick([0.12, 0.2, 0.68, 0.76]);
    paintBuilding(easel, {
      box: { x, y: foot - tall, width: tall * aspect, height: tall },
      drawing,
      depth: 0.2,
      salt: prop,
      subject: { key: prop, words: prop, count: 1, background: true },
    });
  }
  if (has("bench") && !scene.subjects.some(({ relation }) => relation?.to === "bench")) {
    const tall = Math.min(height, width) * 0.13;
    const x = width * random.fork("bench").pick([0.1, 0.2, 0.62, 0.7]);
    paintBench(easel, { box: { x, y: ground + (height - ground) * 0.45 - tall, width: tall * 1.9, height: tall } });
  }
  if (has("flags")) {
    for (let flag = 0; flag < 22; flag++) {
      const t = (flag + 0.5) / 22;
      const y = height * (0.05 + 0.16 * t * (1 - t));
      const half = width / 60;
      ctx.fillStyle = palette.accents[flag % palette.accents.length] ?? "#e4572e";
      ctx.beginPath();
      ctx.moveTo(width * t - half, y);
      ctx.lineTo(width * t + half, y);
      ctx.lineTo(width * t, y + half * 2);
      ctx.fill();
    }
  }
}

/** Stalls with striped awnings and goods, along both sides. */
export function paintStalls(easel: Easel): void {
  const { ctx, layout, width, height, palette } = easel;
  const random = easel.random.fork("stalls");
  for (const [index, at] of [0.33, 0.67, 0.19, 0.81, 0.03, 0.97].entries()) {
    const near = Math.floor(index / 2) / 2;
    const tall = height * (0.17 + near * 0.2);
    const wide = tall * 1.1;
    const foot = layout.horizon + (height - layout.horizon) * (0.14 + near * 0.3);
    const x = width * at - wide / 2;
    const colour = random.pick(palette.accents);
    if (layout.surfaces.some(({ box }) => overlaps({ x, y: foot - tall, width: wide, height: tall }, box))) continue;
    contactShadow(
      ctx,
      { x: x + wide / 2, y: foot },
      { width: wide * 1.2, height: tall * 0.14, colour: palette.shadow, strength: 0.5 },
    );
    ctx.fillStyle = darken(palette.wood, 0.3);
    for (const post of [0.04, 0.92]) ctx.fillRect(x + wide * post, foot - tall * 0.8, wide * 0.04, tall * 0.8);
    ctx.fillStyle = mix(palette.wood, "#d8a06a", 0.35);
    ctx.fillRect(x, foot - tall * 0.36, wide, tall * 0.36);
    ctx.fillStyle = lighten(palette.wood, 0.3);
    ctx.fillRect(x - wide * 0.03, foot - tall * 0.39, wide * 1.06, tall * 0.05);
    for (let heap = 0; heap < 4; heap++) {
      const tone = mix(
        random.pick(["#e5473c", "#f2a93b", "#7dbb4a", "#f6d24a", "#b85ac2", "#f28a4a"]),
        palette.ambient,
        palette.ambientStrength * 0.4,
      );
      for (let fruit = 0; fruit < 6; fruit++) {
        ctx.fillStyle = fruit % 2 === 0 ? tone : lighten(tone, 0.16);
        ellipse(
          ctx,
          { x: x + wide * (0.1 + heap * 0.24 + (fruit % 3) * 0.055), y: foot - tall * (0.41 + Math.floor(fruit / 3) * 0.05) },
          wide * 0.035,
          wide * 0.035,
        );
        ctx.fill();
      }
    }
    for (let stripe = 0; stripe < 8; stripe++) {
      ctx.fillStyle = stripe % 2 === 0 ? colour : mix("#fff7ea", palette.ambient, palette.ambientStrength * 0.4);
      const s0 = stripe / 8;
      const s1 = (stripe + 1) / 8;
      ctx.beginPath();
      ctx.moveTo(x + wide * (0.06 + s0 * 0.88), foot - tall);
      ctx.lineTo(x + wide * (0.06 + s1 * 0.88), foot - tall);
      ctx.lineTo(x + wide * (-0.08 + s1 * 1.16), foot - tall * 0.76);
      ctx.ellipse(x + wide * (-0.08 + (s0 + s1) * 0.58), foot - tall * 0.76, wide * 0.0725, tall * 0.05, 0, 0, Math.PI);
      ctx.fill();
    }
  }
}

/** A bridge over the river, a little way off; over open water it spans the picture. */
export function paintCrossing(easel: Easel): void {
  const { layout, width, height, scene, random } = easel;
  const ground = layout.horizon;
  if (["sea", "lake", "harbour", "skyline", "street", "beach"].includes(scene.setting)) {
    paintBridge(easel, {
      box: { x: width * 0.1, y: ground - height * 0.06, width: width * 0.8, height: height * 0.15 },
      distance: 0.15,
      random: random.fork("bridge"),
    });
    return;
  }
  const course = riverCourse(easel, { top: ground + height * 0.03, bottom: height });
  const y = ground + (height - ground) * 0.42;
  const { x, half } = course(y);
  const wide = Math.max(width * 0.26, half * 4.6);
  paintBridge(easel, {
    box: { x: x - wide / 2, y: y - wide * 0.2, width: wide, height: wide * 0.3 },
    distance: 0.08,
    random: random.fork("bridge"),
  });
}

/** Boats at some distance: on open water, or in the course of the river. */
export function paintFleet(easel: Easel): void {
  const { layout, width, height, unit, scene } = easel;
  const random = easel.random.fork("fleet");
  const open = ["sea", "lake", "harbour", "beach", "skyline"].includes(scene.setting);
  const course = riverCourse(easel, { top: layout.horizon + height * 0.03, bottom: height });
  for (let boat = 0; boat < (open ? 4 : 2); boat++) {
    const forked = random.fork(`${boat}`);
    const near = open ? forked.range(0.08, 0.4) : 0.45 + boat * 0.2;
    const foot = layout.horizon + (height - layout.horizon) * near;
    const sails = open && forked.next() < 0.6;
    const tall = unit * (sails ? 60 + near * 260 : 26 + near * 80);
    const wide = tall * (sails ? 0.85 : 1.9);
    const middle = open ? width * forked.range(0.08, 0.92) : course(foot).x;
    const box = { x: middle - wide / 2, y: foot - tall, width: wide, height: tall };
    if (
      layout.surfaces.some((surface) => overlaps(box, surface.box)) ||
      layout.subjects.some((placed) => overlaps(box, placed.box))
    )
      continue;
    const placed = {
      subject: { key: "boat", words: "boat", count: 1, background: true },
      box,
      depth: 0.3 * (1 - near),
      mirrored: forked.next() < 0.5,
      salt: `fleet ${boat}`,
    };
    if (sails) paintSailboat(easel, placed);
    else paintRowboat(easel, placed);
  }
}

/** Passers-by, far off. */
export function paintCrowd(easel: Easel): void {
  const { ctx, layout, width, height, palette } = easel;
  const random = easel.random.fork("crowd");
  const people = Array.from({ length: 26 }, (_, index) => ({ index, near: random.next(), x: random.next() })).toSorted(
    (a, b) => a.near - b.near,
  );
  for (const { index, near, x } of people) {
    const tall = height * (0.07 + near * 0.12);
    const foot = layout.horizon + (height - layout.horizon) * (0.06 + near * 0.4);
    const forked = random.fork(`person ${index}`);
    const look = lookOf(undefined, { random: forked, accents: palette.accents });
    ctx.save();
    ctx.translate(x * width - tall * 0.23, foot - tall);
    drawFigure(ctx, { width: tall * 0.46, height: tall, look, light: layout.light.direction > 0 ? 1 : -1, pose: forked.next() });
    ctx.restore();
  }
}
