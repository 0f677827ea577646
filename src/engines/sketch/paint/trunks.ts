// What a tree is to those who draw it, and its trunk.
import type { Random } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import { darken, fade, mix } from "./colour.ts";
import type { Easel } from "./easel.ts";

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

export function trunkColour({ palette }: Easel, { form, distance }: Tree): Colour {
  const bark =
    form === "birch"
      ? mix("#efeae2", palette.ambient, palette.ambientStrength)
      : darken(mix(palette.wood, palette.earth, 0.4), 0.3);
  return mix(bark, palette.haze, distance);
}

export function paintTrunk({ ctx, palette, layout }: Easel, tree: Tree, { width, top }: { width: number; top: number }): void {
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
