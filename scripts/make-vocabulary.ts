// Makes src/engines/sketch/scene/vocabulary.json: for each Fluent Emoji glyph its characters, its class and its names in
// English and Chinese, from Unicode CLDR (as emojibase-data packs it). Run by hand after either package changes:
// `node scripts/make-vocabulary.ts`. CLDR's keywords are left out (their "hot", "love" and "order" are not nouns); synonyms
// are curated in src/engines/sketch/scene/nouns.ts.

import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { z } from "zod";

const require = createRequire(import.meta.url);
const TARGET = new URL("../src/engines/sketch/scene/vocabulary.json", import.meta.url);

const emojiSchema = z.array(
  z.object({
    label: z.string(),
    hexcode: z.string(),
    emoji: z.string(),
    group: z.number().optional(),
    subgroup: z.number().optional(),
  }),
);
const iconsSchema = z.object({ icons: z.record(z.string(), z.unknown()) });
const groupsSchema = z.object({ subgroups: z.record(z.string(), z.string()) });

/** Glyphs whose name is not the slug of CLDR's present English name. */
const RENAMED: Readonly<Record<string, string>> = {
  "black-bird": "blackbird",
  "smiling-face-with-open-hands": "hugging-face",
  "face-with-crossed-out-eyes": "knocked-out-face",
  "enraged-face": "pouting-face",
  "man-blond-hair": "man-blonde-hair",
  "woman-blond-hair": "woman-blonde-hair",
  "person-blond-hair": "person-blonde-hair",
  "deaf-man": "man-deaf",
  "deaf-woman": "woman-deaf",
  "deaf-person": "person-deaf",
  merman: "man-merpeople",
  mermaid: "woman-merpeople",
  merperson: "person-merpeople",
  elf: "person-elf",
  fairy: "person-fairy",
  genie: "person-genie",
  mage: "person-mage",
  superhero: "person-superhero",
  supervillain: "person-supervillain",
  vampire: "person-vampire",
  zombie: "person-zombie",
  phoenix: "phoenix-bird",
  pinata: "piata",
  "ballet-dancer": "ballet-shoes",
};

/** Classes whose names are nouns that a prompt may use for a thing to draw; the others resolve by their character alone. */
const NAMED_CLASSES =
  /^(animal|plant|food|transport-(ground|water|air)$|place-(map|geographic|building|religious)|drink|dishware|hotel|event|award|sport|game|arts|clothing|music|phone|computer|light|book|money|mail|writing|office|lock|tool|science|medical|household|other-object|religion|face-costume|heart)/;

/** Named glyphs of the other classes. */
const NAMED_TOO = new Set(
  `alarm-clock stopwatch timer-clock mantelpiece-clock hourglass-done hot-springs carousel-horse playground-slide ferris-wheel
  roller-coaster barber-pole circus-tent tornado comet snowman snowflake ringed-planet umbrella-on-ground thermometer
  brain tooth lungs anatomical-heart bone infinity atom-symbol yin-yang peace-symbol recycling-symbol chequered-flag pirate-flag
  rainbow-flag water-pistol megaphone loudspeaker postal-horn bell watch statue-of-liberty footprints`.split(/\s+/),
);

/** Names that are verbs, materials, weather or settings far more often than the glyph's thing. */
const UNNAMED = new Set(
  `houses books cooking camping mate hole link label construction water-wave pick fog foggy wood brick ice leaf-fluttering-in-wind blossom
  desert mountain park station national-park stadium wedding convenience-store department-store no-one-under-eighteen
  building-construction house-with-garden beach-with-umbrella place-of-worship seat soap knot hook snow-capped-mountain bank school
  hospital hotel school love-hotel custard castle light-rail pie`.split(/\s+/),
);

function toGlyph(label: string): string {
  const slug = label
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f’'“”.!():,&]/g, "")
    .trim()
    .replace(/[\s_/–-]+/g, "-");
  return RENAMED[slug] ?? slug;
}

/** Chinese names of one character are too often part of another word: those that are safe are curated. */
function usableNames(label: string): string {
  return Array.from(label).length < 2 ? "" : label.toLowerCase().replaceAll("|", " ");
}

const iconsPath = require.resolve("@iconify-json/fluent-emoji/icons.json");
const glyphs = new Set(Object.keys(iconsSchema.parse(JSON.parse(await readFile(iconsPath, "utf8"))).icons));
const { subgroups } = groupsSchema.parse(require("emojibase-data/meta/groups.json"));
const english = emojiSchema.parse(require("emojibase-data/en/data.json"));
const chinese = new Map(emojiSchema.parse(require("emojibase-data/zh/data.json")).map((entry) => [entry.hexcode, entry.label]));

const lines: string[] = [];
for (const { label, hexcode, emoji, subgroup } of english) {
  const glyph = toGlyph(label);
  if (!glyphs.has(glyph)) continue;
  const kind = subgroups[String(subgroup)] ?? "other";
  const named = (NAMED_CLASSES.test(kind) || NAMED_TOO.has(glyph)) && !UNNAMED.has(glyph);
  const names = named ? [usableNames(label).replace(/[:’]/g, ""), usableNames(chinese.get(hexcode) ?? "")] : ["", ""];
  lines.push(`  ${JSON.stringify(glyph)}: ${JSON.stringify([emoji.replaceAll("\ufe0f", ""), kind, ...names].join("|"))}`);
}
await writeFile(TARGET, `{\n${lines.join(",\n")}\n}\n`);
console.log(`${lines.length} glyphs`);
