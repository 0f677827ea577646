// What is remembered, up to a bound: a map keeps its keys in the order in which they were set.

/** Forgets what was set first, where there is more than `most`; called after each that is set, it keeps the bound. */
export function forgetOldest<Key>(map: Map<Key, unknown>, most: number): void {
  if (map.size <= most) return;
  for (const [oldest] of map) return void map.delete(oldest);
}
