// Trees: which form a tree has, and its crown. One tree is a handful of filled paths, so that a forest stays cheap; the season
// chooses the colours, the light the bright side, the distance the haze.
import type { Random } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import { darken, lighten, mix } from "./colour.ts";
import { type Easel, contactShadow, polygon, verticalGradient } from "./easel.ts";
import { paintBamboo, paintBare, paintConifer, paintCypress, paintPalm, paintWillow } from "./tree-forms.ts";
import { type Tree, type TreeForm, paintTrunk, trunkColour } from "./trunks.ts";
import { leafy } from "./undergrowth.ts";

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
