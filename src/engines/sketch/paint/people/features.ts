// Nose, eyes, brows and mouth, each under the light of the face. The unit is half the width of the head and the origin the middle
// of the face.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../../scene/scene.ts";
import { dab, line, oval, shadeOf, shape, trace } from "../brushwork.ts";
import { brightness, darken, fade, lighten, mix } from "../colour.ts";
import { buildOf, turned, type Face } from "./visage.ts";

/** The nose; `shade` is the skin in shadow. */
export function paintNose(ctx: SKRSContext2D, { look, light, turn, fine }: Face, shade: Colour): void {
  const { noseY, eyeY, young } = buildOf(look);
  const wide = (young ? 0.12 : look.feminine ? 0.145 : 0.175) * (brightness(look.skin) < 0.5 ? 1.16 : 1);
  const sheen = 0.45 + 0.55 * brightness(look.skin);
  const x = turned(0, turn)[0] * 1.22;
  const bridge = turned(0, turn)[0] * 0.9;
  // The side plane, from the inner corner of the eye to the wing.
  if (!young) {
    dab(ctx, [bridge - light * 0.15, eyeY + 0.12], { radius: 0.2, colour: shade, strength: 0.4, flat: 1.5 });
    dab(ctx, [x - light * (wide + 0.02), noseY - 0.06], { radius: 0.2, colour: shade, strength: 0.45 });
  }
  dab(ctx, [x, noseY + 0.1], { radius: wide * 1.9, colour: shade, strength: 0.5, flat: 0.42 });
  dab(ctx, [x + light * 0.02, noseY - 0.1], {
    radius: wide * 1.15,
    colour: lighten(look.skin, 0.65),
    strength: (fine ? 0.46 : 0.36) * sheen * sheen,
  });
  if (fine && !young)
    dab(ctx, [(x + bridge) / 2 + light * 0.02, (noseY + eyeY) / 2], {
      radius: 0.17,
      colour: lighten(look.skin, 0.6),
      strength: 0.24 * sheen * sheen,
      flat: 1.6,
    });
  const dark = mix(darken(shade, 0.45), "#4a1820", 0.3);
  for (const side of [-1, 1]) {
    if (fine)
      line(ctx, { width: 0.03, colour: fade(darken(shade, 0.1), 0.3) }, [
        [x + side * wide * 0.94, noseY - 0.09],
        [x + side * wide * 1.3, noseY + 0.0, x + side * wide * 0.92, noseY + 0.055],
      ]);
    ctx.fillStyle = fade(dark, fine ? 0.72 : 0.5);
    ctx.beginPath();
    ctx.ellipse(x + side * wide * 0.5, noseY + 0.045, wide * 0.3, wide * 0.16, side * -0.35, 0, Math.PI * 2);
    ctx.fill();
  }
  line(ctx, { width: 0.026, colour: fade(darken(shade, 0.2), 0.5) }, [
    [x - wide * 0.3, noseY + 0.08],
    [x, noseY + 0.11, x + wide * 0.3, noseY + 0.08],
  ]);
}

