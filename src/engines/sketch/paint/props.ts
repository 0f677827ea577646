// What a prompt asks a setting to hold beyond what the setting brings by itself: birds, lanterns, petals, boats, cacti … Some are
// drawn here, some are glyphs set small into the distance.
import { cutSprite, lightSprite } from "./sprite.ts";
import { paintRowboat, paintSailboat } from "./boats.ts";
import { paintBridge, paintBuilding } from "./buildings.ts";
import { riverCourse } from "./water.ts";
import { drawFigure } from "./figure.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { contactShadow, ellipse, glow, type Easel } from "./easel.ts";
import type { Box } from "./layout.ts";
import { paintStringLights } from "./interior.ts";
import { paintFarTowers, paintPier, paintShafts } from "./outdoors.ts";
import { lookOf } from "./people.ts";
import { paintBirds, paintMist } from "./sky.ts";
import { paintHolograms, paintStructures } from "./structures.ts";
import { paintBench, paintCampfire, paintRock, paintStreetLamp } from "./things.ts";

interface Extra {
  readonly glyph: string;
  readonly count: number;
  /** In parts of the picture's shorter side. */
  readonly size: number;
  readonly where: "sky" | "ground" | "water" | "table" | "wall";
}

const EXTRAS: Readonly<Record<string, Extra>> = {
  balloons: { glyph: "balloon", count: 5, size: 0.1, where: "sky" },
  kites: { glyph: "kite", count: 3, size: 0.1, where: "sky" },
  cacti: { glyph: "cactus", count: 5, size: 0.15, where: "ground" },
  mushrooms: { glyph: "mushroom", count: 6, size: 0.06, where: "ground" },
  tents: { glyph: "tent", count: 2, size: 0.18, where: "ground" },
  cars: { glyph: "automobile", count: 3, size: 0.12, where: "ground" },
  bicycles: { glyph: "bicycle", count: 1, size: 0.16, where: "ground" },
  fountain: { glyph: "fountain", count: 1, size: 0.24, where: "ground" },
  gifts: { glyph: "wrapped-gift", count: 3, size: 0.1, where: "ground" },
  umbrellas: { glyph: "umbrella-on-ground", count: 2, size: 0.2, where: "ground" },
  toriiGate: { glyph: "shinto-shrine", count: 1, size: 0.3, where: "ground" },
  books: { glyph: "books", count: 1, size: 0.16, where: "table" },
  candles: { glyph: "candle", count: 3, size: 0.12, where: "table" },
  vase: { glyph: "bouquet", count: 1, size: 0.24, where: "table" },
  computer: { glyph: "laptop", count: 1, size: 0.22, where: "table" },
};

