// An old Chinese house front: tiled roof with upturned eaves, pillars, lattice windows, a carved door under the lettering's board,
// red lanterns, and what lies before it: flagstones or a canal.
import type { Random } from "../random.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { ellipse, glow, polygon, verticalGradient, type Easel } from "./easel.ts";
import type { Box } from "./layout.ts";
import { paintPavement } from "./masonry.ts";
import { paintTree } from "./plants.ts";
import { standGlyph } from "./ground-floor.ts";
import { wetGround } from "./shop-front.ts";
import { paintMist } from "./clouds.ts";
import { paintSky } from "./sky.ts";
import type { Front } from "./venue.ts";
import { paintWater } from "./water.ts";

export async function paintTeaHouse(easel: Easel, front: Front): Promise<void> {
  const { ctx, palette, scene, layout, height, width, unit } = easel;
  const random = easel.random.fork("tea house");
  const { box, lintel } = front;
  const ground = box.y + box.height;
  const board = layout.surfaces.find((surface) => surface.box.y + surface.box.height <= lintel + unit * 20)?.box;
  const eave = Math.max(height * 0.12, (board ? board.y : lintel - height * 0.16) - unit * 12);
  const dim = (colour: string): string =>
    darken(mix(colour, palette.ambient, palette.ambientStrength * 0.35), palette.night * 0.45);
  paintSky(easel, ground);
  paintMist(easel, { at: eave, thickness: height * 0.3, strength: 0.4 });
  for (const side of [-1, 1]) {
    paintTree(easel, {
      x: width * (0.5 + side * 0.48),
      foot: eave + height * 0.3,
      height: height * random.range(0.4, 0.52),
      form: scene.season === "spring" ? "blossom" : random.pick(["willow", "bamboo", "round"]),
      distance: 0.3,
      random: random.fork(`tree ${side}`),
    });
  }
  const wall = { x: width * 0.03, y: eave, width: width * 0.94, height: ground - eave };
  const plaster = dim("#efe8da");
  ctx.fillStyle = verticalGradient(
    ctx,
    [eave, ground],
    [
      [0, darken(plaster, 0.3)],
      [0.25, plaster],
      [1, darken(plaster, 0.12)],
    ],
  );
  ctx.fillRect(wall.x, wall.y, wall.width, wall.height);
  // Bricks show at the foot of the wall.
  ctx.fillStyle = dim("#8b8f92");
  ctx.fillRect(wall.x, ground - wall.height * 0.1, wall.width, wall.height * 0.1);
  const wood = dim(random.pick(["#7d2f22", "#6b3a22", "#5a3020"]));
  const door = Math.min(wall.width * 0.34, (ground - lintel) * 1.05);
  const middle = width / 2;
  await paintDoor(easel, { box: { x: middle - door / 2, y: lintel, width: door, height: ground - lintel }, wood });
  const bay = (wall.width - door) / 2;
  for (const side of [-1, 1]) {
    const w = bay * 0.66;
    const x = middle + side * (door / 2 + bay / 2) - w / 2;
    paintLattice(easel, { x, y: lintel + (ground - lintel) * 0.1, width: w, height: (ground - lintel) * 0.52 }, wood);
  }
  const pillar = Math.max(unit * 16, wall.width * 0.022);
  for (const at of [0.02, 0.5 - door / wall.width / 2 - 0.02, 0.5 + door / wall.width / 2 + 0.02, 0.98]) {
    const x = wall.x + wall.width * at;
    const gradient = ctx.createLinearGradient(x - pillar / 2, 0, x + pillar / 2, 0);
    gradient.addColorStop(0, darken(wood, 0.3));
    gradient.addColorStop(0.4, lighten(wood, 0.16));
    gradient.addColorStop(1, darken(wood, 0.35));
    ctx.fillStyle = gradient;
    ctx.fillRect(x - pillar / 2, eave, pillar, ground - eave);
    ctx.fillStyle = dim("#a7a49c");
    ctx.beginPath();
    ctx.roundRect(x - pillar * 0.8, ground - pillar * 0.7, pillar * 1.6, pillar * 0.8, pillar * 0.2);
    ctx.fill();
  }
  // Beam with a carved edge under the eave.
  ctx.fillStyle = wood;
  ctx.fillRect(wall.x, eave, wall.width, unit * 26);
  ctx.fillStyle = darken(wood, 0.3);
  for (let x = wall.x; x < wall.x + wall.width; x += unit * 30) {
    ellipse(ctx, { x: x + unit * 15, y: eave + unit * 26 }, unit * 11, unit * 8);
    ctx.fill();
  }
  if (scene.props.has("couplets")) paintCouplets(easel, { middle, door, top: lintel, ground });
  paintRoof(easel, { eave, tile: dim(scene.style === "inkWash" ? "#4c5055" : "#57616b"), random });
  paintRedLanterns(easel, { eave: eave + unit * 22, lintel, board, middle, door });
  const river = ["river", "boats", "bridge"].some((prop) => scene.props.has(prop)) && !scene.without.has("water");
  paintPavement(easel, { top: ground });
  ctx.fillStyle = dim("#b1ada3");
  for (const [step, grow] of [1.25, 1.45].entries()) {
    ctx.fillStyle = darken(dim("#b8b4a9"), step * 0.12);
    ctx.fillRect(middle - (door * grow) / 2, ground - unit * 6 + step * unit * 15, door * grow, unit * 15);
  }
  if (river) {
    const shore = ground + (height - ground) * 0.42;
    ctx.fillStyle = dim("#7f8385");
    ctx.fillRect(0, shore - unit * 14, width, unit * 16);
    paintWater(easel, { top: shore, bottom: height, mirror: 0.7, waves: 0.3 });
  }
  const pot = (ground - lintel) * 0.3;
  for (const at of [0.1, 0.9]) await standGlyph(easel, "potted-plant", { x: width * at, foot: ground + unit * 22, size: pot });
  wetGround(easel, ground);
}

