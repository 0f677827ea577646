// API keys: who has one, what it may do, what of its budget is gone; new ones, changed ones, and an end to them.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Ban, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import type { Key } from "../../../../src/client/index.ts";
import { useConsole } from "../../api/console.tsx";
import { useModels } from "../../api/tasks.ts";
import { useFormat, useMessages } from "../../i18n/locale.tsx";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { toDay } from "./days.ts";
import { KeyForm } from "./key-form.tsx";
import { Badge, CARD, LoadFailed, Meter, Secret, Section, Skeleton } from "./parts.tsx";
import { useAct } from "./submit.ts";

const KEYS = ["keys"] as const;
/** As far back as the server reports at once. */
const SPEND_DAYS = 366;

export function KeysPage() {
  const t = useMessages();
  const { muleteer } = useConsole();
  const queries = useQueryClient();
  const [open, setOpen] = useState<{ readonly key: Key | undefined }>();
  const [secret, setSecret] = useState<string>();
  const {
    data: keys,
    isError,
    refetch,
  } = useQuery({
    queryKey: KEYS,
    queryFn: async ({ signal }) => await muleteer.keys.list({ signal }),
    staleTime: 0,
  });
  const reload = () => void queries.invalidateQueries({ queryKey: KEYS });
  const active = keys?.filter((key) => !hasEnded(key)) ?? [];
  const ended = keys?.filter(hasEnded) ?? [];
  return (
    <>
      <Section
        title={t.operate.pages.keys}
        text={t.operate.keys.intro}
        aside={
          <Button
            look="primary"
            icon={<Plus className="size-4" aria-hidden="true" />}
            onClick={() => setOpen({ key: undefined })}
          >
            {t.operate.keys.create}
          </Button>
        }
      >
        {!keys && isError && <LoadFailed onRetry={() => void refetch()} />}
        {!keys && !isError && <Skeleton rows={3} className="h-32" />}
        {keys && (
          <>
            <KeyList keys={active} onEdit={(key) => setOpen({ key })} onChange={reload} />
            <p className="text-xs text-soft">{t.operate.keys.spendNote}</p>
          </>
        )}
        {ended.length > 0 && (
          <details className="group">
            <summary className="w-fit rounded-lg px-2 py-1.5 text-sm text-soft hover:text-ink">
              {t.operate.keys.revokedList(ended.length)}
            </summary>
            <div className="mt-2">
              <KeyList keys={ended} onEdit={(key) => setOpen({ key })} onChange={reload} />
            </div>
          </details>
        )}
      </Section>
      {open && (
        <KeyForm
          current={open.key}
          onClose={() => setOpen(undefined)}
          onSaved={(created) => {
            setOpen(undefined);
            setSecret(created);
            reload();
          }}
        />
      )}
      {secret !== undefined && (
        <Secret
          title={t.operate.keys.createdTitle}
          label={t.operate.keys.createdLabel}
          copyLabel={t.operate.keys.copyKey}
          secret={secret}
          onClose={() => setSecret(undefined)}
        />
      )}
    </>
  );
}

function hasEnded({ revoked_at: revokedAt, expires_at: expiresAt }: Key): boolean {
  return revokedAt !== null || (expiresAt !== null && Date.parse(expiresAt) <= Date.now());
}

/** What each key's ended tasks cost, today and in all. */
function useSpending() {
  const { muleteer } = useConsole();
  const today = toDay(0);
  const { data } = useQuery({
    queryKey: ["spending", today],
    queryFn: async ({ signal }) => {
      const groupBy = ["key"] as const;
      const [day, all] = await Promise.all([
        muleteer.usage({ from: today, to: today, groupBy, signal }),
        muleteer.usage({ from: toDay(1 - SPEND_DAYS), to: today, groupBy, signal }),
      ]);
      const toMap = ({ data: rows }: typeof day) => new Map(rows.map((row) => [row.key, row.charged_usd]));
      return { today: toMap(day), all: toMap(all) };
    },
    staleTime: 0,
  });
  return data;
}

interface ListProps {
  readonly keys: readonly Key[];
  readonly onEdit: (key: Key) => void;
  readonly onChange: () => void;
}

