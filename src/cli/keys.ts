// `muleteer keys`: who may ask, and for how much. Without `--url` it works on the data directory of this machine, whether a
// server runs there or not.
import type { Key, KeySettings } from "../client/index.ts";
import { LAST_TIME_MS } from "../core/clock.ts";
import type { ApiKey, KeyChange, KeyLimits } from "../core/key-store.ts";
import { toUsd } from "../core/money.ts";
import type { KeyDesk } from "../keys.ts";
import type { Call, Command, Option } from "./command.ts";
import { CommandError, UsageError } from "./failure.ts";
import { toDollars } from "./words.ts";

const MAX_NAME_CHARACTERS = 100;
const MICROS = 1_000_000;

const HOME_OPTIONS: Readonly<Record<string, Option>> = {
  url: { value: "URL", help: "the keys of this server, asked with an admin's key; else those of the data directory" },
  key: { value: "KEY", help: "the admin's key, with --url; else MULETEER_API_KEY" },
};

const LIMIT_OPTIONS: Readonly<Record<string, Option>> = {
  role: { value: "ROLE", help: "inference, or admin: may administer keys, and sees everybody's usage" },
  expires: { value: "TIME", help: "when it stops being valid, such as 2027-01-01, or never" },
  models: { value: "MODELS", help: "the only models that it may use, with commas, or all" },
  "requests-per-minute": { value: "N", help: "tasks that it may create in a minute, or none for no limit" },
  concurrent: { value: "N", help: "tasks that it may have unfinished at once, or none" },
  "daily-usd": { value: "X", help: "what it may spend in a day (UTC), or none" },
  "total-usd": { value: "X", help: "what it may spend in all, or none" },
  "low-balance-usd": { value: "X", help: "tell its webhooks when less than this is left, or none" },
};

export const keyCommands: readonly Command[] = [
  {
    name: "keys create",
    summary: "Make an API key and show it, once.",
    options: { name: { value: "NAME", help: "what it is for; unnamed when not given" }, ...LIMIT_OPTIONS, ...HOME_OPTIONS },
    run: create,
  },
  { name: "keys list", summary: "Show the keys, without their secrets.", options: HOME_OPTIONS, run: list },
  {
    name: "keys update",
    words: "ID",
    count: [1, 1],
    summary: "Change what a key is called and what it may do.",
    options: { name: { value: "NAME", help: "what it is for" }, ...LIMIT_OPTIONS, ...HOME_OPTIONS },
    run: update,
  },
  { name: "keys revoke", words: "ID", count: [1, 1], summary: "Revoke a key, at once.", options: HOME_OPTIONS, run: revoke },
];

/** Where keys are: a data directory, or a server. */
interface KeyHome {
  create(settings: KeySettings & { readonly name: string }): Promise<Key & { readonly key: string }>;
  list(): Promise<readonly Key[]>;
  update(id: string, settings: KeySettings): Promise<Key>;
  revoke(id: string): Promise<void>;
}

async function withHome(call: Call, work: (home: KeyHome) => Promise<void>): Promise<void> {
  if (call.text("url") !== undefined) return await work(call.connect().keys);
  // Loaded here, because no other command should wait for the server's settings.
  const { readConfig } = await import("../config.ts");
  const config = readConfig();
  // Loaded here, because no other command should wait for a database.
  const { withKeys } = await import("../keys.ts");
  await withKeys(config, (desk) => work(toHome(desk)));
}

function toHome(desk: KeyDesk): KeyHome {
  return {
    async create(settings) {
      const change = toChange(settings);
      refuseNonsense(change, {});
      const { key, text } = await desk.create(settings.name, change);
      return { ...toKey(key), key: text };
    },
    list: async () => (await desk.list()).map(toKey),
    async update(id, settings) {
      const change = toChange(settings);
      const key = await desk.update(id, change, ({ revokedAt, limits }) => {
        if (revokedAt !== undefined) throw new CommandError("The key was revoked, and cannot be changed.");
        refuseNonsense(change, limits);
      });
      if (!key) throw new CommandError(`There is no key ${JSON.stringify(id)}; see muleteer keys list.`);
      return toKey(key);
    },
    async revoke(id) {
      if (await desk.revoke(id)) return;
      throw new CommandError(`There is no key ${JSON.stringify(id)} that could be revoked; see muleteer keys list.`);
    },
  };
}

/** What is undefined stays as it is, and null takes a limit away. */
function toChange(settings: KeySettings): KeyChange {
  const { name, role, expiresAt } = settings;
  const limits = {
    models: settings.models,
    requestsPerMinute: settings.requestsPerMinute,
    concurrentTasks: settings.concurrentTasks,
    dailySpendMicros: toMicros(settings.dailySpendUsd),
    totalSpendMicros: toMicros(settings.totalSpendUsd),
    lowBalanceMicros: toMicros(settings.lowBalanceUsd),
  };
  return {
    ...(name === undefined ? {} : { name }),
    ...(role === undefined ? {} : { role }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt === null ? null : Date.parse(String(expiresAt)) }),
    limits: Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined)),
  };
}

/** What no single option says, and a server would refuse too. */
function refuseNonsense({ expiresAt, limits }: KeyChange, before: KeyLimits): void {
  if (typeof expiresAt === "number" && expiresAt <= Date.now()) throw new UsageError("--expires must be in the future.");
  const { lowBalanceMicros: low, totalSpendMicros: total } = { ...before, ...limits };
  if (typeof low === "number" && low > (total ?? -1)) throw new UsageError("--low-balance-usd must be at most --total-usd.");
}

