// The shape of neck and shoulders, which skin and clothes share. The unit is half the width of the head, the origin the middle of
// the face; `bottom` is where the picture ends.
import type { Look } from "./people.ts";

export interface Bust {
  readonly look: Look;
  readonly light: number;
  readonly bottom: number;
}

interface Frame {
  readonly young: boolean;
  /** Half widths and heights. */
  readonly neck: number;
  readonly reach: number;
  readonly collar: number;
  readonly slope: number;
}

/** The build of neck and shoulders by age and sex. */
export function frameOf({ age, feminine }: Look): Frame {
  if (age === "baby") return { young: true, neck: 0.4, reach: 1.6, collar: 1.2, slope: 1.62 };
  if (age === "child") return { young: true, neck: 0.38, reach: 1.72, collar: 1.42, slope: 1.78 };
  return feminine
    ? { young: false, neck: 0.4, reach: 2.12, collar: 1.68, slope: 2.06 }
    : { young: false, neck: 0.55, reach: 2.52, collar: 1.6, slope: 1.98 };
}

/** The outline of the shoulders down to the edge of the picture; it starts and ends at the neck. */
export function shoulders(look: Look, bottom: number): number[][] {
  const { neck, reach, collar, slope } = frameOf(look);
  return [
    [-neck - 0.16, collar - 0.06],
    [-neck - 0.5, collar + 0.14, -reach * 0.94, slope - 0.12, -reach, slope + 0.95],
    [-reach * 1.04, bottom + 0.1],
    [reach * 1.04, bottom + 0.1],
    [reach, slope + 0.95],
    [reach * 0.94, slope - 0.12, neck + 0.5, collar + 0.14, neck + 0.16, collar - 0.06],
  ];
}

/** The outline of a top without sleeves; its neckline lies about `depth` below the collar. */
export function bodice(look: Look, bottom: number, depth: number): number[][] {
  const { reach, collar, neck } = frameOf(look);
  const strap = neck + 0.55;
  return [
    [-strap - 0.2, collar + 0.2],
    [-strap - 0.25, collar + 0.8, -reach * 0.82, collar + 1.15, -reach * 0.8, bottom],
    [reach * 0.8, bottom],
    [reach * 0.82, collar + 1.15, strap + 0.25, collar + 0.8, strap + 0.2, collar + 0.2],
    [strap, collar + 0.16],
    [strap - 0.05, collar + depth + 0.2, 0.3, collar + depth + 0.3, 0, collar + depth + 0.2],
    [-0.3, collar + depth + 0.3, -strap + 0.05, collar + depth + 0.2, -strap, collar + 0.16],
  ];
}
