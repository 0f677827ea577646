// Faces and hair, shared by the portrait and by full figures. What the prompt does not say about a person is chosen by the seed
// from the whole range of people. All lengths are in half head widths.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour, Person } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import { brightness, darken, fade, lighten, mix } from "./colour.ts";
import { ellipse, radialGradient, verticalGradient } from "./easel.ts";

export type HairForm = NonNullable<NonNullable<Person["hair"]>["form"]>;

/** A person with nothing left open. */
export interface Look {
  readonly age: Person["age"];
  readonly feminine: boolean;
  readonly skin: Colour;
  readonly hair: Colour;
  readonly form: HairForm;
  readonly clothing: Colour;
  readonly trousers: Colour;
  readonly item: string;
  readonly expression: NonNullable<Person["expression"]>;
  readonly accessories: ReadonlySet<string>;
  readonly role: string;
  readonly eyes: Colour;
}

const SKINS: readonly Colour[] = ["#ffdfca", "#f8cdaa", "#e7b187", "#c68b5f", "#99623d", "#6d452b"];
const HAIRS: readonly Colour[] = ["#2a2024", "#3d2a24", "#5a3826", "#7d4e2d", "#a86c35", "#d9a45a", "#b8502f"];

interface Casting {
  readonly random: Random;
  readonly accents: readonly Colour[];
  /** What else names the person. */
  readonly words?: string;
  /** Which person of the picture: neighbours differ in skin and clothes. */
  readonly ordinal?: number;
  /** A stream shared by all people of one subject, from which their differences are counted. */
  readonly shared?: Random;
}

/** An order of skins in which neighbours are far apart. */
const SKIN_STEPS: readonly number[] = [0, 3, 1, 4, 2, 5];

export function lookOf(person: Person | undefined, { random, accents, words = "", ordinal = 0, shared = random }: Casting): Look {
  const age = person?.age ?? "adult";
  const gender = random.fork("gender").next();
  const feminine = person?.gender === "woman" || (person?.gender !== "man" && gender < 0.5);
  const tone =
    person?.skin ?? ((shared.fork("skin").int(0, 5) + (SKIN_STEPS[ordinal % SKIN_STEPS.length] ?? 0)) % SKINS.length) + 1;
  const hairChance = random.fork("hair");
  // Fair hair goes with fair skin by default; a prompt may say otherwise.
  const natural = HAIRS[hairChance.int(0, tone <= 2 ? 6 : tone <= 3 ? 3 : 1)] ?? "#3d2a24";
  const hair = person?.hair?.colour ?? (age === "old" ? hairChance.pick(["#e6e4e8", "#c9c7cf", "#f3f1f2"]) : natural);
  const forms: readonly HairForm[] =
    feminine && age === "old"
      ? ["bun", "short", "curly"]
      : feminine
        ? ["long", "long", "bun", "curly", "short"]
        : ["short", "short", "curly", "short"];
  const item = person?.clothing?.item ?? "";
  const clothing =
    person?.clothing?.colour ??
    clothesFor(`${item} ${person?.role ?? ""} ${words}`) ??
    accents[(shared.fork("clothing").int(0, accents.length - 1) + ordinal) % accents.length] ??
    "#e4572e";
  const accessories = new Set<string>(person?.accessories ?? []);
  return {
    age,
    feminine,
    hair,
    clothing,
    item,
    accessories,
    skin: SKINS[tone - 1] ?? "#e7b187",
    form: person?.hair?.form ?? (age === "baby" ? "short" : hairChance.pick(forms)),
    trousers: /astronaut/.test(`${person?.role ?? ""} ${words}`)
      ? "#e3e7ee"
      : random.fork("trousers").pick(["#2f3b57", "#4a4f5e", "#5b4636", "#39455e", "#6b5d4f"]),
    expression: person?.expression ?? "smiling",
    role: `${person?.role ?? ""} ${words}`,
    eyes: random.fork("eyes").pick(tone <= 2 ? ["#4a86b8", "#5b8a4a", "#6b4528"] : ["#5b3820", "#43291a"]),
  };
}

