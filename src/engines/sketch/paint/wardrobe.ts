// What people wear, by what the prompt calls them and their clothes. A role dresses a person whole; named garments and colours go
// over it; what is left open the seed decides.
import type { Colour, Person } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import { brightness, darken, lighten, mix } from "./colour.ts";
import type { Hat } from "./headwear.ts";

export type Cut =
  | "tee"
  | "shirt"
  | "blouse"
  | "sweater"
  | "hoodie"
  | "suit"
  | "coat"
  | "labCoat"
  | "dress"
  | "robe"
  | "chef"
  | "uniform"
  | "armour"
  | "overalls"
  | "fire"
  | "scrubs"
  | "tank"
  | "vest"
  | "space"
  | "smock";

export interface Outfit {
  readonly cut: Cut;
  readonly colour: Colour;
  /** The shirt that shows below a jacket, overalls or a vest. */
  readonly under: Colour;
  readonly sleeves: "long" | "short" | "none" | "wide";
  readonly lower: "trousers" | "shorts" | "skirt" | "gown";
  readonly lowerColour: Colour;
  readonly shoes: Colour;
  readonly boots: boolean;
  readonly pattern: "plain" | "stripes" | "plaid" | "dots" | "floral";
  readonly apron?: Colour;
  readonly tie?: Colour;
  readonly cape?: Colour;
  readonly wings?: boolean;
  readonly backpack?: Colour;
  readonly stethoscope?: boolean;
  readonly scarf?: Colour;
  readonly hat?: Hat;
  readonly hatColour: Colour;
}

type Dress = Partial<Outfit>;

