// Clothes on a whole figure: trunk, skirts, and what is worn over them. Lengths are in body heights.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../scene/scene.ts";
import { drape, line, oval, orb, shadeOf, shape, trace, type Pair } from "./brushwork.ts";
import { brightness, darken, fade, lighten, mix } from "./colour.ts";
import { paintHand, paintShoe, paintSleeve } from "./limbs.ts";
import type { Look } from "./people.ts";
import type { Skeleton } from "./poses.ts";

export interface Dressed {
  readonly look: Look;
  readonly bones: Skeleton;
  readonly light: number;
}

/** An arm with its sleeve and hand; `index` 0 is the far one. */
export function paintArm(
  ctx: SKRSContext2D,
  { look, bones, light }: Dressed,
  { index, grip }: { index: 0 | 1; grip: boolean },
): void {
  const { outfit, skin } = look;
  const limb = bones.arms[index];
  const far = index === 0 && bones.pose.armsBehind[0];
  const thick = 0.027 * bones.girth;
  const bare = outfit.sleeves === "none" || outfit.sleeves === "short";
  if (bare) paintSleeve(ctx, limb, { from: 0, to: 1, colour: skin, radii: [thick, thick * 0.66], light, far });
  const gloves = outfit.cut === "armour" || outfit.cut === "space" || outfit.cut === "fire" ? darken(outfit.colour, 0.2) : skin;
  paintHand(ctx, limb, { skin: far ? mix(gloves, shadeOf(gloves), 0.35) : gloves, size: bones.girth * 1.02, grip });
  if (outfit.sleeves === "none") return;
  const colour = outfit.cut === "overalls" || outfit.cut === "vest" ? outfit.under : outfit.colour;
  const heavy =
    outfit.cut === "coat" ||
    outfit.cut === "space" ||
    outfit.cut === "fire" ||
    outfit.cut === "sweater" ||
    outfit.cut === "hoodie"
      ? 1.3
      : 1.14;
  const [to, end] =
    outfit.sleeves === "short"
      ? [0.4, thick * 1.2]
      : outfit.sleeves === "wide"
        ? [0.93, thick * 2.3]
        : [0.95, thick * 0.86 * heavy];
  paintSleeve(ctx, limb, { from: 0, to, colour, radii: [thick * heavy, end], light, far });
  if (outfit.cut === "fire")
    paintSleeve(ctx, limb, { from: 0.78, to: 0.84, colour: "#f4ec9a", radii: [end * 1.08, end * 1.08], light, far });
  if (outfit.cut === "armour") orb(ctx, limb.joint, { radius: thick * 1.3, colour: lighten(outfit.colour, 0.1) });
}

/** A leg with what covers it, and its shoe. */
export function paintLeg(
  ctx: SKRSContext2D,
  { look, bones, light }: Dressed,
  { index, toe }: { index: 0 | 1; toe: number },
): void {
  const { outfit, skin } = look;
  const limb = bones.legs[index];
  const far = index === 0;
  const thick = 0.047 * bones.girth;
  const size = bones.girth * (look.age === "baby" || look.age === "child" ? 0.86 : 1);
  if (outfit.lower !== "trousers")
    paintSleeve(ctx, limb, { from: 0, to: 1, colour: skin, radii: [thick * 0.86, thick * 0.46], light, far });
  paintShoe(ctx, limb, {
    colour: far ? darken(outfit.shoes, 0.15) : outfit.shoes,
    toe,
    size,
    boots: outfit.boots && outfit.lower !== "trousers",
    light,
  });
  if (outfit.lower === "trousers") {
    const loose = outfit.cut === "space" || outfit.cut === "fire" ? 1.25 : 1;
    paintSleeve(ctx, limb, {
      from: 0,
      to: outfit.boots ? 0.86 : 0.97,
      colour: outfit.lowerColour,
      radii: [thick * loose, thick * 0.66 * loose],
      light,
      far,
    });
    if (outfit.boots)
      paintSleeve(ctx, limb, {
        from: 0.72,
        to: 0.98,
        colour: outfit.shoes,
        radii: [thick * 0.82 * loose, thick * 0.62 * loose],
        light,
        far,
      });
    if (outfit.cut === "fire")
      paintSleeve(ctx, limb, { from: 0.66, to: 0.7, colour: "#f4ec9a", radii: [thick * 1.0, thick * 1.0], light, far });
    if (outfit.cut === "armour") orb(ctx, limb.joint, { radius: thick * 0.86, colour: lighten(outfit.colour, 0.12) });
  } else if (outfit.lower === "shorts")
    paintSleeve(ctx, limb, { from: 0, to: 0.42, colour: outfit.lowerColour, radii: [thick, thick * 0.98], light, far });
}

