// Routes as an operator writes them, and as they are planned without.
import { describe, expect, test } from "vitest";
import { drawPlain, scriptEngine } from "../support/engines.ts";
import { parseRoutes, planRoutes, RouteError } from "../../src/core/route.ts";

const QWEN = "alibaba/qwen-image-max";
const WAN = "alibaba/wan2.6-t2i";

function offer(id: string, models?: readonly string[]) {
  return scriptEngine({ id, capabilities: models ? { models } : {}, submit: drawPlain });
}

describe("parseRoutes", () => {
  test("reads models, stages in order, and weights", () => {
    const rules = parseRoutes(`${QWEN}=dashscope,vllm-omni:3|sglang ; * = sketch;`);
    expect([...rules]).toEqual([
      [
        QWEN,
        [
          [{ engine: "dashscope", weight: 1 }],
          [
            { engine: "vllm-omni", weight: 3 },
            { engine: "sglang", weight: 1 },
          ],
        ],
      ],
      ["*", [[{ engine: "sketch", weight: 1 }]]],
    ]);
  });

  test.each([
    ["", "must have a rule, such as *=sketch"],
    [" ; ", "must have a rule, such as *=sketch"],
    ["dashscope", 'must be rules of the form model=engines, not "dashscope"'],
    ["*=a=b", 'must be rules of the form model=engines, not "*=a=b"'],
    ["qwen=sketch", 'must name models as vendor/name or *, not "qwen"'],
    ["*=sketch;*=dashscope", "must have one rule for *, not two"],
    ["*=", "must name an engine in each place of the rule for *"],
    ["*=sketch,,dashscope", "must name an engine in each place of the rule for *"],
    ["*=sketch|", "must name an engine in each place of the rule for *"],
    ["*=sketch,sketch", "must name sketch once for *, not twice"],
    ["*=a|b:2,b", "must name b once for *, not twice"],
    ["*=Sketch", 'must name engines in lower-case letters, digits and dashes, not "Sketch"'],
    ["*=sketch:0", 'must give whole weights from 1 to 1000, not "sketch:0"'],
    ["*=sketch:1001", 'must give whole weights from 1 to 1000, not "sketch:1001"'],
    ["*=sketch:1.5", 'must give whole weights from 1 to 1000, not "sketch:1.5"'],
    ["*=sketch:1:2", 'must give whole weights from 1 to 1000, not "sketch:1:2"'],
    ["*=gpu@10.0.0.5:8000", 'must name engines without an address, whose replicas share the tasks, not "gpu@10.0.0.5:8000"'],
  ])("%j %s", (text, message) => {
    expect(() => parseRoutes(text)).toThrow(new RouteError(message));
  });
});

describe("planRoutes", () => {
  const dashscope = offer("dashscope", [QWEN]);
  const engines = [dashscope, offer("vllm-omni@a:1"), offer("vllm-omni@b:1"), offer("sketch")];
  const plan = (text: string | undefined, offered: Parameters<typeof planRoutes>[1]["engines"] = engines) => {
    const rules = text === undefined ? new Map() : parseRoutes(text);
    const routes = planRoutes(rules, { models: [QWEN, WAN], engines: offered, lastResort: "sketch" });
    return Object.fromEntries(
      [...routes].map(([model, route]) => [model, route.map((stage) => stage.map(({ engine }) => engine))]),
    );
  };

  test("without rules, every engine that serves a model is asked in order, and sketch only where there is none", () => {
    expect(plan(undefined)).toEqual({ [QWEN]: [["dashscope"], ["vllm-omni"]], [WAN]: [["vllm-omni"]] });
    expect(plan(undefined, [offer("sketch")])).toEqual({ [QWEN]: [["sketch"]], [WAN]: [["sketch"]] });
    expect(plan(undefined, [dashscope, offer("sketch")])).toEqual({
      [QWEN]: [["dashscope"]],
      [WAN]: [["sketch"]],
    });
  });

  test("a model's own rule goes before that for all, and sketch is used where it is named", () => {
    expect(plan(`${WAN}=sketch,vllm-omni;*=vllm-omni|sketch`)).toEqual({
      [WAN]: [["sketch"], ["vllm-omni"]],
      [QWEN]: [["vllm-omni", "sketch"]],
    });
    expect(plan(`${WAN}=sketch`)).toEqual({ [WAN]: [["sketch"]], [QWEN]: [["dashscope"], ["vllm-omni"]] });
  });

  test("an engine that does not serve a model is left out of the rule for all", () => {
    expect(plan("*=dashscope,vllm-omni")).toEqual({ [QWEN]: [["dashscope"], ["vllm-omni"]], [WAN]: [["vllm-omni"]] });
  });

  test.each([
    ["acme/painter=sketch", `must name models that are served, not acme/painter; there are ${QWEN}, ${WAN}`],
    ["*=comfyui", "must name engines that are configured, not comfyui; there are dashscope, vllm-omni, sketch"],
    [`${WAN}=dashscope`, `must give ${WAN} an engine that serves it; there are vllm-omni, sketch`],
  ])("%j %s", (text, message) => {
    expect(() => plan(text)).toThrow(new RouteError(message));
  });
});
