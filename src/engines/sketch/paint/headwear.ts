// What people wear on head and face. The unit is half the width of the head, the origin the middle of the face.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../scene/scene.ts";
import { dab, drape, line, orb, oval, shape } from "./brushwork.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { buildOf, turned, type Face } from "./face.ts";

export type Hat =
  | "chef"
  | "straw"
  | "beret"
  | "cap"
  | "peaked"
  | "beanie"
  | "fedora"
  | "cowboy"
  | "top"
  | "hard"
  | "fire"
  | "bicycle"
  | "knight"
  | "kabuto"
  | "tricorn"
  | "pointed"
  | "santa"
  | "crown"
  | "tiara"
  | "flowers"
  | "veil"
  | "hood"
  | "guard"
  | "turban"
  | "headscarf"
  | "sailor"
  | "conical"
  | "halo"
  | "mortar"
  | "ninja"
  | "viking";

/** Whether a hat leaves no room for what rises above the crown of the head. */
export function coversCrown(hat: Hat | undefined): boolean {
  return hat !== undefined && !["crown", "tiara", "flowers", "veil", "halo"].includes(hat);
}

/** What hangs behind head and hair: veils and hoods. */
export function paintHatBehind(ctx: SKRSContext2D, { hat, colour }: { hat: Hat | undefined; colour: Colour }): void {
  if (hat === "veil") {
    shape(ctx, "rgba(255,255,255,0.62)", [
      [-0.9, -0.9],
      [-1.4, 0.4, -1.5, 2.2, -1.75, 4.6],
      [1.75, 4.6],
      [1.5, 2.2, 1.4, 0.4, 0.9, -0.9],
      [0.6, -1.7, -0.6, -1.7, -0.9, -0.9],
    ]);
    for (const x of [-1.3, -0.8, 0.9, 1.35])
      line(ctx, { width: 0.05, colour: "rgba(190,196,220,0.5)" }, [
        [x * 0.7, -0.6],
        [x, 1.6, x * 1.1, 4.4],
      ]);
  } else if (hat === "hood" || hat === "headscarf") {
    shape(ctx, drape(ctx, darken(colour, 0.22), { from: -1.3, to: 1.3, light: 1 }), [
      [-1.2, 1.6],
      [-1.55, 0.2, -1.35, -1.75, 0, -1.75],
      [1.35, -1.75, 1.55, 0.2, 1.2, 1.6],
    ]);
  } else if (hat === "halo") {
    ctx.strokeStyle = "#ffe28a";
    ctx.lineWidth = 0.13;
    ctx.beginPath();
    ctx.ellipse(0, -1.85, 0.8, 0.22, 0, 0, Math.PI * 2);
    ctx.stroke();
  }
}

