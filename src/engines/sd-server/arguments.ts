// An argument list as an operator writes it for a shell, without a shell: words and quotes, and nothing that expands or runs.

/** A list that cannot be split; the message says what is wrong with it. */
export class ArgumentsError extends Error {
  override readonly name = "ArgumentsError";
}

/** In double quotes, what a backslash takes its meaning from; before anything else it stands for itself, as in POSIX shells. */
const ESCAPED_IN_QUOTES = new Set(['"', "\\", "$", "`"]);

/**
 * Splits at white space. Single quotes keep everything as it is, double quotes all but `\"` and `\\`, and a backslash outside
 * quotes the character that follows. `$`, `~`, `*`, `;` and the like stand for themselves.
 * @throws {ArgumentsError} for a quote without its partner or a backslash at the end.
 */
export function splitArguments(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    const next = text.charAt(index + 1);
    if (quote === "'") {
      if (character === quote) quote = "";
      else word = (word ?? "") + character;
    } else if (character === "\\") {
      if (next === "") throw new ArgumentsError("ends with a backslash that escapes nothing");
      const kept = quote === "" || ESCAPED_IN_QUOTES.has(next) ? next : character + next;
      word = (word ?? "") + kept;
      index += 1;
    } else if (character === quote) {
      quote = "";
    } else if (quote === "" && (character === '"' || character === "'")) {
      quote = character;
      // Quotes with nothing between them are a word, too.
      word ??= "";
    } else if (quote === "" && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote !== "") throw new ArgumentsError(`has a ${quote} without its partner`);
  if (word !== undefined) words.push(word);
  return words;
}
