// Styles that a click writes into the prompt, in the language that the prompt is in.

export interface Style {
  readonly id: string;
  readonly en: string;
  readonly zh: string;
}

export const STYLES: readonly Style[] = [
  { id: "photo", en: "photorealistic photo", zh: "写实摄影" },
  { id: "illustration", en: "flat illustration", zh: "扁平插画" },
  { id: "watercolour", en: "watercolour", zh: "水彩风格" },
  { id: "oil", en: "oil painting", zh: "油画风格" },
  { id: "impressionist", en: "impressionist style", zh: "印象派风格" },
  { id: "ink", en: "Chinese ink wash", zh: "水墨风格" },
  { id: "anime", en: "anime style", zh: "动漫风格" },
  { id: "pixel", en: "pixel art", zh: "像素风格" },
  { id: "clay", en: "claymation", zh: "黏土风格" },
  { id: "pencil", en: "pencil sketch", zh: "铅笔素描" },
  { id: "neon", en: "neon glow", zh: "霓虹风格" },
];

const HAN = /\p{Script=Han}/u;

function isChinese(text: string): boolean {
  return HAN.test(text);
}

export function hasStyle(prompt: string, { en, zh }: Style): boolean {
  return prompt.toLowerCase().includes(en.toLowerCase()) || prompt.includes(zh);
}

/** Adds the style at the end, or takes it out with the comma before it. @param chinese the language of an empty prompt. */
export function toggleStyle(prompt: string, style: Style, chinese: boolean): string {
  if (!hasStyle(prompt, style)) {
    const isHan = prompt.trim() === "" ? chinese : isChinese(prompt);
    const text = prompt.trimEnd().replace(/[,，]$/, "");
    const phrase = isHan ? style.zh : style.en;
    return text === "" ? phrase : `${text}${isHan ? "，" : ", "}${phrase}`;
  }
  for (const phrase of [style.en, style.zh]) {
    const at = prompt.toLowerCase().indexOf(phrase.toLowerCase());
    if (at === -1) continue;
    const [before, after] = [prompt.slice(0, at), prompt.slice(at + phrase.length)];
    const head = before.replace(/[,，]\s*$/, "");
    return head === "" ? after.replace(/^\s*[,，]\s*/, "") : head + after;
  }
  return prompt;
}
