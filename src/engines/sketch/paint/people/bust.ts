// Neck, shoulders and clothes of someone seen from the chest up. The unit is half the width of the head, the origin the middle of
// the face; `bottom` is where the picture ends.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../../scene/scene.ts";
import { dab, drape, line, orb, oval, shadeOf, shape, trace } from "../brushwork.ts";
import { brightness, darken, fade, lighten, mix } from "../colour.ts";
import type { Look } from "./people.ts";
import { bodice, frameOf, shoulders, type Bust } from "./shoulders.ts";
import {
  paintBib,
  paintBuckle,
  paintButtons,
  paintChef,
  paintCollar,
  paintCrossed,
  paintFire,
  paintHood,
  paintLapels,
  paintPlates,
  paintRoll,
  paintTie,
} from "./tailoring.ts";

/** Neck, shoulders and clothes, down to the edge of the picture. */
export function paintBust(ctx: SKRSContext2D, bust: Bust): void {
  const { look, light, bottom } = bust;
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  if (look.outfit.wings) paintWings(ctx);
  if (look.outfit.cape !== undefined) {
    const { reach, slope } = frameOf(look);
    shape(ctx, drape(ctx, darken(look.outfit.cape, 0.1), { from: -reach * 1.2, to: reach * 1.2, light }), [
      [-0.5, slope - 0.6],
      [-reach * 1.1, slope - 0.3, -reach * 1.25, slope + 0.6, -reach * 1.34, bottom],
      [reach * 1.34, bottom],
      [reach * 1.25, slope + 0.6, reach * 1.1, slope - 0.3, 0.5, slope - 0.6],
    ]);
  }
  paintSkin(ctx, bust);
  paintGarment(ctx, bust);
  // The head's shadow on what lies below it, and the turn of the body away from the light.
  const { collar, reach } = frameOf(look);
  ctx.save();
  ctx.globalCompositeOperation = "source-atop";
  dab(ctx, [-light * 0.32, collar - 0.06], { radius: 1.15, colour: "#3c1030", strength: 0.42, flat: 0.62 });
  dab(ctx, [-light * reach * 1.0, bottom], { radius: reach * 1.3, colour: "#2a1440", strength: 0.3 });
  dab(ctx, [light * reach * 0.75, collar + 0.75], { radius: 0.95, colour: "#fff2dc", strength: 0.2, flat: 0.7 });
  ctx.restore();
}

function paintSkin(ctx: SKRSContext2D, { look, light, bottom }: Bust): void {
  const { neck, collar, young, reach } = frameOf(look);
  const base = Math.min(neck + 0.9, reach * 0.5);
  const shade = shadeOf(look.skin);
  const tone = ctx.createLinearGradient(-light * 0.9, 0, light * 0.9, 0);
  tone.addColorStop(0, shade);
  tone.addColorStop(0.5, mix(look.skin, shade, 0.2));
  tone.addColorStop(1, lighten(look.skin, 0.1));
  const low = Math.min(bottom, collar + 1.7);
  shape(ctx, tone, [
    [-neck, 0.6],
    [-neck, collar - 0.3, -neck - 0.1, collar - 0.1, -base, collar + 0.26],
    [-base, low],
    [base, low],
    [base, collar + 0.26],
    [neck + 0.1, collar - 0.1, neck, collar - 0.3, neck, 0.6],
  ]);
  dab(ctx, [-light * 0.1, young ? 1.1 : 1.3], { radius: 0.72, colour: shade, strength: 0.9, flat: 0.62 });
  if (young) return;
  // The cords of the neck end in the pit between the collar bones.
  for (const side of [-1, 1]) {
    line(ctx, { width: 0.07, colour: fade(shade, 0.14) }, [
      [side * neck * 0.78, collar - 0.42],
      [side * 0.2, collar - 0.02, side * 0.1, collar + 0.22],
    ]);
    line(ctx, { width: 0.06, colour: fade(shade, 0.5) }, [
      [side * 0.14, collar + 0.26],
      [side * 0.5, collar + 0.2, side * (neck + 0.6), collar + 0.3],
    ]);
    line(ctx, { width: 0.05, colour: fade(lighten(look.skin, 0.5), 0.35) }, [
      [side * 0.16, collar + 0.21],
      [side * 0.5, collar + 0.14, side * (neck + 0.55), collar + 0.24],
    ]);
  }
  dab(ctx, [0, collar + 0.24], { radius: 0.15, colour: shade, strength: 0.6 });
}

