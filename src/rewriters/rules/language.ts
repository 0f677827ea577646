// Which language a prompt is in, as far as the rules need to know: English, Chinese, or one that they leave alone.
import { isTraditional } from "./traditional.ts";

const SCRIPTS = [
  ["ja", /[\p{sc=Hiragana}\p{sc=Katakana}]/gu],
  ["ko", /\p{sc=Hangul}/gu],
  ["ru", /\p{sc=Cyrillic}/gu],
  ["ar", /\p{sc=Arabic}/gu],
  ["he", /\p{sc=Hebrew}/gu],
  ["el", /\p{sc=Greek}/gu],
  ["th", /\p{sc=Thai}/gu],
  ["hi", /\p{sc=Devanagari}/gu],
] as const;

/** Small words that hold a sentence together and belong to one language; English first. */
const SMALL_WORDS = [
  ["en", /\b(?:the|and|with|of|at|on|in|by|under|an|is|are|from|over|to|near|its|her|his|wearing|sitting)\b/g],
  ["fr", /\b(?:le|la|les|un|une|des|du|et|avec|dans|sur|sous|aux|au|qui|est)\b/g],
  ["de", /\b(?:der|die|das|den|dem|ein|eine|einer|einem|und|mit|auf|im|unter|vor|bei|ist)\b/g],
  ["es", /\b(?:el|los|las|una|unos|con|bajo|sobre|por|para|y|en|del)\b/g],
  ["it", /\b(?:il|lo|gli|uno|una|con|della|nel|nella|sul|sulla|sotto|che|di|e)\b/g],
  ["pt", /\b(?:o|os|uma|um|com|em|no|na|sob|sobre|ao|do|da)\b/g],
  ["nl", /\b(?:het|een|met|op|onder|voor|naast|bij)\b/g],
] as const;

/**
 * The BCP 47 tag of a text: `en`, `zh` or `zh-Hant` where the rules apply, a best guess elsewhere, `und` without letters.
 * A Latin text counts as English unless small words of another language outnumber the English ones.
 */
export function detectLanguage(text: string): string {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const han = count(/\p{sc=Han}/gu);
  const latin = count(/\p{sc=Latin}/gu);
  const letters = count(/\p{L}/gu);
  if (letters === 0) return "und";
  for (const [tag, pattern] of SCRIPTS) if (count(pattern) * 5 > letters) return tag;
  // A Chinese character says about as much as three Latin letters.
  if (han * 3 >= latin && han > 0) return isTraditional(text) ? "zh-Hant" : "zh";
  if (latin * 2 < letters) return "und";
  return detectLatinLanguage(text.toLowerCase());
}

function detectLatinLanguage(text: string): string {
  let [language, most] = ["en", 0];
  for (const [tag, pattern] of SMALL_WORDS) {
    const found = text.match(pattern)?.length ?? 0;
    if (found > most) [language, most] = [tag, found];
  }
  return language;
}
