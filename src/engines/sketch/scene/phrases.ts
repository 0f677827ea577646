// Looks around a word of the prompt without changing anything: what its phrase still holds, whether it is a verb here, and
// whether it only describes the noun after it.

import type { Mention, Noun, Sense } from "./lexicon.ts";
import type { Person } from "./scene.ts";

type Mentions = readonly Mention[];

const NUMERALS = new Map<string, number>(Array.from("一二三四五六七八九十", (numeral, index) => [numeral, index + 1]));
NUMERALS.set("两", 2).set("百", 12).set("千", 12);

/** How many a Chinese group word stands for: 一群, 一排. */
const GROUPS: Readonly<Record<string, number>> = {
  群: 7,
  排: 5,
  列: 5,
  堆: 6,
  丛: 5,
  簇: 5,
  串: 3,
  篮: 5,
  盘: 4,
  束: 5,
  种: 3,
  层: 3,
};
const PAIRS = /^[双对]$/u;

/** Nouns that other things are kept in: `a basket of apples` shows both, the apples in the basket. */
const HOLDERS: ReadonlySet<string> = new Set([
  "basket",
  "box",
  "vase",
  "jar",
  "well-bucket",
  "barrel",
  "bottle",
  "treasure-chest",
]);

/** English words that are verbs or something else as often as nouns. */
const VERBISH = new Set(
  `fly flies bat bats bear bears duck ducks seal seals watch watches rock rocks ring rings train trains cook cooks fish book
  books box rose saw wave waves fan fans bow bows tie ties nail star stars ship ships plant plants orange key lock locks cup cap
  letter leaves fall spring park cross hug crane swallow guard guards model models host judge pilot shell shower swing swings
  slide slides chest pen top chip chips drum drums pepper drone hammer pitcher gear chain chains fence bolt rope screw paint mask
  hat coat coats boot dress dresses glove cage house houses home gate bench lights bowl pan blanket blankets heart scroll bridge
  bridges ball bell fork shrimp crown crowns mirror mirrors tower towers meat coach cab stick log well chick worm snail bug bugs
  toast roast wrap figure hero kid local male female senior guest singer building painting drawing turkey sweets stool pot
  light`.split(/\s+/),
);
const PARTICLES = /^(?:up|away|into|toward|towards|through|around|over|out|off)$/;

/** Verbs after an animal as well, which has no such thing of its own: a cat watches. */
const DEEDS = new Set("watches flies waves guards slides swings fans cooks drums hugs seals hosts".split(" "));
/** What is a picture, or part of one, rather than in it: a painting of a bridge. */
const PICTURES = /^(?:painting|picture|image|drawing|photo|photograph|illustration|portrait|view|scene|shot|print|sketch)$/;

/** What a thing is made of, after of: a house of bricks. */
const MATERIAL = /^(?:brick|rock|log|wood|gold|ice|gem-stone|bone|tumbler-glass|sheaf-of-rice|fire|chocolate-bar|candy|yarn)$/;

export const isHan = (mention: Mention | undefined): boolean => mention?.tokens[0]?.kind === "han";
export const isMark = (mention: Mention | undefined): boolean => mention?.tokens[0]?.kind === "mark";
export const isEmoji = (mention: Mention | undefined): boolean => mention?.tokens[0]?.kind === "emoji";
/** on, beside, 在…: not holding, not wearing. */
export const isLocatingWord = (mention: Mention | undefined): boolean =>
  mention?.sense.relation !== undefined && mention.sense.relation !== "holding" && mention.sense.relation !== "wearing";
export const firstText = (mention: Mention | undefined): string => mention?.tokens[0]?.text ?? "";
export const isLiving = (noun: Noun | undefined): boolean => /^(?:animal|face-costume)/.test(noun?.kind ?? "");

/** A place as a noun that the word before it may describe (apple orchard), not one with its preposition (on the moon). */
export const isPlaceNoun = (mention: Mention | undefined): boolean =>
  mention?.sense.setting !== undefined &&
  mention.sense.faint !== true &&
  !/^(?:on|in|at|by|under|among|above|up|through|beneath)$/.test(firstText(mention));

const namesThing = ({ noun, person, setting }: Sense): boolean =>
  noun !== undefined || person !== undefined || setting !== undefined;

