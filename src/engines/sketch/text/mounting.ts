// What holds a surface up: posts, chains, ropes, an easel, a shelf. Nothing may float, and nothing may cross the area that the
// layout leaves to the subjects.
import type { SKRSContext2D } from "@napi-rs/canvas";
import { darken } from "../paint/colour.ts";
import type { Layout, Surface } from "../paint/layout.ts";
import type { Random } from "../random.ts";
import type { SurfaceKind } from "../scene/scene.ts";
import { fillWithShadow, paintWood } from "./materials.ts";

interface MountingRequest {
  readonly kind: SurfaceKind;
  readonly surface: Surface;
  readonly layout: Layout;
  readonly random: Random;
}

type Mounting = "posts" | "chains" | "ropes" | "shelf" | "none";

const MOUNTINGS: Record<SurfaceKind, Mounting> = {
  sign: "posts",
  banner: "ropes",
  neonSign: "chains",
  bookCover: "shelf",
  mug: "shelf",
  screen: "shelf",
  chalkboard: "none",
  poster: "none",
  shopFront: "none",
  label: "none",
  paper: "none",
  wall: "none",
  shirt: "none",
  stone: "none",
  title: "none",
};

/** Draws what the surface hangs from or stands on; the surface itself comes on top. */
export function paintMounting(context: SKRSContext2D, request: MountingRequest): void {
  const mounting = MOUNTINGS[request.kind];
  switch (mounting) {
    case "posts":
      if (isGroundFree(request)) paintPosts(context, request);
      else paintChains(context, request, 0.16);
      break;
    case "chains":
      paintChains(context, request, 0.2);
      break;
    case "ropes":
      paintRopes(context, request);
      break;
    case "shelf":
      paintShelf(context, request);
      break;
    case "none":
      break;
  }
}

/** Whether posts could reach down without crossing subjects. */
function isGroundFree({ surface: { box }, layout: { free, horizon, height } }: MountingRequest): boolean {
  const overlaps = box.x < free.x + free.width && box.x + box.width > free.x && free.y + free.height > box.y + box.height;
  return !overlaps && box.y + box.height < (horizon + height) / 2;
}

function paintPosts(context: SKRSContext2D, { surface: { box }, layout: { horizon, height }, random }: MountingRequest): void {
  const thickness = Math.max(6, Math.min(box.width * 0.045, box.height * 0.14));
  const foot = Math.min(height, horizon + (height - horizon) * 0.42);
  const wood = random.pick(["#7a5534", "#6a4a30", "#86603c"]);
  for (const at of [0.16, 0.84]) {
    const x = box.x + box.width * at - thickness / 2;
    const top = box.y + box.height * 0.5;
    context.fillStyle = "rgba(10,12,20,0.28)";
    context.beginPath();
    context.ellipse(x + thickness / 2, foot, thickness * 1.5, thickness * 0.4, 0, 0, Math.PI * 2);
    context.fill();
    const round = context.createLinearGradient(x, 0, x + thickness, 0);
    round.addColorStop(0, darken(wood, 0.3));
    round.addColorStop(0.35, wood);
    round.addColorStop(1, darken(wood, 0.42));
    context.fillStyle = round;
    context.fillRect(x, top, thickness, foot - top);
  }
}

function paintChains(context: SKRSContext2D, { surface: { box } }: MountingRequest, inset: number): void {
  const link = Math.max(3, box.height * 0.03);
  context.strokeStyle = "#3b3a3d";
  context.lineWidth = Math.max(1.2, link * 0.34);
  for (const at of [inset, 1 - inset]) {
    const x = box.x + box.width * at;
    for (let y = box.y + link; y > -link; y -= link * 1.5) {
      context.beginPath();
      context.ellipse(x, y, link * 0.36, link, 0, 0, Math.PI * 2);
      context.stroke();
    }
  }
}

function paintRopes(context: SKRSContext2D, { surface: { box }, layout: { width } }: MountingRequest): void {
  context.strokeStyle = "#c8b27c";
  context.lineWidth = Math.max(1.5, box.height * 0.016);
  const y = box.y + box.height * 0.08;
  context.beginPath();
  context.moveTo(box.x + box.width * 0.02, y);
  context.quadraticCurveTo(box.x * 0.5, y, 0, y - box.height * 0.25);
  context.moveTo(box.x + box.width * 0.98, y);
  context.quadraticCurveTo((box.x + box.width + width) / 2, y, width, y - box.height * 0.25);
  context.stroke();
}

function paintShelf(context: SKRSContext2D, { surface: { box }, layout: { width }, random }: MountingRequest): void {
  const thickness = Math.max(8, Math.min(box.width, box.height) * 0.06);
  const x = Math.max(0, box.x - box.width * 0.12);
  const right = Math.min(width, box.x + box.width * 1.12);
  const y = box.y + box.height - thickness * 0.25;
  fillWithShadow(context, { shape: () => context.rect(x, y, right - x, thickness), fill: "#5d4128", depth: thickness * 0.7 });
  paintWood(context, { x, y, width: right - x, height: thickness }, { colour: "#946a42", planks: 1, random });
}
