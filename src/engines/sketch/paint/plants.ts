// Trees of several kinds, bushes, bamboo and reeds. One tree is a handful of filled paths, so that a forest stays cheap; the
// season chooses the colours, the light the bright side, the distance the haze.
import type { Colour } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { contactShadow, ellipse, polygon, verticalGradient, type Easel } from "./easel.ts";

export type TreeForm =
  | "round"
  | "conifer"
  | "palm"
  | "birch"
  | "willow"
  | "blossom"
  | "bare"
  | "cypress"
  | "bamboo"
  | "bonsai"
  | "christmas"
  | "acacia";

export interface Tree {
  readonly x: number;
  /** Where the trunk meets the ground, pixels from the top. */
  readonly foot: number;
  readonly height: number;
  readonly form: TreeForm;
  /** 0 near … 1 lost in haze. */
  readonly distance: number;
  readonly random: Random;
  readonly colour?: Colour;
}

/** The form that a subject's or a place's words suggest. */
export function treeFormFor(words: string, { season, random }: { season: string; random: Random }): TreeForm {
  const text = words.toLowerCase();
  if (/christmas|圣诞/.test(text)) return "christmas";
  if (/bonsai|盆景/.test(text)) return "bonsai";
  if (/palm|coconut|棕榈|椰/.test(text)) return "palm";
  if (/pine|fir|spruce|evergreen|conifer|cedar|松|杉/.test(text)) return "conifer";
  if (/cypress|柏/.test(text)) return "cypress";
  if (/bamboo|竹/.test(text)) return "bamboo";
  if (/birch|aspen|白桦/.test(text)) return "birch";
  if (/willow|柳/.test(text)) return "willow";
  if (/acacia|savanna/.test(text)) return "acacia";
  if (/cherry|blossom|sakura|plum|peach|magnolia|樱|梅|桃/.test(text)) return "blossom";
  if (/bare|dead|leafless|枯/.test(text)) return "bare";
  if (season === "winter") return random.next() < 0.6 ? "bare" : "conifer";
  if (season === "spring" && random.next() < 0.25) return "blossom";
  return "round";
}

export function paintTree(easel: Easel, tree: Tree): void {
  const { ctx, palette } = easel;
  if (tree.distance < 0.6) {
    contactShadow(
      ctx,
      { x: tree.x - easel.layout.light.direction * tree.height * 0.12, y: tree.foot },
      {
        width: tree.height * 0.75,
        height: tree.height * 0.1,
        colour: palette.shadow,
        strength: 0.4 * (1 - tree.distance),
      },
    );
  }
  switch (tree.form) {
    case "conifer":
    case "christmas":
      return paintConifer(easel, tree);
    case "palm":
      return paintPalm(easel, tree);
    case "willow":
      return paintWillow(easel, tree);
    case "cypress":
      return paintCypress(easel, tree);
    case "bamboo":
      return paintBamboo(easel, tree);
    case "bare":
      return paintBare(easel, tree);
    default:
      return paintCrown(easel, tree);
  }
}

function trunkColour({ palette }: Easel, { form, distance }: Tree): Colour {
  const bark =
    form === "birch"
      ? mix("#efeae2", palette.ambient, palette.ambientStrength)
      : darken(mix(palette.wood, palette.earth, 0.4), 0.3);
  return mix(bark, palette.haze, distance);
}

