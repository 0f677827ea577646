// Webhooks of the key that is signed in, and what was delivered to them.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Pencil, Plus, Send, Trash2, Webhook as WebhookIcon } from "lucide-react";
import { useId, useState } from "react";
import type { Webhook } from "../../../../src/client/index.ts";
import { useConsole } from "../../api/console.tsx";
import { useFormat, useMessages } from "../../i18n/locale.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { State } from "../../ui/state.tsx";
import { DELIVERIES, Deliveries } from "./deliveries.tsx";
import { Badge, CARD, LoadFailed, Secret, Section, Skeleton } from "./parts.tsx";
import { useAct } from "./submit.ts";
import { WebhookForm } from "./webhook-form.tsx";

const WEBHOOKS = ["webhooks"] as const;

export function WebhooksPage() {
  const t = useMessages();
  const words = t.operate.webhooks;
  const { muleteer } = useConsole();
  const queries = useQueryClient();
  const [open, setOpen] = useState<{ readonly webhook: Webhook | undefined }>();
  const [secret, setSecret] = useState<string>();
  const {
    data: webhooks,
    isError,
    refetch,
  } = useQuery({
    queryKey: WEBHOOKS,
    queryFn: async ({ signal }) => await muleteer.webhooks.list({ signal }),
    staleTime: 0,
  });
  const reload = () => void queries.invalidateQueries({ queryKey: WEBHOOKS });
  return (
    <>
      <Section
        title={t.operate.pages.webhooks}
        text={words.intro}
        aside={
          <Button
            look="primary"
            icon={<Plus className="size-4" aria-hidden="true" />}
            onClick={() => setOpen({ webhook: undefined })}
          >
            {words.create}
          </Button>
        }
      >
        {!webhooks && isError && <LoadFailed onRetry={() => void refetch()} />}
        {!webhooks && !isError && <Skeleton rows={1} className="h-32" />}
        {webhooks?.length === 0 && (
          <div className={CARD}>
            <State icon={<WebhookIcon className="size-6" aria-hidden="true" />} title={words.empty} text={words.emptyText} />
          </div>
        )}
        {webhooks && webhooks.length > 0 && (
          <ul className={`divide-y divide-line ${CARD}`}>
            {webhooks.map((webhook) => (
              <WebhookRow
                key={webhook.id}
                webhook={webhook}
                onEdit={() => setOpen({ webhook })}
                onSecret={setSecret}
                onChange={reload}
              />
            ))}
          </ul>
        )}
      </Section>
      {webhooks && <Deliveries webhooks={webhooks} />}
      {open && (
        <WebhookForm
          current={open.webhook}
          onClose={() => setOpen(undefined)}
          onSaved={(made) => {
            setOpen(undefined);
            setSecret(made);
            reload();
          }}
        />
      )}
      {secret !== undefined && (
        <Secret
          title={words.secretTitle}
          label={words.secretLabel}
          copyLabel={words.copySecret}
          secret={secret}
          onClose={() => setSecret(undefined)}
        />
      )}
    </>
  );
}

interface RowProps {
  readonly webhook: Webhook;
  readonly onEdit: () => void;
  readonly onSecret: (secret: string) => void;
  readonly onChange: () => void;
}

function WebhookRow({ webhook, onEdit, onSecret, onChange }: RowProps) {
  const t = useMessages();
  const words = t.operate.webhooks;
  const format = useFormat();
  const id = useId();
  const { muleteer } = useConsole();
  const queries = useQueryClient();
  const act = useAct();
  const [asking, setAsking] = useState<"rotate" | "delete">();
  const [isBusy, setBusy] = useState(false);
  const { url, description, events, enabled } = webhook;
  const test = async () => {
    setBusy(true);
    await act(() => muleteer.webhooks.test(webhook.id), words.tested);
    setBusy(false);
    await queries.invalidateQueries({ queryKey: [DELIVERIES] });
  };
  const toggle = async (isOn: boolean) => {
    await act(() => muleteer.webhooks.update(webhook.id, { enabled: isOn }), isOn ? words.enabled : words.disabled);
    onChange();
  };
  return (
    <li data-webhook={url} className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4 p-4 sm:p-5">
      <div className="min-w-0 flex-1 basis-72">
        <h3 className="font-mono text-[0.8125rem] font-medium break-all">{url}</h3>
        {description !== "" && <p className="mt-1 text-sm break-words text-soft">{description}</p>}
        <ul aria-label={words.events} className="mt-2 flex flex-wrap gap-1.5">
          {(events ?? []).map((event) => (
            <li key={event}>
              <Badge>{words.types[event]}</Badge>
            </li>
          ))}
          {events === null && (
            <li>
              <Badge>{words.allEvents}</Badge>
            </li>
          )}
        </ul>
        {webhook.secret_rotates_at !== null && (
          <p className="mt-2 text-xs text-soft">{words.rotates(format.dateTime(webhook.secret_rotates_at))}</p>
        )}
        {!enabled && webhook.disabled_reason !== null && <p className="mt-2 text-xs text-warn">{webhook.disabled_reason}</p>}
      </div>
      <div className="flex flex-wrap items-center gap-1.5">
        <label htmlFor={id} className={`me-2 flex items-center gap-2.5 text-[0.8125rem] ${enabled ? "" : "text-soft"}`}>
          <input
            id={id}
            type="checkbox"
            role="switch"
            aria-label={words.enabledOf(url)}
            checked={enabled}
            onChange={(event) => void toggle(event.target.checked)}
            className="relative h-5.5 w-9.5 shrink-0 appearance-none rounded-full bg-edge transition-colors duration-150 before:absolute before:top-0.5 before:left-0.5 before:size-4.5 before:rounded-full before:bg-white before:shadow-card before:transition-transform before:duration-150 checked:bg-accent checked:before:translate-x-4 checked:before:bg-on-accent"
          />
          <span aria-hidden="true">{enabled ? words.enabled : words.disabled}</span>
        </label>
        <Button
          size="sm"
          icon={<Send className="size-3.5" aria-hidden="true" />}
          isBusy={isBusy}
          disabled={!enabled || isBusy}
          onClick={() => void test()}
        >
          {words.test}
        </Button>
        <IconButton size="sm" label={words.edit} onClick={onEdit}>
          <Pencil className="size-4" aria-hidden="true" />
        </IconButton>
        <IconButton size="sm" label={words.rotate} onClick={() => setAsking("rotate")}>
          <KeyRound className="size-4" aria-hidden="true" />
        </IconButton>
        <IconButton size="sm" label={words.delete} className="text-danger!" onClick={() => setAsking("delete")}>
          <Trash2 className="size-4" aria-hidden="true" />
        </IconButton>
      </div>
      <Confirm
        title={words.rotateTitle}
        text={words.rotateText}
        action={words.rotate}
        isOpen={asking === "rotate"}
        onOpenChange={(isOpen) => setAsking(isOpen ? "rotate" : undefined)}
        onConfirm={async () => {
          await act(async () => onSecret((await muleteer.webhooks.rotate(webhook.id)).secret));
          onChange();
        }}
      />
      <Confirm
        title={words.deleteTitle}
        text={words.deleteText}
        action={words.delete}
        isOpen={asking === "delete"}
        onOpenChange={(isOpen) => setAsking(isOpen ? "delete" : undefined)}
        onConfirm={async () => {
          await act(() => muleteer.webhooks.delete(webhook.id), words.deleted);
          onChange();
          void queries.invalidateQueries({ queryKey: [DELIVERIES] });
        }}
      />
    </li>
  );
}
