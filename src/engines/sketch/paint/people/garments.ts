// Clothes on a whole figure: sleeves, legs, skirts, trunk, and what is worn on the back. Lengths are in body heights.
import type { SKRSContext2D } from "@napi-rs/canvas";
import { drape, line, orb, oval, shadeOf, shape, trace, type Pair } from "../brushwork.ts";
import { brightness, darken, fade, lighten, mix } from "../colour.ts";
import { paintHand, paintShoe, paintSleeve } from "./limbs.ts";
import type { Look } from "./people.ts";
import type { Skeleton } from "./skeleton.ts";
import { overlay } from "./trimmings.ts";

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
