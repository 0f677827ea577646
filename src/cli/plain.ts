// Text from elsewhere on a terminal: without what would steer the terminal, and measured as the terminal shows it.
/** Made by the first text that is measured: it takes 20 ms, a fifth of a short command. */
let segmenter: Intl.Segmenter | undefined;

function split(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text);
}

/** Shown two cells wide: East Asian scripts, their full-width forms, and emoji. */
const WIDE =
  /[\u{1100}-\u{115F}\u{2E80}-\u{303E}\u{3041}-\u{33FF}\u{3400}-\u{4DBF}\u{4E00}-\u{9FFF}\u{A000}-\u{A4CF}\u{A960}-\u{A97C}\u{AC00}-\u{D7A3}\u{F900}-\u{FAFF}\u{FE30}-\u{FE6F}\u{FF00}-\u{FF60}\u{FFE0}-\u{FFE6}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|\u{FE0F}/u;

/** Without control characters, and without marks that turn the direction of what follows: each becomes a space. */
export function toPlain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u{202A}-\u{202E}\u{2066}-\u{2069}]/gu, " ");
}

/** Cells of a terminal that `text` takes; it has no control characters. */
export function measure(text: string): number {
  let cells = 0;
  for (const { segment } of split(text)) cells += WIDE.test(segment) ? 2 : 1;
  return cells;
}

/** At most `cells` wide; what is cut off is shown by an ellipsis. */
export function shorten(text: string, cells: number): string {
  if (measure(text) <= cells) return text;
  let result = "";
  let used = 1;
  for (const { segment } of split(text)) {
    used += WIDE.test(segment) ? 2 : 1;
    if (used > cells) break;
    result += segment;
  }
  return `${result.trimEnd()}…`;
}