function paintTrunk({ ctx, palette, layout }: Easel, tree: Tree, { width, top }: { width: number; top: number }): void {
  const { x, foot } = tree;
  const bark = mix(darken(mix(palette.wood, palette.earth, 0.4), 0.25), palette.haze, tree.distance);
  const colour =
    tree.form === "birch" ? mix(mix("#f3eee6", palette.ambient, palette.ambientStrength), palette.haze, tree.distance) : bark;
  const lit = layout.light.direction > 0 ? 1 : -1;
  const gradient = ctx.createLinearGradient(x - width * lit, 0, x + width * lit, 0);
  gradient.addColorStop(0, darken(colour, 0.3));
  gradient.addColorStop(0.6, colour);
  gradient.addColorStop(1, mix(colour, palette.glint, 0.3));
  ctx.fillStyle = gradient;
  ctx.beginPath();
  ctx.moveTo(x - width * 0.9, foot);
  ctx.quadraticCurveTo(x - width * 0.42, foot - (foot - top) * 0.25, x - width * 0.3, top);
  ctx.lineTo(x + width * 0.3, top);
  ctx.quadraticCurveTo(x + width * 0.42, foot - (foot - top) * 0.25, x + width * 0.9, foot);
  ctx.quadraticCurveTo(x, foot - width * 0.3, x - width * 0.9, foot);
  ctx.fill();
  if (tree.form !== "birch" || width < 3) return;
  ctx.strokeStyle = fade("#3b3533", 0.6 * (1 - tree.distance));
  ctx.lineWidth = Math.max(0.7, width * 0.14);
  ctx.beginPath();
  for (let index = 1; index < 9; index++) {
    const y = top + ((foot - top) * index) / 9;
    const side = index % 2 === 0 ? -1 : 1;
    ctx.moveTo(x + side * width * 0.45, y);
    ctx.lineTo(x + side * width * 0.08, y + width * 0.1);
  }
  ctx.stroke();
}

/** Broad-leaved trees: lumps of leaves in four tones, dark below to bright towards the light. */
function paintCrown(easel: Easel, tree: Tree): void {
  const { ctx, palette, layout, simple, scene } = easel;
  const { x, foot, height, form, distance, random } = tree;
  const flat = form === "acacia" || form === "bonsai";
  const crownWidth = height * (form === "birch" ? 0.4 : flat ? 0.95 : 0.72);
  const crownHeight = height * (form === "birch" ? 0.68 : flat ? 0.36 : 0.62);
  const centre = { x: x + random.range(-0.03, 0.03) * height, y: foot - height + crownHeight / 2 };
  const trunkWidth = height * (form === "birch" ? 0.026 : form === "bonsai" ? 0.08 : 0.05);
  const trunkTop = centre.y + crownHeight * 0.12;
  paintTrunk(easel, tree, { width: trunkWidth, top: trunkTop });
  ctx.strokeStyle = trunkColour(easel, tree);
  ctx.lineCap = "round";
  ctx.beginPath();
  for (let branch = 0; branch < 5; branch++) {
    const from = trunkTop + (foot - trunkTop) * 0.12 * branch;
    const side = branch % 2 === 0 ? -1 : 1;
    ctx.moveTo(x, from + height * 0.05);
    ctx.quadraticCurveTo(
      x + side * crownWidth * 0.1,
      from - height * 0.05,
      x + side * crownWidth * random.range(0.2, 0.36),
      centre.y + crownHeight * random.range(-0.05, 0.3),
    );
  }
  ctx.lineWidth = Math.max(1, trunkWidth * 0.5);
  ctx.stroke();
  const leaf =
    tree.colour ??
    (form === "blossom"
      ? mix("#ffb7d5", palette.ambient, palette.ambientStrength * 0.7)
      : form === "birch" && scene.season === "autumn"
        ? "#f0b73c"
        : random.pick(palette.foliage));
  const tone = (colour: Colour): Colour => mix(colour, palette.haze, distance);
  const snowy = scene.season === "winter" || scene.weather === "snow" || scene.props.has("snow");
  // Small trees get by with fewer lumps: half of a forest's time is here.
  const small = height < easel.unit * 200;
  const count = simple || small ? 8 : height < easel.unit * 420 ? 13 : 19;
  const lumps = Array.from({ length: count }, (_, index) => {
    // A sunflower's spiral fills the ellipse evenly for any count.
    const angle = index * 2.39996 + random.range(-0.4, 0.4);
    const away = Math.sqrt((index + 0.6) / count) * 0.8;
    return {
      x: centre.x + Math.cos(angle) * away * crownWidth * 0.42,
      y: centre.y + Math.sin(angle) * away * crownHeight * 0.42,
      r: height * (flat ? 0.1 : count === 8 ? 0.15 : count === 13 ? 0.13 : 0.118) * random.range(0.75, 1.15),
      turn: random.next() * 6,
    };
  });
  const side = layout.light.direction > 0 ? 1 : -1;
  const passes: readonly (readonly [colour: Colour, grow: number, dx: number, dy: number, facing: number])[] = simple
    ? [
        [tone(leaf), 1.2, 0, 0, -9],
        [tone(lighten(leaf, 0.15)), 0.7, 0.2, -0.25, 0],
      ]
    : [
        [tone(darken(mix(leaf, palette.shadow, 0.16), 0.24)), 1.2, 0, 0.18, -9],
        [tone(darken(leaf, 0.09)), 1.04, 0.05, 0, -9],
        [tone(mix(leaf, palette.glint, 0.08)), 0.85, 0.18, -0.18, -0.35],
        [tone(mix(lighten(leaf, 0.06), palette.glint, 0.16)), 0.6, 0.32, -0.36, -0.05],
        [tone(mix(lighten(leaf, 0.12), palette.glint, 0.26)), 0.34, 0.42, -0.5, 0.22],
      ];
  for (const [colour, grow, dx, dy, facing] of passes) {
    ctx.fillStyle = simple
      ? colour
      : verticalGradient(
          ctx,
          [centre.y - crownHeight * 0.55, centre.y + crownHeight * 0.6],
          [
            [0, lighten(colour, 0.08)],
            [1, darken(colour, 0.22)],
          ],
        );
    ctx.beginPath();
    for (const lump of lumps) {
      // Bright tones only where the crown turns towards the light.
      if (small && facing === -0.35) break;
      if (((lump.x - centre.x) * side * 0.7) / crownWidth - (lump.y - centre.y) / crownHeight < facing) continue;
      const at = { x: lump.x + dx * side * lump.r, y: lump.y + dy * lump.r };
      leafy(ctx, at, { radius: lump.r * grow, turn: lump.turn, scallops: simple ? 0 : small ? 5 : 7 });
    }
    ctx.fill();
  }
  if (snowy && form !== "blossom" && distance < 0.9) {
    ctx.fillStyle = mix(palette.snow, palette.haze, distance);
    ctx.beginPath();
    for (const lump of lumps.filter((item) => item.y < centre.y)) {
      const y = lump.y - lump.r * 0.7;
      ctx.moveTo(lump.x + lump.r * 0.8, y);
      ctx.ellipse(lump.x, y, lump.r * 0.8, lump.r * 0.4, 0, 0, Math.PI * 2);
    }
    ctx.fill();
  }
  if (form === "bonsai") {
    ctx.fillStyle = mix("#7a4636", palette.ambient, 0.2);
    polygon(ctx, [
      [x - height * 0.28, foot - height * 0.06],
      [x + height * 0.28, foot - height * 0.06],
      [x + height * 0.22, foot + height * 0.04],
      [x - height * 0.22, foot + height * 0.04],
    ]);
    ctx.fill();
  }
}

