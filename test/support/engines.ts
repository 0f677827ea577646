// Engines that tests script: plug-ins of the same contract as any other, which keep count of what they were asked. And PNGs
// made by hand, whole and broken.
import { crc32, deflateSync } from "node:zlib";
import type { Engine, EngineCall, EngineCapabilities, EngineImage, ImageRequest, Submission } from "../../src/core/engine.ts";
import type { Handle } from "../../src/core/task.ts";
import { stampPng } from "../../src/io/png.ts";

interface Script {
  readonly id?: string;
  readonly capabilities?: Partial<EngineCapabilities>;
  /** `turn` counts the submissions from 0. */
  readonly submit: (request: ImageRequest, call: EngineCall, turn: number) => Submission | Promise<Submission>;
  readonly check?: (handle: Handle, call: EngineCall, turn: number) => Submission | Promise<Submission>;
  /** Throws when the engine is not well; `turn` counts the probes. */
  readonly probe?: (call: EngineCall, turn: number) => void | Promise<void>;
  readonly mintHandle?: (id: string) => Handle;
}

export interface ScriptedEngine extends Engine {
  readonly submitted: readonly ImageRequest[];
  readonly checked: readonly Handle[];
  /** How often it was probed. */
  readonly probes: number;
  /** Calls in progress now. */
  readonly busy: number;
}

export function scriptEngine({ id = "scripted", capabilities = {}, submit, check, probe, mintHandle }: Script): ScriptedEngine {
  const submitted: ImageRequest[] = [];
  const checked: Handle[] = [];
  let probes = 0;
  let busy = 0;
  async function during<T>(work: () => T | Promise<T>): Promise<T> {
    busy += 1;
    try {
      return await work();
    } finally {
      busy -= 1;
    }
  }
  return {
    id,
    capabilities: { concurrency: 2, repeatable: true, exact: true, digitalSourceType: "algorithmicMedia", ...capabilities },
    submitted,
    checked,
    get busy() {
      return busy;
    },
    get probes() {
      return probes;
    },
    ...(mintHandle ? { mintHandle } : {}),
    ...(probe ? { probe: async (call) => await probe(call, (probes += 1) - 1) } : {}),
    submit: (request, call) => during(() => submit(request, call, submitted.push(request) - 1)),
    ...(check ? { check: (handle, call) => during(() => check(handle, call, checked.push(handle) - 1)) } : {}),
    stop: () => Promise.resolve(),
  };
}

/** What was asked for, in one grey that tells the seed. */
export function drawPlain({ width, height, count, seed }: ImageRequest): Submission {
  return { done: Array.from({ length: count }, (_, index) => ({ bytes: makePng(width, height, (seed + index) % 256) })) };
}

/** The image's bytes. @throws for one that is kept elsewhere, or none. */
export function bytesOf(image: EngineImage | undefined): Uint8Array {
  if (image === undefined || !("bytes" in image)) throw new Error("the engine gave no bytes");
  return image.bytes;
}

/** The image's bytes, fetched where it is kept elsewhere. */
export async function loadImage(image: EngineImage): Promise<Uint8Array> {
  if ("bytes" in image) return image.bytes;
  const answer = await fetch(image.url);
  if (!answer.ok) throw new Error(`${image.url} answered ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Resolves when the signal aborts, and never otherwise. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(new Error("aborted", { cause: signal.reason }));
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
  });
}

/** A greyscale PNG of one shade; `padding` bytes of a private chunk make it as large as a test needs. */
export function makePng(width: number, height: number, shade = 128, padding = 0): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const line = Buffer.alloc(width + 1, shade);
  line[0] = 0;
  const pixels = Buffer.concat(Array.from({ length: height }, () => line));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    makeChunk("IHDR", header),
    ...(padding > 0 ? [makeChunk("paDd", Buffer.alloc(padding))] : []),
    makeChunk("IDAT", deflateSync(pixels, { level: 1 })),
    makeChunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A picture as a worker keeps it that has it from `engine`. */
export function makeKept(engine: string, { width = 768, height = 768, shade = 128 } = {}): Uint8Array {
  const facts = { prompt: "", finalPrompt: "", seed: 1, model: "m", digitalSourceType: "algorithmicMedia" } as const;
  return stampPng(makePng(width, height, shade), { ...facts, width, height, engine });
}

function makeChunk(type: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, "latin1");
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}
