// Text of a stranger's in our own sentences and headers: short, on one line, and without what drives a terminal.

const MAX_SHOWN_CHARACTERS = 60;

/** A stranger's text in quotation marks, cut to 60 characters. */
export function show(text: string): string {
  return escapeControls(JSON.stringify(cutText(text)));
}

/** The first 60 characters of a stranger's text. */
export function cutText(text: string): string {
  const characters = Array.from(text.toWellFormed());
  return characters.length > MAX_SHOWN_CHARACTERS
    ? `${characters.slice(0, MAX_SHOWN_CHARACTERS).join("")}…`
    : characters.join("");
}

/** What would break a line, drive a terminal or turn the direction of writing, as JSON escapes it. */
export function escapeControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, toEscape);
}

/** Text as a header may carry it: one line of visible ASCII, the rest as JSON writes it. */
export function toHeaderText(text: string): string {
  return text.replaceAll(/[^\x20-\x7E]/g, toEscape);
}

/** One UTF-16 unit. */
function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
