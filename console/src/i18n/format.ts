// Numbers, money, durations and dates as the language writes them.
import type { Locale } from "./locale.tsx";

export interface Format {
  readonly number: (value: number) => string;
  /** As many decimals as the amount needs: prices of pictures are fractions of a cent at times. */
  readonly money: (usd: number) => string;
  readonly percent: (fraction: number) => string;
  readonly bytes: (count: number) => string;
  readonly duration: (ms: number) => string;
  readonly time: (iso: string) => string;
  /** Today, yesterday, or the date. */
  readonly day: (iso: string) => string;
  readonly dateTime: (iso: string) => string;
}

const DAY_MS = 86_400_000;

export function createFormat(locale: Locale): Format {
  const tag = locale === "zh-Hans" ? "zh-CN" : "en";
  const number = new Intl.NumberFormat(tag);
  const money = new Intl.NumberFormat(tag, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 2,
    maximumFractionDigits: 6,
  });
  const percent = new Intl.NumberFormat(tag, { style: "percent" });
  const time = new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const date = new Intl.DateTimeFormat(tag, { weekday: "short", day: "numeric", month: "short" });
  const longDate = new Intl.DateTimeFormat(tag, { day: "numeric", month: "short", year: "numeric" });
  const dateTime = new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: "auto" });
  const unit = (value: number, name: string, digits: number) =>
    new Intl.NumberFormat(tag, {
      style: "unit",
      unit: name,
      unitDisplay: "short",
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value);
  return {
    number: (value) => number.format(value),
    money: (usd) => money.format(usd),
    percent: (fraction) => percent.format(fraction),
    bytes: (count) => (count < 1_000_000 ? unit(count / 1_000, "kilobyte", 0) : unit(count / 1_000_000, "megabyte", 1)),
    duration(ms) {
      if (ms < 1_000) return unit(ms, "millisecond", 0);
      if (ms < 60_000) return unit(ms / 1_000, "second", ms < 10_000 && ms % 1_000 !== 0 ? 1 : 0);
      const minutes = Math.floor(ms / 60_000);
      return `${unit(minutes, "minute", 0)} ${unit(Math.floor((ms % 60_000) / 1_000), "second", 0)}`;
    },
    time: (iso) => time.format(new Date(iso)),
    day(iso) {
      const at = new Date(iso);
      const days = Math.round((startOfDay(at) - startOfDay(new Date())) / DAY_MS);
      if (days === 0 || days === -1) return capitalise(relative.format(days, "day"));
      return at.getFullYear() === new Date().getFullYear() ? date.format(at) : longDate.format(at);
    },
    dateTime: (iso) => dateTime.format(new Date(iso)),
  };
}

function startOfDay(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
