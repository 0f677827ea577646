// What people do things with: instruments, rods, books, wheels, tables. Drawn from the joints of a skeleton, so that hands meet
// what they hold. Lengths are in body heights.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../scene/scene.ts";
import { between, drape, line, oval, orb, shape, type Pair } from "./brushwork.ts";
import { darken, fade, lighten } from "./colour.ts";
import type { Skeleton } from "./poses.ts";

export type Layer = "behind" | "middle" | "front";

export type Gear =
  | "book"
  | "cup"
  | "bowl"
  | "rod"
  | "guitar"
  | "violin"
  | "piano"
  | "drum"
  | "microphone"
  | "pan"
  | "easel"
  | "bicycle"
  | "motorbike"
  | "kite"
  | "camera"
  | "laptop"
  | "skis"
  | "board"
  | "oars"
  | "sword"
  | "shield"
  | "wand"
  | "broom"
  | "pitchfork"
  | "hose"
  | "bouquet"
  | "chair"
  | "stool"
  | "stump"
  | "scooter"
  | "staff"
  | "clipboard"
  | "magnifier"
  | "flag"
  | "sack"
  | "spoon"
  | "dog"
  | "basket"
  | "phone"
  | "umbrella"
  | "blanket"
  | "ball";

export interface GearAt {
  readonly bones: Skeleton;
  readonly colour: Colour;
  readonly light: number;
}

const WOOD = "#9a6436";
const STEEL = "#c8ced8";

