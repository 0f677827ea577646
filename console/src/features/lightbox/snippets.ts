// The request that drew a picture, to be sent from elsewhere. The key is not in it: the console does not have it either.
import type { Model, Task } from "../../../../src/client/index.ts";

export const LANGUAGES = ["curl", "typescript", "python"] as const;
export type Language = (typeof LANGUAGES)[number];

export function toSnippet(language: Language, { task, model, origin }: { task: Task; model: Model; origin: string }): string {
  const body = { ...task.input, seed: task.seed };
  switch (language) {
    case "curl":
      return [
        `curl -X POST ${origin}${model.path} \\`,
        `  -H "Authorization: Bearer $MULETEER_API_KEY" \\`,
        `  -H "Content-Type: application/json" -H "Prefer: wait=60" \\`,
        `  -d ${quoteForShell(JSON.stringify(body))}`,
      ].join("\n");
    case "typescript":
      return toTypeScript(body, model, origin);
    case "python":
      return [
        "import os",
        "import requests",
        "",
        "response = requests.post(",
        `    ${JSON.stringify(origin + model.path)},`,
        `    headers={"Authorization": f"Bearer {os.environ['MULETEER_API_KEY']}", "Prefer": "wait=60"},`,
        `    json=${indent(toPython(body), 4)},`,
        "    timeout=70,",
        ")",
        "response.raise_for_status()",
        `print(response.json()[${JSON.stringify(model.result_key)}])`,
      ].join("\n");
  }
}

const OPTION_NAMES: Readonly<Record<string, string>> = {
  negative_prompt: "negativePrompt",
  prompt_extend: "promptExtend",
  safety_filter: "safetyFilter",
  size: "size",
  seed: "seed",
  n: "n",
};

function toTypeScript({ prompt, ...rest }: Readonly<Record<string, unknown>>, model: Model, origin: string): string {
  const known = Object.entries(rest).filter(([name]) => name in OPTION_NAMES);
  const extra = Object.fromEntries(Object.entries(rest).filter(([name]) => !(name in OPTION_NAMES)));
  const options = [
    `  model: ${JSON.stringify(model.id)},`,
    ...known.map(([name, value]) => `  ${OPTION_NAMES[name]}: ${JSON.stringify(value)},`),
    ...(Object.keys(extra).length === 0 ? [] : [`  extra: ${JSON.stringify(extra)},`]),
  ];
  return [
    'import { Muleteer } from "muleteer/client";',
    "",
    `const muleteer = new Muleteer({ baseUrl: ${JSON.stringify(origin)}, apiKey: process.env.MULETEER_API_KEY });`,
    `const { images } = await muleteer.generate(${JSON.stringify(prompt)}, {`,
    ...options,
    "});",
    "console.log(images.map(({ url }) => url));",
  ].join("\n");
}

function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function toPython(value: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(value).map(([name, each]) => `    ${JSON.stringify(name)}: ${toPythonValue(each)},`);
  return ["{", ...lines, "}"].join("\n");
}

/** JSON of text and numbers is Python as it is. */
function toPythonValue(value: unknown): string {
  if (value === true) return "True";
  if (value === false) return "False";
  return value === null || value === undefined ? "None" : JSON.stringify(value);
}

function indent(text: string, spaces: number): string {
  return text.replaceAll("\n", `\n${" ".repeat(spaces)}`);
}
