// Counters, cabinets and the machines of cafés and kitchens.
import { darken, fade, lighten, mix } from "./colour.ts";
import { type Easel, ellipse } from "./easel.ts";
import { type Piece, panel } from "./joinery.ts";
import type { Box } from "./layout.ts";

function touches(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

export function paintCounter(easel: Easel, piece: Piece): void {
  const { box, random, wood } = piece;
  const { ctx, palette, scene } = easel;
  const { x, y, width: w, height: h } = box;
  const front = scene.setting === "kitchen" ? mix("#f4efe6", random.pick(palette.accents), 0.3) : wood;
  panel(easel, { x: x + w * 0.02, y: y + h * 0.1, width: w * 0.96, height: h * 0.9 }, front);
  const doors = Math.max(3, Math.round(w / (h * 0.6)));
  ctx.lineWidth = Math.max(1, h * 0.012);
  for (let door = 0; door < doors; door++) {
    const dx = x + w * 0.02 + (w * 0.96 * door) / doors;
    ctx.strokeStyle = fade(darken(front, 0.5), 0.45);
    ctx.strokeRect(dx + (w / doors) * 0.08, y + h * 0.22, (w / doors) * 0.8, h * 0.66);
    ctx.fillStyle = "#d9b46a";
    ellipse(ctx, { x: dx + (w / doors) * 0.8, y: y + h * 0.5 }, h * 0.022, h * 0.022);
    ctx.fill();
  }
  panel(easel, { x, y, width: w, height: h * 0.12 }, scene.setting === "kitchen" ? "#e9e4da" : lighten(wood, 0.25), h * 0.02);
  if (scene.setting === "cafe") {
    const machine = [0.05, 0.69]
      .map((at) => ({ x: x + w * at, y: y - h * 0.56, width: w * 0.26, height: h * 0.58 }))
      .find((place) => easel.layout.surfaces.every((board) => !touches(place, board.box)));
    if (machine) paintCoffeeMachine(easel, { ...piece, box: machine });
  }
  if (scene.setting === "kitchen") {
    // Jars, a board to cut on, a bowl of fruit.
    for (const [at, colour] of [
      [0.08, "#e8dcc4"],
      [0.14, "#c9d6c2"],
      [0.2, "#e5b98e"],
    ] as const)
      panel(easel, { x: x + w * at, y: y - h * 0.2, width: w * 0.048, height: h * 0.2 }, colour, h * 0.03);
    panel(easel, { x: x + w * 0.5, y: y - h * 0.03, width: w * 0.2, height: h * 0.035 }, "#c08a52", h * 0.01);
    for (const [at, colour] of [
      [0.79, "#e4572e"],
      [0.83, "#f2b134"],
      [0.81, "#7cb342"],
    ] as const) {
      ctx.fillStyle = colour;
      ellipse(ctx, { x: x + w * at, y: y - h * 0.12 }, h * 0.07, h * 0.07);
      ctx.fill();
    }
    ctx.fillStyle = "#f4f1ea";
    ctx.beginPath();
    ctx.ellipse(x + w * 0.81, y - h * 0.11, w * 0.06, h * 0.11, 0, 0, Math.PI);
    ctx.fill();
  }
  if (scene.setting === "cafe" || scene.setting === "shop") {
    // Cake under glass, cups in a row.
    const cx = x + w * random.range(0.62, 0.74);
    for (const [dx, colour] of [
      [0, "#e58aa4"],
      [0.07, "#8a5236"],
      [0.14, "#f2c14e"],
    ] as const) {
      panel(easel, { x: cx + w * dx, y: y - h * 0.13, width: w * 0.055, height: h * 0.13 }, colour, h * 0.03);
      ctx.fillStyle = "#fff6ea";
      ctx.fillRect(cx + w * dx, y - h * 0.14, w * 0.055, h * 0.04);
    }
    ctx.fillStyle = fade("#eaf6ff", 0.24);
    ctx.beginPath();
    ctx.roundRect(cx - w * 0.015, y - h * 0.24, w * 0.225, h * 0.24, [h * 0.1, h * 0.1, 0, 0]);
    ctx.fill();
    for (let cup = 0; cup < 4; cup++)
      panel(easel, { x: x + w * (0.4 + cup * 0.045), y: y - h * 0.09, width: w * 0.034, height: h * 0.09 }, "#fbf6ec", h * 0.02);
  }
}

export function paintCabinets(easel: Easel, { box, random }: Piece): void {
  const { ctx, palette } = easel;
  const front = mix("#f4efe6", random.pick(palette.accents), 0.3);
  panel(easel, box, front);
  const doors = 5;
  ctx.strokeStyle = fade(darken(front, 0.5), 0.4);
  ctx.lineWidth = Math.max(1, box.height * 0.02);
  for (let door = 0; door < doors; door++)
    ctx.strokeRect(
      box.x + (box.width * (door + 0.07)) / doors,
      box.y + box.height * 0.09,
      (box.width / doors) * 0.86,
      box.height * 0.82,
    );
}

export function paintCoffeeMachine(easel: Easel, { box }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  panel(easel, { x, y: y + h * 0.18, width: w, height: h * 0.5 }, "#c7ccd2", h * 0.06);
  panel(easel, { x: x + w * 0.04, y: y + h * 0.84, width: w * 0.92, height: h * 0.16 }, "#8f979f", h * 0.03);
  ctx.fillStyle = "#454b53";
  ctx.fillRect(x + w * 0.06, y + h * 0.66, w * 0.88, h * 0.2);
  panel(easel, { x: x + w * 0.02, y: y + h * 0.06, width: w * 0.96, height: h * 0.13 }, "#a9573c", h * 0.03);
  for (const at of [0.24, 0.68]) {
    ctx.fillStyle = "#2c2f35";
    ctx.fillRect(x + w * at, y + h * 0.66, w * 0.1, h * 0.07);
    ctx.fillStyle = "#fbf7ee";
    ctx.beginPath();
    ctx.roundRect(x + w * (at + 0.005), y + h * 0.77, w * 0.09, h * 0.08, h * 0.02);
    ctx.fill();
    ctx.fillStyle = "#ffcf5a";
    ellipse(ctx, { x: x + w * (at + 0.05), y: y + h * 0.4 }, h * 0.04, h * 0.04);
    ctx.fill();
  }
  for (let cup = 0; cup < 5; cup++) {
    ctx.fillStyle = "#fdf9f0";
    ctx.beginPath();
    ctx.roundRect(x + w * (0.08 + cup * 0.18), y - h * 0.04, w * 0.13, h * 0.11, h * 0.03);
    ctx.fill();
  }
}

/** A slate with lines of chalk too small to be words. */
export function paintMenuBoard(easel: Easel, { box, random, wood }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  panel(easel, box, darken(wood, 0.2), h * 0.03);
  ctx.fillStyle = "#2a302d";
  ctx.fillRect(x + w * 0.04, y + h * 0.06, w * 0.92, h * 0.88);
  for (const column of [0.09, 0.54]) {
    for (let line = 0; line < 6; line++) {
      ctx.fillStyle = fade(line === 0 ? "#f2d9a0" : "#f2efe6", line === 0 ? 0.8 : 0.5);
      const long = line === 0 ? 0.24 : random.range(0.16, 0.26);
      ctx.fillRect(x + w * column, y + h * (0.15 + line * 0.125), w * long, h * (line === 0 ? 0.05 : 0.025));
      if (line > 0) ctx.fillRect(x + w * (column + 0.31), y + h * (0.15 + line * 0.125), w * 0.06, h * 0.025);
    }
  }
}

export function paintStove(easel: Easel, { box }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  panel(easel, box, "#d5d9dd", h * 0.02);
  ctx.fillStyle = "#2b2e34";
  ctx.fillRect(x, y, w, h * 0.06);
  ctx.beginPath();
  ctx.roundRect(x + w * 0.12, y + h * 0.36, w * 0.76, h * 0.46, h * 0.03);
  ctx.fill();
  ctx.fillStyle = fade("#ffb45a", 0.5);
  ctx.fillRect(x + w * 0.18, y + h * 0.42, w * 0.64, h * 0.34);
  ctx.fillStyle = "#2b2e34";
  for (let knob = 0; knob < 4; knob++) {
    ellipse(ctx, { x: x + w * (0.2 + knob * 0.2), y: y + h * 0.2 }, h * 0.035, h * 0.035);
    ctx.fill();
  }
  panel(easel, { x: x + w * 0.18, y: y - h * 0.24, width: w * 0.5, height: h * 0.24 }, "#c2483a", h * 0.04);
  ctx.fillStyle = "#7a2a22";
  ctx.fillRect(x + w * 0.14, y - h * 0.27, w * 0.58, h * 0.05);
}

export function paintFridge(easel: Easel, { box, colour }: Piece): void {
  const { ctx } = easel;
  const tone = mix("#eef1f2", colour, 0.35);
  panel(easel, box, tone, box.width * 0.1);
  ctx.fillStyle = fade("#3a3f48", 0.4);
  ctx.fillRect(box.x, box.y + box.height * 0.36, box.width, box.height * 0.008);
  ctx.fillStyle = "#9aa2aa";
  for (const [top, tall] of [
    [0.2, 0.12],
    [0.42, 0.2],
  ] as const)
    ctx.fillRect(box.x + box.width * 0.12, box.y + box.height * top, box.width * 0.05, box.height * tall);
}
