// What a surface hangs from or stands on where the picture has nothing for it: chains from above, a shelf below. Posts, ropes and
// easels are part of the picture.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Layout, Surface } from "../paint/layout.ts";
import type { Random } from "../random.ts";
import type { SurfaceKind } from "../scene/scene.ts";
import { fillWithShadow, paintWood } from "./materials.ts";

interface MountingRequest {
  readonly kind: SurfaceKind;
  readonly surface: Surface;
  readonly layout: Layout;
  readonly indoors: boolean;
  readonly random: Random;
}

/** Draws what holds the surface; the surface itself comes on top. */
export function paintMounting(context: SKRSContext2D, request: MountingRequest): void {
  const { kind, indoors, surface } = request;
  if (surface.fixed) return;
  if (kind === "neonSign" || (kind === "sign" && indoors)) paintChains(context, request);
  if (kind === "bookCover" || kind === "mug" || (kind === "screen" && indoors)) paintShelf(context, request);
}

function paintChains(context: SKRSContext2D, { surface: { box } }: MountingRequest): void {
  const link = Math.max(3, box.height * 0.03);
  context.strokeStyle = "#3b3a3d";
  context.lineWidth = Math.max(1.2, link * 0.34);
  for (const at of [0.18, 0.82]) {
    const x = box.x + box.width * at;
    for (let y = box.y + link; y > -link; y -= link * 1.5) {
      context.beginPath();
      context.ellipse(x, y, link * 0.36, link, 0, 0, Math.PI * 2);
      context.stroke();
    }
  }
}

function paintShelf(context: SKRSContext2D, { surface: { box }, layout: { width }, random }: MountingRequest): void {
  const thickness = Math.max(8, Math.min(box.width, box.height) * 0.06);
  const x = Math.max(0, box.x - box.width * 0.12);
  const right = Math.min(width, box.x + box.width * 1.12);
  const y = box.y + box.height - thickness * 0.25;
  fillWithShadow(context, { shape: () => context.rect(x, y, right - x, thickness), fill: "#5d4128", depth: thickness * 0.7 });
  paintWood(context, { x, y, width: right - x, height: thickness }, { colour: "#946a42", planks: 1, random });
}
