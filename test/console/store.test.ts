// The console where pictures come from an S3 store itself: shown from there under the page's policy, and saved under their name.
import { describe, expect, test } from "vitest";
import { sendOverSocket } from "../support/client.ts";
import { MISSING, useBrowser, visit } from "../support/chromium.ts";
import { SERVER_KEY } from "../support/process.ts";
import { MISSING_S3, openS3Server } from "../support/s3.ts";
import { WAN, withKey } from "../support/server.ts";
import { until } from "../support/until.ts";
import { serve } from "../support/whole-server.ts";

const browser = useBrowser();
const missing = MISSING ?? MISSING_S3;

describe.skipIf(missing !== undefined)(`the console on a store${missing === undefined ? "" : ` (skipped: ${missing})`}`, () => {
  test("shows a picture from the store, and saves it", { timeout: 90_000 }, async () => {
    const store = await openS3Server();
    const origin = store.options.endpoint?.replace("127.0.0.1", "localhost") ?? "";
    const links = { MULETEER_S3_DOWNLOADS: "presigned", MULETEER_S3_PUBLIC_ENDPOINT: origin };
    const server = await serve({ ...store.settings, ...links });
    const send = sendOverSocket(server.url);
    const body = JSON.stringify({ prompt: "A red fox", size: "768*768", n: 1 });
    const headers = withKey(SERVER_KEY, { prefer: "wait=60" });
    const made = (await send({ method: "POST", path: WAN, headers, body })).json() as {
      task_info: { id: string; status: string };
    };
    expect(made.task_info.status).toBe("completed");

    const page = await visit({ browser: browser(), url: server.url });
    const loaded: string[] = [];
    page.on("response", (response) => {
      if (response.ok()) loaded.push(new URL(response.url()).origin);
    });
    await page.goto("/gallery");
    await page.locator("main img").first().click();
    await until("the picture came from the store", () => loaded.includes(origin));
    const dialog = page.getByRole("dialog");
    await until("it is shown", () =>
      dialog
        .locator("img")
        .first()
        .evaluate((image) => (image as HTMLImageElement).naturalWidth === 768)
        .catch(() => false),
    );
    const download = page.waitForEvent("download");
    await dialog.getByRole("link", { name: "Download" }).click();
    expect((await download).suggestedFilename()).toMatch(/fox.*\.png$/);
    expect(await (await download).failure()).toBeNull();
  });
});
