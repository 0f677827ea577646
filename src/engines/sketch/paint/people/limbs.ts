// Arms, legs, hands and shoes with volume. Lengths are in body heights.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../../scene/scene.ts";
import { along, between, line, oval, type Pair } from "../brushwork.ts";
import { darken, fade, lighten, mix } from "../colour.ts";
import type { Limb } from "./skeleton.ts";

/** Fills a tube through points, as thick as `radii` say, with round ends. */
function tube(ctx: SKRSContext2D, points: readonly Pair[], radii: readonly number[]): void {
  const left: Pair[] = [];
  const right: Pair[] = [];
  for (const [index, [x, y]] of points.entries()) {
    const [ax, ay] = points[Math.max(0, index - 1)] as Pair;
    const [bx, by] = points[Math.min(points.length - 1, index + 1)] as Pair;
    const size = Math.hypot(bx - ax, by - ay) || 1;
    const radius = radii[index] ?? 0;
    left.push([x - ((by - ay) / size) * radius, y + ((bx - ax) / size) * radius]);
    right.push([x + ((by - ay) / size) * radius, y - ((bx - ax) / size) * radius]);
  }
  ctx.beginPath();
  for (const at of left) ctx.lineTo(...at);
  for (const at of right.toReversed()) ctx.lineTo(...at);
  ctx.closePath();
  ctx.fill();
  for (const end of [0, points.length - 1]) {
    const at = points[end] as Pair;
    oval(ctx, at, radii[end] ?? 0, radii[end] ?? 0);
  }
}

/** Points along a bent limb; the bend is a curve, as a joint under cloth is. */
function course({ root, joint, end }: Limb, from: number, to: number): Pair[] {
  const points: Pair[] = [];
  for (let step = 0; step <= 12; step++) {
    const t = from + ((to - from) * step) / 12;
    if (t < 0.4) points.push(between(root, joint, t / 0.5));
    else if (t > 0.6) points.push(between(joint, end, (t - 0.5) / 0.5));
    else {
      const a = between(root, joint, 0.8);
      const b = between(joint, end, 0.2);
      points.push(along([a, between(a, joint, 0.75), between(b, joint, 0.75), b], (t - 0.4) / 0.2));
    }
  }
  return points;
}

export interface Sleeve {
  /** Parts of the limb that it covers. */
  readonly from: number;
  readonly to: number;
  readonly colour: Colour;
  /** Radii at its beginning and its end. */
  readonly radii: readonly [number, number];
  readonly light: number;
  readonly far: boolean;
}

/** A sleeve, a trouser leg, or bare skin, with light on one side and a fold at the joint. */
export function paintSleeve(ctx: SKRSContext2D, limb: Limb, { from, to, colour, radii, light, far }: Sleeve): void {
  const points = course(limb, from, to);
  const sizes = points.map((_, index) => radii[0] + ((radii[1] - radii[0]) * index) / 12);
  const xs = points.map(([x]) => x);
  const [least, most] = [Math.min(...xs) - radii[0], Math.max(...xs) + radii[0]];
  const base = far ? darken(mix(colour, "#3a2050", 0.1), 0.16) : colour;
  const tone = ctx.createLinearGradient(light > 0 ? least : most, 0, light > 0 ? most : least, 0);
  tone.addColorStop(0, darken(mix(base, "#3a2050", 0.1), 0.22));
  tone.addColorStop(0.6, base);
  tone.addColorStop(1, lighten(base, 0.13));
  ctx.save();
  ctx.globalCompositeOperation = "source-atop";
  ctx.fillStyle = "rgba(40,18,50,0.2)";
  tube(
    ctx,
    points.map(([x, y]): Pair => [x - light * 0.009, y + 0.008]),
    sizes.map((size) => size * 1.1),
  );
  ctx.restore();
  ctx.fillStyle = tone;
  tube(ctx, points, sizes);
  if (from < 0.4 && to > 0.6) {
    const [ax, ay] = points[6] as Pair;
    for (const dy of [-0.008, 0.01])
      line(ctx, { width: 0.004, colour: fade(darken(colour, 0.5), 0.3) }, [
        [ax - radii[0] * 0.5, ay + dy],
        [ax, ay + dy + 0.008, ax + radii[0] * 0.6, ay + dy - 0.002],
      ]);
  }
}

