// People from head to foot: cast by the prompt and the seed, posed by what they do, dressed, and put on the ground. Groups of one
// subject (a couple, a family, children at play) are told apart here by which of them each is.
import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import type { Colour, Person } from "../../scene/scene.ts";
import { createRandom, type Random } from "../../random.ts";
import { drape, oval, orb, shape } from "../brushwork.ts";
import { darken, lighten, mix } from "../colour.ts";
import { doingOf, type Doing } from "./doings.ts";
import { contactShadow, type Easel } from "../easel.ts";
import { paintBench } from "../things.ts";
import { paintArm, paintBack, paintLeg, paintSkirt, paintTrunk, type Dressed } from "./garments.ts";
import { paintGear, type Layer } from "./gear.ts";
import type { GearAt } from "./grip.ts";
import { paintHead, type Head } from "./head.ts";
import type { PlacedSubject } from "../layout.ts";
import { lookOf, type Look } from "./people.ts";
import type { Pose } from "./pose.ts";
import { POSES } from "./poses.ts";
import { skeletonOf } from "./skeleton.ts";
import { lightSprite } from "../sprite.ts";

const SEATS = /bench|chair|sofa|couch|bed|seat|stool|swing|rock|wall|step|dock|pier|boat|canoe/;
const GROUNDS = /grass|ground|floor|beach|sand|meadow|lawn|rug|carpet|blanket|shore|bank|cushion/;
const MOUNTS = /horse|camel|elephant|donkey|unicorn|dragon|deer|ox|cow|whale|dolphin|tiger|lion/;

/** Who stands at this place: one of a couple, a parent or a child of a family, a friend among friends. */
export function castPerson(easel: Easel, placed: PlacedSubject): Look {
  const { palette, scene } = easel;
  const { subject, salt } = placed;
  const random = easel.random.fork(`person ${salt}`);
  const which = copyOf(easel, placed);
  const family = /family|一家|全家|家人/.test(subject.words);
  const person = subject.person && memberOf(subject.person, { words: subject.words, which, count: subject.count });
  return lookOf(person, {
    random,
    accents: subject.colour === undefined ? palette.accents : [subject.colour],
    words: `${subject.words} ${subject.doing ?? ""} ${subject.person?.gender === "unspecified" ? "" : (subject.glyph ?? "")}`,
    ordinal: placed.ordinal,
    shared: easel.random.fork(subject.words),
    cold: scene.season === "winter" || scene.weather === "snow" || scene.setting === "snowfield",
    related: family,
  });
}

function copyOf({ layout }: Easel, placed: PlacedSubject): number {
  return Math.max(
    0,
    layout.subjects
      .filter(({ subject }) => subject === placed.subject)
      .toSorted((a, b) => a.ordinal - b.ordinal)
      .indexOf(placed),
  );
}

function memberOf(person: Person, { words, which, count }: { words: string; which: number; count: number }): Person {
  const open = person.gender === "unspecified";
  if (/family|一家|全家|家人/.test(words)) {
    const member = FAMILY[which % FAMILY.length] ?? {};
    return { ...person, ...member };
  }
  if (open && count === 2 && /couple|lovers|newlywed|parents|grandparents|夫|情侣|恋人|新人|父母|爷爷奶奶/.test(words))
    return { ...person, gender: which % 2 === 0 ? "man" : "woman" };
  return person;
}

const FAMILY: readonly Partial<Person>[] = [
  { age: "adult", gender: "man" },
  { age: "child", gender: "woman" },
  { age: "adult", gender: "woman" },
  { age: "child", gender: "man" },
  { age: "old", gender: "woman" },
  { age: "old", gender: "man" },
];