function leafy(
  ctx: Easel["ctx"],
  { x, y }: { x: number; y: number },
  { radius, turn, scallops }: { radius: number; turn: number; scallops: number },
): void {
  ctx.moveTo(x + radius * 0.86, y);
  ctx.arc(x, y, radius * (scallops ? 0.86 : 1), 0, Math.PI * 2);
  for (let index = 0; index < scallops; index++) {
    const angle = turn + (index / scallops) * Math.PI * 2;
    const cx = x + Math.cos(angle) * radius * 0.8;
    const cy = y + Math.sin(angle) * radius * 0.8;
    const r = radius * (0.3 + ((index * 7) % 5) * 0.035);
    ctx.moveTo(cx + r, cy);
    ctx.arc(cx, cy, r, 0, Math.PI * 2);
  }
}

function paintConifer(easel: Easel, tree: Tree): void {
  const { ctx, palette, layout, scene, simple } = easel;
  const { x, foot, height, distance, random, form } = tree;
  paintTrunk(easel, tree, { width: height * 0.035, top: foot - height * 0.3 });
  const base =
    tree.colour ??
    mix(random.pick(palette.foliage), mix("#1f5a4a", palette.shadow, 0.15), scene.season === "autumn" ? 0.85 : 0.6);
  const shade = mix(darken(base, 0.3), palette.haze, distance);
  const lit = mix(mix(base, palette.glint, 0.2), palette.haze, distance);
  const snowy = scene.season === "winter" || scene.weather === "snow" || scene.setting === "snowfield" || scene.props.has("snow");
  const snow = mix(palette.snow, palette.haze, distance);
  const tiers = simple || distance > 0.65 ? 3 : 6;
  const side = layout.light.direction > 0 ? 1 : -1;
  for (let tier = 0; tier < tiers; tier++) {
    const t = tier / tiers;
    const bottom = foot - height * 0.12 - height * 0.8 * t;
    const top = Math.max(foot - height, bottom - height * (0.42 - t * 0.16));
    const half = height * 0.27 * (1 - t * 0.8) * random.range(0.9, 1.08);
    const teeth = simple || distance > 0.65 ? 2 : 5;
    const skirt: [number, number][] = [];
    for (let tooth = 0; tooth <= teeth * 2; tooth++) {
      const along = tooth / (teeth * 2);
      const droop = tooth % 2 === 0 ? 0.03 : -0.025;
      skirt.push([x - half + 2 * half * along, bottom + height * droop * (1 - t * 0.5) - Math.abs(along - 0.5) * height * 0.05]);
    }
    polygon(ctx, [[x, top], ...skirt.toReversed()]);
    ctx.fillStyle = shade;
    ctx.fill();
    const litSkirt = skirt.filter(([px]) => (px - x) * side > -half * 0.15);
    polygon(ctx, side > 0 ? [[x, top], ...litSkirt.toReversed()] : [[x, top], ...litSkirt]);
    ctx.fillStyle = lit;
    ctx.fill();
    if (snowy && form !== "christmas") {
      polygon(ctx, [
        [x, top],
        [x - half * 0.62, bottom - height * 0.055],
        [x - half * 0.3, bottom - height * 0.03],
        [x, bottom - height * 0.075],
        [x + half * 0.34, bottom - height * 0.03],
        [x + half * 0.62, bottom - height * 0.055],
      ]);
      ctx.fillStyle = fade(snow, 0.92);
      ctx.fill();
    }
  }
  if (form !== "christmas") return;
  const baubles = ["#ff4d5e", "#ffd23f", "#5ab8ff", "#ff8ad1", "#ffffff"];
  for (let index = 0; index < 34; index++) {
    const t = Math.sqrt(random.next());
    const at = { x: x + random.range(-0.24, 0.24) * height * t, y: foot - height * (0.98 - 0.84 * t) };
    ctx.fillStyle = baubles[index % baubles.length] ?? "#ffffff";
    ellipse(ctx, at, height * 0.016, height * 0.016);
    ctx.fill();
    ctx.fillStyle = fade("#ffffff", 0.7);
    ellipse(ctx, { x: at.x - height * 0.005, y: at.y - height * 0.005 }, height * 0.005, height * 0.005);
    ctx.fill();
  }
  ctx.fillStyle = "#ffd84d";
  star(ctx, { x, y: foot - height }, height * 0.055);
}

