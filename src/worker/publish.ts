// Tells the other nodes of an installation what this one draws with, how its engines are, and how long they take: at once when that
// changes, and else often enough that nobody takes this node for dead.
import type { Clock } from "../core/clock.ts";
import type { Estimates } from "../core/estimates.ts";
import type { NodeStore } from "../core/node-store.ts";
import type { Log } from "../io/log.ts";
import type { Router } from "./router.ts";

/** What changes faster than this is told once. */
const LOOK_EVERY_MS = 1_000;
/** A stop waits no longer for a database that may be away. */
const WITHDRAW_MS = 1_000;
/** The part of a lease after which it is prolonged, as with tasks. */
const RENEW_SHARE = 1 / 4;

interface PublisherParts {
  readonly nodes: NodeStore;
  readonly router: Pick<Router, "listReports">;
  readonly estimates: Pick<Estimates, "figures">;
  readonly clock: Clock;
  readonly log: Log;
  /** What the operator knows this node by. */
  readonly name: string;
  /** How long what was told is good for. */
  readonly leaseMs: number;
}

export interface Publisher {
  /** Takes back what was told, if the store takes that now; else it is good until its lease runs out. */
  stop(): Promise<void>;
}

export function startPublisher({ nodes, router, estimates, clock, log, name, leaseMs }: PublisherParts): Publisher {
  const renewMs = leaseMs * RENEW_SHARE;
  const stopping = new AbortController();
  /** What others have heard, and when they were told. */
  let told = "";
  let toldAt = Number.NEGATIVE_INFINITY;
  let isFailing = false;

  async function tell(): Promise<void> {
    const report = { name, engines: router.listReports(), figures: estimates.figures() };
    const text = JSON.stringify(report);
    const now = clock.now();
    const ageMs = now - toldAt;
    if (text === told && ageMs >= 0 && ageMs < renewMs) return;
    await nodes.publish({ ...report, until: now + leaseMs });
    [told, toldAt] = [text, now];
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await tell();
        isFailing = false;
      } catch (error) {
        if (!isFailing) log.warn({ err: error }, "what this node draws with could not be told to the others; it is tried again");
        isFailing = true;
      }
      await clock.sleep(Math.min(LOOK_EVERY_MS, renewMs), stopping.signal);
    }
  }

  const looping = loop();

  async function withdraw(): Promise<void> {
    await looping;
    await nodes.withdraw().catch((error: unknown) => {
      log.warn({ err: error }, "what this node told of itself could not be taken back; it is over within a lease");
    });
  }

  return {
    async stop() {
      stopping.abort();
      const over = new AbortController();
      await Promise.race([withdraw(), clock.sleep(WITHDRAW_MS, over.signal)]);
      over.abort();
    },
  };
}
