// What the server is doing now: its queue, by key, and its engines.
import { useQuery } from "@tanstack/react-query";
import { Cpu } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import type { Engine } from "../../../../src/client/index.ts";
import { useConsole } from "../../api/console.tsx";
import { useModels } from "../../api/tasks.ts";
import { useFormat, useMessages } from "../../i18n/locale.tsx";
import { State } from "../../ui/state.tsx";
import { Badge, CARD, LoadFailed, Meter, Section, Skeleton } from "./parts.tsx";

const REFRESH_MS = 2_000;

export function OverviewPage() {
  return (
    <>
      <QueueSection />
      <EngineSection />
    </>
  );
}

function QueueSection() {
  const t = useMessages();
  const format = useFormat();
  const { muleteer } = useConsole();
  const {
    data: queue,
    isError,
    refetch,
  } = useQuery({
    queryKey: ["queue"],
    queryFn: async ({ signal }) => await muleteer.queue({ signal }),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Section title={t.operate.overview.queue} text={t.operate.overview.live}>
      {!queue && isError && <LoadFailed onRetry={() => void refetch()} />}
      {!queue && !isError && <Skeleton rows={1} className="h-25" />}
      {queue && (
        <>
          <dl className={`grid grid-cols-3 divide-x divide-line ${CARD}`}>
            <Figure name={t.operate.overview.pending} value={format.number(queue.pending)} />
            <Figure name={t.operate.overview.processing} value={format.number(queue.processing)} />
            <Figure
              name={t.operate.overview.oldest}
              value={queue.oldest_pending_at === null ? "–" : <Since iso={queue.oldest_pending_at} />}
            />
          </dl>
          {queue.by_key.length === 0 ? (
            <p className="text-sm text-soft">{t.operate.overview.idle}</p>
          ) : (
            <div className={`overflow-x-auto ${CARD}`}>
              <table className="w-full text-sm">
                <caption className="sr-only">{t.operate.overview.byKey}</caption>
                <thead className="text-xs text-soft">
                  <tr>
                    <th scope="col" className="px-4 py-2.5 sm:px-5 text-start font-medium">
                      {t.operate.overview.key}
                    </th>
                    <th scope="col" className="px-4 py-2.5 sm:px-5 text-end font-medium">
                      {t.operate.overview.pending}
                    </th>
                    <th scope="col" className="px-4 py-2.5 sm:px-5 text-end font-medium">
                      {t.operate.overview.processing}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {queue.by_key.map((key) => (
                    <tr key={key.key_id} className="border-t border-line">
                      <th scope="row" className="px-4 py-2.5 sm:px-5 text-start font-normal break-words">
                        {key.key_name ?? t.operate.overview.unknownKey}
                      </th>
                      <td className="px-4 py-2.5 sm:px-5 text-end tabular">{format.number(key.pending)}</td>
                      <td className="px-4 py-2.5 sm:px-5 text-end tabular">{format.number(key.processing)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </>
      )}
    </Section>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: ReactNode }) {
  return (
    <div className="min-w-0 px-4 py-4 sm:px-5">
      <dt className="truncate text-xs text-soft">{name}</dt>
      <dd className="mt-1 truncate text-xl font-semibold tracking-tight tabular sm:text-2xl">{value}</dd>
    </div>
  );
}

/** How long ago, in whole seconds, counted on. */
function Since({ iso }: { readonly iso: string }) {
  const format = useFormat();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return format.duration(Math.max(0, Math.floor((now - Date.parse(iso)) / 1_000) * 1_000));
}

function EngineSection() {
  const t = useMessages();
  const { muleteer } = useConsole();
  const {
    data: engines,
    isError,
    refetch,
  } = useQuery({
    queryKey: ["engines"],
    queryFn: async ({ signal }) => await muleteer.engines.list({ signal }),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Section title={t.operate.overview.engines}>
      {!engines && isError && <LoadFailed onRetry={() => void refetch()} />}
      {!engines && !isError && <Skeleton rows={1} className="h-40" />}
      {engines?.length === 0 && (
        <State
          icon={<Cpu className="size-6" aria-hidden="true" />}
          title={t.operate.overview.noEngines}
          text={t.operate.overview.noEnginesText}
        />
      )}
      {engines && engines.length > 0 && (
        <ul className="grid gap-3 sm:grid-cols-[repeat(auto-fill,minmax(20rem,1fr))]">
          {engines.map((engine) => (
            <EngineCard key={engine.id} engine={engine} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function EngineCard({ engine }: { readonly engine: Engine }) {
  const t = useMessages();
  const format = useFormat();
  const { data: models = [] } = useModels();
  const { id, title, ready, reason, operator_reason: upstream, capacity, busy } = engine;
  const load = t.operate.overview.load(format.number(busy), format.number(capacity));
  return (
    <li className={`flex min-w-0 flex-col gap-4 p-4 sm:p-5 ${CARD}`}>
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h3 className="text-sm font-semibold break-words">{title}</h3>
          <p className="mt-0.5 font-mono text-xs break-all text-soft">{id}</p>
        </div>
        <Badge tone={ready ? "good" : "bad"}>{ready ? t.operate.overview.ready : t.operate.overview.notReady}</Badge>
      </div>
      {(reason !== null || (upstream !== null && upstream !== undefined)) && (
        <div
          className={`rounded-lg px-3 py-2.5 text-xs break-words ${ready ? "bg-well text-soft" : "bg-danger-tint text-danger"}`}
        >
          {reason !== null && <p>{reason}</p>}
          {upstream !== null && upstream !== undefined && (
            <p className="mt-1 first:mt-0">
              {t.operate.overview.upstream}: <span className="font-mono">{upstream}</span>
            </p>
          )}
        </div>
      )}
      <div>
        <p className="mb-1.5 text-xs text-soft tabular">{load}</p>
        <Meter label={t.operate.overview.loadOf(title)} value={busy} max={capacity} text={load} />
      </div>
      <ul aria-label={t.operate.overview.models} className="mt-auto flex flex-wrap gap-1.5">
        {engine.models.map((model) => (
          <li key={model}>
            <Badge>{models.find((known) => known.id === model)?.title ?? model}</Badge>
          </li>
        ))}
      </ul>
    </li>
  );
}
