// Hair in many forms, drawn as locks: a lock is the mass between two curves, with strands that run from one to the other. The unit
// is half the width of the head; the origin is the middle of the face.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import { along, between, dab, line, mirror, orb, shape, type Cubic, type Pair } from "./brushwork.ts";
import { brightness, darken, fade, lighten } from "./colour.ts";

export type HairStyle =
  | "crop"
  | "quiff"
  | "pixie"
  | "bob"
  | "long"
  | "fringe"
  | "wavy"
  | "curls"
  | "afro"
  | "bun"
  | "braids"
  | "ponytail"
  | "tuft"
  | "bald";

export interface Hair {
  readonly style: HairStyle;
  readonly colour: Colour;
  /** -1 lit from the left, 1 from the right. */
  readonly light: number;
  /** Strands are drawn one by one: for heads that are seen large. */
  readonly fine: boolean;
  /** Curls fall to the shoulders. */
  readonly full: boolean;
  /** Colour of ribbons and bands. */
  readonly band: Colour;
  readonly random: Random;
  /** A hat hides what rises above the crown. */
  readonly covered: boolean;
}

interface Lock {
  readonly inner: Cubic;
  readonly outer: Cubic;
  /** Sideways swing of its edges, and how many swings. */
  readonly wave?: readonly [size: number, times: number];
  readonly tone?: number;
}

function lock(ctx: SKRSContext2D, hair: Hair, { inner, outer, wave = [0, 0], tone = 0 }: Lock): void {
  const { colour, light, fine } = hair;
  const swing = ([x, y]: Pair, t: number, phase: number): Pair => [
    x + Math.sin(t * wave[1] * Math.PI * 2 + phase) * wave[0] * Math.min(1, t * 2.5),
    y,
  ];
  const curve = (k: number, t: number): Pair => swing(between(along(inner, t), along(outer, t), k), t, k * 0.8);
  const steps = wave[0] > 0 ? 26 : 14;
  ctx.beginPath();
  for (let step = 0; step <= steps; step++) ctx.lineTo(...curve(0, step / steps));
  for (let step = steps; step >= 0; step--) ctx.lineTo(...curve(1, step / steps));
  ctx.closePath();
  const base = tone < 0 ? darken(colour, -tone) : lighten(colour, tone);
  const [top, bottom] = [along(outer, 0), along(outer, 1)];
  const gradient = ctx.createLinearGradient(-light * 1.1, Math.max(top[1], bottom[1]), light * 1.1, Math.min(top[1], bottom[1]));
  gradient.addColorStop(0, darken(base, 0.3));
  gradient.addColorStop(0.55, base);
  gradient.addColorStop(1, lighten(base, 0.14));
  ctx.fillStyle = gradient;
  ctx.fill();
  const count = fine ? 46 : 7;
  ctx.lineCap = "butt";
  const pale = brightness(colour) > 0.6;
  const points = wave[0] > 0 ? 20 : 10;
  // Strands of one kind are one path: stroking each alone would cost several times as much. They lie inside the lock, so nothing is clipped.
  for (const kind of [0, 1, 2]) {
    const dark = kind !== 0;
    ctx.strokeStyle = dark
      ? fade(darken(base, pale ? 0.42 : 0.55), fine ? 0.2 : 0.3)
      : fade(lighten(base, pale ? 0.6 : 0.34), fine ? 0.24 : 0.3);
    ctx.lineWidth = fine ? ([0.012, 0.009, 0.02][kind] ?? 0.012) : 0.045;
    ctx.beginPath();
    for (let strand = kind; strand < count; strand += 3) {
      const k = (strand + hair.random.range(0.1, 0.9)) / count;
      ctx.moveTo(...curve(k, 0));
      for (let step = 1; step <= points; step++) ctx.lineTo(...curve(k, step / points));
    }
    ctx.stroke();
  }
  ctx.lineCap = "round";
}

