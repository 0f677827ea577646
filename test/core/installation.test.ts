// One list of engines out of what several nodes tell: what is shared counts once, what is a node's own adds up.
import { describe, expect, test } from "vitest";
import { chooseEngine, mergeEngines } from "../../src/core/installation.ts";
import type { EngineReport, NodeReport } from "../../src/core/node-store.ts";

const MODEL = "vendor/model";
const GPU = "gpu@10.0.0.5:8188";

function toReport(facts: Partial<EngineReport> & Pick<EngineReport, "id">): EngineReport {
  return { title: facts.id, ready: true, capacity: 2, busy: 0, models: [MODEL], stages: { [MODEL]: 0 }, ...facts };
}

function toNodes(...nodes: readonly (readonly EngineReport[])[]): NodeReport[] {
  return nodes.map((engines, index) => ({ id: `node-${index}`, name: `host-${index}`, heardAt: index, engines }));
}

const merge = (nodes: readonly NodeReport[], taken: readonly (readonly [string, number])[] = []) =>
  mergeEngines(nodes, new Map(taken));

describe("engines of several nodes", () => {
  test("that they share have their places once, and of the tasks there those that all have", () => {
    const one = toReport({ id: "gpu", shared: GPU, busy: 1 });
    const merged = merge(toNodes([one], [{ ...one, busy: 2, capacity: 3 }]), [[GPU, 3]]);
    expect(merged).toMatchObject([{ id: "gpu", capacity: 3, busy: 3 }]);
    expect(merged[0]?.nodes).toMatchObject([
      { id: "node-0", name: "host-0", heardAt: 0, capacity: 2, busy: 1 },
      { id: "node-1", name: "host-1", heardAt: 1, capacity: 3, busy: 2 },
    ]);
  });

  test("that are each node's own add up, and so do those of one name at several addresses", () => {
    const own = toReport({ id: "sketch", busy: 1 });
    expect(merge(toNodes([own], [own], [own]))).toMatchObject([{ capacity: 6, busy: 3 }]);
    const at = (address: string) => toReport({ id: "gpu", shared: `gpu@${address}` });
    const taken = [
      ["gpu@a", 2],
      ["gpu@b", 1],
    ] as const;
    expect(merge(toNodes([at("a")], [at("b")], [at("b")]), taken)).toMatchObject([{ capacity: 4, busy: 3 }]);
  });

  test("are ready where one node finds them so, and tell why not where none does", () => {
    const ill = toReport({ id: "gpu", ready: false, reason: "It does not answer.", operatorReason: "HTTP 500" });
    const [half] = merge(toNodes([ill], [toReport({ id: "gpu" })]));
    expect(half).toMatchObject({ ready: true, nodes: [{ ready: false, reason: "It does not answer." }, { ready: true }] });
    expect(half).not.toHaveProperty("reason");
    expect(half).not.toHaveProperty("operatorReason");
    expect(merge(toNodes([ill], [ill]))).toMatchObject([
      { ready: false, reason: "It does not answer.", operatorReason: "HTTP 500" },
    ]);
  });

  test("serve what any node has them for, in the first stage that one of them has", () => {
    const one = toReport({ id: "gpu", models: ["a/a", "b/b"], stages: { "a/a": 2, "b/b": 1 } });
    const other = toReport({ id: "gpu", models: ["c/c", "a/a"], stages: { "c/c": 0, "a/a": 1 } });
    expect(merge(toNodes([one], [other]))).toMatchObject([
      { models: ["a/a", "b/b", "c/c"], stages: { "a/a": 1, "b/b": 1, "c/c": 0 } },
    ]);
  });

  test("stand in the order of the oldest node's settings, then in that of the others", () => {
    const [gpu, sketch, late] = ["gpu", "sketch", "late"].map((id) => toReport({ id }));
    expect(merge(toNodes([gpu!, sketch!], [late!, sketch!])).map(({ id }) => id)).toEqual(["gpu", "sketch", "late"]);
    expect(merge([])).toEqual([]);
  });
});

describe("a task is expected at", () => {
  const choose = (engines: readonly EngineReport[], engine?: string) =>
    chooseEngine(merge(toNodes(engines)), { model: MODEL, ...(engine === undefined ? {} : { engine }) })?.id;
  const first = toReport({ id: "first", stages: { [MODEL]: 0 } });
  const second = toReport({ id: "second", stages: { [MODEL]: 1 } });

  test("the engine that has it, by its name too where it has replicas now", () => {
    expect(choose([first, second], "second")).toBe("second");
    expect(choose([first, { ...second, id: "second@10.0.0.5:1" }], "second")).toBe("second@10.0.0.5:1");
  });

  test("the first stage that is free, else the first that is ready, else the first", () => {
    expect(choose([second, first])).toBe("first");
    expect(choose([second, { ...first, busy: 2 }])).toBe("second");
    expect(
      choose([
        { ...second, busy: 2 },
        { ...first, busy: 2 },
      ]),
    ).toBe("first");
    expect(
      choose([
        { ...second, busy: 2 },
        { ...first, ready: false },
      ]),
    ).toBe("second");
    expect(
      choose([
        { ...second, ready: false },
        { ...first, ready: false },
      ]),
    ).toBe("first");
  });

  test("none where no node serves its model", () => {
    expect(choose([{ ...first, models: ["a/a"], stages: { "a/a": 0 } }])).toBeUndefined();
    expect(choose([first], "gone")).toBe("first");
  });
});