function clothesFor(words: string): Colour | undefined {
  if (/chef|cook|doctor|nurse|scientist|lab|wedding|bride/.test(words)) return "#fbfaf7";
  if (/suit|tuxedo|business|judge|detective/.test(words)) return "#2f3648";
  if (/police|pilot|sailor|navy/.test(words)) return "#27406e";
  if (/fire/.test(words)) return "#c8462f";
  if (/farm|denim|jeans/.test(words)) return "#4a74a8";
  if (/astronaut/.test(words)) return "#eef1f5";
  return undefined;
}

/** What names a person besides the prompt's own description: the glyph often says the trade (`woman-cook`). */
export function wordsOf({ key, glyph = "" }: { readonly key: string; readonly glyph?: string }): string {
  return `${key} ${glyph}`;
}

interface Face {
  readonly x: number;
  /** Middle of the head. */
  readonly y: number;
  /** Half of the head's width, pixels. */
  readonly r: number;
  readonly look: Look;
  /** -1 lit from the left … 1 from the right. */
  readonly light: number;
}

/** Everything behind head and shoulders. */
export function paintHairBehind(ctx: SKRSContext2D, { x, y, r, look }: Face): void {
  const { form, hair } = look;
  const dark = darken(hair, 0.28);
  if (form === "long") {
    ctx.fillStyle = verticalGradient(
      ctx,
      [y - r, y + r * 2.8],
      [
        [0, dark],
        [0.5, hair],
        [1, darken(hair, 0.15)],
      ],
    );
    ctx.beginPath();
    ctx.moveTo(x - r * 1.08, y - r * 0.5);
    ctx.bezierCurveTo(x - r * 1.5, y + r * 0.6, x - r * 1.35, y + r * 1.6, x - r * 1.5, y + r * 2.5);
    ctx.quadraticCurveTo(x - r * 0.8, y + r * 2.9, x - r * 0.2, y + r * 2.4);
    ctx.lineTo(x + r * 0.2, y + r * 2.4);
    ctx.quadraticCurveTo(x + r * 0.8, y + r * 2.9, x + r * 1.5, y + r * 2.5);
    ctx.bezierCurveTo(x + r * 1.35, y + r * 1.6, x + r * 1.5, y + r * 0.6, x + r * 1.08, y - r * 0.5);
    ctx.bezierCurveTo(x + r * 0.9, y - r * 1.6, x - r * 0.9, y - r * 1.6, x - r * 1.08, y - r * 0.5);
    ctx.fill();
  } else if (form === "bun") {
    ball(ctx, { x, y: y - r * 1.62, r: r * 0.52 }, hair);
  } else if (form === "curly") {
    const reach = look.feminine ? 1.3 : 1.02;
    for (let index = 0; index < 18; index++) {
      const angle = Math.PI * (1.28 - (index / 17) * 1.56);
      const low = look.feminine ? 0.35 : 0;
      const at = {
        x: x + Math.cos(angle) * r * reach,
        y: y - r * 0.3 - Math.sin(angle) * r * 1.12 + low * r * Math.abs(Math.cos(angle)),
      };
      ball(ctx, { ...at, r: r * (look.feminine ? 0.46 : 0.34) }, index % 2 === 0 ? hair : darken(hair, 0.12));
    }
  } else if (form === "braids") {
    for (const side of [-1, 1]) {
      for (let knot = 0; knot < 6; knot++) {
        ball(
          ctx,
          { x: x + side * r * (1.08 + knot * 0.05), y: y + r * (0.35 + knot * 0.38), r: r * (0.27 - knot * 0.012) },
          knot % 2 === 0 ? hair : darken(hair, 0.1),
        );
      }
      ball(ctx, { x: x + side * r * 1.36, y: y + r * 2.35, r: r * 0.15 }, look.clothing);
    }
  }
}

export function ball(ctx: SKRSContext2D, { x, y, r }: { x: number; y: number; r: number }, colour: Colour): void {
  ctx.fillStyle = radialGradient(ctx, { x: x - r * 0.3, y: y - r * 0.35 }, r * 1.4, [
    [0, lighten(colour, 0.22)],
    [0.55, colour],
    [1, darken(colour, 0.3)],
  ]);
  ellipse(ctx, { x, y }, r, r);
  ctx.fill();
}