/** Whether `sense` is something that a colour before it may colour. */
export const isColourable = (sense: Sense): boolean =>
  namesThing(sense) ||
  sense.props !== undefined ||
  sense.time !== undefined ||
  sense.trait?.item !== undefined ||
  sense.trait?.accessory !== undefined ||
  ["part", "hair", "tone", "letters"].includes(sense.grammar ?? "");

/** Whether something that passes `test` follows in the same phrase, past adjectives and at most two unknown words. */
export function isAhead(mentions: Mentions, index: number, test: (sense: Sense) => boolean): boolean {
  let unknown = 0;
  for (const mention of mentions.slice(index + 1, index + 8)) {
    const { sense } = mention;
    const { grammar } = sense;
    if (isMark(mention)) return false;
    if (test(sense)) return true;
    if (namesThing(sense) || sense.relation !== undefined) return false;
    if (grammar !== undefined && ["at", "and", "with", "article", "definite", "pronoun"].includes(grammar)) return false;
    if (grammar === "of" && !isHan(mention)) return false;
    if (Object.keys(sense).length === 0) unknown += 1;
    if (unknown > 2) return false;
  }
  return false;
}

/** The number that the mention at `index` says, 1 … 12; none for a year, a ratio, a price or a numeral that counts nothing. */
export function countAt(mentions: Mentions, index: number): number | undefined {
  const mention = mentions[index];
  const text = firstText(mention);
  const next = mentions[index + 1];
  if (mention?.tokens[0]?.kind === "number") {
    const value = Number(text);
    const isPart = /[:/.$¥€£]/.test(firstText(mentions[index - 1])) || /[:/.%]/.test(firstText(next));
    return value < 1 || value > 100 || isPart ? undefined : Math.min(12, value);
  }
  const numeral = mention?.tokens.length === 1 && isHan(mention) ? NUMERALS.get(text) : undefined;
  if (numeral === undefined || next === undefined || !isHan(next)) return undefined;
  return next.sense.grammar === "measure" || namesThing(next.sense) || next.sense.colour !== undefined ? numeral : undefined;
}

/** The number that a measure word makes of `count`: 两 and 双 are four, 一 and 群 many. */
export function measure(word: string, count: number): number {
  if (PAIRS.test(word)) return Math.min(12, 2 * count);
  return GROUPS[word] ?? count;
}

/** Whether a word that may be a noun is a verb here: after a pronoun or what does it, before its object. */
export function isVerb(mentions: Mentions, index: number): boolean {
  const mention = mentions[index];
  if (mention?.tokens.length !== 1 || isHan(mention) || !VERBISH.has(firstText(mention))) return false;
  const [before, after] = [mentions[index - 1], mentions[index + 1]];
  if (before === undefined || isMark(before)) return false;
  if (before.sense.grammar === "pronoun" || before.sense.noun?.key === mention.sense.noun?.key) return true;
  if (before.sense.person !== undefined || (before.plural && before.sense.noun !== undefined)) return true;
  if (isLiving(before.sense.noun) && DEEDS.has(firstText(mention))) return true;
  const { grammar } = after?.sense ?? {};
  const hasObject = grammar === "article" || grammar === "definite" || PARTICLES.test(firstText(after));
  const opened = before.sense.grammar === "article" || before.sense.grammar === "definite" || before.sense.count !== undefined;
  return (
    hasObject &&
    !opened &&
    before.sense.relation === undefined &&
    before.sense.colour === undefined &&
    before.sense.size === undefined
  );
}

/** The first word of a class: `plant` of plant-flower. */
const familyOf = (kind: string): string | undefined => kind.split("-", 1)[0];

/** Whether `head` only names the class of `noun`: hibiscus flower, robin bird. */
function isGeneric(noun: Noun | undefined, head: Noun | undefined): boolean {
  if (noun?.kind === undefined || head?.kind === undefined || noun.key === head.key) return false;
  return /^(?:flower|plant|bird|fish|fruit|vegetable|tree)$/.test(head.key) && familyOf(noun.kind) === familyOf(head.kind);
}

/** Whether the noun at `index` holds what `of` names next. */
export function holdsNext(mentions: Mentions, index: number): boolean {
  const next = mentions[index + 1];
  return next?.sense.grammar === "of" && !isHan(next) && HOLDERS.has(mentions[index]?.sense.noun?.key ?? "");
}

