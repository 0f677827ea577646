// What was made and what it cost, by day, model, key and engine; as JSON, or as CSV for a spreadsheet.
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { ApiError, type Violation } from "../core/errors.ts";
import { MAX_USAGE_ROWS, USAGE_GROUPS, type ApiKey, type UsageGroup, type UsageRow } from "../core/key-store.ts";
import { toUsd } from "../core/money.ts";
import { toCsv, type Cell } from "./csv.ts";
import { day, listOf } from "./fields.ts";
import type { HttpParts } from "./parts.ts";
import { parseQuery } from "./query.ts";
import { show } from "./text.ts";
import { toInvalidRequest } from "./violations.ts";

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const MAX_DAYS = 366;
const FORMATS = ["json", "csv"] as const;

export const USAGE_QUERY = z.object({
  from: day()
    .optional()
    .meta({ description: `First day, UTC, on which the tasks ended; ${DEFAULT_DAYS} days in all when absent.` }),
  to: day().optional().meta({ description: "Last day, included; today when absent." }),
  group_by: listOf(USAGE_GROUPS)
    .default(["day"])
    .meta({ description: "Columns of the report, in their order, with commas in between." }),
  key: z
    .string()
    .optional()
    .meta({ description: "Id of a key: only its usage. A key without the role `admin` sees its own only." }),
  format: z.enum(FORMATS).optional().meta({ description: "Without it, `Accept: text/csv` asks for CSV." }),
});

const count = z.int();

const ROW = z.object({
  day: z.string().optional().meta({ format: "date" }),
  model: z.string().optional(),
  key: z.string().optional().meta({ description: "The key's id." }),
  key_name: z.string().nullable().optional(),
  engine: z.string().nullable().optional().meta({ description: "Null for tasks that ended before any engine had them." }),
  tasks: count,
  completed: count,
  failed: count,
  cancelled: count,
  images: count,
  charged_usd: z.number(),
});
type Row = z.output<typeof ROW>;

export const USAGE = z.object({
  object: z.literal("usage"),
  from: z.string().meta({ format: "date" }),
  to: z.string().meta({ format: "date" }),
  group_by: z.array(z.enum(USAGE_GROUPS)),
  data: z.array(ROW),
});

/** `GET /v1/usage` */
export async function readUsage(
  parts: HttpParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<z.output<typeof USAGE> | string> {
  const { group_by: groupBy, key, format = negotiate(request.headers.accept), ...given } = parseQuery(USAGE_QUERY, request);
  const { from, to } = toPeriod(given, parts.clock.now());
  const keyId = toKeyFilter(key, request.apiKey);
  const rows = await parts.store.listUsage({ from, to, groupBy, ...(keyId === undefined ? {} : { keyId }) });
  if (rows.length >= MAX_USAGE_ROWS) {
    throw new ApiError("invalidRequest", `The report would have ${MAX_USAGE_ROWS} rows or more; ask for fewer days or groups.`);
  }
  const names = groupBy.includes("key") ? await readNames(parts) : new Map<string, string>();
  const data = rows.map((row) => toRow(row, names));
  reply.header("Cache-Control", "no-store").header("Vary", "Accept");
  if (format === "json") return { object: "usage", from, to, group_by: groupBy, data };
  reply.header("Content-Disposition", `attachment; filename="usage-${from}-${to}.csv"`);
  reply.type("text/csv; charset=utf-8; header=present");
  return toTable(data, groupBy);
}

/** CSV for whoever names it and not JSON before it: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1 */
function negotiate(accept = ""): (typeof FORMATS)[number] {
  const weights = new Map(
    accept.split(",").map((range) => {
      const [type = "", ...parameters] = range.toLowerCase().split(";");
      const q = parameters
        .map((parameter) => /^\s*q\s*=\s*([\d.]+)\s*$/.exec(parameter)?.[1])
        .find((found) => found !== undefined);
      return [type.trim(), Number(q ?? 1)] as const;
    }),
  );
  const csv = weights.get("text/csv") ?? 0;
  return csv > 0 && csv >= (weights.get("application/json") ?? 0) ? "csv" : "json";
}

/** @throws {ApiError} `invalidRequest` for days in the wrong order, or too many. */
function toPeriod(given: { readonly from?: string | undefined; readonly to?: string | undefined }, now: number) {
  const to = given.to ?? toDay(now);
  const from = given.from ?? toDay(Date.parse(to) - (DEFAULT_DAYS - 1) * DAY_MS);
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  const violation: Violation | undefined =
    days < 1
      ? { field: "from", rule: "order", detail: `from must not be after to, got ${from} and ${to}.` }
      : days > MAX_DAYS
        ? { field: "from", rule: "maxDays", detail: `from and to must span at most ${MAX_DAYS} days, got ${days}.` }
        : undefined;
  if (violation) throw toInvalidRequest([violation]);
  return { from, to };
}

function toDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Whose usage; undefined for everybody's (I13). @throws {ApiError} `forbidden` */
function toKeyFilter(asked: string | undefined, { id, role }: ApiKey): string | undefined {
  if (role === "admin" || asked === id) return asked;
  if (asked === undefined) return id;
  throw new ApiError("forbidden", `This API key sees its own usage only; that of ${show(asked)} takes the role admin.`);
}

async function readNames({ store }: HttpParts): Promise<ReadonlyMap<string, string>> {
  return new Map((await store.listKeys()).map(({ id, name }) => [id, name]));
}

function toRow(row: UsageRow, names: ReadonlyMap<string, string>): Row {
  const { day: date, model, keyId, engine, completed, failed, cancelled, images, chargedMicros } = row;
  return {
    ...(date === undefined ? {} : { day: date }),
    ...(model === undefined ? {} : { model }),
    ...(keyId === undefined ? {} : { key: keyId, key_name: names.get(keyId) ?? null }),
    ...(engine === undefined ? {} : { engine: engine === "" ? null : engine }),
    tasks: completed + failed + cancelled,
    completed,
    failed,
    cancelled,
    images,
    charged_usd: toUsd(chargedMicros),
  };
}

function toTable(rows: readonly Row[], groupBy: readonly UsageGroup[]): string {
  const groups = groupBy.flatMap((group) => (group === "key" ? (["key", "key_name"] as const) : [group]));
  const columns = [...groups, "tasks", "completed", "failed", "cancelled", "images", "charged_usd"] as const;
  return toCsv(
    columns,
    rows.map((row) => columns.map((column): Cell => row[column] ?? null)),
  );
}
