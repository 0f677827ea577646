// A stand-in for ComfyUI: prompts under the caller's ids, a queue, a history, images, and a WebSocket that tells a prompt's
// progress to its client alone. The prompt that runs goes on one step each time that somebody reads a history, so that no test
// waits for a clock. It reads the graph of docs/engines/comfyui-qwen-image.json, and does what the text in it says: `[hold]`
// never ends, `[fail]` fails, `[empty]` makes no image.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { makePng } from "./engines.ts";

interface FakeOptions {
  readonly port?: number;
  readonly steps?: number;
  /** Sent after each sampling step. */
  readonly look?: Uint8Array;
}

type Inputs = Readonly<Record<string, unknown>>;
type Graph = Readonly<Record<string, { readonly class_type: string; readonly inputs: Inputs }>>;

interface FakePrompt {
  readonly id: string;
  readonly client: string;
  readonly graph: Graph;
  readonly extra: Inputs;
  done: number;
}

export interface FakeComfyui {
  readonly url: string;
  /** Everything that was ever submitted, in order. */
  readonly prompts: readonly FakePrompt[];
  readonly queue: readonly FakePrompt[];
  /** By id. */
  readonly history: ReadonlyMap<string, unknown>;
  /** Method and path of each request, in order. */
  readonly asked: readonly string[];
  /** Ids of the clients that listen now. */
  readonly listening: readonly string[];
  /** To whoever listens. */
  tell(message: string | Uint8Array): void;
  /** Breaks the connections of those who listen. */
  hangUp(): void;
  /** Forgets everything, as a restart does. */
  forget(): void;
  /** Ends the prompt that runs. */
  interrupt(): void;
  /** Takes a prompt out of the queue. */
  delete(id: string): void;
  close(): Promise<void>;
}

