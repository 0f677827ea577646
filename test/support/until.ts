// Waiting for what a test expects, without guessing how long it takes.
/** Far more than anything takes on an idle machine; a busy one is no failure. */
const LIMIT_MS = 30_000;

/**
 * Resolves with the first value of `look` that is neither false nor undefined.
 * @throws when there is none within `limitMs`, naming `what`.
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  { limitMs = LIMIT_MS, everyMs = 2 }: { readonly limitMs?: number; readonly everyMs?: number } = {},
): Promise<Exclude<T, false | undefined>> {
  const end = performance.now() + limitMs;
  for (;;) {
    const value = await look();
    if (value !== false && value !== undefined) return value as Exclude<T, false | undefined>;
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
