// Operate: keys are made, limited and revoked, webhooks are tried out and their log read, usage is counted; and every page is good
// to use, for admins and, as far as it is theirs, for other keys.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { MISSING, useBrowser, visit } from "../support/chromium.ts";
import { sendOverSocket } from "../support/client.ts";
import type { Server } from "../../src/server.ts";
import { SERVER_KEY } from "../support/process.ts";
import { openReceiver } from "../support/receiver.ts";
import { QWEN, withKey } from "../support/server.ts";
import { until } from "../support/until.ts";
import { serve } from "../support/whole-server.ts";
import { judgePage } from "./judge-page.ts";

const LIMIT_MS = 40_000;
/** What Chromium says of a key that is refused, and of a form that the server sends back. */
const REFUSALS = /Failed to load resource: the server responded with a status of (?:400|401|403)/;

const browser = useBrowser();

const startServer = () => serve({ MULETEER_WEBHOOK_LOOPBACK: "yes" });

async function draw(server: Server, key = SERVER_KEY): Promise<number> {
  const body = JSON.stringify({ prompt: "A red fox in the snow", seed: 1 });
  const headers = withKey(key, { prefer: "wait=20" });
  return (await sendOverSocket(server.url)({ method: "POST", path: QWEN, headers, body })).status;
}

const keyRow = (page: Page, name: string) => page.locator(`[data-key="${name}"]`);

