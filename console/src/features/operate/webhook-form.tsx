// The window in which a webhook is made or changed.
import { useState } from "react";
import type { Webhook, WebhookEventType } from "../../../../src/client/index.ts";
import { useConsole } from "../../api/console.tsx";
import { useMessages } from "../../i18n/locale.tsx";
import { toast } from "../../ui/toaster.tsx";
import { Form, InputField, Modal, SomeOrAll } from "./parts.tsx";
import { useSubmit } from "./submit.ts";

const EVENTS = ["task.created", "task.succeeded", "task.failed", "balance.low"] as const satisfies readonly WebhookEventType[];

interface FormProps {
  /** Undefined for a new one. */
  readonly current: Webhook | undefined;
  readonly onClose: () => void;
  /** With the new webhook's secret, if it is one. */
  readonly onSaved: (secret: string | undefined) => void;
}

export function WebhookForm({ current, onClose, onSaved }: FormProps) {
  const t = useMessages();
  const words = t.operate.webhooks;
  const { muleteer } = useConsole();
  const { isBusy, trouble, troubles, submit } = useSubmit();
  const [url, setUrl] = useState(current?.url ?? "");
  const [description, setDescription] = useState(current?.description ?? "");
  const [events, setEvents] = useState<readonly WebhookEventType[] | null>(current?.events ?? null);
  const found = {
    ...(url.trim() === "" ? { url: t.operate.required } : {}),
    ...(events?.length === 0 ? { events: words.noEvents } : {}),
  };
  const send = async () => {
    const settings = { url: url.trim(), description, events };
    if (current) {
      await muleteer.webhooks.update(current.id, settings);
      toast(words.saved);
      onSaved(undefined);
    } else {
      onSaved((await muleteer.webhooks.create(settings)).secret);
    }
  };
  return (
    <Modal title={current ? words.editTitle : words.createTitle} onClose={onClose}>
      <Form
        action={current ? t.operate.save : words.create}
        isBusy={isBusy}
        trouble={trouble}
        onCancel={onClose}
        onSubmit={() => void submit(found, send)}
      >
        <InputField
          label={words.url}
          hint={words.urlHint}
          type="url"
          inputMode="url"
          spellCheck={false}
          placeholder="https://"
          className="font-mono"
          value={url}
          trouble={troubles["url"]}
          onChange={setUrl}
        />
        <InputField
          label={words.description}
          placeholder={words.descriptionPlaceholder}
          value={description}
          trouble={troubles["description"]}
          onChange={setDescription}
        />
        <SomeOrAll
          label={words.events}
          allLabel={words.allEvents}
          options={EVENTS.map((value) => ({ value, label: words.types[value] }))}
          value={events}
          trouble={troubles["events"]}
          onChange={setEvents}
        />
      </Form>
    </Modal>
  );
}