/** A band of light across the strands of the crown. */
function shine(ctx: SKRSContext2D, { colour, light, fine, random }: Hair): void {
  if (!fine)
    return line(ctx, { width: 0.07, colour: fade(lighten(colour, 0.5), 0.3) }, [
      [light * 0.78, -0.86],
      [light * 0.62, -1.16, light * 0.26, -1.28],
    ]);
  ctx.lineCap = "round";
  for (let index = 0; index < 34; index++) {
    const t = index / 33;
    const angle = -Math.PI / 2 + light * (0.12 + t * 0.95);
    const height = 1.13 + random.range(-0.05, 0.05);
    const at: Pair = [Math.cos(angle) * height * 0.92, -0.16 + Math.sin(angle) * height];
    const length = 0.1 + 0.16 * Math.sin(t * Math.PI);
    line(ctx, { width: 0.022, colour: fade(lighten(colour, 0.55), 0.1 + 0.24 * Math.sin(t * Math.PI)) }, [
      [at[0] * 0.9, at[1] + length * 0.4],
      [at[0] * 1.02, at[1] - length * 0.2, at[0] * 1.03, at[1] - length * 0.55],
    ]);
  }
}

/** A mass of curls: balls along a ring of angles, each with the line of a coil. */
function coils(
  ctx: SKRSContext2D,
  hair: Hair,
  { at, size, turn = 0 }: { at: readonly Pair[]; size: number; turn?: number },
): void {
  for (const [index, [x, y]] of at.entries()) {
    const radius = size * hair.random.range(0.86, 1.14);
    const lit = x * hair.light * 0.1 - y * 0.05;
    orb(ctx, [x, y], {
      radius,
      colour: lit > 0 ? lighten(hair.colour, Math.min(0.12, lit)) : darken(hair.colour, Math.min(0.2, 0.04 - lit)),
    });
    if (!hair.fine) continue;
    ctx.strokeStyle = fade(lighten(hair.colour, 0.42), 0.3);
    ctx.lineWidth = radius * 0.1;
    for (const part of [0.75, 0.45]) {
      ctx.beginPath();
      ctx.arc(x, y, radius * part, turn + index * 1.9, turn + index * 1.9 + 2.1);
      ctx.stroke();
    }
    ctx.strokeStyle = fade(darken(hair.colour, 0.5), 0.3);
    ctx.beginPath();
    ctx.arc(x, y, radius * 0.62, index * 1.9 + 2.8, index * 1.9 + 4.6);
    ctx.stroke();
  }
}

