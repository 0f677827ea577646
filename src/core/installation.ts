// One engine out of what several nodes tell of it, and which of all engines a task has or would get. Pure, and the same at every
// node that read the same.
import type { EngineNode, EngineStatus } from "./engine-status.ts";
import type { EngineReport, NodeReport } from "./node-store.ts";
import { toEngineName } from "./replica-id.ts";
import type { Task } from "./task.ts";

/** An engine of the whole installation. */
export interface InstalledEngine extends EngineStatus {
  /** By model: the first of the stages of its route in which a node has it. */
  readonly stages: Readonly<Record<string, number>>;
}

interface Heard {
  readonly node: NodeReport;
  readonly report: EngineReport;
}

/**
 * Engines by id, in the order in which the nodes have them. Places that nodes share count once, and their own add up. It is ready
 * where it is ready for one of them.
 * @param taken by key of a shared engine: the tasks that all nodes have there.
 */
export function mergeEngines(nodes: readonly NodeReport[], taken: ReadonlyMap<string, number>): InstalledEngine[] {
  const heard = nodes.flatMap((node) => node.engines.map((report): Heard => ({ node, report })));
  return [...Map.groupBy(heard, ({ report }) => report.id)].map(([id, all]) => mergeEngine(id, all, taken));
}

function mergeEngine(id: string, heard: readonly Heard[], taken: ReadonlyMap<string, number>): InstalledEngine {
  const reports = heard.map(({ report }) => report);
  const speaker = reports.find(({ ready }) => ready) ?? reports[0];
  const stages: Record<string, number> = {};
  for (const report of reports) {
    for (const [model, stage] of Object.entries(report.stages)) stages[model] = Math.min(stage, stages[model] ?? stage);
  }
  return {
    id,
    title: speaker?.title ?? id,
    ready: speaker?.ready ?? false,
    ...pickReasons(speaker),
    ...addPlaces(heard, taken),
    models: [...new Set(reports.flatMap(({ models }) => models))],
    stages,
    nodes: heard.map(toNode),
  };
}

/** Of nodes that share an engine and were given different numbers, the largest counts. */
function addPlaces(heard: readonly Heard[], taken: ReadonlyMap<string, number>): { capacity: number; busy: number } {
  let [capacity, busy] = [0, 0];
  // An id has no space, and a key one at most between its words, so neither is taken for the other.
  const groups = Map.groupBy(heard, ({ node, report }) => report.shared ?? `node ${node.id}`);
  for (const [key, group] of groups) {
    capacity += Math.max(...group.map(({ report }) => report.capacity));
    const own = group.reduce((sum, { report }) => sum + report.busy, 0);
    busy += group[0]?.report.shared === undefined ? own : (taken.get(key) ?? own);
  }
  return { capacity, busy };
}

function toNode({ node, report }: Heard): EngineNode {
  const { ready, capacity, busy } = report;
  return { id: node.id, name: node.name, heardAt: node.heardAt, ready, ...pickReasons(report), capacity, busy };
}

function pickReasons(report: EngineReport | undefined): Pick<EngineReport, "reason" | "operatorReason"> {
  return {
    ...(report?.reason === undefined ? {} : { reason: report.reason }),
    ...(report?.operatorReason === undefined ? {} : { operatorReason: report.operatorReason }),
  };
}

/** The engine that has a task, or would get it now or as soon as one is free; undefined when none serves its model. */
export function chooseEngine(
  engines: readonly InstalledEngine[],
  { engine: id, model }: Pick<Task, "engine" | "model">,
): InstalledEngine | undefined {
  const own = id === undefined ? undefined : (engines.find((each) => each.id === id) ?? findKin(engines, id));
  if (own) return own;
  const able = engines
    .filter(({ models }) => models.includes(model))
    .toSorted((a, b) => (a.stages[model] ?? 0) - (b.stages[model] ?? 0));
  return able.find(({ ready, busy, capacity }) => ready && busy < capacity) ?? able.find(({ ready }) => ready) ?? able[0];
}

/** An engine that was alone and has replicas now, or the other way round. */
function findKin(engines: readonly InstalledEngine[], id: string): InstalledEngine | undefined {
  const name = toEngineName(id);
  return engines.find((each) => toEngineName(each.id) === name);
}
