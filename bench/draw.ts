// How long does the embedded engine take for a picture, on one core, and what does it need?
//
// Method: a fresh engine of one thread draws each size and each style, the same prompt with another seed every time, the PNG
// included. A first picture warms the code and is thrown away; then the median of `--runs` (default 5) is printed. Memory is the
// most that the process held, looked at 50 times a second, minus what it held before the first picture. Last, as many pictures
// as fit in five seconds are drawn with one thread and with two: the ratio is what a second core gives.
//
//   node bench/draw.ts [--runs 5] [--quick] [--json FILE]
import { setInterval } from "node:timers";
import type { Engine } from "../src/core/engine.ts";
import { sketch } from "../src/engines/sketch/engine.ts";
import { parseOptions, refuse } from "./support/options.ts";
import { report, type Figure } from "./support/report.ts";
import { median } from "./support/statistics.ts";

const options = parseOptions({
  runs: { type: "string", default: "5" },
  quick: { type: "boolean", default: false },
  json: { type: "string" },
});
const runs = options.quick ? 2 : Number(options.runs);
if (!(runs >= 1)) refuse(`--runs must be a number of at least 1, got ${JSON.stringify(options.runs)}.`);

const SUBJECT = "two red apples on a wooden table by the window, a sign that says 'Fresh Fruit'";
const SIZES = [
  [1664, 928],
  [1472, 1104],
  [1328, 1328],
  [1104, 1472],
  [928, 1664],
] as const;
const STYLES = [
  "illustration",
  "flat illustration",
  "minimalist",
  "photo",
  "vintage film",
  "oil painting",
  "impressionist",
  "watercolour",
  "Chinese ink wash",
  "pencil drawing",
  "pixel art",
  "anime",
  "clay",
  "neon cyberpunk",
];

let seed = 1;

async function draw(engine: Engine, style: string, [width, height]: readonly [number, number]): Promise<number> {
  const startedAt = performance.now();
  await engine.submit(
    { model: "alibaba/wan2.6-t2i", prompt: `${SUBJECT}, ${style}`, width, height, seed: seed++, count: 1 },
    { signal: AbortSignal.timeout(60_000), progress: () => undefined },
  );
  return performance.now() - startedAt;
}

async function measure(engine: Engine, style: string, size: readonly [number, number]): Promise<number> {
  await draw(engine, style, size);
  const times: number[] = [];
  for (let run = 0; run < runs; run++) times.push(await draw(engine, style, size));
  return median(times);
}

/** Pictures a second with so many threads, kept busy for five seconds. */
async function measureRate(threads: number): Promise<number> {
  const engine = sketch.start({ threads });
  await Promise.all(Array.from({ length: threads }, () => draw(engine, "illustration", SIZES[0])));
  const startedAt = performance.now();
  let drawn = 0;
  const keepDrawing = async (): Promise<void> => {
    while (performance.now() - startedAt < 5000) {
      await draw(engine, "illustration", SIZES[0]);
      drawn++;
    }
  };
  await Promise.all(Array.from({ length: threads }, keepDrawing));
  const rate = (drawn / (performance.now() - startedAt)) * 1000;
  await engine.stop();
  return rate;
}

const before = process.memoryUsage.rss();
let peak = before;
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 20);

const question = "draw";
const figures: Figure[] = [];
const engine = sketch.start({ threads: 1 });
for (const size of SIZES) {
  const value = await measure(engine, "illustration", size);
  figures.push({ question, what: `illustration of ${size.join("*")}`, value, unit: "ms" });
}
for (const style of STYLES) {
  const value = await measure(engine, style, SIZES[0]);
  figures.push({ question, what: `${style} of ${SIZES[0].join("*")}`, value, unit: "ms" });
}
await engine.stop();
clearInterval(watch);
figures.push({ question, what: "most memory of one thread, above none", value: (peak - before) / 1e6, unit: "MB" });
const one = await measureRate(1);
const two = await measureRate(2);
figures.push(
  { question, what: "illustrations with one thread", value: one, unit: "a second" },
  { question, what: "illustrations with two threads, to one", value: two / one, unit: "ratio" },
);
report(figures, options.json);