/** One eye with its lids: the left of the picture at side −1, the right at 1. */
export function paintEye(ctx: SKRSContext2D, face: Face, side: number): void {
  const { look, light, turn, fine } = face;
  const build = buildOf(look);
  const [x, narrow] = turned(side * 0.41, turn);
  const y = build.eyeY;
  const half = 0.205 * build.eye * narrow;
  const open =
    (look.expression === "surprised" ? 0.165 : look.expression === "angry" || look.expression === "serious" ? 0.105 : 0.125) *
    build.eye *
    (build.young ? 1.12 : 1) *
    (look.age === "old" ? 0.86 : 1);
  const ink = mix("#20131a", look.hair.colour, 0.18);
  const shade = shadeOf(look.skin);
  const inner = x - side * half;
  const outer = x + side * half;
  if (look.expression === "sleeping" || look.expression === "laughing") {
    const bow = look.expression === "laughing" ? -0.15 : 0.13;
    line(ctx, { width: 0.06, colour: ink }, [
      [inner, y + (bow < 0 ? 0.06 : 0)],
      [x, y + bow, outer, y + (bow < 0 ? 0.05 : -0.01)],
    ]);
    if (fine) {
      for (const part of [0.55, 0.8, 1])
        line(ctx, { width: 0.026, colour: ink }, [
          [x + side * half * part * 0.94, y + bow * 0.4 * (1 - part) + 0.03],
          [x + side * (half * part + 0.06), y + (bow < 0 ? 0.02 : 0.09)],
        ]);
      line(ctx, { width: 0.026, colour: fade(shade, 0.7) }, [
        [inner, y - 0.06],
        [x, y - 0.2, outer, y - 0.07],
      ]);
    }
  } else {
    const almond: readonly (readonly number[])[] = [
      [inner, y + 0.035],
      [inner + side * half * 0.4, y - open * 1.25, outer - side * half * 0.55, y - open * 1.4, outer, y - 0.015],
      [outer - side * half * 0.45, y + open * 0.95, inner + side * half * 0.7, y + open * 0.98, inner, y + 0.035],
    ];
    ctx.save();
    trace(ctx, almond);
    ctx.closePath();
    ctx.fillStyle = "#fbf5f2";
    ctx.fill();
    ctx.clip();
    const gazeX = x + turn * 0.03;
    const gazeY = y - 0.012 + (look.expression === "sad" ? 0.03 : 0);
    const iris = 0.122 * build.eye * (build.young ? 1.12 : 1);
    const tone = ctx.createRadialGradient(gazeX, gazeY + iris * 0.45, iris * 0.1, gazeX, gazeY, iris);
    tone.addColorStop(0, lighten(look.eyes, 0.34));
    tone.addColorStop(0.6, look.eyes);
    tone.addColorStop(1, darken(look.eyes, 0.6));
    ctx.fillStyle = tone;
    oval(ctx, [gazeX, gazeY], iris * Math.sqrt(narrow), iris);
    ctx.fillStyle = "#120c10";
    oval(ctx, [gazeX, gazeY], iris * 0.46 * Math.sqrt(narrow), iris * 0.46);
    // The lid throws its shadow on the ball.
    const lid = ctx.createLinearGradient(0, y - open * 1.2, 0, y + open * 0.3);
    lid.addColorStop(0, "rgba(40,16,30,0.55)");
    lid.addColorStop(0.6, "rgba(40,16,30,0.12)");
    lid.addColorStop(1, "rgba(40,16,30,0)");
    ctx.fillStyle = lid;
    ctx.fillRect(x - 0.4, y - 0.4, 0.8, 0.8);
    ctx.restore();
    ctx.fillStyle = "rgba(255,255,255,0.95)";
    oval(ctx, [gazeX + light * iris * 0.34, gazeY - iris * 0.38], iris * 0.24, iris * 0.26);
    ctx.fillStyle = "rgba(255,255,255,0.4)";
    oval(ctx, [gazeX - light * iris * 0.4, gazeY + iris * 0.45], iris * 0.14, iris * 0.12);
    // Upper lashes are a wedge that widens outwards; the lower lid is only a line.
    const thick = look.feminine ? 0.06 : 0.042;
    shape(ctx, ink, [
      [inner, y + 0.035],
      [
        inner + side * half * 0.4,
        y - open * 1.3,
        outer - side * half * 0.55,
        y - open * 1.5,
        outer + side * (look.feminine ? 0.055 : 0.01),
        y - (look.feminine ? 0.06 : 0.02),
      ],
      [
        outer - side * half * 0.5,
        y - open * 1.3 + thick,
        inner + side * half * 0.45,
        y - open * 1.15 + thick * 0.6,
        inner,
        y + 0.035,
      ],
    ]);
    if (fine && look.feminine)
      for (const part of [0.35, 0.62, 0.86])
        line(ctx, { width: 0.014, colour: fade(ink, 0.8) }, [
          [x + side * half * part, y - open * (1.08 - part * part * 0.75)],
          [x + side * (half * part + 0.05), y - open * (1.1 - part * part * 0.6) - 0.05],
        ]);
    if (fine || look.feminine)
      line(ctx, { width: 0.018, colour: fade(shade, 0.75) }, [
        [inner + side * 0.04, y + open * 0.6],
        [x, y + open * 0.98, outer - side * 0.01, y + 0.01],
      ]);
    line(ctx, { width: 0.026, colour: fade(darken(shade, 0.15), build.young ? 0.35 : 0.6) }, [
      [inner + side * 0.02, y - open * 0.75],
      [x, y - open * 1.75, outer + side * 0.02, y - open * 0.72],
    ]);
  }
  paintBrow(ctx, face, side);
}

