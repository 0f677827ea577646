// The programs that are measured, each in a process of its own, so that what sends and what answers do not share a thread.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** To be called by a program: whoever started it may end without a word, and should leave nothing behind. */
export function endWithParent(): void {
  process.once("disconnect", () => process.exit(1));
}

/** What a program says. */
export type Message =
  | { readonly type: "listening"; readonly port: number; readonly ports?: readonly number[] }
  | { readonly type: "failed"; readonly reason: string }
  /** In answer to "measure". */
  | ({ readonly type: "usage" } & Usage)
  /** The engine has just given the images of the request with this seed; `atMs` is a moment of the machine's monotonic clock. */
  | { readonly type: "answered"; readonly seed: number; readonly atMs: number };

export interface Usage {
  /** After a garbage collection. */
  readonly residentBytes: number;
  /** Processor time that it has taken since it was started, all threads together. */
  readonly processorMs: number;
  /** Of the delay of the event loop since the last measurement. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface Program {
  readonly port: number;
  /** All of them, where it listens on several. */
  readonly ports: readonly number[];
  readonly process: ChildProcess;
  /** Memory and event loop of a Muleteer. */
  measure(): Promise<Usage>;
  /** Lets the program end by itself. */
  stop(): Promise<void>;
}

interface Start {
  /** Of the program: a URL or an absolute path. */
  readonly file: URL | string;
  readonly args?: readonly string[];
  readonly execArgv?: readonly string[];
  readonly onMessage?: (message: Message) => void;
}

/** Milliseconds of the monotonic clock that all processes of the machine share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** @throws when it ends or fails before it listens. */
export async function startProgram({ file, args = [], execArgv = [], onMessage }: Start): Promise<Program> {
  const path = file instanceof URL ? fileURLToPath(file) : file;
  const child = fork(path, args, { execArgv: [...execArgv], stdio: ["ignore", "inherit", "ignore", "ipc"] });
  const gone = once(child, "exit").then(([code]) => {
    throw new Error(`${path} ended with ${code}; run it by itself to see why`);
  });
  gone.catch(() => {});
  const next = async <T extends Message["type"]>(type: T): Promise<Message & { readonly type: T }> => {
    const heard = Promise.withResolvers<Message & { readonly type: T }>();
    const hear = (message: Message) => {
      if (message.type === "failed") heard.reject(new Error(`${path}: ${message.reason}`));
      else if (message.type === type) heard.resolve(message as Message & { readonly type: T });
    };
    child.on("message", hear);
    try {
      return await Promise.race([heard.promise, gone]);
    } finally {
      child.off("message", hear);
    }
  };
  if (onMessage) child.on("message", onMessage);
  const { port, ports = [port] } = await next("listening");
  return {
    port,
    ports,
    process: child,
    async measure() {
      const usage = next("usage");
      child.send("measure");
      return await usage;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.send("stop");
      await ended;
    },
  };
}