export function paintHat(ctx: SKRSContext2D, face: Face, { hat, colour }: { hat: Hat; colour: Colour }): void {
  const { light } = face;
  const cloth = (tone: Colour, half = 1.1): SKRSContext2D["fillStyle"] => drape(ctx, tone, { from: -half, to: half, light });
  const brim = (tone: Colour, { half, y, drop, thick }: { half: number; y: number; drop: number; thick: number }): void =>
    shape(ctx, cloth(tone, half), [
      [-half, y],
      [-half * 0.6, y + drop * 1.15, half * 0.6, y + drop * 1.15, half, y],
      [half * 0.98, y - thick, half * 0.75, y - thick * 0.4],
      [half * 0.35, y + drop * 0.25, -half * 0.35, y + drop * 0.25, -half * 0.75, y - thick * 0.4],
      [-half * 0.98, y - thick, -half, y],
    ]);
  /** A crown of the given height with a flat to round top. */
  const dome = (tone: Colour, { top, half = 1.05, foot = -0.62 }: { top: number; half?: number; foot?: number }): void =>
    shape(ctx, cloth(tone, half), [
      [-half, foot],
      [-half * 1.02, top * 0.9, -half * 0.7, top, 0, top],
      [half * 0.7, top, half * 1.02, top * 0.9, half, foot],
      [half * 0.5, foot + 0.3, -half * 0.5, foot + 0.3, -half, foot],
    ]);
  const band = (tone: Colour, y: number, tall: number, half = 1.05): void =>
    shape(ctx, cloth(tone, half), [
      [-half, y - tall],
      [-half * 0.4, y - tall + 0.26, half * 0.4, y - tall + 0.26, half, y - tall],
      [half, y],
      [half * 0.4, y + 0.27, -half * 0.4, y + 0.27, -half, y],
    ]);
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
    case "knight":
    case "viking": {
      const steel = "#b9c2ce";
      if (hat === "viking") {
        for (const side of [-1, 1])
          shape(ctx, "#efe3c4", [
            [side * 0.95, -1.0],
            [side * 1.7, -1.2, side * 1.6, -1.9],
            [side * 1.9, -1.1, side * 1.0, -0.72],
          ]);
      } else
        shape(ctx, "#c8322f", [
          [-0.1, -1.7],
          [-0.4, -2.5, -1.7, -2.3, -1.6, -1.1],
          [-1.2, -1.8, -0.6, -1.8, 0.1, -1.7],
        ]);
      dome(steel, { top: -1.72, half: 1.14, foot: -0.45 });
      for (const side of [-1, 1])
        shape(ctx, cloth(darken(steel, 0.12), 1.2), [
          [side * 0.82, -0.5],
          [side * 1.16, -0.5],
          [side * 1.16, 0.6, side * 0.86, 1.2],
          [side * 0.66, 1.16],
          [side * 0.84, 0.4, side * 0.82, -0.5],
        ]);
      band("#8d97a6", -0.4, 0.24, 1.15);
      line(ctx, { width: 0.09, colour: lighten(steel, 0.5) }, [
        [0, -1.7],
        [0, -0.6],
      ]);
      return;
    }
    case "kabuto":
      shape(ctx, cloth("#3a3440", 1.5), [
        [-1.0, -0.6],
        [-1.2, -1.75, 1.2, -1.75, 1.0, -0.6],
        [1.6, -0.1],
        [1.5, 0.5],
        [0.95, 0.1],
        [0.95, -0.4],
        [0, -0.5, -0.95, -0.4],
        [-0.95, 0.1],
        [-1.5, 0.5],
        [-1.6, -0.1],
      ]);
      shape(ctx, "#e8b93e", [
        [-0.1, -0.9],
        [-1.0, -1.5, -0.95, -2.35],
        [-0.6, -1.6, 0, -1.15],
        [0.6, -1.6, 0.95, -2.35],
        [1.0, -1.5, 0.1, -0.9],
      ]);
      return;
    case "tricorn":
      dome("#2c2630", { top: -1.72, half: 0.95 });
      shape(ctx, cloth("#3a3038", 1.8), [
        [-1.75, -1.2],
        [-1.1, -0.4, -0.5, -0.34, 0, -0.34],
        [0.5, -0.34, 1.1, -0.4, 1.75, -1.2],
        [1.2, -1.15, 0.55, -1.6, 0, -1.62],
        [-0.55, -1.6, -1.2, -1.15, -1.75, -1.2],
      ]);
      line(ctx, { width: 0.06, colour: "#e0b23e" }, [
        [-1.72, -1.2],
        [-1.2, -1.12, -0.55, -1.58, 0, -1.6],
        [0.55, -1.58, 1.2, -1.12, 1.72, -1.2],
      ]);
      ctx.fillStyle = "#f4f0ea";
      oval(ctx, [0, -1.06], 0.21, 0.2);
      ctx.fillRect(-0.11, -0.94, 0.22, 0.14);
      ctx.fillStyle = "#2c2630";
      oval(ctx, [-0.08, -1.06], 0.05, 0.06);
      oval(ctx, [0.08, -1.06], 0.05, 0.06);
      for (const side of [-1, 1])
        line(ctx, { width: 0.06, colour: "#f4f0ea" }, [
          [-side * 0.3, -0.86],
          [side * 0.3, -0.68],
        ]);
      return;
    case "pointed":
      shape(ctx, cloth(colour), [
        [-0.98, -0.7],
        [-0.7, -1.8, -0.2, -2.4],
        [0.1, -3.1, 0.75, -3.05],
        [0.4, -2.7, 0.45, -2.3],
        [0.8, -1.6, 0.98, -0.7],
        [0, -0.46, -0.98, -0.7],
      ]);
      band(mix(colour, "#f0b840", 0.75), -0.7, 0.26, 1.0);
      brim(lighten(colour, 0.05), { half: 1.85, y: -0.62, drop: 0.34, thick: 0.1 });
      return;
    case "santa":
      shape(ctx, cloth("#d3322f"), [
        [-1.0, -0.75],
        [-0.8, -1.7, -0.1, -2.05, 0.6, -1.95],
        [1.5, -1.9, 1.6, -1.2, 1.5, -0.7],
        [1.25, -1.1, 1.1, -1.1, 1.0, -0.75],
      ]);
      orb(ctx, [1.5, -0.6], { radius: 0.25, colour: "#ffffff" });
      for (let puff = -4; puff <= 4; puff++)
        orb(ctx, [puff * 0.26, -0.7 + 0.012 * (16 - puff * puff)], { radius: 0.21, colour: "#fdfbf8" });
      return;
    case "crown":
    case "tiara": {
      const tall = hat === "crown" ? 1 : 0.62;
      const points: number[][] = [[-0.86, -0.98]];
      for (let point = 0; point <= 4; point++) {
        const x = -0.92 + point * 0.46;
        points.push([x, -1.16 - 0.72 * tall * (1 - Math.abs(point - 2) * (hat === "crown" ? 0.06 : 0.28))]);
        if (point < 4) points.push([x + 0.23, -1.3 * (0.9 + 0.1 * tall)]);
      }
      shape(ctx, drape(ctx, "#ecb73a", { from: -0.9, to: 0.9, light }), [...points, [0.86, -0.98], [0, -0.78, -0.86, -0.98]]);
      for (let point = 0; point <= 4; point++)
        orb(ctx, [-0.92 + point * 0.46, -1.2 - 0.72 * tall * (1 - Math.abs(point - 2) * (hat === "crown" ? 0.06 : 0.28))], {
          radius: 0.085,
          colour: "#fff0c0",
        });
      for (const [x, tone] of [
        [-0.5, "#3a86d8"],
        [0, "#e0405a"],
        [0.5, "#3fa86a"],
      ] as const)
        orb(ctx, [x, -1.04 + (x === 0 ? 0.06 : 0.02)], { radius: 0.1, colour: tone });
      return;
    }
    case "flowers":
      for (let bloom = 0; bloom < 9; bloom++) {
        const t = bloom / 4 - 1;
        const y = -1.08 + t * t * 0.36;
        shape(ctx, "#5a9a4a", [
          [t * 0.98 - 0.12, y + 0.14],
          [t * 0.98 - 0.2, y - 0.2, t * 0.98 + 0.12, y - 0.18],
        ]);
        const tone = ["#f48fb1", "#ffd166", "#ffffff", "#e4572e", "#b39ddb"][bloom % 5] ?? "#fff";
        for (let petal = 0; petal < 5; petal++) {
          ctx.fillStyle = petal % 2 ? tone : darken(tone, 0.08);
          oval(ctx, [t * 0.98 + Math.cos(petal * 1.257) * 0.1, y + Math.sin(petal * 1.257) * 0.1], 0.095, 0.095);
        }
        ctx.fillStyle = "#f6c33c";
        oval(ctx, [t * 0.98, y], 0.06, 0.06);
      }
      return;
    case "veil":
      for (let pearl = 0; pearl < 9; pearl++)
        orb(ctx, [(pearl / 4 - 1) * 0.9, -1.12 + (pearl / 4 - 1) ** 2 * 0.4], {
          radius: 0.09,
          colour: pearl % 2 ? "#f7e9f2" : "#ffffff",
        });
      return;
    case "hood":
    case "headscarf":
      ctx.beginPath();
      ctx.ellipse(0, -0.12, 1.3, 1.66, 0, 0, Math.PI * 2);
      ctx.ellipse(0, 0.06, 0.88, 1.2, 0, 0, Math.PI * 2, true);
      ctx.fillStyle = cloth(colour, 1.3);
      ctx.fill();
      line(ctx, { width: 0.04, colour: fade(darken(colour, 0.4), 0.5) }, [
        [-0.95, -0.7],
        [-1.12, 0.2, -0.6, 1.35],
      ]);
      return;
    case "guard":
      shape(ctx, cloth("#26242c"), [
        [-1.05, -0.55],
        [-1.25, -2.6, -0.5, -2.75, 0, -2.75],
        [0.5, -2.75, 1.25, -2.6, 1.05, -0.55],
        [0, -0.3, -1.05, -0.55],
      ]);
      return;
    case "turban":
      for (const [y, half] of [
        [-1.45, 0.8],
        [-1.15, 1.08],
        [-0.85, 1.16],
      ] as const)
        shape(ctx, cloth(colour), [
          [-half, y + 0.2],
          [-half, y - 0.3, half, y - 0.34, half, y + 0.16],
          [0, y + 0.44, -half, y + 0.2],
        ]);
      return;
    case "mortar":
      shape(ctx, "#22242e", [
        [-0.95, -0.7],
        [-0.9, -1.3],
        [0.9, -1.3],
        [0.95, -0.7],
        [0, -0.48, -0.95, -0.7],
      ]);
      shape(ctx, "#30333f", [
        [-1.6, -1.4],
        [0, -1.85],
        [1.6, -1.4],
        [0, -1.0],
      ]);
      line(ctx, { width: 0.06, colour: "#f0c040" }, [
        [0, -1.42],
        [1.25, -1.3],
        [1.25, -0.7],
      ]);
      return;
    case "ninja":
      band(colour, -0.3, 0.9, 1.06);
      dome(colour, { top: -1.56, half: 1.06, foot: -0.4 });
      shape(ctx, cloth(colour), [
        [-1.05, 0.36],
        [0, 0.24, 1.05, 0.36],
        [0.95, 1.2, 0.4, 1.42, 0, 1.42],
        [-0.4, 1.42, -0.95, 1.2, -1.05, 0.36],
      ]);
      return;
    case "halo":
  }
}

