// Collars, lapels, hoods, plates and bibs on a bust: what makes a trade or a garment known. The unit is half the width of the head,
// the origin the middle of the face.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../../scene/scene.ts";
import { dab, drape, line, orb, shape } from "../brushwork.ts";
import { brightness, darken, fade, lighten, mix } from "../colour.ts";
import { frameOf, type Bust } from "./shoulders.ts";

/** The two points of a shirt's collar. */
export function paintCollar(ctx: SKRSContext2D, { look, light }: Bust, cloth: Colour): void {
  const { neck, collar } = frameOf(look);
  for (const side of [-1, 1]) {
    shape(ctx, side === light ? lighten(cloth, 0.18) : darken(cloth, 0.04), [
      [side * (neck + 0.04), collar - 0.34],
      [side * (neck + 0.36), collar + 0.1],
      [side * 0.42, collar + 0.56],
      [side * 0.02, collar + 0.26],
      [side * neck * 0.9, collar + 0.06, side * (neck + 0.04), collar - 0.34],
    ]);
    line(ctx, { width: 0.03, colour: fade(darken(cloth, 0.5), 0.45) }, [
      [side * (neck + 0.36), collar + 0.1],
      [side * 0.42, collar + 0.56],
      [side * 0.02, collar + 0.26],
    ]);
  }
}

export function paintButtons(ctx: SKRSContext2D, { look, bottom }: Bust, cloth: Colour): void {
  const { collar } = frameOf(look);
  const from = collar + (look.outfit.cut === "blouse" ? 0.8 : 0.34);
  line(ctx, { width: 0.03, colour: fade(darken(cloth, 0.5), 0.4) }, [
    [0.12, from],
    [0.12, bottom],
  ]);
  for (let y = from + 0.3; y < bottom; y += 0.5)
    orb(ctx, [0, y], { radius: 0.06, colour: brightness(cloth) > 0.7 ? "#dcd6cc" : lighten(cloth, 0.5) });
}

/** A tie and its knot. */
export function paintTie(ctx: SKRSContext2D, { look, bottom, light }: Bust, colour: Colour): void {
  const { collar } = frameOf(look);
  const tone = drape(ctx, colour, { from: -0.3, to: 0.3, light });
  shape(ctx, tone, [
    [-0.17, collar + 0.26],
    [0.17, collar + 0.26],
    [0.11, collar + 0.52],
    [-0.11, collar + 0.52],
  ]);
  shape(ctx, tone, [
    [-0.11, collar + 0.53],
    [0.11, collar + 0.53],
    [0.27, Math.min(bottom, collar + 2)],
    [-0.27, Math.min(bottom, collar + 2)],
  ]);
}

/** Lapels of a jacket or coat over the shirt below. */
export function paintLapels(ctx: SKRSContext2D, { look, light, bottom }: Bust): void {
  const { neck, collar } = frameOf(look);
  const { colour, cut } = look.outfit;
  const fold = collar + 1.2;
  for (const side of [-1, 1]) {
    const tone = side === light ? lighten(colour, 0.1) : darken(colour, 0.06);
    shape(ctx, tone, [
      [side * (neck + 0.02), collar - 0.26],
      [side * (neck + 0.5), collar + 0.08],
      [side * (neck + 0.62), collar + 0.5],
      [side * (neck + 0.36), collar + 0.56],
      [side * (neck + 0.52), collar + 0.72],
      [0, fold + 0.22],
      [0, fold],
      [side * neck * 0.96, collar + 0.2, side * (neck + 0.02), collar - 0.26],
    ]);
    line(ctx, { width: 0.035, colour: fade(darken(colour, 0.55), 0.55) }, [
      [side * (neck + 0.62), collar + 0.5],
      [side * (neck + 0.36), collar + 0.56],
      [side * (neck + 0.52), collar + 0.72],
      [0, fold + 0.22],
    ]);
  }
  line(ctx, { width: 0.04, colour: fade(darken(colour, 0.55), 0.6) }, [
    [0, fold + 0.2],
    [0.03, bottom],
  ]);
  for (let y = fold + 0.42; y < bottom; y += 0.6)
    orb(ctx, [0.13, y], { radius: 0.075, colour: cut === "uniform" ? "#e8c050" : darken(colour, 0.3) });
  if (cut === "uniform") {
    for (const side of [-1, 1])
      shape(ctx, "#e0b848", [
        [side * (neck + 0.9), collar + 0.14],
        [side * (neck + 1.6), collar + 0.38],
        [side * (neck + 1.56), collar + 0.6],
        [side * (neck + 0.84), collar + 0.34],
      ]);
    shape(ctx, "#f0c450", [
      [0.8, collar + 1.1],
      [1.02, collar + 1.02],
      [1.24, collar + 1.1],
      [1.2, collar + 1.42, 1.02, collar + 1.52],
      [0.84, collar + 1.42, 0.8, collar + 1.1],
    ]);
  } else if (cut === "suit")
    line(ctx, { width: 0.1, colour: lighten(look.outfit.under, 0.2) }, [
      [0.95, collar + 1.3],
      [1.4, collar + 1.24],
    ]);
}

