// What is in the form. It outlives a visit to another page and a reload of this tab, and is shared by the models: a prompt that
// was written for one is there for the next.
import type { Priority } from "../../../../src/client/index.ts";
import { ExternalStore } from "../../external-store.ts";
import type { Values } from "./schema.ts";

export interface Form {
  /** Undefined until one is chosen: then the first of the catalogue. */
  readonly modelId: string | undefined;
  readonly values: Values;
  readonly variations: number;
  readonly priority: Priority;
}

const KEY = "muleteer.form";
const EMPTY: Form = { modelId: undefined, values: {}, variations: 1, priority: "normal" };

function restore(): Form {
  try {
    return { ...EMPTY, ...(JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as Partial<Form>) };
  } catch {
    return EMPTY;
  }
}

export const form = new ExternalStore<Form>(restore());

form.subscribe(() => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(form.get()));
  } catch {
    // Then a reload begins anew.
  }
});

export function changeForm(change: Partial<Form>): void {
  form.set({ ...form.get(), ...change });
}

export function changeValues(change: Values): void {
  changeForm({ values: { ...form.get().values, ...change } });
}

/** Fills the form with the input of an example or of an earlier task; what that leaves open goes back to its default. */
export function fillForm(modelId: string, input: Values): void {
  changeForm({ modelId, values: { ...input } });
}

const MAX_SEED = 2_147_483_647;

export function drawSeed(max = MAX_SEED): number {
  return Math.floor((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % (max + 1));
}