/** Glasses, headphones, eye patch, earrings. */
export function paintAccessories(ctx: SKRSContext2D, { look, turn, fine }: Face): void {
  const { accessories } = look;
  const { eyeY } = buildOf(look);
  if (accessories.has("glasses") || accessories.has("sunglasses")) {
    const dark = accessories.has("sunglasses");
    ctx.strokeStyle = look.frame;
    ctx.lineWidth = fine ? 0.05 : 0.065;
    for (const side of [-1, 1]) {
      const [x, narrow] = turned(side * 0.42, turn);
      ctx.beginPath();
      ctx.ellipse(x, eyeY + 0.03, 0.31 * narrow, 0.27, 0, 0, Math.PI * 2);
      ctx.fillStyle = dark ? "rgba(24,22,32,0.88)" : "rgba(255,255,255,0.1)";
      ctx.fill();
      ctx.stroke();
      shape(ctx, "rgba(255,255,255,0.2)", [
        [x - 0.2 * narrow, eyeY + 0.1],
        [x - 0.02, eyeY - 0.18],
        [x + 0.08, eyeY - 0.18],
        [x - 0.12 * narrow, eyeY + 0.16],
      ]);
      line(ctx, { width: 0.05, colour: look.frame }, [
        [x + side * 0.31 * narrow, eyeY - 0.02],
        [side * 0.98, eyeY - 0.04],
      ]);
    }
    const middle = turned(0, turn)[0];
    line(ctx, { width: 0.05, colour: look.frame }, [
      [turned(-0.12, turn)[0], eyeY],
      [middle, eyeY - 0.09, turned(0.12, turn)[0], eyeY],
    ]);
  }
  if (accessories.has("patch")) {
    const [x] = turned(-0.42, turn);
    line(ctx, { width: 0.05, colour: "#1d1a20" }, [
      [-0.95, -0.62],
      [0.6, -0.5, 1.0, 0.1],
    ]);
    shape(ctx, "#1d1a20", [
      [x - 0.28, eyeY - 0.2],
      [x, eyeY - 0.3, x + 0.28, eyeY - 0.2],
      [x + 0.24, eyeY + 0.24, x, eyeY + 0.26],
      [x - 0.24, eyeY + 0.24, x - 0.28, eyeY - 0.2],
    ]);
  }
  if (accessories.has("earrings"))
    for (const side of [-1, 1]) orb(ctx, [side * 1.08, 0.56], { radius: 0.075, colour: "#f0c860" });
  if (accessories.has("headphones")) {
    ctx.strokeStyle = "#2f3342";
    ctx.lineWidth = 0.15;
    ctx.beginPath();
    ctx.arc(0, -0.12, 1.34, Math.PI * 1.03, Math.PI * 1.97);
    ctx.stroke();
    for (const side of [-1, 1]) {
      shape(ctx, drape(ctx, "#3b4154", { from: side * 0.9, to: side * 1.4, light: 1 }), [
        [side * 1.0, -0.28],
        [side * 1.5, -0.3, side * 1.5, 0.56, side * 1.0, 0.54],
        [side * 0.92, 0.1, side * 1.0, -0.28],
      ]);
      dab(ctx, [side * 1.24, 0], { radius: 0.2, colour: "#ffffff", strength: 0.3 });
    }
  }
  if (accessories.has("mask"))
    shape(ctx, "#eef4f8", [
      [-0.7, 0.3],
      [0, 0.2, 0.7, 0.3],
      [0.66, 1.1, 0, 1.2],
      [-0.66, 1.1, -0.7, 0.3],
    ]);
}