/** Head with ears, features, hair in front and what is worn on it. */
export function paintHead(ctx: SKRSContext2D, face: Face): void {
  const { x, y, r, look, light } = face;
  const { skin, age } = look;
  const shade = mix(darken(skin, 0.2), "#b0446a", 0.16);
  for (const side of [-1, 1]) {
    const ear = { x: x + side * r * 1.0, y: y + r * 0.2 };
    ctx.fillStyle = side * light > 0 ? skin : mix(skin, shade, 0.5);
    ellipse(ctx, ear, r * 0.17, r * 0.25);
    ctx.fill();
    ctx.fillStyle = fade(shade, 0.7);
    ellipse(ctx, { x: ear.x, y: ear.y + r * 0.02 }, r * 0.08, r * 0.14);
    ctx.fill();
  }
  headShape(ctx, face);
  ctx.fillStyle = radialGradient(ctx, { x: x + light * r * 0.42, y: y - r * 0.35 }, r * 2.1, [
    [0, lighten(skin, 0.2)],
    [0.45, skin],
    [0.8, mix(skin, shade, 0.55)],
    [1, shade],
  ]);
  ctx.fill();
  ctx.save();
  headShape(ctx, face);
  ctx.clip();
  for (const side of [-1, 1]) {
    const blush = age === "child" || age === "baby" || look.expression === "laughing" ? 0.42 : 0.27;
    ctx.fillStyle = radialGradient(ctx, { x: x + side * r * 0.58, y: y + r * 0.48 }, r * 0.36, [
      [0, fade("#ff5f6d", blush * (brightness(skin) * 0.8 + 0.2))],
      [1, fade("#ff5f6d", 0)],
    ]);
    ctx.fillRect(x - r * 1.2, y - r, r * 2.4, r * 2.4);
  }
  // Hair throws a soft shadow on the forehead.
  if (look.form !== "bald") {
    ctx.fillStyle = verticalGradient(
      ctx,
      [y - r * 1.1, y - r * 0.1],
      [
        [0, fade(shade, 0.75)],
        [1, fade(shade, 0)],
      ],
    );
    ctx.fillRect(x - r * 1.2, y - r * 1.4, r * 2.4, r * 1.4);
  }
  ctx.restore();
  if (age === "old") paintWrinkles(ctx, face, shade);
  if (look.accessories.has("beard")) paintBeard(ctx, face);
  paintFeatures(ctx, face, shade);
  paintHairFront(ctx, face);
  paintHeadwear(ctx, face);
}

function headShape(ctx: SKRSContext2D, { x, y, r, look }: Face): void {
  const jaw = look.age === "baby" ? 0.95 : look.age === "child" ? 0.86 : look.feminine ? 0.7 : 0.8;
  const chin = look.age === "baby" ? 1.02 : look.age === "child" ? 1.08 : 1.22;
  ctx.beginPath();
  ctx.moveTo(x - r, y - r * 0.15);
  ctx.bezierCurveTo(x - r * 1.02, y - r * 1.6, x + r * 1.02, y - r * 1.6, x + r, y - r * 0.15);
  ctx.bezierCurveTo(x + r * 1.02, y + r * 0.5, x + r * jaw, y + r * (chin - 0.2), x + r * 0.28, y + r * chin);
  ctx.quadraticCurveTo(x, y + r * (chin + 0.07), x - r * 0.28, y + r * chin);
  ctx.bezierCurveTo(x - r * jaw, y + r * (chin - 0.2), x - r * 1.02, y + r * 0.5, x - r, y - r * 0.15);
  ctx.closePath();
}

