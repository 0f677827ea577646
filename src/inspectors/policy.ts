// `safety_filter`: a word policy. A text is refused when it holds a term of a category, outside of the expressions that the
// policy excepts. The policy is data (policy.json, or the operator's own file); docs/safety.md says how it is written.
import { setImmediate as nextTurn } from "node:timers/promises";
import { z } from "zod";
import type { Inspector, Refusal } from "../core/inspector.ts";
import { foldHan, foldLatin, LONGEST_RUN } from "./fold.ts";
import builtInPolicy from "./policy.json" with { type: "json" };

// Plain words only: whatever the operator writes, the expression that it compiles to cannot backtrack.
const latinTerm = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9]+(?:[ '-][A-Za-z0-9]+)*\*?$/, "must be plain English words, with at most one * at the very end")
  .refine((term) => /[A-Za-z0-9]{2}/.test(term), "must be at least two letters long");
const hanTerm = z
  .string()
  .max(100)
  .regex(/^[\p{L}\p{N}]*\p{sc=Han}[\p{L}\p{N}]*$/u, "must be Chinese characters, without spaces or punctuation");

const termsSchema = z.strictObject({
  en: z.array(latinTerm).max(5000).default([]),
  zh: z.array(hanTerm).max(5000).default([]),
});

const categorySchema = z.strictObject({
  id: z
    .string()
    .max(64)
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "must be lower-case words joined by hyphens"),
  title: z.string().trim().min(1).max(100),
  terms: termsSchema.optional(),
  together: z.array(termsSchema).min(2, "needs at least two lists").max(8).optional(),
});

const policySchema = z.strictObject({
  categories: z.array(categorySchema).max(100),
  except: termsSchema.optional(),
});

type Terms = z.output<typeof termsSchema>;
export type Policy = z.output<typeof policySchema>;

const NUMERAL = /^[0-9零〇一二两三四五六七八九十百]/;

/** Whether a text, brought into its two plain forms, holds a term. */
type Finder = (latin: string, han: string) => boolean;

/**
 * Checks the parsed JSON of a policy file.
 * @throws {Error} one sentence per violation, each with the path to the place and the rule that it breaks.
 */
export function parsePolicy(json: unknown): Policy {
  const result = policySchema.safeParse(json);
  if (!result.success) throw new Error(`The safety policy is malformed: ${describeIssues(result.error)}`);
  const ids = new Set<string>();
  for (const [index, { id, terms, together }] of result.data.categories.entries()) {
    if (ids.has(id)) {
      throw new Error(`The safety policy is malformed: categories[${index}].id: "${id}" is used by two categories.`);
    }
    if (!terms && !together) {
      throw new Error(`The safety policy is malformed: categories[${index}]: needs "terms", "together" or both.`);
    }
    ids.add(id);
  }
  return result.data;
}

/** The policy that is in force unless the operator hands in another. */
export const defaultPolicy: Policy = parsePolicy(builtInPolicy);

/**
 * An inspector that refuses what `policy` names. Time is linear in the length of the texts: about 0.6 ms for 2,000 characters of prose.
 * Categories are tried in the order of the policy, so the gravest should stand first. Resolves when no text has to wait for anything
 * to be compiled.
 */
export async function createPolicyInspector(policy: Policy): Promise<Inspector> {
  const exceptLatin = compileLatin(policy.except?.en ?? []);
  const exceptHan = compileHan(policy.except?.zh ?? []);
  const categories: { readonly title: string; readonly alone?: Finder; readonly together?: readonly Finder[] }[] = [];
  for (const { title, terms, together } of policy.categories) {
    // A tenth of a second for all of them, in which other work goes on.
    await nextTurn();
    categories.push({
      title,
      ...(terms && { alone: createFinder(terms) }),
      ...(together && { together: together.map(createFinder) }),
    });
  }

  function inspectText(text: string): Refusal | undefined {
    // A mark that no term holds takes the place of an excepted expression, so nothing joins across it.
    const latin = mask(foldLatin(text), exceptLatin);
    const han = mask(foldHan(text), exceptHan);
    const refusing = categories.find(
      ({ alone, together }) => alone?.(latin, han) === true || together?.every((isIn) => isIn(latin, han)) === true,
    );
    return refusing && { category: refusing.title };
  }

  return {
    id: "policy",
    inspect(texts) {
      for (const text of new Set(texts)) {
        const refusal = inspectText(text);
        if (refusal) return Promise.resolve(refusal);
      }
      return Promise.resolve(undefined);
    },
  };
}

function createFinder({ en, zh }: Terms): Finder {
  const latinPattern = compileLatin(en);
  const hanPattern = compileHan(zh);
  return (latin, han) =>
    (latinPattern !== undefined && latin.search(latinPattern) >= 0) || (hanPattern !== undefined && han.search(hanPattern) >= 0);
}

function mask(text: string, pattern: RegExp | undefined): string {
  return pattern ? text.replaceAll(pattern, "#") : text;
}

/** V8 compiles an expression when it first runs: here, and not within a request. */
function compile(source: string): RegExp {
  const expression = new RegExp(source, "g");
  "".search(expression);
  return expression;
}

/**
 * One expression for whole words in a form of `foldLatin`. A letter may be repeated ("nuuude") but a double one may not be
 * single, and the space between two words may be missing. Terms stand in groups by their first letter, which keeps the
 * search as fast for a thousand terms as for fifty; no two neighbouring parts match the same letter, so nothing backtracks far.
 * (An open `+` over cut runs compiles ten times faster than `{1,3}`, which V8 unrolls.)
 */
function compileLatin(terms: readonly string[]): RegExp | undefined {
  if (terms.length === 0) return undefined;
  const folded = new Set(terms.map((term) => term.toLowerCase().replaceAll("'", "").replaceAll("-", " ")));
  const groups = [...Map.groupBy(folded, (term) => term.charAt(0))].map(
    ([initial, group]) => `(?=${initial})(?:${group.map(toLatinPattern).join("|")})`,
  );
  return compile(`(?<![a-z0-9])(?:${groups.join("|")})`);
}

function toLatinPattern(term: string): string {
  const isPrefix = term.endsWith("*");
  const pattern = (isPrefix ? term.slice(0, -1) : term)
    // Between two words that share the letter at their seam, the space tells one run from the next.
    .replaceAll(/(?<=(.)) (?!\1)/g, "_")
    .replaceAll(/([a-z])\1*/g, (run) => `${run.slice(0, LONGEST_RUN)}+`)
    .replaceAll("_", " ?");
  return isPrefix ? pattern : `${pattern}(?![a-z0-9])`;
}

/**
 * One expression for the terms in a form of `foldHan`. Chinese has no spaces, so a term is found wherever it stands; only one
 * that begins with a number must begin where the number does, or 十四岁 would stand in 二十四岁.
 */
function compileHan(terms: readonly string[]): RegExp | undefined {
  if (terms.length === 0) return undefined;
  const folded = new Set(terms.map((term) => foldHan(term).split("\n", 1).join("")));
  const [counted, plain] = [[...folded].filter((term) => NUMERAL.test(term)), [...folded].filter((term) => !NUMERAL.test(term))];
  return compile([...plain, ...counted.map((term) => `(?<!${NUMERAL.source.slice(1)})${term}`)].join("|"));
}

function describeIssues(error: z.ZodError): string {
  const shown = error.issues.slice(0, 5).map(({ path, message }) => {
    const place = path.reduce<string>(
      (text, step) => text + (typeof step === "number" ? `[${step}]` : `${text && "."}${String(step)}`),
      "",
    );
    return `${place || "the file"}: ${message}`;
  });
  const more = error.issues.length - shown.length;
  return `${shown.join("; ")}${more > 0 ? `; and ${more} more` : ""}.`;
}