export function paintGear(ctx: SKRSContext2D, gear: Gear, { bones, colour, light }: GearAt, layer: Layer): void {
  const [farHand, hand] = [bones.arms[0].end, bones.arms[1].end];
  const [hx, hy] = bones.hips;
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  const at = (x: number, y: number, draw: () => void, angle = 0): void => {
    ctx.save();
    ctx.translate(x, y);
    ctx.rotate(angle);
    draw();
    ctx.restore();
  };
  const rod = (width: number, tone: Colour, ...points: Pair[]): void => line(ctx, { width, colour: tone }, points);
  if (layer === "behind") {
    switch (gear) {
      case "chair":
        rod(0.02, darken(WOOD, 0.2), [hx - 0.09, hy + 0.045], [hx - 0.1, -0.005]);
        rod(0.02, darken(WOOD, 0.2), [hx + 0.11, hy + 0.045], [hx + 0.12, -0.005]);
        shape(ctx, drape(ctx, WOOD, { from: hx - 0.12, to: hx + 0.12, light }), [
          [hx - 0.12, hy - 0.24],
          [hx, hy - 0.27, hx + 0.1, hy - 0.24],
          [hx + 0.11, hy + 0.05],
          [hx - 0.11, hy + 0.05],
        ]);
        return;
      case "stool":
      case "drum":
        rod(0.018, "#3a3c46", [hx, hy + 0.06], [hx - 0.08, -0.005]);
        rod(0.018, "#3a3c46", [hx, hy + 0.06], [hx + 0.08, -0.005]);
        shape(ctx, "#4a3a34", [
          [hx - 0.1, hy + 0.03],
          [hx + 0.1, hy + 0.03],
          [hx + 0.09, hy + 0.075],
          [hx - 0.09, hy + 0.075],
        ]);
        return;
      case "stump":
        shape(ctx, drape(ctx, "#7d5a3c", { from: hx - 0.11, to: hx + 0.11, light }), [
          [hx - 0.1, hy + 0.035],
          [hx + 0.1, hy + 0.035],
          [hx + 0.125, 0.005],
          [hx, 0.025, hx - 0.125, 0.005],
        ]);
        return;
      case "piano": {
        const x = hx + 0.26;
        rod(0.016, "#2a2628", [hx - 0.07, hy + 0.06], [hx - 0.07, 0]);
        rod(0.016, "#2a2628", [hx + 0.08, hy + 0.06], [hx + 0.08, 0]);
        shape(ctx, "#4a3234", [
          [hx - 0.11, hy + 0.035],
          [hx + 0.11, hy + 0.035],
          [hx + 0.11, hy + 0.075],
          [hx - 0.11, hy + 0.075],
        ]);
        shape(ctx, drape(ctx, "#2b2327", { from: x, to: x + 0.5, light }), [
          [x + 0.14, -0.62],
          [x + 0.5, -0.62],
          [x + 0.5, 0],
          [x + 0.14, 0],
        ]);
        shape(ctx, "#3a3034", [
          [x - 0.02, -0.375],
          [x + 0.5, -0.375],
          [x + 0.5, -0.29],
          [x - 0.02, -0.29],
        ]);
        shape(ctx, "#faf7f0", [
          [x - 0.02, -0.395],
          [x + 0.15, -0.395],
          [x + 0.15, -0.37],
          [x - 0.02, -0.37],
        ]);
        for (let key = 0; key < 6; key++) rod(0.008, "#1c181a", [x + key * 0.026, -0.395], [x + key * 0.026, -0.384]);
        rod(0.02, "#241d20", [x, -0.29], [x, 0]);
        shape(ctx, "#fbf7ea", [
          [x + 0.12, -0.72],
          [x + 0.2, -0.73],
          [x + 0.2, -0.62],
          [x + 0.12, -0.62],
        ]);
        return;
      }
      case "bicycle":
        return paintBicycle(ctx, bones, colour);
      case "motorbike":
        return paintMotorbike(ctx, bones, colour);
      case "easel":
        at(0.36, 0, () => {
          for (const x of [-0.09, 0.12]) rod(0.018, WOOD, [0.01, -0.84], [x, 0]);
          rod(0.018, darken(WOOD, 0.2), [0.02, -0.8], [0.2, -0.02]);
          shape(ctx, "#fdfaf2", [
            [-0.12, -0.8],
            [0.15, -0.82],
            [0.15, -0.42],
            [-0.12, -0.4],
          ]);
          shape(ctx, "#8cc4e8", [
            [-0.1, -0.78],
            [0.13, -0.8],
            [0.13, -0.6],
            [-0.1, -0.58],
          ]);
          shape(ctx, "#7fb56a", [
            [-0.1, -0.6],
            [0.0, -0.66, 0.13, -0.6],
            [0.13, -0.44],
            [-0.1, -0.42],
          ]);
          orb(ctx, [0.07, -0.73], { radius: 0.025, colour: "#f6c846" });
          rod(0.016, WOOD, [-0.13, -0.395], [0.17, -0.415]);
        });
        return;
      case "skis":
        for (const dx of [-0.03, 0.06])
          rod(0.016, darken(colour, 0.1), [-0.32 + dx, 0.006], [0.4 + dx, 0.006], [0.46 + dx, -0.035]);
        return;
      case "board":
        shape(ctx, drape(ctx, "#f4e6c0", { from: -0.4, to: 0.5, light }), [
          [-0.42, 0.0],
          [0, -0.02, 0.5, -0.04],
          [0.1, 0.05, -0.42, 0.0],
        ]);
        line(ctx, { width: 0.01, colour }, [
          [-0.36, 0.008],
          [0.1, 0.01, 0.42, -0.022],
        ]);
        return;
      default:
        return;
    }
  }
  if (layer === "middle") {
    switch (gear) {
      case "guitar": {
        // From the strumming hand at the body to the fretting hand on the neck.
        const angle = Math.atan2(hand[1] - farHand[1], hand[0] - farHand[0]);
        at(
          farHand[0] + 0.03,
          farHand[1],
          () => {
            rod(0.026, "#5a3820", [0.06, 0], [0.38, 0]);
            shape(ctx, "#3d2616", [
              [0.37, -0.022],
              [0.45, -0.026],
              [0.45, 0.022],
              [0.37, 0.022],
            ]);
            ctx.fillStyle = drape(ctx, "#c8803a", { from: -0.14, to: 0.12, light });
            oval(ctx, [-0.045, 0], 0.1, 0.105);
            oval(ctx, [0.06, 0], 0.075, 0.076);
            ctx.strokeStyle = "#6b3f1c";
            ctx.lineWidth = 0.007;
            ctx.beginPath();
            ctx.ellipse(-0.045, 0, 0.1, 0.105, 0, 0.75, Math.PI * 2 - 0.75);
            ctx.stroke();
            ctx.fillStyle = "#3d2414";
            oval(ctx, [0.035, 0], 0.033, 0.033);
            rod(0.014, "#5a3418", [-0.085, -0.028], [-0.085, 0.028]);
            for (const y of [-0.009, -0.003, 0.003, 0.009]) rod(0.0018, "#f0e6d0", [-0.085, y], [0.4, y]);
          },
          angle,
        );
        return;
      }
      case "violin": {
        const chin: Pair = [bones.neck[0] + 0.045, bones.neck[1] - 0.012];
        at(
          chin[0],
          chin[1],
          () => {
            ctx.fillStyle = drape(ctx, "#a8551f", { from: -0.02, to: 0.14, light });
            oval(ctx, [0.03, 0], 0.045, 0.04);
            oval(ctx, [0.1, 0], 0.04, 0.034);
            rod(0.013, "#2a1a12", [0.06, 0], [0.25, 0]);
          },
          Math.atan2(hand[1] - chin[1], hand[0] - chin[0]),
        );
        return;
      }
      case "easel":
        shape(ctx, "#a8703c", [
          [farHand[0] - 0.03, farHand[1] - 0.02],
          [farHand[0] + 0.08, farHand[1] - 0.05, farHand[0] + 0.1, farHand[1] + 0.04],
          [farHand[0], farHand[1] + 0.05, farHand[0] - 0.03, farHand[1] - 0.02],
        ]);
        for (const [dx, dy, tone] of [
          [0.01, -0.01, "#e4483a"],
          [0.04, -0.016, "#f4c23a"],
          [0.065, 0.0, "#4a8fd8"],
          [0.04, 0.018, "#58a85a"],
        ] as const)
          orb(ctx, [farHand[0] + dx, farHand[1] + dy], { radius: 0.011, colour: tone });
        return;
      case "clipboard":
        at(
          farHand[0] + 0.03,
          farHand[1] - 0.03,
          () => {
            shape(ctx, "#8a5f38", [
              [-0.05, -0.065],
              [0.05, -0.065],
              [0.05, 0.065],
              [-0.05, 0.065],
            ]);
            shape(ctx, "#fcfbf7", [
              [-0.043, -0.052],
              [0.043, -0.052],
              [0.043, 0.058],
              [-0.043, 0.058],
            ]);
            for (const y of [-0.03, -0.012, 0.006, 0.024]) rod(0.004, "#9aa6b8", [-0.03, y], [0.03, y]);
          },
          -0.12,
        );
        return;
      default:
        return;
    }
  }
  const middle = between(farHand, hand, 0.5);
  switch (gear) {
    case "book":
      at(middle[0], middle[1] - 0.012, () => {
        shape(ctx, darken(colour, 0.1), [
          [-0.098, -0.05],
          [0, -0.02],
          [0.098, -0.05],
          [0.098, 0.052],
          [0, 0.072],
          [-0.098, 0.052],
        ]);
        shape(ctx, "#fdf9ee", [
          [-0.09, -0.057],
          [-0.04, -0.062, 0, -0.03],
          [0.04, -0.062, 0.09, -0.057],
          [0.09, 0.036],
          [0.04, 0.03, 0, 0.056],
          [-0.04, 0.03, -0.09, 0.036],
        ]);
        line(ctx, { width: 0.004, colour: "#c8bda6" }, [
          [0, -0.03],
          [0, 0.056],
        ]);
        shape(ctx, drape(ctx, colour, { from: -0.1, to: 0.1, light }), [
          [-0.1, -0.04],
          [0, -0.012],
          [0.1, -0.04],
          [0.1, 0.06],
          [0, 0.082],
          [-0.1, 0.06],
        ]);
        line(ctx, { width: 0.006, colour: darken(colour, 0.35) }, [
          [0, -0.012],
          [0, 0.082],
        ]);
      });
      return;
    case "cup":
      at(hand[0] + 0.012, hand[1] - 0.012, () => {
        shape(ctx, drape(ctx, "#fbf8f2", { from: -0.03, to: 0.03, light }), [
          [-0.028, -0.03],
          [0.028, -0.03],
          [0.024, 0.024],
          [0, 0.032, -0.024, 0.024],
        ]);
        ctx.fillStyle = "#6a4226";
        oval(ctx, [0, -0.03], 0.025, 0.007);
      });
      return;
    case "bowl":
    case "spoon":
      if (gear === "bowl")
        shape(ctx, drape(ctx, "#f4efe6", { from: farHand[0] - 0.05, to: farHand[0] + 0.08, light }), [
          [farHand[0] - 0.045, farHand[1] - 0.03],
          [farHand[0] + 0.075, farHand[1] - 0.03],
          [farHand[0] + 0.06, farHand[1] + 0.03, farHand[0] + 0.015, farHand[1] + 0.03],
          [farHand[0] - 0.03, farHand[1] + 0.03, farHand[0] - 0.045, farHand[1] - 0.03],
        ]);
      rod(0.007, gear === "bowl" ? "#8a5a34" : STEEL, [hand[0], hand[1]], [hand[0] - 0.045, hand[1] - 0.075]);
      return;
    case "rod": {
      const tip: Pair = [hand[0] + 0.62, hand[1] - 0.5];
      line(ctx, { width: 0.014, colour: "#6b4526" }, [
        [hand[0] - 0.09, hand[1] + 0.055],
        [hand[0] + 0.12, hand[1] - 0.09],
      ]);
      line(ctx, { width: 0.007, colour: "#7d5430" }, [
        [hand[0] + 0.1, hand[1] - 0.075],
        [hand[0] + 0.42, hand[1] - 0.4, ...tip],
      ]);
      orb(ctx, [hand[0] + 0.02, hand[1] + 0.012], { radius: 0.018, colour: "#8a929f" });
      line(ctx, { width: 0.0035, colour: "rgba(245,248,255,0.85)" }, [[...tip], [tip[0] + 0.05, -0.3, tip[0] + 0.035, -0.03]]);
      orb(ctx, [tip[0] + 0.035, -0.02], { radius: 0.015, colour: "#e4402f" });
      line(ctx, { width: 0.004, colour: "rgba(255,255,255,0.7)" }, [
        [tip[0] - 0.01, -0.006],
        [tip[0] + 0.035, 0.006, tip[0] + 0.08, -0.006],
      ]);
      return;
    }
    case "violin": {
      const chin: Pair = [bones.neck[0] + 0.06, bones.neck[1] - 0.02];
      line(ctx, { width: 0.006, colour: "#5a3418" }, [
        [farHand[0] - 0.02, farHand[1] + 0.03],
        [chin[0] + 0.05, chin[1] - 0.12],
      ]);
      return;
    }
    case "drum":
      for (const [x, tall, wide] of [
        [-0.16, 0.2, 0.11],
        [0.16, 0.2, 0.11],
        [0.02, 0.27, 0.15],
      ] as const) {
        const top = -0.06 - tall;
        shape(ctx, drape(ctx, colour, { from: x - wide, to: x + wide, light }), [
          [x - wide, top],
          [x + wide, top],
          [x + wide * 0.96, -0.03],
          [x, 0.02, x - wide * 0.96, -0.03],
        ]);
        ctx.fillStyle = "#f6f1e6";
        oval(ctx, [x, top], wide, wide * 0.3);
        line(ctx, { width: 0.008, colour: STEEL }, [
          [x - wide, top + 0.02],
          [x, top + wide * 0.42, x + wide, top + 0.02],
        ]);
      }
      rod(0.01, "#3a3c46", [0.34, -0.5], [0.34, 0]);
      ctx.fillStyle = "#e8c050";
      oval(ctx, [0.34, -0.5], 0.11, 0.02);
      for (const end of [farHand, hand])
        rod(0.008, "#e0b880", [end[0], end[1]], [end[0] + (end === hand ? -0.05 : 0.09), end[1] + (end === hand ? 0.1 : 0.02)]);
      return;
    case "microphone":
      rod(0.013, "#2a2c36", [hand[0] - 0.004, hand[1] + 0.03], [hand[0] + 0.012, hand[1] - 0.045]);
      orb(ctx, [hand[0] + 0.016, hand[1] - 0.055], { radius: 0.02, colour: "#8a919e" });
      return;
    case "pan": {
      // A stove before the cook, the pan on it.
      const top = -0.46;
      shape(ctx, drape(ctx, "#e9ebee", { from: 0.02, to: 0.6, light }), [
        [0.04, top],
        [0.62, top],
        [0.62, 0],
        [0.04, 0],
      ]);
      shape(ctx, "#2f333d", [
        [0.02, top - 0.02],
        [0.64, top - 0.02],
        [0.64, top + 0.02],
        [0.02, top + 0.02],
      ]);
      shape(ctx, "#40454f", [
        [0.12, top + 0.14],
        [0.54, top + 0.14],
        [0.54, -0.06],
        [0.12, -0.06],
      ]);
      for (const x of [0.14, 0.26, 0.38, 0.5]) orb(ctx, [x, top + 0.075], { radius: 0.017, colour: "#4a4f5a" });
      rod(0.016, "#3a2a22", [hand[0] - 0.01, hand[1] + 0.012], [0.3, top - 0.065]);
      shape(ctx, drape(ctx, "#3c404a", { from: 0.24, to: 0.54, light }), [
        [0.26, top - 0.085],
        [0.54, top - 0.085],
        [0.51, top - 0.025],
        [0.29, top - 0.025],
      ]);
      for (const [x, tone] of [
        [0.32, "#e05a3a"],
        [0.37, "#7fb050"],
        [0.42, "#f2b840"],
        [0.47, "#e05a3a"],
      ] as const)
        orb(ctx, [x, top - 0.09], { radius: 0.023, colour: tone });
      for (const x of [0.34, 0.4, 0.46])
        line(ctx, { width: 0.01, colour: "rgba(255,255,255,0.4)" }, [
          [x, top - 0.14],
          [x + 0.03, top - 0.18, x - 0.03, top - 0.22, x, top - 0.27],
        ]);
      return;
    }
    case "easel":
      rod(0.007, "#c89858", [hand[0] - 0.03, hand[1] + 0.01], [hand[0] + 0.06, hand[1] - 0.012]);
      orb(ctx, [hand[0] + 0.064, hand[1] - 0.013], { radius: 0.008, colour: "#e4483a" });
      return;
    case "kite": {
      const [kx, ky] = [0.78, -1.12];
      paintKite(ctx, [kx, ky], "#e4483a");
      line(ctx, { width: 0.004, colour: "rgba(255,255,255,0.9)" }, [
        [...hand],
        [hand[0] + (kx - hand[0]) * 0.6, hand[1] + (ky - hand[1]) * 0.3, kx, ky],
      ]);
      return;
    }
    case "camera":
      at(middle[0], middle[1], () => {
        ctx.fillStyle = drape(ctx, "#33363f", { from: -0.06, to: 0.06, light });
        ctx.beginPath();
        ctx.roundRect(-0.058, -0.035, 0.116, 0.07, 0.012);
        ctx.fill();
        ctx.fillRect(-0.02, -0.05, 0.04, 0.02);
        orb(ctx, [0, 0], { radius: 0.029, colour: "#59606e" });
        orb(ctx, [0, 0], { radius: 0.018, colour: "#22354c" });
      });
      return;
    case "phone":
      at(
        hand[0] + 0.008,
        hand[1] - 0.03,
        () =>
          shape(ctx, "#23262f", [
            [-0.02, -0.04],
            [0.02, -0.04],
            [0.02, 0.04],
            [-0.02, 0.04],
          ]),
        0.1,
      );
      return;
    case "laptop": {
      const top = -0.4;
      shape(ctx, drape(ctx, WOOD, { from: -0.4, to: 0.42, light }), [
        [-0.34, top],
        [0.36, top],
        [0.4, top + 0.035],
        [-0.38, top + 0.035],
      ]);
      for (const x of [-0.32, 0.34]) rod(0.024, darken(WOOD, 0.25), [x, top + 0.05], [x, -0.005]);
      shape(ctx, "#aeb6c2", [
        [-0.09, top - 0.14],
        [0.13, top - 0.14],
        [0.14, top],
        [-0.1, top],
      ]);
      ctx.fillStyle = "#dfe4ea";
      oval(ctx, [0.02, top - 0.07], 0.014, 0.014);
      shape(ctx, drape(ctx, "#fbf8f2", { from: 0.2, to: 0.27, light }), [
        [0.21, top - 0.055],
        [0.26, top - 0.055],
        [0.255, top],
        [0.215, top],
      ]);
      return;
    }
    case "skis":
      for (const end of [farHand, hand]) rod(0.008, "#4a4f5c", [end[0] + 0.01, end[1] - 0.03], [end[0] - 0.13, 0]);
      return;
    case "oars":
      rod(0.014, WOOD, [hand[0] - 0.04, hand[1] - 0.02], [hand[0] + 0.3, 0.06]);
      return;
    case "sword":
    case "shield":
      at(
        hand[0],
        hand[1],
        () => {
          shape(ctx, drape(ctx, "#dfe5ee", { from: -0.012, to: 0.012, light }), [
            [-0.012, -0.03],
            [0.012, -0.03],
            [0.01, -0.42],
            [0, -0.46],
            [-0.01, -0.42],
          ]);
          rod(0.016, "#d8a93c", [-0.05, -0.032], [0.05, -0.032]);
          rod(0.016, "#5a3824", [0, -0.02], [0, 0.05]);
          orb(ctx, [0, 0.055], { radius: 0.014, colour: "#d8a93c" });
        },
        0.26,
      );
      if (gear === "shield")
        at(farHand[0] - 0.015, farHand[1] + 0.01, () => {
          shape(ctx, drape(ctx, colour, { from: -0.1, to: 0.1, light }), [
            [-0.1, -0.12],
            [0, -0.15, 0.1, -0.12],
            [0.11, 0.05, 0, 0.15],
            [-0.11, 0.05, -0.1, -0.12],
          ]);
          line(ctx, { width: 0.014, colour: "#e8cf8a" }, [
            [-0.1, -0.12],
            [0, -0.15, 0.1, -0.12],
            [0.11, 0.05, 0, 0.15],
            [-0.11, 0.05, -0.1, -0.12],
          ]);
          line(ctx, { width: 0.02, colour: "#f6efe0" }, [
            [0, -0.12],
            [0, 0.11],
          ]);
          line(ctx, { width: 0.02, colour: "#f6efe0" }, [
            [-0.075, -0.03],
            [0.075, -0.03],
          ]);
        });
      return;
    case "wand":
      rod(0.008, "#5a3a24", [...hand], [hand[0] + 0.07, hand[1] - 0.14]);
      for (let spark = 0; spark < 6; spark++)
        orb(ctx, [hand[0] + 0.07 + Math.cos(spark) * 0.03, hand[1] - 0.15 + Math.sin(spark * 1.7) * 0.03], {
          radius: 0.008,
          colour: "#ffe680",
        });
      return;
    case "staff":
      rod(0.018, "#6a4526", [hand[0] + 0.01, 0], [hand[0] - 0.004, hand[1] - 0.42]);
      orb(ctx, [hand[0] - 0.004, hand[1] - 0.45], { radius: 0.036, colour: "#7fd0f0" });
      return;
    case "broom":
      rod(0.016, "#8a5a30", [hand[0] - 0.01, hand[1] - 0.3], [hand[0] + 0.02, -0.16]);
      shape(ctx, drape(ctx, "#d0a040", { from: hand[0] - 0.05, to: hand[0] + 0.1, light }), [
        [hand[0] + 0.005, -0.18],
        [hand[0] + 0.04, -0.18],
        [hand[0] + 0.095, 0],
        [hand[0] - 0.045, 0],
      ]);
      return;
    case "pitchfork":
      rod(0.016, "#8a5a30", [hand[0], hand[1] - 0.26], [hand[0] + 0.015, 0]);
      for (const dx of [-0.04, 0, 0.04])
        line(ctx, { width: 0.009, colour: STEEL }, [
          [hand[0], hand[1] - 0.27],
          [hand[0] + dx, hand[1] - 0.28, hand[0] + dx, hand[1] - 0.42],
        ]);
      return;
    case "hose":
      line(ctx, { width: 0.03, colour: "#c8b890" }, [
        [hand[0] - 0.03, hand[1] + 0.01],
        [hand[0] - 0.2, hand[1] + 0.12, hand[0] - 0.1, -0.16],
        [hand[0], -0.04, hand[0] - 0.42, 0.0],
      ]);
      rod(0.024, "#d8a93c", [hand[0] - 0.02, hand[1] + 0.004], [hand[0] + 0.08, hand[1] - 0.02]);
      for (let jet = 0; jet < 5; jet++)
        line(ctx, { width: 0.01, colour: "rgba(200,232,255,0.6)" }, [
          [hand[0] + 0.09, hand[1] - 0.022],
          [hand[0] + 0.3, hand[1] - 0.14 - jet * 0.012, hand[0] + 0.5 + jet * 0.02, hand[1] - 0.02 + jet * 0.03],
        ]);
      return;
    case "bouquet":
      at(middle[0], middle[1], () => {
        shape(ctx, "#e9f0da", [
          [-0.02, 0.07],
          [0.02, 0.07],
          [0.055, -0.02],
          [-0.055, -0.02],
        ]);
        for (const [x, y, tone] of [
          [-0.045, -0.035, "#f6a8bf"],
          [0.0, -0.02, "#fff6ee"],
          [0.045, -0.035, "#f28ba8"],
          [-0.02, -0.07, "#fff0e4"],
          [0.025, -0.07, "#f6b8c8"],
          [0, -0.048, "#ef7f9c"],
        ] as const)
          orb(ctx, [x, y], { radius: 0.031, colour: tone });
        for (const x of [-0.07, 0.07]) orb(ctx, [x, -0.015], { radius: 0.02, colour: "#7fae62" });
      });
      return;
    case "umbrella": {
      const top: Pair = [hand[0] - 0.035, bones.head[1] - bones.headR * 3.6];
      rod(0.011, "#4a3426", [hand[0] + 0.006, hand[1] + 0.06], [hand[0], hand[1]], top);
      const rim = top[1] + 0.15;
      const canopy = [
        [top[0] - 0.29, rim],
        [top[0] - 0.24, top[1] - 0.03, top[0] + 0.24, top[1] - 0.03, top[0] + 0.29, rim],
        [top[0] + 0.22, rim - 0.04, top[0] + 0.15, rim],
        [top[0] + 0.08, rim - 0.04, top[0], rim],
        [top[0] - 0.08, rim - 0.04, top[0] - 0.15, rim],
        [top[0] - 0.22, rim - 0.04, top[0] - 0.29, rim],
      ];
      shape(ctx, drape(ctx, colour, { from: top[0] - 0.29, to: top[0] + 0.29, light }), canopy);
      for (const x of [-0.15, 0, 0.15])
        line(ctx, { width: 0.005, colour: fade(darken(colour, 0.5), 0.5) }, [
          [top[0], top[1] + 0.015],
          [top[0] + x * 0.9, top[1] + 0.04, top[0] + x, rim],
        ]);
      return;
    }
    case "blanket":
      shape(ctx, drape(ctx, "#7f9cc8", { from: hx - 0.14, to: hx + 0.56, light }), [
        [hx - 0.13, hy + 0.12],
        [hx - 0.16, hy - 0.1, hx - 0.06, hy - 0.14, hx + 0.04, hy - 0.11],
        [hx + 0.3, hy - 0.07, hx + 0.5, hy - 0.12, hx + 0.58, hy + 0.12],
      ]);
      line(ctx, { width: 0.03, colour: "#f4f1ea" }, [
        [hx - 0.125, hy + 0.1],
        [hx - 0.15, hy - 0.08, hx - 0.07, hy - 0.115],
      ]);
      return;
    case "magnifier":
      rod(0.014, "#4a3426", [...hand], [hand[0] + 0.03, hand[1] - 0.05]);
      ctx.fillStyle = "rgba(210,236,255,0.65)";
      oval(ctx, [hand[0] + 0.052, hand[1] - 0.092], 0.042, 0.042);
      ctx.strokeStyle = "#c8a040";
      ctx.lineWidth = 0.011;
      ctx.stroke();
      return;
    case "sack":
      orb(ctx, [bones.neck[0] - 0.17, bones.neck[1] + 0.08], { radius: 0.14, colour: "#a8703c" });
      return;
    case "ball":
      orb(ctx, [bones.legs[1].end[0] + 0.13, Math.min(-0.05, bones.legs[1].end[1])], { radius: 0.052, colour: "#fbfbfb" });
      for (const angle of [0.4, 2.2, 4.1])
        orb(
          ctx,
          [
            bones.legs[1].end[0] + 0.13 + Math.cos(angle) * 0.027,
            Math.min(-0.05, bones.legs[1].end[1]) + Math.sin(angle) * 0.027,
          ],
          { radius: 0.013, colour: "#2a2c34" },
        );
      return;
    case "basket":
      shape(ctx, drape(ctx, "#b8803f", { from: hand[0] - 0.08, to: hand[0] + 0.08, light }), [
        [hand[0] - 0.085, hand[1] + 0.06],
        [hand[0] + 0.085, hand[1] + 0.06],
        [hand[0] + 0.065, hand[1] + 0.15],
        [hand[0] - 0.065, hand[1] + 0.15],
      ]);
      line(ctx, { width: 0.012, colour: "#8a5a2a" }, [
        [hand[0] - 0.075, hand[1] + 0.06],
        [hand[0], hand[1] - 0.08, hand[0] + 0.075, hand[1] + 0.06],
      ]);
      return;
    default:
  }
}