/** Skirts follow the knees, gowns the ankles. */
export function paintSkirt(ctx: SKRSContext2D, { look, bones, light }: Dressed): void {
  const { outfit } = look;
  if (outfit.lower !== "skirt" && outfit.lower !== "gown") return;
  const [far, near] = bones.legs;
  const gown = outfit.lower === "gown";
  const seated = bones.pose.hip < 0.8;
  const full = outfit.hat === "veil" || outfit.hat === "tiara" || outfit.cut === "dress" ? 1.3 : 1;
  const reach = (limb: typeof far): Pair =>
    gown
      ? [limb.end[0], limb.end[1] + 0.018]
      : [limb.joint[0] * 0.9 + limb.end[0] * 0.1, limb.joint[1] + (limb.end[1] - limb.joint[1]) * 0.16];
  const ends = [reach(far), reach(near)];
  const flare = (gown ? 0.075 : 0.058) * full * (seated ? 0.6 : 1);
  const left = Math.min(...ends.map(([x]) => x)) - flare;
  const right = Math.max(...ends.map(([x]) => x)) + flare;
  const hem = Math.max(...ends.map(([, y]) => y)) + 0.008;
  const [hx, hy] = bones.hips;
  const half = bones.hipHalf + 0.016;
  const waist: Pair = [hx, hy - 0.07];
  const outline: number[][] = [
    [waist[0] - bones.waist * 0.95, waist[1]],
    [hx - half * 1.15, hy - 0.02, hx - half - flare * 0.4, hy + 0.03],
    [Math.min(left, hx - half), hy + (hem - hy) * 0.5, left, hem],
    [left + (right - left) * 0.3, hem + 0.022, right - (right - left) * 0.3, hem + 0.022, right, hem],
    [Math.max(right, hx + half), hy + (hem - hy) * 0.5, hx + half + flare * 0.4, hy + 0.03],
    [hx + half * 1.15, hy - 0.02, waist[0] + bones.waist * 0.95, waist[1]],
  ];
  shape(ctx, drape(ctx, outfit.lowerColour, { from: left, to: right, light }), outline);
  ctx.save();
  trace(ctx, outline);
  ctx.clip();
  for (let fold = 0; fold < 6; fold++) {
    const t = (fold + 0.6) / 6;
    const x = left + (right - left) * t;
    line(
      ctx,
      { width: 0.007, colour: fade(fold % 2 ? lighten(outfit.lowerColour, 0.4) : darken(outfit.lowerColour, 0.45), 0.26) },
      [
        [hx + (t - 0.5) * half * 1.1, hy - 0.01],
        [hx + (x - hx) * 0.7, hy + (hem - hy) * 0.5, x, hem + 0.02],
      ],
    );
  }
  if (outfit.cut === "dress" || outfit.cut === "robe") decorate(ctx, look, { left, right, top: hy - 0.06, bottom: hem + 0.02 });
  ctx.restore();
  if (outfit.hat === "veil" || outfit.hat === "tiara")
    line(ctx, { width: 0.012, colour: fade(lighten(outfit.lowerColour, 0.5), 0.9) }, [
      [left + 0.008, hem],
      [hx, hem + 0.03, right - 0.008, hem],
    ]);
}

function decorate(
  ctx: SKRSContext2D,
  { outfit }: Look,
  { left, right, top, bottom }: { left: number; right: number; top: number; bottom: number },
): void {
  const { pattern, colour, cut, under } = outfit;
  const ground = cut === "overalls" || cut === "vest" ? under : colour;
  const other = brightness(ground) > 0.6 ? mix(ground, "#2c4672", 0.6) : lighten(ground, 0.6);
  if (pattern === "stripes")
    for (let y = top + 0.02; y < bottom; y += 0.034)
      line(ctx, { width: 0.013, colour: fade(other, 0.85) }, [
        [left, y],
        [(left + right) / 2, y + 0.012, right, y],
      ]);
  else if (pattern === "plaid") {
    for (let x = left; x < right; x += 0.036)
      line(ctx, { width: 0.013, colour: fade(darken(ground, 0.5), 0.3) }, [
        [x, top],
        [x, bottom],
      ]);
    for (let y = top; y < bottom; y += 0.036)
      line(ctx, { width: 0.013, colour: fade(darken(ground, 0.5), 0.3) }, [
        [left, y],
        [right, y],
      ]);
  } else if (pattern === "dots" || pattern === "floral") {
    let row = 0;
    for (let y = top; y < bottom; y += 0.034, row++)
      for (let x = left + (row % 2) * 0.02; x < right; x += 0.04) {
        ctx.fillStyle = fade(pattern === "dots" ? other : (row + Math.round(x * 25)) % 2 ? "#fff2dc" : "#ffd59a", 0.85);
        oval(ctx, [x, y], pattern === "dots" ? 0.0065 : 0.0085, pattern === "dots" ? 0.0065 : 0.007);
      }
  }
}