/** Props that belong to the background; subjects are painted over them. */
export async function paintProps(easel: Easel): Promise<void> {
  const { scene, layout, width, height, unit } = easel;
  const has = (name: string): boolean => scene.props.has(name) && !scene.without.has(name);
  const random = easel.random.fork("props");
  // A house front is near: what stands far off is hidden by it, and it has its own lanterns.
  const { front } = layout;
  if (front && front.kind !== "corner") {
    if (has("mist") || scene.weather === "fog") paintMist(easel, { at: layout.horizon, thickness: height * 0.3, strength: 0.5 });
    if (has("stringLights")) paintStringLights(easel, { y: height * 0.06, from: 0, to: width });
    if (has("bicycles")) await paintExtra(easel, "bicycles", EXTRAS["bicycles"] as Extra);
    return;
  }
  paintStructures(easel, has);
  const outdoors = !scene.interior && !["space", "underwater", "abstract", "studio", "stage"].includes(scene.setting);
  const ground = layout.horizon;
  if (outdoors) {
    if (has("mist") || scene.weather === "fog") {
      paintMist(easel, { at: ground, thickness: height * 0.4, strength: scene.weather === "fog" ? 1 : 0.6 });
      if (scene.weather === "fog")
        paintMist(easel, { at: ground + (height - ground) * 0.5, thickness: height * 0.5, strength: 0.5 });
    }
    if (has("seaOfClouds"))
      for (let row = 0; row < 3; row++)
        paintMist(easel, { at: ground + row * height * 0.05, thickness: height * 0.2, strength: 1.3 });
    if (
      !scene.without.has("animals") &&
      (has("birds") ||
        ((scene.setting === "sea" || scene.setting === "beach" || scene.setting === "mountains" || scene.setting === "lake") &&
          random.fork("birds").next() < 0.6 &&
          scene.time !== "night"))
    ) {
      paintBirds(easel, { bottom: ground, count: has("birds") ? 11 : 5 });
    }
    if (has("sunbeams") && scene.setting !== "forest") paintShafts(easel, { bottom: ground + (height - ground) * 0.7 });
    if (has("bridge")) paintCrossing(easel);
    if (has("boats") && !scene.subjects.some(({ key }) => /boat|ship/.test(key))) paintFleet(easel);
    if (has("pier") && scene.setting !== "harbour") paintPier(easel, random.pick([-1, 1]));
    if (has("streetLamp") && scene.setting !== "street")
      for (const at of [0.08, 0.9])
        paintStreetLamp(easel, { x: width * at, foot: ground + (height - ground) * 0.5, height: height * 0.42 });
    if (has("rocks") || has("cliffs")) {
      for (let rock = 0; rock < 8; rock++) {
        const forked = random.fork(`rock ${rock}`);
        const near = forked.next();
        const w = unit * (30 + near * 120) * forked.range(0.7, 1.3);
        const x = width * (rock % 2 === 0 ? forked.range(0, 0.3) : forked.range(0.7, 1)) - w / 2;
        paintRock(easel, {
          box: { x, y: ground + (height - ground) * (0.12 + near * 0.8) - w * 0.5, width: w, height: w * 0.5 },
          random: forked,
        });
      }
    }
    paintLandmarks(easel, has);
    if (has("marketStalls")) paintStalls(easel);
    if (has("campfire"))
      paintCampfire(easel, {
        x: layout.free.x + layout.free.width * random.range(0.35, 0.65),
        foot: ground + (height - ground) * 0.55,
        size: unit * 60,
      });
    if (has("stringLights")) paintStringLights(easel, { y: height * 0.06, from: 0, to: width });
  }
  if (has("lanterns") || has("skyLanterns") || has("couplets")) paintLanterns(easel, has("skyLanterns"));
  if (has("hotAirBalloons")) paintHotAirBalloons(easel);
  if (has("crowd") && !scene.without.has("people")) paintCrowd(easel);
  for (const [name, extra] of Object.entries(EXTRAS)) {
    if (!has(name) || scene.subjects.some(({ glyph }) => glyph === extra.glyph)) continue;
    if (extra.where === "table" && layout.table) continue;
    await paintExtra(easel, name, extra);
  }
}

/** Props in front of everything but text: what stands on the table, and what drifts through the air. */
export async function paintForegroundProps(easel: Easel): Promise<void> {
  const { scene, layout, unit, palette, ctx, width, height } = easel;
  const has = (name: string): boolean => scene.props.has(name) && !scene.without.has(name);
  const random = easel.random.fork("foreground props");
  if (layout.table) {
    for (const [name, extra] of Object.entries(EXTRAS)) {
      if (has(name) && extra.where === "table" && !scene.subjects.some(({ glyph }) => glyph === extra.glyph))
        await paintExtra(easel, name, extra);
    }
  }
  if (has("holograms")) paintHolograms(easel);
  if (has("petals") || has("cherryBlossom") || has("plumBlossom"))
    drift(easel, { count: 46, colours: ["#ffc1dc", "#ff9ec4", "#ffe3ef"], size: 7 });
  if (has("autumnLeaves")) drift(easel, { count: 34, colours: ["#e58a2e", "#cf5a2c", "#f0b73c", "#b8432f"], size: 9 });
  if (has("confetti")) drift(easel, { count: 90, colours: ["#ff5d6c", "#ffd23f", "#4db8ff", "#6ddc6d", "#c58bff"], size: 6 });
  if (has("fireflies") || has("dust")) {
    for (let fly = 0; fly < 46; fly++) {
      const at = {
        x: random.next() * width,
        y: has("fireflies") ? layout.horizon * 0.8 + random.next() * (height - layout.horizon * 0.8) : random.next() * height,
      };
      glow(ctx, at, { radius: unit * random.range(9, 20), colour: has("fireflies") ? "#e6ff7a" : palette.light, strength: 0.8 });
      ctx.fillStyle = "#fffde0";
      ellipse(ctx, at, unit * 1.8, unit * 1.8);
      ctx.fill();
    }
  }
  if (has("bubbles")) {
    for (let bubble = 0; bubble < 26; bubble++) {
      const at = { x: random.next() * width, y: random.next() * height * 0.9 };
      const r = unit * random.range(8, 30);
      ctx.strokeStyle = fade("#ffffff", 0.6);
      ctx.lineWidth = unit * 1.4;
      ellipse(ctx, at, r, r);
      ctx.stroke();
      ctx.fillStyle = fade(random.pick(["#ffb8e6", "#b8e6ff", "#e6ffb8"]), 0.14);
      ctx.fill();
      ctx.fillStyle = fade("#ffffff", 0.8);
      ellipse(ctx, { x: at.x - r * 0.4, y: at.y - r * 0.4 }, r * 0.18, r * 0.12);
      ctx.fill();
    }
  }
  if (has("steam") || scene.subjects.some(({ glyph }) => glyph === "steaming-bowl" || glyph === "hot-beverage"))
    paintSteam(easel);
}