export function paintFigure(easel: Easel, placed: PlacedSubject): void {
  const { ctx, layout, palette, scene } = easel;
  const { box, subject, salt, depth, ground } = placed;
  const random = easel.random.fork(`figure ${salt}`);
  const look = castPerson(easel, placed);
  const all = scene.subjects;
  const own = all.indexOf(subject);
  const place = subject.relation;
  const placeName =
    typeof place?.to === "string"
      ? place.to
      : typeof place?.to === "number"
        ? `${all[place.to]?.key ?? ""} ${all[place.to]?.glyph ?? ""}`
        : "";
  const on = place?.kind === "on" || place?.kind === "in";
  const mounted = on && typeof place?.to === "number" && MOUNTS.test(placeName);
  const which = copyOf(easel, placed);
  const bed = placeName.startsWith("bed") ? layout.furniture.find(({ kind }) => kind === "bed")?.box : undefined;
  const wheels = /cycle|bike/.test(placeName)
    ? layout.subjects.find((other) => all.indexOf(other.subject) === place?.to)
    : undefined;
  let doing = doingOf({
    words: wheels ? `cycling ${look.words}` : look.words,
    seated: on && SEATS.test(placeName),
    grounded: on && GROUNDS.test(placeName),
    mounted,
    holding: all.filter(({ relation }) => relation?.kind === "holding" && relation.to === own).map(({ key }) => key),
    others: all.filter((other) => other !== subject).map(({ key }) => key),
    baby: look.age === "baby",
    indoors: scene.interior,
    random: random.fork("doing"),
  });
  if (doing.pose === "dance" && subject.count === 2) doing = { pose: which % 2 === 0 ? "lead" : "dance", gear: [] };
  const couple =
    subject.count === 2 &&
    doing.pose !== "lead" &&
    doing.pose !== "dance" &&
    /couple|lovers|夫|情侣|恋人|新人/.test(subject.words) &&
    doing.gear.length === 0 &&
    ["stand", "pockets", "akimbo", "side"].includes(doing.pose);
  if (couple) doing = { pose: "side", gear: [] };
  if (bed && doing.pose === "sleep") doing = { pose: "sleep", gear: ["blanket"] };
  const scale = sizeIn(subject.person?.age ?? "adult", look.age);
  const foot =
    bed && doing.pose === "sleep" ? bed.y + bed.height * 0.62 : wheels ? wheels.box.y + wheels.box.height : box.y + box.height;
  const tall = wheels ? (foot - box.y) * 0.94 * scale : box.height * scale * (mounted ? 1.15 : 1);
  const middle = (wheels ?? placed).box.x + (wheels ?? placed).box.width / 2;
  const mirrored = facesLeft(easel, placed, { doing, couple });
  const light = layout.light.direction > 0 ? 1 : -1;
  const reach = Math.ceil(tall * 1.15);
  const above = Math.ceil(tall * 1.35);
  const sheet = createCanvas(reach * 2, above + Math.ceil(tall * 0.16));
  const sheetContext = sheet.getContext("2d");
  sheetContext.translate(reach, above);
  if (mirrored) sheetContext.scale(-1, 1);
  // Hips on the back of the mount.
  if (mounted) sheetContext.translate(0, tall * 0.2);
  drawPerson(sheetContext, {
    tall,
    look,
    light: mirrored ? -light : light,
    doing,
    random,
    tint: all.find(({ relation, colour }) => relation?.kind === "holding" && relation.to === own && colour !== undefined)?.colour,
  });
  if ((ground === "land" || wheels) && doing.pose !== "swim" && !bed) {
    const wide = doing.gear.includes("bicycle") || doing.gear.includes("motorbike") ? 0.95 : doing.pose === "sleep" ? 0.9 : 0.5;
    for (const [spread, strength] of [
      [1.3, 0.4],
      [0.75, 0.5],
    ] as const)
      contactShadow(
        ctx,
        { x: middle - layout.light.direction * tall * 0.06 * spread, y: foot - tall * 0.002 },
        {
          width: tall * wide * spread,
          height: tall * 0.085 * spread,
          colour: palette.shadow,
          strength: strength * (1 - depth * 0.6),
        },
      );
  }
  if (placeName.startsWith("bench") && on && !scene.interior)
    paintBench(easel, {
      box: { x: middle - tall * 0.52, y: foot - tall * 0.5, width: tall * 1.04, height: tall * 0.5 },
      colour: undefined,
    });
  ctx.drawImage(lightSprite(easel, sheet, { depth, mirrored: false, gentle: true }), middle - reach, foot - above);
  if (
    doing.pose === "dine" &&
    !placed.behindTable &&
    layout.table === undefined &&
    layout.subjects.findLast((other) => other.subject === subject) === placed
  )
    paintDinner(easel, placed);
}

