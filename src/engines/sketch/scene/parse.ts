// Understands a prompt: English or Chinese in, a `Scene` out. Pure, total over all strings and linear in their length.

import type { Mention, Sense } from "./lexicon.ts";
import { findMentions } from "./lexicon.ts";
import { readLettering } from "./lettering.ts";
import { readForbidden, splitNegated, strike } from "./negation.ts";
import { findQuotations } from "./quotes.ts";
import type { Camera, Scene, Season, Style, Subject, TimeOfDay, Weather } from "./scene.ts";
import { rankStyles } from "./find-style.ts";
import { choosePlace } from "./settings.ts";
import { readSubjects } from "./subjects.ts";
import { tokenise } from "./tokens.ts";

/** Longer prompts are read this far (UTF-16 units); the API's own bound is far below. */
const MOST_READ = 8000;

const STYLE_AS_MODIFIER: Partial<Record<Style, string>> = {
  minimalist: "minimal",
  vintage: "muted",
  neon: "glow",
  impressionist: "thickBrush",
};

const NIGHT_PROPS = /^(?:moon|fullMoon|crescentMoon|stars|milkyWay|aurora|fireworks|shootingStar|fireflies|skyLanterns)$/;
const NIGHT_SUBJECTS = new Set([
  "moon",
  "crescent-moon",
  "star",
  "fireworks",
  "owl",
  "bat",
  "ghost",
  "jack-o-lantern",
  "campfire",
]);
const WINTER = /^(?:snow|snowCaps|christmasTree|couplets)$/;

function first<Key extends keyof Sense>(mentions: readonly Mention[], key: Key): NonNullable<Sense[Key]> | undefined {
  for (const { sense } of mentions) if (sense[key] !== undefined) return sense[key];
  return undefined;
}

/** `a spring in the desert` is water; no article stands before the season. */
function isWater(mentions: readonly Mention[], index: number): boolean {
  const [mention, before] = [mentions[index], mentions[index - 1]];
  return mention?.tokens.length === 1 && mention.tokens[0]?.text === "spring" && before?.sense.grammar === "article";
}

/** A black and white cow is no picture without colour. */
function isPiebald(mentions: readonly Mention[], index: number): boolean {
  const next = mentions[index + 1]?.sense;
  const isPicture = next?.grammar === "container" || next?.camera !== undefined || next?.style !== undefined;
  return (
    mentions[index]?.sense.modifiers?.includes("monochrome") === true &&
    !isPicture &&
    ((next?.noun ?? next?.person ?? next?.trait?.item) !== undefined ||
      /^(?:striped|checkered|spotted|checked)$/.test(mentions[index + 1]?.tokens[0]?.text ?? ""))
  );
}

function chooseStyle(mentions: readonly Mention[], modifiers: Set<string>): Style {
  const named = new Set(mentions.flatMap(({ sense }) => sense.style ?? []));
  const style = rankStyles(named);
  for (const other of named) {
    const modifier = STYLE_AS_MODIFIER[other];
    if (other !== style && modifier !== undefined) modifiers.add(modifier);
  }
  return style;
}

function chooseTime(mentions: readonly Mention[], props: ReadonlySet<string>, subjects: readonly Subject[]): TimeOfDay {
  const named = first(mentions, "time");
  if (named !== undefined) return named;
  if ([...props].some((prop) => NIGHT_PROPS.test(prop)) || first(mentions, "style") === "neon") return "night";
  return subjects.some(({ key }) => NIGHT_SUBJECTS.has(key)) ? "night" : "day";
}

function chooseCamera(
  named: Camera | undefined,
  subjects: readonly Subject[],
  settled: boolean,
  landscapeFirst: boolean,
): Camera {
  if (named !== undefined) return named;
  if (landscapeFirst) return "wide";
  const main = subjects.filter(({ background }) => !background);
  const [only] = main;
  if (only === undefined) return "wide";
  const { person } = only;
  const faceTold =
    person !== undefined &&
    person.clothing === undefined &&
    (person.hair ?? person.expression ?? person.accessories ?? person.skin) !== undefined;
  const alone = main.length === 1 && only.count === 1 && only.relation === undefined;
  return alone && faceTold && !settled && person.role === undefined ? "portrait" : "medium";
}

