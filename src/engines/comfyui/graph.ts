// The operator's graph: a workflow of ComfyUI in API format, in which placeholders stand for what a request brings. It is taken
// apart once, and filled as JSON values: a prompt can neither end the string that it is in nor bring a placeholder of its own.
// https://docs.comfy.org/development/api-development/workflow-api-format
import { z } from "zod";
import type { Json } from "../../core/task.ts";

const PLACEHOLDERS = ["prompt", "negative_prompt", "width", "height", "seed"] as const;
type Placeholder = (typeof PLACEHOLDERS)[number];

/** Without these the picture would not be the one that was asked for. */
const REQUIRED: Readonly<Record<Exclude<Placeholder, "negative_prompt">, string>> = {
  prompt: "every picture would be the same",
  width: "every picture would have the same size",
  height: "every picture would have the same size",
  seed: "every picture of a prompt would be the same",
};

export type GraphValues = Readonly<Record<"prompt" | "negative_prompt", string> & Record<"width" | "height" | "seed", number>>;

/** What a node does, as far as its class tells. */
export type NodeKind = "loading" | "encoding" | "sampling" | "decoding" | "working";

export interface Graph {
  /** By id, in the order of the file. */
  readonly nodes: ReadonlyMap<string, NodeKind>;
  /** Whether a negative prompt goes anywhere. */
  readonly takesNegativePrompt: boolean;
  /** What `POST /prompt` takes. */
  toPrompt(values: GraphValues): Json;
}

/** A file that is no graph; the message says what to do about it. */
export class GraphError extends Error {
  override readonly name = "GraphError";
}

/** JSON with the strings that hold placeholders cut into pieces: text, and the names of what goes between. */
type Template = null | boolean | number | string | Pieces | readonly Template[] | { readonly [key: string]: Template };

class Pieces {
  readonly texts: readonly string[];
  readonly names: readonly Placeholder[];

  constructor(texts: readonly string[], names: readonly Placeholder[]) {
    this.texts = texts;
    this.names = names;
  }
}

const DEEPEST = 64;

/** The file of a workflow as the editor saves it. */
const workflow = z.object({ nodes: z.array(z.unknown()), links: z.array(z.unknown()) });
const nodes = z.record(z.string(), z.looseObject({ class_type: z.string().min(1), inputs: z.record(z.string(), z.json()) }));

/** @throws {GraphError} for a text that is no graph in API format, or lacks a placeholder. */
export function parseGraph(text: string): Graph {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new GraphError(`it is not JSON: ${(error as Error).message}`, { cause: error });
  }
  if (workflow.safeParse(file).success)
    throw new GraphError("it is a workflow for ComfyUI's editor; export it with File → Export Workflow (API)");
  const parsed = nodes.safeParse(file);
  if (!parsed.success || Object.keys(parsed.data).length === 0) {
    const [issue] = parsed.error?.issues ?? [];
    const where = issue && issue.path.length > 0 ? `; it differs at ${issue.path.join(".")}: ${issue.message}` : "";
    throw new GraphError(`it is no graph in API format, an object of nodes with class_type and inputs${where}`);
  }
  const used = new Set<Placeholder>();
  const templates = Object.entries(parsed.data).map(([id, node]) => {
    // Titles and whatever else the editor keeps beside are not substituted and not sent.
    const { class_type: kind, inputs } = node;
    return [id, { class_type: kind, inputs: compile(inputs, { used, node: id, depth: 0 }) }] as const;
  });
  for (const [name, consequence] of Object.entries(REQUIRED)) {
    if (!used.has(name as Placeholder)) throw new GraphError(`it has no {{${name}}}, so ${consequence}`);
  }
  return {
    nodes: new Map(Object.entries(parsed.data).map(([id, node]) => [id, toKind(node.class_type)])),
    takesNegativePrompt: used.has("negative_prompt"),
    toPrompt: (values) => Object.fromEntries(templates.map(([id, template]) => [id, fill(template, values)])),
  };
}

interface Place {
  readonly used: Set<Placeholder>;
  readonly node: string;
  readonly depth: number;
}

function compile(value: Json, place: Place): Template {
  if (typeof value === "string") return cut(value, place);
  if (value === null || typeof value !== "object") return value;
  if (place.depth === DEEPEST) throw new GraphError(`node ${place.node} is nested more than ${DEEPEST} deep`);
  const inner = { ...place, depth: place.depth + 1 };
  if (isList(value)) return value.map((each) => compile(each, inner));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, compile(each, inner)]));
}

function cut(text: string, { used, node }: Place): Template {
  const texts = text.split(/\{\{\s*(\w+)\s*\}\}/);
  if (texts.length === 1) return text;
  const names = texts
    .filter((_, index) => index % 2 === 1)
    .map((name) => {
      const known = PLACEHOLDERS.find((placeholder) => placeholder === name);
      if (known) return known;
      const all = PLACEHOLDERS.map((placeholder) => `{{${placeholder}}}`).join(", ");
      throw new GraphError(`node ${node} has {{${name}}}, which is none of ${all}`);
    });
  for (const name of names) used.add(name);
  return new Pieces(
    texts.filter((_, index) => index % 2 === 0),
    names,
  );
}

function fill(template: Template, values: GraphValues): Json {
  if (template instanceof Pieces) {
    const { texts, names } = template;
    const [first] = names;
    // A number stays one where it is all that the string holds.
    if (first && names.length === 1 && texts.every((text) => text === "")) return values[first];
    return texts.map((text, index) => text + (names[index] ? String(values[names[index]]) : "")).join("");
  }
  if (template === null || typeof template !== "object") return template;
  if (isList(template)) return template.map((each) => fill(each, values));
  return Object.fromEntries(Object.entries(template).map(([key, each]) => [key, fill(each, values)]));
}

function isList<T>(value: T | readonly T[] | object): value is readonly T[] {
  return Array.isArray(value);
}

function toKind(classType: string): NodeKind {
  if (/sampler(?!select)/i.test(classType)) return "sampling";
  if (/load/i.test(classType)) return "loading";
  if (/decode/i.test(classType)) return "decoding";
  if (/encode/i.test(classType)) return "encoding";
  return "working";
}
