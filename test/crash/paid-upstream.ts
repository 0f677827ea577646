// An upstream that is paid for every submission, and keeps the ledger that a provider would bill by: as MuleRouter, where a job is
// begun and looked at, and as DashScope, where a call answers with the picture. Each moment of its work can be waited for.
import { failing, json, startUpstream, type Reply } from "../support/upstream.ts";
import { makePng } from "../support/engines.ts";
import { between, type Random } from "./random.ts";

export const MODEL_PATH = "/vendors/alibaba/v1/qwen-image-max/generation";
export const UPSTREAM_SIZE = { width: 1664, height: 928 };
const CALL_PATH = "/api/v1/services/aigc/multimodal-generation/generation";
const NO_JOB = "00000000-0000-0000-0000-000000000000";
/** Of the submissions to MuleRouter, how many it declines, so that the next engine of the route is asked. */
const DECLINED = 0.15;
const [LEAST_WORK_MS, MOST_WORK_MS] = [20, 400];

/** One submission that is paid for, from the moment on which the upstream has read it. */
export interface Submission {
  /** What it asks for: every create has a prompt of its own. */
  readonly prompt: string;
  readonly at: "mulerouter" | "dashscope";
  readonly job: string;
  /** The grey of its picture. */
  readonly shade: number;
  readonly readyAt: number;
  /** Looks so far, and the most that were ever under way at once. */
  looks: number;
  looking: number;
  mostLooking: number;
}

export const UPSTREAM_MOMENTS = ["asked", "accepted", "answered", "looked at", "told", "half downloaded", "downloaded"] as const;
export type UpstreamMoment = (typeof UPSTREAM_MOMENTS)[number];

export interface PaidUpstream {
  readonly settings: Readonly<Record<string, string>>;
  readonly ledger: readonly Submission[];
  /** Calls `listener` at each such moment, in the middle of it, until the returned function is called. */
  on(moment: UpstreamMoment, listener: () => void): () => void;
  /** While it holds, no job is ready and no call is answered. */
  hold(): void;
  release(): void;
}

export async function startPaidUpstream(random: Random): Promise<PaidUpstream> {
  const upstream = await startUpstream();
  const ledger: Submission[] = [];
  const listeners = new Map<UpstreamMoment, Set<() => void>>();
  let held = Promise.withResolvers<void>();
  held.resolve();
  let holding = false;

  function tell(moment: UpstreamMoment): void {
    for (const listener of listeners.get(moment) ?? []) listener();
  }

  function enter(prompt: string, at: Submission["at"]): Submission {
    const job = `job-${ledger.length + 1}`;
    const readyAt = performance.now() + between(LEAST_WORK_MS, MOST_WORK_MS, random);
    const shade = between(0, 255, random);
    const submission = { prompt, at, job, shade, readyAt, looks: 0, looking: 0, mostLooking: 0 };
    ledger.push(submission);
    tell("accepted");
    return submission;
  }

  const toUrl = ({ job }: Submission) => `${upstream.url}/pictures/${job}.png`;
  const find = (job: string | undefined) => ledger.find((submission) => submission.job === job);

  const begin: Reply = async (exchange) => {
    if (random() < DECLINED) return await failing(429, { error: { code: 1003, detail: "Too many requests." } })(exchange);
    exchange.response.on("finish", () => tell("answered"));
    const { job } = enter(exchange.asked.json["prompt"] as string, "mulerouter");
    await json({ task_info: { id: job, status: "pending" } }, { status: 202 })(exchange);
  };

  const look: Reply = async (exchange) => {
    const job = exchange.asked.path.split("/").at(-1);
    if (job === NO_JOB) return await failing(404, { detail: "No such task." })(exchange);
    const submission = find(job);
    if (!submission) return await failing(404, { detail: "No such task." })(exchange);
    submission.looks += 1;
    submission.looking += 1;
    submission.mostLooking = Math.max(submission.mostLooking, submission.looking);
    exchange.response.on("close", () => (submission.looking -= 1));
    tell("looked at");
    exchange.response.on("finish", () => tell("told"));
    const isReady = !holding && performance.now() >= submission.readyAt;
    const status = isReady ? "completed" : "processing";
    await json({ task_info: { id: job, status }, ...(isReady ? { images: [toUrl(submission)] } : {}) })(exchange);
  };

  const call: Reply = async (exchange) => {
    const { input } = exchange.asked.json as { input: { messages: { content: { text: string }[] }[] } };
    exchange.response.on("finish", () => tell("answered"));
    const submission = enter(input.messages[0]?.content[0]?.text ?? "", "dashscope");
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, submission.readyAt - performance.now());
    await Promise.all([ready, held.promise]);
    await json({ output: { choices: [{ finish_reason: "stop", message: { content: [{ image: toUrl(submission) }] } }] } })(
      exchange,
    );
  };

  const picture: Reply = async ({ asked, response }) => {
    const submission = find(/([^/]+)\.png$/.exec(asked.path)?.[1]);
    const bytes = makePng(UPSTREAM_SIZE.width, UPSTREAM_SIZE.height, submission?.shade);
    response.writeHead(200, { "content-type": "image/png", "content-length": String(bytes.length) });
    const half = Math.floor(bytes.length / 2);
    await new Promise<void>((resolve) => void response.write(bytes.subarray(0, half), () => resolve()));
    tell("half downloaded");
    response.end(bytes.subarray(half), () => tell("downloaded"));
  };

  upstream.server.prependListener("request", ({ method, url }: { method?: string; url?: string }) => {
    if (method === "POST" && (url === MODEL_PATH || url === CALL_PATH)) tell("asked");
  });
  upstream.on(`POST ${MODEL_PATH}`, begin);
  upstream.on(`GET ${MODEL_PATH}/*`, look);
  upstream.on(`POST ${CALL_PATH}`, call);
  upstream.on(`GET /api/v1/tasks/${NO_JOB}`, json({ output: { task_status: "UNKNOWN" } }));
  upstream.on("GET /pictures/*", picture);

  return {
    settings: {
      MULETEER_MULEROUTER_URL: upstream.url,
      MULETEER_MULEROUTER_API_KEY: "sk-mr-key-of-the-paid-upstream",
      MULETEER_DASHSCOPE_URL: upstream.url,
      MULETEER_DASHSCOPE_API_KEY: "sk-key-of-the-paid-upstream",
      MULETEER_ROUTES: "alibaba/qwen-image-max=mulerouter,dashscope; *=sketch",
    },
    ledger,
    on(moment, listener) {
      const those = listeners.get(moment) ?? new Set();
      listeners.set(moment, those.add(listener));
      return () => void those.delete(listener);
    },
    hold() {
      holding = true;
      held = Promise.withResolvers<void>();
    },
    release() {
      holding = false;
      held.resolve();
    },
  };
}
