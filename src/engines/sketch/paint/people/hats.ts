// Hats of trades and of the street. The unit is half the width of the head, the origin the middle of the face.
import type { SKRSContext2D } from "@napi-rs/canvas";
import { line, orb, shape } from "../brushwork.ts";
import { darken, fade, lighten } from "../colour.ts";
import type { Felt, Hat } from "./felt.ts";

/** Hats of trades and of the street; other headwear is left alone. */
export function paintEverydayHat(ctx: SKRSContext2D, hat: Hat, { colour, light, cloth, brim, dome, band }: Felt): void {
  switch (hat) {
    case "chef":
      for (const [x, y, radius] of [
        [-0.62, -1.75, 0.52],
        [0.62, -1.75, 0.52],
        [-0.22, -2.02, 0.55],
        [0.3, -2.0, 0.52],
      ] as const)
        orb(ctx, [x, y], { radius, colour: "#fdfcfb" });
      shape(ctx, cloth("#f3f0f1"), [
        [-0.98, -0.66],
        [-0.94, -1.7],
        [0, -1.5, 0.94, -1.7],
        [0.98, -0.66],
        [0.4, -0.42, -0.4, -0.42, -0.98, -0.66],
      ]);
      for (const x of [-0.5, 0, 0.5])
        line(ctx, { width: 0.035, colour: "rgba(150,145,165,0.45)" }, [
          [x, -0.6],
          [x, -1.6],
        ]);
      return;
    case "straw":
      dome("#e8c878", { top: -1.78 });
      band("#b8483a", -0.72, 0.28);
      brim("#e3bf6a", { half: 1.95, y: -0.66, drop: 0.32, thick: 0.12 });
      for (const y of [-0.62, -0.53])
        line(ctx, { width: 0.025, colour: "rgba(140,95,30,0.5)" }, [
          [-1.75, y - 0.02],
          [-0.8, y + 0.3, 0.8, y + 0.3, 1.75, y - 0.02],
        ]);
      return;
    case "conical":
      shape(ctx, cloth("#dcb765", 1.8), [
        [-1.9, -0.42],
        [-0.7, -1.5, -0.1, -1.98],
        [0.1, -1.98],
        [0.7, -1.5, 1.9, -0.42],
        [0.8, -0.2, -0.8, -0.2, -1.9, -0.42],
      ]);
      for (const x of [-1.3, -0.65, 0, 0.65, 1.3])
        line(ctx, { width: 0.03, colour: "rgba(130,90,30,0.45)" }, [
          [0, -1.95],
          [x, -0.34],
        ]);
      return;
    case "beret":
      shape(ctx, cloth(colour, 1.4), [
        [-1.0, -0.72],
        [-1.7, -0.9, -1.55, -1.72, -0.3, -1.74],
        [0.7, -1.8, 1.35, -1.35, 1.0, -0.78],
        [0.3, -0.62, -0.4, -0.56, -1.0, -0.72],
      ]);
      line(ctx, { width: 0.09, colour: darken(colour, 0.3) }, [
        [-1.0, -0.7],
        [0, -0.5, 1.0, -0.76],
      ]);
      line(ctx, { width: 0.08, colour }, [
        [-0.3, -1.72],
        [-0.24, -1.9],
      ]);
      return;
    case "cap":
      dome(colour, { top: -1.62, half: 1.04 });
      line(ctx, { width: 0.03, colour: fade(darken(colour, 0.4), 0.6) }, [
        [0, -1.6],
        [-0.02, -0.6],
      ]);
      shape(ctx, cloth(darken(colour, 0.14), 1.2), [
        [-0.9, -0.66],
        [-0.3, -0.9, 0.5, -0.9, 0.95, -0.66],
        [1.5, -0.42, 1.45, -0.3, 1.1, -0.36],
        [0.3, -0.56, -0.4, -0.5, -0.9, -0.66],
      ]);
      return;
    case "peaked":
      shape(ctx, cloth(colour, 1.4), [
        [-1.02, -0.85],
        [-1.55, -1.5, -1.1, -1.66, 0, -1.84],
        [1.1, -1.66, 1.55, -1.5, 1.02, -0.85],
        [0, -0.6, -1.02, -0.85],
      ]);
      band("#20222c", -0.66, 0.26);
      shape(ctx, "#16171f", [
        [-0.85, -0.62],
        [0, -0.3, 0.85, -0.62],
        [0.55, -0.24, -0.55, -0.24, -0.85, -0.62],
      ]);
      orb(ctx, [0, -1.12], { radius: 0.17, colour: "#f0c450" });
      return;
    case "sailor":
      shape(ctx, cloth("#fbfbfb", 1.2), [
        [-1.0, -0.75],
        [-1.3, -1.5, -0.6, -1.6, 0, -1.6],
        [0.6, -1.6, 1.3, -1.5, 1.0, -0.75],
      ]);
      band("#fbfbfb", -0.58, 0.42, 1.12);
      line(ctx, { width: 0.08, colour: "#2c4f8c" }, [
        [-1.08, -0.72],
        [0, -0.42, 1.08, -0.72],
      ]);
      return;
    case "beanie":
      orb(ctx, [0, -1.78], { radius: 0.24, colour: lighten(colour, 0.3) });
      dome(colour, { top: -1.72, half: 1.08 });
      band(darken(colour, 0.1), -0.52, 0.4, 1.1);
      for (let rib = -4; rib <= 4; rib++)
        line(ctx, { width: 0.03, colour: fade(darken(colour, 0.4), 0.4) }, [
          [rib * 0.235, -0.86 + 0.014 * (16 - rib * rib)],
          [rib * 0.235, -0.5 + 0.014 * (16 - rib * rib)],
        ]);
      return;
    case "fedora":
    case "cowboy":
    case "top": {
      const tall = hat === "top" ? -2.5 : -1.92;
      const felt = colour;
      shape(ctx, cloth(felt), [
        [-1.0, -0.72],
        [hat === "top" ? -0.96 : -0.92, tall * 0.96],
        [-0.5, tall - 0.1, -0.2, tall + (hat === "top" ? 0 : 0.18), 0, tall + (hat === "top" ? -0.04 : 0.16)],
        [0.2, tall + (hat === "top" ? 0 : 0.18), 0.5, tall - 0.1, hat === "top" ? 0.96 : 0.92, tall * 0.96],
        [1.0, -0.72],
        [0, -0.5, -1.0, -0.72],
      ]);
      band(darken(felt, 0.45), -0.7, 0.26, 1.0);
      if (hat === "cowboy")
        shape(ctx, cloth(lighten(felt, 0.04), 2), [
          [-2.05, -1.12],
          [-1.5, -0.5, -0.7, -0.42, 0, -0.4],
          [0.7, -0.42, 1.5, -0.5, 2.05, -1.12],
          [1.7, -0.3, 0.9, -0.12, 0, -0.14],
          [-0.9, -0.12, -1.7, -0.3, -2.05, -1.12],
        ]);
      else brim(lighten(felt, 0.04), { half: hat === "top" ? 1.5 : 1.65, y: -0.64, drop: 0.3, thick: 0.1 });
      return;
    }
    case "hard":
    case "fire":
    case "bicycle": {
      const tone = hat === "hard" ? "#f6c22e" : hat === "fire" ? "#c92f2a" : colour;
      dome(tone, { top: -1.8, half: 1.14, foot: -0.5 });
      line(ctx, { width: 0.13, colour: lighten(tone, 0.25) }, [
        [0, -1.78],
        [light * 0.1, -0.7],
      ]);
      if (hat === "bicycle")
        for (const x of [-0.62, -0.3, 0.3, 0.62])
          line(ctx, { width: 0.1, colour: fade("#20222c", 0.75) }, [
            [x * 0.8, -1.5],
            [x * 1.1, -1.2, x * 1.15, -0.85],
          ]);
      else brim(darken(tone, 0.06), { half: hat === "fire" ? 1.6 : 1.36, y: -0.5, drop: 0.22, thick: 0.08 });
      if (hat === "fire")
        shape(ctx, "#f4cf5a", [
          [-0.28, -1.35],
          [0, -1.5, 0.28, -1.35],
          [0.26, -0.9, 0, -0.76],
          [-0.26, -0.9, -0.28, -1.35],
        ]);
      return;
    }
    default:
  }
}
