// Moments at which a server is killed: random ones, and those that are told from outside by what it does at the time to its files,
// its clients, its receivers and its upstream. Where strace may trace, also before any one system call.
import { existsSync, watch } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import type { Receiver } from "../support/receiver.ts";
import { canTrace } from "../support/trace.ts";
import type { CreateHooks } from "./clients.ts";
import { UPSTREAM_MOMENTS, type PaidUpstream, type UpstreamMoment } from "./paid-upstream.ts";
import { between, pick, type Random } from "./random.ts";

/** A server that lives, and what surrounds it. */
export interface Life {
  readonly directory: string;
  readonly random: Random;
  readonly upstream: PaidUpstream;
  readonly receiver: Receiver;
  /** To be filled in: called at the moments of every create. */
  readonly hooks: { -readonly [N in keyof CreateHooks]: CreateHooks[N] };
  /** SIGKILL, at once. */
  readonly kill: () => void;
  /** SIGTERM. */
  readonly drain: () => void;
}

export interface Point {
  readonly name: string;
  /** Words before the server's own on its command line. */
  readonly prefix?: (random: Random) => readonly string[];
  /** The kill comes before the server listens. */
  readonly inStart?: boolean;
  /** Calls `kill` when the moment comes; returns what waits for it no more. */
  arm(life: Life): () => void;
}

/** The n-th time, n from 1 to `most`. */
function nth(most: number, { random, kill }: Pick<Life, "random" | "kill">): () => void {
  let left = between(1, most, random);
  return () => {
    if ((left -= 1) === 0) kill();
  };
}

function after(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
}

const atRandom: Point = { name: "at a random moment", arm: ({ random, kill }) => after(random() * 900, kill) };

const inStart: Point = { name: "in a start", inStart: true, arm: ({ random, kill }) => after(random() * 500, kill) };

function atClient(name: string, hook: keyof CreateHooks): Point {
  return {
    name,
    arm(life) {
      life.hooks[hook] = nth(6, life);
      return () => delete life.hooks[hook];
    },
  };
}

/** Whenever a file of that name is written or made in the folder. */
function atFile(name: string, { folder, file, most }: { folder: () => string; file: RegExp; most: number }): Point {
  return {
    name,
    arm(life) {
      const path = join(life.directory, folder());
      if (!existsSync(path)) return () => undefined;
      const count = nth(most, life);
      const watcher = watch(path, (_, changed) => {
        if (changed !== null && file.test(changed)) count();
      });
      watcher.on("error", () => undefined);
      return () => watcher.close();
    },
  };
}

function atUpstream(moment: UpstreamMoment): Point {
  return { name: `upstream: ${moment}`, arm: (life) => life.upstream.on(moment, nth(4, life)) };
}

/** When a delivery's headers have arrived, or its answer is on its way. */
function atReceiver(name: string, moment: "asked" | "answered"): Point {
  return {
    name,
    arm(life) {
      const count = nth(6, life);
      const { server } = life.receiver;
      const listen: Parameters<Server["prependListener"]>[1] = (
        _: unknown,
        response: { on(event: string, act: () => void): void },
      ) => (moment === "asked" ? count() : response.on("finish", count));
      server.prependListener("request", listen);
      return () => void server.off("request", listen);
    },
  };
}

const drains: Point = {
  name: "in a drain",
  arm({ random, drain, kill }) {
    let stop = after(random() * 500, () => {
      drain();
      stop = after(random() * 900, kill);
    });
    return () => stop();
  },
};

const today = () => `images/${new Date().toISOString().slice(0, 10)}`;

/** Before the n-th call of one kind that a thread makes, which does not happen then. */
function beforeCall(call: string, most: number): Point {
  return {
    name: `strace: before ${call}`,
    prefix: (random) => {
      const injection = `${call}:signal=SIGKILL:when=${between(1, most, random)}`;
      return [
        "strace",
        "-D",
        "-f",
        "-qq",
        "--seccomp-bpf",
        "-o",
        "/dev/null",
        "-e",
        `trace=${call}`,
        "-e",
        `inject=${injection}`,
      ];
    },
    arm: () => () => undefined,
  };
}

/** What can be told of a server whose files nobody looks into. */
export const OUTSIDE: readonly Point[] = [
  atRandom,
  atClient("client: a create is sent", "onSent"),
  atClient("client: a create is answered", "onAnswer"),
  ...UPSTREAM_MOMENTS.map(atUpstream),
  atReceiver("receiver: a delivery arrives", "asked"),
  atReceiver("receiver: a delivery is answered", "answered"),
  drains,
];

const EVERYWHERE: readonly Point[] = [
  ...OUTSIDE,
  inStart,
  atFile("files: the log grows", { folder: () => "", file: /^muleteer\.db-wal$/, most: 60 }),
  atFile("files: the log is folded", { folder: () => "", file: /^muleteer\.db$/, most: 4 }),
  atFile("files: a draft of an image", { folder: () => "images/tmp", file: /./, most: 6 }),
  atFile("files: an image in its place", { folder: today, file: /\.png$/, most: 3 }),
];

const TRACED: readonly Point[] = [
  beforeCall("pwrite64", 60),
  beforeCall("rename", 2),
  beforeCall("fsync", 12),
  beforeCall("fdatasync", 40),
  beforeCall("ftruncate", 3),
  beforeCall("unlink", 2),
];

export interface Schedule {
  /** Whether the points before system calls are among them. */
  readonly traces: boolean;
  next(): Point;
}

/** Every point in turn, in an order of its own in each round. */
export function createSchedule(random: Random): Schedule {
  const traces = canTrace();
  const all = traces ? [...EVERYWHERE, ...TRACED] : EVERYWHERE;
  let left: Point[] = [];
  return {
    traces,
    next() {
      if (left.length === 0) left = [...all];
      const next = pick(left, random);
      left = left.filter((point) => point !== next);
      return next;
    },
  };
}
