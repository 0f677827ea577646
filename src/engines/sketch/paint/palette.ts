// The colours of one picture. Time of day sets the key, season the plants, weather the veil; style, mood and modifiers then
// grade every colour the same way, so that whatever is painted with them belongs together.
import type { Colour, Scene, Season, TimeOfDay } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import { brightness, darken, fromRgb, lighten, mix, multiply, saturate, toRgb } from "./colour.ts";

export interface Palette {
  readonly skyTop: Colour;
  readonly skyMiddle: Colour;
  readonly skyLow: Colour;
  readonly cloudLight: Colour;
  readonly cloudShade: Colour;
  /** What distance fades into. */
  readonly haze: Colour;
  /** Bare rock and distant land. */
  readonly rock: Colour;
  readonly grass: Colour;
  readonly grassShade: Colour;
  readonly foliage: readonly Colour[];
  readonly blossom: readonly Colour[];
  readonly earth: Colour;
  readonly sand: Colour;
  readonly snow: Colour;
  readonly water: Colour;
  readonly waterDeep: Colour;
  readonly wood: Colour;
  readonly wall: Colour;
  readonly stone: Colour;
  readonly roofs: readonly Colour[];
  /** Colours for clothes, boats, furniture and flowers; those that the prompt names come first. */
  readonly accents: readonly Colour[];
  /** The light itself: sun, moon or lamp. */
  readonly light: Colour;
  /** What that light leaves on a surface: the light by day, a dim blue under the moon. */
  readonly glint: Colour;
  /** Lamps and lit windows. */
  readonly lamp: Colour;
  readonly shadow: Colour;
  /** What the light multiplies everything by, and how much of it shows (0 … 1). */
  readonly ambient: Colour;
  readonly ambientStrength: number;
  /** How much artificial light matters, 0 (noon) … 1 (night). */
  readonly night: number;
}

type Key = "skyTop" | "skyMiddle" | "skyLow" | "cloudLight" | "cloudShade" | "haze" | "light" | "ambient" | "shadow";

const KEYS: Readonly<Record<TimeOfDay, Readonly<Record<Key, Colour>> & { readonly strength: number; readonly night: number }>> = {
  dawn: {
    skyTop: "#6f8fd0",
    skyMiddle: "#f0b4c0",
    skyLow: "#ffe0b5",
    cloudLight: "#ffe3d6",
    cloudShade: "#c79bbd",
    haze: "#f3cfc9",
    light: "#ffd9a0",
    ambient: "#f0cfdc",
    shadow: "#3d2f66",
    strength: 0.45,
    night: 0.3,
  },
  morning: {
    skyTop: "#4ea3e8",
    skyMiddle: "#9fd3f5",
    skyLow: "#fdf0d2",
    cloudLight: "#ffffff",
    cloudShade: "#cfdcec",
    haze: "#d8e9f2",
    light: "#fff1c4",
    ambient: "#fff3dc",
    shadow: "#2c3a66",
    strength: 0.3,
    night: 0,
  },
  day: {
    skyTop: "#2f8be6",
    skyMiddle: "#74bdf4",
    skyLow: "#d3eefc",
    cloudLight: "#ffffff",
    cloudShade: "#c3d6ea",
    haze: "#c6e0f2",
    light: "#fff6d8",
    ambient: "#ffffff",
    shadow: "#243363",
    strength: 0.1,
    night: 0,
  },
  goldenHour: {
    skyTop: "#5d9bd3",
    skyMiddle: "#f8cf95",
    skyLow: "#ffe6a6",
    cloudLight: "#fff0cc",
    cloudShade: "#dfa77c",
    haze: "#fbd9a4",
    light: "#ffd873",
    ambient: "#ffdda6",
    shadow: "#54305a",
    strength: 0.5,
    night: 0.15,
  },
  sunset: {
    skyTop: "#3b3f8f",
    skyMiddle: "#ee6f6f",
    skyLow: "#ffc268",
    cloudLight: "#ffb385",
    cloudShade: "#8c4a83",
    haze: "#f39a78",
    light: "#ffce6b",
    ambient: "#ffb98d",
    shadow: "#35194f",
    strength: 0.6,
    night: 0.35,
  },
  dusk: {
    skyTop: "#1f2a63",
    skyMiddle: "#6a5aa5",
    skyLow: "#e79a9a",
    cloudLight: "#b596c7",
    cloudShade: "#4f4685",
    haze: "#8d7fb5",
    light: "#ffd9b0",
    ambient: "#a79bd6",
    shadow: "#141238",
    strength: 0.65,
    night: 0.7,
  },
  night: {
    skyTop: "#070d2c",
    skyMiddle: "#14245a",
    skyLow: "#37508c",
    cloudLight: "#54679f",
    cloudShade: "#1a2650",
    haze: "#2c427c",
    light: "#f4f1da",
    ambient: "#8497d9",
    shadow: "#040720",
    strength: 0.75,
    night: 1,
  },
};

