// Gear in three layers around its user: behind, between trunk and near arm, and in front.
import type { SKRSContext2D } from "@napi-rs/canvas";
import { gripOf, type Gear, type GearAt } from "./grip.ts";
import { paintAcross } from "./instruments.ts";
import { paintPastime } from "./pastimes.ts";
import { paintBehind } from "./seats.ts";
import { paintTool } from "./tools.ts";

export type Layer = "behind" | "middle" | "front";

/** The part of a gear that lies in this layer, if any. */
export function paintGear(ctx: SKRSContext2D, gear: Gear, place: GearAt, layer: Layer): void {
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  const grip = gripOf(ctx, place);
  if (layer === "behind") paintBehind(ctx, gear, grip);
  else if (layer === "middle") paintAcross(ctx, gear, grip);
  else {
    paintPastime(ctx, gear, grip);
    paintTool(ctx, gear, grip);
  }
}