/** Everything behind head and shoulders. `long` is how far long hair falls, in units. */
export function paintHairBehind(ctx: SKRSContext2D, hair: Hair): void {
  const { style, colour, random } = hair;
  const back = { ...hair, colour: darken(colour, 0.2), fine: hair.fine && (style === "curls" || style === "ponytail") };
  switch (style) {
    case "long":
    case "fringe":
    case "wavy": {
      const wave = style === "wavy" ? ([0.07, 2.6] as const) : undefined;
      for (const side of [-1, 1])
        lock(ctx, back, {
          inner: mirror(
            [
              [0, -1.3],
              [0.1, -0.2],
              [0.1, 1.2],
              [0, 2.55],
            ],
            side,
          ),
          outer: mirror(
            [
              [0, -1.46],
              [1.5, -1.5],
              [1.22, 1.0],
              [1.3, 2.7],
            ],
            side,
          ),
          ...(wave && { wave }),
        });
      return;
    }
    case "bob":
      for (const side of [-1, 1])
        lock(ctx, back, {
          inner: mirror(
            [
              [0, -1.3],
              [0.1, -0.2],
              [0.1, 0.6],
              [0, 1.2],
            ],
            side,
          ),
          outer: mirror(
            [
              [0, -1.46],
              [1.5, -1.5],
              [1.42, 0.9],
              [1.0, 1.32],
            ],
            side,
          ),
        });
      return;
    case "bun":
      if (hair.covered) return;
      orb(ctx, [0.08, -1.62], { radius: 0.5, colour });
      for (const bend of [-0.3, -0.1, 0.12, 0.3])
        line(ctx, { width: 0.03, colour: fade(bend > 0 ? lighten(colour, 0.35) : darken(colour, 0.4), 0.4) }, [
          [-0.3 + bend, -1.5],
          [0.08 + bend, -2.2, 0.45 + bend * 0.5, -1.55],
        ]);
      return;
    case "ponytail":
      lock(ctx, back, {
        inner: [
          [0.55, -1.0],
          [1.5, -1.15],
          [1.35, 0.5],
          [1.2, 1.7],
        ],
        outer: [
          [0.5, -1.35],
          [2.15, -1.35],
          [1.95, 0.7],
          [1.28, 1.95],
        ],
      });
      return;
    case "braids":
      for (const side of [-1, 1]) {
        for (let knot = 6; knot >= 0; knot--)
          orb(ctx, [side * (1.06 + knot * 0.035), 0.5 + knot * 0.32], {
            radius: 0.25 - knot * 0.012,
            colour: knot % 2 === 0 ? colour : darken(colour, 0.12),
          });
        orb(ctx, [side * 1.3, 2.62], { radius: 0.13, colour: hair.band });
        shape(ctx, darken(colour, 0.1), [
          [side * 1.22, 2.7],
          [side * 1.4, 2.72],
          [side * 1.44, 3.05, side * 1.3, 3.1],
          [side * 1.14, 3.0, side * 1.22, 2.7],
        ]);
      }
      return;
    case "curls": {
      orb(ctx, [0, -0.4], { radius: 1.3, colour: darken(colour, 0.25) });
      const at: Pair[] = [];
      for (let index = 0; index < 70; index++) {
        const angle = Math.PI * (1.2 - random.next() * 1.4);
        const reach = random.range(0.95, 1.34);
        at.push([Math.cos(angle) * reach, -0.3 - Math.sin(angle) * reach]);
      }
      for (const side of hair.full ? [-1, 1] : [])
        for (let drop = 0; drop < 26; drop++) at.push([side * random.range(0.95, 1.36), 0.1 + drop * 0.06]);
      return coils(ctx, back, { at, size: 0.17 });
    }
    case "afro": {
      orb(ctx, [0, -0.42], { radius: 1.6, colour: darken(colour, 0.12) });
      const at: Pair[] = [];
      for (let index = 0; index < 110; index++) {
        const angle = random.range(0, Math.PI * 2);
        const reach = 1.02 + random.range(0, 0.56);
        at.push([Math.cos(angle) * reach, -0.42 + Math.sin(angle) * reach]);
      }
      return coils(ctx, hair, { at, size: 0.15 });
    }
    default:
  }
}