function star(ctx: Easel["ctx"], { x, y }: { x: number; y: number }, radius: number): void {
  polygon(
    ctx,
    Array.from({ length: 10 }, (_, index): [number, number] => {
      const reach = index % 2 === 0 ? radius : radius * 0.42;
      const angle = (index / 10) * Math.PI * 2 - Math.PI / 2;
      return [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach];
    }),
  );
  ctx.fill();
}

function paintPalm(easel: Easel, tree: Tree): void {
  const { ctx, palette, layout } = easel;
  const { x, foot, height, distance, random } = tree;
  const lean = random.pick([-1, 1]) * random.range(0.08, 0.2) * height;
  const crown = { x: x + lean, y: foot - height * 0.84 };
  const bark = mix(mix(palette.wood, palette.sand, 0.35), palette.haze, distance);
  const segments = 12;
  const at = (t: number): { x: number; y: number } => ({ x: x + lean * t * t, y: foot + (crown.y - foot) * t });
  for (let index = 0; index < segments; index++) {
    const a = at(index / segments);
    const b = at((index + 1) / segments);
    const half = height * 0.024 * (1 - (index / segments) * 0.45);
    polygon(ctx, [
      [a.x - half * 0.85, a.y],
      [a.x + half * 0.85, a.y],
      [b.x + half * 1.08, b.y],
      [b.x - half * 1.08, b.y],
    ]);
    ctx.fillStyle = index % 2 === 0 ? bark : darken(bark, 0.14);
    ctx.fill();
  }
  const green =
    tree.colour ?? mix(mix("#3f9f57", random.pick(palette.foliage), 0.35), palette.ambient, palette.ambientStrength * 0.25);
  const fronds = 11;
  for (let index = 0; index < fronds; index++) {
    const angle = Math.PI * (1.08 - (index / (fronds - 1)) * 1.16) + random.range(-0.1, 0.1);
    const reach = height * random.range(0.34, 0.42);
    const tip = { x: crown.x + Math.cos(angle) * reach, y: crown.y - Math.sin(angle) * reach * 0.55 + reach * 0.42 };
    const lift = { x: crown.x + Math.cos(angle) * reach * 0.55, y: crown.y - Math.sin(angle) * reach * 0.62 - reach * 0.16 };
    const toLight = Math.cos(angle) * layout.light.direction > 0;
    ctx.fillStyle = mix(
      toLight ? mix(green, palette.glint, 0.25) : darken(green, index % 2 === 0 ? 0.12 : 0.28),
      palette.haze,
      distance,
    );
    ctx.beginPath();
    ctx.moveTo(crown.x, crown.y);
    ctx.quadraticCurveTo(lift.x, lift.y, tip.x, tip.y);
    const notches = 7;
    for (let notch = notches - 1; notch >= 1; notch--) {
      const t = notch / notches;
      const along = {
        x: (1 - t) * (1 - t) * crown.x + 2 * (1 - t) * t * lift.x + t * t * tip.x,
        y: (1 - t) * (1 - t) * crown.y + 2 * (1 - t) * t * lift.y + t * t * tip.y,
      };
      const drop = height * 0.085 * (1 - Math.abs(t - 0.55));
      ctx.lineTo(along.x + (tip.x - crown.x) * 0.04, along.y + drop);
      ctx.lineTo(along.x - (tip.x - crown.x) * 0.02, along.y + drop * 0.35);
    }
    ctx.closePath();
    ctx.fill();
  }
  ctx.fillStyle = mix("#6b4a2c", palette.haze, distance);
  for (const [dx, dy] of [
    [-0.018, 0.01],
    [0.02, 0.014],
    [0, 0.03],
  ] as const) {
    ellipse(ctx, { x: crown.x + dx * height, y: crown.y + dy * height }, height * 0.02, height * 0.022);
    ctx.fill();
  }
}