function paintFeatures(ctx: SKRSContext2D, face: Face, shade: Colour): void {
  const { x, y, r, look, light } = face;
  const young = look.age === "child" || look.age === "baby";
  const eyeY = y + r * (young ? 0.2 : 0.1);
  const size = young ? 1.22 : 1;
  const closed = look.expression === "sleeping" || look.expression === "laughing";
  const line = darken(mix(look.hair, "#2a1a1e", 0.6), 0.1);
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  for (const side of [-1, 1]) {
    const ex = x + side * r * 0.43;
    if (closed) {
      ctx.strokeStyle = line;
      ctx.lineWidth = r * 0.075;
      ctx.beginPath();
      const bow = look.expression === "laughing" ? -1 : 1;
      ctx.moveTo(ex - r * 0.19, eyeY - bow * r * 0.01);
      ctx.quadraticCurveTo(ex, eyeY + bow * r * 0.17, ex + r * 0.19, eyeY - bow * r * 0.01);
      ctx.stroke();
    } else {
      const wide = look.expression === "surprised" ? 1.2 : 1;
      ctx.save();
      ellipse(ctx, { x: ex, y: eyeY }, r * 0.215 * size, r * 0.175 * size * wide);
      ctx.fillStyle = "#fffdfa";
      ctx.fill();
      ctx.clip();
      const gaze = { x: ex + r * 0.012 * light, y: eyeY + r * 0.012 };
      ctx.fillStyle = radialGradient(ctx, { x: gaze.x, y: gaze.y + r * 0.04 }, r * 0.16 * size, [
        [0, lighten(look.eyes, 0.3)],
        [0.7, look.eyes],
        [1, darken(look.eyes, 0.5)],
      ]);
      ellipse(ctx, gaze, r * 0.145 * size, r * 0.155 * size);
      ctx.fill();
      ctx.fillStyle = "#150e12";
      ellipse(ctx, gaze, r * 0.075 * size, r * 0.08 * size);
      ctx.fill();
      ctx.fillStyle = fade("#3a2430", 0.25);
      ctx.fillRect(ex - r, eyeY - r * 0.25, r * 2, r * 0.13);
      ctx.restore();
      ctx.fillStyle = "#ffffff";
      ellipse(ctx, { x: gaze.x + r * 0.05, y: gaze.y - r * 0.06 }, r * 0.045 * size, r * 0.045 * size);
      ctx.fill();
      ellipse(ctx, { x: gaze.x - r * 0.05, y: gaze.y + r * 0.06 }, r * 0.02, r * 0.02);
      ctx.fill();
      ctx.strokeStyle = line;
      ctx.lineWidth = r * (look.feminine ? 0.065 : 0.05);
      ctx.beginPath();
      ctx.moveTo(ex - side * r * 0.2 * size, eyeY - r * 0.02);
      ctx.quadraticCurveTo(ex - side * r * 0.02, eyeY - r * 0.25 * size * wide, ex + side * r * 0.225 * size, eyeY - r * 0.04);
      if (look.feminine) ctx.lineTo(ex + side * r * 0.275 * size, eyeY - r * 0.09);
      ctx.stroke();
    }
    // Brows carry much of the mood.
    const mood = { angry: 0.12, serious: 0.04, sad: -0.1, surprised: -0.02 }[look.expression as "angry"] ?? -0.02;
    const lift = look.expression === "surprised" ? 0.12 : 0;
    const browY = eyeY - r * (0.34 + lift);
    ctx.strokeStyle = look.age === "old" ? darken(look.hair, 0.12) : darken(look.hair, brightness(look.hair) > 0.6 ? 0.3 : 0.05);
    ctx.lineWidth = r * (look.feminine || young ? 0.065 : 0.1);
    ctx.beginPath();
    ctx.moveTo(ex - side * r * 0.2, browY + r * mood + r * 0.02);
    ctx.quadraticCurveTo(ex + side * r * 0.02, browY - r * 0.08, ex + side * r * 0.26, browY - r * mood * 0.6 + r * 0.05);
    ctx.stroke();
  }
  const noseY = y + r * (young ? 0.46 : 0.45);
  ctx.fillStyle = fade(shade, 0.5);
  ctx.beginPath();
  ctx.moveTo(x - r * 0.13, noseY + r * 0.02);
  ctx.quadraticCurveTo(x, noseY + r * 0.16, x + r * 0.13, noseY + r * 0.02);
  ctx.quadraticCurveTo(x, noseY + r * 0.07, x - r * 0.13, noseY + r * 0.02);
  ctx.fill();
  ctx.fillStyle = radialGradient(ctx, { x: x + light * r * 0.03, y: noseY - r * 0.06 }, r * 0.14, [
    [0, fade(lighten(look.skin, 0.6), 0.5)],
    [1, fade(lighten(look.skin, 0.6), 0)],
  ]);
  ellipse(ctx, { x: x + light * r * 0.03, y: noseY - r * 0.06 }, r * 0.14, r * 0.16);
  ctx.fill();
  paintMouth(ctx, face, shade);
}

