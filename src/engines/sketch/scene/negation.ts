// What a prompt forbids: the phrases after no, without, 没有 within it, and everything in the negative prompt. Words about
// quality (blurry, extra fingers, 低分辨率) name nothing that is drawn and so forbid nothing.

import type { Mention, Sense } from "./lexicon.ts";
import { findMentions } from "./lexicon.ts";
import { tokenise } from "./tokens.ts";

export interface Forbidden {
  /** Keys and glyphs of nouns. */
  readonly nouns: ReadonlySet<string>;
  /** Props, features and colours as `Scene.without` holds them. */
  readonly without: ReadonlySet<string>;
  readonly people: boolean;
  readonly animals: boolean;
  /** Weather, times, seasons, styles, moods, modifiers and settings, prefixed with the facet's name: `weather:rain`. */
  readonly facets: ReadonlySet<string>;
}

/** Props that stand for a noun's key when the noun is forbidden, beside those that share a word with it. */
const PROPS_OF_KEY: Readonly<Record<string, readonly string[]>> = {
  tree: ["trees"],
  "pine-tree": ["pineTrees"],
  "palm-tree": ["palmTrees"],
  flower: ["flowers"],
  bird: ["birds"],
  boat: ["boats"],
  car: ["cars"],
  house: ["houses"],
  building: ["tallBuildings"],
  cloud: ["clouds"],
  moon: ["moon", "fullMoon", "crescentMoon"],
  "crescent-moon": ["crescentMoon"],
  star: ["stars"],
  fish: ["fishes"],
  umbrella: ["umbrellas"],
  lantern: ["lanterns"],
  candle: ["candles"],
  balloon: ["balloons"],
  kite: ["kites"],
  mushroom: ["mushrooms"],
  flag: ["flags"],
  bicycle: ["bicycles"],
  tent: ["tents"],
  rock: ["rocks"],
  book: ["books"],
};

const FACETS = ["time", "season", "weather", "camera", "mood", "style", "setting"] as const;

/** Marks the mentions that a negating word governs: what follows it up to a mark, a verb of place, or Chinese 的 after it. */
export function splitNegated(mentions: readonly Mention[]): { affirmed: Mention[]; negated: Mention[] } {
  const affirmed: Mention[] = [];
  const negated: Mention[] = [];
  let governing = false;
  let taken = 0;
  for (const mention of mentions) {
    const { grammar, relation } = mention.sense;
    const first = mention.tokens[0];
    if (grammar === "negation") {
      governing = true;
      taken = 0;
      continue;
    }
    const isMark = first?.kind === "mark";
    const listed = isMark && first.text === "、";
    if (
      governing &&
      taken > 0 &&
      ((isMark && !listed) || relation !== undefined || grammar === "at" || grammar === "with" || grammar === "of")
    ) {
      governing = false;
    } else if (governing && isMark && !listed) governing = false;
    if (!governing) affirmed.push(mention);
    else {
      if (Object.keys(mention.sense).some((facet) => facet !== "grammar")) taken += 1;
      negated.push(mention);
    }
  }
  return { affirmed, negated };
}

function names(sense: Sense): boolean {
  return sense.noun !== undefined || sense.person !== undefined || sense.props !== undefined || sense.feature !== undefined;
}

/** What `negated` mentions and the negative prompt forbid. */
export function readForbidden(negated: readonly Mention[], negativePrompt: string): Forbidden {
  const nouns = new Set<string>();
  const without = new Set<string>();
  const facets = new Set<string>();
  let people = false;
  const all = [...negated, ...findMentions(tokenise(negativePrompt))];
  for (const [index, { sense }] of all.entries()) {
    if (sense.noun !== undefined) {
      nouns.add(sense.noun.key);
      if (sense.noun.glyph !== undefined) nouns.add(sense.noun.glyph);
      for (const prop of PROPS_OF_KEY[sense.noun.key] ?? []) without.add(prop);
    }
    if (sense.person !== undefined) people = true;
    if (sense.feature !== undefined) without.add(sense.feature);
    for (const prop of sense.props ?? []) if (sense.setting === undefined) without.add(prop);
    for (const facet of FACETS) if (sense[facet] !== undefined) facets.add(`${facet}:${sense[facet]}`);
    for (const modifier of sense.modifiers ?? []) facets.add(`modifiers:${modifier}`);
    const next = all[index + 1]?.sense;
    if (sense.colour !== undefined && sense.noun === undefined && !(next !== undefined && names(next))) without.add(sense.colour);
  }
  if (people || without.has("people")) {
    people = true;
    without.add("people").add("crowd");
  }
  if (facets.has("weather:rain")) without.add("rain");
  if (facets.has("weather:fog")) without.add("fog").add("mist");
  return { nouns, without, people, animals: without.has("animals"), facets };
}

/** `sense` without the facets that are forbidden. */
export function strike(sense: Sense, forbidden: Forbidden): Sense {
  const { nouns, without, people, animals, facets } = forbidden;
  const kept: { -readonly [Facet in keyof Sense]: Sense[Facet] } = { ...sense };
  if (kept.noun !== undefined && (nouns.has(kept.noun.key) || nouns.has(kept.noun.glyph ?? kept.noun.key))) delete kept.noun;
  if (animals && kept.noun?.kind?.startsWith("animal")) delete kept.noun;
  if (people) delete kept.person;
  if (kept.colour !== undefined && without.has(kept.colour)) delete kept.colour;
  for (const facet of FACETS) if (kept[facet] !== undefined && facets.has(`${facet}:${kept[facet]}`)) delete kept[facet];
  if (kept.props !== undefined) kept.props = kept.props.filter((prop) => !without.has(prop));
  if (kept.modifiers !== undefined) kept.modifiers = kept.modifiers.filter((modifier) => !facets.has(`modifiers:${modifier}`));
  return kept;
}
