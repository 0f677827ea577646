// A receiver of webhooks beside a running server: it registers itself, asks for a picture, and proves that what it is told comes
// from the server. For a receiver on this machine the server needs MULETEER_WEBHOOK_LOOPBACK=yes.
//
//   MULETEER_URL=http://127.0.0.1:6853 MULETEER_API_KEY=sk-mr-… node examples/webhook-receiver.ts
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
// In a project of your own: import { Muleteer, verifyWebhook } from "muleteer/client";
import { Muleteer, verifyWebhook } from "../src/client/index.ts";

const PATIENCE_MS = 60_000;

const apiKey = process.env["MULETEER_API_KEY"];
assert(apiKey, "set MULETEER_API_KEY to a key of the server");
const muleteer = new Muleteer({ apiKey, baseUrl: process.env["MULETEER_URL"] ?? "http://127.0.0.1:6853" });

const told = new Map<string, string>();
// The first delivery may come before the answer that has the secret.
const secret = Promise.withResolvers<string>();
const receiver = createServer((request, response) => {
  void (async () => {
    // The signature is over the bytes as they came: verify first, parse afterwards.
    const body = await text(request);
    try {
      const event = await verifyWebhook({ body, headers: request.headers, secret: await secret.promise });
      // The same event may come twice.
      if (!told.has(event.id)) console.log(`told of ${event.type}`);
      told.set(event.id, event.type);
      response.writeHead(204).end();
      receiver.emit("told");
    } catch (error) {
      console.error(error);
      response.writeHead(400).end();
    }
  })();
}).listen(0, "127.0.0.1");
await once(receiver, "listening");

const { port } = receiver.address() as AddressInfo;
const webhook = await muleteer.webhooks.create({ url: `http://127.0.0.1:${port}/`, events: ["task.created", "task.succeeded"] });
secret.resolve(webhook.secret);
await muleteer.generate("A red bicycle by a canal", { size: "1328*1328", promptExtend: false });
const signal = AbortSignal.timeout(PATIENCE_MS);
while (told.size < 2) await once(receiver, "told", { signal });
assert.deepEqual([...told.values()].sort(), ["task.created", "task.succeeded"]);

for await (const { status } of muleteer.webhooks.deliveries({ webhookId: webhook.id })) {
  assert.notEqual(status, "failed");
}
await muleteer.webhooks.delete(webhook.id);
receiver.close();
receiver.closeAllConnections();
