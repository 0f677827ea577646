// The commands about keys, money, webhooks and the catalogue: the request that each makes, and what it prints of the answer.
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Balance, Delivery, Engine, Key, Model, Usage, Webhook } from "../../src/client/index.ts";
import { run, runAll } from "../support/command.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { openScriptedServer, SCRIPTED_KEY } from "../support/scripted-server.ts";

const AT = "2026-03-01T12:00:00.000Z";

const KEY: Key = {
  id: "key-1",
  object: "key",
  name: "build server",
  prefix: "sk-mr-abcdef",
  role: "inference",
  created_at: AT,
  expires_at: "2100-01-01T00:00:00.000Z",
  revoked_at: null,
  models: ["alibaba/wan2.6-t2i"],
  requests_per_minute: 60,
  concurrent_tasks: null,
  daily_spend_usd: 1.5,
  total_spend_usd: null,
  low_balance_usd: null,
};
const WEBHOOK: Webhook = {
  id: "hook-1",
  object: "webhook",
  url: "https://example.com/hook",
  description: "orders",
  events: ["task.succeeded"],
  enabled: false,
  disabled_reason: "it answered 410",
  created_at: AT,
  secret_rotates_at: AT,
};
const DELIVERY: Delivery = {
  id: "delivery-1",
  object: "delivery",
  webhook_id: "hook-1",
  url: WEBHOOK.url,
  event_id: "event-1",
  type: "task.succeeded",
  task_id: "task-1",
  status: "pending",
  attempt_count: 2,
  next_attempt_at: AT,
  created_at: AT,
};
const MODEL: Partial<Model> = {
  id: "alibaba/qwen-image-max",
  title: "Qwen Image Max",
  description: "One picture.",
  price_per_image_usd: 0.075,
};
const ENGINES: Engine[] = [
  { id: "sketch", title: "Sketch", ready: true, reason: null, capacity: 2, busy: 1, models: ["alibaba/qwen-image-max"] },
  { id: "gpu", title: "GPU", ready: false, reason: "it does not answer", capacity: 1, busy: 0, models: [] },
  { id: "far", title: "Far", ready: false, reason: "it waits", operator_reason: "HTTP 402", capacity: 1, busy: 0, models: [] },
];
const BALANCE: Balance = {
  object: "balance",
  currency: "USD",
  limit_usd: 10,
  charged_usd: 2.25,
  reserved_usd: 0.075,
  balance_usd: 7.675,
  daily: { limit_usd: null, charged_usd: 0.3, reserved_usd: 0.075, resets_at: AT },
};
const USAGE: Usage = {
  object: "usage",
  from: "2026-02-01",
  to: "2026-03-01",
  group_by: ["day", "engine"],
  data: [
    { day: "2026-02-28", engine: "sketch", tasks: 4, completed: 2, failed: 1, cancelled: 1, images: 3, charged_usd: 0.225 },
    { day: "2026-03-01", engine: null, tasks: 1, completed: 0, failed: 1, cancelled: 0, images: 0, charged_usd: 0 },
  ],
};
const listOf = (...data: unknown[]) => ({ object: "list", data, next_cursor: null });

interface Expectation {
  readonly words: string;
  /** Method, path and body of the one request. */
  readonly request: string;
  readonly answer: unknown;
  readonly stdout: string | RegExp;
  readonly stderr?: string | RegExp;
}