function drift(
  { ctx, width, height, unit, random }: Easel,
  { count, colours, size }: { count: number; colours: readonly string[]; size: number },
): void {
  const forked = random.fork("drift");
  for (let petal = 0; petal < count; petal++) {
    const near = forked.next();
    ctx.save();
    ctx.translate(forked.next() * width, forked.next() * height);
    ctx.rotate(forked.range(0, Math.PI * 2));
    ctx.scale(1, forked.range(0.4, 0.9));
    ctx.fillStyle = fade(forked.pick(colours), 0.85);
    const reach = unit * size * (0.6 + near * 0.9);
    ctx.beginPath();
    ctx.moveTo(-reach, 0);
    ctx.quadraticCurveTo(0, -reach, reach, 0);
    ctx.quadraticCurveTo(0, reach * 0.8, -reach, 0);
    ctx.fill();
    ctx.restore();
  }
}

function paintSteam({ ctx, layout, unit, random }: Easel): void {
  const forked = random.fork("steam");
  ctx.lineCap = "round";
  for (const { box, subject, kind } of layout.subjects) {
    if (!kind.tabletop || !/coffee|tea|cup|mug|soup|noodle|bowl|beverage|ramen|pot/.test(`${subject.key} ${subject.glyph ?? ""}`))
      continue;
    for (let wisp = 0; wisp < 3; wisp++) {
      const x = box.x + box.width * (0.34 + wisp * 0.15);
      const tall = Math.min(box.height * 0.55, box.y * 0.8);
      for (const [thick, opacity] of [
        [26, 0.06],
        [15, 0.09],
        [7, 0.1],
      ] as const) {
        ctx.strokeStyle = fade("#ffffff", opacity);
        ctx.lineWidth = unit * thick;
        const sway = box.width * 0.08 * (wisp % 2 === 0 ? 1 : -1);
        ctx.beginPath();
        ctx.moveTo(x, box.y + box.height * 0.08);
        ctx.bezierCurveTo(
          x + sway,
          box.y - tall * 0.3,
          x - sway,
          box.y - tall * 0.6,
          x + sway * forked.range(0.3, 0.9),
          box.y - tall,
        );
        ctx.stroke();
      }
    }
  }
}