function paintBrow(ctx: SKRSContext2D, { look, turn, fine }: Face, side: number): void {
  const build = buildOf(look);
  const mood = {
    angry: [0.1, -0.06],
    serious: [0.03, -0.02],
    sad: [-0.11, 0.05],
    surprised: [-0.12, -0.12],
    laughing: [-0.04, -0.03],
  }[look.expression as "angry"] ?? [-0.01, 0];
  const y = build.eyeY - (build.young ? 0.37 : 0.32);
  const at = (u: number): number => turned(side * u, turn)[0];
  const tall = look.age === "old" && !look.feminine ? 0.095 : look.feminine || build.young ? 0.062 : 0.09;
  const colour = darken(look.hair.colour, brightness(look.hair.colour) > 0.55 ? 0.34 : 0.08);
  const [inY = 0, outY = 0] = mood;
  shape(ctx, fade(colour, fine ? 0.72 : 0.9), [
    [at(0.2), y + inY + tall * 0.5],
    [at(0.21), y + inY - tall * 0.5],
    [at(0.4), y - 0.085 + (inY + outY) / 2 - tall * 0.5, at(0.67), y + 0.05 + outY],
    [at(0.42), y - 0.045 + (inY + outY) / 2 + tall * 0.4, at(0.2), y + inY + tall * 0.5],
  ]);
  if (!fine) return;
  for (let hair = 0; hair < 22; hair++) {
    const t = hair / 21;
    const u = 0.2 + t * 0.44;
    const rise = y + inY * (1 - t) + outY * t - Math.sin(t * 2.1) * 0.06 + t * t * 0.06;
    line(ctx, { width: 0.011, colour: fade(colour, 0.55) }, [
      [at(u), rise + tall * 0.4 * (1 - t)],
      [at(u + 0.07), rise - tall * 0.45 * (1 - t * 0.5)],
    ]);
  }
}

