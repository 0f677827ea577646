// Layers that several landscapes share: far hills, the ground that subjects stand on, stands of trees, distant towers, sunbeams.
import type { Random } from "../random.ts";
import { paintTower } from "./towers.ts";
import { fade, mix } from "./colour.ts";
import { type Easel, verticalGradient } from "./easel.ts";
import { paintDapple, paintHill } from "./land.ts";
import { type TreeForm } from "./trunks.ts";
import { paintTree, treeFormFor } from "./plants.ts";

export function asks({ scene }: Easel, name: string): boolean {
  return scene.props.has(name) && !scene.without.has(name);
}

/** A river when the prompt names one, and under any bridge that is a subject. */
export function wantsRiver(easel: Easel): boolean {
  return (
    ["river", "bridge", "boats"].some((name) => asks(easel, name)) ||
    easel.layout.subjects.some(({ kind }) => kind.drawing === "bridge")
  );
}

export function wintry({ scene }: Easel): boolean {
  return scene.season === "winter" || scene.setting === "snowfield" || (scene.props.has("snow") && !scene.without.has("snow"));
}

/** Distant hills in two or three tones of haze. */
export function farHills(easel: Easel, { base, height }: { base: number; height: number }): void {
  const { palette } = easel;
  const green = wintry(easel) ? palette.snow : mix(palette.grass, palette.foliage[0] ?? palette.grass, 0.5);
  for (const [index, distance] of [0.75, 0.5].entries()) {
    const colour = mix(mix(green, palette.rock, 0.35 - index * 0.2), palette.haze, distance);
    paintHill(easel, {
      top: base - height * (0.75 - index * 0.35),
      swell: height * 0.5,
      waves: 3 + index,
      colour,
      foot: mix(colour, palette.haze, 0.5),
      bottom: base + 4,
      salt: `far ${index}`,
    });
  }
}

/** The land that subjects stand on, in two folds. Returns the height of the nearer fold's edge. */
export function ground(easel: Easel, { from, waves = 1.6 }: { from: number; waves?: number }): (x: number) => number {
  const { palette, height } = easel;
  const grass = wintry(easel) ? palette.snow : palette.grass;
  const shade = wintry(easel) ? mix(palette.snow, palette.skyTop, 0.35) : palette.grassShade;
  paintHill(easel, {
    top: from,
    swell: height * 0.018,
    waves: 2.4,
    colour: mix(grass, palette.haze, 0.3),
    foot: mix(shade, grass, 0.6),
    bottom: height,
    salt: "ground far",
  });
  const edge = paintHill(easel, {
    top: from + (height - from) * 0.3,
    swell: height * 0.03,
    waves,
    colour: grass,
    foot: shade,
    bottom: height,
    salt: "ground near",
  });
  paintDapple(easel, { top: from + (height - from) * 0.35, bottom: height, colour: shade, strength: 0.22 });
  paintDapple(easel, {
    top: from + (height - from) * 0.3,
    bottom: height * 0.97,
    colour: mix(grass, palette.glint, 0.5),
    strength: 0.16,
  });
  return edge;
}

interface Planting {
  readonly count: number;
  readonly top: number;
  readonly bottom: number;
  readonly smallest: number;
  readonly largest: number;
  readonly form: (random: Random) => TreeForm;
  readonly salt: string;
  /** Keep the middle of the picture open for subjects. */
  readonly parted?: boolean;
}

/** Trees over a stretch of ground, far ones small and hazy. */
export function plantTrees(easel: Easel, { count, top, bottom, smallest, largest, form, salt, parted = true }: Planting): void {
  const random = easel.random.fork(`trees ${salt}`);
  // In a tall picture trees follow its width, or one crown would fill it.
  const slender = Math.min(1, (easel.width * 1.05) / easel.height);
  const trees = Array.from({ length: count }, (_, index) => {
    const forked = random.fork(`${index}`);
    const near = forked.next();
    const side = forked.next();
    const x =
      parted && near > 0.35
        ? easel.width * (side < 0.5 ? forked.range(-0.04, 0.24) : forked.range(0.76, 1.04))
        : easel.width * forked.range(0, 1);
    return { forked, near, x };
  }).toSorted((a, b) => a.near - b.near);
  for (const { forked, near, x } of trees) {
    paintTree(easel, {
      x,
      foot: top + (bottom - top) * near,
      height: (smallest + (largest - smallest) * near) * slender * forked.range(0.85, 1.15),
      form: form(forked),
      distance: 0.55 * (1 - near),
      random: forked,
    });
  }
}

export function treeForms(easel: Easel): (random: Random) => TreeForm {
  const { scene } = easel;
  const asked: TreeForm[] = [];
  const forms: readonly (readonly [string, TreeForm])[] = [
    ["pineTrees", "conifer"],
    ["palmTrees", "palm"],
    ["willows", "willow"],
    ["bamboo", "bamboo"],
    ["cherryBlossom", "blossom"],
    ["plumBlossom", "blossom"],
  ];
  for (const [prop, form] of forms) if (asks(easel, prop)) asked.push(form);
  return (random) => (asked.length > 0 ? random.pick(asked) : treeFormFor("", { season: scene.season, random }));
}

// ---- settings ----

/** Beams that fall through leaves, from the side of the light. */
export function paintShafts(easel: Easel, { bottom }: { bottom: number }): void {
  const { ctx, palette, width, layout } = easel;
  const random = easel.random.fork("shafts");
  const side = layout.light.direction > 0 ? 1 : -1;
  ctx.save();
  ctx.globalCompositeOperation = "screen";
  for (let beam = 0; beam < 6; beam++) {
    const top = width * (0.5 + side * random.range(0, 0.55));
    const foot = top - side * width * random.range(0.2, 0.34);
    const wide = width * random.range(0.012, 0.04);
    ctx.fillStyle = verticalGradient(
      ctx,
      [0, bottom],
      [
        [0, fade(palette.light, random.range(0.16, 0.3))],
        [0.7, fade(palette.glint, 0.07)],
        [1, fade(palette.glint, 0)],
      ],
    );
    ctx.beginPath();
    ctx.moveTo(top - wide * 0.5, -5);
    ctx.lineTo(top + wide * 0.5, -5);
    ctx.lineTo(foot + wide * 2.4, bottom);
    ctx.lineTo(foot - wide * 1.2, bottom);
    ctx.fill();
  }
  ctx.restore();
}

/** Far towers along the horizon, for parks and waters at the edge of a city. */
export function paintFarTowers(
  easel: Easel,
  { foot, height, distance, salt }: { foot: number; height: number; distance: number; salt: string },
): void {
  const random = easel.random.fork(`towers ${salt}`);
  let x = -height * 0.1;
  while (x < easel.width) {
    const w = height * random.range(0.14, 0.26);
    const tall = height * random.range(0.35, 1) * random.range(0.7, 1);
    paintTower(easel, { box: { x, y: foot - tall, width: w, height: tall }, distance, random: random.fork(`${Math.round(x)}`) });
    x += w * random.range(0.75, 1.2);
  }
}
