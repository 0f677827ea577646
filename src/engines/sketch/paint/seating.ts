// Large pieces that stand on the floor: sofas, beds, desks, tables with chairs, a piano, a fireplace.
import { darken, fade, lighten, mix } from "./colour.ts";
import { type Easel, ellipse, glow, verticalGradient } from "./easel.ts";
import { type Piece, panel } from "./joinery.ts";
import type { Box } from "./layout.ts";
import { paintWoodenTable } from "./things.ts";

export function paintSofa(easel: Easel, { box, random, colour, wood }: Piece): void {
  const { ctx, palette } = easel;
  const { x, y, width: w, height: h } = box;
  ctx.fillStyle = darken(wood, 0.3);
  for (const at of [0.08, 0.88]) ctx.fillRect(x + w * at, y + h * 0.9, w * 0.04, h * 0.1);
  panel(easel, { x: x + w * 0.06, y, width: w * 0.88, height: h * 0.74 }, darken(colour, 0.06), h * 0.16);
  const seats = w / h > 1.5 ? 2 : 1;
  for (let seat = 0; seat < seats; seat++) {
    const sx = x + w * 0.12 + (w * 0.76 * seat) / seats;
    panel(easel, { x: sx, y: y + h * 0.08, width: (w * 0.74) / seats, height: h * 0.5 }, colour, h * 0.1);
    panel(easel, { x: sx, y: y + h * 0.54, width: (w * 0.75) / seats, height: h * 0.26 }, lighten(colour, 0.12), h * 0.09);
  }
  panel(easel, { x: x + w * 0.04, y: y + h * 0.74, width: w * 0.92, height: h * 0.19 }, darken(colour, 0.12), h * 0.06);
  for (const at of [0, 1])
    panel(
      easel,
      { x: x + (at === 0 ? 0 : w * 0.87), y: y + h * 0.34, width: w * 0.13, height: h * 0.6 },
      at === 0 ? colour : darken(colour, 0.1),
      h * 0.13,
    );
  const cushion = random.pick(palette.accents);
  for (const [at, tone] of seats > 1
    ? ([
        [0.16, cushion],
        [0.68, mix(cushion, "#fff4dd", 0.5)],
      ] as const)
    : []) {
    ctx.save();
    ctx.translate(x + w * (at + 0.08), y + h * 0.42);
    ctx.rotate(at < 0.4 ? -0.22 : 0.2);
    panel(easel, { x: -h * 0.2, y: -h * 0.2, width: h * 0.4, height: h * 0.36 }, tone, h * 0.08);
    ctx.restore();
  }
}

export function paintFireplace(easel: Easel, { box, random }: Piece): void {
  const { ctx, palette } = easel;
  const { x, y, width: w, height: h } = box;
  const stone = mix(palette.stone, palette.wall, 0.4);
  panel(easel, { x: x + w * 0.06, y: y + h * 0.08, width: w * 0.88, height: h * 0.92 }, stone);
  panel(easel, { x, y, width: w, height: h * 0.1 }, mix(palette.wood, "#6b4226", 0.2), h * 0.02);
  ctx.fillStyle = "#1d1210";
  ctx.beginPath();
  ctx.moveTo(x + w * 0.22, y + h);
  ctx.lineTo(x + w * 0.22, y + h * 0.52);
  ctx.quadraticCurveTo(x + w * 0.5, y + h * 0.28, x + w * 0.78, y + h * 0.52);
  ctx.lineTo(x + w * 0.78, y + h);
  ctx.fill();
  for (const [colour, scale] of [
    ["#ff6a2b", 1],
    ["#ffab2e", 0.7],
    ["#ffe88a", 0.4],
  ] as const) {
    ctx.fillStyle = colour;
    for (const at of [0.38, 0.5, 0.62]) {
      const tall = h * 0.38 * scale * random.range(0.75, 1.1);
      const fx = x + w * at;
      ctx.beginPath();
      ctx.moveTo(fx - w * 0.08 * scale, y + h * 0.97);
      ctx.quadraticCurveTo(fx - w * 0.1 * scale, y + h * 0.97 - tall * 0.5, fx, y + h * 0.97 - tall);
      ctx.quadraticCurveTo(fx + w * 0.12 * scale, y + h * 0.97 - tall * 0.4, fx + w * 0.08 * scale, y + h * 0.97);
      ctx.fill();
    }
  }
  glow(ctx, { x: x + w / 2, y: y + h * 0.85 }, { radius: w * 1.4, colour: "#ff9a3c", strength: 0.6 });
}