type Tint = Readonly<Partial<Record<Key, Colour>>>;

/** No two evenings are alike: what the seed may change in the sky of an hour. The first of each is the hour as it is above. */
const TINTS: Readonly<Record<TimeOfDay, readonly Tint[]>> = {
  dawn: [
    {},
    { skyTop: "#5f7fb8", skyMiddle: "#cfc3e0", skyLow: "#ffd9c2", haze: "#dccfe2" },
    { skyTop: "#7fb0d8", skyMiddle: "#ffd7a8", skyLow: "#fff0c8", haze: "#f6e0c4" },
  ],
  morning: [
    {},
    { skyTop: "#3f8fd6", skyMiddle: "#8fd0ee", skyLow: "#e6f6f2" },
    { skyTop: "#6bb4e6", skyMiddle: "#bfe0f0", skyLow: "#ffe9c0" },
  ],
  day: [
    {},
    { skyTop: "#1f74cf", skyMiddle: "#5aaeea", skyLow: "#c4e6f6" },
    { skyTop: "#45a6dc", skyMiddle: "#8fd3ea", skyLow: "#e4f4ec", haze: "#cfe8ea" },
    { skyTop: "#4f8fd0", skyMiddle: "#9cc4ec", skyLow: "#f2efe0" },
  ],
  goldenHour: [
    {},
    { skyTop: "#7aa6c4", skyMiddle: "#ffc07e", skyLow: "#ffd98e", haze: "#fac98c" },
    { skyTop: "#4f86b8", skyMiddle: "#f2c9a4", skyLow: "#fff0b8", haze: "#f4d8b0" },
  ],
  sunset: [
    {},
    { skyTop: "#2a4a8c", skyMiddle: "#f2955e", skyLow: "#ffd978", haze: "#f2ac7a", cloudLight: "#ffc48a", cloudShade: "#8a5a70" },
    { skyTop: "#4a2f7a", skyMiddle: "#d8568c", skyLow: "#ff9f7a", haze: "#de7f92", cloudLight: "#ff9fae", cloudShade: "#6f3a80" },
    { skyTop: "#3f6a9c", skyMiddle: "#f0b088", skyLow: "#ffe39a", haze: "#f0bf98", cloudLight: "#ffd6b0", cloudShade: "#a0707c" },
  ],
  dusk: [
    {},
    { skyTop: "#16305c", skyMiddle: "#4f7aa0", skyLow: "#f0b48c", haze: "#7f92ae" },
    { skyTop: "#2c1f56", skyMiddle: "#8a4f96", skyLow: "#f08a8a", haze: "#96719f" },
  ],
  night: [
    {},
    { skyTop: "#0a1a30", skyMiddle: "#173f5c", skyLow: "#3a7480", haze: "#2f5c6e" },
    { skyTop: "#120a30", skyMiddle: "#2c1f5c", skyLow: "#574a8c", haze: "#40387a" },
  ],
};

const PLANTS: Readonly<
  Record<Season, { readonly grass: Colour; readonly foliage: readonly Colour[]; readonly blossom: readonly Colour[] }>
