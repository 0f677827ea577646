// Who a person in the picture is: what the prompt says of them, and for all that it leaves open a choice by the seed from the whole
// range of people. A look has nothing left open; everything that draws people reads looks.
import type { Colour, Person } from "../../scene/scene.ts";
import type { Random } from "../../random.ts";
import { brightness } from "../colour.ts";
import type { HairStyle } from "./lock.ts";
import type { Outfit } from "./outfit.ts";
import { outfitOf } from "./wardrobe.ts";

/** A person with nothing left open. */
export interface Look {
  readonly age: Person["age"];
  readonly feminine: boolean;
  readonly skin: Colour;
  readonly hair: { readonly style: HairStyle; readonly colour: Colour };
  readonly eyes: Colour;
  readonly expression: NonNullable<Person["expression"]>;
  /** A smile that shows teeth. */
  readonly beaming: boolean;
  readonly freckles: boolean;
  readonly beard: "none" | "short" | "long";
  readonly accessories: ReadonlySet<string>;
  /** Colour of glasses. */
  readonly frame: Colour;
  readonly outfit: Outfit;
  /** Role and the prompt's own words, in lower case. */
  readonly words: string;
}

/** From porcelain to deep umber; the warmth of the undertone stays. */
const SKINS: readonly Colour[] = ["#fbdcc6", "#f2c6a2", "#dfa77c", "#bd8257", "#8f5a3a", "#62402c"];
const HAIRS: readonly Colour[] = ["#231c1f", "#33241f", "#523526", "#74482c", "#9a6434", "#cf9f5a", "#a9492b"];

export interface Casting {
  readonly random: Random;
  readonly accents: readonly Colour[];
  /** What else names the person: the prompt's words, what they do. */
  readonly words?: string;
  /** Which person of the picture: neighbours differ in skin and clothes. */
  readonly ordinal?: number;
  /** A stream shared by all people of one subject, from which their differences are counted. */
  readonly shared?: Random;
  /** Snow or winter: coats. */
  readonly cold?: boolean;
  /** Skins of a family are near one another. */
  readonly related?: boolean;
}

/** An order of skins in which neighbours are far apart. */
const SKIN_STEPS: readonly number[] = [0, 3, 1, 4, 2, 5];

export function lookOf(person: Person | undefined, casting: Casting): Look {
  const { random, accents, ordinal = 0, shared = random, cold = false, related = false } = casting;
  const words = `${person?.role ?? ""} ${casting.words ?? ""} ${person?.clothing?.item ?? ""}`.toLowerCase();
  const age = person?.age ?? "adult";
  const feminine = person?.gender === "woman" || (person?.gender !== "man" && random.fork("gender").next() < 0.5);
  const step = related ? 0 : (SKIN_STEPS[ordinal % SKIN_STEPS.length] ?? 0);
  const tone = person?.skin ?? skinBy(words) ?? ((shared.fork("skin").int(0, 5) + step) % SKINS.length) + 1;
  const chance = random.fork("hair");
  // Fair hair goes with fair skin by default; a prompt may say otherwise.
  const natural = HAIRS[chance.int(0, tone <= 2 ? 6 : tone === 3 ? 3 : 1)] ?? "#33241f";
  const colour = person?.hair?.colour ?? (age === "old" ? chance.pick(["#e4e1e4", "#c6c4cb", "#f0eef0"]) : natural);
  const style = styleOf(person, { words, age, feminine, tone, chance });
  const accent =
    person?.clothing?.colour ??
    accents[(shared.fork("clothing").int(0, accents.length - 1) + ordinal) % accents.length] ??
    "#d8583a";
  const outfit = outfitOf({ person, words, feminine, accent, random: random.fork("outfit"), cold });
  const accessories = new Set<string>(person?.accessories ?? []);
  if (/sunglasses|墨镜|太阳镜/.test(words)) accessories.add("sunglasses");
  if (/pirate|海盗/.test(words)) accessories.add("patch");
  if (/teacher|professor|scientist|grandm|grandf|老师|教授|科学家/.test(words) && random.fork("sight").next() < 0.7)
    accessories.add("glasses");
  if (feminine && age !== "child" && age !== "baby" && random.fork("earrings").next() < 0.45) accessories.add("earrings");
  const bearded = accessories.has("beard") || /pirate|wizard|santa|merlin|gandalf|viking|海盗|巫师/.test(words);
  const chin = random.fork("beard").next();
  const long = /santa|wizard|merlin|gandalf|long (white |grey |gray )?beard|长胡子|长须/.test(words);
  const grown = !feminine && age !== "child" && age !== "baby" && age !== "young";
  return {
    age,
    feminine,
    accessories,
    outfit,
    words,
    skin: SKINS[tone - 1] ?? "#dfa77c",
    hair: { style, colour },
    eyes: random
      .fork("eyes")
      .pick(
        tone <= 2 && brightness(colour) > 0.22 ? ["#4a7fa8", "#5c8550", "#6b4a2c", "#7d6238"] : ["#5b3a22", "#47301f", "#3c281c"],
      ),
    expression:
      person?.expression ??
      (/knight|samurai|ninja|judge|guard|soldier|warrior|meditat|pray|武士|骑士|冥想/.test(words) ? "serious" : "smiling"),
    beaming: random.fork("teeth").next() < 0.5,
    freckles: /freckle|雀斑/.test(words) || (tone <= 2 && random.fork("freckles").next() < 0.25),
    beard:
      bearded && !feminine
        ? long
          ? "long"
          : "short"
        : grown && person?.accessories === undefined && chin < 0.2
          ? "short"
          : "none",
    frame: random.fork("frame").pick(["#2a2730", "#5a3a28", "#8a3038"]),
  };
}

