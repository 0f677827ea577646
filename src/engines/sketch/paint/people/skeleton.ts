// The skeleton that a pose gives: joints found by bending each limb to reach its goal. Lengths are in body heights, x to the right
// and y down, the ground at 0.
import type { Pair } from "../brushwork.ts";
import type { Look } from "./people.ts";
import type { Pose } from "./pose.ts";

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

/** The joints of this person in this pose, feet on the ground at y 0. */
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
