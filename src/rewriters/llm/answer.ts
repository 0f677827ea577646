// From what a chat model says to the description that it was asked for: without its thinking, greetings, labels, markup and
// line breaks. Everything here takes linear time, for the text comes from outside.

/** A longer answer is no description, whatever is cut from it; in UTF-16 units. */
const LONGEST_READ = 50_000;

const END_OF_THINKING = /<\/(?:think|thinking|thought|reasoning)>|◁\/think▷/gi;
const START_OF_THINKING = /<(?:think|thinking|thought|reasoning)>|◁think▷/i;
const MARKUP = /<\/?[a-z][a-z_-]{0,20}>|<\|[^|<>]{0,40}\|>|\*\*|```/gi;
/** A line that only announces what follows, and a line from which on the model speaks about its answer. */
const GREETING =
  /^(?:sure|certainly|of course|okay|ok|absolutely|here (?:is|are)|here['’]s|好的|当然|當然|没问题|以下是|下面是|这是)[^\n]*[:：!！。.,，]$/i;
const REMARK =
  /^[\s(（[*_-]*(?:notes?|explanation|negative prompt|keep out|avoid)\b.{0,3}[:：]|^[\s(（]*(?:this (?:description|prompt|version) |i(?:['’]ve| have) (?:kept|added)|let me know)|^[\s(（【*-]*(?:说明|說明|注|注意|备注|備註|解释|解釋|负面提示词|不要出现)[】*]*[:：]/i;
const BULLET = /^\s{0,8}(?:#{1,6}|>|[-*•])\s+/;
const LABEL =
  /^[\s*_#>【[]*(?:(?:the|your|final|full|new|rewritten|revised|improved|enhanced|expanded|extended|optimi[sz]ed|detailed|image|picture|english|chinese)\s+){0,5}(?:prompt|description|answer|output|response|caption)[\s*_】\]]*[:：][\s*_]*/i;
const LABEL_ZH =
  /^[\s*#>【[]*(?:扩写|擴寫|改写|改寫|优化|優化|完整|最终|最終|详细|詳細|画面|畫面|图像|圖像|图片|中文|后|後|的){0,6}(?:提示词|提示詞|描述|回答|答案|输出|輸出)[\s*】\]]*[:：][\s*]*/;
const OPENING = /^(?:sure|certainly|of course|okay|here (?:is|are)|here['’]s|好的|以下是|下面是)[^\n:：.。"“]{0,80}[:：]\s*/i;

const PAIRS: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["“", "”"],
  ["'", "'"],
  ["‘", "’"],
  ["「", "」"],
  ["『", "』"],
  ["`", "`"],
]);

/** One line of text, empty when there is no answer. */
export function cleanAnswer(said: string): string {
  const thought = dropThinking(said);
  if (thought.length > LONGEST_READ) return "";
  const plain = takeJsonValue(takeFenced(thought)).replaceAll(MARKUP, "");
  const lines = plain.split(/[\r\n\u2028\u2029]+/).map((line) => line.replace(BULLET, "").trim());
  const first = lines.findIndex((line) => line !== "" && !GREETING.test(line));
  const answer = lines.slice(Math.max(0, first)).filter((line) => line !== "");
  const end = answer.findIndex((line, index) => index > 0 && REMARK.test(line));
  const text = answer.slice(0, end === -1 ? undefined : end).join("\n");
  return toOneLine(text.replace(OPENING, "").replace(LABEL, "").replace(LABEL_ZH, ""));
}

/** The text within quotation marks that enclose all of it, or undefined. */
export function unwrapQuotes(text: string): string | undefined {
  const closing = PAIRS.get(text.charAt(0));
  return closing !== undefined && text.length > 2 && text.endsWith(closing) ? text.slice(1, -1).trim() : undefined;
}

function dropThinking(said: string): string {
  let start = 0;
  // Some templates open the thinking themselves, so that only its end is seen.
  for (const match of said.matchAll(END_OF_THINKING)) start = match.index + match[0].length;
  const rest = said.slice(start);
  const unended = rest.search(START_OF_THINKING);
  return unended === -1 ? rest : rest.slice(0, unended);
}

function takeFenced(text: string): string {
  const opening = text.indexOf("```");
  const closing = opening === -1 ? -1 : text.indexOf("```", opening + 3);
  if (closing === -1) return text;
  return text.slice(opening + 3, closing).replace(/^[a-z]{0,12}\n/i, "");
}

/** The longest string of a JSON object, for models that answer with one unasked. */
function takeJsonValue(text: string): string {
  if (!/^\s*\{/.test(text)) return text;
  try {
    const values = Object.values(JSON.parse(text) as Record<string, unknown>).filter((value) => typeof value === "string");
    return values.toSorted((a, b) => b.length - a.length)[0] ?? "";
  } catch {
    return text;
  }
}

/** Chinese lines meet without a space, others with one; control characters are spaces. */
function toOneLine(text: string): string {
  return text
    .replaceAll(/(?<=[\p{sc=Han}，。、；：！？”’」』》）])\n(?=[\p{sc=Han}“‘「『《（])/gu, "")
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();
}
