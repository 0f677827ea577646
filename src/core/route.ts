// Which engines draw for a model, and in which order: `alibaba/qwen-image-max=dashscope,vllm-omni:3|sglang:1; *=sketch`.
import type { Engine } from "./engine.ts";
import { toEngineName } from "./replica-id.ts";

/** Engines that share the tasks of one place of a route, by weight. Replicas of an engine share its place. */
export type Stage = readonly { readonly engine: string; readonly weight: number }[];

/** Stages in order of preference: the next one is asked when those before are busy, not ready or failed. */
export type Route = readonly Stage[];

/** By model, `*` for those that have no rule of their own. */
export type RouteRules = ReadonlyMap<string, Route>;

const MAX_WEIGHT = 1_000;
const MODEL = /^(?:\*|[a-z0-9._-]+\/[a-z0-9._-]+)$/i;
const ENGINE = /^[a-z0-9][a-z0-9-]*$/;

/** A rule that cannot be read or followed; its message completes a sentence about the setting. */
export class RouteError extends Error {
  override readonly name = "RouteError";
}

/**
 * Rules separated by `;`: `<model>=<stage>,<stage>…`, a stage being engines separated by `|`, each with `:<weight>` from 1 to
 * 1000 if it is not 1. White space counts nowhere.
 * @throws {RouteError}
 */
export function parseRoutes(text: string): RouteRules {
  const rules = new Map<string, Route>();
  for (const rule of text.split(";").map((part) => part.trim())) {
    if (rule === "") continue;
    const [model = "", stages, ...rest] = rule.split("=").map((part) => part.trim());
    if (stages === undefined || rest.length > 0)
      throw new RouteError(`must be rules of the form model=engines, not ${quote(rule)}`);
    if (!MODEL.test(model)) throw new RouteError(`must name models as vendor/name or *, not ${quote(model)}`);
    if (rules.has(model)) throw new RouteError(`must have one rule for ${model}, not two`);
    rules.set(model, parseRoute(model, stages));
  }
  if (rules.size === 0) throw new RouteError("must have a rule, such as *=sketch");
  return rules;
}

function parseRoute(model: string, text: string): Route {
  const route = text.split(",").map((stage) => stage.split("|").map((part) => parseShare(model, part.trim())));
  const names = route.flat().map(({ engine }) => engine);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new RouteError(`must name ${twice} once for ${model}, not twice`);
  return route;
}

function parseShare(model: string, text: string): Stage[number] {
  const [engine = "", weight = "1", ...rest] = text.split(":").map((part) => part.trim());
  if (engine === "") throw new RouteError(`must name an engine in each place of the rule for ${model}`);
  if (engine.includes("@"))
    throw new RouteError(`must name engines without an address, whose replicas share the tasks, not ${quote(text)}`);
  if (!ENGINE.test(engine))
    throw new RouteError(`must name engines in lower-case letters, digits and dashes, not ${quote(engine)}`);
  const isWhole = /^\d{1,4}$/.test(weight) && Number(weight) >= 1 && Number(weight) <= MAX_WEIGHT;
  if (rest.length > 0 || !isWhole) throw new RouteError(`must give whole weights from 1 to ${MAX_WEIGHT}, not ${quote(text)}`);
  return { engine, weight: Number(weight) };
}

interface Offer {
  /** Ids. */
  readonly models: readonly string[];
  /** In order of preference. */
  readonly engines: readonly Pick<Engine, "id" | "capabilities">[];
  /** The engine that is used without a rule only where no other serves the model. */
  readonly lastResort: string;
}

/**
 * The route of each model: its own rule, or that for `*`, or every engine in order of preference.
 * @throws {RouteError} for a rule that names a model or an engine that there is not, or that leaves a model without an engine.
 */
export function planRoutes(rules: RouteRules, { models, engines, lastResort }: Offer): ReadonlyMap<string, Route> {
  for (const [model, route] of rules) {
    if (model !== "*" && !models.includes(model)) {
      throw new RouteError(`must name models that are served, not ${model}; there are ${models.join(", ")}`);
    }
    for (const { engine } of route.flat()) {
      if (!listNames(engines).includes(engine)) {
        const names = listNames(engines).join(", ");
        throw new RouteError(`must name engines that are configured, not ${engine}; there are ${names}`);
      }
    }
  }
  return new Map(models.map((model) => [model, planRoute(model, rules.get(model) ?? rules.get("*"), { engines, lastResort })]));
}

function planRoute(model: string, rule: Route | undefined, { engines, lastResort }: Omit<Offer, "models">): Route {
  const able = listNames(engines.filter(({ capabilities }) => capabilities.models?.includes(model) ?? true));
  if (rule) {
    const route = rule.map((stage) => stage.filter(({ engine }) => able.includes(engine))).filter((stage) => stage.length > 0);
    if (route.length === 0) throw new RouteError(`must give ${model} an engine that serves it; there are ${able.join(", ")}`);
    return route;
  }
  const preferred = able.filter((name) => name !== lastResort);
  return (preferred.length > 0 ? preferred : able).map((name) => [{ engine: name, weight: 1 }]);
}

/** Replicas go by one name. */
function listNames(engines: Offer["engines"]): string[] {
  return [...new Set(engines.map(({ id }) => toEngineName(id)))];
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
