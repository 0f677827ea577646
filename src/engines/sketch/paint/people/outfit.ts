// What a person wears: cut, colours, and what goes with them.
import type { Colour } from "../../scene/scene.ts";
import type { Hat } from "./felt.ts";

export type Cut =
  | "tee"
  | "shirt"
  | "blouse"
  | "sweater"
  | "hoodie"
  | "suit"
  | "coat"
  | "labCoat"
  | "dress"
  | "robe"
  | "chef"
  | "uniform"
  | "armour"
  | "overalls"
  | "fire"
  | "scrubs"
  | "tank"
  | "vest"
  | "space"
  | "smock";

export interface Outfit {
  readonly cut: Cut;
  readonly colour: Colour;
  /** The shirt that shows below a jacket, overalls or a vest. */
  readonly under: Colour;
  readonly sleeves: "long" | "short" | "none" | "wide";
  readonly lower: "trousers" | "shorts" | "skirt" | "gown";
  readonly lowerColour: Colour;
  readonly shoes: Colour;
  readonly boots: boolean;
  readonly pattern: "plain" | "stripes" | "plaid" | "dots" | "floral";
  readonly apron?: Colour;
  readonly tie?: Colour;
  readonly cape?: Colour;
  readonly wings?: boolean;
  readonly backpack?: Colour;
  readonly stethoscope?: boolean;
  readonly scarf?: Colour;
  readonly hat?: Hat;
  readonly hatColour: Colour;
}

export type Dress = Partial<Outfit>;

/** Words that name a role, and what it wears. */
export type Role = readonly [RegExp, Dress, named?: "lower"];