function paintMouth(ctx: SKRSContext2D, { x, y, r, look }: Face, shade: Colour): void {
  const young = look.age === "child" || look.age === "baby";
  const my = y + r * (young ? 0.72 : 0.8);
  const lip = mix(
    look.feminine ? "#d4506a" : "#b8605c",
    darken(look.skin, 0.2),
    brightness(look.skin) < 0.45 ? 0.4 : look.feminine ? 0.15 : 0.4,
  );
  ctx.strokeStyle = darken(lip, 0.3);
  ctx.lineWidth = r * 0.055;
  switch (look.expression) {
    case "laughing":
      ctx.fillStyle = "#7a2434";
      ctx.beginPath();
      ctx.moveTo(x - r * 0.38, my - r * 0.1);
      ctx.quadraticCurveTo(x, my + r * 0.02, x + r * 0.38, my - r * 0.1);
      ctx.bezierCurveTo(x + r * 0.32, my + r * 0.34, x - r * 0.32, my + r * 0.34, x - r * 0.38, my - r * 0.1);
      ctx.fill();
      ctx.save();
      ctx.clip();
      ctx.fillStyle = "#ffffff";
      ctx.fillRect(x - r * 0.4, my - r * 0.12, r * 0.8, r * 0.15);
      ctx.fillStyle = "#f0788a";
      ellipse(ctx, { x, y: my + r * 0.24 }, r * 0.2, r * 0.12);
      ctx.fill();
      ctx.restore();
      return;
    case "surprised":
      ctx.fillStyle = "#7a2434";
      ellipse(ctx, { x, y: my + r * 0.02 }, r * 0.13, r * 0.17);
      ctx.fill();
      ctx.stroke();
      return;
    case "sad":
    case "angry":
      ctx.beginPath();
      ctx.moveTo(x - r * 0.26, my + r * 0.08);
      ctx.quadraticCurveTo(x, my - r * 0.12, x + r * 0.26, my + r * 0.08);
      ctx.stroke();
      return;
    case "serious":
    case "sleeping":
      ctx.beginPath();
      ctx.moveTo(x - r * 0.22, my);
      ctx.quadraticCurveTo(x, my + r * 0.04, x + r * 0.22, my);
      ctx.stroke();
      return;
    default:
      // A smile that shows a little of the teeth.
      ctx.fillStyle = "#8a2c3c";
      ctx.beginPath();
      ctx.moveTo(x - r * 0.36, my - r * 0.1);
      ctx.quadraticCurveTo(x, my + r * 0.08, x + r * 0.36, my - r * 0.1);
      ctx.quadraticCurveTo(x, my + r * 0.4, x - r * 0.36, my - r * 0.1);
      ctx.fill();
      ctx.save();
      ctx.clip();
      ctx.fillStyle = "#fffaf5";
      ellipse(ctx, { x, y: my - r * 0.02 }, r * 0.27, r * 0.12);
      ctx.fill();
      ctx.restore();
      ctx.strokeStyle = lip;
      ctx.lineWidth = r * 0.05;
      ctx.beginPath();
      ctx.moveTo(x - r * 0.34, my - r * 0.08);
      ctx.quadraticCurveTo(x, my + r * 0.4, x + r * 0.34, my - r * 0.08);
      ctx.stroke();
      ctx.lineWidth = r * 0.035;
      ctx.beginPath();
      ctx.moveTo(x - r * 0.36, my - r * 0.1);
      ctx.quadraticCurveTo(x, my + r * 0.08, x + r * 0.36, my - r * 0.1);
      ctx.stroke();
      ctx.strokeStyle = fade(shade, 0.8);
      ctx.lineWidth = r * 0.035;
      for (const side of [-1, 1]) {
        ctx.beginPath();
        ctx.arc(x + side * r * 0.36, my - r * 0.1, r * 0.06, side > 0 ? -0.8 : Math.PI - 0.6, side > 0 ? 0.8 : Math.PI + 0.8);
        ctx.stroke();
      }
  }
}

