// From the form to creates, and from what the server has against them to the fields that it is about.
import { ApiError, type Model } from "../../../../src/client/index.ts";
import type { Creation } from "../../api/creations.ts";
import type { Form } from "./form.ts";
import { countPictures, readFields, toBody } from "./schema.ts";

export const MAX_VARIATIONS = 8;
const MAX_SEED = 2_147_483_647;

/** One create for each variation; with a seed that is held, each gets the next one. */
export function toCreations(model: Model, { values, variations, priority }: Form): Creation[] {
  const fields = readFields(model);
  const body = toBody(fields, values);
  const seed = body["seed"];
  return Array.from({ length: variations }, (_, index) => ({
    model,
    body: typeof seed === "number" ? { ...body, seed: (seed + index) % (MAX_SEED + 1) } : body,
    priority: priority === "normal" ? undefined : priority,
    priceUsd: model.price_per_image_usd * countPictures(fields, values),
  }));
}

export function toPriceUsd(model: Model, { values, variations }: Form): number {
  return model.price_per_image_usd * countPictures(readFields(model), values) * variations;
}

export interface Troubles {
  /** By the name of the field. */
  readonly fields: Readonly<Record<string, string>>;
  /** What is about no field of this form. */
  readonly whole: string | undefined;
}

export const NO_TROUBLES: Troubles = { fields: {}, whole: undefined };

/** @param names of the form's fields. */
export function toTroubles(error: unknown, names: readonly string[]): Troubles {
  if (!(error instanceof ApiError)) return { fields: {}, whole: error instanceof Error ? error.message : String(error) };
  const fields: Record<string, string> = {};
  const others: string[] = [];
  for (const { field, detail } of error.violations) {
    if (names.includes(field)) fields[field] ??= detail;
    else others.push(detail);
  }
  if (error.violations.length === 0) others.push(error.detail);
  return { fields, whole: others.length === 0 ? undefined : others.join(" ") };
}
