// What people wear on head and face. The unit is half the width of the head, the origin the middle of the face.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../../scene/scene.ts";
import { dab, drape, line, orb, shape } from "../brushwork.ts";
import { darken } from "../colour.ts";
import { buildOf, turned, type Face } from "./visage.ts";
import { feltOf, type Hat } from "./felt.ts";
import { paintEverydayHat } from "./hats.ts";
import { paintHeaddress } from "./headdresses.ts";

/** Whether a hat leaves no room for what rises above the crown of the head. */
export function coversCrown(hat: Hat | undefined): boolean {
  return hat !== undefined && !["crown", "tiara", "flowers", "veil", "halo"].includes(hat);
}

/** What hangs behind head and hair: veils and hoods. */
export function paintHatBehind(ctx: SKRSContext2D, { hat, colour }: { hat: Hat | undefined; colour: Colour }): void {
  if (hat === "veil") {
    shape(ctx, "rgba(255,255,255,0.62)", [
      [-0.9, -0.9],
      [-1.4, 0.4, -1.5, 2.2, -1.75, 4.6],
      [1.75, 4.6],
      [1.5, 2.2, 1.4, 0.4, 0.9, -0.9],
      [0.6, -1.7, -0.6, -1.7, -0.9, -0.9],
    ]);
    for (const x of [-1.3, -0.8, 0.9, 1.35])
      line(ctx, { width: 0.05, colour: "rgba(190,196,220,0.5)" }, [
        [x * 0.7, -0.6],
        [x, 1.6, x * 1.1, 4.4],
      ]);
  } else if (hat === "hood" || hat === "headscarf") {
    shape(ctx, drape(ctx, darken(colour, 0.22), { from: -1.3, to: 1.3, light: 1 }), [
      [-1.2, 1.6],
      [-1.55, 0.2, -1.35, -1.75, 0, -1.75],
      [1.35, -1.75, 1.55, 0.2, 1.2, 1.6],
    ]);
  } else if (hat === "halo") {
    ctx.strokeStyle = "#ffe28a";
    ctx.lineWidth = 0.13;
    ctx.beginPath();
    ctx.ellipse(0, -1.85, 0.8, 0.22, 0, 0, Math.PI * 2);
    ctx.stroke();
  }
}

/** A hat on the head, over the hair. */
export function paintHat(ctx: SKRSContext2D, { light }: Face, { hat, colour }: { hat: Hat; colour: Colour }): void {
  const felt = feltOf(ctx, light, colour);
  paintEverydayHat(ctx, hat, felt);
  paintHeaddress(ctx, hat, felt);
}

/** Glasses, headphones, eye patch, earrings. */
export function paintAccessories(ctx: SKRSContext2D, { look, turn, fine }: Face): void {
  const { accessories } = look;
  const { eyeY } = buildOf(look);
  if (accessories.has("glasses") || accessories.has("sunglasses")) {
    const dark = accessories.has("sunglasses");
    ctx.strokeStyle = look.frame;
    ctx.lineWidth = fine ? 0.05 : 0.065;
    for (const side of [-1, 1]) {
      const [x, narrow] = turned(side * 0.42, turn);
      ctx.beginPath();
      ctx.ellipse(x, eyeY + 0.03, 0.31 * narrow, 0.27, 0, 0, Math.PI * 2);
      ctx.fillStyle = dark ? "rgba(24,22,32,0.88)" : "rgba(255,255,255,0.1)";
      ctx.fill();
      ctx.stroke();
      shape(ctx, "rgba(255,255,255,0.2)", [
        [x - 0.2 * narrow, eyeY + 0.1],
        [x - 0.02, eyeY - 0.18],
        [x + 0.08, eyeY - 0.18],
        [x - 0.12 * narrow, eyeY + 0.16],
      ]);
      line(ctx, { width: 0.05, colour: look.frame }, [
        [x + side * 0.31 * narrow, eyeY - 0.02],
        [side * 0.98, eyeY - 0.04],
      ]);
    }
    const middle = turned(0, turn)[0];
    line(ctx, { width: 0.05, colour: look.frame }, [
      [turned(-0.12, turn)[0], eyeY],
      [middle, eyeY - 0.09, turned(0.12, turn)[0], eyeY],
    ]);
  }
  if (accessories.has("patch")) {
    const [x] = turned(-0.42, turn);
    line(ctx, { width: 0.05, colour: "#1d1a20" }, [
      [-0.95, -0.62],
      [0.6, -0.5, 1.0, 0.1],
    ]);
    shape(ctx, "#1d1a20", [
      [x - 0.28, eyeY - 0.2],
      [x, eyeY - 0.3, x + 0.28, eyeY - 0.2],
      [x + 0.24, eyeY + 0.24, x, eyeY + 0.26],
      [x - 0.24, eyeY + 0.24, x - 0.28, eyeY - 0.2],
    ]);
  }
  if (accessories.has("earrings"))
    for (const side of [-1, 1]) orb(ctx, [side * 1.08, 0.56], { radius: 0.075, colour: "#f0c860" });
  if (accessories.has("headphones")) {
    ctx.strokeStyle = "#2f3342";
    ctx.lineWidth = 0.15;
    ctx.beginPath();
    ctx.arc(0, -0.12, 1.34, Math.PI * 1.03, Math.PI * 1.97);
    ctx.stroke();
    for (const side of [-1, 1]) {
      shape(ctx, drape(ctx, "#3b4154", { from: side * 0.9, to: side * 1.4, light: 1 }), [
        [side * 1.0, -0.28],
        [side * 1.5, -0.3, side * 1.5, 0.56, side * 1.0, 0.54],
        [side * 0.92, 0.1, side * 1.0, -0.28],
      ]);
      dab(ctx, [side * 1.24, 0], { radius: 0.2, colour: "#ffffff", strength: 0.3 });
    }
  }
  if (accessories.has("mask"))
    shape(ctx, "#eef4f8", [
      [-0.7, 0.3],
      [0, 0.2, 0.7, 0.3],
      [0.66, 1.1, 0, 1.2],
      [-0.66, 1.1, -0.7, 0.3],
    ]);
}
