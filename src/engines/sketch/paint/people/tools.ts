// What is held to work, fight, carry or move. Lengths are in body heights.
import type { SKRSContext2D } from "@napi-rs/canvas";
import { drape, line, orb, oval, shape, type Pair } from "../brushwork.ts";
import { darken, fade } from "../colour.ts";
import { STEEL, WOOD, type Gear, type Grip } from "./grip.ts";

/** What is held to work, fight, carry or move; other gear is left alone. */
export function paintTool(
  ctx: SKRSContext2D,
  gear: Gear,
  { bones, colour, light, hand, farHand, middle, hx, hy, at, rod }: Grip,
): void {
  switch (gear) {
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