> = {
  spring: {
    grass: "#86c95a",
    foliage: ["#8fd06a", "#6fbf5a", "#a6d97a"],
    blossom: ["#ffc1dc", "#ff9ec4", "#ffe08a", "#ffffff", "#c9a7f5"],
  },
  summer: {
    grass: "#63b54c",
    foliage: ["#4aa24a", "#3a8f4c", "#66b84f"],
    blossom: ["#ff5d6c", "#ffd23f", "#ffffff", "#b783f0", "#ff9f45"],
  },
  autumn: { grass: "#b9a850", foliage: ["#e58a2e", "#cf5a2c", "#f0b73c", "#b8432f"], blossom: ["#ffb23e", "#e2673a", "#f4e1b0"] },
  winter: { grass: "#dfe9f3", foliage: ["#5f8f85", "#527f7c", "#76a296"], blossom: ["#e8f2ff", "#d9e4f4"] },
};

const ROOFS: readonly Colour[] = ["#c2503d", "#b0623f", "#7d4a55", "#4d6d8f", "#9c3f46", "#d0793f"];
const ACCENTS: readonly Colour[] = ["#e4572e", "#2e86ab", "#f2b134", "#3aa17e", "#8e5ea2", "#ef7f9e", "#4f6df5", "#f28f3b"];

/** All colours of a picture, graded for its style. */
export function choosePalette(scene: Scene, random: Random): Palette {
  const key = { ...KEYS[scene.time], ...random.fork("tint").pick(TINTS[scene.time]) };
  const plants = PLANTS[scene.season];
  const grade = gradeFor(scene);
  const veil = veilFor(scene);
  const night = scene.style === "neon" ? 1 : Math.max(key.night, veil.dark * 0.6);
  const sky = (colour: Colour): Colour => grade(mix(colour, veil.colour, veil.amount));
  // Everything under the sky takes the light of the hour.
  const lit = (colour: Colour): Colour => {
    const tinted = mix(colour, multiply(colour, key.ambient), key.strength * 1.3);
    return grade(mix(darken(tinted, key.night * 0.42), veil.colour, veil.amount * 0.22));
  };
  const turn = random.int(0, 3);
  const named = scene.palette.map((colour) => grade(colour));
  const accents = [...named, ...rotate(ACCENTS, turn).map(lit)];
  const tropical = scene.setting === "beach" || scene.setting === "sea" || scene.setting === "underwater";
  const water = tropical ? "#2fb3c9" : "#3f97c4";
  const neon = scene.style === "neon";
  return {
    skyTop: neon ? "#0a0524" : sky(key.skyTop),
    skyMiddle: neon ? "#2a0f5c" : sky(key.skyMiddle),
    skyLow: neon ? "#c22a8f" : sky(key.skyLow),
    cloudLight: sky(key.cloudLight),
    cloudShade: sky(key.cloudShade),
    haze: neon ? "#5a2a9c" : sky(key.haze),
    rock: lit("#6d7590"),
    grass: lit(plants.grass),
    grassShade: lit(darken(mix(plants.grass, "#1f6b52", 0.45), 0.15)),
    foliage: plants.foliage.map(lit),
    blossom: [...named, ...plants.blossom.map(lit)],
    earth: lit("#9a7350"),
    sand: lit("#f0d6a0"),
    snow: lit("#f6faff"),
    water: lit(mix(water, key.skyMiddle, 0.25)),
    waterDeep: lit(mix(darken(water, 0.45), key.skyTop, 0.3)),
    wood: lit("#a9693c"),
    wall: lit(random.pick(["#f4e3c8", "#efe6da", "#e7d9d0", "#f6e9d2"])),
    stone: lit("#a6a7b0"),
    roofs: rotate(ROOFS, turn).map(lit),
    accents,
    light: grade(key.light),
    glint: grade(darken(mix(key.light, multiply(key.light, key.ambient), key.night), key.night * 0.62)),
    lamp: neon ? "#ff5fc0" : grade("#ffd27a"),
    shadow: grade(key.shadow),
    ambient: grade(key.ambient),
    ambientStrength: key.strength,
    night,
  };
}

interface Veil {
  readonly colour: Colour;
  readonly amount: number;
  readonly dark: number;
}