describe.skipIf(MISSING !== undefined)(`Operate${MISSING === undefined ? "" : ` (skipped: ${MISSING})`}`, () => {
  test("makes a key, shows it once, limits it, and revokes it", { timeout: LIMIT_MS }, async () => {
    const server = await startServer();
    const page = await visit({ browser: browser(), url: server.url, expected: REFUSALS });
    await page.getByRole("link", { name: "Operate" }).click();
    await page.getByRole("heading", { name: "Engines" }).waitFor();
    await page.getByRole("meter", { name: /Load of/ }).waitFor();
    await page.getByRole("link", { name: "Keys" }).click();

    await page.getByRole("button", { name: "New key" }).click();
    const form = page.getByRole("dialog", { name: "New API key" });
    await form.getByRole("button", { name: "New key" }).click();
    await form.getByText("This is needed.").waitFor();
    await form.getByLabel("Name").fill("Website");
    await form.getByLabel("Spend in all, USD").fill("1");
    // A rule that only the server knows.
    await form.getByLabel("Low-balance notice below, USD").fill("5");
    await form.getByRole("button", { name: "New key" }).click();
    await form.getByText(/low_balance_usd must be at most/).waitFor();
    await form.getByLabel("Low-balance notice below, USD").fill("");
    await form.getByRole("button", { name: "New key" }).click();

    const shown = page.getByRole("dialog", { name: "Your new key" });
    const key = (await shown.locator("[data-secret]").textContent()) ?? "";
    expect(key).toMatch(/^sk-mr-/);
    await shown.getByRole("button", { name: "I have kept it" }).click();
    await keyRow(page, "Website").waitFor();
    expect(await page.content()).not.toContain(key);

    expect(await draw(server, key)).toBe(200);
    await page.reload();
    const spent = page.getByRole("meter", { name: "In all: spending of Website" });
    await until("what it spent is shown", async () =>
      /\$0\.0\d+ of \$1\.00/.test((await spent.getAttribute("aria-valuetext")) ?? ""),
    );

    await page.getByRole("button", { name: "Edit Website" }).click();
    const change = page.getByRole("dialog", { name: "Edit Website" });
    expect(await change.getByLabel("Spend in all, USD").inputValue()).toBe("1");
    await change.getByLabel("Spend in all, USD").fill("0.01");
    await change.getByRole("button", { name: "Save" }).click();
    await change.waitFor({ state: "detached" });
    await keyRow(page, "Website")
      .getByText(/of \$0\.01/)
      .waitFor();
    expect(await draw(server, key)).toBe(402);

    await page.getByRole("button", { name: "Revoke Website" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("Revoked and expired (1)").click();
    await keyRow(page, "Website").getByText("Revoked", { exact: true }).waitFor();
    expect(await draw(server, key)).toBe(401);
    // Nobody can shut himself out.
    expect(await page.getByRole("button", { name: /^Revoke / }).count()).toBe(0);
  });

  test("makes a webhook, sends it a test, and lists what was delivered", { timeout: LIMIT_MS }, async () => {
    const server = await startServer();
    const receiver = await openReceiver((turn, response) => response.writeHead(turn === 0 ? 204 : 200).end(`answer ${turn}`));
    const page = await visit({ browser: browser(), url: server.url, path: "/operate/webhooks", expected: REFUSALS });
    await page.getByRole("heading", { name: "No webhooks yet" }).waitFor();
    await page.getByRole("button", { name: "New webhook" }).click();
    const form = page.getByRole("dialog", { name: "New webhook" });
    await form.getByLabel("URL").fill("http://example.com/hook");
    await form.getByRole("button", { name: "New webhook" }).click();
    await form.getByText(/url must be an https URL/).waitFor();
    await form.getByLabel("URL").fill(receiver.url);
    await form.getByLabel("All events").uncheck();
    await form.getByLabel("Task created").uncheck();
    await form.getByRole("button", { name: "New webhook" }).click();
    const shown = page.getByRole("dialog", { name: "The webhook’s secret" });
    const first = await shown.locator("[data-secret]").textContent();
    expect(first).toMatch(/^whsec_/);
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Send test" }).click();
    const row = page.locator('[data-delivery="succeeded"]');
    await row.getByText("Test", { exact: true }).waitFor();
    expect(receiver.received).toHaveLength(1);
    await row.getByRole("button", { expanded: false }).click();
    await row.getByText("HTTP 204").waitFor();
    await row.getByRole("button", { name: "Send again" }).click();
    await row.getByText("answer 1").waitFor();
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[1]?.headers["webhook-id"]).toBe(receiver.received[0]?.headers["webhook-id"]);
    await page.getByRole("radio", { name: "Failed" }).check({ force: true });
    await page.getByRole("heading", { name: "No deliveries" }).waitFor();

    await page.getByRole("button", { name: "New secret" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "New secret" }).click();
    await shown.waitFor();
    expect(await shown.locator("[data-secret]").textContent()).not.toBe(first);
    await page.keyboard.press("Escape");
    await page.getByText(/The old secret signs too until/).waitFor();

    const enabled = page.getByRole("switch", { name: /^Enabled/ });
    await enabled.click();
    await page.getByRole("button", { name: "Send test", disabled: true }).waitFor();
    await page.reload();
    expect(await enabled.isChecked()).toBe(false);
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("heading", { name: "No webhooks yet" }).waitFor();
  });

  test("counts what was drawn, by day and model, and hands it out as CSV", { timeout: LIMIT_MS }, async () => {
    const server = await startServer();
    const page = await visit({ browser: browser(), url: server.url, path: "/operate/usage" });
    await page.getByRole("heading", { name: "Nothing was made in these days" }).waitFor();
    expect(await draw(server)).toBe(200);
    await page.reload();
    await page.getByRole("img", { name: "Cost by Day" }).waitFor();
    const today = new Date().toISOString().slice(0, 10);
    const row = page.getByRole("row", { name: new RegExp(`^${today} \\$0\\.\\d+ 1 1 1 0 0$`) });
    await row.waitFor();
    await page.getByLabel("By", { exact: true }).selectOption("model");
    await page.getByRole("rowheader", { name: "Qwen" }).waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download CSV" }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^usage-.*-by-model\.csv$/);
    expect(await readFile(await file.path(), "utf8")).toMatch(/^model,tasks,completed.*\r?\nalibaba\/qwen-image-max,1,1,0,0,1,/);
    await page.getByLabel("From").fill("2999-01-01");
    await page.getByText("From must not be after To.").waitFor();
  });

  test("gives other keys their webhooks, and nothing else", { timeout: LIMIT_MS }, async () => {
    const server = await startServer();
    const send = sendOverSocket(server.url);
    const made = await send({ method: "POST", path: "/v1/keys", headers: withKey(SERVER_KEY), body: '{"name":"Website"}' });
    const { key } = made.json() as { key: string };
    const page = await visit({ browser: browser(), url: server.url, signedIn: false, expected: REFUSALS });
    await page.getByLabel("API key").fill(key);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Webhooks" }).click();
    await page.getByRole("heading", { name: "No webhooks yet" }).waitFor();
    expect(await page.getByRole("link", { name: "Operate" }).count()).toBe(0);
    expect(await judgePage(page)).toEqual([]);
    await page.goto("/operate/keys");
    await page.getByRole("heading", { name: "Only for admins" }).waitFor();
  });

  test(
    "breaks no rule of axe and fits, in both themes and languages, at 390 and 2560 pixels",
    { timeout: 4 * LIMIT_MS },
    async () => {
      const server = await startServer();
      const receiver = await openReceiver((_, response) => response.writeHead(500).end("broken"));
      const send = sendOverSocket(server.url);
      const post = async (path: string, fields: object) =>
        await send({ method: "POST", path, headers: withKey(SERVER_KEY), body: JSON.stringify(fields) });
      await post("/v1/keys", { name: "Website", daily_spend_usd: 2, total_spend_usd: 0.05, requests_per_minute: 60 });
      await post("/v1/webhooks", { url: receiver.url, description: "To the shop", events: ["task.succeeded", "task.failed"] });
      expect(await draw(server)).toBe(200);
      const found: string[] = [];
      for (const [width, height, colorScheme, locale] of [
        [390, 844, "dark", "zh-CN"],
        [2560, 1300, "light", "en-US"],
      ] as const) {
        const page = await visit({
          browser: browser(),
          url: server.url,
          viewport: { width, height },
          colorScheme,
          locale,
          path: "/operate",
        });
        const judge = async (what: string) => {
          for (const trouble of await judgePage(page)) found.push(`${what} at ${width}, ${colorScheme}: ${trouble}`);
          const directory = process.env["MULETEER_TEST_SCREENSHOTS"];
          if (directory !== undefined) await page.screenshot({ path: join(directory, `${what}-${width}.png`) });
        };
        await page.getByRole("meter").first().waitFor();
        await judge("overview");
        await page.goto("/operate/keys");
        await page.getByRole("meter").first().waitFor();
        await judge("keys");
        await page.locator("main button").first().click();
        await page.getByRole("dialog").waitFor();
        await judge("key-form");
        await page.goto("/operate/usage");
        await page.locator("figure").waitFor();
        await judge("usage");
        await page.goto("/operate/usage?by=key");
        await page.locator("figure").waitFor();
        await judge("usage-by-key");
        await page.goto("/operate/webhooks");
        await page.locator("[data-delivery] button").first().click();
        await page.locator("[data-delivery] pre").first().waitFor();
        await judge("webhooks");
      }
      expect(found).toEqual([]);
    },
  );
});
