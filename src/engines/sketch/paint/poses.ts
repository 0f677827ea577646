// Poses as data, and the skeleton that a pose gives: joints found by bending each limb to reach its goal. Lengths are in body
// heights, x to the right and y down, the ground at 0; a pose faces right, and callers mirror it.
import type { Pair } from "./brushwork.ts";
import type { Look } from "./people.ts";

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

export interface Limb {
  readonly root: Pair;
  readonly joint: Pair;
  readonly end: Pair;
}

export interface Skeleton {
  readonly hips: Pair;
  readonly neck: Pair;
  readonly head: Pair;
  /** Half the head's width. */
  readonly headR: number;
  readonly tilt: number;
  readonly arms: readonly [Limb, Limb];
  readonly legs: readonly [Limb, Limb];
  readonly shoulder: number;
  readonly waist: number;
  readonly hipHalf: number;
  /** Thickness of the limbs relative to an adult's. */
  readonly girth: number;
  readonly pose: Pose;
}

const STAND: Pose = {
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

const pose = (change: Partial<Pose>): Pose => ({ ...STAND, ...change });

export type PoseName = keyof typeof POSES;

export const POSES = {
  stand: STAND,
  pockets: pose({
    hands: [
      [-0.1, 0.78],
      [0.1, 0.76],
    ],
    elbows: [-1, 1],
    feet: [
      [-0.1, 0],
      [0.24, 0],
    ],
  }),
  akimbo: pose({
    hands: [
      [-0.2, 0.93],
      [0.0, 0.66],
    ],
    elbows: [-1, 1],
    lean: -0.02,
  }),
  heroic: pose({
    turn: 0.1,
    hands: [
      [0.02, 0.68],
      [-0.02, 0.68],
    ],
    feet: [
      [-0.24, 0],
      [0.24, 0],
    ],
    elbows: [-1, 1],
    armsBehind: [false, false],
  }),
  walk: pose({
    turn: 0.7,
    hip: 0.95,
    lean: 0.06,
    gaze: 0.55,
    hands: [
      [0.4, 0.8],
      [-0.42, 0.78],
    ],
    feet: [
      [0.42, 0.0],
      [-0.42, 0.06],
    ],
    elbows: [-1, -1],
    knees: [1, 1],
  }),
  run: pose({
    turn: 0.8,
    hip: 0.97,
    lean: 0.2,
    gaze: 0.6,
    hands: [
      [0.52, 0.42],
      [-0.5, 0.46],
    ],
    feet: [
      [0.56, 0.32],
      [-0.66, 0.36],
    ],
    elbows: [-1, -1],
    knees: [1, 1],
  }),
  jump: pose({
    turn: 0.2,
    hip: 1.22,
    lean: 0,
    hands: [
      [-0.55, -0.78],
      [0.55, -0.78],
    ],
    feet: [
      [-0.34, 0.42],
      [0.4, 0.5],
    ],
    elbows: [1, -1],
    knees: [-1, 1],
    armsBehind: [true, true],
  }),
  sit: pose({
    turn: 0.3,
    hip: 0.5,
    lean: 0,
    hands: [
      [0.04, 0.8],
      [0.1, 0.8],
    ],
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
  }),
  sitSide: pose({
    turn: 0.75,
    hip: 0.5,
    lean: -0.04,
    gaze: 0.5,
    hands: [
      [0.5, 0.66],
      [0.46, 0.72],
    ],
    feet: [
      [0.44, 0],
      [0.6, 0],
    ],
    knees: [1, 1],
    armsBehind: [true, false],
    elbows: [-1, -1],
  }),
  ground: pose({
    turn: 0.35,
    hip: 0.12,
    lean: -0.05,
    hands: [
      [0.1, 0.78],
      [0.1, 0.78],
    ],
    feet: [
      [0.5, 0.02],
      [0.62, 0],
    ],
    knees: [1, 1],
    armsBehind: [false, false],
  }),
  lotus: pose({
    turn: 0,
    gaze: 0,
    nod: 0,
    hip: 0.14,
    lean: 0,
    hands: [
      [-0.42, 0.85],
      [0.42, 0.85],
    ],
    lap: [
      [-0.62, 0.12],
      [0.62, 0.12],
    ],
    feet: [
      [0.2, 0.05],
      [-0.2, 0.02],
    ],
    elbows: [-1, 1],
    armsBehind: [false, false],
  }),
  read: pose({
    nod: 0.16,
    gaze: 0.3,
    hands: [
      [0.42, 0.5],
      [0.08, 0.52],
    ],
    elbows: [-1, 1],
    armsBehind: [false, false],
  }),
  sitRead: pose({
    turn: 0.3,
    hip: 0.5,
    nod: 0.16,
    hands: [
      [0.38, 0.68],
      [0.08, 0.68],
    ],
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
  }),
  groundRead: pose({
    turn: 0.4,
    hip: 0.12,
    lean: -0.06,
    nod: 0.16,
    hands: [
      [0.5, 0.44],
      [0.3, 0.5],
    ],
    feet: [
      [0.46, 0.02],
      [0.6, 0],
    ],
    knees: [1, 1],
    elbows: [-1, 1],
    armsBehind: [false, false],
  }),
  hold: pose({
    hands: [
      [-0.22, 0.94],
      [0.42, 0.52],
    ],
    elbows: [-1, 1],
    armsBehind: [true, false],
  }),
  holdLow: pose({
    hands: [
      [0.24, 0.6],
      [0.02, 0.62],
    ],
    elbows: [-1, 1],
    armsBehind: [false, false],
  }),
  raise: pose({
    hands: [
      [-0.22, 0.94],
      [0.5, -0.72],
    ],
    elbows: [-1, -1],
    armsBehind: [true, true],
    lean: -0.03,
  }),
  point: pose({
    turn: 0.45,
    gaze: 0.5,
    hands: [
      [-0.2, 0.93],
      [0.92, 0.02],
    ],
    elbows: [-1, 1],
    armsBehind: [true, false],
  }),
  drink: pose({
    hands: [
      [-0.22, 0.94],
      [0.16, 0.18],
    ],
    elbows: [-1, 1],
    armsBehind: [true, false],
  }),
  sitDrink: pose({
    turn: 0.25,
    hip: 0.5,
    hands: [
      [0.1, 0.78],
      [0.14, 0.2],
    ],
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
  }),
  cook: pose({
    turn: 0.3,
    nod: 0.12,
    hands: [
      [0.3, 0.66],
      [0.42, 0.5],
    ],
    elbows: [-1, 1],
    armsBehind: [false, false],
  }),
  paint: pose({
    turn: 0.6,
    gaze: 0.55,
    hands: [
      [0.24, 0.58],
      [0.8, 0.12],
    ],
    elbows: [-1, 1],
    armsBehind: [false, false],
  }),
  guitar: pose({
    turn: 0.2,
    nod: 0.1,
    gaze: 0.3,
    hands: [
      [-0.12, 0.66],
      [0.62, 0.34],
    ],
    elbows: [-1, 1],
    armsBehind: [false, false],
    feet: [
      [-0.2, 0],
      [0.22, 0],
    ],
  }),
  violin: pose({
    turn: 0.2,
    gaze: 0.5,
    nod: 0.14,
    hands: [
      [0.3, 0.34],
      [0.72, 0.0],
    ],
    elbows: [-1, 1],
    armsBehind: [false, false],
  }),
  piano: pose({
    turn: 0.85,
    hip: 0.5,
    gaze: 0.45,
    lean: 0.06,
    hands: [
      [0.72, 0.6],
      [0.66, 0.66],
    ],
    feet: [
      [0.46, 0],
      [0.66, 0],
    ],
    knees: [1, 1],
    elbows: [-1, -1],
  }),
  drum: pose({
    turn: 0.1,
    hip: 0.52,
    hands: [
      [-0.3, 0.6],
      [0.42, 0.3],
    ],
    lap: [
      [-0.3, 0.48],
      [0.3, 0.48],
    ],
    feet: [
      [-0.24, 0],
      [0.26, 0],
    ],
    elbows: [-1, 1],
    armsBehind: [false, false],
  }),
  sing: pose({
    turn: 0.3,
    hands: [
      [-0.62, 0.4],
      [0.18, 0.16],
    ],
    elbows: [-1, 1],
    armsBehind: [true, false],
    lean: -0.03,
  }),
  fish: pose({
    turn: 0.7,
    hip: 0.36,
    lean: -0.02,
    gaze: 0.5,
    hands: [
      [0.66, 0.44],
      [0.46, 0.56],
    ],
    feet: [
      [0.5, 0],
      [0.64, 0],
    ],
    knees: [1, 1],
    elbows: [-1, -1],
  }),
  cycle: pose({
    turn: 0.85,
    hip: 1.14,
    lean: 0.42,
    nod: -0.26,
    gaze: 0.5,
    hands: [
      [0.78, 0.56],
      [0.8, 0.56],
    ],
    feet: [
      [0.34, 0.5],
      [0.06, 0.2],
    ],
    knees: [1, 1],
    elbows: [-1, -1],
  }),
  motor: pose({
    turn: 0.85,
    hip: 0.78,
    lean: 0.16,
    gaze: 0.5,
    hands: [
      [0.86, 0.42],
      [0.84, 0.44],
    ],
    feet: [
      [0.34, 0.2],
      [0.28, 0.18],
    ],
    knees: [1, 1],
    elbows: [-1, -1],
  }),
  ride: pose({
    turn: 0.7,
    hip: 0.5,
    lean: 0,
    gaze: 0.5,
    hands: [
      [0.56, 0.6],
      [0.5, 0.64],
    ],
    feet: [
      [0.2, -0.2],
      [0.14, -0.26],
    ],
    knees: [1, 1],
    elbows: [-1, -1],
  }),
  dance: pose({
    turn: 0.15,
    hip: 0.97,
    lean: 0.08,
    gaze: -0.2,
    hands: [
      [-0.62, -0.62],
      [0.86, 0.12],
    ],
    feet: [
      [-0.02, 0],
      [0.46, 0.24],
    ],
    elbows: [1, -1],
    knees: [-1, 1],
    armsBehind: [true, false],
  }),
  lead: pose({
    turn: 0.5,
    gaze: 0.6,
    hands: [
      [0.92, 0.1],
      [0.74, 0.52],
    ],
    elbows: [-1, -1],
    feet: [
      [-0.2, 0],
      [0.24, 0],
    ],
    armsBehind: [true, false],
  }),
  wave: pose({
    hands: [
      [-0.22, 0.94],
      [0.5, -0.5],
    ],
    elbows: [-1, -1],
    armsBehind: [true, false],
  }),
  side: pose({
    hands: [
      [-0.34, 0.92],
      [0.5, 0.84],
    ],
    armsBehind: [true, false],
  }),
  swim: pose({
    turn: 0.6,
    hip: 0.4,
    lean: 1.2,
    nod: -0.9,
    gaze: 0.5,
    hands: [
      [0.9, -0.3],
      [0.6, 0.5],
    ],
    feet: [
      [-0.9, 0.3],
      [-0.95, 0.4],
    ],
    elbows: [-1, -1],
    knees: [1, 1],
    armsBehind: [true, false],
  }),
  sleep: pose({
    turn: 0.5,
    hip: 0.16,
    lean: -1.5,
    nod: 0,
    gaze: 0.2,
    hands: [
      [0.4, -0.05],
      [0.55, 0],
    ],
    feet: [
      [0.92, 0.1],
      [0.9, 0.05],
    ],
    knees: [1, 1],
    elbows: [-1, 1],
    armsBehind: [true, false],
  }),
  throw: pose({
    turn: 0.5,
    gaze: 0.5,
    lean: -0.1,
    hands: [
      [0.7, 0.1],
      [-0.5, -0.5],
    ],
    feet: [
      [-0.25, 0],
      [0.42, 0.02],
    ],
    elbows: [-1, -1],
    armsBehind: [true, true],
  }),
  kick: pose({
    turn: 0.6,
    hip: 0.98,
    lean: -0.14,
    gaze: 0.5,
    nod: 0.2,
    hands: [
      [0.5, 0.55],
      [-0.62, 0.4],
    ],
    feet: [
      [-0.1, 0],
      [0.62, 0.24],
    ],
    elbows: [1, -1],
    knees: [1, 1],
    armsBehind: [true, false],
  }),
  kite: pose({
    turn: 0.4,
    gaze: 0.4,
    nod: -0.16,
    hands: [
      [0.3, 0.2],
      [0.56, -0.2],
    ],
    feet: [
      [-0.24, 0],
      [0.22, 0],
    ],
    elbows: [-1, 1],
    armsBehind: [true, false],
  }),
  photo: pose({
    turn: 0.15,
    hands: [
      [0.42, -0.12],
      [0.1, -0.1],
    ],
    elbows: [-1, 1],
    armsBehind: [false, false],
  }),
  laptop: pose({
    turn: 0.15,
    hip: 0.52,
    nod: 0.1,
    hands: [
      [0.22, 0.66],
      [0.02, 0.68],
    ],
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
  }),
  dine: pose({
    turn: 0.1,
    gaze: 0.1,
    hip: 0.52,
    hands: [
      [0.14, 0.8],
      [-0.06, 0.72],
    ],
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
  }),
  pray: pose({
    turn: 0.2,
    nod: 0.14,
    hands: [
      [0.3, 0.4],
      [0.0, 0.4],
    ],
    elbows: [-1, 1],
    armsBehind: [false, false],
  }),
  climb: pose({
    turn: 0.5,
    hip: 1.1,
    lean: 0.1,
    nod: -0.2,
    gaze: 0.4,
    hands: [
      [0.5, -0.8],
      [0.6, -0.3],
    ],
    feet: [
      [0.1, 0.1],
      [0.44, 0.5],
    ],
    elbows: [-1, -1],
    knees: [1, 1],
    armsBehind: [true, false],
  }),
  ski: pose({
    turn: 0.65,
    hip: 0.78,
    lean: 0.32,
    nod: -0.16,
    gaze: 0.5,
    hands: [
      [0.6, 0.5],
      [0.5, 0.56],
    ],
    feet: [
      [0.04, 0],
      [0.18, 0],
    ],
    elbows: [-1, -1],
    knees: [1, 1],
  }),
  surf: pose({
    turn: 0.5,
    hip: 0.76,
    lean: 0.14,
    gaze: 0.5,
    hands: [
      [0.82, 0.2],
      [-0.78, 0.24],
    ],
    feet: [
      [0.4, 0],
      [-0.4, 0],
    ],
    elbows: [1, -1],
    knees: [1, -1],
    armsBehind: [true, false],
  }),
  row: pose({
    turn: 0.7,
    hip: 0.3,
    lean: 0.1,
    gaze: 0.5,
    hands: [
      [0.64, 0.5],
      [0.6, 0.54],
    ],
    feet: [
      [0.56, 0],
      [0.64, 0],
    ],
    knees: [1, 1],
    elbows: [-1, -1],
  }),
  sword: pose({
    turn: 0.25,
    hands: [
      [-0.06, 0.66],
      [0.5, 0.6],
    ],
    feet: [
      [-0.2, 0],
      [0.24, 0],
    ],
    elbows: [-1, 1],
  }),
  baby: pose({
    turn: 0.1,
    gaze: 0.1,
    hip: 0.2,
    lean: 0,
    hands: [
      [-0.5, 0.75],
      [0.5, 0.6],
    ],
    lap: [
      [-0.5, 0.2],
      [0.5, 0.2],
    ],
    feet: [
      [-0.62, 0.02],
      [0.62, 0.02],
    ],
    elbows: [-1, 1],
    armsBehind: [false, false],
  }),
} satisfies Record<string, Pose>;

interface Build {
  readonly headR: number;
  readonly leg: number;
  readonly trunk: number;
  readonly shoulder: number;
  readonly hip: number;
  readonly waist: number;
  readonly girth: number;
}

/** Proportions by age, in body heights: six heads for adults, four and a half for children. */
function buildOf({ age, feminine, outfit }: Look): Build {
  const suited = outfit.cut === "space" ? 0.86 : 1;
  if (age === "baby") return { headR: 0.118, leg: 0.3, trunk: 0.33, shoulder: 0.115, hip: 0.1, waist: 0.11, girth: 1.3 };
  if (age === "child") return { headR: 0.086, leg: 0.425, trunk: 0.29, shoulder: 0.092, hip: 0.068, waist: 0.074, girth: 0.96 };
  if (feminine)
    return { headR: 0.0625 * suited, leg: 0.482, trunk: 0.312, shoulder: 0.091, hip: 0.078, waist: 0.06, girth: 0.88 };
  return { headR: 0.0635 * suited, leg: 0.47, trunk: 0.325, shoulder: 0.116, hip: 0.073, waist: 0.08, girth: 1.08 };
}

export function skeletonOf(look: Look, pose: Pose): Skeleton {
  const build = buildOf(look);
  const stoop = look.age === "old" ? 0.07 : 0;
  const lean = pose.lean + stoop;
  const hips: Pair = [0, -build.leg * pose.hip];
  const up: Pair = [Math.sin(lean), -Math.cos(lean)];
  const across: Pair = [Math.cos(lean), Math.sin(lean)];
  const neck: Pair = [hips[0] + up[0] * build.trunk, hips[1] + up[1] * build.trunk];
  const tilt = lean * 0.75 + pose.nod * (pose.turn > 0.3 ? 1 : 0.35);
  const lift = build.headR * 1.5;
  const drop = pose.nod > 0 ? pose.nod * build.headR * 1.2 : 0;
  const head: Pair = [neck[0] + Math.sin(tilt) * lift + pose.turn * build.headR * 0.2, neck[1] - Math.cos(tilt) * lift + drop];
  const shrink = 1 - 0.5 * pose.turn;
  const arm = build.trunk * 0.97;
  const limbAt = (index: 0 | 1): { arm: Limb; leg: Limb } => {
    const side = index === 0 ? -1 : 1;
    const shoulder: Pair = [
      neck[0] + across[0] * side * (build.shoulder - 0.022) * shrink - up[0] * 0.05,
      neck[1] + across[1] * side * (build.shoulder - 0.022) * shrink - up[1] * 0.05,
    ];
    const goal = pose.hands[index];
    const hand: Pair = [shoulder[0] + goal[0] * arm, shoulder[1] + goal[1] * arm];
    const hip: Pair = [hips[0] + across[0] * side * build.hip * 0.52 * shrink, hips[1]];
    const step = pose.feet[index];
    const ankle: Pair = [hips[0] + step[0] * build.leg, -step[1] * build.leg - 0.03];
    return {
      arm: bend(shoulder, hand, { length: arm, way: pose.elbows[index] }),
      leg: pose.lap
        ? { root: hip, joint: [hips[0] + pose.lap[index][0] * build.leg, -pose.lap[index][1] * build.leg], end: ankle }
        : bend(hip, ankle, { length: build.leg - 0.034, way: pose.knees[index] }),
    };
  };
  const far = limbAt(0);
  const near = limbAt(1);
  return {
    hips,
    neck,
    head,
    headR: build.headR,
    tilt,
    arms: [far.arm, near.arm],
    legs: [far.leg, near.leg],
    shoulder: build.shoulder * shrink,
    waist: build.waist * (1 - 0.25 * pose.turn),
    hipHalf: build.hip * (1 - 0.3 * pose.turn),
    girth: build.girth,
    pose,
  };
}

/** A limb of two equal bones from `root` towards `goal`; the end stays within reach. `way` 1 bends it to the right of a limb that points down. */
function bend(root: Pair, goal: Pair, { length, way }: { length: number; way: number }): Limb {
  const dx = goal[0] - root[0];
  const dy = goal[1] - root[1];
  const far = Math.max(1e-6, Math.hypot(dx, dy));
  const reach = Math.min(far, length * 0.998);
  const end: Pair = [root[0] + (dx / far) * reach, root[1] + (dy / far) * reach];
  const half = length / 2;
  const out = Math.sqrt(Math.max(0, half * half - (reach / 2) ** 2));
  const joint: Pair = [(root[0] + end[0]) / 2 + (dy / far) * out * way, (root[1] + end[1]) / 2 - (dx / far) * out * way];
  return { root, joint, end };
}