function paintLanterns(easel: Easel, rising: boolean): void {
  const { ctx, layout, width, height, unit } = easel;
  const random = easel.random.fork("lanterns");
  const count = rising ? 26 : 7;
  for (let lantern = 0; lantern < count; lantern++) {
    const near = random.next();
    const size = rising ? unit * (10 + near * near * 46) : unit * random.range(26, 40);
    const x = width * (rising ? random.next() : (lantern + 0.5) / count);
    const y = rising ? layout.horizon * random.range(0.06, 0.95) : height * random.range(0.09, 0.16);
    if (
      layout.surfaces.some(
        ({ box }) => x + size > box.x && x - size < box.x + box.width && y + size * 2 > box.y && y - size < box.y + box.height,
      )
    )
      continue;
    glow(ctx, { x, y }, { radius: size * 3.6, colour: rising ? "#ffb45a" : "#ff5a3c", strength: 0.6 });
    if (!rising) {
      ctx.strokeStyle = "#5a2a1e";
      ctx.lineWidth = unit * 1.6;
      ctx.beginPath();
      ctx.moveTo(x, 0);
      ctx.lineTo(x, y - size);
      ctx.moveTo(x, y + size);
      ctx.lineTo(x, y + size * 1.7);
      ctx.stroke();
    }
    const gradient = ctx.createRadialGradient(x, y + size * 0.2, 0, x, y, size * 1.2);
    gradient.addColorStop(0, rising ? "#fff2c4" : "#ffb06a");
    gradient.addColorStop(1, rising ? "#ff9a3c" : "#d8281e");
    ctx.fillStyle = gradient;
    ctx.beginPath();
    if (rising)
      ctx.roundRect(x - size * 0.7, y - size, size * 1.4, size * 1.9, [size * 0.7, size * 0.7, size * 0.25, size * 0.25]);
    else ctx.ellipse(x, y, size * 1.12, size * 0.9, 0, 0, Math.PI * 2);
    ctx.fill();
    if (rising) continue;
    ctx.fillStyle = "#f2c14e";
    ctx.fillRect(x - size * 0.45, y - size, size * 0.9, size * 0.16);
    ctx.fillRect(x - size * 0.45, y + size * 0.82, size * 0.9, size * 0.16);
    ctx.strokeStyle = fade("#8f1a14", 0.5);
    ctx.lineWidth = unit * 1.2;
    for (const bow of [0.35, 0.75]) {
      ctx.beginPath();
      ctx.ellipse(x, y, size * 1.12 * bow, size * 0.9, 0, 0, Math.PI * 2);
      ctx.stroke();
    }
  }
}

function paintHotAirBalloons(easel: Easel): void {
  const { width, layout } = easel;
  const random = easel.random.fork("hot air");
  for (let index = 0; index < 5; index++) {
    const near = (index + 0.5) / 5;
    const size = easel.unit * (34 + near * 74);
    paintHotAirBalloon(easel, {
      x: width * random.range(0.08, 0.92),
      y: layout.horizon * random.range(0.2, 0.66),
      size,
      turn: index,
    });
  }
}

/** An envelope of gores with a basket; `size` is its radius. */
function paintHotAirBalloon(
  { ctx, palette, layout }: Easel,
  { x, y, size, turn }: { x: number; y: number; size: number; turn: number },
): void {
  if (
    layout.surfaces.some(
      ({ box }) => x + size > box.x && x - size < box.x + box.width && y + size * 1.9 > box.y && y - size < box.y + box.height,
    )
  )
    return;
  const first = palette.accents[turn % palette.accents.length] ?? "#e4572e";
  const second = mix("#fff3dd", palette.ambient, 0.2);
  for (const [index, wide] of [1, 0.72, 0.4, 0.12].entries()) {
    ctx.fillStyle = index % 2 === 0 ? first : second;
    ctx.beginPath();
    ctx.moveTo(x - size * 0.22 * wide, y + size * 1.18);
    ctx.bezierCurveTo(x - size * 1.28 * wide, y + size * 0.45, x - size * 1.2 * wide, y - size, x, y - size);
    ctx.bezierCurveTo(
      x + size * 1.2 * wide,
      y - size,
      x + size * 1.28 * wide,
      y + size * 0.45,
      x + size * 0.22 * wide,
      y + size * 1.18,
    );
    ctx.fill();
  }
  const shade = ctx.createLinearGradient(x - size * layout.light.direction, 0, x + size * layout.light.direction, 0);
  shade.addColorStop(0, fade(palette.shadow, 0.35));
  shade.addColorStop(1, fade(palette.light, 0.3));
  ctx.fillStyle = shade;
  ctx.beginPath();
  ctx.moveTo(x - size * 0.22, y + size * 1.18);
  ctx.bezierCurveTo(x - size * 1.28, y + size * 0.45, x - size * 1.2, y - size, x, y - size);
  ctx.bezierCurveTo(x + size * 1.2, y - size, x + size * 1.28, y + size * 0.45, x + size * 0.22, y + size * 1.18);
  ctx.fill();
  ctx.strokeStyle = darken(palette.wood, 0.4);
  ctx.lineWidth = Math.max(0.7, size * 0.025);
  ctx.beginPath();
  for (const side of [-1, 1]) {
    ctx.moveTo(x + side * size * 0.2, y + size * 1.18);
    ctx.lineTo(x + side * size * 0.15, y + size * 1.46);
  }
  ctx.stroke();
  ctx.fillStyle = mix(palette.wood, "#6b4226", 0.4);
  ctx.beginPath();
  ctx.roundRect(x - size * 0.18, y + size * 1.44, size * 0.36, size * 0.28, size * 0.05);
  ctx.fill();
}

