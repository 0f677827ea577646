// Poses of those whose hands are busy: they hold, cook, paint, play.
import { pose, SEATED, type Pose } from "./pose.ts";

/** What hands do: hold, cook, paint, play. */
export const HANDIWORK = {
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
    ...SEATED,
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
} satisfies Record<string, Pose>;