function paintWillow(easel: Easel, tree: Tree): void {
  const { ctx, palette, layout } = easel;
  const { x, foot, height, distance, random } = tree;
  paintTrunk(easel, tree, { width: height * 0.05, top: foot - height * 0.72 });
  const leaf = tree.colour ?? mix(random.pick(palette.foliage), "#a8c860", 0.35);
  for (const [pass, tone] of [darken(leaf, 0.28), leaf, mix(lighten(leaf, 0.2), palette.glint, 0.25)].entries()) {
    ctx.strokeStyle = fade(mix(tone, palette.haze, distance), 0.85);
    ctx.lineWidth = Math.max(0.8, height * (0.012 - pass * 0.002));
    ctx.lineCap = "round";
    ctx.beginPath();
    for (let strand = 0; strand < 34; strand++) {
      const spread = random.range(-0.46, 0.46) + (pass === 2 ? layout.light.direction * 0.08 : 0);
      const top = foot - height * (0.97 - spread * spread * 1.1);
      const sx = x + spread * height * 0.72;
      ctx.moveTo(x + spread * height * 0.3, foot - height * 0.86);
      ctx.quadraticCurveTo(sx, top - height * 0.04, sx + spread * height * 0.18, top + height * random.range(0.3, 0.72));
    }
    ctx.stroke();
  }
}

