// Lines where forms end, for the styles that draw: a difference of two blurs, sharpened into ink (Winnemöller, "XDoG", 2011).
import { blur, copyPlane } from "./picture.ts";
import type { Plane } from "./picture.ts";

interface LineOptions {
  /** Thickness of a line, in pixels of the plane. */
  readonly thickness: number;
  /** Difference of brightness, in parts of 255, from which on there is a line. */
  readonly threshold: number;
}

/** 0 where there is no line … 1 where it is full; lines lie on the darker side of an edge. */
export function findLines(brightness: Plane, { thickness, threshold }: LineOptions): Plane {
  const fine = blur(copyPlane(brightness), thickness * 0.5, 1);
  const coarse = blur(copyPlane(brightness), Math.max(1, thickness * 1.4), 2);
  for (let at = 0; at < fine.values.length; at++) {
    const difference = (coarse.values[at] ?? 0) - (fine.values[at] ?? 0);
    fine.values[at] = Math.min(1, Math.max(0, (difference - threshold) / (threshold * 1.6)));
  }
  return fine;
}
