// A real browser for tests of the console: Debian's Chromium, one process for all tests of a worker, a fresh profile for each visit. What
// a page complains of (an error of a script, a breach of the Content-Security-Policy) fails the test that it happens in.
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { beforeAll, expect, onTestFinished } from "vitest";
import { build } from "vite";
import { ROOT, SERVER_KEY } from "./process.ts";

const EXECUTABLE = process.env["MULETEER_TEST_CHROMIUM"] ?? "/usr/bin/chromium";

/** Why these tests cannot run on this machine; undefined where they can. */
export const MISSING = existsSync(EXECUTABLE) ? undefined : `no browser at ${EXECUTABLE}: apt-get install chromium`;

const CONSOLE = join(ROOT, "console");

/** Builds the console unless its build is newer than all of its sources. */
async function ensureConsole(): Promise<void> {
  const built = join(CONSOLE, "dist/index.html");
  const sources = ["console", "src/client"].flatMap((folder) => listSources(join(ROOT, folder)));
  const newest = Math.max(...sources.map((file) => statSync(file).mtimeMs));
  if (existsSync(built) && statSync(built).mtimeMs > newest) return;
  await build({ configFile: join(CONSOLE, "vite.config.ts"), logLevel: "error" });
}

function listSources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(join(CONSOLE, "dist")))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Ends with the process, which may run the tests of several files. */
let launched: Promise<Browser> | undefined;

/** The one that runs, or another where it has died. */
async function launch(): Promise<Browser> {
  const running = await launched;
  if (running?.isConnected() === true) return running;
  launched = chromium.launch({ executablePath: EXECUTABLE, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  return await launched;
}

/** The browser, and the console built for it; nothing where there is none. */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (MISSING !== undefined) return;
    await ensureConsole();
    browser = await launch();
  }, 120_000);
  return () => {
    if (!browser) throw new Error(MISSING ?? "the browser is not there before the tests are");
    return browser;
  };
}

export interface VisitOptions extends BrowserContextOptions {
  readonly browser: Browser;
  /** Of the server. */
  readonly url: string;
  /** Signs in with the server's key before the page is opened. Default true. */
  readonly signedIn?: boolean;
  readonly path?: string;
  /** Messages on the browser's console that this test expects. */
  readonly expected?: RegExp;
}

/** Opens the console as a new visitor; ends with the test. */
export async function visit({ browser, url, signedIn = true, path = "/", expected, ...options }: VisitOptions): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, locale: "en-US", viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(30_000);
  if (signedIn) {
    const answer = await context.request.post("/v1/session", { data: { api_key: SERVER_KEY } });
    expect(answer.status()).toBe(200);
  }
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.stack ?? error.message));
  page.on("console", (message) => {
    const isTrouble = message.type() === "error" || message.type() === "warning";
    if (isTrouble && !expected?.test(message.text())) complaints.push(`${message.text()} ${message.location().url}`);
  });
  onTestFinished(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });
  await page.goto(path, { waitUntil: "domcontentloaded" });
  return page;
}
