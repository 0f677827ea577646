// The style passes by name.
import type { Style } from "../scene/scene.ts";
import { anime } from "./anime.ts";
import { clay } from "./clay.ts";
import { inkWash } from "./ink-wash.ts";
import { neon } from "./neon.ts";
import { impressionist, oil } from "./oil.ts";
import { pencil } from "./pencil.ts";
import { photo, vintage } from "./photo.ts";
import { pixel } from "./pixel.ts";
import type { StylePass } from "./style.ts";
import { watercolour } from "./watercolour.ts";

/** Flat styles are finished as they are painted. */
const PLAIN: StylePass = {};

export const STYLES: Readonly<Record<Style, StylePass>> = {
  illustration: PLAIN,
  flat: PLAIN,
  minimalist: PLAIN,
  photo,
  vintage,
  oil,
  impressionist,
  watercolour,
  inkWash,
  pencil,
  pixel,
  anime,
  clay,
  neon,
};