/** The trunk from neck to hips, its clothes, and the neck. */
export function paintTrunk(ctx: SKRSContext2D, { look, bones, light }: Dressed): void {
  const { outfit, skin } = look;
  const [hx, hy] = bones.hips;
  const long = Math.hypot(bones.neck[0] - hx, bones.neck[1] - hy);
  ctx.save();
  ctx.translate(hx, hy);
  ctx.rotate(Math.atan2(bones.neck[0] - hx, hy - bones.neck[1]));
  const s = bones.shoulder;
  const w = bones.waist;
  const h = bones.hipHalf;
  const bulk =
    outfit.cut === "coat" ||
    outfit.cut === "space" ||
    outfit.cut === "fire" ||
    outfit.cut === "hoodie" ||
    outfit.cut === "sweater" ||
    outfit.cut === "armour"
      ? 1.12
      : 1;
  const coat = outfit.cut === "coat" || outfit.cut === "labCoat" || outfit.cut === "smock";
  const low =
    coat && bones.pose.hip > 0.8
      ? 0.15
      : outfit.cut === "suit" ||
          outfit.cut === "sweater" ||
          outfit.cut === "hoodie" ||
          outfit.cut === "fire" ||
          outfit.cut === "chef"
        ? 0.05
        : 0.03;
  const nw = 0.03;
  // Neck.
  const shade = shadeOf(skin);
  ctx.fillStyle = drape(ctx, mix(skin, shade, 0.3), { from: -0.035, to: 0.035, light });
  const nx = bones.pose.turn * 0.012;
  ctx.fillRect(-0.026 * bones.girth + nx, -long - bones.headR * 0.7, 0.052 * bones.girth, bones.headR * 0.7 + 0.04);
  ctx.fillStyle = fade(shade, 0.6);
  ctx.fillRect(-0.026 * bones.girth + nx, -long - bones.headR * 0.7, 0.052 * bones.girth, bones.headR * 0.62);
  const outline = (wide: number): number[][] => [
    [-nw, -long - 0.006],
    [-nw - 0.03, -long + 0.008, -s * 0.98 * wide, -long + 0.004, -s * wide, -long + 0.05],
    [-s * 0.96 * wide, -long * 0.7, -w * 1.08 * wide, -long * 0.5, -w * wide, -long * 0.34],
    [-w * 1.02 * wide, -long * 0.2, -h * 1.12 * wide, -long * 0.1, -(h + 0.012) * wide, low],
    [0, low + 0.022, (h + 0.012) * wide, low],
    [h * 1.12 * wide, -long * 0.1, w * 1.02 * wide, -long * 0.2, w * wide, -long * 0.34],
    [w * 1.08 * wide, -long * 0.5, s * 0.96 * wide, -long * 0.7, s * wide, -long + 0.05],
    [s * 0.98 * wide, -long + 0.004, nw + 0.03, -long + 0.008, nw, -long - 0.006],
    [0, -long + 0.03, -nw, -long - 0.006],
  ];
  const body = outline(bulk);
  if (outfit.cut === "dress" && outfit.sleeves === "none") {
    shape(ctx, drape(ctx, skin, { from: -s, to: s, light }), body);
    shape(ctx, drape(ctx, outfit.colour, { from: -s, to: s, light }), [
      [-s * 0.66, -long * 0.78],
      [-s * 0.3, -long * 0.7, s * 0.3, -long * 0.7, s * 0.66, -long * 0.78],
      [w * 1.06, -long * 0.5, w, -long * 0.34],
      [w * 1.02, -long * 0.2, h * 1.12, -long * 0.1, h + 0.012, low],
      [0, low + 0.02, -h - 0.012, low],
      [-h * 1.12, -long * 0.1, -w * 1.02, -long * 0.2, -w, -long * 0.34],
      [-w * 1.06, -long * 0.5, -s * 0.66, -long * 0.78],
    ]);
  } else
    shape(
      ctx,
      drape(ctx, outfit.cut === "overalls" || outfit.cut === "vest" ? outfit.under : outfit.colour, { from: -s, to: s, light }),
      body,
    );
  ctx.save();
  trace(ctx, body);
  ctx.clip();
  if (outfit.sleeves !== "none" || outfit.cut === "tank")
    decorate(ctx, look, { left: -s * 1.1, right: s * 1.1, top: -long, bottom: low + 0.02 });
  const fold = fade(darken(outfit.colour, 0.5), 0.22);
  for (const side of [-1, 1]) {
    line(ctx, { width: 0.006, colour: fold }, [
      [side * w * 0.95, -long * 0.4],
      [side * w * 0.4, -long * 0.32, side * w * 0.2, -long * 0.34],
    ]);
    line(ctx, { width: 0.006, colour: fold }, [
      [side * s * 0.8, -long * 0.74],
      [side * s * 0.5, -long * 0.66, side * s * 0.36, -long * 0.6],
    ]);
  }
  overlay(ctx, { look, light, s, w, h, long, low });
  ctx.restore();
  if (outfit.cut === "armour")
    for (const side of [-1, 1]) {
      orb(ctx, [side * s * 1.02, -long + 0.05], { radius: 0.046, colour: outfit.colour });
      orb(ctx, [side * s * 0.98, -long + 0.045], { radius: 0.034, colour: lighten(outfit.colour, 0.12) });
    }
  if (outfit.scarf !== undefined) {
    shape(ctx, drape(ctx, outfit.scarf, { from: -0.06, to: 0.06, light }), [
      [-0.052, -long - 0.022],
      [0, -long + 0.012, 0.052, -long - 0.022],
      [0.066, -long + 0.014],
      [0, -long + 0.056, -0.066, -long + 0.014],
    ]);
    shape(ctx, darken(outfit.scarf, 0.06), [
      [0.008, -long + 0.026],
      [0.048, -long + 0.02],
      [0.056, -long + 0.15],
      [0.014, -long + 0.15],
    ]);
  }
  if (outfit.cape !== undefined && outfit.cut === "robe")
    for (let puff = -3; puff <= 3; puff++)
      orb(ctx, [puff * 0.026, -long + 0.04 - Math.abs(puff) * 0.009], { radius: 0.022, colour: "#fbf7f0" });
  ctx.restore();
}