export function paintBed(easel: Easel, { box, colour, wood }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  panel(easel, { x: x + w * 0.02, y, width: w * 0.96, height: h * 0.7 }, wood, h * 0.1);
  panel(easel, { x: x + w * 0.04, y: y + h * 0.4, width: w * 0.92, height: h * 0.5 }, "#f7f2ea", h * 0.08);
  for (const at of [0.1, 0.54])
    panel(easel, { x: x + w * at, y: y + h * 0.24, width: w * 0.36, height: h * 0.26 }, "#fffdf8", h * 0.11);
  ctx.fillStyle = verticalGradient(
    ctx,
    [y + h * 0.46, y + h],
    [
      [0, lighten(colour, 0.28)],
      [0.2, colour],
      [1, darken(colour, 0.22)],
    ],
  );
  ctx.beginPath();
  ctx.moveTo(x, y + h * 0.56);
  ctx.quadraticCurveTo(x + w * 0.5, y + h * 0.42, x + w, y + h * 0.56);
  ctx.lineTo(x + w * 1.01, y + h);
  ctx.lineTo(x - w * 0.01, y + h);
  ctx.fill();
  ctx.strokeStyle = fade(lighten(colour, 0.5), 0.6);
  ctx.lineWidth = h * 0.04;
  ctx.beginPath();
  ctx.moveTo(x, y + h * 0.62);
  ctx.quadraticCurveTo(x + w * 0.5, y + h * 0.48, x + w, y + h * 0.62);
  ctx.stroke();
}

export function paintDesk(easel: Easel, piece: Piece): void {
  const { ctx, palette, scene } = easel;
  const { box } = piece;
  const { x, y, width: w, height: h } = box;
  paintWoodenTable(easel, { box, colour: piece.wood });
  panel(easel, { x: x + w * 0.62, y: y + h * 0.12, width: w * 0.3, height: h * 0.76 }, darken(piece.wood, 0.08));
  if (scene.without.has("computer")) return;
  ctx.fillStyle = "#2a2e37";
  ctx.fillRect(x + w * 0.36, y - h * 0.12, w * 0.06, h * 0.12);
  panel(easel, { x: x + w * 0.2, y: y - h * 0.62, width: w * 0.38, height: h * 0.52 }, "#2a2e37", h * 0.03);
  ctx.fillStyle = verticalGradient(
    ctx,
    [y - h * 0.6, y - h * 0.14],
    [
      [0, mix("#7fc4ff", palette.accents[0] ?? "#7fc4ff", 0.2)],
      [1, "#eaf6ff"],
    ],
  );
  ctx.fillRect(x + w * 0.22, y - h * 0.58, w * 0.34, h * 0.42);
  glow(ctx, { x: x + w * 0.39, y: y - h * 0.36 }, { radius: w * 0.5, colour: "#9fd4ff", strength: 0.25 });
}

export function paintTableWithChairs(easel: Easel, { box, random, wood, colour }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  for (const side of [-1, 1]) {
    const chair: Box = { x: x + (side < 0 ? -w * 0.02 : w * 0.68), y: y - h * 0.1, width: w * 0.34, height: h * 1.02 };
    paintChair(easel, { box: chair, random, wood: darken(wood, 0.15), colour });
  }
  const cx = x + w / 2;
  ctx.fillStyle = darken(wood, 0.45);
  ctx.fillRect(cx - w * 0.03, y + h * 0.24, w * 0.06, h * 0.72);
  ellipse(ctx, { x: cx, y: y + h * 0.96 }, w * 0.18, h * 0.05);
  ctx.fill();
  ctx.fillStyle = darken(wood, 0.3);
  ellipse(ctx, { x: cx, y: y + h * 0.26 }, w * 0.36, h * 0.11);
  ctx.fill();
  ctx.fillStyle = verticalGradient(
    ctx,
    [y + h * 0.1, y + h * 0.34],
    [
      [0, lighten(wood, 0.3)],
      [1, wood],
    ],
  );
  ellipse(ctx, { x: cx, y: y + h * 0.22 }, w * 0.36, h * 0.11);
  ctx.fill();
  ctx.fillStyle = "#fffaf0";
  for (const at of [-0.14, 0.12]) {
    ellipse(ctx, { x: cx + w * at, y: y + h * 0.22 }, w * 0.06, h * 0.022);
    ctx.fill();
    ctx.beginPath();
    ctx.roundRect(cx + w * (at - 0.03), y + h * 0.12, w * 0.06, h * 0.1, h * 0.02);
    ctx.fill();
  }
}

export function paintChair(easel: Easel, { box, wood, colour }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  ctx.fillStyle = darken(wood, 0.25);
  for (const at of [0.1, 0.8]) ctx.fillRect(x + w * at, y, w * 0.1, h);
  panel(easel, { x: x + w * 0.08, y: y + h * 0.04, width: w * 0.84, height: h * 0.14 }, wood, h * 0.03);
  panel(easel, { x: x + w * 0.12, y: y + h * 0.24, width: w * 0.76, height: h * 0.09 }, wood, h * 0.02);
  panel(easel, { x: x + w * 0.02, y: y + h * 0.5, width: w * 0.96, height: h * 0.11 }, colour, h * 0.04);
}

export function paintPiano(easel: Easel, { box }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  panel(easel, box, "#2a2226", h * 0.02);
  ctx.fillStyle = "#3a3034";
  ctx.fillRect(x - w * 0.02, y + h * 0.48, w * 1.04, h * 0.12);
  ctx.fillStyle = "#fbf8f0";
  ctx.fillRect(x + w * 0.04, y + h * 0.48, w * 0.92, h * 0.08);
  ctx.fillStyle = "#1a1518";
  for (let key = 0; key < 24; key++)
    if (key % 7 !== 2 && key % 7 !== 6) ctx.fillRect(x + w * (0.06 + key * 0.037), y + h * 0.48, w * 0.017, h * 0.05);
}