/** A robe's collar, crossed over the chest. */
export function paintCrossed(ctx: SKRSContext2D, { look, bottom }: Bust): void {
  const { neck, collar } = frameOf(look);
  const { colour } = look.outfit;
  const trim = brightness(colour) > 0.6 ? mix(colour, "#a03a4a", 0.6) : lighten(colour, 0.6);
  for (const side of [1, -1]) {
    for (const [width, tone] of [
      [0.36, darken(colour, 0.3)],
      [0.3, trim],
      [0.06, darken(trim, 0.25)],
    ] as const)
      line(ctx, { width, colour: tone }, [
        [-side * (neck + 0.1), collar - 0.2],
        [-side * 0.12, collar + 0.8, side * 0.85, Math.min(bottom, collar + 2.2)],
      ]);
  }
}

export function paintChef(ctx: SKRSContext2D, { look, bottom }: Bust): void {
  const { collar, neck } = frameOf(look);
  for (const side of [-1, 1])
    shape(ctx, side < 0 ? "#eeebea" : "#ffffff", [
      [side * (neck + 0.12), collar - 0.3],
      [side * (neck + 0.22), collar + 0.12],
      [side * 0.06, collar + 0.46],
      [0, collar + 0.14],
      [side * (neck + 0.12), collar - 0.3],
    ]);
  if (look.outfit.tie !== undefined)
    shape(ctx, look.outfit.tie, [
      [-neck - 0.1, collar - 0.02],
      [0, collar + 0.3, neck + 0.1, collar - 0.02],
      [0.3, collar + 0.42, 0.14, collar + 0.72],
      [-0.16, collar + 0.7],
      [-0.3, collar + 0.42, -neck - 0.1, collar - 0.02],
    ]);
  line(ctx, { width: 0.035, colour: "rgba(120,115,140,0.6)" }, [
    [0.5, collar + 0.1],
    [0.72, collar + 1.0, 0.66, bottom],
  ]);
  for (let y = collar + 0.75; y < bottom; y += 0.5)
    for (const x of [-0.5, 0.5]) orb(ctx, [x, y], { radius: 0.085, colour: "#5a5e70" });
}

/** A hoodie's hood, laid back. */
export function paintHood(ctx: SKRSContext2D, { look, bottom }: Bust, cloth: (tone: Colour) => SKRSContext2D["fillStyle"]): void {
  const { collar, neck } = frameOf(look);
  const { colour } = look.outfit;
  for (const side of [-1, 1]) {
    shape(ctx, cloth(darken(colour, 0.08)), [
      [side * (neck + 0.0), collar - 0.4],
      [side * (neck + 0.85), collar - 0.35, side * (neck + 0.95), collar + 0.3, side * (neck + 0.5), collar + 0.52],
      [side * 0.5, collar + 0.7, side * 0.05, collar + 0.6],
      [0, collar + 0.35],
      [side * neck, collar + 0.2, side * neck, collar - 0.4],
    ]);
    line(ctx, { width: 0.06, colour: lighten(colour, 0.6) }, [
      [side * 0.26, collar + 0.6],
      [side * 0.3, collar + 1.1, side * 0.24, Math.min(bottom, collar + 1.4)],
    ]);
  }
}

/** The rolled neck of a sweater. */
export function paintRoll(ctx: SKRSContext2D, { look, light, bottom }: Bust): void {
  const { collar, neck, reach } = frameOf(look);
  const { colour } = look.outfit;
  shape(ctx, drape(ctx, colour, { from: -neck, to: neck, light }), [
    [-neck - 0.12, collar - 0.42],
    [0, collar - 0.2, neck + 0.12, collar - 0.42],
    [neck + 0.26, collar + 0.16],
    [0, collar + 0.5, -neck - 0.26, collar + 0.16],
  ]);
  for (let rib = -5; rib <= 5; rib++)
    line(ctx, { width: 0.03, colour: fade(darken(colour, 0.4), 0.4) }, [
      [(rib / 5.5) * (neck + 0.1), collar - 0.3 + 0.006 * (25 - rib * rib)],
      [(rib / 5.5) * (neck + 0.22), collar + 0.16 + 0.009 * (25 - rib * rib)],
    ]);
  for (let x = -3; x <= 3; x++)
    for (let y = collar + 0.7; y < bottom; y += 0.16)
      line(ctx, { width: 0.03, colour: fade(darken(colour, 0.45), 0.12) }, [
        [x * reach * 0.22 - 0.07, y],
        [x * reach * 0.22, y + 0.1],
        [x * reach * 0.22 + 0.07, y],
      ]);
}

