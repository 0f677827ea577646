// What people wear, by what the prompt calls them and their clothes. A role dresses a person whole; named garments and colours go
// over it; what is left open the seed decides.
import type { Random } from "../../random.ts";
import type { Colour, Person } from "../../scene/scene.ts";
import { CHARACTERS } from "./characters.ts";
import { brightness, darken, lighten, mix } from "../colour.ts";
import type { Hat } from "./felt.ts";
import type { Cut, Dress, Outfit, Role } from "./outfit.ts";
import { TRADES } from "./trades.ts";

/** First match dresses the person. Words are the role and the prompt's own noun. */
const ROLES: readonly Role[] = [...TRADES, ...CHARACTERS];

/** Named garments; they win over what a role suggests. */
const GARMENTS: readonly (readonly [RegExp, Dress])[] = [
  [/armou?r|铠甲|盔甲/, { cut: "armour", lower: "trousers" }],
  [/kimono|hanfu|yukata|robe|汉服|和服|袍|袈裟|道袍/, { cut: "robe", sleeves: "wide", lower: "gown" }],
  [/qipao|cheongsam|旗袍|sari/, { cut: "dress", sleeves: "short", lower: "gown", pattern: "floral" }],
  [/wedding dress|gown|婚纱|礼服/, { cut: "dress", sleeves: "none", lower: "gown" }],
  [/dress|frock|裙/, { cut: "dress", sleeves: "short", lower: "skirt" }],
  [/lab coat|白大褂/, { cut: "labCoat" }],
  [/overalls|dungarees|背带裤|工装/, { cut: "overalls", lower: "trousers" }],
  [/apron|围裙/, { cut: "shirt", apron: "#e9dcc4" }],
  [/business|formal|suit|tuxedo|blazer|西装|西服|正装|燕尾服/, { cut: "suit", lower: "trousers" }],
  [/uniform|制服|军装|校服/, { cut: "uniform", lower: "trousers" }],
  [/coat|jacket|parka|cloak|大衣|外套|夹克|风衣|羽绒服/, { cut: "coat" }],
  [/hoodie|sweatshirt|卫衣/, { cut: "hoodie" }],
  [/sweater|pullover|jumper|cardigan|turtleneck|毛衣|针织/, { cut: "sweater" }],
  [/blouse/, { cut: "blouse" }],
  [/t shirt|tshirt|t-shirt|\btee\b/, { cut: "tee", sleeves: "short" }],
  [/tank top|\bvest\b|背心/, { cut: "tank", sleeves: "none" }],
  [/skirt|短裙/, { cut: "blouse", lower: "skirt" }],
  [/shirt|衬衫/, { cut: "shirt" }],
];

const HATS: readonly (readonly [RegExp, Hat])[] = [
  [/beret|贝雷帽/, "beret"],
  [/straw hat|sun hat|草帽/, "straw"],
  [/斗笠|conical|bamboo hat/, "conical"],
  [/baseball cap|\bcap\b|棒球帽/, "cap"],
  [/beanie|knit|wool|毛线帽/, "beanie"],
  [/top hat|礼帽/, "top"],
  [/cowboy hat/, "cowboy"],
  [/chef hat|厨师帽/, "chef"],
  [/helmet|头盔/, "bicycle"],
  [/santa hat|圣诞帽/, "santa"],
  [/witch hat|wizard hat|party hat/, "pointed"],
  [/hijab|headscarf|头巾/, "headscarf"],
  [/turban/, "turban"],
  [/flower crown|wreath|花环|花冠/, "flowers"],
  [/tiara/, "tiara"],
  [/\bhood\b/, "hood"],
];

interface Fitting {
  readonly person: Person | undefined;
  readonly words: string;
  readonly feminine: boolean;
  /** The colour that the seed gives to this person among its neighbours. */
  readonly accent: Colour;
  readonly random: Random;
  readonly cold: boolean;
}

