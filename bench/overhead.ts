// Question: how much longer does a picture take through Muleteer than straight from the upstream that makes it?
//
// Method: an upstream in a process of its own speaks OpenAI's images API and answers after 0, 100 or 1,000 ms with a picture of one
// colour, inline, in the size asked for; it listens on 16 ports, as 16 replicas. This process asks it directly, and then through a
// whole server that has the replicas as its engine, by creates with `Prefer: wait=60`: with 1, 64 and 1,000 requests at a time, each
// for about the same time. Reported: for each, the p50 through the server minus the p50 of the direct call.
//
// Traps: the direct call ends when the client has the bytes; through the server they have by then been decoded whole, stamped, written
// through to disk and settled, and the client has a URL. With 1,000 at a time and an upstream of 0 ms there is nothing but queues,
// before the upstream as before the server, and the difference says how much less the server does in a second. Three processes share
// the cores of the machine.
//
// Run: node bench/overhead.ts [--seconds 1.5] [--json FILE]     (60 s)
//      node bench/overhead.ts --profile     prints where the server's time went
import { withDirectory } from "./support/directory.ts";
import { load } from "./support/load.ts";
import { QWEN, refuseUnfinished, startMuleteer, toBody, toRequest } from "./support/muleteer.ts";
import { readOptions } from "./support/options.ts";
import { printProfile } from "./support/profile.ts";
import { startProgram } from "./support/program.ts";
import { report, type Figure } from "./support/report.ts";

const DELAYS_MS = [0, 100, 1_000];
const AT_ONCE = [1, 64, 1_000];
/** 16 times the most that a setting allows one replica are a few more than are sent at once. */
const REPLICAS = 16;
const PLACES = 64;
const AIM_MS = 2;
const options = readOptions({ seconds: 1.5 });

await withDirectory(async (directory) => {
  const file = new URL("support/upstream-program.ts", import.meta.url);
  const upstream = await startProgram({ file, args: [String(REPLICAS), "1664x928"] });
  const server = await startMuleteer(
    {
      directory,
      settings: {
        MULETEER_IMAGES_URL: upstream.ports.map((port) => `http://127.0.0.1:${port}`).join(","),
        MULETEER_IMAGES_CONCURRENCY: String(PLACES),
        MULETEER_ROUTES: "*=images",
      },
    },
    { profiles: options.profile },
  );

  const measure = async (way: "direct" | "through", delayMs: number, connections: number, lastsMs: number) => {
    const prompt = `${delayMs} ms, a lighthouse on a cliff in a storm`;
    const direct = { prompt, n: 1, size: "1664x928", response_format: "b64_json", seed: 7 };
    const through = { prompt, prompt_extend: false, safety_filter: false, seed: 7 };
    const request =
      way === "direct"
        ? toRequest("POST /v1/images/generations", { body: JSON.stringify(direct) })
        : toRequest(`POST ${QWEN}`, { headers: { Prefer: "wait=60" }, body: toBody(through) });
    const { port } = way === "direct" ? upstream : server;
    return await load({
      port,
      next: () => request,
      connections,
      lastsMs,
      status: 200,
      ...(way === "through" ? { onBody: refuseUnfinished } : {}),
    });
  };

  for (const way of ["direct", "through"] as const) await measure(way, 0, 64, 1_000);
  const figures: Figure[] = [];
  for (const delayMs of DELAYS_MS) {
    for (const atOnce of AT_ONCE) {
      const lastsMs = options.seconds * 1000 + delayMs;
      const direct = await measure("direct", delayMs, atOnce, lastsMs);
      const through = await measure("through", delayMs, atOnce, lastsMs);
      const [ms, times] = [delayMs.toLocaleString("en-GB"), atOnce.toLocaleString("en-GB")];
      figures.push({
        question: "overhead",
        what: `added to an upstream of ${ms} ms, ${times} at a time, p50`,
        value: through.p50 - direct.p50,
        unit: "ms",
        aim: { atMost: AIM_MS },
      });
    }
  }
  await Promise.all([server.stop(), upstream.stop()]);
  report(figures, options.json);
  if (options.profile) printProfile(directory);
});