function paintBicycle(ctx: SKRSContext2D, { hips, arms, legs }: Skeleton, colour: Colour): void {
  const wheel = 0.185;
  const rear: Pair = [hips[0] - 0.2, -wheel];
  const front: Pair = [hips[0] + 0.47, -wheel];
  const pedal: Pair = [hips[0] + 0.1, -wheel + 0.02];
  const saddle: Pair = [hips[0] - 0.015, hips[1] + 0.05];
  const bar: Pair = [arms[1].end[0] + 0.005, arms[1].end[1] + 0.015];
  for (const hub of [rear, front]) {
    for (const [width, tone, radius] of [
      [0.02, "#26282f", wheel],
      [0.007, "#c2c8d2", wheel - 0.014],
    ] as const) {
      ctx.strokeStyle = tone;
      ctx.lineWidth = width;
      ctx.beginPath();
      ctx.arc(hub[0], hub[1], radius, 0, Math.PI * 2);
      ctx.stroke();
    }
    for (let spoke = 0; spoke < 12; spoke++)
      line(ctx, { width: 0.0024, colour: "rgba(190,198,210,0.9)" }, [
        [hub[0], hub[1]],
        [hub[0] + Math.cos(spoke * 0.5236) * wheel * 0.93, hub[1] + Math.sin(spoke * 0.5236) * wheel * 0.93],
      ]);
    orb(ctx, hub, { radius: 0.016, colour: STEEL });
  }
  const head: Pair = [front[0] - 0.075, bar[1] + 0.09];
  const seatTube = between(saddle, pedal, 0.28);
  for (const [a, b] of [
    [rear, seatTube],
    [rear, pedal],
    [pedal, seatTube],
    [pedal, between(head, front, 0.25)],
    [seatTube, head],
  ] as const)
    line(ctx, { width: 0.019, colour: fade(colour, 1) }, [[...a], [...b]]);
  line(ctx, { width: 0.018, colour: darken(colour, 0.1) }, [[...head], [...front]]);
  line(ctx, { width: 0.014, colour: STEEL }, [[...saddle], [...seatTube]]);
  line(ctx, { width: 0.014, colour: STEEL }, [[...head], [bar[0] - 0.01, bar[1]], [bar[0] + 0.02, bar[1] + 0.01]]);
  shape(ctx, "#2b2422", [
    [saddle[0] - 0.06, saddle[1] - 0.016],
    [saddle[0] + 0.06, saddle[1] - 0.008],
    [saddle[0], saddle[1] + 0.024],
  ]);
  ctx.strokeStyle = STEEL;
  ctx.lineWidth = 0.01;
  ctx.beginPath();
  ctx.arc(pedal[0], pedal[1], 0.036, 0, Math.PI * 2);
  ctx.stroke();
  for (const leg of legs) line(ctx, { width: 0.012, colour: "#6a7080" }, [[...pedal], [leg.end[0] + 0.02, leg.end[1] + 0.034]]);
}