function paintCypress({ ctx, palette, layout }: Easel, { x, foot, height, distance, random, colour }: Tree): void {
  const leaf = colour ?? mix(random.pick(palette.foliage), "#1d4d40", 0.6);
  const half = height * 0.11;
  const gradient = ctx.createLinearGradient(
    x - half * Math.sign(layout.light.direction || 1),
    0,
    x + half * Math.sign(layout.light.direction || 1),
    0,
  );
  gradient.addColorStop(0, mix(darken(leaf, 0.3), palette.haze, distance));
  gradient.addColorStop(1, mix(mix(leaf, palette.glint, 0.25), palette.haze, distance));
  ctx.fillStyle = gradient;
  ctx.beginPath();
  ctx.moveTo(x, foot - height);
  ctx.bezierCurveTo(x + half * 1.2, foot - height * 0.6, x + half * 1.3, foot - height * 0.15, x + half * 0.3, foot);
  ctx.lineTo(x - half * 0.3, foot);
  ctx.bezierCurveTo(x - half * 1.3, foot - height * 0.15, x - half * 1.2, foot - height * 0.6, x, foot - height);
  ctx.fill();
}

function paintBamboo({ ctx, palette, unit }: Easel, { x, foot, height, distance, random, colour }: Tree): void {
  const green = colour ?? mix("#6fae4f", palette.foliage[0] ?? "#6fae4f", 0.3);
  for (let stem = 0; stem < 4; stem++) {
    const sx = x + (stem - 1.5) * height * 0.06 + random.range(-0.02, 0.02) * height;
    const lean = random.range(-0.06, 0.06) * height;
    const top = foot - height * random.range(0.82, 1);
    const thick = Math.max(1.2, height * random.range(0.014, 0.022));
    const tone = mix(stem % 2 === 0 ? green : darken(green, 0.2), palette.haze, distance);
    const joints = 8;
    for (let joint = 0; joint < joints; joint++) {
      const a = joint / joints;
      const b = (joint + 0.93) / joints;
      ctx.strokeStyle = joint % 2 === 0 ? tone : lighten(tone, 0.06);
      ctx.lineWidth = thick * (1 - a * 0.4);
      ctx.beginPath();
      ctx.moveTo(sx + lean * a * a, foot + (top - foot) * a);
      ctx.lineTo(sx + lean * b * b, foot + (top - foot) * b);
      ctx.stroke();
    }
    ctx.fillStyle = mix(darken(green, 0.05 + stem * 0.05), palette.haze, distance);
    for (let leaf = 0; leaf < 14; leaf++) {
      const t = random.range(0.35, 1);
      const lx = sx + lean * t * t;
      const ly = foot + (top - foot) * t;
      const reach = height * random.range(0.06, 0.11) * random.pick([-1, 1]);
      ctx.beginPath();
      ctx.moveTo(lx, ly);
      ctx.quadraticCurveTo(lx + reach * 0.6, ly - unit * 3, lx + reach, ly + Math.abs(reach) * 0.45);
      ctx.quadraticCurveTo(lx + reach * 0.4, ly + Math.abs(reach) * 0.22, lx, ly);
      ctx.fill();
    }
  }
}

function paintBare(easel: Easel, tree: Tree): void {
  const { ctx, scene, palette } = easel;
  const { x, foot, height, random, distance } = tree;
  paintTrunk(easel, tree, { width: height * 0.045, top: foot - height * 0.45 });
  ctx.strokeStyle = mix(darken(mix(palette.wood, palette.earth, 0.4), 0.3), palette.haze, distance);
  ctx.lineCap = "round";
  const tips: { x: number; y: number; width: number }[] = [];
  const grow = (from: { x: number; y: number }, angle: number, length: number, level: number): void => {
    const to = { x: from.x + Math.cos(angle) * length, y: from.y - Math.sin(angle) * length };
    ctx.lineWidth = Math.max(0.7, height * 0.026 * (level / 5));
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.lineTo(to.x, to.y);
    ctx.stroke();
    if (level <= 3) tips.push({ ...to, width: length * 0.5 });
    if (level <= 1) return;
    const forks = level > 3 ? 3 : 2;
    for (let fork = 0; fork < forks; fork++) {
      grow(
        to,
        angle + (fork - (forks - 1) / 2) * random.range(0.5, 0.85) + random.range(-0.12, 0.12),
        length * random.range(0.62, 0.8),
        level - 1,
      );
    }
  };
  grow({ x, y: foot - height * 0.42 }, Math.PI / 2 + random.range(-0.08, 0.08), height * 0.17, distance > 0.5 ? 4 : 5);
  if (scene.weather !== "snow" && scene.season !== "winter" && !scene.props.has("snow")) return;
  ctx.fillStyle = mix(palette.snow, palette.haze, distance);
  for (const tip of tips) {
    ellipse(ctx, tip, tip.width * 0.5, tip.width * 0.16);
    ctx.fill();
  }
}

