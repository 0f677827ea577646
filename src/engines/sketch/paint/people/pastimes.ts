// What is held to read, eat, play or look. Lengths are in body heights.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../../scene/scene.ts";
import { drape, line, orb, oval, shape, type Pair } from "../brushwork.ts";
import { darken } from "../colour.ts";
import { STEEL, WOOD, type Gear, type Grip } from "./grip.ts";

/** What is held to read, eat, play or look; other gear is left alone. */
export function paintPastime(
  ctx: SKRSContext2D,
  gear: Gear,
  { bones, colour, light, hand, farHand, middle, at, rod }: Grip,
): void {
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
    default:
  }
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
