// Boats with their reflection: a sailing boat and a small wooden one.
import { createCanvas } from "@napi-rs/canvas";
import type { Colour } from "../scene/scene.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { ellipse, polygon, verticalGradient, type Easel } from "./easel.ts";
import type { Box, PlacedSubject } from "./layout.ts";

/** What a boat needs to know of its place. */
type Berth = Pick<PlacedSubject, "subject" | "box" | "depth" | "mirrored" | "salt">;

interface Boat {
  readonly box: Box;
  readonly hull: Colour;
  readonly sail: Colour;
  readonly distance: number;
  readonly mirrored: boolean;
}

function boatOf({ palette, random }: Easel, { box, subject, depth, mirrored, salt }: Berth): Boat {
  const forked = random.fork(`boat ${salt}`);
  const hull =
    subject.colour ?? forked.pick([mix("#f4efe6", palette.ambient, 0.2), palette.accents[0] ?? "#c0392b", "#b5482f", "#2f5d8a"]);
  const sail = mix("#fff8ea", palette.ambient, palette.ambientStrength * 0.45);
  return { box, hull, sail, distance: depth, mirrored };
}

export function paintSailboat(easel: Easel, placed: Berth): void {
  afloat(easel, boatOf(easel, placed), (ctx, { box, hull, sail }) => drawSailboat({ ...easel, ctx }, { box, hull, sail }));
}

export function paintRowboat(easel: Easel, placed: Berth): void {
  afloat(easel, boatOf(easel, placed), (ctx, { box, hull }) => drawRowboat({ ...easel, ctx }, { box, hull }));
}

/** Draws once on a sheet of its own, then as reflection and as boat, with ripples where the hull meets the water. */
function afloat(easel: Easel, boat: Boat, draw: (ctx: Easel["ctx"], boat: Boat) => void): void {
  const { ctx, palette, unit } = easel;
  const { box } = boat;
  const sheet = createCanvas(Math.max(1, Math.ceil(box.width)), Math.max(1, Math.ceil(box.height)));
  const sheetContext = sheet.getContext("2d");
  if (boat.mirrored) {
    sheetContext.translate(sheet.width, 0);
    sheetContext.scale(-1, 1);
  }
  draw(sheetContext, { ...boat, box: { x: 0, y: 0, width: sheet.width, height: sheet.height } });
  const waterline = box.y + box.height * 0.97;
  ctx.save();
  ctx.globalAlpha = 0.34;
  ctx.translate(box.x, waterline);
  ctx.scale(1, -0.6);
  ctx.drawImage(sheet, 0, -box.height * 0.97);
  ctx.restore();
  ctx.drawImage(sheet, box.x, box.y);
  const random = easel.random.fork(`wake ${Math.round(box.x)}`);
  for (let line = 0; line < 6; line++) {
    ctx.fillStyle = fade(line % 2 === 0 ? mix(palette.water, "#ffffff", 0.6) : palette.waterDeep, 0.42 - line * 0.05);
    const y = waterline - unit * 1 + line * unit * 5;
    ellipse(
      ctx,
      { x: box.x + box.width / 2 + random.range(-0.06, 0.06) * box.width, y },
      box.width * (0.5 - line * 0.05),
      unit * 2,
    );
    ctx.fill();
  }
}

function drawSailboat({ ctx, palette, layout }: Easel, { box, hull, sail }: Pick<Boat, "box" | "hull" | "sail">): void {
  const { width: w, height: h } = box;
  const mast = w * 0.46;
  const lit = layout.light.direction > 0;
  ctx.strokeStyle = darken(palette.wood, 0.25);
  ctx.lineWidth = Math.max(1.2, w * 0.018);
  ctx.beginPath();
  ctx.moveTo(mast, h * 0.86);
  ctx.lineTo(mast, h * 0.01);
  ctx.stroke();
  const shade = mix(sail, palette.shadow, 0.28);
  const cloth = (points: readonly (readonly [number, number])[], from: number, to: number, first: Colour, last: Colour): void => {
    const gradient = ctx.createLinearGradient(from, 0, to, 0);
    gradient.addColorStop(0, first);
    gradient.addColorStop(1, last);
    ctx.fillStyle = gradient;
    const [a, b, c] = points as readonly [readonly [number, number], readonly [number, number], readonly [number, number]];
    ctx.beginPath();
    ctx.moveTo(a[0], a[1]);
    ctx.quadraticCurveTo((a[0] + b[0]) / 2 + (b[0] - mast) * 0.32, (a[1] + b[1]) / 2, b[0], b[1]);
    ctx.quadraticCurveTo((b[0] + c[0]) / 2, b[1] + h * 0.03, c[0], c[1]);
    ctx.closePath();
    ctx.fill();
  };
  cloth(
    [
      [mast + w * 0.015, h * 0.03],
      [w * 0.97, h * 0.75],
      [mast + w * 0.015, h * 0.77],
    ],
    mast,
    w,
    lit ? shade : sail,
    lit ? lighten(sail, 0.3) : shade,
  );
  cloth(
    [
      [mast - w * 0.02, h * 0.12],
      [w * 0.06, h * 0.77],
      [mast - w * 0.02, h * 0.75],
    ],
    w * 0.06,
    mast,
    lit ? shade : lighten(sail, 0.3),
    lit ? sail : shade,
  );
  ctx.fillStyle = fade(hull, 0.85);
  polygon(ctx, [
    [mast, h * 0.005],
    [mast + w * 0.13, h * 0.03],
    [mast, h * 0.055],
  ]);
  ctx.fill();
  drawHull({ ctx, palette }, { left: w * 0.04, right: w * 0.96, top: h * 0.81, bottom: h * 0.975, hull });
}