function paintWrinkles(ctx: SKRSContext2D, { x, y, r }: Face, shade: Colour): void {
  ctx.strokeStyle = fade(shade, 0.65);
  ctx.lineWidth = r * 0.03;
  ctx.lineCap = "round";
  ctx.beginPath();
  for (const side of [-1, 1]) {
    ctx.moveTo(x + side * r * 0.24, y + r * 0.48);
    ctx.quadraticCurveTo(x + side * r * 0.46, y + r * 0.6, x + side * r * 0.48, y + r * 0.8);
    ctx.moveTo(x + side * r * 0.7, y + r * 0.06);
    ctx.lineTo(x + side * r * 0.82, y);
    ctx.moveTo(x + side * r * 0.7, y + r * 0.14);
    ctx.lineTo(x + side * r * 0.83, y + r * 0.16);
    ctx.moveTo(x + side * r * 0.3, y + r * 0.33);
    ctx.quadraticCurveTo(x + side * r * 0.45, y + r * 0.4, x + side * r * 0.6, y + r * 0.32);
  }
  for (const line of [0.5, 0.64]) {
    ctx.moveTo(x - r * 0.4, y - r * line);
    ctx.quadraticCurveTo(x, y - r * (line + 0.06), x + r * 0.4, y - r * line);
  }
  ctx.stroke();
}

function paintBeard(ctx: SKRSContext2D, { x, y, r, look }: Face): void {
  ctx.fillStyle = verticalGradient(
    ctx,
    [y, y + r * 1.6],
    [
      [0, look.hair],
      [1, darken(look.hair, 0.22)],
    ],
  );
  ctx.beginPath();
  ctx.moveTo(x - r * 1.0, y + r * 0.05);
  ctx.bezierCurveTo(x - r * 1.05, y + r * 1.1, x - r * 0.6, y + r * 1.6, x, y + r * 1.62);
  ctx.bezierCurveTo(x + r * 0.6, y + r * 1.6, x + r * 1.05, y + r * 1.1, x + r * 1.0, y + r * 0.05);
  ctx.bezierCurveTo(x + r * 0.85, y + r * 0.55, x + r * 0.6, y + r * 0.62, x + r * 0.36, y + r * 0.6);
  ctx.quadraticCurveTo(x, y + r * 0.5, x - r * 0.36, y + r * 0.6);
  ctx.bezierCurveTo(x - r * 0.6, y + r * 0.62, x - r * 0.85, y + r * 0.55, x - r * 1.0, y + r * 0.05);
  ctx.fill();
}

function paintHairFront(ctx: SKRSContext2D, { x, y, r, look, light }: Face): void {
  const { form, hair, age } = look;
  if (form === "bald") {
    ctx.fillStyle = fade("#ffffff", 0.3);
    ellipse(ctx, { x: x + light * r * 0.35, y: y - r * 0.85 }, r * 0.26, r * 0.15);
    ctx.fill();
    return;
  }
  const gradient = ctx.createLinearGradient(x - light * r, y, x + light * r, y - r);
  gradient.addColorStop(0, darken(hair, 0.25));
  gradient.addColorStop(0.6, hair);
  gradient.addColorStop(1, lighten(hair, 0.2));
  ctx.fillStyle = gradient;
  if (age === "baby") {
    ctx.beginPath();
    ctx.moveTo(x - r * 0.5, y - r * 1.02);
    ctx.quadraticCurveTo(x, y - r * 1.7, x + r * 0.22, y - r * 1.3);
    ctx.quadraticCurveTo(x + r * 0.6, y - r * 1.2, x + r * 0.5, y - r * 1.02);
    ctx.quadraticCurveTo(x, y - r * 1.2, x - r * 0.5, y - r * 1.02);
    ctx.fill();
    return;
  }
  if (form === "curly") {
    for (let index = 0; index < 9; index++) {
      const along = index / 8 - 0.5;
      ball(
        ctx,
        { x: x + along * r * 1.95, y: y - r * (1.08 - along * along * 1.7), r: r * 0.31 },
        index % 2 === 0 ? hair : darken(hair, 0.1),
      );
    }
    return;
  }
  const part = look.feminine ? -0.22 : 0.3;
  const sides = form === "long" ? 0.75 : form === "short" && !look.feminine ? 0.02 : 0.3;
  ctx.beginPath();
  ctx.moveTo(x - r * 1.06, y + r * sides);
  ctx.bezierCurveTo(x - r * 1.3, y - r * 0.9, x - r * 0.75, y - r * 1.62, x, y - r * 1.52);
  ctx.bezierCurveTo(x + r * 0.8, y - r * 1.62, x + r * 1.3, y - r * 0.9, x + r * 1.06, y + r * sides);
  ctx.quadraticCurveTo(x + r * 0.98, y - r * 0.2, x + r * 0.86, y - r * 0.42);
  ctx.bezierCurveTo(x + r * 0.62, y - r * 0.52, x + r * (part + 0.4), y - r * 0.62, x + r * part, y - r * 1.0);
  ctx.bezierCurveTo(x + r * (part - 0.15), y - r * 0.62, x - r * 0.66, y - r * 0.5, x - r * 0.86, y - r * 0.36);
  ctx.quadraticCurveTo(x - r * 0.98, y - r * 0.2, x - r * 1.06, y + r * sides);
  ctx.fill();
  ctx.strokeStyle = fade(lighten(hair, 0.4), 0.4);
  ctx.lineWidth = r * 0.07;
  ctx.lineCap = "round";
  ctx.beginPath();
  ctx.moveTo(x + light * r * 0.82, y - r * 0.72);
  ctx.quadraticCurveTo(x + light * r * 0.68, y - r * 1.2, x + light * r * 0.3, y - r * 1.33);
  ctx.stroke();
}

