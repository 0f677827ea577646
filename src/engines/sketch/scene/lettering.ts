// Which words of a prompt are to be written in the picture, on what, in which colour and look: quoted strings, and the words
// after says, reads, 写着 when nothing is quoted. A quoted string is kept byte for byte.

import type { Mention } from "./lexicon.ts";
import type { Quotation } from "./quotes.ts";
import type { Lettering, SurfaceKind } from "./scene.ts";

/** More strings than this no picture holds legibly. */
const MOST = 6;
/** A surface further from the words than this (UTF-16 units), or beyond a full stop, is not theirs. */
const REACH = 90;
const SENTENCE_END = /[.!?。！？](?=\s|$|\p{Script=Han})|\n/u;
/** Words of place that end an unquoted inscription in English. */
const STOP =
  /\s(?:in|on|at|with|above|below|over|under|near|beside|next|hanging|by|and|against|written|painted|outside|inside)\s/iu;

interface Surface {
  readonly kind: SurfaceKind;
  readonly look?: Lettering["look"];
  readonly start: number;
  readonly end: number;
}

/** The kinds that a word which also means something else (a cup, a rock) yields to when a plainer one is near. */
const FAINT: ReadonlySet<SurfaceKind> = new Set(["wall", "mug", "label", "shirt", "stone", "title", "paper"]);

function surfaceFor(span: { start: number; end: number }, surfaces: readonly Surface[], prompt: string): Surface | undefined {
  let best: Surface | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const surface of surfaces) {
    const before = surface.end <= span.start;
    const between = before ? prompt.slice(surface.end, span.start) : prompt.slice(span.end, surface.start);
    if (between.length > REACH || SENTENCE_END.test(between)) continue;
    // Commas part a string from its surface less than another quotation does; what follows at once (“营业中”的招牌) is close.
    const commas = between.split(/[,，;；]/).length - 1;
    const crossed = /["”』」》»\uFFFC]/u.test(between) ? 60 : 0;
    const cost = between.length * (before ? 1 : 1.4) + commas * 12 + crossed + (FAINT.has(surface.kind) ? 14 : 0);
    if (cost < bestCost) {
      best = surface;
      bestCost = cost;
    }
  }
  return best;
}

function nearest<T>(
  span: { start: number; end: number },
  found: readonly (T & { start: number; end: number })[],
  within: number,
) {
  let best: T | undefined;
  let bestGap = within;
  for (const each of found) {
    const gap = each.end <= span.start ? span.start - each.end : each.start - span.end;
    if (gap <= bestGap) {
      best = each;
      bestGap = gap;
    }
  }
  return best;
}

/** The unquoted inscription that begins at `start`, or undefined where what follows is no short phrase. */
function readUnquoted(prompt: string, start: number): { text: string; start: number; end: number } | undefined {
  const rest = prompt.slice(start, start + 120);
  const lead = /^[\s:：是为]*/u.exec(rest)?.[0].length ?? 0;
  let text = rest.slice(lead).split(/[,.;!?，。；！？、\n()（）\uFFFC]/u, 1)[0] ?? "";
  const capitals = /^[A-Z0-9][A-Z0-9&'$%+-]*(?:\s+[A-Z0-9&'$%+-]+)*(?=\s|$)/.exec(text)?.[0];
  if (capitals !== undefined && /[A-Z]{2}/.test(capitals)) text = capitals;
  else if (/^\p{Script=Han}/u.test(text))
    text = text.split(/(?:几个|[一两三四五六七八九十]个)?(?:大字|字样)|的(?=\p{Script=Han})/u, 1)[0] ?? "";
  else text = text.split(STOP, 1)[0] ?? "";
  text = text.trim();
  const points = Array.from(text).length;
  const short = /\p{Script=Han}/u.test(text) ? points <= 20 : points <= 40 && text.split(/\s+/).length <= 6;
  if (points === 0 || !short || /^(?:a|an|the|it|that|this|about|in|on|by)\b/i.test(text)) return undefined;
  const at = start + lead;
  return { text, start: at, end: at + text.length };
}

/**
 * The lettering that a prompt asks for, at most six strings, and the spans that its words take, which say nothing else.
 *
 * @param blanked the prompt with every quotation replaced by U+FFFC of the same length; `mentions` are those of it.
 */
export function readLettering(
  blanked: string,
  quotations: readonly Quotation[],
  mentions: readonly Mention[],
): { lettering: Lettering[]; spans: { start: number; end: number }[] } {
  const surfaces: Surface[] = [];
  const looks: { look: NonNullable<Lettering["look"]>; start: number; end: number }[] = [];
  const colours: { colour: string; start: number; end: number }[] = [];
  for (const [index, { sense, start, end }] of mentions.entries()) {
    if (sense.surface !== undefined && sense.grammar !== "letters") {
      surfaces.push({ kind: sense.surface, start, end, ...(sense.look === undefined ? {} : { look: sense.look }) });
    }
    if (sense.look !== undefined) looks.push({ look: sense.look, start, end });
    if (sense.grammar !== "letters") continue;
    const before = [mentions[index - 1], mentions[index - 2]].find((mention) => mention?.sense.colour !== undefined);
    if (before?.sense.colour !== undefined) colours.push({ colour: before.sense.colour, start: before.start, end });
  }

  const strings: { text: string; start: number; end: number; title: boolean }[] = quotations.filter(
    ({ text }) => text.trim() !== "",
  );
  const spans: { start: number; end: number }[] = [];
  for (const [index, { sense, end }] of mentions.entries()) {
    // A sign reading …; but not a girl reading.
    const isReading = sense.trait?.role === "reading" && mentions[index - 1]?.sense.surface !== undefined;
    if ((sense.grammar !== "says" && !isReading) || strings.some((string) => string.start >= end && string.start - end < 60))
      continue;
    const near =
      surfaces.some((surface) => surface.end <= end && end - surface.end < 40) ||
      /[\p{Script=Han}]/u.test(blanked[end - 1] ?? "");
    const plain = near ? readUnquoted(blanked, end) : undefined;
    if (plain === undefined) continue;
    strings.push({ ...plain, title: false });
    spans.push(plain);
  }

  const lettering = strings.slice(0, MOST).map((string): Lettering => {
    const usable = surfaces.filter(({ start, end }) => !spans.some((span) => start < span.end && end > span.start));
    const closest = surfaceFor(string, usable, blanked);
    // A title is of something: of a poster or a book, where there is one.
    const titled = usable.filter(({ kind }) => kind === "poster" || kind === "bookCover");
    const surface = closest?.kind === "title" ? (surfaceFor(string, titled, blanked) ?? closest) : closest;
    const look = nearest(string, looks, 40)?.look ?? surface?.look;
    const colour = nearest(string, colours, 40)?.colour;
    const written: Lettering = { text: string.text, surface: surface?.kind ?? "title" };
    return Object.assign(written, colour === undefined ? {} : { colour }, look === undefined ? {} : { look });
  });
  return { lettering, spans };
}
