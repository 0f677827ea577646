// The log of what was sent to webhooks: each delivery, its attempts, and sending it again.
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight, Inbox, RotateCw } from "lucide-react";
import { useId, useState } from "react";
import type { Delivery, DeliveryAttempt, Webhook } from "../../../../src/client/index.ts";
import { useConsole } from "../../api/console.tsx";
import { useFormat, useMessages } from "../../i18n/locale.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Link } from "../../ui/link.tsx";
import { Select } from "../../ui/select.tsx";
import { State } from "../../ui/state.tsx";
import { Badge, CARD, LoadFailed, Section, Skeleton, type Tone } from "./parts.tsx";
import { useAct } from "./submit.ts";

/** Where the lists of deliveries are in the query cache. */
export const DELIVERIES = "deliveries";
const PAGE = 20;
const REFRESH_MS = 4_000;
/** While something is on its way. */
const SOON_MS = 1_000;
const SHOWN = ["all", "pending", "succeeded", "failed"] as const;
const TONES: Readonly<Record<Delivery["status"], Tone>> = { pending: "plain", succeeded: "good", failed: "bad" };

export function Deliveries({ webhooks }: { readonly webhooks: readonly Webhook[] }) {
  const t = useMessages();
  const words = t.operate.deliveries;
  const id = useId();
  const { muleteer } = useConsole();
  const [shown, setShown] = useState<(typeof SHOWN)[number]>("all");
  const [chosen, setChosen] = useState("");
  // The webhook that was chosen may be gone.
  const webhookId = webhooks.some((webhook) => webhook.id === chosen) ? chosen : "";
  const query = useInfiniteQuery({
    queryKey: [DELIVERIES, { webhookId, shown }],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) =>
      await muleteer.webhooks
        .deliveries({
          webhookId: webhookId === "" ? undefined : webhookId,
          status: shown === "all" ? undefined : shown,
          limit: PAGE,
          signal,
        })
        .page(pageParam),
    getNextPageParam: ({ next_cursor: cursor }) => cursor ?? undefined,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.pages.some(({ data }) => data.some(isSoon)) ? SOON_MS : REFRESH_MS),
  });
  const deliveries = query.data?.pages.flatMap(({ data }) => data);
  return (
    <Section
      title={words.title}
      aside={
        <div className="flex flex-wrap items-center gap-2">
          <div role="radiogroup" aria-label={words.status} className="flex gap-0.5">
            {SHOWN.map((status) => (
              <label
                key={status}
                className="flex h-8 items-center rounded-lg px-2.5 text-[0.8125rem] whitespace-nowrap text-soft transition-colors hover:text-ink has-checked:bg-ink/7 has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
              >
                <input type="radio" name={id} className="sr-only" checked={shown === status} onChange={() => setShown(status)} />
                {words.statuses[status]}
              </label>
            ))}
          </div>
          {webhooks.length > 1 && (
            <Select
              label={words.webhook}
              value={webhookId}
              options={[
                { value: "", label: words.every },
                ...webhooks.map((webhook) => ({ value: webhook.id, label: webhook.description || webhook.url })),
              ]}
              onChange={setChosen}
              className="h-8 w-52"
            />
          )}
        </div>
      }
    >
      {!deliveries && query.isError && <LoadFailed onRetry={() => void query.refetch()} />}
      {!deliveries && !query.isError && <Skeleton rows={3} className="h-14" />}
      {deliveries?.length === 0 && (
        <div className={CARD}>
          <State icon={<Inbox className="size-6" aria-hidden="true" />} title={words.empty} text={words.emptyText} />
        </div>
      )}
      {deliveries && deliveries.length > 0 && (
        <ul className={`divide-y divide-line ${CARD}`}>
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button className="self-center" isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </Section>
  );
}

/** Whether it is tried within seconds, and not in an hour. */
function isSoon({ status, next_attempt_at: next }: Delivery): boolean {
  return status === "pending" && (next === null || Date.parse(next) - Date.now() < 10_000);
}

function DeliveryRow({ delivery }: { readonly delivery: Delivery }) {
  const t = useMessages();
  const words = t.operate.deliveries;
  const format = useFormat();
  const id = useId();
  const { muleteer } = useConsole();
  const queries = useQueryClient();
  const act = useAct();
  const [isOpen, setOpen] = useState(false);
  const type = t.operate.webhooks.types[delivery.type];
  const redeliver = async () => {
    await act(() => muleteer.webhooks.redeliver(delivery.id), words.redelivered);
    await queries.invalidateQueries({ queryKey: [DELIVERIES] });
  };
  return (
    <li data-delivery={delivery.status}>
      <div className="flex items-center gap-2 pe-3 sm:pe-4">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          onClick={() => setOpen(!isOpen)}
          className="grid min-w-0 flex-1 grid-cols-[auto_auto_minmax(0,1fr)] items-center gap-x-3 gap-y-1 rounded-xl py-3 ps-3 text-start text-sm sm:ps-4 md:grid-cols-[auto_6rem_10rem_minmax(0,1fr)_auto]"
        >
          <ChevronRight className={`size-4 text-soft transition-transform ${isOpen ? "rotate-90" : ""}`} aria-hidden="true" />
          <span>
            <Badge tone={TONES[delivery.status]}>{words.statuses[delivery.status]}</Badge>
          </span>
          <span className="truncate font-medium">{type}</span>
          <span className="truncate font-mono text-xs text-soft max-md:col-span-2 max-md:col-start-2">{delivery.url}</span>
          <span className="text-xs text-soft tabular max-md:col-span-2 max-md:col-start-2">
            {words.attempts(delivery.attempt_count ?? 0)} · {format.dateTime(delivery.created_at)}
          </span>
        </button>
        <IconButton size="sm" label={words.redeliver} onClick={() => void redeliver()}>
          <RotateCw className="size-4" aria-hidden="true" />
        </IconButton>
      </div>
      {isOpen && (
        <div id={id} className="px-3 pb-4 sm:px-4 sm:ps-11">
          <Attempts delivery={delivery} />
        </div>
      )}
    </li>
  );
}

function Attempts({ delivery }: { readonly delivery: Delivery }) {
  const t = useMessages();
  const words = t.operate.deliveries;
  const format = useFormat();
  const { muleteer } = useConsole();
  const { id, status, attempt_count: count, next_attempt_at: next, task_id: taskId } = delivery;
  const { data, isError, refetch } = useQuery({
    // Read anew when the list says that something happened.
    queryKey: ["delivery", id, status, count],
    queryFn: async ({ signal }) => await muleteer.webhooks.delivery(id, { signal }),
    placeholderData: (previous) => previous,
  });
  return (
    <div className="flex flex-col gap-3 text-sm">
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-soft">
        <span>
          {words.event} <code className="font-mono break-all">{delivery.event_id}</code>
        </span>
        {next !== null && <span>{words.next(format.dateTime(next))}</span>}
        {taskId !== null && (
          <Link to={`/tasks/${taskId}`} state={{ below: "/operate/webhooks" }} className="underline underline-offset-4">
            {words.task}
          </Link>
        )}
      </p>
      {!data && isError && <LoadFailed onRetry={() => void refetch()} />}
      {!data && !isError && <Skeleton rows={1} className="h-14" />}
      {data?.attempts?.length === 0 && <p className="text-soft">{words.noAttempts}</p>}
      {data?.attempts && data.attempts.length > 0 && (
        <ol className="flex flex-col gap-2">
          {data.attempts.map((attempt) => (
            <Attempt key={attempt.at} attempt={attempt} />
          ))}
        </ol>
      )}
    </div>
  );
}

function Attempt({ attempt }: { readonly attempt: DeliveryAttempt }) {
  const t = useMessages();
  const format = useFormat();
  const { at, status, duration_ms: durationMs, error, response } = attempt;
  const isGood = status !== null && status >= 200 && status < 300;
  return (
    <li className="rounded-lg bg-well px-3 py-2.5 text-xs">
      <p className="flex flex-wrap gap-x-3 gap-y-0.5 tabular">
        <span className={`font-medium ${isGood ? "text-accent-ink" : "text-danger"}`}>
          {status === null ? t.operate.deliveries.noAnswer : `HTTP ${status}`}
        </span>
        <span className="text-soft">{format.dateTime(at)}</span>
        <span className="text-soft">{format.duration(durationMs)}</span>
      </p>
      {error !== null && <p className="mt-1 break-words text-danger">{error}</p>}
      {response !== null && response !== "" && (
        <pre tabIndex={0} className="scroll-slim mt-1.5 max-h-40 overflow-auto font-mono whitespace-pre-wrap">
          {response}
        </pre>
      )}
    </li>
  );
}
