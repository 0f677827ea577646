// Days as `YYYY-MM-DD`.
const DAY_MS = 86_400_000;

/** Today in UTC, or so many days from it. */
export function toDay(offset: number): string {
  return new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);
}

/** First to last, both included. */
export function listDays(from: string, to: string): string[] {
  const first = Date.parse(from);
  const count = Math.round((Date.parse(to) - first) / DAY_MS) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => new Date(first + index * DAY_MS).toISOString().slice(0, 10));
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** The day in this browser's zone on which a moment is. */
export function toLocalDay(iso: string): string {
  const at = new Date(iso);
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
}

/** The last second of a day in this browser's zone. */
export function toEndOfDay(day: string): Date {
  return new Date(`${day}T23:59:59`);
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