function paintMotorbike(ctx: SKRSContext2D, { hips, arms }: Skeleton, colour: Colour): void {
  const wheel = 0.165;
  const x = hips[0];
  for (const hub of [x - 0.22, x + 0.5]) {
    orb(ctx, [hub, -wheel], { radius: wheel, colour: "#2a2b32" });
    orb(ctx, [hub, -wheel], { radius: wheel * 0.55, colour: "#9aa2b0" });
  }
  const bar = arms[1].end;
  line(ctx, { width: 0.024, colour: STEEL }, [
    [x + 0.5, -wheel],
    [bar[0], bar[1] + 0.02],
  ]);
  shape(ctx, lighten("#4a4e5a", 0.05), [
    [x - 0.06, -0.3],
    [x + 0.26, -0.3],
    [x + 0.3, -0.12],
    [x - 0.04, -0.12],
  ]);
  shape(ctx, colour, [
    [x + 0.08, hips[1] + 0.06],
    [x + 0.2, hips[1] - 0.04, x + 0.38, hips[1] + 0.02],
    [x + 0.34, -0.24],
    [x + 0.08, -0.26],
  ]);
  shape(ctx, "#2a2628", [
    [x - 0.26, hips[1] + 0.03],
    [x, hips[1] + 0.07, x + 0.12, hips[1] + 0.06],
    [x + 0.1, hips[1] + 0.11],
    [x - 0.2, hips[1] + 0.1],
  ]);
  line(ctx, { width: 0.03, colour: "#b8bec8" }, [
    [x + 0.12, -0.12],
    [x - 0.32, -0.1],
  ]);
  orb(ctx, [bar[0] + 0.05, bar[1] + 0.07], { radius: 0.042, colour: "#ffe9a8" });
}

/** A kite of its own, where no subject of the picture is one. */
function paintKite(ctx: SKRSContext2D, [x, y]: Pair, colour: Colour): void {
  shape(ctx, colour, [
    [x, y - 0.12],
    [x + 0.09, y],
    [x, y + 0.14],
    [x - 0.09, y],
  ]);
  shape(ctx, "#f8cf46", [
    [x, y - 0.12],
    [x + 0.09, y],
    [x, y],
  ]);
  line(ctx, { width: 0.008, colour }, [
    [x, y + 0.14],
    [x + 0.06, y + 0.2, x - 0.02, y + 0.26],
    [x - 0.06, y + 0.32, x + 0.02, y + 0.36],
  ]);
}