/** A relaxed or closed hand at the end of an arm. */
export function paintHand(
  ctx: SKRSContext2D,
  { joint, end }: Limb,
  { skin, size, grip }: { skin: Colour; size: number; grip: boolean },
): void {
  const angle = Math.atan2(end[1] - joint[1], end[0] - joint[0]);
  ctx.save();
  ctx.translate(...end);
  ctx.rotate(angle);
  ctx.scale(size, size);
  ctx.fillStyle = skin;
  oval(ctx, [0.012, 0], 0.02, 0.0165);
  const shade = fade(darken(mix(skin, "#a8453f", 0.25), 0.25), 0.6);
  ctx.lineCap = "round";
  if (grip) {
    oval(ctx, [0.024, 0.001], 0.016, 0.0175);
    for (const y of [-0.008, 0, 0.008])
      line(ctx, { width: 0.0026, colour: shade }, [
        [0.022, y],
        [0.036, y * 1.1],
      ]);
    line(ctx, { width: 0.0095, colour: skin }, [
      [0.006, -0.014],
      [0.026, -0.012],
    ]);
  } else {
    for (const [y, long] of [
      [-0.0105, 0.043],
      [-0.0036, 0.049],
      [0.0036, 0.047],
      [0.0105, 0.04],
    ] as const)
      line(ctx, { width: 0.0088, colour: skin }, [
        [0.018, y * 0.9],
        [long, y * 1.15],
      ]);
    for (const y of [-0.007, 0, 0.007])
      line(ctx, { width: 0.0022, colour: shade }, [
        [0.027, y],
        [0.042, y * 1.12],
      ]);
    line(ctx, { width: 0.0095, colour: skin }, [
      [0.006, -0.012],
      [0.024, -0.024],
    ]);
  }
  ctx.restore();
}

/** A shoe on the ground, its toe to the right by `toe` (−1 … 1); boots reach up the shin. */
export function paintShoe(
  ctx: SKRSContext2D,
  leg: Limb,
  { colour, toe, size, boots, light }: { colour: Colour; toe: number; size: number; boots: boolean; light: number },
): void {
  const [x, y] = leg.end;
  if (boots) paintSleeve(ctx, leg, { from: 0.68, to: 1, colour, radii: [0.036 * size, 0.027 * size], light, far: false });
  const long = 0.036 + Math.abs(toe) * 0.04;
  ctx.save();
  ctx.translate(x, y);
  const slope = Math.atan2(leg.end[1] - leg.joint[1], leg.end[0] - leg.joint[0]) - Math.PI / 2;
  ctx.rotate(Math.max(-0.9, Math.min(0.9, slope * 0.7)));
  ctx.scale(size * (toe < 0 ? -1 : 1), size);
  ctx.beginPath();
  ctx.moveTo(-0.024, -0.012);
  ctx.bezierCurveTo(-0.034, 0.01, -0.032, 0.024, -0.026, 0.03);
  ctx.lineTo(long, 0.03);
  ctx.bezierCurveTo(long + 0.012, 0.02, long, 0.008, long * 0.6, 0.002);
  ctx.quadraticCurveTo(0.022, -0.006, 0.022, -0.016);
  ctx.closePath();
  ctx.fillStyle = colour;
  ctx.fill();
  line(ctx, { width: 0.007, colour: darken(colour, 0.4) }, [
    [-0.026, 0.0285],
    [long, 0.0285],
  ]);
  line(ctx, { width: 0.005, colour: fade(lighten(colour, 0.5), 0.5) }, [
    [long * 0.45, 0.006],
    [long * 0.9, 0.014],
  ]);
  ctx.restore();
}
