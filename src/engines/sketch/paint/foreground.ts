// What stands between the viewer and a room: the edge of a table with something on it, leaves of a plant. It gives depth, and keeps
// off subjects and text.
import type { Setting } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { ellipse, verticalGradient, type Easel } from "./easel.ts";
import type { Box } from "./layout.ts";
import { cutSprite, lightSprite } from "./sprite.ts";

const ON_TABLE: Readonly<Partial<Record<Setting, readonly string[]>>> = {
  cafe: ["hot-beverage", "croissant"],
  kitchen: ["teapot", "bowl-with-spoon"],
  livingRoom: ["hot-beverage", "books"],
  library: ["open-book", "books"],
  office: ["hot-beverage", "notebook"],
  shop: ["wrapped-gift", "potted-plant"],
};

/** A table's edge in one lower corner, leaves in the other, wherever nothing else is. */
export async function paintRoomForeground(easel: Easel): Promise<void> {
  const { scene, layout, width, height } = easel;
  if (
    !scene.interior ||
    layout.table ||
    layout.portrait ||
    scene.camera === "topDown" ||
    ["stage", "studio"].includes(scene.setting)
  )
    return;
  // A seat or window that the picture is about is near already.
  if (layout.furniture.some(({ featured }) => featured)) return;
  const random = easel.random.fork("foreground");
  const side = random.pick([-1, 1] as const);
  const goods = ON_TABLE[scene.setting];
  const corner = (at: -1 | 1, wide: number, tall: number): Box => ({
    x: at < 0 ? 0 : width * (1 - wide),
    y: height * (1 - tall),
    width: width * wide,
    height: height * tall,
  });
  if (goods && isFree(easel, corner(side, 0.27, 0.2))) await paintTableEdge(easel, { side, goods, random: random.fork("table") });
  const other = side < 0 ? 1 : -1;
  if (!scene.without.has("plants") && isFree(easel, corner(other, 0.15, 0.3)))
    paintLeaves(easel, { side: other, random: random.fork("leaves") });
}

function isFree({ layout }: Easel, area: Box): boolean {
  return [...layout.subjects, ...layout.surfaces].every(
    ({ box }) => box.x + box.width <= area.x || box.x >= area.x + area.width || box.y + box.height <= area.y,
  );
}

interface TableEdge {
  readonly side: -1 | 1;
  readonly goods: readonly string[];
  readonly random: Random;
}

async function paintTableEdge(easel: Easel, { side, goods, random }: TableEdge): Promise<void> {
  const { ctx, width, height, palette, unit } = easel;
  const wood = darken(mix(palette.wood, random.pick(["#8a5432", "#6b3f26", "#a0633a"]), 0.6), 0.1 + palette.night * 0.2);
  const middle = { x: side < 0 ? width * 0.06 : width * 0.94, y: height * 1.03 };
  const radius = { x: Math.min(width * 0.25, height * 0.46), y: height * 0.155 };
  ctx.fillStyle = fade(palette.shadow, 0.3);
  ellipse(ctx, { x: middle.x, y: middle.y - unit * 4 }, radius.x * 1.05, radius.y * 1.06);
  ctx.fill();
  ctx.fillStyle = darken(wood, 0.35);
  ellipse(ctx, { x: middle.x, y: middle.y + unit * 16 }, radius.x, radius.y);
  ctx.fill();
  ctx.fillStyle = verticalGradient(
    ctx,
    [middle.y - radius.y, height],
    [
      [0, mix(lighten(wood, 0.28), palette.light, 0.15)],
      [1, wood],
    ],
  );
  ellipse(ctx, middle, radius.x, radius.y);
  ctx.fill();
  const size = height * 0.15;
  for (const [index, name] of goods.entries()) {
    const sprite = await cutSprite(name, { size });
    if (!sprite) continue;
    const wide = Math.min(size, size * sprite.aspect) * (index === 0 ? 1 : 0.8);
    const tall = wide / sprite.aspect;
    const x = middle.x + side * (index === 0 ? -0.6 : -0.12) * radius.x;
    const foot = middle.y - radius.y * (index === 0 ? 0.42 : 0.62);
    ctx.fillStyle = fade("#1a0d06", 0.35);
    ellipse(ctx, { x, y: foot }, wide * 0.5, wide * 0.11);
    ctx.fill();
    ctx.drawImage(
      lightSprite(easel, sprite.canvas, { depth: 0, mirrored: false }),
      x - wide / 2,
      foot - tall + wide * 0.04,
      wide,
      tall,
    );
  }
}

function paintLeaves(easel: Easel, { side, random }: { side: -1 | 1; random: Random }): void {
  const { ctx, width, height, palette } = easel;
  const root = { x: side < 0 ? -width * 0.015 : width * 1.015, y: height * 1.04 };
  const size = Math.min(width, height) * 0.36;
  const green = darken(mix("#3d7a4c", palette.foliage[0] ?? "#3d7a4c", 0.3), 0.12 + palette.night * 0.3);
  for (let leaf = 0; leaf < 7; leaf++) {
    const angle = Math.PI / 2 + side * (0.15 + leaf * 0.17) + random.range(-0.08, 0.08);
    const long = size * random.range(0.62, 1) * (leaf % 2 === 0 ? 1 : 0.8);
    const tip = { x: root.x + Math.cos(angle) * long, y: root.y - Math.sin(angle) * long };
    const wide = long * random.range(0.13, 0.18);
    const across = { x: -Math.sin(angle) * wide, y: -Math.cos(angle) * wide };
    const half = { x: (root.x + tip.x) / 2, y: (root.y + tip.y) / 2 };
    const gradient = ctx.createLinearGradient(root.x, root.y, tip.x, tip.y);
    gradient.addColorStop(0, darken(green, 0.35));
    gradient.addColorStop(1, leaf % 2 === 0 ? lighten(green, 0.18) : green);
    ctx.fillStyle = gradient;
    ctx.beginPath();
    ctx.moveTo(root.x, root.y);
    ctx.quadraticCurveTo(half.x + across.x, half.y + across.y, tip.x, tip.y);
    ctx.quadraticCurveTo(half.x - across.x, half.y - across.y, root.x, root.y);
    ctx.fill();
    ctx.strokeStyle = fade(lighten(green, 0.4), 0.35);
    ctx.lineWidth = Math.max(1, wide * 0.06);
    ctx.beginPath();
    ctx.moveTo(root.x, root.y);
    ctx.lineTo(tip.x, tip.y);
    ctx.stroke();
  }
}
