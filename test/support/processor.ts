// How long a computation takes, in time of the processor: a machine with much else to do makes it no longer.

/** Milliseconds that this thread has computed so far; it grows in the steps of the kernel, some ms each. */
export function computedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
