// Poses that take the whole body: to ride, dance, swim, climb, sleep.
import { pose, SEATED, type Pose } from "./pose.ts";

/** What the whole body does: ride, dance, swim, climb. */
export const EXERTIONS = {
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
    ...SEATED,
  }),
  dine: pose({
    turn: 0.1,
    gaze: 0.1,
    hip: 0.52,
    hands: [
      [0.14, 0.8],
      [-0.06, 0.72],
    ],
    ...SEATED,
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
