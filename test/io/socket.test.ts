// A WebSocket to listen on: what comes over it, and every way in which there is none.
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { openSocket, type Socket } from "../../src/io/socket.ts";
import { failing, findRefusedUrl, startUpstream } from "../support/upstream.ts";
import { until } from "../support/until.ts";

function open(url: string): { socket: Socket; heard: (string | Uint8Array)[] } {
  const heard: (string | Uint8Array)[] = [];
  const hear = (message: string | Uint8Array) => void heard.push(message);
  const socket = openSocket({ url: url.replace(/^http/, "ws"), maxBytes: 1_000, onText: hear, onBinary: hear });
  onTestFinished(() => socket.close());
  return { socket, heard };
}

async function serve(): Promise<{ url: string; server: WebSocketServer }> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return { server, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test("hears text and bytes until it is closed", async () => {
  const { url, server } = await serve();
  const { socket, heard } = open(url);
  await socket.settled;
  expect(socket).toMatchObject({ open: true, ended: false });
  for (const client of server.clients) {
    client.send("grüße");
    client.send(new Uint8Array([1, 2]));
  }
  await until("both are heard", () => heard.length === 2);
  expect(heard).toEqual(["grüße", Buffer.from([1, 2])]);
  socket.close();
  await until("it has ended", () => socket.ended && server.clients.size === 0);
});

test("ends at a message that is too large, whole or in pieces", async () => {
  const { url, server } = await serve();
  for (const pieces of [1, 3]) {
    const { socket, heard } = open(url);
    await socket.settled;
    for (const client of server.clients)
      for (let piece = 1; piece <= pieces; piece += 1) client.send(new Uint8Array(1_200 / pieces), { fin: piece === pieces });
    await until("it has ended", () => socket.ended);
    expect(heard).toEqual([]);
  }
});

test("has ended where nobody listens, where there is no WebSocket, and where the connection breaks", async () => {
  const upstream = await startUpstream();
  upstream.on("GET /", failing(404));
  const breaking = createServer((connection) => connection.destroy()).listen(0, "127.0.0.1");
  onTestFinished(() => void breaking.close());
  await once(breaking, "listening");
  const urls = [await findRefusedUrl(), upstream.url, `ws://127.0.0.1:${(breaking.address() as AddressInfo).port}`];
  for (const url of urls) {
    const { socket } = open(url);
    await socket.settled;
    expect(socket).toMatchObject({ open: false, ended: true });
  }
});

test("closing it before it stands settles it", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void silent.close());
  await once(silent, "listening");
  const { socket } = open(`ws://127.0.0.1:${(silent.address() as AddressInfo).port}`);
  socket.close();
  await socket.settled;
  expect(socket.ended).toBe(true);
});
