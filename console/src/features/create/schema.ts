// A model's JSON schema as the fields of a form. What has a control of its own is told by its name and shape; everything else
// gets the plain control of its type, so that a model of tomorrow has a form today.
import type { Model } from "../../../../src/client/index.ts";

export interface Size {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

interface Common {
  readonly name: string;
  readonly description: string | undefined;
  readonly isRequired: boolean;
}

export type Field = Common &
  (
    | { readonly kind: "text"; readonly maxLength: number | undefined }
    | { readonly kind: "sizes"; readonly sizes: readonly Size[]; readonly default: string }
    | { readonly kind: "dimensions"; readonly default: string }
    | { readonly kind: "choice"; readonly options: readonly string[]; readonly default: string | undefined }
    | { readonly kind: "seed"; readonly min: number; readonly max: number }
    | {
        readonly kind: "number";
        readonly isWhole: boolean;
        readonly min: number | undefined;
        readonly max: number | undefined;
        readonly default: number | undefined;
      }
    | { readonly kind: "switch"; readonly default: boolean }
  );

export type FieldOf<K extends Field["kind"]> = Extract<Field, { kind: K }>;

interface Schema {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}

const SIZE = /^(\d{1,5})\*(\d{1,5})$/;
const MAX_SEED = 2_147_483_647;

export function parseSize(text: unknown): Size | undefined {
  const match = typeof text === "string" ? SIZE.exec(text) : null;
  if (!match) return undefined;
  const [width, height] = [Number(match[1]), Number(match[2])];
  return width > 0 && height > 0 ? { text: match[0], width, height } : undefined;
}

/** Fields that no control is known for are left out; the server has defaults for them. */
export function readFields({ input_schema: schema }: Model): Field[] {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, Schema>>;
  const required = (schema["required"] ?? []) as readonly string[];
  return Object.entries(properties).flatMap(([name, property]) => {
    const field = toField(name, withoutNull(property));
    return field ? [{ ...field, name, description: property.description, isRequired: required.includes(name) }] : [];
  });
}

function withoutNull(schema: Schema): Schema {
  const other = schema.anyOf?.find(({ type }) => type !== "null");
  return other ? { ...schema, ...other } : schema;
}

type Bare<F> = F extends Field ? Omit<F, keyof Common> : never;

function toField(name: string, schema: Schema): Bare<Field> | undefined {
  const type = Array.isArray(schema.type) ? schema.type.find((word: string) => word !== "null") : schema.type;
  const byDefault = schema.default;
  if (schema.enum?.every((value) => typeof value === "string")) {
    const options = schema.enum;
    const sizes = options.map(parseSize);
    const first = typeof byDefault === "string" ? byDefault : undefined;
    if (sizes.every((size) => size !== undefined)) return { kind: "sizes", sizes, default: first ?? options[0] ?? "" };
    return { kind: "choice", options, default: first };
  }
  switch (type) {
    case "string":
      if (parseSize(byDefault)) return { kind: "dimensions", default: String(byDefault) };
      return { kind: "text", maxLength: schema.maxLength };
    case "integer":
    case "number":
      if (name === "seed") return { kind: "seed", min: schema.minimum ?? 0, max: schema.maximum ?? MAX_SEED };
      return {
        kind: "number",
        isWhole: type === "integer",
        min: schema.minimum,
        max: schema.maximum,
        default: typeof byDefault === "number" ? byDefault : undefined,
      };
    case "boolean":
      return { kind: "switch", default: byDefault === true };
    default:
      return undefined;
  }
}

export type Values = Readonly<Record<string, unknown>>;

/** The value that a field has in the form, which may hold what another model allows and this one does not. */
export function valueOf(field: Field, values: Values): unknown {
  const value = values[field.name];
  switch (field.kind) {
    case "text":
      return typeof value === "string" ? value : "";
    case "sizes":
      return field.sizes.some(({ text }) => text === value) ? value : field.default;
    case "dimensions":
      return typeof value === "string" ? value : field.default;
    case "choice":
      return typeof value === "string" && field.options.includes(value) ? value : field.default;
    case "seed":
      return typeof value === "number" ? value : undefined;
    case "number":
      return typeof value === "number" && isWithin(value, field) ? value : field.default;
    case "switch":
      return typeof value === "boolean" ? value : field.default;
  }
}

function isWithin(value: number, { min = -Infinity, max = Infinity }: { min: number | undefined; max: number | undefined }) {
  return value >= min && value <= max;
}

/** The body of a create: every field that says something. */
export function toBody(fields: readonly Field[], values: Values): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of fields) {
    const value = valueOf(field, values);
    if (value !== undefined && value !== "") body[field.name] = value;
  }
  return body;
}

/** Pictures that one task makes. */
export function countPictures(fields: readonly Field[], values: Values): number {
  const field = fields.find(({ name }) => name === "n");
  const value = field && valueOf(field, values);
  return typeof value === "number" ? value : 1;
}

/** Unicode code points, as the contract counts characters. */
export function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** `16:9` where small whole numbers say it within a percent, else undefined. */
export function toRatio({ width, height }: Pick<Size, "width" | "height">): string | undefined {
  const RATIOS = [[1, 1], [5, 4], [4, 3], [3, 2], [16, 10], [16, 9], [2, 1], [21, 9], [3, 1], [4, 1]] as const; // prettier-ignore
  for (const [long, short] of RATIOS) {
    if (Math.abs(width / height / (long / short) - 1) < 0.012) return `${long}:${short}`;
    if (Math.abs(height / width / (long / short) - 1) < 0.012) return `${short}:${long}`;
  }
  return undefined;
}
