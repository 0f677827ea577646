// `muleteer webhooks`: who is told of what happens, and whether it arrived.
import type { Delivery, WebhookEventType } from "../client/index.ts";
import type { Call, Command } from "./command.ts";
import { UsageError } from "./failure.ts";
import { toLocalTime } from "./words.ts";

const DEFAULT_LIMIT = 20;
const STATUSES: readonly string[] = ["pending", "succeeded", "failed"] satisfies Delivery["status"][];
const SECRET_NOTE = "This is its secret. It is not shown again.";

export const webhookCommands: readonly Command[] = [
  { name: "webhooks list", summary: "Show the endpoints of this key.", asksServer: true, run: list },
  {
    name: "webhooks create",
    words: "URL",
    count: [1, 1],
    summary: "Add an endpoint, and show its secret, once.",
    asksServer: true,
    options: {
      events: {
        value: "TYPES",
        help: "which events, with commas: task.created, task.succeeded, task.failed, balance.low; all when not given",
      },
      description: { value: "TEXT", help: "what it is for" },
    },
    run: create,
  },
  {
    name: "webhooks update",
    words: "ID",
    count: [1, 1],
    summary: "Change an endpoint, or take one up again that was disabled.",
    asksServer: true,
    options: {
      "to-url": { value: "URL", help: "where it is from now on" },
      events: { value: "TYPES", help: "which events, with commas, or all" },
      description: { value: "TEXT", help: "what it is for" },
      enable: { help: "take it up again" },
    },
    run: update,
  },
  {
    name: "webhooks delete",
    words: "ID",
    count: [1, 1],
    summary: "Remove an endpoint.",
    asksServer: true,
    async run({ connect, words: [id = ""], json, terminal }) {
      await connect().webhooks.delete(id);
      if (json) terminal.printJson({ id, deleted: true });
      else terminal.print(`Deleted ${id}.`);
    },
  },
  {
    name: "webhooks rotate",
    words: "ID",
    count: [1, 1],
    summary: "Give an endpoint a new secret; the old one signs too for a while.",
    asksServer: true,
    options: { overlap: { value: "HOURS", help: "for how long" } },
    async run(call) {
      const webhook = await call.connect().webhooks.rotate(call.words[0] ?? "", { overlapHours: call.number("overlap") });
      if (call.json) return call.terminal.printJson(webhook);
      call.terminal.print(webhook.secret);
      call.terminal.note(`${SECRET_NOTE} The old one signs too until ${toLocalTime(webhook.secret_rotates_at)}.`);
    },
  },
  {
    name: "webhooks test",
    words: "ID",
    count: [1, 1],
    summary: "Send an endpoint a webhook.test event.",
    asksServer: true,
    async run({ connect, words: [id = ""], json, terminal }) {
      const delivery = await connect().webhooks.test(id);
      if (json) terminal.printJson(delivery);
      else terminal.print(`Sent as delivery ${delivery.id}; see muleteer webhooks deliveries.`);
    },
  },
  {
    name: "webhooks deliveries",
    words: "[ID]",
    count: [0, 1],
    summary: "Show what was sent, newest first, to one endpoint or to all.",
    asksServer: true,
    options: {
      status: { value: "STATUS", help: STATUSES.join(", ") },
      limit: { value: "N", short: "n", help: `how many at most; ${DEFAULT_LIMIT} when not given` },
    },
    run: listDeliveries,
  },
  {
    name: "webhooks delivery",
    words: "ID",
    count: [1, 1],
    summary: "Show a delivery with every attempt.",
    asksServer: true,
    run: showDelivery,
  },
  {
    name: "webhooks redeliver",
    words: "ID",
    count: [1, 1],
    summary: "Send a delivery again.",
    asksServer: true,
    async run({ connect, words: [id = ""], json, terminal }) {
      const delivery = await connect().webhooks.redeliver(id);
      if (json) terminal.printJson(delivery);
      else terminal.print(`Sent again as ${delivery.id}.`);
    },
  },
];

