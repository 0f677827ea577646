// Hair in many forms, behind the head and in front of it, drawn as locks. The unit is half the width of the head; the origin is the
// middle of the face.
import type { SKRSContext2D } from "@napi-rs/canvas";
import { dab, line, mirror, orb, shape, type Pair } from "../brushwork.ts";
import { darken, fade, lighten } from "../colour.ts";
import { cap, coils, lock, shine, sides, type Hair } from "./lock.ts";

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
