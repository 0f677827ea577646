// Bicycles and motorbikes under their rider. Lengths are in body heights.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../../scene/scene.ts";
import { between, line, orb, shape, type Pair } from "../brushwork.ts";
import { darken, fade, lighten } from "../colour.ts";
import { STEEL } from "./grip.ts";
import type { Skeleton } from "./skeleton.ts";

/** A bicycle that fits saddle, pedals and handlebar to its rider. */
export function paintBicycle(ctx: SKRSContext2D, { hips, arms, legs }: Skeleton, colour: Colour): void {
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

/** A motorbike under its rider's hips and hands. */
export function paintMotorbike(ctx: SKRSContext2D, { hips, arms }: Skeleton, colour: Colour): void {
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