/** What this person wears: role first, then named garments and colours, then the seed. */
export function outfitOf({ person, words, feminine, accent, random, cold }: Fitting): Outfit {
  const item = person?.clothing?.item ?? "";
  const age = person?.age ?? "adult";
  const young = age === "baby" || age === "child";
  const role = ROLES.find(([pattern]) => pattern.test(words))?.[1];
  const garment = GARMENTS.find(([pattern]) => pattern.test(`${item} ${words}`))?.[1];
  const everyday: readonly Cut[] = cold
    ? ["coat", "sweater", "coat"]
    : young
      ? ["tee", "hoodie", "tee", "overalls", ...(feminine ? (["dress", "dress"] as const) : [])]
      : age === "old"
        ? feminine
          ? ["sweater", "blouse", "dress"]
          : ["sweater", "shirt", "vest"]
        : feminine
          ? ["blouse", "sweater", "dress", "tee", "shirt"]
          : ["shirt", "tee", "sweater", "hoodie", "shirt"];
  const cut = garment?.cut ?? role?.cut ?? random.fork("cut").pick(everyday);
  const named = person?.clothing?.colour;
  const onLegs = /trousers|shorts|jeans|pants|skirt/.test(item) && cut !== "dress";
  const isDress = cut === "dress";
  const colour =
    (onLegs ? undefined : named) ??
    (garment && !role ? plainColour(cut) : undefined) ??
    role?.colour ??
    plainColour(cut) ??
    accent;
  const robed = isDress || cut === "robe";
  const legs = random.fork("legs");
  const lower =
    garment?.lower ??
    role?.lower ??
    (robed
      ? isDress
        ? "skirt"
        : "gown"
      : young && !cold && legs.next() < 0.5
        ? "shorts"
        : feminine && !cold && cut === "blouse" && legs.next() < 0.5
          ? "skirt"
          : "trousers");
  const asOne = robed || cut === "suit" || cut === "overalls" || cut === "space" || cut === "scrubs";
  const lowerColour =
    onLegs && named !== undefined
      ? named
      : asOne && (named !== undefined || role?.lowerColour === undefined)
        ? colour
        : (role?.lowerColour ??
          (/jeans|denim|牛仔裤/.test(`${item} ${words}`)
            ? "#46688f"
            : legs.pick(["#2f3b57", "#4a4f5e", "#6a533f", "#3f5878", "#7d6f5c", "#4c5a48"])));
  const patterns = random.fork("pattern");
  const pattern =
    role?.pattern ??
    garment?.pattern ??
    (/plaid|格子/.test(words)
      ? "plaid"
      : /stripe|条纹/.test(words)
        ? "stripes"
        : /floral|碎花/.test(words)
          ? "floral"
          : role !== undefined || named !== undefined
            ? "plain"
            : isDress
              ? patterns.pick(["plain", "floral", "dots"])
              : cut === "shirt" && !young
                ? patterns.pick(["plain", "plaid", "plain"])
                : cut === "tee" || cut === "sweater"
                  ? patterns.pick(["plain", "stripes", "plain"])
                  : "plain");
  const hat =
    HATS.find(([pattern]) => pattern.test(`${item} ${words}`))?.[1] ?? wornHat(person, role?.hat, { random, cold, young });
  const under =
    (garment && !role ? undefined : role?.under) ??
    (cut === "overalls" ? lighten(mix(accent, "#ffffff", 0.5), 0.1) : brightness(colour) > 0.8 ? "#8fb2d8" : "#f7f4ee");
  const scarf = person?.accessories?.includes("scarf") === true && hat !== "headscarf" ? scarfColour(words, colour) : role?.scarf;
  return {
    ...role,
    cut,
    colour,
    under,
    lower,
    lowerColour,
    pattern,
    sleeves:
      garment?.sleeves ??
      role?.sleeves ??
      (cut === "tee" || (cut === "dress" && !cold) ? "short" : cut === "tank" ? "none" : "long"),
    shoes: role?.shoes ?? random.fork("shoes").pick(["#3a2c28", "#2b2d36", "#7a4a30", "#e9e6e2"]),
    boots: role?.boots ?? (cold || /boots|靴/.test(item)),
    hatColour: role?.hatColour ?? clothColour(words, HAT_NOUNS) ?? hatTone(hat, accent, colour),
    ...(garment?.apron !== undefined && { apron: garment.apron }),
    ...(cut === "suit" && !feminine && { tie: role?.tie ?? "#9c2f3d" }),
    ...(scarf !== undefined && { scarf }),
    ...(hat !== undefined && { hat }),
  };
}

function plainColour(cut: Cut): Colour | undefined {
  if (cut === "suit") return "#36415e";
  if (cut === "labCoat" || cut === "chef") return "#fbfaf7";
  if (cut === "armour") return "#b4bdca";
  if (cut === "overalls") return "#4a74a8";
  return undefined;
}

function scarfColour(words: string, clothes: Colour): Colour {
  return clothColour(words, /scarf|围巾|领巾/) ?? (brightness(clothes) > 0.55 ? "#c8413a" : "#f0c24a");
}

const HAT_NOUNS = /hat\b|cap\b|beret|beanie|帽/;

/** Colours as cloth has them, by their names before the thing: `yellow scarf`, `黄色的围巾`. */
const CLOTH: readonly (readonly [RegExp, Colour])[] = [
  [/(?:red|红色?的?)$/, "#d13434"],
  [/(?:yellow|golden|黄色?的?|金色?的?)$/, "#f0c24a"],
  [/(?:blue|蓝色?的?)$/, "#3f73c4"],
  [/(?:green|绿色?的?)$/, "#3f8f5a"],
  [/(?:black|黑色?的?)$/, "#2b2b33"],
  [/(?:white|白色?的?)$/, "#f4f1ea"],
  [/(?:pink|粉色?的?|粉红色?的?)$/, "#ee8fb0"],
  [/(?:purple|紫色?的?)$/, "#7d55b0"],
  [/(?:orange|橙色?的?|橘色?的?)$/, "#ee8a3a"],
  [/(?:brown|棕色?的?|褐色?的?)$/, "#7a5232"],
  [/(?:gr[ae]y|灰色?的?)$/, "#9497a0"],
];

function clothColour(words: string, thing: RegExp): Colour | undefined {
  const at = words.search(thing);
  if (at < 0) return undefined;
  const before = words.slice(0, at).trimEnd();
  return CLOTH.find(([name]) => name.test(before))?.[1];
}

function hatTone(hat: Hat | undefined, accent: Colour, colour: Colour): Colour {
  if (hat === "fedora" || hat === "cowboy") return "#7d5a3c";
  if (hat === "top") return "#25252d";
  if (hat === "beret") return "#b8342f";
  if (hat === "pointed") return darken(colour, 0.15);
  return mix(accent, "#3a3f5a", 0.25);
}

function wornHat(
  person: Person | undefined,
  fromRole: Hat | undefined,
  { random, cold, young }: { random: Random; cold: boolean; young: boolean },
): Hat | undefined {
  const worn = person?.accessories ?? [];
  if (fromRole !== undefined) return fromRole;
  if (worn.includes("crown")) return young || person?.gender === "woman" ? "flowers" : "crown";
  if (worn.includes("hat")) return cold ? "beanie" : young ? "cap" : person?.gender === "woman" ? "straw" : "fedora";
  if (cold && random.fork("hat").next() < 0.6) return "beanie";
  return undefined;
}