/** One table before all who dine at it, laid for each. */
function paintDinner(easel: Easel, placed: PlacedSubject): void {
  const { ctx, layout, palette } = easel;
  const boxes = layout.subjects.filter(({ subject }) => subject === placed.subject).map(({ box }) => box);
  const tall = Math.max(...boxes.map(({ height }) => height));
  const foot = Math.max(...boxes.map(({ y, height }) => y + height));
  const left = Math.min(...boxes.map(({ x, width }) => x + width / 2)) - tall * 0.27;
  const right = Math.max(...boxes.map(({ x, width }) => x + width / 2)) + tall * 0.27;
  const top = foot - tall * 0.36;
  const near = top + tall * 0.12;
  const wood = mix(palette.wood, "#8a5a34", 0.5);
  contactShadow(
    ctx,
    { x: (left + right) / 2, y: foot + tall * 0.03 },
    { width: (right - left) * 1.1, height: tall * 0.16, colour: palette.shadow, strength: 0.5 },
  );
  for (const x of [left + tall * 0.05, right - tall * 0.08]) {
    ctx.fillStyle = darken(wood, 0.35);
    ctx.fillRect(x, near, tall * 0.035, foot + tall * 0.03 - near);
  }
  shape(ctx, drape(ctx, lighten(wood, 0.1), { from: left, to: right, light: layout.light.direction > 0 ? 1 : -1 }), [
    [left + tall * 0.05, top],
    [right - tall * 0.05, top],
    [right, near],
    [left, near],
  ]);
  shape(ctx, darken(wood, 0.3), [
    [left, near],
    [right, near],
    [right, near + tall * 0.03],
    [left, near + tall * 0.03],
  ]);
  const plate = (x: number, y: number, food: number): void => {
    ctx.fillStyle = "rgba(40,20,30,0.25)";
    oval(ctx, [x, y + tall * 0.006], tall * 0.066, tall * 0.02);
    ctx.fillStyle = "#fbf9f4";
    oval(ctx, [x, y], tall * 0.062, tall * 0.019);
    ctx.fillStyle = "#e4dfd6";
    oval(ctx, [x, y], tall * 0.043, tall * 0.012);
    for (const [dx, tone] of [
      [-0.016, ["#c8683a", "#7fae4a", "#e8b440"][food % 3]],
      [0.012, ["#7fae4a", "#d8503a", "#c8683a"][food % 3]],
    ] as const)
      orb(ctx, [x + dx * tall, y - tall * 0.006], { radius: tall * 0.017, colour: tone ?? "#c8683a" });
  };
  for (const [index, box] of boxes.entries()) {
    const x = box.x + box.width / 2;
    plate(x - tall * 0.01, near - tall * 0.045, index);
    shape(ctx, "rgba(190,225,245,0.75)", [
      [x + tall * 0.085, near - tall * 0.11],
      [x + tall * 0.12, near - tall * 0.11],
      [x + tall * 0.114, near - tall * 0.05],
      [x + tall * 0.091, near - tall * 0.05],
    ]);
  }
  const middle = (left + right) / 2;
  if (boxes.length > 1) {
    shape(ctx, drape(ctx, "#d86a42", { from: middle - tall * 0.08, to: middle + tall * 0.08, light: 1 }), [
      [middle - tall * 0.08, top - tall * 0.03],
      [middle + tall * 0.08, top - tall * 0.03],
      [middle + tall * 0.05, top + tall * 0.04],
      [middle - tall * 0.05, top + tall * 0.04],
    ]);
    for (const dx of [-0.045, 0, 0.045])
      orb(ctx, [middle + dx * tall, top - tall * 0.035], { radius: tall * 0.026, colour: "#8fb84e" });
  }
}

