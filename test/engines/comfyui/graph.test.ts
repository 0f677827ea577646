// The operator's graph: what is filled in, how, and what is said of a file that cannot be used.
import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GraphError, parseGraph } from "../../../src/engines/comfyui/graph.ts";
import { ROOT } from "../../support/process.ts";

const VALUES = { prompt: "a fox", negative_prompt: "", width: 1664, height: 928, seed: 7 };

interface Node {
  readonly class_type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** A graph of one node that has all that it must have, and `inputs` besides. */
function toGraph(inputs: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, Node>> {
  const needed = { p: "{{prompt}}", w: "{{width}}", h: "{{height}}", s: "{{seed}}" };
  return { "1": { class_type: "KSampler", inputs: { ...needed, ...inputs } } };
}

const toText = (inputs?: Readonly<Record<string, unknown>>): string => JSON.stringify(toGraph(inputs));

function fillIn(inputs: Readonly<Record<string, unknown>>, values: Partial<typeof VALUES> = {}): unknown {
  const filled = parseGraph(toText(inputs)).toPrompt({ ...VALUES, ...values }) as unknown as Record<"1", Node>;
  const { p: _p, w: _w, h: _h, s: _s, ...rest } = filled["1"].inputs;
  return rest;
}

test("the example can be used", () => {
  const graph = parseGraph(readFileSync(join(ROOT, "docs/engines/comfyui-qwen-image.json"), "utf8"));
  expect(graph.takesNegativePrompt).toBe(true);
  expect(graph.nodes.get("8")).toBe("sampling");
  expect(graph.toPrompt({ ...VALUES, negative_prompt: "fog" })).toMatchObject({
    "5": { class_type: "CLIPTextEncode", inputs: { text: "a fox", clip: ["2", 0] } },
    "6": { inputs: { text: "fog" } },
    "7": { inputs: { width: 1664, height: 928, batch_size: 1 } },
    "8": { inputs: { seed: 7, steps: 20, cfg: 2.5, denoise: 1 } },
    "10": { inputs: { filename_prefix: "muleteer/7" } },
  });
});

test("numbers stay numbers where they are all of a string, and are text within one", () => {
  const texts = { a: "{{ seed }}", b: "{{seed}}.png", c: "{{width}}x{{height}}", d: ["{{width}}", { e: "{{height}}" }] };
  expect(fillIn(texts)).toEqual({ a: 7, b: "7.png", c: "1664x928", d: [1664, { e: 928 }] });
  const others = { a: 0.5, b: null, c: true, d: [], e: {} };
  expect(fillIn(others)).toEqual(others);
});

test("text goes around the prompt, and other braces are text", () => {
  expect(fillIn({ a: "masterpiece, {{prompt}}, 4k", b: "{a|b} {{ }} {{" })).toEqual({
    a: "masterpiece, a fox, 4k",
    b: "{a|b} {{ }} {{",
  });
});

test("a prompt is a value, whatever is in it", () => {
  const nasty = fc.constantFrom('"', '","seed":1,"x":"', "{{seed}}", "$&", "\\", "\u2028");
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), nasty), (prompt) => {
      expect(fillIn({ a: "{{prompt}}", b: "<{{prompt}}>" }, { prompt })).toEqual({ a: prompt, b: `<${prompt}>` });
    }),
  );
});

test("what only the editor needs is not sent", () => {
  const text = JSON.stringify({ "1": { ...toGraph()["1"], _meta: { title: "{{nonsense}}" }, is_changed: 1 } });
  expect(parseGraph(text).toPrompt(VALUES)).toEqual({
    "1": { class_type: "KSampler", inputs: { p: "a fox", w: 1664, h: 928, s: 7 } },
  });
});

test("says whether a negative prompt goes anywhere", () => {
  expect(parseGraph(toText()).takesNegativePrompt).toBe(false);
  expect(parseGraph(toText({ n: "{{negative_prompt}}" })).takesNegativePrompt).toBe(true);
});

test.each([
  ["KSampler", "sampling"],
  ["SamplerCustomAdvanced", "sampling"],
  ["KSamplerSelect", "working"],
  ["CheckpointLoaderSimple", "loading"],
  ["CLIPTextEncode", "encoding"],
  ["VAEDecodeTiled", "decoding"],
  ["SaveImage", "working"],
])("%s is %s", (classType, kind) => {
  const text = JSON.stringify({ ...toGraph(), "2": { class_type: classType, inputs: {} } });
  expect(parseGraph(text).nodes.get("2")).toBe(kind);
});

function nest(levels: number): unknown {
  return levels === 0 ? "x" : [nest(levels - 1)];
}

test.each([
  ["", "it is not JSON"],
  ["{", "it is not JSON"],
  [
    '{"nodes":[{"id":1}],"links":[],"version":0.4}',
    "it is a workflow for ComfyUI's editor; export it with File → Export Workflow (API)",
  ],
  ["[]", "it is no graph in API format, an object of nodes with class_type and inputs"],
  ["{}", "it is no graph in API format"],
  ['{"3":{"inputs":{}}}', "it differs at 3.class_type"],
  ['{"3":{"class_type":"KSampler"}}', "it differs at 3.inputs"],
  [toText().replace("{{prompt}}", "a fox"), "it has no {{prompt}}, so every picture would be the same"],
  [toText().replace("{{seed}}", "7"), "it has no {{seed}}, so every picture of a prompt would be the same"],
  [toText().replace("{{width}}", "512"), "it has no {{width}}, so every picture would have the same size"],
  [toText().replace("{{height}}", "512"), "it has no {{height}}, so every picture would have the same size"],
  [
    toText({ a: "{{promt}}" }),
    "node 1 has {{promt}}, which is none of {{prompt}}, {{negative_prompt}}, {{width}}, {{height}}, {{seed}}",
  ],
  [toText({ a: nest(80) }), "node 1 is nested more than 64 deep"],
])("refuses %.40s", (text, message) => {
  expect(() => parseGraph(text)).toThrow(GraphError);
  expect(() => parseGraph(text)).toThrow(message);
});
