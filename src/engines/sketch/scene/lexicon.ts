// The lexicon: every word and phrase that the engine understands, with what it says about a picture. Longer phrases win;
// a plural that is not listed falls back to its singular. Built once, at the first prompt.

import type {
  Camera,
  Lettering,
  Mood,
  Person,
  Relation,
  Season,
  Setting,
  Style,
  SurfaceKind,
  TimeOfDay,
  Weather,
} from "./scene.ts";
import { FEATURES, PROPS } from "./props.ts";
import { GRAMMAR, COLOURS } from "./words-grammar.ts";
import { IDIOMS } from "./words-idioms.ts";
import { NOUNS } from "./words-nouns.ts";
import { PEOPLE } from "./words-people.ts";
import { PICTURE } from "./words-picture.ts";
import { PLACES } from "./words-places.ts";
import type { Token } from "./tokens.ts";
import { indexPhrase } from "./tokens.ts";
import vocabulary from "./vocabulary.json" with { type: "json" };

export interface Noun {
  readonly key: string;
  readonly glyph?: string;
  /** CLDR's class of the glyph: `animal-mammal`, `food-fruit`, … */
  readonly kind?: string;
  /** The setting that the noun suggests when the prompt names none. */
  readonly home?: Setting;
}

/** A stretch of a person's description: `girl` gives age and gender, `chef` a role, `bearded` an accessory. */
export interface Traits {
  readonly age?: Person["age"];
  readonly gender?: "woman" | "man";
  readonly role?: string;
  /** The glyph of the role for a person of unstated gender; `man-` and `woman-` forms are found from it. */
  readonly glyph?: string;
  readonly hair?: Person["hair"];
  readonly skin?: Person["skin"];
  readonly expression?: Person["expression"];
  readonly accessory?: NonNullable<Person["accessories"]>[number];
  readonly item?: string;
  /** What is done beside the role: a chef who reads. */
  readonly doing?: string;
  /** The prompt's own words for hats, scarves and beards, separated by commas. */
  readonly told?: string;
  readonly count?: number;
}

/** What a phrase says. Facets of one phrase are alternatives that the context chooses between (orange: a colour, a fruit). */
export interface Sense {
  readonly setting?: Setting;
  /** The setting counts only when nothing else suggests one (a blue sky is above most places). */
  readonly faint?: true;
  /** Seen from outside although the setting is a room (shop front). */
  readonly exterior?: boolean;
  readonly interior?: boolean;
  readonly time?: TimeOfDay;
  readonly season?: Season;
  readonly weather?: Weather;
  readonly camera?: Camera;
  readonly mood?: Mood;
  readonly style?: Style;
  readonly modifiers?: readonly string[];
  readonly props?: readonly string[];
  readonly feature?: string;
  readonly colour?: string;
  readonly count?: number;
  readonly size?: "tiny" | "small" | "large" | "giant";
  readonly surface?: SurfaceKind;
  readonly look?: Lettering["look"];
  readonly noun?: Noun;
  /** A noun for a person. */
  readonly person?: Traits;
  /** An adjective, garment or doing of a person. */
  readonly trait?: Traits;
  readonly relation?: Relation;
  readonly grammar?: Grammar;
}

/**
 * What a function word does: `article` and `definite` open a noun phrase, `and` joins, `negation` forbids what follows,
 * `background` sets its clause back, `backdrop` what follows it, `at` is Chinese 在 and `of` 的 or of, `part` names a part of
 * the subject before it, `container` gives way to what it holds, `letters` says that a colour is that of the lettering,
 * `says` introduces words to be written, `measure` is a Chinese measure word, `still` means nothing (and hides its parts),
 * `hair` takes the colour and form before it, `by` says whose the thing before it is (held by), `as` that what comes is a part played, `pronoun` means who was named.
 */
export type Grammar =
  | "article"
  | "definite"
  | "and"
  | "negation"
  | "background"
  | "backdrop"
  | "at"
  | "of"
  | "with"
  | "part"
  | "container"
  | "letters"
  | "says"
  | "measure"
  | "still"
  | "hair"
  | "pronoun"
  | "by"
  | "as"
  | "tone";

/** What a line of a word table says, and the words that say it, separated by commas. */
export type Entry = readonly [Sense, string];

export interface Lexicon {
  /** By phrase: words parted by spaces, Chinese characters by nothing. */
  readonly senses: ReadonlyMap<string, Sense>;
  /** The longest phrase, in tokens, that begins with a token. */
  readonly reach: ReadonlyMap<string, number>;
  /** Glyph names of the set. */
  readonly glyphs: ReadonlyMap<string, { readonly kind: string }>;
}

