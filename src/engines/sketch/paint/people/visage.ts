// The measures of a face: where its features lie by age and build, and where a turn of the head moves them, as if they lay on a
// ball. The unit is half the width of the head and the origin the middle of the face.
import type { Look } from "./people.ts";

export interface Face {
  readonly look: Look;
  /** -1 lit from the left, 1 from the right. */
  readonly light: number;
  /** -1 looks to the left … 1 to the right; 0 looks at us. */
  readonly turn: number;
  /** Seen large: lashes, folds and reflections are drawn. */
  readonly fine: boolean;
}

interface Build {
  readonly jaw: number;
  readonly chin: number;
  readonly eyeY: number;
  readonly eye: number;
  readonly noseY: number;
  readonly mouthY: number;
  readonly young: boolean;
}

/** Proportions by age: a child's features are larger and sit lower in a rounder head. */
export function buildOf({ age, feminine }: Look): Build {
  if (age === "baby") return { jaw: 0.83, chin: 1.02, eyeY: 0.24, eye: 1.28, noseY: 0.5, mouthY: 0.72, young: true };
  if (age === "child") return { jaw: 0.76, chin: 1.12, eyeY: 0.17, eye: 1.2, noseY: 0.52, mouthY: 0.77, young: true };
  return {
    jaw: feminine ? 0.64 : 0.76,
    chin: feminine ? 1.25 : 1.29,
    eyeY: 0.07,
    eye: feminine ? 1.06 : 0.96,
    noseY: 0.54,
    mouthY: 0.84,
    young: false,
  };
}

/** Where a feature at `u` (−1 … 1 across the frontal face) is seen, and how much narrower it looks. */
export function turned(u: number, turn: number): readonly [x: number, narrow: number] {
  const at = Math.asin(Math.max(-0.98, Math.min(0.98, u)));
  const swung = at + turn * 0.55;
  return [Math.sin(swung), Math.max(0.35, Math.cos(swung) / Math.cos(at))];
}
