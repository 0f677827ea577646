// Tables as CSV (https://www.rfc-editor.org/rfc/rfc4180) that a spreadsheet may open.

/** A spreadsheet runs text that begins so, and some skip white space before it. */
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/u;
/** Where a spreadsheet takes these for what separates fields, another field begins there, and our quotes mean nothing. */
const LATER_FORMULA = /[;\t](?=[\s"]*[=+\-@＝＋－＠])/gu;

export type Cell = string | number | null;

/** Lines end with CR LF, the first has the columns' names; null is an empty field. */
export function toCsv(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [columns, ...rows].map((cells) => `${cells.map(toField).join(",")}\r\n`).join("");
}

function toField(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  // An apostrophe in front makes it text: https://owasp.org/www-community/attacks/CSV_Injection
  const text = `${FORMULA.test(cell) ? "'" : ""}${cell.replaceAll(LATER_FORMULA, "$&'")}`;
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