/** A phrase of the prompt that the lexicon knows, or one token that it does not (`sense` empty). */
export interface Mention {
  readonly sense: Sense;
  readonly tokens: readonly Token[];
  readonly start: number;
  readonly end: number;
  readonly plural: boolean;
  /** True for a token that no phrase covers. */
  readonly unknown: boolean;
}

const IRREGULAR: Readonly<Record<string, string>> = {
  men: "man",
  women: "woman",
  children: "child",
  mice: "mouse",
  geese: "goose",
  feet: "foot",
  teeth: "tooth",
  oxen: "ox",
  cacti: "cactus",
  leaves: "leaf",
  loaves: "loaf",
  knives: "knife",
  wolves: "wolf",
  calves: "calf",
  elves: "elf",
  thieves: "thief",
  shelves: "shelf",
  scarves: "scarf",
  hooves: "hoof",
  octopi: "octopus",
  dice: "die",
};

/** The singulars that an English plural may have, likeliest first; none for a word that is no plural. */
function singularsOf(word: string): string[] {
  const irregular = IRREGULAR[word];
  if (irregular !== undefined) return [irregular];
  if (word.length > 4 && word.endsWith("men")) return [`${word.slice(0, -3)}man`];
  if (word.length < 4 || !word.endsWith("s") || word.endsWith("ss") || word.endsWith("us") || word.endsWith("is")) return [];
  if (word.endsWith("ies")) return [`${word.slice(0, -3)}y`, word.slice(0, -1)];
  if (word.endsWith("es")) return [word.slice(0, -1), word.slice(0, -2)];
  return [word.slice(0, -1)];
}

function readNoun(head: string, glyphs: Lexicon["glyphs"]): Noun {
  const [name = "", home] = head.trim().split("@");
  const [key = "", given] = name.split("=");
  const glyph = given ?? key;
  const kind = glyphs.get(glyph)?.kind;
  return { key, ...(kind === undefined ? {} : { glyph, kind }), ...(home === undefined ? {} : { home: home as Setting }) };
}

function buildLexicon(): Lexicon {
  const senses = new Map<string, Sense>();
  const reach = new Map<string, number>();
  const glyphs = new Map<string, { kind: string }>();

  const add = (sense: Sense, words: string, mode: "merge" | "fill" = "merge"): void => {
    for (const word of words.split(", ")) {
      const { key: phrase, first, length } = indexPhrase(word);
      if (length === 0) continue;
      const present = senses.get(phrase);
      if (mode === "fill" && present?.noun !== undefined) continue;
      senses.set(phrase, present === undefined ? sense : { ...present, ...sense });
      reach.set(first, Math.max(reach.get(first) ?? 0, length));
    }
  };

  const rows = Object.entries(vocabulary).map(([glyph, row]) => {
    const [emoji = "", kind = "", english = "", chinese = ""] = row.split("|");
    glyphs.set(glyph, { kind });
    return { glyph, emoji, kind, names: `${english}, ${chinese}` };
  });
  for (const { name, words } of PROPS) add({ props: [name] }, words);
  for (const table of [PLACES, PICTURE, COLOURS, PEOPLE, GRAMMAR, IDIOMS]) for (const [sense, words] of table) add(sense, words);
  for (const line of NOUNS) {
    const split = line.indexOf(":");
    add({ noun: readNoun(line.slice(0, split), glyphs) }, line.slice(split + 2));
  }
  for (const { glyph, emoji, kind, names } of rows) {
    add({ noun: { key: glyph, glyph, kind } }, names, "fill");
    add({ noun: { key: glyph, glyph, kind } }, emoji, "fill");
  }
  for (const { name, words } of FEATURES) {
    for (const word of words.split(", ")) {
      const phrase = indexPhrase(word).key;
      add({ ...senses.get(phrase), feature: name }, word);
    }
  }
  return { senses, reach, glyphs };
}

let built: Lexicon | undefined;

/** The lexicon, built at the first call (about 15 ms) and shared by all later ones. */
export function lexicon(): Lexicon {
  built ??= buildLexicon();
  return built;
}

/** What the lexicon has for a phrase that ends in `last`: under its own spelling, and under its singular. */
function lookUp(phrase: string, last: Token): { exact?: Sense; singular?: Sense } | undefined {
  const { senses } = lexicon();
  const exact = senses.get(phrase);
  if (last.kind === "word") {
    const before = phrase.slice(0, phrase.length - last.text.length);
    for (const word of singularsOf(last.text)) {
      const singular = senses.get(before + word);
      if (singular !== undefined) return { ...(exact === undefined ? {} : { exact }), singular };
    }
  }
  return exact && { exact };
}