/** The lips; `shade` is the skin in shadow. */
export function paintMouth(ctx: SKRSContext2D, { look, turn, light, fine }: Face, shade: Colour): void {
  const { mouthY: y, young } = buildOf(look);
  const middle = turned(0, turn)[0] * 1.08;
  const half = (young ? 0.27 : look.feminine ? 0.31 : 0.33) * (1 - Math.abs(turn) * 0.12);
  const left = middle - half;
  const right = middle + half;
  const rosy = look.feminine && !young ? "#c93f58" : "#b9575a";
  const lip = mix(rosy, look.skin, brightness(look.skin) < 0.45 ? 0.38 : look.feminine && !young ? 0.22 : 0.48);
  const seam = mix(darken(lip, 0.5), "#3a1018", 0.35);
  const full = (look.age === "old" ? 0.7 : look.feminine ? 1.12 : 0.9) * (brightness(look.skin) < 0.5 ? 1.16 : 1);
  dab(ctx, [middle, y + 0.27], { radius: 0.26, colour: shade, strength: 0.42, flat: 0.36 });
  const open = look.expression === "laughing" ? 0.3 : look.expression === "surprised" ? 0.2 : 0;
  if (look.expression === "surprised") {
    ctx.fillStyle = "#5e1a26";
    oval(ctx, [middle, y + 0.06], 0.13, 0.18);
    ctx.strokeStyle = lip;
    ctx.lineWidth = 0.06;
    ctx.stroke();
    return;
  }
  if (open > 0 || look.expression === "smiling") {
    const grin = open > 0 ? open : look.beaming ? 0.14 : 0;
    const corner = y - (open > 0 ? 0.1 : 0.075);
    const wide = open > 0 ? 1.16 : 1.1;
    const [from, to] = [middle - half * wide, middle + half * wide];
    const low = y + grin + 0.035;
    // Lower lip, then the mouth, then teeth, then the upper lip's bow.
    shape(ctx, lighten(lip, 0.08), [
      [from, corner],
      [middle - half * 0.6, low + 0.14 * full, middle + half * 0.6, low + 0.14 * full, to, corner],
      [middle + half * 0.5, y + grin * 0.6, middle - half * 0.5, y + grin * 0.6, from, corner],
    ]);
    dab(ctx, [middle + light * 0.07, y - 0.019 + 0.75 * (grin * 1.15 + 0.035 + 0.085 * full)], {
      radius: 0.1,
      colour: "#ffffff",
      strength: fine ? 0.34 : 0.2,
      flat: 0.34,
    });
    if (grin > 0) {
      const mouth: readonly (readonly number[])[] = [
        [from + 0.02, corner],
        [middle, y + 0.06, to - 0.02, corner],
        [middle + half * 0.55, low + grin * 0.34, middle - half * 0.55, low + grin * 0.34, from + 0.02, corner],
      ];
      ctx.save();
      shape(ctx, "#6a1c2a", mouth);
      ctx.clip();
      shape(ctx, "#fdf8f3", [
        [from, corner - 0.03],
        [middle, y + 0.04, to, corner - 0.03],
        [
          middle + half * 0.5,
          y + 0.1 + grin * (open > 0 ? 0.4 : 1),
          middle - half * 0.5,
          y + 0.1 + grin * (open > 0 ? 0.4 : 1),
          from,
          corner,
        ],
      ]);
      if (open > 0) {
        ctx.fillStyle = "#d8606c";
        oval(ctx, [middle, low + 0.1], 0.17, 0.1);
      }
      ctx.restore();
    }
    shape(ctx, darken(lip, 0.07), [
      [from, corner],
      [middle - half * 0.5, y - 0.075 * full, middle - 0.1, y - 0.1 * full],
      [middle - 0.04, y - 0.11 * full, middle, y - 0.075 * full],
      [middle + 0.04, y - 0.11 * full, middle + 0.1, y - 0.1 * full],
      [middle + half * 0.5, y - 0.075 * full, to, corner],
      [middle + half * 0.5, y + 0.055, middle - half * 0.5, y + 0.055, from, corner],
    ]);
    line(ctx, { width: 0.024, colour: fade(seam, 0.85) }, [
      [from - 0.01, corner - 0.01],
      [middle - half * 0.5, y + 0.045, middle, y + 0.03],
      [middle + half * 0.5, y + 0.045, to + 0.01, corner - 0.01],
    ]);
    for (const side of [-1, 1]) {
      const x = side < 0 ? from : to;
      line(ctx, { width: 0.026, colour: fade(darken(shade, 0.1), 0.3) }, [
        [x, corner - 0.035],
        [x + side * 0.05, corner, x + side * 0.02, corner + 0.05],
      ]);
      if (open > 0)
        line(ctx, { width: 0.03, colour: fade(shade, young ? 0.16 : 0.26) }, [
          [x - side * 0.06, y - 0.26],
          [x + side * 0.09, y - 0.2, x + side * 0.13, corner + 0.02],
        ]);
    }
    return;
  }
  const bend =
    look.expression === "sad" ? 0.075 : look.expression === "angry" ? 0.06 : look.expression === "sleeping" ? -0.015 : 0.005;
  shape(ctx, lighten(lip, 0.07), [
    [left, y + bend],
    [middle - half * 0.5, y + 0.17 * full, middle + half * 0.5, y + 0.17 * full, right, y + bend],
    [middle, y - bend * 0.6, left, y + bend],
  ]);
  dab(ctx, [middle + light * 0.06, y + 0.075], { radius: 0.12, colour: "#ffffff", strength: fine ? 0.3 : 0.15, flat: 0.35 });
  shape(ctx, darken(lip, 0.08), [
    [left, y + bend],
    [middle - half * 0.4, y - 0.085 * full, middle - 0.09, y - 0.1 * full],
    [middle, y - 0.06 * full, middle + 0.09, y - 0.1 * full],
    [middle + half * 0.4, y - 0.085 * full, right, y + bend],
    [middle, y - bend * 0.6, left, y + bend],
  ]);
  line(ctx, { width: 0.028, colour: fade(seam, 0.9) }, [
    [left - 0.01, y + bend],
    [middle, y - bend * 0.75, right + 0.01, y + bend],
  ]);
  if (look.expression === "sad" && fine)
    dab(ctx, [turned(light * 0.5, turn)[0], 0.42], { radius: 0.08, colour: "#d8f0ff", strength: 0.8, flat: 1.7 });
}