/** The box is that of the subject's age; a child of a family is smaller than its box. */
function sizeIn(boxAge: Person["age"], age: Person["age"]): number {
  if (boxAge === age || boxAge === "child" || boxAge === "baby") return 1;
  return age === "child" ? 0.72 : age === "old" ? 0.96 : age === "baby" ? 0.5 : 1;
}

function facesLeft(
  { layout, random }: Easel,
  placed: PlacedSubject,
  { doing, couple }: { doing: Doing; couple: boolean },
): boolean {
  if (couple || doing.pose === "lead" || (doing.pose === "dance" && placed.subject.count === 2)) {
    // The two of a couple face one another.
    const pair = layout.subjects.filter(({ subject }) => subject === placed.subject);
    return pair.some(({ box }) => box.x < placed.box.x);
  }
  const middle = placed.box.x + placed.box.width / 2;
  if (placed.subject.relation?.kind === "on" && typeof placed.subject.relation.to === "number") {
    const mount = layout.subjects.find(
      ({ ordinal, subject }) => ordinal === placed.subject.relation?.to && subject !== placed.subject,
    );
    // Animals of the glyph set look to the left.
    if (mount && doing.pose === "ride") return !mount.mirrored;
  }
  // Long things point to where the picture has room.
  if (doing.gear.some((gear) => ["kite", "rod", "piano", "pan", "easel", "hose", "bicycle", "motorbike", "oars"].includes(gear)))
    return middle > layout.width * 0.52;
  return random.fork(`mirror ${placed.salt}`).next() < 0.5;
}

interface Drawn {
  /** Height of the person standing, pixels. */
  readonly tall: number;
  readonly look: Look;
  readonly light: number;
  readonly doing: Doing;
  readonly random: Random;
  /** Colour that the prompt gives to what is in hand. */
  readonly tint?: Colour | undefined;
}

/** Draws with the ground at the origin, facing right. */
function drawPerson(ctx: SKRSContext2D, { tall, look, light, doing, random, tint }: Drawn): void {
  const chosen: Pose = POSES[doing.pose];
  const bones = skeletonOf(look, chosen);
  const dressed: Dressed = { look, bones, light };
  const gearAt: GearAt = { bones, light, colour: tint ?? gearColour(look) };
  ctx.save();
  ctx.scale(tall, tall);
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  const gear = (layer: Layer): void => {
    for (const piece of doing.gear) paintGear(ctx, piece, gearAt, layer);
  };
  const head: Head = {
    x: bones.head[0],
    y: bones.head[1],
    r: bones.headR,
    look,
    light,
    turn: Math.max(-0.75, Math.min(0.75, chosen.gaze)),
    tilt: doing.pose === "sleep" ? -1.3 : Math.max(-0.7, Math.min(0.7, bones.tilt)),
    fine: tall * bones.headR > 46,
    random,
  };
  gear("behind");
  paintBack(ctx, dressed);
  paintHead(ctx, head, "behind");
  const grip = doing.gear.length > 0 || ["run", "ride", "sword"].includes(doing.pose);
  for (const index of [0, 1] as const) if (chosen.armsBehind[index]) paintArm(ctx, dressed, { index, grip });
  const side = chosen.turn > 0.3;
  paintLeg(ctx, dressed, { index: 0, toe: side ? 0.8 : chosen.turn > 0.15 ? 0.25 : -0.5 });
  paintLeg(ctx, dressed, { index: 1, toe: side ? 0.9 : 0.6 });
  const seated = chosen.hip < 0.8;
  if (seated) {
    paintTrunk(ctx, dressed);
    paintSkirt(ctx, dressed);
    if (look.outfit.lower !== "skirt" && look.outfit.lower !== "gown" && chosen.turn < 0.5 && chosen.hip > 0.3)
      for (const index of [0, 1] as const) paintLeg(ctx, dressed, { index, toe: side ? 0.8 : index === 0 ? 0.3 : 0.6 });
  } else {
    paintSkirt(ctx, dressed);
    paintTrunk(ctx, dressed);
  }
  if (tall > 160) paintHead(ctx, head, "locks");
  paintHead(ctx, head, "front");
  gear("middle");
  for (const index of [0, 1] as const) if (!chosen.armsBehind[index]) paintArm(ctx, dressed, { index, grip });
  gear("front");
  ctx.restore();
}