function paintHeadwear(ctx: SKRSContext2D, { x, y, r, look, light }: Face): void {
  const { accessories, role, clothing } = look;
  if (accessories.has("glasses")) {
    ctx.strokeStyle = "#2c2a33";
    ctx.lineWidth = r * 0.06;
    ctx.beginPath();
    for (const side of [-1, 1]) {
      ctx.moveTo(x + side * r * 0.43 + r * 0.31, y + r * 0.12);
      ctx.ellipse(x + side * r * 0.43, y + r * 0.12, r * 0.31, r * 0.28, 0, 0, Math.PI * 2);
      ctx.moveTo(x + side * r * 0.74, y + r * 0.08);
      ctx.lineTo(x + side * r * 0.99, y + r * 0.02);
    }
    ctx.moveTo(x - r * 0.12, y + r * 0.08);
    ctx.quadraticCurveTo(x, y, x + r * 0.12, y + r * 0.08);
    ctx.stroke();
    ctx.fillStyle = fade("#ffffff", 0.16);
    for (const side of [-1, 1]) {
      ellipse(ctx, { x: x + side * r * 0.43 - r * 0.08, y: y + r * 0.02 }, r * 0.14, r * 0.1);
      ctx.fill();
    }
  }
  if (accessories.has("headphones")) {
    ctx.strokeStyle = "#2f3342";
    ctx.lineWidth = r * 0.15;
    ctx.beginPath();
    ctx.arc(x, y - r * 0.1, r * 1.28, Math.PI * 1.02, Math.PI * 1.98);
    ctx.stroke();
    for (const side of [-1, 1]) ball(ctx, { x: x + side * r * 1.16, y: y + r * 0.18, r: r * 0.34 }, clothing);
  }
  if (accessories.has("crown") || /\b(princess|prince|queen|king)\b/.test(role)) {
    ctx.fillStyle = verticalGradient(
      ctx,
      [y - r * 2, y - r * 1.1],
      [
        [0, "#ffe58a"],
        [1, "#e0a526"],
      ],
    );
    ctx.beginPath();
    ctx.moveTo(x - r * 0.8, y - r * 1.12);
    for (let point = 0; point <= 4; point++) {
      ctx.lineTo(x + r * (-0.88 + point * 0.44), y - r * 1.95);
      if (point < 4) ctx.lineTo(x + r * (-0.66 + point * 0.44), y - r * 1.5);
    }
    ctx.lineTo(x + r * 0.8, y - r * 1.12);
    ctx.quadraticCurveTo(x, y - r * 1.0, x - r * 0.8, y - r * 1.12);
    ctx.fill();
    for (const at of [-0.45, 0, 0.45])
      ball(ctx, { x: x + r * at, y: y - r * 1.26, r: r * 0.1 }, at === 0 ? "#e0405a" : "#3a86d8");
    return;
  }
  if (/chef|cook/.test(role)) {
    for (const [dx, dy, size] of [
      [-0.55, -1.75, 0.5],
      [0.55, -1.75, 0.5],
      [0, -1.98, 0.58],
    ] as const)
      ball(ctx, { x: x + r * dx, y: y + r * dy, r: r * size }, "#ffffff");
    ctx.fillStyle = verticalGradient(
      ctx,
      [y - r * 1.7, y - r * 0.95],
      [
        [0, "#f4f1f2"],
        [1, "#ddd8de"],
      ],
    );
    ctx.beginPath();
    ctx.roundRect(x - r * 0.88, y - r * 1.6, r * 1.76, r * 0.66, r * 0.1);
    ctx.fill();
    return;
  }
  if (!accessories.has("hat") && !/cowboy|farmer|detective|wizard|witch/.test(role)) return;
  const felt = mix(clothing, "#7a5638", 0.55);
  ctx.fillStyle = verticalGradient(
    ctx,
    [y - r * 2.1, y - r * 0.8],
    [
      [0, lighten(felt, 0.18)],
      [1, darken(felt, 0.18)],
    ],
  );
  ctx.beginPath();
  ctx.moveTo(x - r * 0.92, y - r * 0.85);
  ctx.bezierCurveTo(x - r * 0.98, y - r * 2.1, x - r * 0.3, y - r * 2.15, x, y - r * 1.98);
  ctx.bezierCurveTo(x + r * 0.3, y - r * 2.15, x + r * 0.98, y - r * 2.1, x + r * 0.92, y - r * 0.85);
  ctx.fill();
  ctx.fillStyle = darken(felt, 0.4);
  ctx.beginPath();
  ctx.moveTo(x - r * 0.95, y - r * 1.1);
  ctx.quadraticCurveTo(x, y - r * 0.9, x + r * 0.95, y - r * 1.1);
  ctx.lineTo(x + r * 0.95, y - r * 0.86);
  ctx.quadraticCurveTo(x, y - r * 0.66, x - r * 0.95, y - r * 0.86);
  ctx.fill();
  ctx.fillStyle = lighten(felt, light > 0 ? 0.08 : 0.05);
  ctx.beginPath();
  ctx.moveTo(x - r * 1.62, y - r * 0.85);
  ctx.quadraticCurveTo(x, y - r * 0.42, x + r * 1.62, y - r * 0.85);
  ctx.quadraticCurveTo(x + r * 0.9, y - r * 0.92, x + r * 0.94, y - r * 0.95);
  ctx.quadraticCurveTo(x, y - r * 0.72, x - r * 0.94, y - r * 0.95);
  ctx.quadraticCurveTo(x - r * 0.9, y - r * 0.92, x - r * 1.62, y - r * 0.85);
  ctx.fill();
}

