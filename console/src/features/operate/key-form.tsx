// The window in which a key is made or changed.
import { useId, useState } from "react";
import type { Key, KeySettings } from "../../../../src/client/index.ts";
import { useConsole } from "../../api/console.tsx";
import { useModels } from "../../api/tasks.ts";
import { useMessages } from "../../i18n/locale.tsx";
import { Select } from "../../ui/select.tsx";
import { toast } from "../../ui/toaster.tsx";
import { FieldFrame } from "../create/field-frame.tsx";
import { toEndOfDay, toLocalDay } from "./days.ts";
import { Form, InputField, Modal, SomeOrAll } from "./parts.tsx";
import { useSubmit, type Troubles } from "./submit.ts";

const MAX_COUNT = 1_000_000;
const COUNTS = ["requests_per_minute", "concurrent_tasks"] as const;
const AMOUNTS = ["daily_spend_usd", "total_spend_usd", "low_balance_usd"] as const;
const LIMITS = [...COUNTS, ...AMOUNTS] as const;
type Limit = (typeof LIMITS)[number];

interface Draft {
  readonly name: string;
  readonly role: Key["role"];
  readonly day: string;
  readonly models: readonly string[] | null;
  readonly limits: Readonly<Record<Limit, string>>;
}

function toDraft(key: Key | undefined): Draft {
  const toText = (limit: Limit) => key?.[limit]?.toString() ?? "";
  return {
    name: key?.name ?? "",
    role: key?.role ?? "inference",
    day: key?.expires_at ? toLocalDay(key.expires_at) : "",
    models: key?.models ?? null,
    limits: {
      requests_per_minute: toText("requests_per_minute"),
      concurrent_tasks: toText("concurrent_tasks"),
      daily_spend_usd: toText("daily_spend_usd"),
      total_spend_usd: toText("total_spend_usd"),
      low_balance_usd: toText("low_balance_usd"),
    },
  };
}

interface FormProps {
  /** Undefined for a new one. */
  readonly current: Key | undefined;
  readonly onClose: () => void;
  /** With the new key's text, if it is one. */
  readonly onSaved: (created: string | undefined) => void;
}

export function KeyForm({ current, onClose, onSaved }: FormProps) {
  const t = useMessages();
  const words = t.operate.keys;
  const id = useId();
  const { muleteer } = useConsole();
  const { data: models = [] } = useModels();
  const [draft, setDraft] = useState(() => toDraft(current));
  const { isBusy, trouble, troubles, submit } = useSubmit();
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });

  const check = (): Troubles => ({
    ...(draft.name.trim() === "" ? { name: t.operate.required } : {}),
    ...(draft.models?.length === 0 ? { models: words.noModels } : {}),
    ...Object.fromEntries(COUNTS.filter((limit) => !isCount(draft.limits[limit])).map((limit) => [limit, words.wholeNumber])),
    ...Object.fromEntries(AMOUNTS.filter((limit) => !isAmount(draft.limits[limit])).map((limit) => [limit, words.amount])),
  });
  const send = async () => {
    const settings = toSettings(draft, current);
    if (current) {
      await muleteer.keys.update(current.id, settings);
      toast(words.saved);
      onSaved(undefined);
    } else {
      onSaved((await muleteer.keys.create(settings)).key);
    }
  };
  const limitField = (limit: Limit, label: string) => (
    <InputField
      label={label}
      inputMode={limit.endsWith("_usd") ? "decimal" : "numeric"}
      className="tabular"
      value={draft.limits[limit]}
      trouble={troubles[limit]}
      onChange={(text) => change({ limits: { ...draft.limits, [limit]: text } })}
    />
  );
  return (
    <Modal title={current ? words.editTitle(current.name) : words.createTitle} onClose={onClose}>
      <Form
        action={current ? t.operate.save : words.create}
        isBusy={isBusy}
        trouble={trouble}
        onCancel={onClose}
        onSubmit={() => void submit(check(), send)}
      >
        <InputField
          label={words.name}
          placeholder={words.namePlaceholder}
          value={draft.name}
          trouble={troubles["name"]}
          onChange={(name) => change({ name })}
        />
        <div className="grid gap-5 sm:grid-cols-2">
          <FieldFrame id={id} label={words.role} isGroup hint={words.roleHint} trouble={troubles["role"]}>
            <Select
              label={words.role}
              value={draft.role}
              options={[
                { value: "inference", label: words.roles.inference },
                { value: "admin", label: words.roles.admin },
              ]}
              onChange={(role) => change({ role })}
              className="h-9 w-full"
            />
          </FieldFrame>
          <InputField
            type="date"
            label={words.expiry}
            hint={words.expiryHint}
            value={draft.day}
            trouble={troubles["expires_at"]}
            onChange={(day) => change({ day })}
          />
        </div>
        <SomeOrAll
          label={words.models}
          allLabel={words.allModels}
          options={models.map((model) => ({ value: model.id, label: model.title }))}
          value={draft.models}
          trouble={troubles["models"]}
          onChange={(chosen) => change({ models: chosen })}
        />
        <fieldset>
          <legend className="text-sm font-semibold">{words.limits}</legend>
          <p className="mt-0.5 mb-3 text-xs text-soft">{words.limitsHint}</p>
          <div className="grid gap-4 sm:grid-cols-2">
            {limitField("requests_per_minute", words.perMinute)}
            {limitField("concurrent_tasks", words.concurrent)}
            {limitField("daily_spend_usd", words.daily)}
            {limitField("total_spend_usd", words.total)}
            {limitField("low_balance_usd", words.low)}
          </div>
        </fieldset>
      </Form>
    </Modal>
  );
}

function isCount(text: string): boolean {
  return text.trim() === "" || (/^\d+$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= MAX_COUNT);
}

function isAmount(text: string): boolean {
  return text.trim() === "" || /^\d+(?:\.\d+)?$/.test(text.trim());
}

/** What is as it was is not sent: an unchanged expiry keeps its second, and some keys may not change their role. */
function toSettings(draft: Draft, current: Key | undefined): KeySettings & { readonly name: string } {
  const before = toDraft(current);
  const toNumber = (limit: Limit) => (draft.limits[limit].trim() === "" ? null : Number(draft.limits[limit]));
  return {
    name: draft.name.trim(),
    ...(current && draft.role === before.role ? {} : { role: draft.role }),
    ...(draft.day === before.day ? {} : { expiresAt: draft.day === "" ? null : toEndOfDay(draft.day) }),
    models: draft.models,
    requestsPerMinute: toNumber("requests_per_minute"),
    concurrentTasks: toNumber("concurrent_tasks"),
    dailySpendUsd: toNumber("daily_spend_usd"),
    totalSpendUsd: toNumber("total_spend_usd"),
    lowBalanceUsd: toNumber("low_balance_usd"),
  };
}