/** What weather hangs in front of the sky: a colour and how much of it. */
function veilFor(scene: Scene): Veil {
  const key = KEYS[scene.time];
  const grey = mix("#aeb8c6", key.skyMiddle, 0.35);
  switch (scene.weather) {
    case "cloudy":
      return { colour: darken(grey, key.night * 0.6), amount: 0.45, dark: 0 };
    case "rain":
      return { colour: darken(mix(grey, "#6f7f95", 0.6), key.night * 0.6), amount: 0.62, dark: 0.4 };
    case "storm":
      return { colour: darken(mix(grey, "#3c4560", 0.8), key.night * 0.5), amount: 0.78, dark: 0.8 };
    case "snow":
      return { colour: darken(mix(grey, "#e4ebf4", 0.6), key.night * 0.65), amount: 0.55, dark: 0 };
    case "fog":
      return { colour: darken(mix(grey, "#e6e8ea", 0.6), key.night * 0.6), amount: 0.6, dark: 0 };
    default:
      return { colour: grey, amount: 0, dark: 0 };
  }
}

/** One function that every colour of the picture passes, drawn by hand or not. */
function gradeFor(scene: Scene): (colour: Colour) => Colour {
  const steps: ((colour: Colour) => Colour)[] = [];
  const { style, modifiers, mood } = scene;
  if (style === "inkWash" || style === "pencil") steps.push((colour) => saturate(colour, style === "inkWash" ? 0.08 : 0.55));
  if (style === "vintage")
    steps.push((colour) => mix(mix(saturate(colour, 0.62), multiply(colour, "#ffdfae"), 0.6), "#6a5038", 0.08));
  if (style === "neon") steps.push(neonise);
  if (style === "anime") steps.push((colour) => saturate(colour, 1.22));
  if (style === "minimalist") steps.push((colour) => mix(saturate(colour, 0.75), "#f4efe6", 0.22));
  if (style === "flat") steps.push((colour) => saturate(colour, 1.08));
  if (style === "clay") steps.push((colour) => mix(saturate(colour, 0.95), "#fff0e4", 0.14));
  if (style === "watercolour") steps.push((colour) => mix(colour, "#ffffff", 0.12));
  if (style === "impressionist") steps.push((colour) => saturate(colour, 1.2));
  if (modifiers.has("vibrant") || mood === "joyful" || mood === "energetic") steps.push((colour) => saturate(colour, 1.25));
  if (modifiers.has("pastel") || mood === "dreamy") steps.push((colour) => mix(saturate(colour, 0.85), "#fff4f6", 0.32));
  if (modifiers.has("warm") || mood === "cosy") steps.push((colour) => mix(colour, multiply(colour, "#ffdcae"), 0.45));
  if (modifiers.has("cool")) steps.push((colour) => mix(colour, multiply(colour, "#bcd9ff"), 0.5));
  if (modifiers.has("dark") || mood === "mysterious") steps.push((colour) => darken(colour, 0.22));
  if (mood === "melancholy") steps.push((colour) => mix(saturate(colour, 0.68), multiply(colour, "#c8d6ef"), 0.4));
  if (mood === "dramatic") steps.push((colour) => saturate(contrast(colour, 1.15), 1.08));
  if (modifiers.has("monochrome")) steps.push((colour) => saturate(colour, 0));
  return (colour) => {
    let graded = colour;
    for (const step of steps) graded = step(graded);
    return graded;
  };
}

function contrast(colour: Colour, amount: number): Colour {
  const [red, green, blue] = toRgb(colour);
  return fromRgb([128 + (red - 128) * amount, 128 + (green - 128) * amount, 128 + (blue - 128) * amount]);
}

/** Darks go violet, lights go magenta and cyan. */
function neonise(colour: Colour): Colour {
  const light = brightness(colour);
  const [red, , blue] = toRgb(colour);
  const glow = red > blue ? "#ff3fae" : "#25d9ff";
  const base = mix("#0b0524", "#3a1a78", light * 1.2);
  return light > 0.62 ? mix(lighten(glow, 0.15), colour, 0.35) : mix(mix(base, colour, 0.22), glow, light * 0.25);
}

function rotate<T>(items: readonly T[], by: number): T[] {
  return items.map((_, index) => items[(index + by) % items.length] as T);
}
