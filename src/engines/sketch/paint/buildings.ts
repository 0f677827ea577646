// Houses, and which hand draws every other building.
import type { Colour } from "../scene/scene.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { type Easel, contactShadow, ellipse, polygon, verticalGradient } from "./easel.ts";
import { type Building, faced, pane } from "./facings.ts";
import type { Drawing } from "./kinds.ts";
import type { PlacedSubject } from "./layout.ts";
import { paintBridge, paintCastle, paintLighthouse, paintPagoda, paintTower, paintWindmill } from "./towers.ts";

export function paintBuilding(
  easel: Easel,
  placed: Pick<PlacedSubject, "box" | "subject" | "depth" | "salt"> & { readonly drawing: Drawing },
): void {
  const building: Building = {
    box: placed.box,
    colour: placed.subject.colour,
    distance: placed.depth,
    random: easel.random.fork(`building ${placed.salt}`),
  };
  const { box } = building;
  if (placed.drawing !== "bridge") {
    contactShadow(
      easel.ctx,
      { x: box.x + box.width / 2 - easel.layout.light.direction * box.width * 0.1, y: box.y + box.height * 0.995 },
      {
        width: box.width * 1.2,
        height: box.height * 0.08,
        colour: easel.palette.shadow,
        strength: 0.5,
      },
    );
  }
  switch (placed.drawing) {
    case "tower":
      return paintTower(easel, building);
    case "castle":
      return paintCastle(easel, building);
    case "pagoda":
      return paintPagoda(easel, building);
    case "windmill":
      return paintWindmill(easel, building);
    case "lighthouse":
      return paintLighthouse(easel, building);
    case "bridge":
      return paintBridge(easel, building);
    default:
      return paintHouse(easel, building);
  }
}

/** A gabled house seen a little from the side, with door, windows, chimney; snow on the roof when there is snow. */
export function paintHouse(easel: Easel, { box, colour, distance, random }: Building): void {
  const { ctx, palette, scene } = easel;
  const { x, y, width: w, height: h } = box;
  const hazy = (value: Colour): Colour => mix(value, palette.haze, distance * 0.7);
  const wall = hazy(
    colour ??
      random.pick([
        palette.wall,
        mix(palette.wall, palette.accents[1] ?? palette.wall, 0.35),
        mix("#f2ddbf", palette.ambient, 0.2),
        mix("#e8b9a0", palette.ambient, 0.2),
      ]),
  );
  const roof = hazy(random.pick(palette.roofs));
  const eave = y + h * 0.46;
  const foot = y + h;
  const left = x + w * 0.09;
  const right = x + w * 0.91;
  const front = x + w * 0.5;
  ctx.fillStyle = hazy(darken(palette.roofs[0] ?? "#8a4a3a", 0.25));
  ctx.fillRect(x + w * 0.68, y + h * 0.07, w * 0.09, h * 0.24);
  // Long side.
  ctx.fillStyle = faced(easel, { x: front, width: right - front }, darken(wall, 0.1));
  ctx.fillRect(front, eave, right - front, foot - eave);
  // Gable.
  ctx.fillStyle = faced(easel, { x: left, width: front - left }, wall);
  polygon(ctx, [
    [left, foot],
    [left, eave],
    [(left + front) / 2, y + h * 0.14],
    [front, eave],
    [front, foot],
  ]);
  ctx.fill();
  // Roof: the long slope, then the edge of the gable.
  const peak = (left + front) / 2;
  ctx.fillStyle = verticalGradient(
    ctx,
    [y, eave],
    [
      [0, mix(lighten(roof, 0.12), palette.glint, 0.15)],
      [1, darken(roof, 0.12)],
    ],
  );
  polygon(ctx, [
    [peak, y + h * 0.1],
    [right - w * 0.16, y + h * 0.1],
    [right + w * 0.05, eave + h * 0.03],
    [front + w * 0.03, eave + h * 0.03],
  ]);
  ctx.fill();
  ctx.strokeStyle = fade(darken(roof, 0.35), 0.28);
  ctx.lineWidth = Math.max(0.6, h * 0.006);
  ctx.beginPath();
  for (let row = 1; row < 6; row++) {
    const t = row / 6;
    ctx.moveTo(peak + (front + w * 0.03 - peak) * t, y + h * 0.1 + (eave - y - h * 0.07) * t);
    ctx.lineTo(right - w * 0.16 + w * 0.21 * t, y + h * 0.1 + (eave - y - h * 0.07) * t);
  }
  ctx.stroke();
  ctx.strokeStyle = darken(roof, 0.18);
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  ctx.lineWidth = h * 0.055;
  ctx.beginPath();
  ctx.moveTo(left - w * 0.05, eave + h * 0.05);
  ctx.lineTo(peak, y + h * 0.115);
  ctx.lineTo(front + w * 0.035, eave + h * 0.04);
  ctx.stroke();
  if (scene.season === "winter" || scene.weather === "snow" || scene.setting === "snowfield" || scene.props.has("snow")) {
    ctx.fillStyle = hazy(palette.snow);
    polygon(ctx, [
      [peak, y + h * 0.075],
      [right - w * 0.16, y + h * 0.075],
      [right + w * 0.05, eave + h * 0.01],
      [right - w * 0.02, eave - h * 0.015],
      [front + w * 0.1, eave - h * 0.01],
      [front + w * 0.03, eave + h * 0.01],
    ]);
    ctx.fill();
    ctx.strokeStyle = hazy(palette.snow);
    ctx.lineWidth = h * 0.04;
    ctx.beginPath();
    ctx.moveTo(left - w * 0.05, eave + h * 0.03);
    ctx.lineTo(peak, y + h * 0.09);
    ctx.lineTo(front + w * 0.035, eave + h * 0.02);
    ctx.stroke();
  }
  // Openings.
  const door = hazy(random.pick(palette.accents));
  ctx.fillStyle = mix("#fffaf0", palette.ambient, 0.3);
  ctx.fillRect(left + w * 0.13, foot - h * 0.3, w * 0.145, h * 0.3);
  ctx.fillStyle = verticalGradient(
    ctx,
    [foot - h * 0.28, foot],
    [
      [0, lighten(door, 0.1)],
      [1, darken(door, 0.2)],
    ],
  );
  ctx.fillRect(left + w * 0.145, foot - h * 0.28, w * 0.115, h * 0.28);
  ctx.fillStyle = "#ffd66b";
  ellipse(ctx, { x: left + w * 0.24, y: foot - h * 0.13 }, w * 0.009, w * 0.009);
  ctx.fill();
  pane(easel, { x: peak - w * 0.05, y: y + h * 0.34, width: w * 0.1, height: h * 0.13 }, random);
  for (const at of [0.1, 0.34])
    pane(easel, { x: front + w * at - w * 0.02, y: eave + h * 0.16, width: w * 0.11, height: h * 0.17 }, random);
  ctx.fillStyle = hazy(darken(palette.stone, 0.1));
  ctx.fillRect(left, foot - h * 0.025, right - left, h * 0.025);
}