const NAVY = "#2b4270";
/** First match dresses the person. Words are the role and the prompt's own noun. */
const ROLES: readonly (readonly [RegExp, Dress, named?: "lower"])[] = [
  [
    /astronaut|cosmonaut|宇航|航天|太空人/,
    { cut: "space", colour: "#eef1f5", lowerColour: "#e3e7ee", shoes: "#c7ccd8", boots: true, lower: "trousers" },
  ],
  [
    /barista|waiter|waitress|咖啡师|服务员/,
    { cut: "shirt", colour: "#f4efe6", apron: "#3f5a47", lower: "trousers", lowerColour: "#33323c" },
  ],
  [
    /chef|cook\b|baker|厨|面包师/,
    { cut: "chef", colour: "#fbfaf7", apron: "#f1eee9", lower: "trousers", lowerColour: "#3d4250", hat: "chef", tie: "#d8473a" },
  ],
  [
    /firefighter|fireman|消防/,
    { cut: "fire", colour: "#d9a63a", lower: "trousers", lowerColour: "#d9a63a", shoes: "#26242a", boots: true, hat: "fire" },
  ],
  [
    /police|cop\b|sheriff|警/,
    {
      cut: "uniform",
      colour: "#35558f",
      tie: "#1d2b4c",
      lower: "trousers",
      lowerColour: "#22304f",
      hat: "peaked",
      hatColour: "#22304f",
    },
  ],
  [
    /doctor|physician|surgeon|medic|veterinar|dentist|医生|大夫|兽医|牙医|中医/,
    { cut: "labCoat", colour: "#fdfdfb", under: "#7fb4d8", lower: "trousers", lowerColour: "#44506a", stethoscope: true },
  ],
  [
    /nurse|护士/,
    {
      cut: "scrubs",
      colour: "#4fb0ae",
      sleeves: "short",
      lower: "trousers",
      lowerColour: "#4fb0ae",
      shoes: "#f4f4f6",
      stethoscope: true,
    },
  ],
  [
    /scientist|chemist|researcher|physicist|科学家|研究员|化学家/,
    { cut: "labCoat", colour: "#fdfdfb", under: "#c9a24a", lower: "trousers", lowerColour: "#4b4a5a" },
  ],
  [
    /fisherman|angler|fisher\b|渔|钓/,
    {
      cut: "vest",
      colour: "#7d8a52",
      under: "#d9cfae",
      lower: "trousers",
      lowerColour: "#5c6650",
      hat: "straw",
      shoes: "#3e3a32",
      boots: true,
    },
  ],
  [
    /farmer|gardener|peasant|rancher|shepherd|农|园丁|牧/,
    {
      cut: "overalls",
      colour: "#44699f",
      under: "#c84a3f",
      pattern: "plaid",
      lower: "trousers",
      lowerColour: "#44699f",
      hat: "straw",
      shoes: "#6b4a2e",
      boots: true,
    },
  ],
  [
    /mechanic|plumber|factory|welder|修理|技工|水管/,
    {
      cut: "overalls",
      colour: "#3f5f95",
      under: "#9aa2b0",
      lower: "trousers",
      lowerColour: "#3f5f95",
      hat: "cap",
      hatColour: "#33507f",
    },
  ],
  [
    /construction|builder|worker\b|miner|carpenter|工人|矿工|木匠/,
    {
      cut: "vest",
      colour: "#f28a2a",
      under: "#f0efe9",
      lower: "trousers",
      lowerColour: "#3f5078",
      hat: "hard",
      shoes: "#8a5a30",
      boots: true,
    },
  ],
  [
    /artist|painter|illustrator|sculptor|画家|艺术家|画师/,
    {
      cut: "smock",
      colour: "#f1ead8",
      lower: "trousers",
      lowerColour: "#45506e",
      hat: "beret",
      hatColour: "#b8342f",
      apron: "#6e86a8",
    },
  ],
  [/graduate|毕业/, { cut: "robe", colour: "#23262f", sleeves: "wide", lower: "gown", lowerColour: "#23262f", hat: "mortar" }],
  [/judge|法官/, { cut: "robe", colour: "#23262f", sleeves: "wide", lower: "gown", lowerColour: "#23262f" }],
  [
    /office worker|businessman|businesswoman|businessperson|manager|lawyer|secretary|ceo|groom|detective.*suit|白领|律师|经理|新郎/,
    { cut: "suit", colour: "#2f3a55", lower: "trousers", lowerColour: "#2f3a55", tie: "#a8323f", shoes: "#1f1b1c" },
  ],
  [
    /pilot|captain of the plane|飞行员|机长/,
    {
      cut: "uniform",
      colour: "#f6f6f4",
      tie: "#20283c",
      lower: "trousers",
      lowerColour: "#232c44",
      hat: "peaked",
      hatColour: "#232c44",
    },
  ],
  [
    /detective|spy|sherlock|侦探|间谍/,
    {
      cut: "coat",
      colour: "#b08a58",
      under: "#f2efe8",
      tie: "#54403a",
      lower: "trousers",
      lowerColour: "#4a4038",
      hat: "fedora",
      hatColour: "#8a6a42",
    },
  ],
  [/royal guard|palace guard/, { cut: "uniform", colour: "#c72c2c", lower: "trousers", lowerColour: "#23242c", hat: "guard" }],
  [
    /soldier|guard|general|士兵|军人|卫兵|将军|战士/,
    {
      cut: "uniform",
      colour: "#6d7748",
      lower: "trousers",
      lowerColour: "#5f693f",
      hat: "cap",
      hatColour: "#59623a",
      boots: true,
      shoes: "#2f2a24",
    },
  ],
  [
    /ninja|assassin|忍者|刺客/,
    {
      cut: "robe",
      colour: "#2a2c36",
      sleeves: "long",
      lower: "trousers",
      lowerColour: "#24262f",
      hat: "ninja",
      hatColour: "#2a2c36",
      boots: true,
      shoes: "#1c1d24",
    },
  ],
  [
    /samurai|武士/,
    {
      cut: "armour",
      colour: "#8e2f2f",
      under: "#2f2b38",
      lower: "trousers",
      lowerColour: "#3a3648",
      hat: "kabuto",
      boots: true,
      shoes: "#2c2833",
    },
  ],
  [
    /viking|维京/,
    {
      cut: "armour",
      colour: "#7d6248",
      under: "#8b5a3a",
      lower: "trousers",
      lowerColour: "#5f4a38",
      hat: "viking",
      cape: "#6e4a34",
      boots: true,
      shoes: "#4a3426",
    },
  ],
  [/swordsman|剑客|侠/, { cut: "robe", colour: "#4a6e8c", sleeves: "wide", lower: "gown", lowerColour: "#4a6e8c" }],
  [
    /knight|gladiator|crusader|cavalier|warrior|骑士|勇士/,
    {
      cut: "armour",
      colour: "#b4bdca",
      under: "#8d96a6",
      lower: "trousers",
      lowerColour: "#9aa3b2",
      hat: "knight",
      cape: "#b32d34",
      boots: true,
      shoes: "#a3acba",
    },
  ],
  [
    /\bking\b|emperor|sultan|国王|皇帝|帝王/,
    { cut: "robe", colour: "#8a2438", sleeves: "wide", lower: "gown", lowerColour: "#8a2438", hat: "crown", cape: "#c02f3a" },
  ],
  [
    /queen|empress|女王|皇后|女皇|王后/,
    { cut: "dress", colour: "#6a3d9a", sleeves: "long", lower: "gown", lowerColour: "#6a3d9a", hat: "crown", cape: "#c02f3a" },
  ],
  [/princess|公主/, { cut: "dress", colour: "#f19ac2", sleeves: "short", lower: "gown", lowerColour: "#f19ac2", hat: "tiara" }],
  [
    /prince|王子/,
    {
      cut: "uniform",
      colour: "#3f6fb8",
      lower: "trousers",
      lowerColour: "#f0ece2",
      hat: "tiara",
      cape: "#b32d34",
      boots: true,
      shoes: "#3a2c26",
    },
  ],
  [
    /wizard|sorcerer|warlock|merlin|gandalf|巫师|魔法师|法师/,
    {
      cut: "robe",
      colour: "#44479e",
      sleeves: "wide",
      lower: "gown",
      lowerColour: "#44479e",
      hat: "pointed",
      hatColour: "#3c3f92",
    },
  ],
  [
    /witch|sorceress|enchantress|女巫|巫女|魔女/,
    {
      cut: "dress",
      colour: "#3c2f52",
      sleeves: "long",
      lower: "gown",
      lowerColour: "#3c2f52",
      hat: "pointed",
      hatColour: "#33274a",
      shoes: "#1d1726",
      boots: true,
    },
  ],
  [
    /magician|魔术师/,
    {
      cut: "suit",
      colour: "#25252e",
      lower: "trousers",
      lowerColour: "#25252e",
      tie: "#c0303a",
      hat: "top",
      hatColour: "#22222a",
      cape: "#7a1f2e",
    },
  ],
  [
    /fairy|pixie|仙/,
    { cut: "dress", colour: "#8fd3a8", sleeves: "none", lower: "skirt", lowerColour: "#8fd3a8", hat: "flowers", wings: true },
  ],
  [
    /angel|cherub|天使/,
    { cut: "robe", colour: "#fdfaf2", sleeves: "wide", lower: "gown", lowerColour: "#fdfaf2", hat: "halo", wings: true },
  ],
  [
    /\belf\b|elven|精灵/,
    {
      cut: "tee",
      colour: "#4c8a4e",
      sleeves: "long",
      lower: "trousers",
      lowerColour: "#7a6240",
      boots: true,
      shoes: "#5c4028",
      hat: "hood",
      hatColour: "#3d7442",
    },
  ],
  [
    /vampire|dracula|吸血鬼/,
    { cut: "suit", colour: "#26232c", tie: "#a01f2e", lower: "trousers", lowerColour: "#26232c", cape: "#7d1626" },
  ],
  [
    /superhero|superman|supergirl|heroine|wonder|超/,
    {
      cut: "tee",
      colour: "#2f63c0",
      sleeves: "long",
      lower: "trousers",
      lowerColour: "#2f63c0",
      cape: "#d8322f",
      boots: true,
      shoes: "#d8322f",
    },
  ],
  [
    /santa|father christmas|圣诞/,
    {
      cut: "coat",
      colour: "#d0322e",
      under: "#d0322e",
      lower: "trousers",
      lowerColour: "#d0322e",
      hat: "santa",
      boots: true,
      shoes: "#1f1c20",
    },
  ],
  [
    /clown|jester|小丑/,
    { cut: "shirt", colour: "#f2c23a", pattern: "dots", lower: "trousers", lowerColour: "#3f8fd0", shoes: "#d8322f" },
  ],
  [
    /pirate|buccaneer|海盗/,
    {
      cut: "coat",
      colour: "#8e2430",
      under: "#f4efe4",
      lower: "trousers",
      lowerColour: "#3a322e",
      hat: "tricorn",
      boots: true,
      shoes: "#2a211c",
    },
  ],
  [
    /cowboy|cowgirl|gunslinger|牛仔/,
    {
      cut: "vest",
      colour: "#7a5232",
      under: "#c4483c",
      pattern: "plaid",
      lower: "trousers",
      lowerColour: "#42618f",
      hat: "cowboy",
      hatColour: "#8f6038",
      boots: true,
      shoes: "#6b4424",
      scarf: "#d8473a",
    },
  ],
  [
    /monk|buddh|priest|nun\b|和尚|僧|道士/,
    { cut: "robe", colour: "#d98a2c", sleeves: "wide", lower: "gown", lowerColour: "#d98a2c" },
  ],
  [
    /sailor|mariner|水手|海员/,
    {
      cut: "tee",
      colour: "#f7f7f5",
      sleeves: "long",
      pattern: "stripes",
      lower: "trousers",
      lowerColour: "#2c4672",
      hat: "sailor",
      scarf: "#2c4672",
    },
  ],
  [
    /captain|船长/,
    { cut: "uniform", colour: "#24386a", lower: "trousers", lowerColour: "#f0efeb", hat: "peaked", hatColour: "#f4f3ef" },
  ],
  [/ballerina|ballet|芭蕾/, { cut: "dress", colour: "#f6b8cf", sleeves: "none", lower: "skirt", lowerColour: "#f8c9da" }],
  [
    /bride|newlywed|新娘/,
    { cut: "dress", colour: "#fffdf8", sleeves: "none", lower: "gown", lowerColour: "#fffdf8", hat: "veil", shoes: "#f4f0ea" },
  ],
  [/geisha|艺伎/, { cut: "robe", colour: "#c43c5a", sleeves: "wide", lower: "gown", lowerColour: "#c43c5a", pattern: "floral" }],
  [
    /hiker|backpacker|explorer|adventurer|mountaineer|climber|登山|徒步|背包|探险/,
    {
      cut: "coat",
      colour: "#e07a34",
      under: "#4a5a6a",
      lower: "trousers",
      lowerColour: "#5f6350",
      backpack: "#3f7a5a",
      boots: true,
      shoes: "#6a4a30",
    },
  ],
  [/cyclist|cycling|biker|骑行/, { cut: "tee", sleeves: "short", lower: "shorts", lowerColour: "#2c3040", hat: "bicycle" }],
  [
    /runner|running|jogg|athlete|sprinter|跑/,
    { cut: "tank", sleeves: "none", lower: "shorts", lowerColour: "#2f3a58", shoes: "#e8583a" },
  ],
  [
    /footballer|football|soccer|basketball|球/,
    { cut: "tee", sleeves: "short", lower: "shorts", lowerColour: "#f4f4f4", shoes: "#26262e" },
  ],
  [
    /skier|skiing|snowboard|滑雪/,
    { cut: "coat", lower: "trousers", lowerColour: "#37415c", hat: "beanie", boots: true, shoes: "#30343f" },
  ],
  [/boxer|wrestler|拳击|摔跤/, { cut: "tank", sleeves: "none", lower: "shorts", lowerColour: "#c43434" }],
  [
    /martial|kung|karate|武术|功夫/,
    { cut: "robe", colour: "#fbfaf5", sleeves: "long", lower: "trousers", lowerColour: "#f2f0ea" },
  ],
  [
    /teacher|professor|老师|教师|教授/,
    { cut: "suit", colour: "#6b5a48", tie: "#3f5a78", lower: "trousers", lowerColour: "#3f4252" },
  ],
  [
    /student|pupil|schoolgirl|schoolboy|学生/,
    { cut: "shirt", colour: "#fbfbf9", tie: "#a8323f", lowerColour: NAVY, backpack: "#c8503c" },
  ],
  [/programmer|coder|developer|hacker|engineer|程序员|黑客|工程师/, { cut: "hoodie", lower: "trousers", lowerColour: "#3a4660" }],
  [
    /rock star|rockstar|guitarist|drummer|吉他手|摇滚/,
    {
      cut: "coat",
      colour: "#2a2830",
      under: "#b83a3f",
      lower: "trousers",
      lowerColour: "#2b303f",
      boots: true,
      shoes: "#1d1b20",
    },
  ],
  [
    /pianist|violinist|cellist|conductor|钢琴家|小提琴/,
    { cut: "suit", colour: "#23242c", tie: "#f4f4f2", lower: "trousers", lowerColour: "#23242c" },
  ],
  [/swimming|swimmer|游泳/, { cut: "tank", sleeves: "none", lower: "shorts" }],
];

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
    hatColour: role?.hatColour ?? hatTone(hat, accent, colour),
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
  if (/red scarf|红围巾|红领巾/.test(words)) return "#d13434";
  return brightness(clothes) > 0.55 ? "#c8413a" : "#f0c24a";
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