async function paintDoor(easel: Easel, { box, wood }: { box: Box; wood: string }): Promise<void> {
  const { ctx, palette, unit } = easel;
  const { x, y, width: w, height: h } = box;
  ctx.fillStyle = verticalGradient(
    ctx,
    [y, y + h],
    [
      [0, palette.night > 0.25 ? "#ffdf9e" : "#8a5a38"],
      [1, palette.night > 0.25 ? "#b8692f" : "#3d2417"],
    ],
  );
  ctx.fillRect(x, y, w, h);
  glow(ctx, { x: x + w / 2, y: y + h * 0.35 }, { radius: w * 0.45, colour: "#ffcf86", strength: 0.7 });
  // A table with a pot of tea inside.
  const table = { x: x + w * 0.34, y: y + h * 0.68, width: w * 0.32 };
  ctx.fillStyle = "#4a2a18";
  ctx.fillRect(table.x, table.y, table.width, h * 0.045);
  ctx.fillRect(table.x + table.width * 0.08, table.y, table.width * 0.08, h * 0.27);
  ctx.fillRect(table.x + table.width * 0.84, table.y, table.width * 0.08, h * 0.27);
  await standGlyph(easel, "teapot", { x: x + w * 0.5, foot: table.y + h * 0.01, size: h * 0.2 });
  for (const leaf of [0, 1, 2, 3]) {
    // The two middle leaves stand open, seen edge on.
    const wide = leaf === 1 || leaf === 2 ? w * 0.09 : w * 0.24;
    const left = leaf === 0 ? x : leaf === 1 ? x + w * 0.24 : leaf === 2 ? x + w * 0.67 : x + w * 0.76;
    const tone = leaf === 1 || leaf === 2 ? darken(wood, 0.3) : wood;
    ctx.fillStyle = tone;
    ctx.fillRect(left, y, wide, h);
    ctx.strokeStyle = darken(tone, 0.4);
    ctx.lineWidth = unit * 2.5;
    ctx.strokeRect(left + unit, y, wide - unit * 2, h);
    paintGrid(
      easel,
      { x: left + wide * 0.14, y: y + h * 0.07, width: wide * 0.72, height: h * 0.5 },
      { wood: tone, cells: leaf === 0 || leaf === 3 ? 4 : 1 },
    );
    ctx.strokeRect(left + wide * 0.14, y + h * 0.64, wide * 0.72, h * 0.28);
  }
  ctx.fillStyle = lighten(wood, 0.1);
  ctx.fillRect(x - unit * 10, y - unit * 12, w + unit * 20, unit * 18);
}

