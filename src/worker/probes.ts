// Looks after engines: one that failed is asked whether it is well again, and one of which nothing was heard for a while, whether
// it still is. A probe costs nothing and has a bound; engines without one are looked after by their calls alone.
import type { Clock } from "../core/clock.ts";
import { EngineError, type Engine } from "../core/engine.ts";
import type { Bell } from "./bell.ts";
import type { Replica } from "./replica.ts";

const PROBE_MS = 10_000;
/** An engine that is busy is looked at again when its calls say something, or after this time. */
const MAX_WAIT_MS = 60_000;

export interface Probes {
  stop(): Promise<void>;
}

export function startProbes(
  replicas: readonly Replica[],
  { bell, clock }: { readonly bell: Bell; readonly clock: Clock },
): Probes {
  const stopping = new AbortController();

  async function lookAfter(replica: Replica): Promise<void> {
    while (!stopping.signal.aborted) {
      const waitMs = replica.probeInMs();
      if (waitMs === 0) {
        const found = await probe(replica.engine, { clock, signal: stopping.signal });
        if (!stopping.signal.aborted) replica.noteProbe(found);
      } else await clock.sleep(Math.min(MAX_WAIT_MS, waitMs ?? MAX_WAIT_MS), AbortSignal.any([bell.next, stopping.signal]));
    }
  }

  const looking = Promise.all(replicas.filter((replica) => replica.engine.probe !== undefined).map(lookAfter));
  return {
    async stop() {
      stopping.abort();
      await looking;
    },
  };
}

/** What is wrong with the engine, or undefined. */
async function probe(
  engine: Engine,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<unknown> {
  const time = new AbortController();
  const over = new AbortController();
  const call = { signal: AbortSignal.any([signal, time.signal]), progress: () => undefined };
  const late = clock.sleep(PROBE_MS, AbortSignal.any([over.signal, signal])).then(() => {
    time.abort();
    return new EngineError("The engine is not ready.", {
      kind: "upstreamFailed",
      repeatable: true,
      operatorReason: `did not answer a probe within ${PROBE_MS / 1000} s`,
    });
  });
  try {
    return await Promise.race([Promise.resolve(engine.probe?.(call)), late]);
  } catch (error) {
    return error;
  } finally {
    over.abort();
  }
}
