// What was made and what it cost, in a span of days: a chart, the figures beside it, and a file for a spreadsheet.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChartColumn, Download } from "lucide-react";
import { useId, useState } from "react";
import type { UsageGroup, UsageRow } from "../../../../src/client/index.ts";
import { useConsole } from "../../api/console.tsx";
import { useModels } from "../../api/tasks.ts";
import { useFormat, useMessages } from "../../i18n/locale.tsx";
import { navigate, useSearch } from "../../router.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { State } from "../../ui/state.tsx";
import { toast } from "../../ui/toaster.tsx";
import { ColumnChart, RankChart, type Bar } from "./chart.tsx";
import { isDay, listDays, toDay } from "./days.ts";
import { CARD, LoadFailed, Section, Skeleton } from "./parts.tsx";

const GROUPS = ["day", "model", "key", "engine"] as const satisfies readonly UsageGroup[];
const MEASURES = ["charged_usd", "images", "tasks"] as const;
type Measure = (typeof MEASURES)[number];
const PRESETS = [7, 30, 90] as const;
const MAX_DAYS = 366;
/** What matters most comes first: on a phone the others are scrolled to. */
const COLUMNS = ["charged_usd", "images", "tasks", "completed", "failed", "cancelled"] as const;
type Column = (typeof COLUMNS)[number];

interface Filter {
  readonly from: string;
  readonly to: string;
  readonly group: UsageGroup;
}

function readFilter(search: URLSearchParams): Filter {
  const [from, to] = [search.get("from") ?? "", search.get("to") ?? ""];
  return {
    from: isDay(from) ? from : toDay(-29),
    to: isDay(to) ? to : toDay(0),
    group: GROUPS.find((group) => group === search.get("by")) ?? "day",
  };
}