/** Hair over the forehead and at the temples, on top of the face. */
export function paintHairFront(ctx: SKRSContext2D, hair: Hair): void {
  const { style, colour } = hair;
  switch (style) {
    case "bald":
      return dab(ctx, [hair.light * 0.36, -0.95], { radius: 0.42, colour: "#ffffff", strength: 0.35, flat: 0.6 });
    case "tuft":
      for (const [x, bend] of [
        [-0.18, -0.2],
        [0.04, 0.1],
        [0.24, 0.34],
      ] as const)
        lock(ctx, hair, {
          inner: [
            [x - 0.12, -1.22],
            [x - 0.1, -1.4],
            [x, -1.5],
            [x + bend, -1.56],
          ],
          outer: [
            [x + 0.18, -1.2],
            [x + 0.22, -1.36],
            [x + 0.14, -1.5],
            [x + bend, -1.56],
          ],
        });
      return;
    case "crop":
      sides(ctx, hair, { low: 0.02, wide: 1.05 });
      cap(ctx, hair, { part: 0.34, left: [-0.86, -0.5], right: [0.88, -0.52], rise: -0.96, crown: 1.5 });
      break;
    case "quiff":
      sides(ctx, hair, { low: 0.06, wide: 1.04 });
      lock(ctx, hair, {
        inner: [
          [-0.9, -0.52],
          [-0.5, -0.98],
          [0.3, -0.86],
          [0.9, -0.5],
        ],
        outer: [
          [-1.04, -0.5],
          [-1.1, -1.75],
          [0.7, -2.0],
          [1.04, -0.5],
        ],
      });
      break;
    case "pixie":
      sides(ctx, hair, { low: 0.34, wide: 1.08 });
      cap(ctx, hair, { part: -0.4, left: [-0.92, -0.3], right: [0.9, 0.0], rise: -0.9, crown: 1.54 });
      break;
    case "bob":
      cap(ctx, hair, { part: -0.26, left: [-0.92, 0.1], right: [0.92, 0.1], rise: -1.02, crown: 1.52 });
      for (const side of [-1, 1])
        lock(ctx, hair, {
          inner: mirror(
            [
              [0.84, -0.6],
              [0.98, 0.0],
              [0.86, 0.6],
              [0.72, 1.18],
            ],
            side,
          ),
          outer: mirror(
            [
              [0.8, -1.1],
              [1.38, -0.6],
              [1.44, 0.7],
              [0.86, 1.34],
            ],
            side,
          ),
        });
      break;
    case "long":
    case "wavy":
      cap(ctx, hair, {
        part: style === "wavy" ? 0.22 : -0.12,
        left: [-0.95, 0.12],
        right: [0.95, 0.12],
        rise: -1.06,
        crown: 1.52,
      });
      break;
    case "fringe":
      cap(ctx, hair, { part: 0, left: [-0.97, 0.2], right: [0.97, 0.2], rise: -0.9, crown: 1.52 });
      for (const [from, to] of [
        [-0.92, -0.5],
        [-0.56, -0.14],
        [-0.2, 0.22],
        [0.16, 0.58],
        [0.52, 0.92],
      ] as const)
        lock(ctx, hair, {
          inner: [
            [from * 0.4, -1.36],
            [from * 0.8, -1.1],
            [from, -0.7],
            [from * 0.98 + 0.05, -0.3],
          ],
          outer: [
            [to * 0.4, -1.36],
            [to * 0.8, -1.1],
            [to, -0.7],
            [to * 0.98 - 0.02, -0.27],
          ],
          tone: 0.02,
        });
      break;
    case "bun":
    case "ponytail":
    case "braids":
      cap(ctx, hair, { part: style === "braids" ? 0 : 0.2, left: [-0.95, -0.1], right: [0.95, -0.1], rise: -1.06, crown: 1.47 });
      if (hair.fine)
        for (const side of [-1, 1])
          line(ctx, { width: 0.035, colour: fade(colour, 0.85) }, [
            [side * 0.92, -0.3],
            [side * 1.0, 0.2, side * 0.9, 0.55],
          ]);
      break;
    case "curls":
    case "afro": {
      shape(ctx, darken(colour, 0.2), [
        [-1.02, -0.4],
        [-1.0, -1.62, 1.0, -1.62, 1.02, -0.4],
        [0.6, -1.12, -0.6, -1.12, -1.02, -0.4],
      ]);
      const at: Pair[] = [];
      for (let index = 0; index < 52; index++) {
        const t = (index / 51) * 2 - 1;
        at.push([t * 0.99, -1.12 + t * t * 0.7 + hair.random.range(-0.32, 0.04)]);
      }
      return coils(ctx, hair, { at, size: style === "afro" ? 0.14 : 0.17 });
    }
  }
  shine(ctx, hair);
}