const EXPECTATIONS: readonly Expectation[] = [
  {
    words: "models",
    request: "GET /v1/models",
    answer: listOf(MODEL),
    stdout:
      /^MODEL {19}PRICE +TITLE +DESCRIPTION\nalibaba\/qwen-image-max {2}\$0\.075 a picture {2}Qwen Image Max {2}One picture\.\n$/,
  },
  {
    words: "engines",
    request: "GET /v1/engines",
    answer: listOf(...ENGINES),
    stdout:
      /^ENGINE .*\nsketch {2}ready +1 of 2 {2}Sketch {2}alibaba\/qwen-image-max\ngpu +it does not answer {2,}0 of 1 {2}GPU\nfar +it waits \(HTTP 402\) {2,}0 of 1 {2}Far\n$/,
  },
  {
    words: "balance",
    request: "GET /v1/balance",
    answer: BALANCE,
    stdout:
      /^left +\$7\.675\nin all +\$2\.25 charged, \$0\.075 reserved, of \$10\.00\ntoday +\$0\.30 charged, \$0\.075 reserved, of no limit; begins anew 20\d\d-/,
  },
  {
    words: "usage --from 2026-02-01 --to 2026-03-01 --by day,engine --of key-1",
    request: "GET /v1/usage?from=2026-02-01&to=2026-03-01&group_by=day%2Cengine&key=key-1&format=json",
    answer: USAGE,
    stdout: /^DAY +ENGINE .*CHARGED\n2026-02-28 {2}sketch {2}4 +2 +1 +1 +3 +\$0\.225\n2026-03-01 {2}- .*\$0\.00\n$/,
    stderr: "$0.225 from 2026-02-01 to 2026-03-01.\n",
  },
  { words: "usage --csv", request: "GET /v1/usage?format=csv", answer: "day,tasks\n", stdout: "day,tasks\n" },
  {
    words: "usage",
    request: "GET /v1/usage?format=json",
    answer: { ...USAGE, data: [] },
    stdout: "",
    stderr: "Nothing was made from 2026-02-01 to 2026-03-01.\n",
  },
  {
    words: "webhooks list",
    request: "GET /v1/webhooks",
    answer: listOf(WEBHOOK, { ...WEBHOOK, enabled: true, events: null }),
    stdout: /^ID .*\nhook-1 {2}disabled: it answered 410 {2}task\.succeeded {2}orders +https:.*\nhook-1 {2}enabled +all +orders /,
  },
  { words: "webhooks list", request: "GET /v1/webhooks", answer: listOf(), stdout: "", stderr: /muleteer webhooks create/ },
  {
    words: "webhooks create https://example.com/hook --events task.succeeded,task.failed --description orders",
    request:
      'POST /v1/webhooks {"url":"https://example.com/hook","description":"orders","events":["task.succeeded","task.failed"]}',
    answer: { ...WEBHOOK, secret: "whsec_abc" },
    stdout: "whsec_abc\n",
    stderr: "Made endpoint hook-1. This is its secret. It is not shown again.\n",
  },
  {
    words: "webhooks update hook-1 --to-url https://example.com/new --events all --enable",
    request: 'PATCH /v1/webhooks/hook-1 {"url":"https://example.com/new","events":null,"enabled":true}',
    answer: WEBHOOK,
    stdout: "Changed hook-1.\n",
  },
  { words: "webhooks delete hook-1", request: "DELETE /v1/webhooks/hook-1", answer: {}, stdout: "Deleted hook-1.\n" },
  {
    words: "webhooks rotate hook-1 --overlap 2",
    request: 'POST /v1/webhooks/hook-1/rotate {"overlap_hours":2}',
    answer: { ...WEBHOOK, secret: "whsec_new" },
    stdout: "whsec_new\n",
    stderr: /^This is its secret\. It is not shown again\. The old one signs too until 20\d\d-/,
  },
  {
    words: "webhooks test hook-1",
    request: "POST /v1/webhooks/hook-1/test",
    answer: DELIVERY,
    stdout: "Sent as delivery delivery-1; see muleteer webhooks deliveries.\n",
  },
  {
    words: "webhooks deliveries hook-1 --status pending",
    request: "GET /v1/webhooks/hook-1/deliveries?status=pending&limit=20",
    answer: listOf(DELIVERY),
    stdout: /^ID .*\ndelivery-1 {2}pending {2}task\.succeeded {2}20\S+ \S+ {2}2 +https:\/\/example\.com\/hook\n$/,
  },
  {
    words: "webhooks deliveries",
    request: "GET /v1/webhooks/deliveries?limit=20",
    answer: listOf(),
    stdout: "",
    stderr: "Nothing was sent yet.\n",
  },
  {
    words: "webhooks delivery delivery-1",
    request: "GET /v1/webhooks/deliveries/delivery-1",
    answer: {
      ...DELIVERY,
      attempts: [
        { at: AT, status: 500, duration_ms: 12, error: null, response: "it\nbroke" },
        { at: AT, status: null, duration_ms: 10_000, error: "timed out", response: null },
      ],
    },
    stdout:
      /^id +delivery-1\nstatus +pending\nevent +task\.succeeded event-1\n[\s\S]* {2}500 {2}12 ms\n +answer +it broke\n.* {2}timed out {2}10000 ms\n$/,
  },
  {
    words: "webhooks redeliver delivery-1",
    request: "POST /v1/webhooks/deliveries/delivery-1/redeliver",
    answer: { ...DELIVERY, id: "delivery-2" },
    stdout: "Sent again as delivery-2.\n",
  },
  {
    words: "keys list --url URL",
    request: "GET /v1/keys",
    answer: listOf(KEY),
    stdout:
      /^ID .*\nkey-1 {2}sk-mr-abcdef… {2}inference {2}2026-03-01 {2}until 2100-01-01 {2}alibaba\/wan2\.6-t2i, 60\/min, \$1\.50 a day {2}build server\n$/,
  },
  {
    words:
      "keys create --url URL --name a --role admin --expires 2100-01-01 --models a/b,c/d --requests-per-minute 5 --concurrent 2 --daily-usd 1.5 --total-usd 20 --low-balance-usd 2",
    request:
      'POST /v1/keys {"name":"a","role":"admin","expires_at":"2100-01-01T00:00:00.000Z","models":["a/b","c/d"],"requests_per_minute":5,"concurrent_tasks":2,"daily_spend_usd":1.5,"total_spend_usd":20,"low_balance_usd":2}',
    answer: { ...KEY, key: "sk-mr-the-key" },
    stdout: "sk-mr-the-key\n",
    stderr: "Made key key-1 (build server). It is not kept and cannot be shown again.\n",
  },
  {
    words: "keys update key-1 --url URL --models all --daily-usd none --expires never",
    request: 'PATCH /v1/keys/key-1 {"expires_at":null,"models":null,"daily_spend_usd":null}',
    answer: KEY,
    stdout: /^Changed key-1 \(build server\): inference, until 2100-01-01, limits: /,
  },
  { words: "keys revoke key-1 --url URL", request: "DELETE /v1/keys/key-1", answer: {}, stdout: "Revoked key-1.\n" },
];

