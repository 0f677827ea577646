// Poses of those who stand, walk, sit or read.
import { pose, SEATED, STAND, type Pose } from "./pose.ts";

/** To stand, walk, sit and read. */
export const STANCES = {
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
    ...SEATED,
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
    ...SEATED,
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
} satisfies Record<string, Pose>;
