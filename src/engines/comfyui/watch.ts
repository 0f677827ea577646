// Listens to the work of one task at ComfyUI. A prompt's progress is told to the socket of its `client_id` alone and never
// repeated, and a look at the work is a moment, so the socket is kept open as long as the work is in flight: what it tells between
// two looks is remembered, and the next look reports the newest of it. No more than that, so nothing piles up.
import type { EngineProgress } from "../../core/engine.ts";
import { openSocket, type Socket } from "../../io/socket.ts";
import type { Graph, NodeKind } from "./graph.ts";
import { readLook, readMessage, type Message } from "./messages.ts";

/** Previews are small; a graph's error with all its inputs may be large. */
const MESSAGE_BYTES = 16 * 1024 * 1024;
/** Of the work of a graph, how many times more sampling is than any other node: for the fraction only. */
const SAMPLING_WEIGHT = 20;

/** How far one prompt is. */
interface Track {
  readonly over: Set<string>;
  node?: string;
  /** Of the node, 0 to 1. */
  part: number;
  steps?: { readonly done: number; readonly total: number };
  /** Of the whole; never goes back. */
  fraction: number;
}

export interface Watch {
  /** Listens, if it does not yet or no more. Resolves when it does or cannot: without it there is no progress, and all else. */
  listen(): Promise<void>;
  /** Another number each time that ComfyUI's queue changes; undefined while nobody can tell. */
  readonly queueVersion: number | undefined;
  /** Of the prompts together, as far as it was told. */
  progress(prompts: readonly string[]): EngineProgress;
  end(prompt: string): void;
  /** The newest look at the picture, once. */
  takeLook(): Uint8Array | undefined;
  close(): void;
}

interface WatchOptions {
  /** http or https, without a slash at its end. */
  readonly baseUrl: string;
  readonly client: string;
  readonly prompts: readonly string[];
  readonly graph: Graph;
}

export function createWatch({ baseUrl, client, prompts, graph }: WatchOptions): Watch {
  const url = `${baseUrl.replace(/^http/, "ws")}/ws?clientId=${client}`;
  const tracks = new Map(prompts.map((prompt): [string, Track] => [prompt, { over: new Set(), part: 0, fraction: 0 }]));
  const whole = [...graph.nodes.values()].reduce((sum, kind) => sum + weigh(kind), 0);
  let socket: Socket | undefined;
  let queueVersion = 0;
  let running: string | undefined;
  let look: Uint8Array | undefined;

  return {
    async listen() {
      if (!socket || socket.ended) {
        queueVersion += 1;
        socket = openSocket({ url, maxBytes: MESSAGE_BYTES, onText: hear, onBinary: see });
      }
      await socket.settled;
    },
    get queueVersion() {
      return socket?.open ? queueVersion : undefined;
    },
    progress(asked) {
      const fraction = asked.reduce((sum, prompt) => sum + (tracks.get(prompt)?.fraction ?? 0), 0) / asked.length;
      const track = running === undefined ? undefined : tracks.get(running);
      if (!track?.node) return { fraction, step: fraction === 1 ? "done" : fraction > 0 ? "working" : "queued" };
      const step = graph.nodes.get(track.node) ?? "working";
      return { fraction, step, ...(track.steps ? { steps: track.steps } : {}) };
    },
    end,
    takeLook() {
      const taken = look;
      look = undefined;
      return taken;
    },
    close() {
      socket?.close();
    },
  };

  function hear(text: string): void {
    const message = readMessage(text);
    if (message?.type === "queue") queueVersion += 1;
    else if (message?.type === "end") end(message.prompt);
    else if (message) follow(message);
  }

  function follow(message: Exclude<Message, { type: "queue" | "end" }>): void {
    const prompt = message.prompt ?? running;
    const track = prompt === undefined ? undefined : tracks.get(prompt);
    if (!track) return;
    running = prompt;
    if (message.type === "cached") {
      for (const node of message.nodes) track.over.add(node);
    } else {
      const node = message.node ?? track.node;
      if (node !== track.node) {
        if (track.node !== undefined) track.over.add(track.node);
        track.part = 0;
        delete track.steps;
      }
      if (node !== undefined) track.node = node;
      if (message.type === "steps") {
        const { done, total } = message;
        track.part = done / total;
        // Loaders and tiled decoders count, too, but not sampling steps.
        if (node !== undefined && graph.nodes.get(node) === "sampling") track.steps = { done, total };
      }
    }
    track.fraction = Math.max(track.fraction, measure(track));
  }

  function see(frame: Uint8Array): void {
    const seen = readLook(frame);
    if (seen && (seen.prompt === undefined || tracks.has(seen.prompt))) look = seen.image;
  }

  function end(prompt: string): void {
    const track = tracks.get(prompt);
    if (!track) return;
    track.fraction = 1;
    delete track.node;
    delete track.steps;
  }

  /** Below 1: the image has to be fetched yet. */
  function measure({ over, node, part }: Track): number {
    let done = 0;
    for (const [id, kind] of graph.nodes) {
      if (over.has(id)) done += weigh(kind);
      else if (id === node) done += weigh(kind) * part;
    }
    return Math.min(0.99, done / whole);
  }
}

function weigh(kind: NodeKind): number {
  return kind === "sampling" ? SAMPLING_WEIGHT : 1;
}
