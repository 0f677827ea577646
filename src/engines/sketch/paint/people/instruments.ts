// What lies across the body, between the trunk and the near arm: instruments and boards. Lengths are in body heights.
import type { SKRSContext2D } from "@napi-rs/canvas";
import { drape, orb, oval, shape, type Pair } from "../brushwork.ts";
import type { Gear, Grip } from "./grip.ts";

/** What lies between the trunk and the near arm. */
export function paintAcross(ctx: SKRSContext2D, gear: Gear, { bones, light, hand, farHand, at, rod }: Grip): void {
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
