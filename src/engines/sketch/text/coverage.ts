// Which characters a WOFF2 file really draws, read from its `cmap` table. The ranges that font packages declare are those of a
// whole family of fonts; a character outside the real table would be drawn as an empty box or with a font of the machine.
import { brotliDecompressSync } from "node:zlib";

/**
 * The code points that have a glyph in a WOFF2 font (https://www.w3.org/TR/WOFF2/, OpenType `cmap` formats 4 and 12).
 * @throws {Error} when the bytes are no WOFF2 font or hold no such table.
 */
export function readCoverage(woff2: Uint8Array): ReadonlySet<number> {
  const table = readCmap(woff2);
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const covered = new Set<number>();
  for (let record = 0; record < view.getUint16(2); record++) {
    const start = view.getUint32(4 + record * 8 + 4);
    const format = view.getUint16(start);
    if (format === 4) readSegments(view, start, covered);
    if (format === 12) readGroups(view, start, covered);
  }
  return covered;
}

const SIGNATURE = 0x774f4632;
const HEADER_BYTES = 48;
const CMAP = 0;
const GLYF = 10;
const LOCA = 11;
const OTHER_TAG = 63;

function readCmap(woff2: Uint8Array): Uint8Array {
  const view = new DataView(woff2.buffer, woff2.byteOffset, woff2.byteLength);
  if (view.getUint32(0) !== SIGNATURE) throw new Error("Not a WOFF2 font.");
  let at = HEADER_BYTES;
  const readBase128 = (): number => {
    let value = 0;
    for (let count = 0; count < 5; count++) {
      const byte = view.getUint8(at++);
      value = value * 128 + (byte & 127);
      if (byte < 128) break;
    }
    return value;
  };

  // All tables are one compressed stream, one after another in the order of the directory.
  let offset = 0;
  let cmap: { readonly start: number; readonly length: number } | undefined;
  for (let table = 0; table < view.getUint16(12); table++) {
    const flags = view.getUint8(at++);
    const tag = flags & 63;
    if (tag === OTHER_TAG) at += 4;
    let length = readBase128();
    // Version 0 means "transformed" for glyf and loca, and "as it is" for every other table.
    const transformed = tag === GLYF || tag === LOCA ? flags >> 6 !== 3 : flags >> 6 !== 0;
    if (transformed) length = readBase128();
    if (tag === CMAP) cmap = { start: offset, length };
    offset += length;
  }
  if (!cmap) throw new Error("The font has no cmap table.");
  const tables = brotliDecompressSync(woff2.subarray(at, at + view.getUint32(20)), { maxOutputLength: offset });
  return tables.subarray(cmap.start, cmap.start + cmap.length);
}

function readSegments(view: DataView, start: number, covered: Set<number>): void {
  const bytes = view.getUint16(start + 6);
  const ends = start + 14;
  const starts = ends + bytes + 2;
  const deltas = starts + bytes;
  const offsets = deltas + bytes;
  for (let segment = 0; segment < bytes; segment += 2) {
    const first = view.getUint16(starts + segment);
    const last = view.getUint16(ends + segment);
    const delta = view.getUint16(deltas + segment);
    const offset = view.getUint16(offsets + segment);
    for (let code = first; code <= last && code !== 0xffff; code++) {
      const listed = offset === 0 ? code : view.getUint16(offsets + segment + offset + (code - first) * 2);
      if (listed !== 0 && ((listed + delta) & 0xffff) !== 0) covered.add(code);
    }
  }
}

function readGroups(view: DataView, start: number, covered: Set<number>): void {
  for (let group = 0; group < view.getUint32(start + 12); group++) {
    const at = start + 16 + group * 12;
    const first = view.getUint32(at);
    const last = view.getUint32(at + 4);
    const glyph = view.getUint32(at + 8);
    for (let code = first; code <= last; code++) {
      if (glyph + code - first !== 0) covered.add(code);
    }
  }
}