export function UsagePage() {
  const t = useMessages();
  const words = t.operate.usage;
  const { muleteer } = useConsole();
  const filter = readFilter(useSearch());
  const [measure, setMeasure] = useState<Measure>("charged_usd");
  const { from, to, group } = filter;
  const days = listDays(from, to);
  const trouble = days.length === 0 ? words.wrongOrder : days.length > MAX_DAYS ? words.tooLong : undefined;
  const {
    data: usage,
    isError,
    refetch,
  } = useQuery({
    queryKey: ["usage", filter],
    queryFn: async ({ signal }) => await muleteer.usage({ from, to, groupBy: [group], signal }),
    enabled: trouble === undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const change = (part: Partial<Filter>) => {
    const next = { ...filter, ...part };
    navigate(`/operate/usage?${new URLSearchParams({ from: next.from, to: next.to, by: next.group }).toString()}`, {
      replace: true,
    });
  };
  const isEmpty = usage?.data.length === 0;
  // While another grouping loads, what is shown is still the one before.
  const shown = usage?.group_by[0] ?? group;
  return (
    <Section
      title={t.operate.pages.usage}
      text={words.utc}
      aside={<CsvButton from={from} to={to} group={group} isDisabled={trouble !== undefined} />}
    >
      <FilterBar filter={filter} onChange={change} measure={measure} onMeasure={setMeasure} />
      {trouble !== undefined && (
        <p role="alert" className="text-sm text-danger">
          {trouble}
        </p>
      )}
      {trouble === undefined && !usage && isError && <LoadFailed onRetry={() => void refetch()} />}
      {trouble === undefined && !usage && !isError && <Skeleton rows={2} className="h-60" />}
      {trouble === undefined && isEmpty && (
        <State icon={<ChartColumn className="size-6" aria-hidden="true" />} title={words.empty} text={words.emptyText} />
      )}
      {trouble === undefined && usage && !isEmpty && (
        <Report rows={usage.data} group={shown} days={listDays(usage.from, usage.to)} measure={measure} />
      )}
    </Section>
  );
}

interface BarProps {
  readonly filter: Filter;
  readonly onChange: (part: Partial<Filter>) => void;
  readonly measure: Measure;
  readonly onMeasure: (measure: Measure) => void;
}

const DATE = "h-8 rounded-lg border border-line bg-raised px-2.5 text-sm shadow-card transition-colors hover:border-edge";

function FilterBar({ filter, onChange, measure, onMeasure }: BarProps) {
  const t = useMessages();
  const words = t.operate.usage;
  const id = useId();
  const { from, to, group } = filter;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2.5">
      <div role="radiogroup" aria-label={words.presets} className="flex gap-0.5">
        {PRESETS.map((count) => (
          <label
            key={count}
            className="flex h-8 items-center rounded-lg px-2.5 text-[0.8125rem] whitespace-nowrap text-soft transition-colors hover:text-ink has-checked:bg-ink/7 has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={id}
              className="sr-only"
              checked={to === toDay(0) && from === toDay(1 - count)}
              onChange={() => onChange({ from: toDay(1 - count), to: toDay(0) })}
            />
            {words.lastDays(count)}
          </label>
        ))}
      </div>
      <div className="flex items-center gap-1.5 text-sm">
        <input
          type="date"
          aria-label={words.from}
          value={from}
          max={to}
          className={DATE}
          onChange={({ target }) => isDay(target.value) && onChange({ from: target.value })}
        />
        <span aria-hidden="true" className="text-soft">
          –
        </span>
        <input
          type="date"
          aria-label={words.to}
          value={to}
          className={DATE}
          onChange={({ target }) => isDay(target.value) && onChange({ to: target.value })}
        />
      </div>
      <div className="flex items-center gap-2 sm:ms-auto">
        <Select
          label={words.groupBy}
          value={group}
          options={GROUPS.map((value) => ({ value, label: words.groups[value] }))}
          onChange={(next) => onChange({ group: next })}
          className="h-8 w-30"
        />
        <Select
          label={words.measure}
          value={measure}
          options={MEASURES.map((value) => ({ value, label: words.measures[value] }))}
          onChange={onMeasure}
          className="h-8 w-30"
        />
      </div>
    </div>
  );
}

interface CsvProps extends Filter {
  readonly isDisabled: boolean;
}

function CsvButton({ from, to, group, isDisabled }: CsvProps) {
  const t = useMessages();
  const { muleteer } = useConsole();
  const [isBusy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const text = await muleteer.usageCsv({ from, to, groupBy: [group] });
      const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
      const link = document.createElement("a");
      link.href = url;
      link.download = `usage-${from}-${to}-by-${group}.csv`;
      link.click();
      URL.revokeObjectURL(url);
    } catch {
      toast(t.operate.usage.csvFailed, "trouble");
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      icon={<Download className="size-4" aria-hidden="true" />}
      isBusy={isBusy}
      disabled={isDisabled || isBusy}
      onClick={() => void download()}
    >
      {t.operate.usage.csv}
    </Button>
  );
}

interface ReportProps {
  readonly rows: readonly UsageRow[];
  readonly group: UsageGroup;
  readonly days: readonly string[];
  readonly measure: Measure;
}

function Report({ rows, group, days, measure }: ReportProps) {
  const t = useMessages();
  const words = t.operate.usage;
  const format = useFormat();
  const { data: models = [] } = useModels();
  const nameOf = (row: UsageRow): string => {
    if (group === "day") return row.day ?? "";
    if (group === "model") return models.find(({ id }) => id === row.model)?.title ?? row.model ?? "";
    if (group === "key") return row.key_name ?? t.operate.overview.unknownKey;
    return row.engine ?? words.noEngine;
  };
  const label = words.chart(words.measures[measure], words.groups[group]);
  const byDay = new Map(rows.map((row) => [row.day, row]));
  const bars: readonly Bar[] =
    group === "day"
      ? days.map((day) => ({ name: day, value: byDay.get(day)?.[measure] ?? 0 }))
      : rows.map((row) => ({ name: nameOf(row), value: row[measure] })).toSorted((a, b) => b.value - a.value);
  const listed = group === "day" ? rows.toSorted((a, b) => (b.day ?? "").localeCompare(a.day ?? "")) : rows;
  const showIn = (column: Column, value: number) => (column === "charged_usd" ? format.money(value) : format.number(value));
  const sum = (column: Column) => rows.reduce((total, row) => total + row[column], 0);
  const heads = { ...words.measures, completed: words.completed, failed: words.failed, cancelled: words.cancelled };
  return (
    <>
      <figure className={`p-4 sm:p-5 ${CARD}`}>
        <figcaption className="mb-4 flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
          <span className="font-semibold">{label}</span>
          <span className="text-soft tabular">{words.total(showIn(measure, sum(measure)))}</span>
        </figcaption>
        {group === "day" ? (
          <ColumnChart label={label} bars={bars} show={(value) => showIn(measure, value)} />
        ) : (
          <RankChart label={label} bars={bars} show={(value) => showIn(measure, value)} />
        )}
      </figure>
      <div className={`scroll-slim overflow-x-auto ${CARD}`} tabIndex={0} role="region" aria-label={words.table}>
        <table className="w-full text-sm">
          <caption className="sr-only">{words.table}</caption>
          <thead className="text-xs text-soft">
            <tr>
              <th scope="col" className="px-4 py-2.5 sm:px-5 text-start font-medium">
                {words.groups[group]}
              </th>
              {COLUMNS.map((column) => (
                <th key={column} scope="col" className="px-4 py-2.5 sm:px-5 text-end font-medium whitespace-nowrap">
                  {heads[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {listed.map((row) => (
              <tr key={`${row.day}-${row.model}-${row.key}-${row.engine}`} className="border-t border-line">
                <th scope="row" className="min-w-32 px-4 py-2.5 sm:px-5 text-start font-normal break-words tabular">
                  {nameOf(row)}
                </th>
                {COLUMNS.map((column) => (
                  <td key={column} className="px-4 py-2.5 sm:px-5 text-end tabular">
                    {showIn(column, row[column])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot className="font-medium">
            <tr className="border-t border-edge">
              <th scope="row" className="px-4 py-2.5 sm:px-5 text-start font-medium">
                {words.totals}
              </th>
              {COLUMNS.map((column) => (
                <td key={column} className="px-4 py-2.5 sm:px-5 text-end tabular">
                  {showIn(column, sum(column))}
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
      </div>
    </>
  );
}
