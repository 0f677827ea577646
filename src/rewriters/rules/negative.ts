// Keeps the rules from adding what the negative prompt rules out, whichever of the two languages it is written in.

/** Things that both languages have words for: a phrase that touches one falls away when the negative prompt touches it. */
const CONCEPTS = [
  /fog|mist|haze|hazy|雾|霭/i,
  /shadow|dark|night|gloom|阴影|暗|影|黑|夜/i,
  /blur|bokeh|depth of field|out of focus|soft focus|falling softly|模糊|虚化|景深|散景/i,
  /photo|realis|camera|lens|照片|摄影|写实|真实|镜头|长焦/i,
  /paint|brush|illustrat|drawing|drawn|cartoon|anime|storybook|画|笔触|插图|卡通|动漫/i,
  /sun|daylight|阳光|日光|太阳/i,
  /moon|月/i,
  /star(?!t)|星/i,
  /lamp|artificial light|灯/i,
  /glow|bright|overexpos|发光|光晕|过曝|明亮/i,
  /grain|nois|texture|颗粒|噪点|纹理|肌理|质感/i,
  /close[- ]?up|close view|seen close|特写|近景/i,
  /wide|广角/i,
  /people|person|human|crowd|figure|人物|人群|行人/i,
  /text|letter|typograph|文字|字/i,
  /background|backdrop|背景/i,
  /colou?rful|in \w+ colou?r|rich colou?r|彩色|色彩/i,
  /blue|蓝/i,
  /warm|暖/i,
  /cold|cool|冷|清冽/i,
  /water|wet|水(?!彩|墨)/i,
  /3d|render|cgi|三维|渲染/i,
  /detail|细节/i,
] as const;

/** Words of every other negative prompt, which are about quality and name nothing that could be added. */
const EMPTY_WORDS = new Set(
  "low high bad worst poor best quality ugly lowres resolution with without that this and the not any too very over more than from extra missing wrong deformed".split(
    " ",
  ),
);

/** Whether a phrase names what `negativePrompt` forbids: a shared concept, a shared English stem or a shared Chinese word. */
export function createForbids(negativePrompt: string): (phrase: string) => boolean {
  const negative = negativePrompt.toLowerCase();
  const concepts = CONCEPTS.filter((concept) => concept.test(negative));
  const stems = new Set((negative.match(/[a-z]{3,}/g) ?? []).filter((word) => !EMPTY_WORDS.has(word)).map(toStem));
  const pairs = new Set([...negative.matchAll(/(?=(\p{sc=Han}{2}))/gu)].map((match) => match[1]));
  return (phrase) =>
    concepts.some((concept) => concept.test(phrase)) ||
    (phrase.toLowerCase().match(/[a-z]{3,}/g) ?? []).some((word) => stems.has(toStem(word))) ||
    [...phrase.matchAll(/(?=(\p{sc=Han}{2}))/gu)].some((match) => pairs.has(match[1]));
}

function toStem(word: string): string {
  return word.replace(/(?:ing|ed|es|s|y|ly)$/, "");
}
