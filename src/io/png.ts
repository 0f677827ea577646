// PNG as a container (https://www.w3.org/TR/png-3/): proves that bytes are a whole PNG, and stamps it with what it was made
// from. Pixels are never touched.
import { crc32, inflateSync } from "node:zlib";
import type { DigitalSourceType } from "../core/engine.ts";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Bytes that are no whole PNG. */
export class PngError extends Error {
  override readonly name = "PngError";
}

interface Chunk {
  readonly type: string;
  /** Where the chunk starts and ends in the file, its length and checksum included. */
  readonly start: number;
  readonly end: number;
  readonly data: Buffer;
}

function* readChunks(bytes: Buffer): Generator<Chunk> {
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new PngError("the bytes are no PNG");
  let start = SIGNATURE.length;
  while (start < bytes.length) {
    if (start + 12 > bytes.length) throw new PngError("the PNG is cut off");
    const end = start + 12 + bytes.readUInt32BE(start);
    if (end > bytes.length) throw new PngError("the PNG is cut off");
    if (crc32(bytes.subarray(start + 4, end - 4)) !== bytes.readUInt32BE(end - 4))
      throw new PngError("a checksum in the PNG is wrong");
    const type = bytes.toString("latin1", start + 4, start + 8);
    yield { type, start, end, data: bytes.subarray(start + 8, end - 4) };
    if (type === "IEND") return;
    start = end;
  }
  throw new PngError("the PNG is cut off");
}

/**
 * Width and height in pixels.
 * @throws {PngError} when a chunk is cut off or damaged, or there are no pixels.
 */
export function readPngSize(bytes: Uint8Array): { width: number; height: number } {
  let size: { width: number; height: number } | undefined;
  let hasPixels = false;
  for (const { type, data } of readChunks(toBuffer(bytes))) {
    if (type === "IHDR" && data.length === 13) size = { width: data.readUInt32BE(0), height: data.readUInt32BE(4) };
    if (type === "IDAT") hasPixels = true;
  }
  if (!size || !hasPixels) throw new PngError("the PNG holds no picture");
  return size;
}

/** Chunks without which the pixels are not there. */
const PIXELS: ReadonlySet<string> = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);
/** Chunks that say nothing of the pixels, or what is so without them: sRGB, and its gamma and primaries. */
const IDLE: ReadonlySet<string> = new Set(["sRGB", "gAMA", "cHRM", "pHYs", "sBIT", "bKGD", "tEXt", "zTXt", "iTXt", "tIME"]);

/**
 * Ten times as many as a writer of 8 KiB a chunk makes of the largest file. Each costs a microsecond on the thread that serves
 * requests: 30 MiB of empty chunks would hold it for seconds.
 */
const MAX_CHUNKS = 40_000;

/**
 * The PNG with its pixels and nothing else, or undefined when something else in it may decide how they look: a colour profile,
 * an orientation, an animation; or when it is cut into absurdly many pieces.
 * @throws {PngError}
 */
export function stripPng(bytes: Uint8Array): Uint8Array | undefined {
  const source = toBuffer(bytes);
  const kept: Buffer[] = [SIGNATURE];
  let chunks = 0;
  for (const { type, start, end } of readChunks(source)) {
    if ((chunks += 1) > MAX_CHUNKS) return undefined;
    if (PIXELS.has(type)) kept.push(source.subarray(start, end));
    else if (!IDLE.has(type)) return undefined;
  }
  return Buffer.concat(kept);
}

/** Text chunks of a PNG, by keyword; XMP stands under `XML:com.adobe.xmp`. @throws {PngError} */
export function readPngText(bytes: Uint8Array): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { type, data } of readChunks(toBuffer(bytes))) {
    if (type !== "iTXt") continue;
    const keywordEnd = data.indexOf(0);
    const compressed = data[keywordEnd + 1] === 1;
    const languageEnd = data.indexOf(0, keywordEnd + 3);
    const textStart = data.indexOf(0, languageEnd + 1) + 1;
    const text = data.subarray(textStart);
    texts.set(data.toString("latin1", 0, keywordEnd), (compressed ? inflateSync(text) : text).toString("utf8"));
  }
  return texts;
}

/** What a picture was made from. */
export interface Provenance {
  readonly prompt: string;
  readonly finalPrompt: string;
  readonly negativePrompt?: string;
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly engine: string;
  readonly model: string;
  readonly digitalSourceType: DigitalSourceType;
}

/**
 * The PNG with its provenance: a text chunk for each fact, and an XMP packet that marks it as machine-made in the terms of
 * the IPTC Photo Metadata Standard (https://www.iptc.org/std/photometadata/specification/IPTC-PhotoMetadata). The same
 * picture and provenance give the same bytes.
 * @throws {PngError}
 */
export function stampPng(bytes: Uint8Array, provenance: Provenance): Uint8Array {
  const source = toBuffer(bytes);
  const [header] = readChunks(source);
  if (header?.type !== "IHDR") throw new PngError("the PNG does not start with its header");
  const facts: [string, string][] = [
    ["Title", shorten(provenance.prompt, 80)],
    ["Description", provenance.prompt],
    ["Software", "Muleteer"],
    ["prompt", provenance.prompt],
    ["final_prompt", provenance.finalPrompt],
    ...(provenance.negativePrompt ? [["negative_prompt", provenance.negativePrompt] satisfies [string, string]] : []),
    ["seed", String(provenance.seed)],
    ["size", `${provenance.width}*${provenance.height}`],
    ["engine", provenance.engine],
    ["model", provenance.model],
    ["XML:com.adobe.xmp", toXmp(provenance)],
  ];
  return Buffer.concat([
    source.subarray(0, header.end),
    ...facts.map(([keyword, text]) => toTextChunk(keyword, text)),
    source.subarray(header.end),
  ]);
}

function toTextChunk(keyword: string, text: string): Buffer {
  // Keyword, NUL, not compressed, no language, no translated keyword. The text may not hold NUL.
  const data = Buffer.concat([Buffer.from(`${keyword}\0\0\0\0\0`, "latin1"), Buffer.from(text.replaceAll("\0", ""), "utf8")]);
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write("iTXt", 4, "latin1");
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

function toXmp({ prompt, digitalSourceType, engine, model }: Provenance): string {
  return [
    '<?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
    ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
    ` xmp:CreatorTool="Muleteer, engine ${escapeXml(engine)}, model ${escapeXml(model)}"`,
    ` Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/${digitalSourceType}">`,
    `<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(prompt)}</rdf:li></rdf:Alt></dc:description>`,
    "</rdf:Description></rdf:RDF></x:xmpmeta>",
    '<?xpacket end="r"?>',
  ].join("");
}

const XML_ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text for XML 1.0, without the characters that it cannot hold (https://www.w3.org/TR/xml/#charsets). */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll(/[&<>"]/g, (found) => XML_ENTITIES[found] ?? found);
}

function shorten(text: string, codePoints: number): string {
  const characters = Array.from(text);
  return characters.length > codePoints ? `${characters.slice(0, codePoints - 1).join("")}…` : text;
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