/** A low bush: one crown without a trunk. */
export function paintBush(
  easel: Easel,
  {
    x,
    foot,
    width,
    distance,
    random,
    colour,
  }: { x: number; foot: number; width: number; distance: number; random: Random; colour?: Colour },
): void {
  const { ctx, palette, layout, simple } = easel;
  const leaf = colour ?? random.pick(palette.foliage);
  const tone = (value: Colour): Colour => mix(value, palette.haze, distance);
  const lumps = Array.from({ length: 6 }, (_, index) => {
    const along = (index + 0.5) / 6 - 0.5;
    return {
      x: x + along * width * 0.8,
      y: foot - width * (0.14 + (0.25 - along * along) * random.range(0.4, 0.8)),
      r: width * random.range(0.15, 0.22),
      turn: random.next() * 6,
    };
  });
  const side = layout.light.direction > 0 ? 1 : -1;
  ctx.save();
  ctx.beginPath();
  ctx.rect(x - width, foot - width * 1.2, width * 2, width * 1.2);
  ctx.clip();
  for (const [colourOfPass, grow, shift] of [
    [darken(leaf, 0.32), 1.15, 0],
    [darken(leaf, 0.08), 0.95, 0.1],
    [mix(lighten(leaf, 0.05), palette.glint, 0.14), 0.62, 0.35],
  ] as const) {
    ctx.fillStyle = tone(colourOfPass);
    ctx.beginPath();
    for (const lump of lumps) {
      leafy(
        ctx,
        { x: lump.x + side * shift * lump.r, y: lump.y - shift * lump.r },
        { radius: lump.r * grow, turn: lump.turn, scallops: simple ? 0 : 8 },
      );
    }
    ctx.fill();
  }
  ctx.restore();
}

/** A dense, uneven row of far trees: the edge of a wood. */
export function paintTreeline(
  easel: Easel,
  { foot, height, distance, salt, conifers }: { foot: number; height: number; distance: number; salt: string; conifers: boolean },
): void {
  const { ctx, palette, width } = easel;
  const random = easel.random.fork(`treeline ${salt}`);
  const leaf = mix(palette.foliage[0] ?? palette.grass, palette.shadow, 0.28);
  const tone = mix(leaf, palette.haze, distance);
  ctx.fillStyle = verticalGradient(
    ctx,
    [foot - height, foot],
    [
      [0, mix(tone, palette.glint, 0.1)],
      [1, mix(tone, palette.haze, 0.3)],
    ],
  );
  ctx.beginPath();
  let x = -height;
  while (x < width + height) {
    const tall = height * random.range(0.55, 1);
    if (conifers) {
      const half = tall * 0.2;
      ctx.moveTo(x - half, foot + 2);
      ctx.lineTo(x - half * 0.35, foot - tall * 0.55);
      ctx.lineTo(x - half * 0.5, foot - tall * 0.52);
      ctx.lineTo(x, foot - tall);
      ctx.lineTo(x + half * 0.5, foot - tall * 0.52);
      ctx.lineTo(x + half * 0.35, foot - tall * 0.55);
      ctx.lineTo(x + half, foot + 2);
      ctx.closePath();
      x += half * random.range(0.7, 1.5);
    } else {
      const r = tall * 0.42;
      ctx.moveTo(x + r, foot - tall + r);
      ctx.arc(x, foot - tall + r, r, 0, Math.PI * 2);
      ctx.rect(x - r, foot - tall + r, r * 2, tall - r + 2);
      x += r * random.range(0.7, 1.3);
    }
  }
  ctx.fill();
}
