// A model of the catalogue: what its path is, what it accepts, what it costs. Routes and OpenAPI are derived from it.
import type { z } from "zod";
import type { ImageRequest } from "./engine.ts";
import type { Json } from "./task.ts";

/** What one body of a model asks for, in terms that every engine understands. */
export interface ModelRequest extends Omit<ImageRequest, "seed" | "model"> {
  /** Absent when the user left it to chance. */
  readonly seed?: number;
  readonly extendPrompt: boolean;
  readonly inspectContent: boolean;
}

export interface ModelDefinition<Input extends z.ZodObject> {
  readonly vendor: string;
  /** The model's name in its path; lower-case letters, digits, dots and dashes. */
  readonly name: string;
  readonly action: "generation";
  /** Where the result's URLs stand in a completed body. */
  readonly resultKey: "images";
  readonly title: string;
  readonly description: string;
  /** Fields with their bounds and defaults; a field that it does not name is ignored with a warning. */
  readonly input: Input;
  readonly pricePerImageMicros: number;
  toRequest(input: z.output<Input>): ModelRequest;
  readonly examples: readonly { readonly summary: string; readonly value: z.input<Input> }[];
}

export interface Model extends Omit<ModelDefinition<z.ZodObject>, "toRequest"> {
  /** `vendor/name`, as the hosted service writes it. */
  readonly id: string;
  /** Where a task is created; it is read at `path/{id}`. */
  readonly path: string;
  /** @param input what `input` parsed, fresh or read back from the store. */
  toRequest(input: Readonly<Record<string, Json>>): ModelRequest;
}

export function defineModel<Input extends z.ZodObject>(definition: ModelDefinition<Input>): Model {
  const { vendor, name, action } = definition;
  return {
    ...definition,
    id: `${vendor}/${name}`,
    path: `/vendors/${vendor}/v1/${name}/${action}`,
    toRequest: (input) => definition.toRequest(input as z.output<Input>),
  };
}
