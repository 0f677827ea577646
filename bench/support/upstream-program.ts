// An upstream that speaks OpenAI's images API and makes one picture of one colour, the same for everybody, after as many
// milliseconds as the prompt begins with: "100 ms, a lighthouse".
//
// Started by overhead.ts, with two arguments: on how many ports it listens and the width and height of its picture,
// `1664x928`. Every port is a replica.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { makePng } from "../../test/support/engines.ts";
import { endWithParent, type Message } from "./program.ts";

/** More than come at once. */
const BACKLOG = 2_048;

const [count, size = ""] = process.argv.slice(2);
const [width = 0, height = 0] = size.split("x").map(Number);
const answer = JSON.stringify({
  created: 0,
  data: [{ b64_json: Buffer.from(makePng(width, height)).toString("base64") }],
});

const ports: number[] = [];
for (let index = 0; index < Number(count); index += 1) {
  const server = createServer((request, response) => {
    let text = "";
    const reply = (body: string) =>
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": body.length }).end(body);
    request.setEncoding("utf8").on("data", (piece: string) => void (text += piece));
    request.on("end", () => {
      if (request.method !== "POST") return void reply('{"data":[]}');
      const waitMs = Number.parseInt((JSON.parse(text) as { prompt: string }).prompt, 10);
      if (waitMs > 0) setTimeout(() => reply(answer), waitMs);
      else reply(answer);
    });
  });
  server.listen({ port: 0, host: "127.0.0.1", backlog: BACKLOG });
  await once(server, "listening");
  ports.push((server.address() as AddressInfo).port);
}
process.once("message", () => process.exit(0));
endWithParent();
process.send?.({ type: "listening", port: ports[0] ?? 0, ports } satisfies Message);
