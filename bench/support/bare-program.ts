// The least that a server can do: node:http that collects and parses a body, if there is one, and answers with so many bytes.
//
// Started by its own questions, with one argument: the bytes of its answer.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { endWithParent, type Message } from "./program.ts";

const answerBytes = Number(process.argv[2]);
const frame = JSON.stringify({ task_info: { id: "x".repeat(36), text: "" } }).length;

const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.on("end", () => {
    const isCreate = request.method === "POST";
    const text = isCreate ? (JSON.parse(Buffer.concat(pieces).toString()) as { prompt: string }).prompt : "x".repeat(answerBytes);
    const body = JSON.stringify({ task_info: { id: "x".repeat(36), text: text.slice(0, Math.max(0, answerBytes - frame)) } });
    response.writeHead(isCreate ? 202 : 200, { "Content-Type": "application/json", "Content-Length": body.length }).end(body);
  });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
process.once("message", () => process.exit(0));
endWithParent();
process.send?.({ type: "listening", port: (server.address() as AddressInfo).port } satisfies Message);