/** Strands that fall in front of the shoulders; drawn last. */
export function paintLocks(ctx: SKRSContext2D, hair: Hair): void {
  const { style } = hair;
  if (style !== "long" && style !== "wavy" && style !== "fringe") return;
  const wave = style === "wavy" ? ([0.075, 2.3] as const) : undefined;
  const lengths = [
    [0.56, 1.12, 2.5],
    [0.84, 1.32, 2.7],
    [1.06, 1.42, 2.46],
  ] as const;
  for (const side of [-1, 1])
    for (const [index, [near, far, end]] of lengths.entries())
      lock(ctx, hair, {
        // Each lock comes to a point.
        inner: mirror(
          [
            [0.8, -0.7],
            [near + 0.28, 0.2],
            [near, 1.3],
            [(near + far) / 2, end],
          ],
          side,
        ),
        outer: mirror(
          [
            [0.84, -0.8],
            [far + 0.08, -0.6],
            [far + 0.06, 1.4],
            [(near + far) / 2 + 0.1, end + 0.05],
          ],
          side,
        ),
        tone: (side === hair.light ? 0.03 : -0.06) - (index % 2) * 0.05,
        ...(wave && { wave }),
      });
}

interface Cap {
  /** Where the hair is parted, across the forehead. */
  readonly part: number;
  /** Where the hairline ends at the temples. */
  readonly left: Pair;
  readonly right: Pair;
  /** Height of the hairline at the parting, and of the crown. */
  readonly rise: number;
  readonly crown: number;
}

/** Two fans of strands from a parting to the temples. */
function cap(ctx: SKRSContext2D, hair: Hair, { part, left, right, rise, crown }: Cap): void {
  const top: Pair = [part * 0.9, -crown + 0.04];
  const start: Pair = [part, rise];
  for (const [end, side] of [
    [left, -1],
    [right, 1],
  ] as const) {
    const reach = Math.abs(end[0] - part);
    lock(ctx, hair, {
      inner: [start, [part + side * reach * 0.2, rise + 0.34], [end[0] - side * 0.12, rise * 0.62], end],
      outer: [top, [part * 0.5 + side * 0.74, -crown - 0.02], [side * 1.32, -1.0], [side * 1.06, end[1] + 0.1]],
    });
  }
  if (hair.fine)
    line(ctx, { width: 0.03, colour: fade(darken(hair.colour, 0.5), 0.35) }, [
      [part, rise + 0.02],
      [part * 0.96, -crown + 0.1],
    ]);
}

function sides(ctx: SKRSContext2D, hair: Hair, { low, wide }: { low: number; wide: number }): void {
  for (const side of [-1, 1])
    lock(ctx, hair, {
      inner: mirror(
        [
          [0.8, -0.72],
          [0.92, -0.5],
          [0.93, -0.2],
          [0.93, low],
        ],
        side,
      ),
      outer: mirror(
        [
          [0.8, -1.1],
          [wide, -0.9],
          [wide + 0.03, -0.3],
          [wide - 0.06, low],
        ],
        side,
      ),
      tone: -0.1,
    });
}

/** A full beard, or with `moustache` only what grows above the lip. */
export function paintBeard(ctx: SKRSContext2D, hair: Hair, { long, mouth }: { long: boolean; mouth: number }): void {
  const deep = long ? 2.35 : 1.46;
  for (const side of [-1, 1])
    lock(ctx, hair, {
      inner: mirror(
        [
          [0.98, 0.1],
          [0.82, 0.62],
          [0.5, mouth + 0.06],
          [0, mouth + 0.22],
        ],
        side,
      ),
      outer: mirror(
        [
          [1.03, 0.1],
          [1.06, 0.9],
          [0.75, deep - 0.1],
          [0, deep],
        ],
        side,
      ),
    });
  for (const side of [-1, 1])
    lock(ctx, hair, {
      inner: mirror(
        [
          [0, mouth - 0.12],
          [0.16, mouth - 0.1],
          [0.34, mouth - 0.02],
          [0.5, mouth + 0.2],
        ],
        side,
      ),
      outer: mirror(
        [
          [0, mouth - 0.2],
          [0.2, mouth - 0.26],
          [0.46, mouth - 0.14],
          [0.5, mouth + 0.2],
        ],
        side,
      ),
      tone: 0.04,
    });
}
