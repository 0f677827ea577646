// What a text became, word by word: kept, taken out, put in.

export interface Piece {
  readonly kind: "kept" | "removed" | "added";
  readonly text: string;
}

/** A word with the space after it, one Chinese character, or a mark. */
const TOKEN = /\p{Script=Han}|[\p{L}\p{N}'’-]+\s*|\s+|[^\s]\s*/gu;
/** Longer texts are told as one change: the table has the product of both lengths. */
const MAX_TOKENS = 1_500;

export function diffWords(before: string, after: string): Piece[] {
  const [a, b] = [before.match(TOKEN) ?? [], after.match(TOKEN) ?? []];
  if (a.length > MAX_TOKENS || b.length > MAX_TOKENS) {
    return [
      { kind: "removed", text: before },
      { kind: "added", text: after },
    ];
  }
  const kept = countKept(a, b);
  const pieces: { kind: Piece["kind"]; text: string }[] = [];
  const push = (kind: Piece["kind"], text: string) => {
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += text;
    else pieces.push({ kind, text });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && right !== undefined && isSame(left, right)) {
      push("kept", right);
      i += 1;
      j += 1;
    } else if (right === undefined || (left !== undefined && at(kept, i + 1, j) >= at(kept, i, j + 1))) {
      push("removed", left ?? "");
      i += 1;
    } else {
      push("added", right);
      j += 1;
    }
  }
  return pieces;
}

/** Whatever space follows it. */
function isSame(a: string, b: string): boolean {
  return a.trimEnd() === b.trimEnd();
}

/** Length of the longest common subsequence from each pair of places on. */
function countKept(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = table[i];
      if (!row) continue;
      row[j] = isSame(a[i] ?? "", b[j] ?? "") ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

function at(table: readonly Uint16Array[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}