const answer = (response: ServerResponse, value: unknown) =>
  void response.end(typeof value === "string" ? value : JSON.stringify(value));

test.each(EXPECTATIONS)("muleteer $words", async ({ words, request, answer: value, stdout, stderr = "" }) => {
  const server = await openScriptedServer();
  server.misbehave((_, response) => {
    answer(response, value);
    return true;
  });
  const env = { MULETEER_URL: server.url, MULETEER_API_KEY: SCRIPTED_KEY };
  const typed = words.split(" ").map((word) => (word === "URL" ? server.url : word));
  const [plain, json] = await runAll([typed, [...typed, "--json"]], { env });
  expect(plain).toEqual({
    code: 0,
    stdout: typeof stdout === "string" ? stdout : expect.stringMatching(stdout),
    stderr: typeof stderr === "string" ? stderr : expect.stringMatching(stderr),
  });
  const sent = server.requests.map(({ method, path, body }) => [method, path, body].filter(Boolean).join(" "));
  expect(sent).toEqual([request, request]);
  // What a program reads is JSON, and nothing else is said. (Comma-separated values were asked for explicitly.)
  expect(json).toMatchObject({ code: 0, stderr: "" });
  if (!words.includes("--csv")) expect(() => JSON.parse(json!.stdout) as unknown).not.toThrow();
});

describe("keys of a data directory", () => {
  test("have limits, which are changed one by one", { timeout: 30_000 }, async () => {
    const env = { MULETEER_DATA_DIR: join(temporaryDirectory(), "data"), MULETEER_URL: "http://127.0.0.1:1" };
    const limits =
      "--role admin --expires 2100-01-01 --models a/b,c/d --requests-per-minute 5 --concurrent 2 --daily-usd 0.000001 --total-usd 20";
    const made = await run(["keys", "create", "--json", "--name", "first", ...limits.split(" ")], { env });
    const { key, ...first } = JSON.parse(made.stdout) as Key & { key: string };
    expect(key).toMatch(/^sk-mr-/);
    expect(first).toMatchObject({
      name: "first",
      role: "admin",
      expires_at: "2100-01-01T00:00:00.000Z",
      models: ["a/b", "c/d"],
      requests_per_minute: 5,
      concurrent_tasks: 2,
      daily_spend_usd: 0.000001,
      total_spend_usd: 20,
      low_balance_usd: null,
    });
    const change = "--role inference --expires never --models all --concurrent none --low-balance-usd 1.25";
    const changed = await run(["keys", "update", first.id, "--json", ...change.split(" ")], { env });
    const expected = {
      ...first,
      role: "inference",
      expires_at: null,
      models: null,
      concurrent_tasks: null,
      low_balance_usd: 1.25,
    };
    expect(JSON.parse(changed.stdout)).toEqual(expected);
    const [listed, unknown] = await runAll(
      [
        ["keys", "list", "--json"],
        ["keys", "update", "nobody", "--name", "x"],
      ],
      { env },
    );
    expect(JSON.parse(listed!.stdout)).toEqual([expected]);
    expect(unknown).toMatchObject({ code: 1, stderr: 'There is no key "nobody"; see muleteer keys list.\n' });
  });

  test("refuse what makes no sense, and nothing is made", async () => {
    const wrong = [
      ["keys", "create", "--role", "owner"],
      ["keys", "create", "--expires", "soon"],
      ["keys", "create", "--requests-per-minute", "0"],
      ["keys", "create", "--daily-usd", "much"],
      ["keys", "create", "--low-balance-usd", "1"],
      ["keys", "create", "--expires", "2020-01-01"],
      ["keys", "create", "--expires", "9999-12-31T23:59:59-00:01"],
      ["keys", "create", "--name", ""],
      ["keys", "update", "key-1"],
    ];
    for (const { code, stdout, stderr } of await runAll(wrong)) {
      expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(/^[^\n]+\n$/);
    }
  });
});
