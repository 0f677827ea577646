// Question: how soon after the engine's answer does a client know?
//
// Method: the whole server in a process of its own, with an engine that answers after 40 ms with a picture that was made before, and
// says when, by the clock that all processes of a machine share. This process follows 8 tasks at a time in one of three ways, each
// from the moment of the engine's answer: `wait`, a create with `Prefer: wait=60`, to its answer; `stream`, an event stream of the
// task, to the event `task.completed`; `webhook`, a URL named with the create, to the request that tells it there. In turns; a first
// round of each warms up. Reported: p50 and p99 of all tasks of a kind.
//
// Traps: between the engine's answer and the telling lie the check of the picture, its stamp, a file that is fsynced, its
// directory too, and the commit that settles the task: the time of one fsync of this disk is told beside, and about three of them
// are in every figure. Engine and server share a thread, so its own work waits for itself.
//
// Run: node bench/tell.ts [--tasks 200] [--rounds 3] [--at-once 8] [--json FILE]     (20 s)
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { join } from "node:path";
import { withDirectory } from "./support/directory.ts";
import { measureFsync } from "./support/disk.ts";
import { load } from "./support/load.ts";
import { QWEN, readTaskId, startMuleteer, toBody, toRequest } from "./support/muleteer.ts";
import { readOptions } from "./support/options.ts";
import { printProfile } from "./support/profile.ts";
import { monotonicMs } from "./support/program.ts";
import { report, type Figure } from "./support/report.ts";
import { inRounds } from "./support/rounds.ts";
import { quantile } from "./support/statistics.ts";

const ENGINE_MS = 40;
const KINDS = ["wait", "stream", "webhook"] as const;
const HEARD_WITHIN_MS = 20_000;
const options = readOptions({ tasks: 200, rounds: 3, "at-once": 8 });

/** Moments by seed, which is what names a task on both sides. */
const answered = new Map<number, number>();
const told = new Map<number, number>();
let seeds = 0;

function toCreate(seed: number, headers: Readonly<Record<string, string>> = {}): Buffer {
  return toRequest(`POST ${QWEN}`, { headers, body: toBody({ seed, prompt_extend: false, safety_filter: false }) });
}

async function create(port: number, seed: number, headers: Readonly<Record<string, string>>): Promise<string> {
  let body = "";
  const requests = [toCreate(seed, headers)];
  const status = "Prefer" in headers ? 200 : 202;
  await load({ port, next: () => requests.pop(), connections: 1, status, onBody: (text) => void (body = text) });
  return body;
}

/** Resolves at the event that tells the end of the task. */
function follow(port: number, id: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1").setEncoding("latin1").setNoDelay(true);
    let text = "";
    socket.on("error", reject).on("close", () => reject(new Error(`the stream of ${id} ended before its task`)));
    socket.write(toRequest(`GET /v1/tasks/${id}/events`));
    socket.on("data", (piece: string) => {
      text += piece;
      if (!text.includes("event: task.completed")) return;
      resolve(monotonicMs());
      socket.destroy();
    });
  });
}

await withDirectory(async (directory) => {
  const heard = new Map<number, () => void>();
  // A delivery names its task by id; the seed comes in the path of the URL that it goes to.
  const receiver = createServer((request, response) => {
    const at = monotonicMs();
    let text = "";
    request.setEncoding("utf8").on("data", (piece: string) => void (text += piece));
    request.on("end", () => {
      response.writeHead(204).end();
      if (!text.includes('"type":"task.succeeded"')) return;
      const seed = Number(request.url?.slice(1));
      told.set(seed, at);
      heard.get(seed)?.();
    });
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const server = await startMuleteer(
    {
      directory,
      engine: { places: 64, delayMs: ENGINE_MS, tells: true },
      settings: { MULETEER_WEBHOOK_LOOPBACK: "yes" },
    },
    {
      profiles: options.profile,
      onMessage: (message) => {
        if (message.type === "answered") answered.set(message.seed, message.atMs);
      },
    },
  );
  const { port } = server;

  const tellings: Readonly<Record<(typeof KINDS)[number], (seed: number) => Promise<void>>> = {
    async wait(seed) {
      await create(port, seed, { Prefer: "wait=60" });
      told.set(seed, monotonicMs());
    },
    async stream(seed) {
      told.set(seed, await follow(port, readTaskId(await create(port, seed, {}))));
    },
    async webhook(seed) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const timer = setTimeout(() => reject(new Error("a webhook never came")), HEARD_WITHIN_MS);
      heard.set(seed, resolve);
      await create(port, seed, { "X-Muleteer-Webhook": `${hook}/${seed}` });
      await promise;
      clearTimeout(timer);
    },
  };

  const results = await inRounds([...KINDS, "fsync"] as const, options.rounds, async (kind): Promise<number[]> => {
    if (kind === "fsync") return await measureFsync(join(directory, "probe"));
    const mine: number[] = [];
    await Promise.all(
      Array.from({ length: options["at-once"] }, async () => {
        while (mine.length < options.tasks) {
          const seed = (seeds += 1);
          mine.push(seed);
          await tellings[kind](seed);
        }
      }),
    );
    return mine;
  });
  await server.stop();
  receiver.close();
  receiver.closeAllConnections();

  const question = "tell";
  const figures = KINDS.flatMap((kind): Figure[] => {
    const times = results[kind].flat().map((seed) => (told.get(seed) ?? Number.NaN) - (answered.get(seed) ?? Number.NaN));
    if (times.some((time) => !(time >= 0))) throw new Error(`a ${kind} told of what the engine had not answered`);
    const names = { wait: "Prefer: wait", stream: "event stream", webhook: "webhook" };
    const aim = kind === "webhook" ? {} : { aim: { atMost: 10 } };
    return [
      { question, what: `engine's answer to ${names[kind]}, p50`, value: quantile(times, 0.5), unit: "ms" },
      { question, what: `engine's answer to ${names[kind]}, p99`, value: quantile(times, 0.99), unit: "ms", ...aim },
    ];
  });
  const fsyncs = results.fsync.flat();
  report(
    [
      ...figures,
      { question, what: "one fsync of this disk, p50", value: quantile(fsyncs, 0.5), unit: "ms" },
      { question, what: "one fsync of this disk, p99", value: quantile(fsyncs, 0.99), unit: "ms" },
    ],
    options.json,
  );
  if (options.profile) printProfile(directory);
});