function drawHull(
  { ctx, palette }: Pick<Easel, "ctx" | "palette">,
  { left, right, top, bottom, hull }: { left: number; right: number; top: number; bottom: number; hull: Colour },
): void {
  const span = right - left;
  ctx.beginPath();
  ctx.moveTo(left, top);
  ctx.quadraticCurveTo(left + span * 0.5, top + (bottom - top) * 0.35, right, top - (bottom - top) * 0.12);
  ctx.bezierCurveTo(right - span * 0.06, bottom - (bottom - top) * 0.2, right - span * 0.14, bottom, right - span * 0.22, bottom);
  ctx.lineTo(left + span * 0.16, bottom);
  ctx.quadraticCurveTo(left + span * 0.05, bottom - (bottom - top) * 0.2, left, top);
  ctx.closePath();
  ctx.fillStyle = verticalGradient(
    ctx,
    [top, bottom],
    [
      [0, lighten(hull, 0.2)],
      [0.45, hull],
      [1, darken(mix(hull, palette.shadow, 0.25), 0.25)],
    ],
  );
  ctx.fill();
  ctx.save();
  ctx.clip();
  ctx.strokeStyle = fade("#ffffff", 0.75);
  ctx.lineWidth = (bottom - top) * 0.13;
  ctx.beginPath();
  ctx.moveTo(left, top + (bottom - top) * 0.08);
  ctx.quadraticCurveTo(left + span * 0.5, top + (bottom - top) * 0.45, right, top);
  ctx.stroke();
  ctx.restore();
}

function drawRowboat({ ctx, palette }: Easel, { box, hull }: Pick<Boat, "box" | "hull">): void {
  const { width: w, height: h } = box;
  const wood = mix(palette.wood, "#d8a06a", 0.35);
  ctx.fillStyle = darken(wood, 0.42);
  ellipse(ctx, { x: w * 0.5, y: h * 0.47 }, w * 0.46, h * 0.13);
  ctx.fill();
  for (const seat of [0.32, 0.56, 0.74]) {
    ctx.fillStyle = wood;
    polygon(ctx, [
      [w * (seat - 0.035), h * 0.37],
      [w * (seat + 0.035), h * 0.37],
      [w * (seat + 0.045), h * 0.56],
      [w * (seat - 0.045), h * 0.56],
    ]);
    ctx.fill();
  }
  ctx.beginPath();
  ctx.moveTo(w * 0.01, h * 0.3);
  ctx.bezierCurveTo(w * 0.2, h * 0.62, w * 0.8, h * 0.62, w * 0.99, h * 0.26);
  ctx.bezierCurveTo(w * 0.94, h * 0.75, w * 0.86, h * 0.96, w * 0.72, h * 0.97);
  ctx.lineTo(w * 0.26, h * 0.97);
  ctx.bezierCurveTo(w * 0.12, h * 0.94, w * 0.05, h * 0.7, w * 0.01, h * 0.3);
  ctx.fillStyle = verticalGradient(
    ctx,
    [h * 0.3, h],
    [
      [0, lighten(hull, 0.15)],
      [0.5, hull],
      [1, darken(hull, 0.35)],
    ],
  );
  ctx.fill();
  ctx.save();
  ctx.clip();
  ctx.lineWidth = Math.max(1, h * 0.018);
  for (let plank = 0; plank < 4; plank++) {
    ctx.strokeStyle = fade(plank === 0 ? lighten(wood, 0.3) : darken(hull, 0.5), plank === 0 ? 0.95 : 0.4);
    ctx.lineWidth = h * (plank === 0 ? 0.05 : 0.015);
    ctx.beginPath();
    ctx.moveTo(0, h * (0.31 + plank * 0.15));
    ctx.bezierCurveTo(w * 0.2, h * (0.63 + plank * 0.12), w * 0.8, h * (0.63 + plank * 0.12), w, h * (0.27 + plank * 0.15));
    ctx.stroke();
  }
  ctx.restore();
}