function gearColour({ outfit }: Look): string {
  return outfit.hat === "knight" ? "#2f5f9e" : mix(outfit.colour, "#b03a3a", 0.65);
}

interface Figure {
  readonly width: number;
  readonly height: number;
  readonly look: Look;
  readonly light: number;
  /** 0 … 1: how they stand. */
  readonly pose: number;
}

/** Someone who only stands or walks by, `width` × `height` pixels from the origin; passers-by in the background. */
export function drawFigure(ctx: SKRSContext2D, { width, height, look, light, pose }: Figure): void {
  const poses = ["stand", "walk", "pockets", "akimbo", "walk"] as const;
  ctx.save();
  ctx.translate(width / 2, height * 0.985);
  const mirrored = (pose * 10) % 1 < 0.5;
  if (mirrored) ctx.scale(-1, 1);
  drawPerson(ctx, {
    tall: height * 0.97,
    look,
    light: mirrored ? -light : light,
    doing: { pose: poses[Math.min(poses.length - 1, Math.floor(pose * poses.length))] ?? "stand", gear: [] },
    random: createRandom(Math.floor(pose * 1e6), "passer-by"),
  });
  ctx.restore();
}

/** A guest at a small table of their own, seated, with a cup. */
export function paintGuest(easel: Easel, placed: PlacedSubject): void {
  const { ctx, palette } = easel;
  const { box } = placed;
  paintFigure(easel, placed);
  const foot = box.y + box.height;
  const middle = box.x + box.width / 2;
  const half = box.height * 0.26;
  const top = foot - box.height * 0.37;
  const wood = mix(palette.wood, "#6b4226", 0.25);
  contactShadow(ctx, { x: middle, y: foot }, { width: half * 2, height: half * 0.35, colour: palette.shadow, strength: 0.5 });
  ctx.fillStyle = darken(wood, 0.45);
  ctx.fillRect(middle - half * 0.09, top, half * 0.18, foot - top);
  oval(ctx, [middle, foot], half * 0.5, half * 0.1);
  ctx.fillStyle = darken(wood, 0.25);
  oval(ctx, [middle, top + half * 0.1], half, half * 0.27);
  ctx.fillStyle = lighten(wood, 0.16);
  oval(ctx, [middle, top], half, half * 0.27);
  ctx.fillStyle = "#fffaf0";
  oval(ctx, [middle + half * 0.3, top + half * 0.02], half * 0.2, half * 0.06);
  ctx.beginPath();
  ctx.roundRect(middle + half * 0.19, top - half * 0.22, half * 0.22, half * 0.24, half * 0.06);
  ctx.fill();
}

const IN_HAND =
  /^(kite|umbrella|umbrella-with-rain-drops|closed-umbrella|parasol|fishing-pole|guitar|violin|open-book|book|books|paintbrush|pen|hot-beverage|teacup-without-handle|bicycle|motorcycle|laptop|camera|microphone|sword|crossed-swords|shield|musical-keyboard|drum)$/;

/** Whether a subject is drawn by the person who has it in hand or rides it, and must not be drawn a second time. */
export function isDrawnByHolder({ scene }: Easel, { subject }: PlacedSubject): boolean {
  const name = subject.glyph ?? subject.key;
  if (!IN_HAND.test(name) && !IN_HAND.test(subject.key)) return false;
  const own = scene.subjects.indexOf(subject);
  const { relation } = subject;
  if (
    name === "laptop" &&
    scene.subjects.some(
      ({ person, words }) =>
        /working|programmer|typing|coding|laptop/.test(`${person?.role ?? ""} ${words}`) && person !== undefined,
    )
  )
    return true;
  if (name === "kite") return scene.subjects.some(({ person, background }) => person !== undefined && !background);
  if (relation?.kind === "holding" && typeof relation.to === "number") return scene.subjects[relation.to]?.person !== undefined;
  return (
    /cycle/.test(name) &&
    scene.subjects.some(({ person, relation: theirs }) => person !== undefined && theirs?.kind === "on" && theirs.to === own)
  );
}
