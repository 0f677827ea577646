// A pose: where hands, feet and spine go. Goals are in lengths of the limb, x to the right and y down; a pose faces right, and
// callers mirror it.
import type { Pair } from "../brushwork.ts";

export interface Pose {
  /** 0 faces us, 1 is seen from the side. */
  readonly turn: number;
  /** Height of the hips in leg lengths. */
  readonly hip: number;
  /** Radians that the spine leans to the right, and the head more than the spine. */
  readonly lean: number;
  readonly nod: number;
  /** Where the face looks: −1 left … 1 right. */
  readonly gaze: number;
  /** Goals of the hands from their shoulders, in arm lengths: far (left) and near (right). */
  readonly hands: readonly [Pair, Pair];
  /** Goals of the ankles from below the hips, in leg lengths, y up from the ground. */
  readonly feet: readonly [Pair, Pair];
  /** Which way elbows and knees bend: 1 or −1. */
  readonly elbows: readonly [number, number];
  readonly knees: readonly [number, number];
  /** Arms that are drawn before the trunk. */
  readonly armsBehind: readonly [boolean, boolean];
  /** Knees of one who sits facing us, as goals like the feet: thighs that point at us look short. */
  readonly lap?: readonly [Pair, Pair];
}

/** At ease; every other pose is a change of it. */
export const STAND: Pose = {
  turn: 0.25,
  hip: 0.985,
  lean: 0.02,
  nod: 0.03,
  gaze: 0.25,
  hands: [
    [-0.26, 0.95],
    [0.24, 0.93],
  ],
  feet: [
    [-0.13, 0],
    [0.2, 0],
  ],
  elbows: [-1, 1],
  knees: [-1, 1],
  armsBehind: [true, false],
};

/** Legs of one who sits facing us, and arms before the trunk, for whatever the hands do there. */
export const SEATED: Partial<Pose> = {
  lap: [
    [-0.13, 0.47],
    [0.24, 0.46],
  ],
  feet: [
    [-0.1, 0],
    [0.26, 0],
  ],
  elbows: [-1, 1],
  armsBehind: [false, false],
};

/** A pose that differs from standing in what is given. */
export const pose = (change: Partial<Pose>): Pose => ({ ...STAND, ...change });