const LANDMARKS: readonly (readonly [prop: string, drawing: "pagoda" | "castle", height: number, aspect: number])[] = [
  ["pagoda", "pagoda", 0.3, 0.8],
  ["temple", "pagoda", 0.26, 0.95],
  ["castle", "castle", 0.26, 1.15],
];

/** Buildings in the middle distance, a bench beside the way, bunting overhead. */
function paintLandmarks(easel: Easel, has: (name: string) => boolean): void {
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
  if (has("bench")) {
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
function paintStalls(easel: Easel): void {
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
function paintCrossing(easel: Easel): void {
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
function paintFleet(easel: Easel): void {
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
function paintCrowd(easel: Easel): void {
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

async function paintExtra(easel: Easel, name: string, extra: Extra): Promise<void> {
  const { ctx, layout, width, height, palette } = easel;
  const random = easel.random.fork(`extra ${name}`);
  const short = Math.min(width, height);
  for (let copy = 0; copy < extra.count; copy++) {
    const forked = random.fork(`${copy}`);
    const near = forked.next();
    const size = short * extra.size * (extra.where === "ground" ? 0.6 + near * 0.6 : forked.range(0.75, 1.15));
    const box = placeExtra(easel, extra, { near, size, x: forked.next(), y: forked.next() });
    if (layout.surfaces.some((surface) => overlaps(box, surface.box))) continue;
    // Main subjects are never crowded: what would touch one stays away.
    if (layout.subjects.some((placed) => !placed.subject.background && overlaps(box, placed.box))) continue;
    const sprite = await cutSprite(extra.glyph, { size });
    if (!sprite) return;
    const lit = lightSprite(easel, sprite.canvas, {
      depth: extra.where === "table" ? 0 : 0.35 * (1 - near),
      mirrored: forked.next() < 0.5,
    });
    const w = Math.min(box.width, box.height * sprite.aspect);
    const h = w / sprite.aspect;
    if (extra.where === "ground" || extra.where === "table")
      contactShadow(
        ctx,
        { x: box.x + box.width / 2, y: box.y + box.height },
        { width: w * 1.2, height: w * 0.2, colour: palette.shadow, strength: 0.45 },
      );
    ctx.drawImage(lit, box.x + (box.width - w) / 2, box.y + box.height - h, w, h);
  }
}

function placeExtra(
  { layout, width, height }: Easel,
  extra: Extra,
  { near, size, x, y }: { near: number; size: number; x: number; y: number },
): Box {
  const left = Math.min(Math.max(0, x * width - size / 2), width - size);
  const ground = layout.horizon;
  const foot = {
    sky: ground * (0.25 + y * 0.5),
    ground: ground + (height - ground) * (0.14 + near * 0.6),
    water: ground + (height - ground) * (0.06 + near * 0.2),
    table: layout.table ? layout.table.y + layout.table.height * (0.18 + y * 0.2) : ground + (height - ground) * 0.3,
    wall: ground * 0.7,
  }[extra.where];
  return { x: left, y: Math.max(0, foot - size), width: size, height: size };
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
