// Shelves and what stands on them: books, jars, plants, goods.
import type { Random } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import type { Easel } from "./easel.ts";
import { type Piece, panel } from "./joinery.ts";
import type { Box } from "./layout.ts";
import { paintBush } from "./undergrowth.ts";

const SPINES: readonly Colour[] = [
  "#b5483a",
  "#3a6b8f",
  "#d9a441",
  "#4c8562",
  "#7a4e86",
  "#c9764a",
  "#2f4a5e",
  "#e3d2b0",
  "#8f3648",
];

function books(easel: Easel, { x, y, width, height }: Box, random: Random): void {
  const { ctx, palette } = easel;
  let at = x;
  while (at < x + width) {
    const thick = height * random.range(0.1, 0.24);
    if (at + thick > x + width) break;
    const tall = height * random.range(0.68, 0.95);
    const colour = mix(random.pick(SPINES), palette.ambient, palette.ambientStrength * 0.2);
    ctx.fillStyle = colour;
    ctx.fillRect(at, y + height - tall, thick * 0.94, tall);
    ctx.fillStyle = fade("#fff2d0", 0.5);
    ctx.fillRect(at + thick * 0.15, y + height - tall * 0.82, thick * 0.64, tall * 0.06);
    ctx.fillStyle = fade("#000000", 0.18);
    ctx.fillRect(at + thick * 0.76, y + height - tall, thick * 0.18, tall);
    at += thick;
    if (random.next() < 0.08) at += thick * 1.4;
  }
}

export function paintBookshelf(easel: Easel, { box, random, wood }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  panel(easel, box, wood);
  const rows = 5;
  for (let row = 0; row < rows; row++) {
    const top = y + h * (0.03 + (row * 0.95) / rows);
    const cell: Box = { x: x + w * 0.05, y: top, width: w * 0.9, height: (h * 0.9) / rows - h * 0.012 };
    ctx.fillStyle = darken(wood, 0.48);
    ctx.fillRect(cell.x, cell.y, cell.width, cell.height);
    books(easel, cell, random);
    ctx.fillStyle = fade("#000000", 0.22);
    ctx.fillRect(cell.x, cell.y, cell.width, cell.height * 0.14);
  }
}

/** Wares on shelves. */
export function paintRack(easel: Easel, { box, random, wood }: Piece): void {
  const { ctx, palette } = easel;
  const { x, y, width: w, height: h } = box;
  panel(easel, box, lighten(wood, 0.2));
  for (let row = 0; row < 4; row++) {
    const cell: Box = { x: x + w * 0.04, y: y + h * (0.04 + row * 0.24), width: w * 0.92, height: h * 0.2 };
    ctx.fillStyle = darken(wood, 0.3);
    ctx.fillRect(cell.x, cell.y, cell.width, cell.height);
    for (let ware = 0; ware < 6; ware++) {
      const colour = random.pick(palette.accents);
      const wx = cell.x + (cell.width * (ware + 0.14)) / 6;
      const tall = cell.height * random.range(0.5, 0.85);
      panel(
        easel,
        { x: wx, y: cell.y + cell.height - tall, width: (cell.width / 6) * 0.72, height: tall },
        colour,
        cell.height * (ware % 2 === 0 ? 0.04 : 0.2),
      );
    }
  }
}

export function paintShelf(easel: Easel, { box, random, wood }: Piece): void {
  const { ctx, palette } = easel;
  const { x, y, width: w, height: h } = box;
  for (let row = 0; row < 2; row++) {
    const board = y + h * (0.46 + row * 0.48);
    ctx.fillStyle = fade(palette.shadow, 0.25);
    ctx.fillRect(x + w * 0.01, board + h * 0.05, w * 0.98, h * 0.07);
    let at = x + w * 0.03;
    while (at < x + w * 0.92) {
      const kind = random.next();
      const size = h * random.range(0.22, 0.34);
      if (kind < 0.3) {
        books(easel, { x: at, y: board - h * 0.36, width: w * 0.16, height: h * 0.36 }, random);
        at += w * 0.17;
      } else if (kind < 0.65) {
        panel(
          easel,
          { x: at, y: board - size * 0.7, width: size * 0.62, height: size * 0.7 },
          mix(random.pick(palette.accents), "#fff6e8", 0.55),
          size * 0.12,
        );
        ctx.strokeStyle = "#f5ead8";
        ctx.lineWidth = size * 0.08;
        ctx.beginPath();
        ctx.arc(at + size * 0.64, board - size * 0.36, size * 0.16, -1.4, 1.4);
        ctx.stroke();
        at += size * 1.05;
      } else if (kind < 0.85) {
        ctx.fillStyle = mix(random.pick(["#5a8f5a", "#8a5a3a", "#c9a24a", "#4a6f8f"]), palette.ambient, 0.1);
        ctx.beginPath();
        ctx.roundRect(at + size * 0.08, board - size * 0.8, size * 0.4, size * 0.8, size * 0.1);
        ctx.rect(at + size * 0.2, board - size * 1.1, size * 0.16, size * 0.36);
        ctx.fill();
        at += size * 0.7;
      } else {
        panel(
          easel,
          { x: at + size * 0.1, y: board - size * 0.4, width: size * 0.5, height: size * 0.4 },
          "#c8744f",
          size * 0.06,
        );
        paintBush(easel, {
          x: at + size * 0.35,
          foot: board - size * 0.36,
          width: size * 0.8,
          distance: 0,
          random: random.fork(`pot ${Math.round(at)}`),
          colour: "#5a9a5a",
        });
        at += size * 1.05;
      }
    }
    panel(easel, { x, y: board, width: w, height: h * 0.055 }, wood);
  }
}