function toMicros(usd: number | null | undefined): number | null | undefined {
  return typeof usd === "number" ? Math.round(usd * MICROS) : usd;
}

function toUsdOrNull(micros: number | undefined): number | null {
  return micros === undefined ? null : toUsd(micros);
}

function toTime(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

/** As a server would show it. */
function toKey({ id, name, prefix, role, limits, createdAt, expiresAt, revokedAt }: ApiKey): Key {
  return {
    id,
    object: "key",
    name,
    prefix,
    role,
    created_at: new Date(createdAt).toISOString(),
    expires_at: toTime(expiresAt),
    revoked_at: toTime(revokedAt),
    models: limits.models ?? null,
    requests_per_minute: limits.requestsPerMinute ?? null,
    concurrent_tasks: limits.concurrentTasks ?? null,
    daily_spend_usd: toUsdOrNull(limits.dailySpendMicros),
    total_spend_usd: toUsdOrNull(limits.totalSpendMicros),
    low_balance_usd: toUsdOrNull(limits.lowBalanceMicros),
  };
}

async function create(call: Call): Promise<void> {
  const settings = { ...readSettings(call), name: call.text("name") ?? "unnamed" };
  await withHome(call, async (home) => {
    const key = await home.create(settings);
    if (call.json) return call.terminal.printJson(key);
    call.terminal.print(key.key);
    call.terminal.note(`Made key ${key.id} (${key.name}). It is not kept and cannot be shown again.`);
  });
}

async function list(call: Call): Promise<void> {
  await withHome(call, async (home) => {
    const keys = await home.list();
    if (call.json) return call.terminal.printJson(keys);
    if (keys.length === 0) return call.terminal.print("There is no key yet; make one with muleteer keys create.");
    call.terminal.printTable(
      ["ID", "PREFIX", "ROLE", "CREATED", "STATE", "LIMITS", "NAME"],
      keys.map((key) => [
        key.id,
        `${key.prefix}…`,
        key.role,
        key.created_at.slice(0, 10),
        toState(key),
        listLimits(key),
        key.name,
      ]),
    );
  });
}

function toState({ revoked_at: revoked, expires_at: expires }: Key): string {
  if (revoked !== null) return "revoked";
  if (expires === null) return "valid";
  return Date.parse(expires) <= Date.now() ? "expired" : `until ${expires.slice(0, 10)}`;
}

function listLimits(key: Key): string {
  const limits = [
    key.models?.join(" "),
    key.requests_per_minute === null ? undefined : `${key.requests_per_minute}/min`,
    key.concurrent_tasks === null ? undefined : `${key.concurrent_tasks} at once`,
    key.daily_spend_usd === null ? undefined : `${toDollars(key.daily_spend_usd)} a day`,
    key.total_spend_usd === null ? undefined : `${toDollars(key.total_spend_usd)} in all`,
  ];
  return limits.filter(Boolean).join(", ") || "-";
}

async function update(call: Call): Promise<void> {
  const settings = readSettings(call);
  if (Object.values(settings).every((value) => value === undefined)) {
    throw new UsageError("Nothing is to be changed; see muleteer keys update --help.");
  }
  await withHome(call, async (home) => {
    const key = await home.update(call.words[0] ?? "", settings);
    if (call.json) call.terminal.printJson(key);
    else call.terminal.print(`Changed ${key.id} (${key.name}): ${key.role}, ${toState(key)}, limits: ${listLimits(key)}.`);
  });
}

async function revoke(call: Call): Promise<void> {
  const [id = ""] = call.words;
  await withHome(call, async (home) => {
    await home.revoke(id);
    if (call.json) call.terminal.printJson({ id, revoked: true });
    else call.terminal.print(`Revoked ${id}.`);
  });
}

function readSettings(call: Call): KeySettings {
  const name = call.text("name");
  if (name !== undefined && (name.trim() === "" || name.length > MAX_NAME_CHARACTERS)) {
    throw new UsageError(`--name must have 1 to ${MAX_NAME_CHARACTERS} characters.`);
  }
  const models = call.text("models");
  return {
    name,
    role: readRole(call.text("role")),
    expiresAt: readExpiry(call.text("expires")),
    models: models === undefined ? undefined : models === "all" ? null : models.split(",").map((model) => model.trim()),
    requestsPerMinute: readLimit(call, "requests-per-minute", { whole: true }),
    concurrentTasks: readLimit(call, "concurrent", { whole: true }),
    dailySpendUsd: readLimit(call, "daily-usd"),
    totalSpendUsd: readLimit(call, "total-usd"),
    lowBalanceUsd: readLimit(call, "low-balance-usd"),
  };
}

function readRole(text: string | undefined): "inference" | "admin" | undefined {
  if (text === undefined || text === "inference" || text === "admin") return text;
  throw new UsageError(`--role takes inference or admin, got ${JSON.stringify(text)}.`);
}

function readExpiry(text: string | undefined): string | null | undefined {
  if (text === undefined) return undefined;
  if (text === "never") return null;
  const time = Date.parse(text);
  if (Number.isNaN(time) || time > LAST_TIME_MS)
    throw new UsageError(`--expires takes a date or a time, such as 2027-01-01, or never, got ${JSON.stringify(text)}.`);
  return new Date(time).toISOString();
}

/** Null for `none`. */
function readLimit(call: Call, name: string, options: { readonly whole?: boolean } = {}): number | null | undefined {
  if (call.text(name) === "none") return null;
  const value = call.number(name, options);
  if (value !== undefined && value < (options.whole ? 1 : 0)) {
    throw new UsageError(`--${name} must be at least ${options.whole ? 1 : 0}, got ${value}; none takes the limit away.`);
  }
  return value;
}
