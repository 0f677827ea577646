// The 3-D art of Fluent Emoji, one glyph at a time. The set is one JSON file of 103 MB, so it is never parsed: one
// sequential scan (20-40 ms from the page cache, one 4 MB buffer) notes where each glyph stands, and a glyph is then read at
// its place. Skia renders these SVGs like librsvg does, gradients, filters and masks included, in a quarter of the time.
import { open, type FileHandle } from "node:fs/promises";
import { createRequire } from "node:module";
import { loadImage, type Image } from "@napi-rs/canvas";
import { forgetOldest } from "../../core/bounded-map.ts";

/** Pixels on a side at which a glyph's SVG declares itself; it stays vector and is sharp at any size. */
const GLYPH_SIZE = 512;

const SCAN_CHUNK_BYTES = 4 << 20;
/** Decoded glyphs kept per thread; about 0.2 MB each as pictures. */
const KEPT_GLYPHS = 24;

interface GlyphIndex {
  readonly file: FileHandle;
  /** Byte range of the value of each top-level key of `icons`. */
  readonly places: ReadonlyMap<string, { readonly start: number; readonly end: number }>;
}

let index: Promise<GlyphIndex> | undefined;
const kept = new Map<string, Promise<Image | undefined>>();

/** The picture of a glyph by its name in the set (`red-apple`), or nothing when the set has no such glyph. */
export function loadGlyph(name: string): Promise<Image | undefined> {
  const known = kept.get(name);
  if (known) {
    kept.delete(name);
    kept.set(name, known);
    return known;
  }
  const loading = readGlyph(name);
  kept.set(name, loading);
  forgetOldest(kept, KEPT_GLYPHS);
  return loading;
}

async function readGlyph(name: string): Promise<Image | undefined> {
  index ??= scanGlyphs();
  const { file, places } = await index;
  const place = places.get(name);
  if (!place) return undefined;
  const bytes = Buffer.allocUnsafe(place.end - place.start);
  await file.read(bytes, 0, bytes.length, place.start);
  const icon = JSON.parse(bytes.toString("utf8")) as { body?: string; parent?: string; width?: number; height?: number };
  // An alias names art that is in the set already, some of it mirrored; subjects are mirrored at random anyway.
  if (icon.parent !== undefined) return loadGlyph(icon.parent);
  if (icon.body === undefined) return undefined;
  const [width, height] = [icon.width ?? 32, icon.height ?? 32];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${GLYPH_SIZE}" height="${(GLYPH_SIZE * height) / width}">${icon.body}</svg>`;
  return loadImage(Buffer.from(svg));
}

/**
 * Finds every glyph without parsing: keys of `icons` are the only lines that start with two tabs and a quote, and line breaks
 * inside values are escaped. The section `aliases` looks alike and is read the same way.
 */
async function scanGlyphs(): Promise<GlyphIndex> {
  const file = await open(createRequire(import.meta.url).resolve("@iconify-json/fluent-emoji/icons.json"));
  const places = new Map<string, { start: number; end: number }>();
  const buffer = Buffer.allocUnsafe(SCAN_CHUNK_BYTES);
  const keyMark = Buffer.from('\n\t\t"');
  const endMark = Buffer.from("\n\t\t}");
  let offset = 0;
  let pending: { name: string; start: number } | undefined;
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    let cursor = 0;
    for (;;) {
      const mark = chunk.indexOf(pending ? endMark : keyMark, cursor);
      if (mark < 0) break;
      if (pending) {
        places.set(pending.name, { start: pending.start, end: offset + mark + endMark.length });
        pending = undefined;
        cursor = mark + endMark.length;
        continue;
      }
      const nameEnd = chunk.indexOf('"', mark + keyMark.length);
      if (nameEnd < 0 || nameEnd + 3 > bytesRead) break;
      // The value opens after `": `.
      pending = { name: chunk.toString("latin1", mark + keyMark.length, nameEnd), start: offset + nameEnd + 3 };
      cursor = nameEnd;
    }
    // A mark or a key may be cut by the end of the chunk: read again from just before it.
    const overlap = bytesRead === buffer.length ? 128 : 0;
    offset += Math.max(cursor, bytesRead - overlap);
  }
  return { file, places };
}
