// `muleteer usage` and `muleteer balance`: what was spent, and what is left.
import type { UsageGroup, UsageRow } from "../client/index.ts";
import type { Call, Command } from "./command.ts";
import { UsageError } from "./failure.ts";
import { toDollars, toLimit, toLocalTime } from "./words.ts";

const GROUPS: readonly string[] = ["day", "model", "key", "engine"] satisfies UsageGroup[];

export const spendingCommands: readonly Command[] = [
  {
    name: "usage",
    summary: "Show what was made and what it cost, by day unless told otherwise.",
    asksServer: true,
    options: {
      from: { value: "DAY", help: "first day, YYYY-MM-DD (UTC); 30 days ago when not given" },
      to: { value: "DAY", help: "last day" },
      by: { value: "GROUPS", help: `one or several of ${GROUPS.join(",")}` },
      of: { value: "KEY-ID", help: "only of this key" },
      csv: { help: "print comma-separated values" },
    },
    run: showUsage,
  },
  { name: "balance", summary: "Show what the key may still spend.", asksServer: true, run: showBalance },
];

function toCells(row: UsageRow): string[] {
  return [row.tasks, row.completed, row.failed, row.cancelled, row.images].map(String);
}

async function showUsage(call: Call): Promise<void> {
  const groupBy = call.text("by")?.split(",");
  const unknown = groupBy?.find((group) => !GROUPS.includes(group));
  if (unknown !== undefined) throw new UsageError(`--by takes ${GROUPS.join(", ")}, got ${JSON.stringify(unknown)}.`);
  const options = {
    from: call.text("from"),
    to: call.text("to"),
    groupBy: groupBy as UsageGroup[] | undefined,
    key: call.text("of"),
  };
  const muleteer = call.connect();
  if (call.flag("csv")) return call.terminal.write(await muleteer.usageCsv(options));
  const usage = await muleteer.usage(options);
  if (call.json) return call.terminal.printJson(usage);
  if (usage.data.length === 0) return call.terminal.note(`Nothing was made from ${usage.from} to ${usage.to}.`);
  const groups = usage.group_by;
  const total = usage.data.reduce((sum, row) => sum + row.charged_usd, 0);
  call.terminal.printTable(
    [...groups.map((group) => group.toUpperCase()), "TASKS", "COMPLETED", "FAILED", "CANCELLED", "IMAGES", "CHARGED"],
    usage.data.map((row) => [
      ...groups.map((group) => (group === "key" && row.key_name ? row.key_name : row[group] || "-")),
      ...toCells(row),
      toDollars(row.charged_usd),
    ]),
  );
  call.terminal.note(`${toDollars(total)} from ${usage.from} to ${usage.to}.`);
}

function toSpent(charged: number, reserved: number): string {
  return `${toDollars(charged)} charged, ${toDollars(reserved)} reserved`;
}

async function showBalance(call: Call): Promise<void> {
  const balance = await call.connect().balance();
  if (call.json) return call.terminal.printJson(balance);
  const { limit_usd: limit, charged_usd: charged, reserved_usd: reserved, balance_usd: left, daily } = balance;
  call.terminal.printFacts([
    ["left", toLimit(left)],
    ["in all", `${toSpent(charged, reserved)}, of ${toLimit(limit)}`],
    [
      "today",
      `${toSpent(daily.charged_usd, daily.reserved_usd)}, of ${toLimit(daily.limit_usd)}; begins anew ${toLocalTime(daily.resets_at)}`,
    ],
  ]);
}
