// The engine contract, proved on engines of a few lines: what passes here is what a stranger's plug-in must pass.
import type { ImageRequest } from "../../src/core/engine.ts";
import { sketch } from "../../src/engines/sketch/engine.ts";
import { testEngine } from "../contract/engine.ts";
import { drawPlain, scriptEngine, untilAborted } from "../support/engines.ts";

testEngine(
  "one that answers at once",
  () =>
    scriptEngine({
      async submit(request, call) {
        call.progress({ step: "drawing", fraction: 0.5 });
        const stopped = Promise.race([untilAborted(call.signal), new Promise((resolve) => setTimeout(resolve, 20))]);
        await stopped;
        return drawPlain(request);
      },
    }),
  { deterministic: true },
);

testEngine(
  "one that works elsewhere",
  () => {
    const jobs = new Map<string, { readonly request: ImageRequest; looks: number }>();
    return scriptEngine({
      async submit(request, call) {
        call.signal.throwIfAborted();
        const job = String(jobs.size);
        jobs.set(job, { request, looks: 0 });
        return { pending: { job } };
      },
      async check(handle, call) {
        const { job } = handle as { job: string };
        const found = jobs.get(job);
        if (!found) throw new Error("no such job");
        await new Promise((resolve) => setTimeout(resolve, 2));
        call.signal.throwIfAborted();
        found.looks += 1;
        call.progress({ step: "queued", fraction: Math.min(1, found.looks / 5) });
        return found.looks < 5 ? { pending: handle } : drawPlain(found.request);
      },
    });
  },
  { deterministic: true },
);

testEngine("sketch", () => sketch.start({ threads: 2 }), { deterministic: true });
