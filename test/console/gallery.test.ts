// Looking at what there is: the gallery and the lightbox, by mouse and keyboard; and that every page is good to use in both themes
// and languages, on a phone and on a wide screen, by the rules of axe.
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { MISSING, useBrowser, visit } from "../support/chromium.ts";
import { sendOverSocket } from "../support/client.ts";
import type { Server } from "../../src/server.ts";
import { SERVER_KEY } from "../support/process.ts";
import { QWEN, withKey } from "../support/server.ts";
import { until } from "../support/until.ts";
import { serve } from "../support/whole-server.ts";
import { judgePage } from "./judge-page.ts";

const LIMIT_MS = 90_000;

const browser = useBrowser();

const PROMPTS = ["A red fox in the snow", "A lighthouse on a cliff", "江南水乡的老街，水墨风格", "A bowl of ramen"];
const SIZES = ["1664*928", "1328*1328", "1104*1472", "928*1664"];

/** A server with one picture of each prompt, the last of them the newest, and a task that was refused. */
async function startServer(): Promise<Server> {
  const server = await serve();
  const send = sendOverSocket(server.url);
  for (const [index, prompt] of [...PROMPTS, "naked people"].entries()) {
    const body = JSON.stringify({ prompt, size: SIZES[index % SIZES.length], seed: index });
    const answer = await send({ method: "POST", path: QWEN, headers: withKey(SERVER_KEY, { prefer: "wait=20" }), body });
    expect(answer.status).toBe(200);
  }
  return server;
}

const focusedLabel = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
const tiles = (page: Page) => page.locator("[data-position]");

describe.skipIf(MISSING !== undefined)(`the console${MISSING === undefined ? "" : ` (skipped: ${MISSING})`}`, () => {
  test("shows what was drawn, finds it, and opens it by keyboard", { timeout: LIMIT_MS }, async () => {
    const server = await startServer();
    const page = await visit({ browser: browser(), url: server.url, path: "/gallery" });
    await until("the pictures are there", async () => (await tiles(page).count()) === PROMPTS.length);

    await page.keyboard.press("/");
    await page.keyboard.type("fox");
    await until("one is found", async () => (await tiles(page).count()) === 1);
    expect(page.url()).toContain("q=fox");
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByRole("radio", { name: "Failed" }).check({ force: true });
    await page.getByText("Refused by the safety filter").waitFor();
    await page.getByRole("radio", { name: "Pictures" }).check({ force: true });
    await until("all are back", async () => (await tiles(page).count()) === PROMPTS.length);

    await tiles(page).first().locator("[data-tile]").focus();
    expect(await focusedLabel(page)).toBe("Open: A bowl of ramen");
    await page.keyboard.press("ArrowRight");
    await until("the next is focused", async () => (await focusedLabel(page)) === "Open: 江南水乡的老街，水墨风格");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "江南水乡的老街，水墨风格" });
    await dialog.waitFor();
    await dialog.getByText("2 of 4").waitFor();

    // What the rewriter added is marked, and the request is there to copy.
    expect(await dialog.locator("ins").first().textContent()).toMatch(/\S/);
    expect(await dialog.locator("pre").textContent()).toContain('"seed":2');
    await page.keyboard.press("ArrowRight");
    await page.getByRole("dialog", { name: "A lighthouse on a cliff" }).waitFor();
    await page.keyboard.press("+");
    await page.getByRole("button", { name: /150\s?%/ }).waitFor();
    await page.keyboard.press("0");

    await page.keyboard.press("c");
    await page.getByRole("radiogroup", { name: "Compare with" }).waitFor();
    expect(await page.getByRole("table", { name: "What differs" }).textContent()).toContain("A lighthouse on a cliff");
    await page.keyboard.press("c");

    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Keep" }).click();
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog", { name: "A red fox in the snow" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await until("it is gone", async () => (await tiles(page).count()) === PROMPTS.length - 1);
    expect(new URL(page.url()).pathname).toBe("/gallery");

    // A download has a name that says what it is.
    await tiles(page).first().locator("[data-tile]").click();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download" }).click();
    expect((await download).suggestedFilename()).toBe("A-bowl-of-ramen-3.png");
  });

  test("speaks both languages, and remembers language and theme", { timeout: LIMIT_MS }, async () => {
    const server = await serve();
    const page = await visit({ browser: browser(), url: server.url, locale: "zh-CN", colorScheme: "light" });
    await page.getByRole("heading", { name: "一句话，一张画" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("zh-Hans");
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await page.getByRole("button", { name: "主题与语言" }).click();
    await page.getByRole("menuitemradio", { name: "深色" }).click();
    expect(await background()).not.toBe(light);
    await page.getByRole("button", { name: "主题与语言" }).click();
    await page.getByRole("menuitemradio", { name: "English" }).click();
    await page.getByRole("heading", { name: "Your first picture" }).waitFor();
    await page.reload({ waitUntil: "commit" });
    await page.getByRole("heading", { name: "Your first picture" }).waitFor();
    expect(await background()).not.toBe(light);
  });

  test("breaks no rule of axe and fits, in both themes, at 390 and 2560 pixels", { timeout: 2 * LIMIT_MS }, async () => {
    const server = await startServer();
    const found: string[] = [];
    for (const [width, height, colorScheme, locale] of [
      [390, 844, "dark", "zh-CN"],
      [2560, 1300, "light", "en-US"],
    ] as const) {
      const page = await visit({ browser: browser(), url: server.url, viewport: { width, height }, colorScheme, locale });
      const judge = async (what: string) => {
        for (const trouble of await judgePage(page)) found.push(`${what} at ${width}, ${colorScheme}: ${trouble}`);
      };
      await page.locator('[data-status="completed"]').first().waitFor();
      await judge("create");
      await page.locator("summary").last().click();
      await page.goto("/gallery");
      await until("the pictures are there", async () => (await tiles(page).count()) === PROMPTS.length);
      await judge("gallery");
      await tiles(page).nth(1).locator("[data-tile]").click();
      await page.getByRole("dialog").locator("ins").first().waitFor();
      await judge("lightbox");
    }
    const visitor = await visit({ browser: browser(), url: server.url, signedIn: false, expected: /401/ });
    await visitor.getByLabel("API key").waitFor();
    for (const trouble of await judgePage(visitor)) found.push(`sign-in: ${trouble}`);
    expect(found).toEqual([]);
  });
});
