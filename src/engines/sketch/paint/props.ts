// What a prompt asks a setting to hold beyond what the setting brings by itself: birds, lanterns, petals, boats, cacti … Some are
// drawn here, some are glyphs set small into the distance.
import { darken, fade, mix } from "./colour.ts";
import { type Easel, ellipse, glow } from "./easel.ts";
import { EXTRAS, type Extra, overlaps, paintExtra } from "./extras.ts";
import { drawFigure } from "./people/figure.ts";
import { paintCrossing, paintCrowd, paintFleet, paintLandmarks, paintStalls } from "./gatherings.ts";
import { paintStringLights } from "./interior.ts";
import { paintPier } from "./shores.ts";
import { paintCumulus, paintMist } from "./clouds.ts";
import { paintBirds } from "./sky.ts";
import { paintHolograms, paintStructures } from "./structures.ts";
import { cutSprite, lightSprite } from "./sprite.ts";
import { paintShafts } from "./terrain.ts";
import { lookOf } from "./people/people.ts";
import { paintCampfire, paintRock, paintStreetLamp } from "./things.ts";

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
    if (has("seaOfClouds")) paintSeaOfClouds(easel);
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
  const parasols = scene.setting !== "street";
  if (has("umbrellas") && !parasols) await paintUmbrellas(easel);
  for (const [name, extra] of Object.entries(EXTRAS)) {
    if (name === "umbrellas" && !parasols) continue;
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

/** People under umbrellas along both pavements. */
async function paintUmbrellas(easel: Easel): Promise<void> {
  const { ctx, layout, width, height, palette, random } = easel;
  const colours = ["#d8433b", "#2f6fb3", "#f2b134", "#3f8f6b", "#7a5aa6", "#e8e2d6"];
  for (let person = 0; person < 6; person++) {
    const forked = random.fork(`umbrella ${person}`);
    const near = (person + 1) / 6;
    const tall = height * (0.1 + near * 0.14);
    const x = width * (0.5 + (person % 2 === 0 ? -1 : 1) * (0.1 + near * forked.range(0.14, 0.28)));
    const foot = layout.horizon + (height - layout.horizon) * (0.14 + near * 0.42);
    const box = { x: x - tall * 0.35, y: foot - tall * 1.4, width: tall * 0.7, height: tall * 1.4 };
    if ([...layout.surfaces, ...layout.subjects].some((other) => overlaps(box, other.box))) continue;
    const look = lookOf(undefined, { random: forked, accents: palette.accents, ordinal: person });
    ctx.save();
    ctx.translate(x - tall * 0.23, foot - tall);
    drawFigure(ctx, { width: tall * 0.46, height: tall, look, light: layout.light.direction > 0 ? 1 : -1, pose: forked.next() });
    ctx.restore();
    const sprite = await cutSprite("umbrella", { size: tall * 0.8, colour: colours[person] });
    if (!sprite) continue;
    const wide = tall * 0.8;
    const lit = lightSprite(easel, sprite.canvas, { depth: 0.3 * (1 - near), mirrored: false });
    ctx.drawImage(lit, x - wide / 2, foot - tall * 1.36, wide, wide / sprite.aspect);
  }
}

/** Clouds from edge to edge where the land lies low, larger towards the viewer. */
function paintSeaOfClouds(easel: Easel): void {
  const { layout, width, height, unit, random } = easel;
  const top = layout.horizon - height * 0.06;
  paintMist(easel, { at: layout.horizon, thickness: height * 0.3, strength: 0.8 });
  for (let row = 0; row < 4; row++) {
    for (let cloud = 0; cloud < 4; cloud++) {
      const forked = random.fork(`sea of clouds ${row} ${cloud}`);
      paintCumulus(easel, {
        x: width * ((cloud + forked.range(0.05, 0.95)) / 4),
        y: top + height * (0.04 + row * 0.075),
        size: unit * (110 + row * 60),
        opacity: 0.6 + row * 0.11,
        random: forked,
      });
    }
  }
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