function skinBy(words: string): number | undefined {
  if (/samurai|geisha|ninja|武士|汉服|旗袍/.test(words)) return 2;
  if (/vampire|吸血鬼/.test(words)) return 1;
  return undefined;
}

interface Styling {
  readonly words: string;
  readonly age: Look["age"];
  readonly feminine: boolean;
  readonly tone: number;
  readonly chance: Random;
}

/** The prompt's form of hair in one of the ways to wear it. */
function styleOf(person: Person | undefined, { words, age, feminine, tone, chance }: Styling): HairStyle {
  const form: string | undefined = person?.hair?.form;
  const dark = tone >= 5;
  for (const [pattern, style] of STYLE_WORDS) if (pattern.test(`${form ?? ""} ${words}`)) return style;
  switch (form) {
    case "short":
      return feminine ? chance.pick(["bob", "pixie", "bob"]) : chance.pick(["crop", "quiff"]);
    case "long":
      return chance.pick(["long", "long", "wavy", "fringe"]);
    case "curly":
      return dark && person?.hair?.colour === undefined ? "afro" : "curls";
    case "bald":
    case "bun":
    case "braids":
      return form;
    default:
  }
  if (age === "baby") return "tuft";
  if (/monk|和尚|僧/.test(words)) return "bald";
  if (/ballerina|geisha|bride/.test(words)) return "bun";
  if (/princess|queen|witch|fairy|elf|angel/.test(words) && feminine) return chance.pick(["long", "wavy"]);
  if (age === "child")
    return feminine
      ? chance.pick(["braids", "ponytail", "fringe", "bob", dark ? "afro" : "wavy"])
      : chance.pick(["crop", "quiff", dark ? "afro" : "crop"]);
  if (age === "old") return feminine ? chance.pick(["bun", "bob", "curls"]) : chance.pick(["crop", "crop", "bald"]);
  if (feminine)
    return dark
      ? chance.pick(["afro", "bun", "braids", "long", "bob"])
      : chance.pick(["long", "wavy", "bob", "bun", "ponytail", "fringe"]);
  return dark ? chance.pick(["crop", "afro", "crop"]) : chance.pick(["crop", "quiff", "crop", "curls"]);
}

const STYLE_WORDS: readonly (readonly [RegExp, HairStyle])[] = [
  [/afro|爆炸头|coily/, "afro"],
  [/ponytail|马尾/, "ponytail"],
  [/wavy|波浪/, "wavy"],
  [/\bbob\b|波波头/, "bob"],
  [/pixie/, "pixie"],
  [/bangs|fringe|刘海/, "fringe"],
];