export async function startFakeComfyui({ port = 0, steps = 4, look }: FakeOptions = {}): Promise<FakeComfyui> {
  const prompts: FakePrompt[] = [];
  const queue: FakePrompt[] = [];
  const history = new Map<string, unknown>();
  const asked: string[] = [];
  const sockets = new Map<string, WebSocket>();
  let running: FakePrompt | undefined;

  function send(client: string, type: string, data: Inputs): void {
    sockets.get(client)?.send(JSON.stringify({ type, data }));
  }

  function tellQueue(): void {
    const data = { status: { exec_info: { queue_remaining: queue.length + (running ? 1 : 0) } } };
    for (const client of sockets.keys()) send(client, "status", data);
  }

  function end(prompt: FakePrompt, outcome: "success" | "error" | "interrupted"): void {
    running = undefined;
    const outputs = outcome === "success" && !read(prompt).text.includes("[empty]");
    const event = outcome === "interrupted" ? "execution_interrupted" : `execution_${outcome}`;
    history.set(prompt.id, {
      prompt: [0, prompt.id, prompt.graph, prompt.extra, ["10"]],
      outputs: outputs
        ? {
            "9": { images: [{ filename: `${prompt.id}.png`, subfolder: "", type: "temp" }] },
            "10": { images: [{ filename: `${prompt.id}.png`, subfolder: "muleteer", type: "output" }], text: ["x"] },
          }
        : {},
      status: {
        status_str: outcome === "success" ? "success" : "error",
        completed: outcome === "success",
        messages: [
          ["execution_start", { prompt_id: prompt.id }],
          [event, { prompt_id: prompt.id, exception_message: "Allocation on device", exception_type: "OutOfMemoryError" }],
        ],
      },
    });
    send(prompt.client, event, { prompt_id: prompt.id });
    send(prompt.client, "executing", { node: null, prompt_id: prompt.id });
    tellQueue();
  }

  /** What the real one does in the time between two looks. */
  function advance(): void {
    if (!running) {
      running = queue.shift();
      if (!running) return;
      const { client, id } = running;
      send(client, "execution_start", { prompt_id: id });
      send(client, "execution_cached", { prompt_id: id, nodes: ["1", "2", "3"] });
      for (const node of ["4", "5", "6", "7", "8"]) send(client, "executing", { node, display_node: node, prompt_id: id });
      tellQueue();
      return;
    }
    const { client, id } = running;
    const { text } = read(running);
    if (running.done < steps) {
      if (text.includes("[hold]") && running.done > 0) return;
      running.done += 1;
      send(client, "progress", { value: running.done, max: steps, prompt_id: id, node: "8" });
      if (look) sockets.get(client)?.send(toFrame(look));
      return;
    }
    send(client, "executing", { node: "9", prompt_id: id });
    end(running, text.includes("[fail]") ? "error" : "success");
  }

  function remove(id: string): void {
    const at = queue.findIndex((prompt) => prompt.id === id);
    if (at >= 0) queue.splice(at, 1);
    tellQueue();
  }

  function accept(body: Inputs, response: ServerResponse): void {
    const { prompt: graph, prompt_id: id, client_id: client, extra_data: extra = {} } = body;
    if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(String(id)))
      return answer(response, 400, { error: { type: "invalid_prompt_id", message: "prompt_id must be a valid UUID" } });
    const prompt: FakePrompt = { id: String(id), client: String(client), graph: graph as Graph, extra: extra as Inputs, done: 0 };
    const { text, width, seed } = read(prompt);
    if (typeof text !== "string" || typeof width !== "number" || typeof seed !== "number")
      return answer(response, 400, {
        error: { type: "prompt_outputs_failed_validation", message: "Prompt outputs failed validation" },
      });
    prompts.push(prompt);
    queue.push(prompt);
    tellQueue();
    answer(response, 200, { prompt_id: id, number: prompts.length, node_errors: {} });
  }

  function serve(method: string, url: URL, body: Inputs, response: ServerResponse): void {
    const id = url.pathname.slice("/history/".length);
    switch (`${method} ${url.pathname}`) {
      case "GET /prompt":
        return answer(response, 200, { exec_info: { queue_remaining: 0 } });
      case "POST /prompt":
        return accept(body, response);
      case "GET /queue": {
        const toItem = (prompt: FakePrompt) => [0, prompt.id, prompt.graph, prompt.extra, ["10"]];
        return answer(response, 200, { queue_running: running ? [toItem(running)] : [], queue_pending: queue.map(toItem) });
      }
      case "POST /queue":
        for (const each of body["delete"] as string[]) remove(each);
        return void response.writeHead(200).end();
      case "POST /interrupt":
        if (running && (body["prompt_id"] === undefined || body["prompt_id"] === running.id)) end(running, "interrupted");
        return void response.writeHead(200).end();
      case "GET /view": {
        const made = prompts.find((prompt) => `${prompt.id}.png` === url.searchParams.get("filename"));
        const saved = url.searchParams.get("type") === "output" && url.searchParams.get("subfolder") === "muleteer";
        if (!made || !saved) return void response.writeHead(404).end();
        const { width, height, seed } = read(made);
        return void response.writeHead(200, { "content-type": "image/png" }).end(makePng(width, height, seed % 256));
      }
      case `GET /history/${id}`:
        answer(response, 200, history.has(id) ? { [id]: history.get(id) } : {});
        return advance();
    }
    response.writeHead(404).end();
  }

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJson(request);
    asked.push(`${request.method} ${request.url}`);
    serve(request.method ?? "", new URL(request.url ?? "", "http://comfyui"), body, response);
  }

  const server = createServer((request, response) => void receive(request, response));
  const listeners = new WebSocketServer({ server, path: "/ws" });
  listeners.on("connection", (socket, request) => {
    const client = new URL(request.url ?? "", "http://comfyui").searchParams.get("clientId") ?? "";
    sockets.set(client, socket);
    socket.on("close", () => sockets.get(client) === socket && sockets.delete(client));
    send(client, "status", { status: { exec_info: { queue_remaining: queue.length } }, sid: client });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    prompts,
    queue,
    history,
    asked,
    get listening() {
      return [...sockets.keys()];
    },
    tell: (message) => sockets.forEach((socket) => socket.send(message)),
    hangUp: () => sockets.forEach((socket) => socket.terminate()),
    forget() {
      running = undefined;
      queue.length = 0;
      history.clear();
    },
    interrupt() {
      if (running) end(running, "interrupted");
    },
    delete: remove,
    async close() {
      if (!server.listening) return;
      sockets.forEach((socket) => socket.terminate());
      listeners.close();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** What the graph asks for. */
function read({ graph }: FakePrompt): { text: string; negative: unknown; width: number; height: number; seed: number } {
  const inputs = (node: string): Inputs => graph[node]?.inputs ?? {};
  const { width, height } = inputs("7");
  return {
    text: inputs("5")["text"] as string,
    negative: inputs("6")["text"],
    width: width as number,
    height: height as number,
    seed: inputs("8")["seed"] as number,
  };
}

/** A binary frame: a look at the picture, as JPEG. */
export function toFrame(image: Uint8Array, kind = 1): Uint8Array {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(kind, 0);
  head.writeUInt32BE(1, 4);
  return Buffer.concat([head, image]);
}

async function readJson(request: IncomingMessage): Promise<Inputs> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === "" ? {} : (JSON.parse(text) as Inputs);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