function paintLattice(easel: Easel, box: Box, wood: string): void {
  const { ctx, palette, unit } = easel;
  ctx.fillStyle = palette.night > 0.25 ? "#ffc977" : mix("#3f3b3a", palette.skyMiddle, 0.25);
  ctx.fillRect(box.x, box.y, box.width, box.height);
  if (palette.night > 0.25)
    glow(
      ctx,
      { x: box.x + box.width / 2, y: box.y + box.height / 2 },
      { radius: box.width * 0.7, colour: palette.lamp, strength: 0.4 },
    );
  paintGrid(easel, box, { wood, cells: Math.max(3, Math.round(box.width / (unit * 46))) });
  ctx.strokeStyle = wood;
  ctx.lineWidth = unit * 10;
  ctx.strokeRect(box.x, box.y, box.width, box.height);
  ctx.fillStyle = lighten(wood, 0.1);
  ctx.fillRect(box.x - unit * 12, box.y + box.height, box.width + unit * 24, unit * 12);
}

/** Bars of a carved window: squares with a smaller square in each. */
function paintGrid({ ctx, unit }: Easel, box: Box, { wood, cells }: { wood: string; cells: number }): void {
  const cell = box.width / cells;
  const rows = Math.max(1, Math.round(box.height / cell));
  const tall = box.height / rows;
  ctx.strokeStyle = lighten(wood, 0.06);
  ctx.lineWidth = Math.max(1, unit * 3);
  ctx.beginPath();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < cells; column++) {
      const x = box.x + column * cell;
      const y = box.y + row * tall;
      ctx.rect(x, y, cell, tall);
      ctx.rect(x + cell * 0.28, y + tall * 0.28, cell * 0.44, tall * 0.44);
    }
  }
  ctx.stroke();
}

/** Rows of tiles under a ridge; the eaves rise at both ends. */
function paintRoof(easel: Easel, { eave, tile, random }: { eave: number; tile: string; random: Random }): void {
  const { ctx, width, unit, height, scene, palette } = easel;
  const ridge = Math.max(unit * 14, eave - height * random.range(0.13, 0.17));
  const lift = unit * 46;
  const low = eave + unit * 14;
  const outline = (): void => {
    ctx.beginPath();
    ctx.moveTo(width * 0.1, ridge);
    ctx.lineTo(width * 0.9, ridge);
    ctx.quadraticCurveTo(width * 0.95, low - unit * 40, width * 1.0, low - lift);
    ctx.quadraticCurveTo(width * 0.93, low, width * 0.86, low);
    ctx.lineTo(width * 0.14, low);
    ctx.quadraticCurveTo(width * 0.07, low, 0, low - lift);
    ctx.quadraticCurveTo(width * 0.05, low - unit * 40, width * 0.1, ridge);
    ctx.closePath();
  };
  ctx.fillStyle = fade(palette.shadow, 0.4);
  ctx.fillRect(width * 0.03, low, width * 0.94, unit * 26);
  outline();
  ctx.fillStyle = verticalGradient(
    ctx,
    [ridge, low],
    [
      [0, lighten(tile, 0.12)],
      [1, darken(tile, 0.15)],
    ],
  );
  ctx.fill();
  ctx.save();
  outline();
  ctx.clip();
  const courses = Math.max(18, Math.round(width / (unit * 34)));
  for (let course = 0; course <= courses; course++) {
    const t = course / courses;
    const top = width * (0.1 + 0.8 * t);
    const foot = width * (-0.02 + 1.04 * t);
    ctx.strokeStyle = darken(tile, 0.34);
    ctx.lineWidth = unit * 11;
    ctx.beginPath();
    ctx.moveTo(top, ridge);
    ctx.quadraticCurveTo((top + foot) / 2 + (t - 0.5) * -unit * 60, (ridge + low) / 2, foot, low);
    ctx.stroke();
    ctx.strokeStyle = lighten(tile, 0.22);
    ctx.lineWidth = unit * 4;
    ctx.stroke();
  }
  if (scene.season === "winter" && (scene.props.has("snow") || scene.weather === "snow")) {
    ctx.fillStyle = fade(palette.snow, 0.8);
    ctx.fillRect(0, ridge, width, (low - ridge) * 0.55);
  }
  ctx.restore();
  // Round tile ends along the eave.
  const ends = courses * 2;
  for (let end = 1; end < ends; end++) {
    const x = width * 0.12 + (width * 0.76 * end) / ends;
    ctx.fillStyle = lighten(tile, 0.16);
    ellipse(ctx, { x, y: low }, unit * 7, unit * 7);
    ctx.fill();
    ctx.strokeStyle = darken(tile, 0.35);
    ctx.lineWidth = unit * 1.5;
    ctx.stroke();
  }
  ctx.fillStyle = darken(tile, 0.3);
  ctx.beginPath();
  ctx.moveTo(width * 0.075, ridge - unit * 26);
  ctx.quadraticCurveTo(width * 0.1, ridge - unit * 8, width * 0.14, ridge - unit * 10);
  ctx.lineTo(width * 0.86, ridge - unit * 10);
  ctx.quadraticCurveTo(width * 0.9, ridge - unit * 8, width * 0.925, ridge - unit * 26);
  ctx.lineTo(width * 0.905, ridge + unit * 8);
  ctx.lineTo(width * 0.095, ridge + unit * 8);
  ctx.fill();
}

