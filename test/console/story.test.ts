// The console as its users meet it: signed in by a link or a key, pictures asked for, watched and cancelled, through reloads and a
// server that is killed. A real browser, a real server, the real engine.
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { MISSING, useBrowser, visit } from "../support/chromium.ts";
import { findFreePort } from "../../src/io/free-port.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { runServer, SERVER_KEY } from "../support/process.ts";
import { until } from "../support/until.ts";
import { serve } from "../support/whole-server.ts";

const LIMIT_MS = 90_000;
/** What Chromium says of answers that are no success, of previews whose picture is done, and of a server that is away. */
const REFUSALS = /Failed to load resource: (?:the server responded with a status of (?:400|401|410|503)|net::ERR_)/;

const browser = useBrowser();

async function ask(page: Page, prompt: string, variations = 1): Promise<void> {
  await page.getByLabel("Prompt", { exact: true }).fill(prompt);
  for (let count = 1; count < variations; count += 1) await page.getByRole("button", { name: "Variations: one more" }).click();
  await page.keyboard.press("Control+Enter");
}

const frames = (page: Page, status: string) => page.locator(`[data-status="${status}"]`);

/** Bytes of the picture arrived, and are one. */
async function isShown(page: Page, index = 0): Promise<boolean> {
  const image = page.locator('[data-status="completed"] img').nth(index);
  return await image.evaluate((element) => (element as HTMLImageElement).naturalWidth > 0).catch(() => false);
}

describe.skipIf(MISSING !== undefined)(`the console${MISSING === undefined ? "" : ` (skipped: ${MISSING})`}`, () => {
  test("signs in by the server's link once, and by a key, which is kept nowhere", { timeout: LIMIT_MS }, async () => {
    const server = await runServer(join(temporaryDirectory(), "data"));
    await server.prints("/login?token=");
    const [link = ""] = /http:\/\/\S+\/login\?token=[\w-]+/.exec(server.output.stdout) ?? [];

    const first = await visit({ browser: browser(), url: server.url, signedIn: false, path: link });
    await first.getByRole("heading", { name: "Your first picture" }).waitFor();
    expect(first.url()).toBe(`${server.url}/`);

    const second = await visit({ browser: browser(), url: server.url, signedIn: false, path: link, expected: REFUSALS });
    await second.getByText("That sign-in link was used up").waitFor();
    const key = second.getByLabel("API key");
    await key.fill("sk-mr-wrong");
    await second.getByRole("button", { name: "Sign in" }).click();
    await second.getByText("This key is not valid").waitFor();
    await key.fill(SERVER_KEY);
    await key.press("Enter");
    await second.getByRole("heading", { name: "Your first picture" }).waitFor();
    const kept = await second.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, location.href]),
    );
    expect(kept).not.toContain(SERVER_KEY);
    expect(kept).not.toContain("notice");

    await second.getByRole("button", { name: "Account" }).click();
    await second.getByRole("menuitem", { name: "Sign out" }).click();
    await second.getByRole("button", { name: "Sign in" }).waitFor();
    await second.reload();
    await second.getByRole("button", { name: "Sign in" }).waitFor();
  });

  test("makes a picture of a prompt, and says at the field what is wrong with it", { timeout: LIMIT_MS }, async () => {
    const server = await serve();
    const page = await visit({ browser: browser(), url: server.url, expected: REFUSALS });
    await page.getByRole("button", { name: /Generate/ }).click();
    await page.getByText("Say what should be in the picture.").waitFor();

    // Counted by code points: an emoji is one.
    await page.getByLabel("Prompt", { exact: true }).fill("🦊".repeat(801));
    await page.getByText("801 / 800").waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByText("The prompt has 801 characters").waitFor();

    // Another model, another form; and what only the server knows.
    await page.getByLabel("Model").selectOption("alibaba/wan2.6-t2i");
    await page.getByLabel("Width in pixels").fill("100");
    await page.getByText("$0.30").waitFor();
    await ask(page, "A red fox in the snow");
    await page.getByText(/size must have between .* pixels in all/).waitFor();
    expect(await frames(page, "pending").count()).toBe(0);

    await page.getByLabel("Model").selectOption("alibaba/qwen-image-max");
    await page.getByRole("button", { name: "Illustration" }).click();
    expect(await page.getByLabel("Prompt", { exact: true }).inputValue()).toBe("A red fox in the snow, flat illustration");
    await page.getByLabel("Seed", { exact: true }).fill("7");
    await page.getByRole("radio", { name: /1:1/ }).check({ force: true });
    await page.keyboard.press("Control+Enter");
    await frames(page, "completed").first().waitFor();
    await until("the picture is shown", () => isShown(page));
    expect(
      await frames(page, "completed")
        .first()
        .evaluate((element) => element.clientWidth / element.clientHeight),
    ).toBeCloseTo(1, 1);
    await page.getByText("Seed 7").waitFor();

    // A refusal, in plain words.
    await ask(page, "naked people");
    await page.getByText("Refused by the safety filter").first().waitFor();
  });

  test("goes on watching through cancel, reload and a server that is killed", { timeout: 2 * LIMIT_MS }, async () => {
    const directory = join(temporaryDirectory(), "data");
    const settings = { MULETEER_PORT: String(await findFreePort()), MULETEER_SKETCH_THREADS: "1" };
    const server = await runServer(directory, settings);
    const page = await visit({ browser: browser(), url: server.url, expected: REFUSALS });
    await ask(page, "A harbour at sunset, oil painting", 5);
    await frames(page, "pending").first().waitFor();
    await page
      .getByText(/in line/)
      .first()
      .waitFor();

    // The last in line, which is there for the longest.
    await frames(page, "pending").last().getByRole("button", { name: "Cancel" }).click();
    await frames(page, "cancelled").waitFor();

    await page.reload();
    await frames(page, "cancelled").waitFor();
    await until("what waits is shown again", async () => (await frames(page, "pending").count()) > 0);

    server.kill("SIGKILL");
    await server.exited;
    await page.getByText("The server is away").waitFor();
    expect(await frames(page, "pending").count()).toBeGreaterThan(0);
    await serve({ ...settings, MULETEER_DATA_DIR: directory });
    await page.getByText("The server is away").waitFor({ state: "hidden" });
    await until("the other four are there", async () => (await frames(page, "completed").count()) === 4, { limitMs: 120_000 });
    await until("they are shown", () => isShown(page, 3));
    expect(await page.title()).toBe("Create · Muleteer");
  });
});
