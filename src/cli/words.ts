// Times, money, numbers and troubles in the words of a terminal.
import type { Engine } from "../client/index.ts";

/** `2026-03-01 12:00:07`, in this machine's time zone; `-` for none. */
export function toLocalTime(at: string | null | undefined): string {
  const time = Date.parse(at ?? "");
  // Swedish writes dates as ISO 8601 does.
  return Number.isNaN(time) ? "-" : new Date(time).toLocaleString("sv-SE");
}

/** How long ago, in one unit: `12 s`, `3 min`, `2 h`, `40 d`. */
export function toAge(at: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

/** `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function toDuration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** `$0.075`, `$12.00`: cents, and what is smaller where there is any. */
export function toDollars(usd: number): string {
  const text = usd.toFixed(6).replace(/0{1,4}$/, "");
  return `$${text}`;
}

/** Dollars, or what stands for no limit. */
export function toLimit(usd: number | null, none = "no limit"): string {
  return usd === null ? none : toDollars(usd);
}

/** `1st`, `2nd`, `13th`. */
export function toOrdinal(position: number): string {
  const tens = position % 100;
  const suffix = tens > 10 && tens < 14 ? "th" : (["th", "st", "nd", "rd"][position % 10] ?? "th");
  return `${position}${suffix}`;
}

/** Why an engine is not ready. An operator reads what its upstream said, too. */
export function toTrouble({ reason, operator_reason: said }: Engine): string {
  return `${reason ?? "no reason known"}${said === undefined || said === null ? "" : ` (${said})`}`;
}