interface Trunk {
  readonly look: Look;
  readonly light: number;
  readonly s: number;
  readonly w: number;
  readonly h: number;
  readonly long: number;
  readonly low: number;
}

/** Collars, ties, bibs, belts, buttons: what makes a trade or a garment known. Clipped to the trunk. */
function overlay(ctx: SKRSContext2D, { look, s, w, long, low }: Trunk): void {
  const { outfit, feminine } = look;
  const { colour } = outfit;
  const top = -long;
  const dark = fade(darken(colour, 0.55), 0.55);
  const collar = (tone: Colour): void => {
    for (const side of [-1, 1])
      shape(ctx, tone, [
        [side * 0.034, top - 0.012],
        [side * 0.056, top + 0.022],
        [side * 0.026, top + 0.05],
        [0, top + 0.026],
      ]);
  };
  const open = (tone: Colour, deep: number): void =>
    shape(ctx, tone, [
      [-0.034, top - 0.01],
      [0.034, top - 0.01],
      [0, top + deep],
    ]);
  const tie = (tone: Colour, end: number): void =>
    shape(ctx, tone, [
      [-0.009, top + 0.026],
      [0.009, top + 0.026],
      [0.007, top + 0.044],
      [0.015, top + end],
      [0, top + end + 0.016],
      [-0.015, top + end],
      [-0.007, top + 0.044],
    ]);
  const buttons = (tone: Colour, from: number): void => {
    for (let y = top + from; y < low; y += 0.042) orb(ctx, [0, y], { radius: 0.0055, colour: tone });
  };
  const belt = (tone: Colour, y: number): void => {
    line(ctx, { width: 0.024, colour: tone }, [
      [-s, y],
      [0, y + 0.012, s, y],
    ]);
    shape(ctx, "#e8c050", [
      [-0.016, y - 0.004],
      [0.016, y - 0.004],
      [0.016, y + 0.02],
      [-0.016, y + 0.02],
    ]);
  };
  switch (outfit.cut) {
    case "shirt":
      line(ctx, { width: 0.004, colour: dark }, [
        [0, top + 0.03],
        [0, low],
      ]);
      buttons(brightness(colour) > 0.7 ? "#cfc8be" : lighten(colour, 0.5), 0.06);
      collar(lighten(colour, 0.2));
      if (outfit.tie !== undefined) tie(outfit.tie, 0.14);
      else belt("#4a3426", -0.004);
      break;
    case "blouse":
      open(look.skin, 0.055);
      collar(lighten(colour, 0.3));
      buttons(lighten(colour, 0.5), 0.08);
      break;
    case "suit":
    case "coat":
    case "labCoat":
    case "uniform":
      open(outfit.under, feminine ? 0.11 : 0.14);
      if (outfit.tie !== undefined && !(feminine && outfit.cut === "suit")) tie(outfit.tie, 0.12);
      for (const side of [-1, 1]) {
        shape(ctx, lighten(colour, side > 0 ? 0.12 : 0.05), [
          [side * 0.036, top - 0.012],
          [side * 0.066, top + 0.05],
          [side * 0.046, top + 0.056],
          [0, top + 0.15],
          [0, top + 0.13],
        ]);
        line(ctx, { width: 0.004, colour: dark }, [
          [side * 0.066, top + 0.05],
          [0, top + 0.15],
        ]);
      }
      line(ctx, { width: 0.005, colour: dark }, [
        [0, top + 0.14],
        [0.002, low + 0.02],
      ]);
      if (outfit.cut !== "labCoat")
        for (let y = top + 0.17; y < -0.03; y += 0.05)
          orb(ctx, [0.016, y], { radius: 0.006, colour: outfit.cut === "uniform" ? "#f0c860" : darken(colour, 0.4) });
      if (outfit.cut === "uniform" || outfit.hat === "santa" || outfit.hat === "tricorn") belt("#26242a", -0.03);
      if (outfit.hat === "santa")
        line(ctx, { width: 0.045, colour: "#fbf8f2" }, [
          [-s, low + 0.005],
          [0, low + 0.02, s, low + 0.005],
        ]);
      if (outfit.hat === "tricorn")
        for (const side of [-1, 1])
          line(ctx, { width: 0.01, colour: "#e6bb48" }, [
            [side * 0.06, top + 0.06],
            [side * 0.03, low],
          ]);
      if (outfit.cut === "uniform")
        shape(ctx, "#f0c450", [
          [0.034, top + 0.075],
          [0.05, top + 0.068],
          [0.066, top + 0.075],
          [0.05, top + 0.108],
        ]);
      break;
    case "robe": {
      const trim = brightness(colour) > 0.6 ? mix(colour, "#a03a4a", 0.6) : lighten(colour, 0.62);
      for (const side of [1, -1])
        line(ctx, { width: 0.02, colour: trim }, [
          [-side * 0.036, top - 0.01],
          [0, top + 0.09, side * w * 0.9, top + long * 0.62],
        ]);
      line(ctx, { width: 0.05, colour: mix(trim, darken(colour, 0.3), 0.5) }, [
        [-s, top + long * 0.64],
        [0, top + long * 0.68, s, top + long * 0.64],
      ]);
      break;
    }
    case "chef":
      collar("#ffffff");
      if (outfit.tie !== undefined)
        shape(ctx, outfit.tie, [
          [-0.036, top],
          [0, top + 0.03, 0.036, top],
          [0.02, top + 0.05],
          [-0.02, top + 0.05],
        ]);
      for (let y = top + 0.075; y < -0.1; y += 0.04)
        for (const x of [-0.03, 0.03]) orb(ctx, [x, y], { radius: 0.006, colour: "#555a6c" });
      break;
    case "scrubs":
      open(look.skin, 0.05);
      break;
    case "overalls":
      shape(ctx, drape(ctx, colour, { from: -s, to: s, light: 1 }), [
        [-s * 0.52, top + 0.11],
        [s * 0.52, top + 0.11],
        [s * 0.6, top + 0.19],
        [s * 1.2, top + 0.22],
        [s * 1.2, low + 0.04],
        [-s * 1.2, low + 0.04],
        [-s * 1.2, top + 0.22],
        [-s * 0.6, top + 0.19],
      ]);
      for (const side of [-1, 1]) {
        line(ctx, { width: 0.022, colour }, [
          [side * 0.056, top],
          [side * s * 0.42, top + 0.12],
        ]);
        orb(ctx, [side * s * 0.42, top + 0.122], { radius: 0.009, colour: "#f0c860" });
      }
      line(ctx, { width: 0.004, colour: dark }, [
        [-0.04, top + 0.15],
        [-0.04, top + 0.19],
        [0.04, top + 0.19],
        [0.04, top + 0.15],
      ]);
      break;
    case "vest":
      collar(lighten(outfit.under, 0.15));
      for (const side of [-1, 1])
        shape(ctx, drape(ctx, colour, { from: -s, to: s, light: 1 }), [
          [side * 0.04, top - 0.01],
          [side * s * 0.86, top],
          [side * s * 0.8, top + 0.12],
          [side * s * 1.3, low + 0.05],
          [side * 0.012, low + 0.05],
          [side * 0.02, top + 0.1],
        ]);
      if (outfit.hat === "hard")
        for (const side of [-1, 1])
          line(ctx, { width: 0.018, colour: "#f6f4b6" }, [
            [side * s * 0.55, top],
            [side * s * 0.5, low],
          ]);
      break;
    case "hoodie":
      for (const side of [-1, 1]) {
        shape(ctx, darken(colour, 0.12), [
          [side * 0.03, top - 0.02],
          [side * 0.09, top + 0.0, side * 0.05, top + 0.05],
          [0, top + 0.04],
        ]);
        line(ctx, { width: 0.006, colour: lighten(colour, 0.6) }, [
          [side * 0.016, top + 0.045],
          [side * 0.018, top + 0.1],
        ]);
      }
      shape(ctx, darken(colour, 0.12), [
        [-w * 0.6, -0.09],
        [w * 0.6, -0.09],
        [w * 0.8, -0.02],
        [-w * 0.8, -0.02],
      ]);
      break;
    case "sweater":
      line(ctx, { width: 0.026, colour: darken(colour, 0.1) }, [
        [-0.04, top],
        [0, top + 0.034, 0.04, top],
      ]);
      line(ctx, { width: 0.03, colour: darken(colour, 0.1) }, [
        [-s, low],
        [0, low + 0.014, s, low],
      ]);
      break;
    case "armour":
      line(ctx, { width: 0.005, colour: dark }, [
        [0, top + 0.03],
        [0, top + long * 0.6],
      ]);
      shape(ctx, "rgba(255,255,255,0.35)", [
        [w * 0.2, top + 0.05],
        [w * 0.7, top + 0.1, w * 0.5, top + 0.18],
        [w * 0.4, top + 0.12, w * 0.2, top + 0.05],
      ]);
      belt("#5a3a26", -0.06);
      for (let plate = -2; plate <= 2; plate++)
        shape(ctx, darken(colour, plate % 2 ? 0.1 : 0.02), [
          [plate * 0.034 - 0.019, -0.035],
          [plate * 0.034 + 0.019, -0.035],
          [plate * 0.04 + 0.02, low + 0.02],
          [plate * 0.04 - 0.02, low + 0.02],
        ]);
      break;
    case "fire":
    case "space": {
      const band = outfit.cut === "fire" ? "#f4ec9a" : "#f08a3c";
      for (const y of [top + 0.13, -0.015]) {
        line(ctx, { width: 0.03, colour: band }, [
          [-s * 1.2, y],
          [0, y + 0.012, s * 1.2, y],
        ]);
        line(ctx, { width: 0.01, colour: "#c8ccd4" }, [
          [-s * 1.2, y],
          [0, y + 0.012, s * 1.2, y],
        ]);
      }
      line(ctx, { width: 0.006, colour: dark }, [
        [0, top + 0.03],
        [0, low],
      ]);
      if (outfit.cut === "space")
        shape(ctx, "#c4cbd8", [
          [-0.04, top + 0.06],
          [0.04, top + 0.06],
          [0.04, top + 0.11],
          [-0.04, top + 0.11],
        ]);
      break;
    }
    case "dress":
      line(ctx, { width: 0.018, colour: lighten(colour, 0.35) }, [
        [-w * 1.1, top + long * 0.66],
        [0, top + long * 0.7, w * 1.1, top + long * 0.66],
      ]);
      if (outfit.sleeves !== "none") open(look.skin, 0.05);
      break;
    default:
      line(ctx, { width: 0.011, colour: darken(colour, 0.16) }, [
        [-0.034, top],
        [0, top + 0.036, 0.034, top],
      ]);
      if (outfit.cape !== undefined)
        shape(ctx, "#f4cf3a", [
          [0, top + 0.06],
          [0.05, top + 0.09],
          [0, top + 0.15],
          [-0.05, top + 0.09],
        ]);
  }
  if (outfit.apron !== undefined) {
    shape(ctx, drape(ctx, outfit.apron, { from: -s, to: s, light: 1 }), [
      [-s * 0.48, top + 0.1],
      [s * 0.48, top + 0.1],
      [w * 0.95, top + 0.17],
      [w * 1.0, low + 0.06],
      [-w * 1.0, low + 0.06],
      [-w * 0.95, top + 0.17],
    ]);
    line(ctx, { width: 0.012, colour: darken(outfit.apron, 0.18) }, [
      [-s, top + long * 0.66],
      [s, top + long * 0.66],
    ]);
  }
  if (outfit.backpack !== undefined)
    for (const side of [-1, 1])
      line(ctx, { width: 0.022, colour: darken(outfit.backpack, 0.1) }, [
        [side * s * 0.62, top],
        [side * s * 0.72, top + 0.1, side * s * 0.66, top + 0.18],
      ]);
  if (outfit.stethoscope) {
    line(ctx, { width: 0.008, colour: "#2f384a" }, [
      [-0.042, top - 0.01],
      [-0.05, top + 0.12, 0.01, top + 0.13],
      [0.04, top + 0.1, 0.042, top - 0.01],
    ]);
    orb(ctx, [0.008, top + 0.145], { radius: 0.013, colour: "#c4ccd8" });
  }
}

