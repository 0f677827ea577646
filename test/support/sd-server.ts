// A stand-in for stable-diffusion.cpp's sd-server: its native API as the real one speaks it, one job after the other, and the
// lines that it prints. A job moves one step each time that somebody looks at it, so that no test waits for a clock. What a
// prompt says is done: `[hold]` never ends, `[fail]` fails, `[crash]` ends the process, `[huge]` answers without end.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { makePng } from "./engines.ts";

interface FakeOptions {
  readonly port?: number;
  /** Sampling steps of a job. */
  readonly steps?: number;
  /** Jobs that may wait or be drawn at once. */
  readonly queue?: number;
  /** Where it prints. */
  readonly print?: (text: string) => void;
  /** What `[crash]` does. */
  readonly crash?: () => void;
}

interface FakeJob {
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
  status: "queued" | "generating" | "completed" | "failed" | "cancelled";
  done: number;
}

export interface FakeSdServer {
  readonly url: string;
  readonly jobs: readonly FakeJob[];
  /** Method and path of each request, in order. */
  readonly asked: readonly string[];
  /** Answers each request with this status instead; undefined makes it well again. */
  failWith: number | undefined;
  /** Forgets every job, as a restart does, or as ten minutes do. */
  forget(how: "restarted" | "expired"): void;
  close(): Promise<void>;
}

export async function startFakeSdServer({
  port = 0,
  steps = 4,
  queue = 64,
  print = () => undefined,
  crash = () => undefined,
}: FakeOptions = {}): Promise<FakeSdServer> {
  const jobs: FakeJob[] = [];
  const asked: string[] = [];
  const gone = new Map<string, "restarted" | "expired">();
  let failWith: number | undefined;

  /** What the worker thread of the real one does in the time between two looks. */
  function advance(): void {
    let job = jobs.find(({ status }) => status === "generating");
    if (!job) {
      job = jobs.find(({ status }) => status === "queued");
      if (!job) return;
      job.status = "generating";
      print(`[INFO ] stable-diffusion.cpp:5628 - generate_image ${String(job.body["width"])}x${String(job.body["height"])}\n`);
      print(`[INFO ] stable-diffusion.cpp:5679 - generating image: 1/1 - seed ${String(job.body["seed"])}\n`);
      return;
    }
    const prompt = String(job.body["prompt"]);
    if (prompt.includes("[hold]") && job.done > 0) return;
    if (job.done < steps) {
      job.done += 1;
      const filled = Math.floor((job.done * 50) / steps);
      const line = `  |${"=".repeat(filled)}${filled < 50 ? ">" : ""}`.padEnd(53, " ");
      print(`\r${line}| ${job.done}/${steps} - 1.20it/s\u001B[K${job.done === steps ? "\n" : ""}`);
      if (prompt.includes("[crash]")) crash();
      return;
    }
    job.status = prompt.includes("[fail]") ? "failed" : "completed";
    print("[INFO ] stable-diffusion.cpp:5711 - sampling completed, taking 3.30s\n");
    print("[INFO ] stable-diffusion.cpp:5861 - generate_image completed in 4.10s\n");
  }

  function toJson(job: FakeJob): unknown {
    const { body, status } = job;
    const png = () => makePng(Number(body["width"]), Number(body["height"]), Number(body["seed"]) % 256);
    return {
      id: job.id,
      kind: "img_gen",
      status,
      created: 1_795_539_005,
      queue_position: status === "queued" ? jobs.filter((each) => each.status === "queued").indexOf(job) + 1 : 0,
      result:
        status === "completed"
          ? { output_format: "png", images: [{ index: 0, b64_json: Buffer.from(png()).toString("base64") }] }
          : null,
      error: status === "failed" ? { code: "generation_failed", message: "generate_image returned no results" } : null,
    };
  }

  function accept(text: string, response: ServerResponse): void {
    const live = jobs.filter(({ status }) => status === "queued" || status === "generating");
    if (live.length >= queue) return answer(response, 429, { error: "job queue is full" });
    const body = JSON.parse(text) as Record<string, unknown>;
    const job: FakeJob = { id: `job_6b05c03d_${String(jobs.length).padStart(8, "0")}`, body, status: "queued", done: 0 };
    jobs.push(job);
    const { id, status } = job;
    answer(response, 202, { id, kind: "img_gen", status, created: 1_795_539_005, poll_url: `/sdcpp/v1/jobs/${id}` });
  }

  function serveJob(path: string, response: ServerResponse): void {
    const [, id = "", cancel] = /^\/sdcpp\/v1\/jobs\/([\w-]+)(\/cancel)?$/.exec(path) ?? [];
    const job = jobs.find((each) => each.id === id);
    if (gone.get(id) === "expired") return answer(response, 410, { error: "job expired" });
    if (!job || gone.has(id)) return answer(response, 404, { error: "job not found" });
    if (cancel !== undefined) {
      if (job.status === "generating")
        return answer(response, 409, { error: "job is currently generating and cannot be interrupted yet" });
      if (job.status === "queued") job.status = "cancelled";
      return answer(response, 200, toJson(job));
    }
    advance();
    if (job.status === "completed" && String(job.body["prompt"]).includes("[huge]")) return flood(response);
    answer(response, 200, toJson(job));
  }

  const server = createServer((request, response) => {
    void readText(request).then((text) => {
      const path = request.url ?? "";
      asked.push(`${request.method} ${path}`);
      if (failWith !== undefined) return answer(response, failWith, { error: "server_error" });
      if (path === "/v1/models") return answer(response, 200, { data: [{ id: "sd-cpp-local", object: "model" }] });
      if (request.method === "POST" && path === "/sdcpp/v1/img_gen") return accept(text, response);
      return serveJob(path, response);
    });
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    jobs,
    asked,
    get failWith() {
      return failWith;
    },
    set failWith(status) {
      failWith = status;
    },
    forget: (how) => jobs.forEach(({ id }) => gone.set(id, how)),
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function flood(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json" });
  const block = "A".repeat(1 << 20);
  const write = (): void => {
    while (!response.destroyed && response.write(block));
  };
  response.on("drain", write);
  write();
}