/** How deep the neckline is cut, and whether it is a V. */
function necklineOf({ outfit }: Look): readonly [depth: number, pointed: boolean, wide: number] {
  switch (outfit.cut) {
    case "suit":
    case "coat":
    case "labCoat":
    case "uniform":
      return [1.2, true, 0.16];
    case "robe":
      return [0.95, true, 0.16];
    case "dress":
      return outfit.sleeves === "none" ? [0.72, false, 0.95] : [0.62, false, 0.4];
    case "blouse":
      return [0.75, true, 0.2];
    case "tank":
      return [0.62, false, 0.5];
    case "chef":
    case "armour":
    case "fire":
    case "space":
    case "hoodie":
    case "sweater":
      return [0.1, false, 0.1];
    default:
      return [0.34, false, 0.18];
  }
}

function paintGarment(ctx: SKRSContext2D, bust: Bust): void {
  const { look, light, bottom } = bust;
  const { outfit } = look;
  const { neck, reach, collar, slope } = frameOf(look);
  const [depth, pointed, wide] = necklineOf(look);
  const layered = ["suit", "coat", "labCoat", "uniform", "overalls", "vest"].includes(outfit.cut);
  const cut = (deep: number, v: boolean, out: number): number[][] => {
    const path = shoulders(look, bottom);
    path[0] = [-neck - out, collar - 0.1 + out * 0.22];
    const last = path.at(-1) as number[];
    path[path.length - 1] = [...last.slice(0, 4), neck + out, collar - 0.1 + out * 0.22];
    path.push(
      v ? [0, collar + deep] : [neck * 0.9 + out * 0.6, collar + deep * 1.1, 0, collar + deep * 1.1],
      ...(v ? [] : [[-neck * 0.9 - out * 0.6, collar + deep * 1.1, -neck - out, collar - 0.1 + out * 0.22]]),
    );
    return path;
  };
  const cloth = (tone: Colour): SKRSContext2D["fillStyle"] => drape(ctx, tone, { from: -reach, to: reach, light });
  if (layered) {
    shape(ctx, cloth(outfit.under), cut(look.feminine ? 0.62 : 0.26, look.feminine, 0.14));
    if (outfit.cut === "overalls" || outfit.cut === "vest") paintPattern(ctx, bust, outfit.under, cut(0.26, false, 0.14));
    if (outfit.cut !== "overalls") paintCollar(ctx, bust, outfit.under);
    if (outfit.tie !== undefined && !look.feminine) paintTie(ctx, bust, outfit.tie);
  }
  if (outfit.cut === "overalls") return paintBib(ctx, bust, cloth);
  if (outfit.cut === "vest") {
    for (const side of [-1, 1])
      shape(ctx, cloth(outfit.colour), [
        [side * (neck + 0.16), collar],
        [side * (neck + 0.6), collar + 0.16, side * reach * 0.7, slope - 0.06, side * reach * 0.8, slope + 0.5],
        [side * reach * 0.66, bottom],
        [side * 0.12, bottom],
        [side * 0.2, collar + 1.4, side * (neck + 0.16), collar],
      ]);
    paintBuckle(ctx, bust);
    return;
  }
  if (outfit.sleeves === "none" && (outfit.cut === "dress" || outfit.cut === "tank")) paintBareShoulders(ctx, bust);
  const outline =
    outfit.sleeves === "none" && (outfit.cut === "dress" || outfit.cut === "tank")
      ? bodice(look, bottom, depth)
      : cut(depth, pointed, wide);
  shape(ctx, cloth(outfit.colour), outline);
  paintPattern(ctx, bust, outfit.colour, outline);
  paintFolds(ctx, bust, outline);
  switch (outfit.cut) {
    case "suit":
    case "coat":
    case "labCoat":
    case "uniform":
      paintLapels(ctx, bust);
      break;
    case "robe":
      paintCrossed(ctx, bust);
      break;
    case "shirt":
    case "scrubs":
    case "smock":
      paintCollar(ctx, bust, outfit.colour);
      if (outfit.cut === "shirt") paintButtons(ctx, bust, outfit.colour);
      if (outfit.tie !== undefined) paintTie(ctx, bust, outfit.tie);
      break;
    case "blouse":
      paintCollar(ctx, bust, lighten(outfit.colour, 0.12));
      paintButtons(ctx, bust, outfit.colour);
      break;
    case "chef":
      paintChef(ctx, bust);
      break;
    case "hoodie":
      paintHood(ctx, bust, cloth);
      break;
    case "sweater":
      paintRoll(ctx, bust);
      break;
    case "armour":
      paintPlates(ctx, bust);
      break;
    case "fire":
      paintFire(ctx, bust);
      break;
    case "space":
      orb(ctx, [0, collar + 0.1], { radius: 0.5, colour: "#d5dae4" });
      paintFire(ctx, bust, "#f08a3c");
      break;
    case "dress":
      break;
    default:
      line(ctx, { width: 0.13, colour: darken(outfit.colour, 0.14) }, [
        [neck + 0.14, collar - 0.05],
        [neck * 0.9, collar + depth * 1.14, 0, collar + depth * 1.14],
        [-neck * 0.9, collar + depth * 1.14, -neck - 0.14, collar - 0.05],
      ]);
  }
  if (outfit.apron !== undefined && outfit.cut !== "chef") {
    shape(ctx, cloth(outfit.apron), [
      [-0.86, collar + 0.95],
      [0.86, collar + 0.95],
      [1.25, bottom],
      [-1.25, bottom],
    ]);
    for (const side of [-1, 1])
      line(ctx, { width: 0.14, colour: darken(outfit.apron, 0.1) }, [
        [side * 0.8, collar + 1.0],
        [side * (neck + 0.2), collar],
      ]);
  }
  if (outfit.backpack !== undefined)
    for (const side of [-1, 1])
      line(ctx, { width: 0.3, colour: darken(outfit.backpack, 0.08) }, [
        [side * (neck + 0.7), collar + 0.18],
        [side * (neck + 0.9), collar + 1, side * (neck + 0.75), bottom],
      ]);
  if (outfit.stethoscope) {
    line(ctx, { width: 0.09, colour: "#3a4254" }, [
      [-neck - 0.18, collar - 0.1],
      [-0.75, collar + 1.2, 0.1, collar + 1.5],
      [0.5, collar + 1.4, neck + 0.18, collar - 0.1],
    ]);
    orb(ctx, [0.12, collar + 1.6], { radius: 0.16, colour: "#c4ccd8" });
  }
  if (outfit.cape !== undefined && outfit.cut !== "robe")
    for (const side of [-1, 1]) orb(ctx, [side * (neck + 0.75), collar + 0.3], { radius: 0.14, colour: "#f0c450" });
  if (outfit.cape !== undefined && (outfit.hat === "crown" || outfit.cut === "robe"))
    for (let puff = -5; puff <= 5; puff++)
      orb(ctx, [puff * 0.34, collar + 0.75 - Math.abs(puff) ** 1.6 * 0.05], {
        radius: 0.27,
        colour: puff % 2 ? "#fdfaf5" : "#f3ece4",
      });
}

