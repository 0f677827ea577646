// A whole head: what hangs behind it, face, hair, beard, hat. Callers place it: middle of the face, half the head's width in pixels.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Random } from "../../random.ts";
import { paintFace } from "./face.ts";
import { buildOf, type Face } from "./visage.ts";
import { paintBeard } from "./beard.ts";
import { paintHairBehind, paintHairFront, paintLocks } from "./hair.ts";
import type { Hair } from "./lock.ts";
import { coversCrown, paintAccessories, paintHat, paintHatBehind } from "./headwear.ts";
import type { Look } from "./people.ts";

export interface Head {
  readonly x: number;
  /** Middle of the face. */
  readonly y: number;
  /** Half of the head's width, pixels. */
  readonly r: number;
  readonly look: Look;
  readonly light: number;
  readonly turn: number;
  /** Radians, clockwise. */
  readonly tilt: number;
  readonly fine: boolean;
  readonly random: Random;
}

/** `behind` goes before neck and body, `front` after; `locks` are strands that fall over the shoulders. */
export function paintHead(ctx: SKRSContext2D, head: Head, part: "behind" | "front" | "locks"): void {
  const { look, light, turn, fine, tilt } = head;
  const { outfit } = look;
  const covered = coversCrown(outfit.hat);
  const hair: Hair = {
    ...look.hair,
    // What stands off the head does not fit below a hat.
    style: covered && ["afro", "curls", "quiff"].includes(look.hair.style) ? "crop" : look.hair.style,
    light,
    fine,
    full: look.feminine,
    band: outfit.colour,
    random: head.random.fork(`hair ${part}`),
    covered,
  };
  const face: Face = { look, light, turn, fine };
  const hidden = outfit.hat === "hood" || outfit.hat === "headscarf" || outfit.hat === "ninja" || outfit.cut === "space";
  ctx.save();
  ctx.translate(head.x, head.y);
  ctx.rotate(tilt);
  ctx.scale(head.r, head.r);
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  if (part === "behind") {
    paintHatBehind(ctx, { hat: outfit.hat, colour: outfit.hatColour });
    if (!hidden) paintHairBehind(ctx, hair);
  } else if (part === "front") {
    paintFace(ctx, face);
    if (look.beard !== "none")
      paintBeard(
        ctx,
        { ...hair, random: hair.random.fork("beard") },
        { long: look.beard === "long", mouth: buildOf(look).mouthY },
      );
    if (!hidden) paintHairFront(ctx, hair);
    paintAccessories(ctx, face);
    if (outfit.cut === "space") paintVisor(ctx, light);
    else if (outfit.hat !== undefined) paintHat(ctx, face, { hat: outfit.hat, colour: outfit.hatColour });
  } else if (!hidden) paintLocks(ctx, hair);
  ctx.restore();
}

/** The helmet of a space suit: a shell, a pane that mirrors the light, a collar. */
function paintVisor(ctx: SKRSContext2D, light: number): void {
  const shell = ctx.createRadialGradient(-0.4, -0.7, 0.1, 0, 0, 2.3);
  shell.addColorStop(0, "#ffffff");
  shell.addColorStop(0.7, "#e4e8ef");
  shell.addColorStop(1, "#b0b8c8");
  ctx.fillStyle = shell;
  ctx.beginPath();
  ctx.arc(0, -0.1, 1.75, 0, Math.PI * 2);
  ctx.ellipse(0, -0.06, 1.34, 1.36, 0, 0, Math.PI * 2, true);
  ctx.fill();
  ctx.fillStyle = "rgba(143,208,255,0.16)";
  ctx.beginPath();
  ctx.ellipse(0, -0.06, 1.34, 1.36, 0, 0, Math.PI * 2);
  ctx.fill();
  ctx.strokeStyle = "rgba(255,255,255,0.75)";
  ctx.lineWidth = 0.12;
  ctx.beginPath();
  ctx.arc(0, -0.06, 1.12, light > 0 ? -1.1 : Math.PI + 0.35, light > 0 ? -0.35 : Math.PI + 1.1);
  ctx.stroke();
  ctx.fillStyle = "#f08a3c";
  for (const side of [-1, 1]) {
    ctx.beginPath();
    ctx.ellipse(side * 1.7, 0, 0.15, 0.3, 0, 0, Math.PI * 2);
    ctx.fill();
  }
}