interface Hanging {
  readonly eave: number;
  readonly lintel: number;
  readonly board: Box | undefined;
  readonly middle: number;
  readonly door: number;
}

function paintRedLanterns(easel: Easel, { eave, lintel, board, middle, door }: Hanging): void {
  const { ctx, unit, width, layout, scene } = easel;
  if (scene.without.has("lanterns")) return;
  const reach = Math.max(door * 0.75, board ? board.width / 2 + unit * 60 : 0);
  const size = Math.min(unit * 46, (lintel - eave) * 0.4);
  for (const away of [-1, 1, -1.75, 1.75]) {
    const x = middle + away * reach;
    const y = eave + size * 1.6;
    if (x < size * 1.4 || x > width - size * 1.4) continue;
    const hides = [...layout.surfaces, ...layout.subjects].some(
      ({ box }) =>
        x + size * 1.2 > box.x && x - size * 1.2 < box.x + box.width && y + size * 2 > box.y && eave < box.y + box.height,
    );
    if (hides) continue;
    glow(ctx, { x, y }, { radius: size * 3, colour: "#ff6a3c", strength: 0.5 });
    ctx.strokeStyle = "#4a2018";
    ctx.lineWidth = unit * 2;
    ctx.beginPath();
    ctx.moveTo(x, eave);
    ctx.lineTo(x, y - size * 0.7);
    ctx.stroke();
    ctx.fillStyle = "#d8352a";
    ellipse(ctx, { x, y }, size * 0.95, size * 0.78);
    ctx.fill();
    ctx.fillStyle = "#ff6b4a";
    ellipse(ctx, { x: x - size * 0.1, y: y - size * 0.08 }, size * 0.5, size * 0.6);
    ctx.fill();
    ctx.strokeStyle = fade("#7d140f", 0.5);
    ctx.lineWidth = unit * 1.5;
    for (const rib of [0.3, 0.62]) {
      ellipse(ctx, { x, y }, size * 0.95 * rib, size * 0.78);
      ctx.stroke();
    }
    ctx.fillStyle = "#e9b64a";
    ctx.fillRect(x - size * 0.34, y - size * 0.84, size * 0.68, size * 0.15);
    ctx.fillRect(x - size * 0.34, y + size * 0.69, size * 0.68, size * 0.15);
    ctx.fillRect(x - size * 0.06, y + size * 0.82, size * 0.12, size * 0.6);
  }
}

/** Strips of red paper beside the door: as large as their words need, or with signs where the prompt leaves the words open. */
function paintCouplets(
  { ctx, unit, layout }: Easel,
  { middle, door, top, ground }: { middle: number; door: number; top: number; ground: number },
): void {
  const written = layout.surfaces.filter(({ bare }) => bare).map(({ box }) => box);
  const open = [-1, 1].map((side): Box => {
    const width = unit * 44;
    return { x: middle + side * (door / 2 + unit * 62) - width / 2, y: top + unit * 14, width, height: (ground - top) * 0.7 };
  });
  const grow = unit * 4;
  for (const { x, y, width, height } of written.length > 0 ? written : open) {
    ctx.fillStyle = "rgba(20,8,6,0.35)";
    ctx.fillRect(x - grow, y, width + grow * 3, height + grow * 2);
    ctx.fillStyle = "#c4261e";
    ctx.fillRect(x - grow, y - grow, width + grow * 2, height + grow * 2);
    ctx.strokeStyle = "#f0c25a";
    ctx.lineWidth = unit * 2.2;
    ctx.strokeRect(x + grow * 0.4, y + grow * 0.4, width - grow * 0.8, height - grow * 0.8);
    if (written.length > 0) continue;
    ctx.fillStyle = "#f0c25a";
    for (let sign = 0; sign < 4; sign++) {
      const at = y + (height * (sign + 0.5)) / 4;
      polygon(ctx, [
        [x + width / 2, at - width * 0.26],
        [x + width * 0.76, at],
        [x + width / 2, at + width * 0.26],
        [x + width * 0.24, at],
      ]);
      ctx.fill();
    }
  }
}