export function paintPlates(ctx: SKRSContext2D, { look, light, bottom }: Bust): void {
  const { collar, neck, reach, slope } = frameOf(look);
  const { colour } = look.outfit;
  shape(ctx, drape(ctx, darken(colour, 0.08), { from: -neck, to: neck, light }), [
    [-neck - 0.18, collar - 0.5],
    [0, collar - 0.24, neck + 0.18, collar - 0.5],
    [neck + 0.4, collar + 0.2],
    [0, collar + 0.6, -neck - 0.4, collar + 0.2],
  ]);
  line(ctx, { width: 0.06, colour: fade(darken(colour, 0.5), 0.5) }, [
    [0, collar + 0.45],
    [0, bottom],
  ]);
  for (const side of [-1, 1]) {
    for (let plate = 2; plate >= 0; plate--)
      shape(
        ctx,
        drape(ctx, plate % 2 ? darken(colour, 0.1) : colour, { from: side * reach * 0.5, to: side * reach * 1.12, light }),
        [
          [side * reach * 0.56, slope - 0.16 + plate * 0.4],
          [
            side * reach * 0.95,
            slope - 0.5 + plate * 0.42,
            side * reach * 1.2,
            slope + 0.2 + plate * 0.4,
            side * reach * 1.14,
            slope + 0.6 + plate * 0.4,
          ],
          [side * reach * 0.8, slope + 0.8 + plate * 0.4, side * reach * 0.62, slope + 0.6 + plate * 0.4],
          [side * reach * 0.52, slope + 0.2 + plate * 0.4, side * reach * 0.56, slope - 0.16 + plate * 0.4],
        ],
      );
    for (const y of [collar + 0.7, collar + 1.3]) orb(ctx, [side * 0.85, y], { radius: 0.06, colour: lighten(colour, 0.2) });
  }
  dab(ctx, [light * 0.7, collar + 1], { radius: 0.6, colour: "#ffffff", strength: 0.6, flat: 1.3 });
}

export function paintFire(ctx: SKRSContext2D, { look, bottom }: Bust, band = "#f4ec9a"): void {
  const { collar, reach } = frameOf(look);
  for (const [width, tone] of [
    [0.44, band],
    [0.16, "#c9ccd4"],
  ] as const)
    line(ctx, { width, colour: tone }, [
      [-reach, collar + 1.45],
      [0, collar + 1.7, reach, collar + 1.45],
    ]);
  line(ctx, { width: 0.05, colour: "rgba(30,26,30,0.6)" }, [
    [0, collar + 0.2],
    [0, bottom],
  ]);
  for (let y = collar + 0.5; y < bottom; y += 0.6)
    shape(ctx, "#3a3c46", [
      [-0.14, y],
      [0.14, y],
      [0.14, y + 0.18],
      [-0.14, y + 0.18],
    ]);
}

/** The bib and straps of overalls. */
export function paintBib(
  ctx: SKRSContext2D,
  { look, bottom, light }: Bust,
  cloth: (tone: Colour) => SKRSContext2D["fillStyle"],
): void {
  const { collar, neck } = frameOf(look);
  const { colour, under } = look.outfit;
  paintCollar(ctx, { look, bottom, light }, under);
  for (const side of [-1, 1])
    line(ctx, { width: 0.26, colour: darken(colour, 0.05) }, [
      [side * (neck + 0.44), collar + 0.08],
      [side * 0.82, collar + 1.1],
    ]);
  shape(ctx, cloth(colour), [
    [-0.98, collar + 0.98],
    [0.98, collar + 0.98],
    [1.5, bottom],
    [-1.5, bottom],
  ]);
  line(ctx, { width: 0.035, colour: "#e8b860" }, [
    [-0.9, collar + 1.08],
    [0.9, collar + 1.08],
  ]);
  for (const side of [-1, 1]) orb(ctx, [side * 0.82, collar + 1.1], { radius: 0.11, colour: "#e8c060" });
}

export function paintBuckle(ctx: SKRSContext2D, { look, bottom }: Bust): void {
  const { collar } = frameOf(look);
  if (look.outfit.hat === "hard")
    for (const side of [-1, 1])
      line(ctx, { width: 0.22, colour: "#f4f2b0" }, [
        [side * 0.95, collar + 0.4],
        [side * 0.95, bottom],
      ]);
}