/** What hangs behind a body: cape, wings, backpack. */
export function paintBack(ctx: SKRSContext2D, { look, bones, light }: Dressed): void {
  const { outfit } = look;
  const [nx, ny] = bones.neck;
  const s = bones.shoulder;
  if (outfit.wings)
    for (const side of [-1, 1])
      for (const [reach, lift, tone] of [
        [0.34, -0.1, "rgba(255,255,255,0.82)"],
        [0.26, 0.1, "rgba(224,240,255,0.78)"],
      ] as const)
        shape(ctx, tone, [
          [nx, ny + 0.07],
          [nx + side * reach * 0.4, ny + lift - 0.1, nx + side * reach, ny + lift - 0.06, nx + side * reach, ny + lift + 0.06],
          [nx + side * reach * 0.9, ny + lift + 0.18, nx + side * 0.1, ny + 0.22, nx, ny + 0.14],
        ]);
  if (outfit.cape !== undefined) {
    const foot = outfit.cut === "robe" || outfit.cut === "dress" ? -0.01 : -0.12;
    const outline = [
      [nx - s * 0.8, ny + 0.02],
      [nx - s * 1.35, ny + 0.16, nx - s * 1.8, foot - 0.3, nx - s * 1.9 - 0.04, foot],
      [nx - 0.02, foot + 0.03, nx + s * 1.5, foot],
      [nx + s * 1.45, foot - 0.3, nx + s * 1.2, ny + 0.16, nx + s * 0.8, ny + 0.02],
    ];
    shape(ctx, drape(ctx, darken(outfit.cape, 0.08), { from: nx - s * 2, to: nx + s * 1.6, light }), outline);
    for (const t of [-1.3, -0.7, 0.9])
      line(ctx, { width: 0.01, colour: fade(darken(outfit.cape, 0.5), 0.35) }, [
        [nx + t * s * 0.6, ny + 0.1],
        [nx + t * s, foot - 0.3, nx + t * s * 1.2, foot],
      ]);
  }
  if (outfit.backpack !== undefined) {
    const back = bones.pose.turn > 0.4 ? -s * 1.15 : 0;
    ctx.fillStyle = drape(ctx, outfit.backpack, { from: nx - s * 1.3 + back, to: nx + s * 1.3 + back, light });
    ctx.beginPath();
    ctx.roundRect(nx - s * 1.12 + back, ny + 0.005, s * 2.24, 0.22, 0.05);
    ctx.fill();
  }
}