function blank(prompt: string, spans: readonly { start: number; end: number }[]): string {
  let blanked = "";
  let at = 0;
  for (const { start, end } of spans) {
    blanked += `${prompt.slice(at, start)}\uFFFC${" ".repeat(Math.max(0, end - start - 1))}`;
    at = end;
  }
  return blanked + prompt.slice(at);
}

/**
 * The scene that `prompt` describes, without what `negativePrompt` names.
 *
 * Never throws, for any string. Subjects are at most 8 kinds with counts of 1 to 12, lettering at most 6 strings. Quoted
 * strings are kept byte for byte, but for `\n` typed as two characters, which becomes a line break (a shell or a JSON form
 * gives no other way to ask for one) unless the string holds a path such as `C:\new`.
 */
export function parseScene(prompt: string, negativePrompt = ""): Scene {
  const text = prompt.slice(0, MOST_READ);
  const quotations = findQuotations(text);
  const blanked = blank(text, quotations);
  const all = findMentions(tokenise(blanked));
  const { lettering, spans } = readLettering(blanked, quotations, all);
  const spoken =
    spans.length === 0 ? all : all.filter(({ start, end }) => !spans.some((span) => start < span.end && end > span.start));
  const { affirmed, negated } = splitNegated(
    spoken.map((mention, index) => (isPiebald(spoken, index) ? Object.assign({}, mention, { sense: {} }) : mention)),
  );
  const forbidden = readForbidden(negated, negativePrompt.slice(0, MOST_READ));
  const isFree = negated.length === 0 && negativePrompt === "";
  const mentions = isFree
    ? affirmed
    : affirmed.map((mention) => Object.assign({}, mention, { sense: strike(mention.sense, forbidden) }));

  const { subjects, props: pieces, palette, homes } = readSubjects(blanked, mentions);
  const modifiers = new Set(mentions.flatMap(({ sense }) => sense.modifiers ?? []));
  const style = chooseStyle(mentions, modifiers);
  const props = new Set(pieces);
  for (const { sense } of mentions) if (sense.noun === undefined) for (const prop of sense.props ?? []) props.add(prop);
  const named = first(mentions, "camera");
  const place = choosePlace({ mentions, subjects, homes, props, lettering, ...(named === undefined ? {} : { camera: named }) });
  for (const prop of place.further) props.add(prop);
  // One moon is enough.
  if (props.has("fullMoon") || props.has("crescentMoon")) props.delete("moon");
  for (const prop of forbidden.without) props.delete(prop);

  const weather: Weather = first(mentions, "weather") ?? "clear";
  const season: Season =
    first(
      mentions.filter((_, index) => !isWater(mentions, index)),
      "season",
    ) ??
    (weather === "snow" || place.setting === "snowfield" || [...props].some((prop) => WINTER.test(prop)) ? "winter" : "summer");
  const mood = first(mentions, "mood");
  const opening = mentions.find(
    ({ sense }) => sense.setting !== undefined || sense.noun !== undefined || sense.person !== undefined,
  );
  const landscapeFirst = place.named && !place.interior && place.setting !== "studio" && opening?.sense.setting === place.setting;
  return {
    setting: place.setting,
    settingNamed: place.named,
    interior: place.interior,
    time: place.setting === "space" ? "night" : chooseTime(mentions, props, subjects),
    season,
    weather,
    camera: chooseCamera(named, subjects, place.named, landscapeFirst),
    ...(mood === undefined ? {} : { mood }),
    style,
    modifiers,
    palette,
    subjects,
    lettering,
    props,
    without: forbidden.without,
  };
}