/** Of a singular only what can be counted is taken: `falls` is no season, `lights` no modifier. */
function toPlural(singular: Sense, exact: Sense | undefined, length: number): Sense {
  const { noun, person, props, trait, surface, setting, feature, grammar } = singular;
  const season = length > 1 ? singular.season : undefined;
  const countable = Object.fromEntries(
    Object.entries({ noun, person, props, trait, surface, setting, feature, grammar, season }).filter(
      ([, facet]) => facet !== undefined,
    ),
  );
  return { ...countable, ...exact };
}

/**
 * Characters that name a thing by themselves but stand in far more words than the lexicon can list (人 in 诱人, 心 in 用心, 面 in
 * 版面): next to a character that it does not know they are part of such a word.
 */
const LOOSE = new Set(
  "人心家面门信月风表石火书药车山海花笔球钱刀画星松钟井锁盾酒糖豆牙田港江佛岛河湖船旗草墓鼓楼床桥饭茶灯锅玉沙雪雨云琴塔宫碑庙盘夜春秋冬夏村城街",
);
/** Characters that are words of their own beside those: 有书 is a book, 赏花 flowers. */
const FREE = new Set(
  "有是看到着了过或等也都从向往把被让给为以于而但又很最更太将已还再就才只这那每吃喝煮踢赏摘采种点敲弹拿买卖听读写骑开坐站走跑来去",
);

/** Whether `token`, a character that no phrase covers, makes a word with `other`, which stands right beside it. */
function joins(token: Token | undefined, other: Token): boolean {
  if (token?.kind !== "han" || FREE.has(token.text)) return false;
  return token.end === other.start || token.start === other.end;
}

/** A token that no phrase covers costs more than any way to cover it. */
const UNKNOWN_COST = 3;
/** A thing of one Chinese character (羊, 人) is likelier the end of a longer word: 大|山羊, not 大山|羊; 雪山|上, not 雪|山上. */
const BARE_COST = 1.6;

function costOf(sense: Sense | undefined, first: Token, length: number): number {
  if (sense === undefined) return UNKNOWN_COST;
  if (length > 1 || first.kind !== "han") return 1;
  const { relation, grammar, size, colour, count, trait } = sense;
  return (relation ?? grammar ?? size ?? colour ?? count ?? trait) ? 1 : BARE_COST;
}

/**
 * The mentions of `tokens` in order: the cheapest cover of them by known phrases, the longer first phrase where two covers
 * cost the same. Marks stand alone, and no phrase reaches over one.
 */
export function findMentions(tokens: readonly Token[]): Mention[] {
  const { reach } = lexicon();
  // From the end: the least cost of covering what begins at a token, and the phrase that begins that cover.
  const cost = new Float64Array(tokens.length + 1);
  const choice: { length: number; found: ReturnType<typeof lookUp> }[] = [];
  for (const [back, first] of tokens.toReversed().entries()) {
    const at = tokens.length - 1 - back;
    const plain = first.kind === "word" ? singularsOf(first.text) : [];
    const longest = Math.max(1, reach.get(first.text) ?? 0, ...plain.map((word) => reach.get(word) ?? 0));
    let best = Number.POSITIVE_INFINITY;
    let phrase = "";
    for (let length = 1; length <= longest; length += 1) {
      const last = tokens[at + length - 1];
      if (last === undefined || (length > 1 && last.kind === "mark")) break;
      phrase += length === 1 || last.kind === "han" ? last.text : ` ${last.text}`;
      const found = lookUp(phrase, last);
      if (found === undefined && length > 1) continue;
      const total = costOf(found?.exact ?? found?.singular, first, length) + (cost[at + length] ?? 0);
      if (total > best + 1e-9) continue;
      best = total;
      choice[at] = { length, found };
    }
    cost[at] = best;
  }
  const mentions: Mention[] = [];
  for (let at = 0; at < tokens.length;) {
    const { length, found } = choice[at] ?? { length: 1, found: undefined };
    const phrase = tokens.slice(at, at + length);
    const [start, end] = [phrase[0]?.start ?? 0, phrase.at(-1)?.end ?? 0];
    const [first, before, next] = [tokens[at], mentions.at(-1), choice[at + 1]];
    const isLoose =
      length === 1 &&
      first?.kind === "han" &&
      LOOSE.has(first.text) &&
      ((before?.unknown === true && joins(before.tokens[0], first)) ||
        (next?.found === undefined && joins(tokens[at + 1], first)));
    const { exact, singular } = isLoose ? {} : (found ?? {});
    const sense = singular === undefined ? (exact ?? {}) : toPlural(singular, exact, length);
    // What is listed as a plural (glasses, scissors, grapes) is one thing.
    mentions.push({
      sense,
      plural: singular !== undefined && exact?.noun === undefined,
      unknown: found === undefined,
      tokens: phrase,
      start,
      end,
    });
    at += length;
  }
  return mentions;
}
