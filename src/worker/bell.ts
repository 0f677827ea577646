// A bell that whoever waits can hear: an abort signal for the next ring.
export interface Bell {
  /** Aborts at the next ring. */
  readonly next: AbortSignal;
  readonly ring: () => void;
}

export function createBell(): Bell {
  let controller = new AbortController();
  return {
    get next() {
      return controller.signal;
    },
    ring() {
      const rung = controller;
      controller = new AbortController();
      // With a reason of our own: without one, an error is made for it, at six times the price of the ring.
      rung.abort("rung");
    },
  };
}