/** Whether the noun at `index` is what the thing before it is made of, or the class of the word before it. */
export function addsNothing(mentions: Mentions, index: number): boolean {
  const [mention, before] = [mentions[index], mentions[index - 1]];
  const noun = mention?.sense.noun;
  if (mention === undefined || before === undefined || noun === undefined || isHan(before)) return false;
  // `a bouquet of red roses` is the bouquet.
  const of =
    mentions.slice(Math.max(0, index - 3), index).findLastIndex(({ sense }) => sense.grammar === "of") + Math.max(0, index - 3);
  const whole = mentions[of]?.sense.grammar === "of" ? mentions[of - 1]?.sense.noun : undefined;
  if (whole?.key === "bouquet" && noun.kind?.startsWith("plant") === true) return true;
  if (before.sense.grammar === "of") return MATERIAL.test(noun.key) && whole !== undefined;
  return !isMark(before) && isGeneric(before.sense.noun, noun);
}

/** Whether the noun at `index` only serves the one after it: `apple` of apple pie, `cup` of cup of coffee, 玫瑰 of 玫瑰园. */
export function servesNext(mentions: Mentions, index: number): boolean {
  const [mention, next] = [mentions[index], mentions[index + 1]];
  if (mention === undefined || next === undefined || isMark(next) || isEmoji(mention) || isEmoji(next)) return false;
  const { sense } = mention;
  if (next.sense.grammar === "of" && !isHan(next)) {
    if (PICTURES.test(firstText(mention))) return true;
    const isContainer = sense.grammar === "container" && !holdsNext(mentions, index);
    return isContainer && isAhead(mentions, index + 1, ({ noun, person }) => noun !== undefined || person !== undefined);
  }
  if (isHan(mention) !== isHan(next) || sense.person !== undefined || mention.plural) return false;
  if (mention.tokens.at(-1)?.possessive === true || isGeneric(sense.noun, next.sense.noun)) return false;
  if (isHan(next) && (next.sense.relation !== undefined || next.tokens.length === 1)) return false;
  const isNoun = next.sense.noun !== undefined && next.sense.colour === undefined && !isVerb(mentions, index + 1);
  if (!isNoun) return isPlaceNoun(next) && !isLiving(sense.noun) && sense.noun?.kind?.startsWith("plant-flower") !== true;
  return next.sense.trait === undefined && !(isHan(next) && isLiving(sense.noun) && isLiving(next.sense.noun));
}

/** Whether a person named at `index` only describes the figure that the next word names: astronaut cat, 宇航员头盔. */
export function describesNext(mentions: Mentions, index: number, worn: boolean): boolean {
  const [mention, next] = [mentions[index], mentions[index + 1]];
  const noun = next?.sense.noun;
  if (mention === undefined || next === undefined || noun === undefined || isHan(next) !== isHan(mention)) return false;
  if (next.sense.person !== undefined || isEmoji(next) || isVerb(mentions, index + 1)) return false;
  if (isHan(next) && worn) return true;
  return (isLiving(noun) || noun.key === "statue") && !(isHan(next) && next.tokens.length === 1);
}

/** Whether the Chinese phrase at `index` only describes the place that its clause names after 的: 桃花盛开的山谷. */
export function describesPlace(mentions: Mentions, index: number): boolean {
  if (!isHan(mentions[index])) return false;
  for (const [offset, mention] of mentions.slice(index + 1, index + 5).entries()) {
    if (isMark(mention) || namesThing(mention.sense) || mention.sense.relation !== undefined) return false;
    if (mention.sense.grammar === "of") return isPlaceNoun(mentions[index + offset + 2]);
  }
  return false;
}

/** Whether the Chinese verb at `index` tells of who comes after it: 飞着海鸥, 坐着一只猫. */
export function leadsToDoer(mentions: Mentions, index: number): boolean {
  const [mention, before] = [mentions[index], mentions[index - 1]];
  if (mention === undefined || before === undefined || !isHan(mention)) return false;
  const isLasting = mention.tokens.at(-1)?.text === "着" || firstText(mentions[index + 1]) === "着";
  const isPlacedBefore =
    isLocaliser(before) || isPlaceNoun(before) || before.sense.grammar === "background" || before.sense.faint === true;
  return (
    isLasting &&
    isPlacedBefore &&
    isAhead(mentions, index, ({ noun, person, props }) => isLiving(noun) || person !== undefined || props !== undefined)
  );
}

