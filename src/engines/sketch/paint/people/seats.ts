// What stands behind its user: seats, pianos, easels, what one rides. Lengths are in body heights.
import type { SKRSContext2D } from "@napi-rs/canvas";
import { drape, line, orb, shape } from "../brushwork.ts";
import { darken } from "../colour.ts";
import { WOOD, type Gear, type Grip } from "./grip.ts";
import { paintBicycle, paintMotorbike } from "./vehicles.ts";

/** What stands behind its user. */
export function paintBehind(ctx: SKRSContext2D, gear: Gear, { bones, colour, light, hx, hy, at, rod }: Grip): void {
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
