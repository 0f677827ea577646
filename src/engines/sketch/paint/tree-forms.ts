// Trees whose shape is their own: conifers, palms, willows, cypresses, bamboo, and bare branches.
import { darken, fade, lighten, mix } from "./colour.ts";
import { type Easel, ellipse, polygon } from "./easel.ts";
import { type Tree, paintTrunk } from "./trunks.ts";

export function paintConifer(easel: Easel, tree: Tree): void {
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

export function paintPalm(easel: Easel, tree: Tree): void {
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

export function paintWillow(easel: Easel, tree: Tree): void {
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

export function paintCypress({ ctx, palette, layout }: Easel, { x, foot, height, distance, random, colour }: Tree): void {
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

export function paintBamboo({ ctx, palette, unit }: Easel, { x, foot, height, distance, random, colour }: Tree): void {
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

export function paintBare(easel: Easel, tree: Tree): void {
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