/** Whether a Chinese word of place follows at once and makes a place of the thing at `index`: 桌子|上. */
export function isPlaced(mentions: Mentions, index: number): boolean {
  const after = mentions[index + 1];
  return isHan(mentions[index]) && isHan(after) && after !== undefined && isLocaliser(after);
}

/** 上, 里面, 旁边: where, after what; unlike 趴在, which leads to it. */
export function isLocaliser(mention: Mention): boolean {
  const { relation } = mention.sense;
  if (relation === undefined || relation === "holding" || relation === "wearing" || mention.tokens.length > 2) return false;
  return isHan(mention) && !/^[躺趴落停蹲靠飞掠骑]/u.test(firstText(mention));
}

/** Where in the prompt the phrase of the noun at `index` begins: with its number, size or colour. */
export function phraseStart(mentions: Mentions, index: number): number {
  let start = mentions[index]?.start ?? 0;
  for (let at = index - 1; at >= 0 && at > index - 8; at -= 1) {
    const before = mentions[at];
    // What was cut out between them (a negation, an inscription) parts them.
    if (before === undefined || isMark(before) || before.sense.setting !== undefined || start - before.end > 2) break;
    const { sense } = before;
    const isAdjective = sense.colour !== undefined || sense.size !== undefined || sense.trait?.age !== undefined;
    const isCount = sense.grammar === "measure" || (sense.count !== undefined && (isHan(before) || sense.grammar === undefined));
    const isNumber = before.tokens[0]?.kind === "number" || NUMERALS.has(firstText(before));
    const isLink = sense.grammar === "of" && isHan(before);
    if (!(isAdjective || isCount || isNumber || isLink)) break;
    if (!isLink) start = before.start;
  }
  return start;
}

const FORMS: ReadonlyMap<string, NonNullable<Person["hair"]>["form"]> = new Map([
  ["long", "long"],
  ["short", "short"],
  ["curly", "curly"],
  ["wavy", "wavy"],
  ["braided", "braids"],
  ["长", "long"],
  ["短", "short"],
  ["卷", "curly"],
]);

/** Whether the mention at `index` is the first of its clause. */
export function opensClause(mentions: Mentions, index: number): boolean {
  const before = mentions[index - 1];
  return before === undefined || isMark(before) || before.sense.grammar === "and";
}

/** beside her: a pronoun, unlike her dog, at the end of its phrase. */
export function standsAlone(mentions: Mentions, index: number): boolean {
  const next = mentions[index + 1];
  if (!isLocatingWord(mentions[index - 1])) return false;
  if (next === undefined || isMark(next)) return true;
  const { grammar, relation, trait, time } = next.sense;
  return (
    ["and", "at", "with", "article", "background"].includes(grammar ?? "") || (relation ?? trait?.role ?? time) !== undefined
  );
}

/** Whether `and` at `index` adds another figure, not another garment. */
export function leadsToFigure(mentions: Mentions, index: number): boolean {
  const opener = mentions[index + 1]?.sense.grammar;
  const from = opener === "article" || opener === "definite" ? index + 1 : index;
  return isAhead(mentions, from, ({ person, noun }) => person !== undefined || isLiving(noun));
}

/** Whether the Chinese number at `index` belongs to what stands before it, as in a list: 小猫两只，小狗一只. */
export function countsBefore(mentions: Mentions, index: number): boolean {
  const [before, measured, after] = [mentions[index - 1], mentions[index + 1], mentions[index + 2]];
  if (before === undefined || measured?.sense.grammar !== "measure" || (after !== undefined && !isMark(after))) return false;
  return before.sense.noun !== undefined || firstText(before) === "各";
}

/** long silver hair: the form before the colour. */
export function formBefore(mentions: Mentions, index: number): NonNullable<Person["hair"]>["form"] {
  for (const mention of mentions.slice(Math.max(0, index - 4), index).toReversed()) {
    if (isMark(mention)) return undefined;
    const form = FORMS.get(firstText(mention));
    if (form !== undefined) return form;
  }
  return undefined;
}

/** Whether a Chinese word of place follows in the clause: 在沙发上 is being, 在吃饭 doing. */
export function leadsToPlace(mentions: Mentions, index: number): boolean {
  const rest = mentions.slice(index + 1, index + 8);
  const end = rest.findIndex(isMark);
  return rest.slice(0, end < 0 ? rest.length : end).some(isLocaliser);
}