async function list({ connect, json, terminal }: Call): Promise<void> {
  const webhooks = await connect().webhooks.list();
  if (json) return terminal.printJson(webhooks);
  if (webhooks.length === 0) return terminal.note("There is no endpoint yet; add one with muleteer webhooks create.");
  terminal.printTable(
    ["ID", "STATE", "EVENTS", "DESCRIPTION", "URL"],
    webhooks.map(({ id, enabled, disabled_reason: reason, events, description, url }) => [
      id,
      enabled ? "enabled" : `disabled: ${reason ?? "no reason known"}`,
      events === null ? "all" : events.join(", "),
      description,
      url,
    ]),
  );
}

function toEvents(text: string | undefined): WebhookEventType[] | null | undefined {
  if (text === undefined) return undefined;
  // Which ones there are, the server says better.
  return text === "all" ? null : (text.split(",").map((word) => word.trim()) as WebhookEventType[]);
}

async function create(call: Call): Promise<void> {
  const { secret, ...webhook } = await call.connect().webhooks.create({
    url: call.words[0] ?? "",
    description: call.text("description"),
    events: toEvents(call.text("events")),
  });
  if (call.json) return call.terminal.printJson({ ...webhook, secret });
  call.terminal.print(secret);
  call.terminal.note(`Made endpoint ${webhook.id}. ${SECRET_NOTE}`);
}

async function update(call: Call): Promise<void> {
  const changes = {
    url: call.text("to-url"),
    description: call.text("description"),
    events: toEvents(call.text("events")),
    enabled: call.flag("enable"),
  };
  if (Object.values(changes).every((value) => value === undefined)) {
    throw new UsageError("Nothing is to be changed; see muleteer webhooks update --help.");
  }
  const webhook = await call.connect().webhooks.update(call.words[0] ?? "", changes);
  if (call.json) call.terminal.printJson(webhook);
  else call.terminal.print(`Changed ${webhook.id}.`);
}

async function listDeliveries(call: Call): Promise<void> {
  const status = call.text("status");
  if (status !== undefined && !STATUSES.includes(status)) {
    throw new UsageError(`--status takes ${STATUSES.join(", ")}, got ${JSON.stringify(status)}.`);
  }
  const limit = call.number("limit", { whole: true }) ?? DEFAULT_LIMIT;
  const filter = { webhookId: call.words[0], status: status as Delivery["status"] | undefined, limit: Math.min(limit, 100) };
  const deliveries: Delivery[] = [];
  for await (const delivery of call.connect().webhooks.deliveries(filter)) {
    if (deliveries.push(delivery) >= limit) break;
  }
  if (call.json) return call.terminal.printJson(deliveries);
  if (deliveries.length === 0) return call.terminal.note("Nothing was sent yet.");
  call.terminal.printTable(
    ["ID", "STATUS", "EVENT", "CREATED", "ATTEMPTS", "URL"],
    deliveries.map((each) => [
      each.id,
      each.status,
      each.type,
      toLocalTime(each.created_at),
      String(each.attempt_count ?? each.attempts?.length ?? 0),
      each.url,
    ]),
  );
}

async function showDelivery({ connect, words: [id = ""], json, terminal }: Call): Promise<void> {
  const delivery = await connect().webhooks.delivery(id);
  if (json) return terminal.printJson(delivery);
  terminal.printFacts([
    ["id", delivery.id],
    ["status", delivery.status],
    ["event", `${delivery.type} ${delivery.event_id}`],
    ["task", delivery.task_id ?? "-"],
    ["url", delivery.url],
    ["created", toLocalTime(delivery.created_at)],
    ["next attempt", toLocalTime(delivery.next_attempt_at)],
  ]);
  for (const { at, status, duration_ms: ms, error, response } of delivery.attempts ?? []) {
    terminal.print(`${toLocalTime(at)}  ${status ?? error ?? "no answer"}  ${ms} ms`);
    if (response) terminal.printFacts([["  answer", response]]);
  }
}
