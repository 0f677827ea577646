// Helmets, crowns, veils and costume hats. The unit is half the width of the head, the origin the middle of the face.
import type { SKRSContext2D } from "@napi-rs/canvas";
import { drape, line, orb, oval, shape } from "../brushwork.ts";
import { darken, fade, lighten, mix } from "../colour.ts";
import type { Felt, Hat } from "./felt.ts";

/** Helmets, crowns, veils and costume hats; other headwear is left alone. */
export function paintHeaddress(ctx: SKRSContext2D, hat: Hat, { colour, light, cloth, brim, dome, band }: Felt): void {
  switch (hat) {
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
    default:
  }
}