function KeyList({ keys, onEdit, onChange }: ListProps) {
  const t = useMessages();
  const spending = useSpending();
  const { muleteer } = useConsole();
  const act = useAct();
  const [revoking, setRevoking] = useState<Key>();
  // The question keeps its words while it goes.
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <ul className={`divide-y divide-line ${CARD}`}>
        {keys.map((key) => (
          <KeyRow
            key={key.id}
            apiKey={key}
            today={spending?.today.get(key.id) ?? 0}
            inAll={spending?.all.get(key.id) ?? 0}
            onEdit={() => onEdit(key)}
            onRevoke={() => {
              setRevoking(key);
              setAsking(true);
            }}
          />
        ))}
      </ul>
      {revoking && (
        <Confirm
          title={t.operate.keys.revokeTitle(revoking.name)}
          text={t.operate.keys.revokeText}
          action={t.operate.keys.revoke}
          isOpen={isAsking}
          onOpenChange={setAsking}
          onConfirm={async () => {
            await act(() => muleteer.keys.revoke(revoking.id), t.operate.keys.revoked);
            onChange();
          }}
        />
      )}
    </>
  );
}

interface RowProps {
  readonly apiKey: Key;
  /** USD. */
  readonly today: number;
  readonly inAll: number;
  readonly onEdit: () => void;
  readonly onRevoke: () => void;
}

function KeyRow({ apiKey, today, inAll, onEdit, onRevoke }: RowProps) {
  const t = useMessages();
  const format = useFormat();
  const { session } = useConsole();
  const { data: models = [] } = useModels();
  const isOwn = session.key.id === apiKey.id;
  const { requests_per_minute: perMinute, concurrent_tasks: concurrent } = apiKey;
  const facts = [
    apiKey.revoked_at === null
      ? t.operate.keys.created(format.day(apiKey.created_at))
      : t.operate.keys.revokedAt(format.day(apiKey.revoked_at)),
    apiKey.expires_at === null ? undefined : t.operate.keys.expires(format.dateTime(apiKey.expires_at)),
    perMinute === null ? undefined : t.operate.keys.rates.perMinute(format.number(perMinute)),
    concurrent === null ? undefined : t.operate.keys.rates.concurrent(format.number(concurrent)),
    apiKey.models?.map((id) => models.find((model) => model.id === id)?.title ?? id).join(", "),
  ].filter((fact) => fact !== undefined);
  return (
    <li
      data-key={apiKey.name}
      className="grid items-start gap-x-8 gap-y-4 p-4 sm:p-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,22rem)_11.5rem]"
    >
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <h3 className="min-w-0 text-sm font-semibold break-words">{apiKey.name}</h3>
          <Badge tone={apiKey.role === "admin" ? "good" : "plain"}>{t.operate.keys.roles[apiKey.role]}</Badge>
          {isOwn && <Badge>{t.operate.keys.own}</Badge>}
          {apiKey.revoked_at !== null && <Badge tone="bad">{t.operate.keys.revoked}</Badge>}
          {apiKey.revoked_at === null && hasEnded(apiKey) && <Badge tone="warn">{t.operate.keys.expired}</Badge>}
        </div>
        <p className="mt-1 font-mono text-xs text-soft">{apiKey.prefix}…</p>
        <p className="mt-1.5 text-xs text-pretty text-soft tabular">{facts.join(" · ")}</p>
      </div>
      <div className="grid grid-cols-2 gap-4">
        <Budget what={t.operate.keys.today} name={apiKey.name} spent={today} limit={apiKey.daily_spend_usd} />
        <Budget what={t.operate.keys.inAll} name={apiKey.name} spent={inAll} limit={apiKey.total_spend_usd} />
      </div>
      {apiKey.revoked_at === null && (
        <div className="flex gap-1.5 lg:justify-end">
          <Button
            size="sm"
            icon={<Pencil className="size-3.5" aria-hidden="true" />}
            aria-label={t.operate.keys.editOf(apiKey.name)}
            onClick={onEdit}
          >
            {t.operate.keys.edit}
          </Button>
          {!isOwn && (
            <Button
              size="sm"
              look="ghost"
              className="text-danger!"
              icon={<Ban className="size-3.5" aria-hidden="true" />}
              aria-label={t.operate.keys.revokeOf(apiKey.name)}
              onClick={onRevoke}
            >
              {t.operate.keys.revoke}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

interface BudgetProps {
  readonly what: string;
  readonly name: string;
  readonly spent: number;
  readonly limit: number | null;
}

function Budget({ what, name, spent, limit }: BudgetProps) {
  const t = useMessages();
  const format = useFormat();
  const text =
    limit === null
      ? t.operate.keys.unlimited(format.money(spent))
      : t.operate.keys.spentOf(format.money(spent), format.money(limit));
  return (
    <div className="min-w-0">
      <p className="text-xs text-soft">{what}</p>
      <p className="mt-0.5 mb-1.5 text-xs tabular">{text}</p>
      {limit !== null && <Meter label={t.operate.keys.budgetOf(what, name)} value={spent} max={limit} text={text} isBudget />}
    </div>
  );
}