function paintBareShoulders(ctx: SKRSContext2D, { look, light, bottom }: Bust): void {
  const shade = shadeOf(look.skin);
  const { reach } = frameOf(look);
  const tone = ctx.createLinearGradient(-light * reach, 0, light * reach, 0);
  tone.addColorStop(0, shade);
  tone.addColorStop(0.45, mix(look.skin, shade, 0.15));
  tone.addColorStop(1, lighten(look.skin, 0.14));
  shape(
    ctx,
    tone,
    shoulders(look, bottom).map((step) => step.map((value, index) => (index % 2 === 0 ? value * 0.93 : value))),
  );
  const { collar, neck } = frameOf(look);
  for (const side of [-1, 1])
    line(ctx, { width: 0.06, colour: fade(shade, 0.5) }, [
      [side * 0.14, collar + 0.26],
      [side * 0.5, collar + 0.2, side * (neck + 0.75), collar + 0.34],
    ]);
}

function paintFolds(ctx: SKRSContext2D, { look }: Bust, outline: readonly (readonly number[])[]): void {
  const { reach, slope } = frameOf(look);
  const tone = darken(look.outfit.colour, 0.42);
  ctx.save();
  trace(ctx, outline);
  ctx.clip();
  for (const side of [-1, 1]) {
    // Where the arm leaves the chest.
    dab(ctx, [side * reach * 0.74, slope + 1.5], { radius: 0.3, colour: tone, strength: 0.12, flat: 2.2 });
    dab(ctx, [side * reach * 0.48, slope + 1.5], { radius: 0.5, colour: tone, strength: 0.07, flat: 0.5 });
    dab(ctx, [side * reach * 0.8, slope + 1.3], { radius: 0.5, colour: tone, strength: 0.22, flat: 1.8 });
  }
  ctx.restore();
}