/** The helmet of a space suit: a ring, a pane that mirrors the light, and a collar. */
export function paintHelmet(ctx: SKRSContext2D, { x, y, r, light }: Face): void {
  ctx.fillStyle = radialGradient(ctx, { x: x - r * 0.4, y: y - r * 0.7 }, r * 2.6, [
    [0, "#ffffff"],
    [0.7, "#e4e8ef"],
    [1, "#b9c0cf"],
  ]);
  ctx.beginPath();
  ctx.arc(x, y - r * 0.12, r * 1.78, 0, Math.PI * 2);
  ctx.ellipse(x, y - r * 0.08, r * 1.38, r * 1.34, 0, 0, Math.PI * 2, true);
  ctx.fill();
  ctx.fillStyle = fade("#8fd0ff", 0.16);
  ellipse(ctx, { x, y: y - r * 0.08 }, r * 1.38, r * 1.34);
  ctx.fill();
  ctx.strokeStyle = fade("#ffffff", 0.75);
  ctx.lineWidth = r * 0.13;
  ctx.lineCap = "round";
  ctx.beginPath();
  ctx.arc(x, y - r * 0.08, r * 1.12, light > 0 ? -1.1 : Math.PI + 0.35, light > 0 ? -0.35 : Math.PI + 1.1);
  ctx.stroke();
  ctx.fillStyle = "#f08a3c";
  for (const side of [-1, 1]) {
    ellipse(ctx, { x: x + side * r * 1.72, y: y - r * 0.05 }, r * 0.16, r * 0.3);
    ctx.fill();
  }
}
