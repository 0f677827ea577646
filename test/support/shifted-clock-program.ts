// To be imported before a program: its wall clock is off by MULETEER_TEST_SHIFT_MS, and by as much again after each SIGUSR2. Timers
// run on, as they do when a machine's clock is set.
const systemNow = Date.now.bind(Date);
const shiftMs = Number(process.env["TEST_SHIFT_MS"] ?? 0);
let jumps = 1;

const SystemDate = Date;
globalThis.Date = class extends SystemDate {
  constructor(...given: [] | [number | string | Date]) {
    super(given.length === 0 ? Date.now() : given[0]);
  }
  static override now(): number {
    return systemNow() + jumps * shiftMs;
  }
} as DateConstructor;

process.on("SIGUSR2", () => (jumps += 1));