function paintPattern(ctx: SKRSContext2D, { look, bottom }: Bust, ground: Colour, outline: readonly (readonly number[])[]): void {
  const { pattern } = look.outfit;
  if (pattern === "plain" || (look.outfit.cut === "overalls" && ground !== look.outfit.under)) return;
  const { reach, collar } = frameOf(look);
  const other = brightness(ground) > 0.6 ? darken(mix(ground, "#2c4672", 0.6), 0.1) : lighten(ground, 0.55);
  ctx.save();
  trace(ctx, outline);
  ctx.closePath();
  ctx.clip();
  if (pattern === "stripes")
    for (let y = collar + 0.2; y < bottom + 0.4; y += 0.42)
      line(ctx, { width: 0.17, colour: fade(other, 0.85) }, [
        [-reach * 1.1, y + 0.2],
        [0, y + 0.42, reach * 1.1, y + 0.2],
      ]);
  else if (pattern === "plaid") {
    for (let x = -reach; x < reach; x += 0.5)
      line(ctx, { width: 0.2, colour: fade(darken(ground, 0.5), 0.28) }, [
        [x, collar - 0.4],
        [x * 1.04, bottom],
      ]);
    for (let y = collar; y < bottom + 0.4; y += 0.5)
      line(ctx, { width: 0.2, colour: fade(darken(ground, 0.5), 0.28) }, [
        [-reach * 1.1, y + 0.1],
        [0, y + 0.24, reach * 1.1, y + 0.1],
      ]);
    for (let x = -reach + 0.25; x < reach; x += 0.5)
      line(ctx, { width: 0.035, colour: fade("#fff6e0", 0.5) }, [
        [x, collar - 0.4],
        [x * 1.04, bottom],
      ]);
    for (let y = collar + 0.25; y < bottom; y += 0.5)
      line(ctx, { width: 0.035, colour: fade("#fff6e0", 0.5) }, [
        [-reach * 1.1, y],
        [0, y + 0.14, reach * 1.1, y],
      ]);
  } else {
    let row = 0;
    for (let y = collar; y < bottom; y += 0.44, row++)
      for (let x = -reach + (row % 2) * 0.28; x < reach; x += 0.56) {
        ctx.fillStyle = fade(pattern === "dots" ? other : row % 2 ? "#fff4e0" : "#ffd8a0", 0.85);
        if (pattern === "dots") oval(ctx, [x, y], 0.075, 0.075);
        else {
          for (let petal = 0; petal < 5; petal++)
            oval(ctx, [x + Math.cos(petal * 1.257) * 0.075, y + Math.sin(petal * 1.257) * 0.075], 0.055, 0.055);
          ctx.fillStyle = "#e8a030";
          oval(ctx, [x, y], 0.04, 0.04);
        }
      }
  }
  ctx.restore();
}

function paintWings(ctx: SKRSContext2D): void {
  for (const side of [-1, 1])
    for (const [reach, lift, tone] of [
      [3.4, -0.6, "rgba(255,255,255,0.75)"],
      [2.9, 1.6, "rgba(226,240,255,0.75)"],
    ] as const)
      shape(ctx, tone, [
        [side * 0.8, 1.9],
        [side * reach * 0.5, lift - 0.8, side * reach, lift - 0.4, side * reach, lift + 0.6],
        [side * reach * 0.9, lift + 1.8, side * 1.6, 2.9, side * 0.8, 2.4],
      ]);
}

/** A scarf wound around the neck, its end hanging. */
export function paintScarf(ctx: SKRSContext2D, { look, light, bottom }: Bust, colour: Colour): void {
  const { collar, neck } = frameOf(look);
  const tone = (half: number): SKRSContext2D["fillStyle"] => drape(ctx, colour, { from: -half, to: half, light });
  const low = Math.min(bottom + 0.1, collar + 2.1);
  shape(ctx, tone(0.9), [
    [0.24, collar],
    [0.86, collar + 0.1],
    [0.98, low],
    [0.36, low],
  ]);
  for (let fringe = 0; fringe < (low < bottom ? 6 : 0); fringe++)
    line(ctx, { width: 0.05, colour: darken(colour, 0.1) }, [
      [0.42 + fringe * 0.1, low],
      [0.42 + fringe * 0.1, low + 0.2],
    ]);
  shape(ctx, tone(1.2), [
    [-neck - 0.42, collar - 0.5],
    [-0.3, collar - 0.1, 0.3, collar - 0.1, neck + 0.42, collar - 0.5],
    [neck + 0.75, collar - 0.1, neck + 0.7, collar + 0.34, neck + 0.4, collar + 0.42],
    [0.3, collar + 0.72, -0.3, collar + 0.72, -neck - 0.4, collar + 0.42],
    [-neck - 0.7, collar + 0.34, -neck - 0.75, collar - 0.1, -neck - 0.42, collar - 0.5],
  ]);
  for (const dy of [0.02, 0.2, 0.38])
    line(ctx, { width: 0.04, colour: fade(darken(colour, 0.45), 0.4) }, [
      [-neck - 0.5, collar - 0.3 + dy],
      [0, collar + 0.22 + dy, neck + 0.5, collar - 0.3 + dy],
    ]);
}
