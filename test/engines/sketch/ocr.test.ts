// An independent reader, Tesseract, reads the quoted text back from the picture. Needs Debian's tesseract-ocr and
// tesseract-ocr-chi-sim; without them the suite says so and is skipped.
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { sketch } from "../../../src/engines/sketch/engine.ts";
import { bytesOf } from "../../support/engines.ts";

const languages = installedLanguages();
const canRead = languages.includes("eng") && languages.includes("chi_sim");
if (!canRead) console.log("skipped: reading text back from pictures needs tesseract-ocr and tesseract-ocr-chi-sim");

const PROMPTS = [
  [
    "eng",
    "A cozy coffee shop interior with a chalkboard menu on the wall displaying 'Daily Special: Cappuccino $4.50', warm ambient lighting",
  ],
  ["eng", "A wooden sign by the lake that says “Welcome to Willow Creek”"],
  ["eng", 'a poster reading "Jazz Night", flat illustration'],
  ["eng", "a street at noon with a shop front 'Maple Bakery'"],
  ["eng", 'a book cover titled "The Secret Garden" on a table'],
  ["eng", "a party in the park under a banner 'Happy Birthday Emma', minimalist"],
  ["chi_sim", "一家温馨的咖啡馆，黑板上写着“今日特价拿铁咖啡”"],
  ["chi_sim", "海边的木牌，上面写着「欢迎来到青岛」"],
  ["chi_sim", "街角的小店，招牌是“老王面馆今日开业”，扁平插画"],
  ["chi_sim", "公园里挂着横幅“热烈欢迎新同学”"],
  ["chi_sim", "海报上写着“新年音乐会”，极简风格"],
  ["chi_sim", "书的封面《海底两万里》，放在桌子上"],
] as const;

/** What scenes do beside the letters is chance to a reader of whole pages: so many of the dozen must be found in one piece. */
const ENOUGH = 9;

describe.skipIf(!canRead)("an independent reader finds the quoted text", () => {
  const engine = sketch.start({ threads: 2 });
  const folder = mkdtempSync(join(tmpdir(), "muleteer-ocr-"));
  afterAll(async () => {
    await engine.stop();
    rmSync(folder, { recursive: true });
  });

  test("in one piece, at full size", { timeout: 60_000 }, async () => {
    const missed = await Promise.all(PROMPTS.map(findMissed));
    const texts = missed.filter((text) => text !== undefined);
    expect(texts.length, `not found: ${texts.join(" | ")}`).toBeLessThanOrEqual(PROMPTS.length - ENOUGH);
  });

  /** The quoted text, where no way of reading finds it. */
  async function findMissed([language, prompt]: (typeof PROMPTS)[number], index: number): Promise<string | undefined> {
    const submission = await engine.submit(
      { model: "alibaba/qwen-image-max", prompt, width: 1664, height: 928, seed: 7, count: 1 },
      { signal: AbortSignal.timeout(50_000), progress: () => undefined },
    );
    const [image] = "done" in submission ? submission.done : [];
    const file = join(folder, `${index}.png`);
    writeFileSync(file, bytesOf(image));
    const quoted = /['"“「《](.+?)['"”」》]/u.exec(prompt)?.[1] ?? "";
    return (await isFound(file, language, quoted)) ? undefined : quoted;
  }
});

function installedLanguages(): string[] {
  try {
    return execFileSync("tesseract", ["--list-langs"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).split(/\s+/);
  } catch {
    return [];
  }
}

/** Tries the page layouts that suit text in a picture. */
async function isFound(file: string, language: string, text: string): Promise<boolean> {
  for (const layout of ["11", "3", "6"]) {
    const { stdout } = await promisify(execFile)("tesseract", [file, "-", "-l", language, "--psm", layout], {
      env: { ...process.env, OMP_THREAD_LIMIT: "1" },
    });
    if (toPlain(stdout).includes(toPlain(text))) return true;
  }
  return false;
}

/** White space and case aside. */
function toPlain(text: string): string {
  return text.toLowerCase().replace(/\s/gu, "");
}
