// Small drawings in data of things that neither the glyph set nor a generator of their own shows: shapes on a board of 100 × 100
// with the foot at the bottom. One line of a drawing is one shape.
import type { Colour } from "../scene/scene.ts";

/** `own` is the subject's own colour when the prompt names one. */
type Shape =
  | readonly ["oval", tone: string, x: number, y: number, rx: number, ry: number]
  | readonly ["box", tone: string, x: number, y: number, width: number, height: number, radius: number]
  | readonly ["poly", tone: string, points: string]
  | readonly ["bow", tone: string, path: string]
  | readonly ["line", tone: string, width: number, path: string];

interface Curio {
  /** Colour of what is written `own`, unless the prompt names another. */
  readonly own: Colour;
  readonly shapes: readonly Shape[];
}

/** The drawings by key. */
export const CURIOS: Readonly<Record<string, Curio>> = {
  crane: {
    own: "#fbfbff",
    shapes: [
      ["line", "#5b5f6b", 1.4, "M48 66 L46 98 M55 66 L57 98 M46 98 L40 99 M57 98 L51 99"],
      ["bow", "own", "M30 58 Q40 40 66 50 Q84 52 92 64 Q70 74 50 70 Q34 70 30 58"],
      ["bow", "#3a3d48", "M68 56 Q84 54 97 66 Q84 72 70 68 Z"],
      ["line", "own", 7, "M36 56 Q24 40 30 22"],
      ["line", "#3a3d48", 3, "M30 34 Q28 26 30 22"],
      ["oval", "own", 31, 17, 6, 5],
      ["oval", "#d8312c", 31, 13, 4, 2.4],
      ["poly", "#e8b04a", "26,16 10,20 26,20"],
      ["oval", "#1c1c22", 29, 16.5, 1.1, 1.1],
    ],
  },
  starfish: {
    own: "#ff8a5c",
    shapes: [
      ["poly", "own", "50,4 62,38 98,40 70,60 80,96 50,75 20,96 30,60 2,40 38,38"],
      ["oval", "#ffb48f", 50, 54, 13, 13],
      ["oval", "#2a1c1c", 45, 51, 2.4, 3],
      ["oval", "#2a1c1c", 56, 51, 2.4, 3],
      ["line", "#2a1c1c", 1.8, "M46 58 Q50 62 55 58"],
    ],
  },
  dragonfly: {
    own: "#3fa7a0",
    shapes: [
      ["oval", "#cfefff", 26, 34, 25, 7],
      ["oval", "#cfefff", 74, 34, 25, 7],
      ["oval", "#b5e3f7", 29, 50, 22, 6],
      ["oval", "#b5e3f7", 71, 50, 22, 6],
      ["box", "own", 46.5, 34, 7, 62, 3.5],
      ["oval", "own", 50, 32, 8, 11],
      ["oval", "#2a5f8a", 45, 20, 6, 6],
      ["oval", "#2a5f8a", 55, 20, 6, 6],
    ],
  },
  iceberg: {
    own: "#dff3ff",
    shapes: [
      ["poly", "own", "4,96 18,52 30,58 44,12 58,34 66,28 82,62 96,96"],
      ["poly", "#a9d6ef", "44,12 58,34 66,28 82,62 96,96 58,96 62,60 50,44"],
      ["poly", "#ffffff", "44,12 36,40 44,46 50,44"],
    ],
  },
  igloo: {
    own: "#eaf6ff",
    shapes: [
      ["bow", "own", "M6 96 Q6 28 52 28 Q96 28 96 96 Z"],
      [
        "line",
        "#a8cbe2",
        1.6,
        "M8 78 Q52 70 95 78 M14 58 Q52 48 90 58 M28 40 Q52 34 76 40 M34 37 L30 54 M68 37 L74 54 M50 31 L50 48 M40 52 L38 72 M64 52 L66 72 M22 56 L18 76 M82 56 L86 76",
      ],
      ["bow", "#cfe6f5", "M30 96 Q30 60 52 60 Q74 60 74 96 Z"],
      ["bow", "#31506b", "M37 96 Q37 68 52 68 Q67 68 67 96 Z"],
    ],
  },
  "water-mill": {
    own: "#a86a45",
    shapes: [
      ["box", "#efe0c4", 30, 38, 62, 58, 1],
      ["poly", "own", "22,42 60,10 99,42"],
      ["box", "#7a4e34", 68, 62, 15, 34, 2],
      ["box", "#5a86a8", 44, 52, 14, 14, 1],
      ["oval", "#6b4429", 24, 70, 24, 24],
      ["oval", "#efe0c4", 24, 70, 18, 18],
      ["line", "#6b4429", 3.4, "M0 70 L48 70 M24 46 L24 94 M7 53 L41 87 M41 53 L7 87"],
      ["oval", "#4a2f1e", 24, 70, 4, 4],
      ["box", "#5fb4d8", 0, 92, 52, 5, 2],
    ],
  },
  pyramid: {
    own: "#e3bd73",
    shapes: [
      ["poly", "own", "2,96 50,14 98,96"],
      ["poly", "#b98a49", "50,14 98,96 62,96"],
      ["line", "#a87b3e", 0.9, "M41 30 L60 30 M33 44 L66 44 M25 58 L73 58 M17 72 L80 72 M9 85 L87 85"],
    ],
  },
  swing: {
    own: "#c98650",
    shapes: [
      ["line", "#7a5236", 5, "M8 98 L24 8 L40 98 M62 98 L78 8 L94 98"],
      ["line", "#8f623f", 5, "M20 9 L82 9"],
      ["line", "#e9dcc0", 1.6, "M42 10 L40 70 M62 10 L64 70"],
      ["box", "own", 36, 69, 32, 6, 2],
    ],
  },
  gate: {
    own: "#8a5a3a",
    shapes: [
      ["box", "#b9b2ab", 4, 16, 17, 82, 2],
      ["box", "#b9b2ab", 79, 16, 17, 82, 2],
      ["oval", "#cfc9c2", 12.5, 13, 9, 7],
      ["oval", "#cfc9c2", 87.5, 13, 9, 7],
      ["bow", "own", "M21 98 L21 40 Q50 18 79 40 L79 98 Z"],
      ["line", "#5e3a24", 1.8, "M50 29 L50 98 M32 35 L32 98 M41 31 L41 98 M59 31 L59 98 M68 35 L68 98"],
      ["oval", "#e3b84f", 46, 66, 2.4, 2.4],
      ["oval", "#e3b84f", 54, 66, 2.4, 2.4],
    ],
  },
  well: {
    own: "#a8472f",
    shapes: [
      ["line", "#6b4429", 5, "M22 62 L22 24 M78 62 L78 24"],
      ["poly", "own", "8,30 50,4 92,30"],
      ["line", "#6b4429", 3.4, "M20 38 L80 38"],
      ["line", "#e6dcc4", 1.4, "M50 38 L50 52"],
      ["box", "#8a6a4a", 43, 50, 14, 12, 2],
      ["box", "#a9a6a2", 14, 62, 72, 36, 4],
      [
        "line",
        "#807c78",
        1.2,
        "M14 74 L86 74 M14 86 L86 86 M30 63 L30 74 M52 63 L52 74 M72 63 L72 74 M40 74 L40 86 M62 74 L62 86 M30 86 L30 97 M52 86 L52 97 M72 86 L72 97",
      ],
      ["oval", "#34444f", 50, 62, 36, 6],
    ],
  },
  fence: {
    own: "#f3ece0",
    shapes: [
      ["box", "own", 0, 52, 100, 7, 1],
      ["box", "own", 0, 78, 100, 7, 1],
      ["poly", "own", "4,98 4,38 11,28 18,38 18,98"],
      ["poly", "own", "28,98 28,38 35,28 42,38 42,98"],
      ["poly", "own", "52,98 52,38 59,28 66,38 66,98"],
      ["poly", "own", "76,98 76,38 83,28 90,38 90,98"],
    ],
  },
  tank: {
    own: "#6f7f52",
    shapes: [
      ["line", "own", 6, "M54 40 L98 34"],
      ["bow", "own", "M24 54 Q26 30 46 30 Q66 30 68 54 Z"],
      ["poly", "own", "6,56 16,50 86,50 96,60 90,72 8,72"],
      ["box", "#3a3f36", 4, 68, 92, 26, 13],
      ["oval", "#8a8f80", 17, 81, 8, 8],
      ["oval", "#8a8f80", 39, 81, 8, 8],
      ["oval", "#8a8f80", 61, 81, 8, 8],
      ["oval", "#8a8f80", 83, 81, 8, 8],
    ],
  },
  carriage: {
    own: "#c2415a",
    shapes: [
      ["bow", "own", "M12 66 Q8 26 46 24 Q86 26 84 66 Q48 76 12 66"],
      ["bow", "#f5d9a0", "M22 40 Q24 32 38 31 L38 50 L20 50 Z"],
      ["bow", "#f5d9a0", "M46 30 Q66 31 72 50 L46 50 Z"],
      ["line", "#e3b84f", 2.4, "M10 68 Q48 80 86 68 M84 62 L98 54"],
      ["oval", "#7a4e2c", 26, 80, 17, 17],
      ["oval", "#f0e3c8", 26, 80, 12.5, 12.5],
      ["oval", "#7a4e2c", 72, 80, 17, 17],
      ["oval", "#f0e3c8", 72, 80, 12.5, 12.5],
      [
        "line",
        "#7a4e2c",
        2,
        "M12 80 L40 80 M26 66 L26 94 M16 70 L36 90 M36 70 L16 90 M58 80 L86 80 M72 66 L72 94 M62 70 L82 90 M82 70 L62 90",
      ],
    ],
  },
  "paper-plane": {
    own: "#ffffff",
    shapes: [
      ["poly", "own", "4,50 98,10 60,84 44,62"],
      ["poly", "#c9d6e6", "98,10 44,62 46,92 56,72"],
      ["poly", "#e4ecf5", "98,10 44,62 60,84"],
    ],
  },
  "paper-boat": {
    own: "#ffffff",
    shapes: [
      ["poly", "own", "50,10 74,60 26,60"],
      ["poly", "#d3dfec", "50,10 74,60 50,60"],
      ["poly", "#f3f7fb", "4,54 30,60 70,60 96,54 76,92 24,92"],
      ["poly", "#c4d2e2", "50,60 70,60 96,54 76,92 50,92"],
    ],
  },
  drone: {
    own: "#3b424f",
    shapes: [
      ["line", "#59616f", 4, "M14 40 L86 40"],
      ["oval", "#b9c6d6", 16, 33, 16, 3.4],
      ["oval", "#b9c6d6", 84, 33, 16, 3.4],
      ["box", "#2a2f3a", 13, 34, 6, 10, 2],
      ["box", "#2a2f3a", 81, 34, 6, 10, 2],
      ["bow", "own", "M28 44 Q30 32 50 32 Q70 32 72 44 Q70 60 50 60 Q30 60 28 44"],
      ["oval", "#1a1d24", 50, 60, 9, 9],
      ["oval", "#5fc4ff", 50, 61, 4.4, 4.4],
      ["line", "#59616f", 3, "M36 56 L28 80 M64 56 L72 80 M22 80 L36 80 M64 80 L78 80"],
    ],
  },
  submarine: {
    own: "#f2b632",
    shapes: [
      ["box", "own", 42, 26, 22, 22, 5],
      ["line", "#c98a1e", 4, "M54 26 L54 12 L64 12"],
      ["bow", "own", "M4 62 Q8 42 44 42 Q86 40 92 62 Q86 84 44 84 Q8 84 4 62"],
      ["poly", "#c98a1e", "88,62 99,46 99,78"],
      ["oval", "#8a5f14", 26, 62, 8, 8],
      ["oval", "#9fe0ff", 26, 62, 5.6, 5.6],
      ["oval", "#8a5f14", 48, 62, 8, 8],
      ["oval", "#9fe0ff", 48, 62, 5.6, 5.6],
      ["oval", "#8a5f14", 70, 62, 8, 8],
      ["oval", "#9fe0ff", 70, 62, 5.6, 5.6],
    ],
  },
  surfboard: {
    own: "#ff7a59",
    shapes: [
      ["bow", "own", "M50 2 Q76 30 68 70 Q62 96 50 98 Q38 96 32 70 Q24 30 50 2"],
      ["bow", "#fff3dc", "M50 6 Q60 36 56 92 L44 92 Q40 36 50 6"],
      ["line", "#2f9fc4", 2.4, "M50 6 L50 95"],
    ],
  },
  mars: {
    own: "#d1603a",
    shapes: [
      ["oval", "own", 50, 50, 47, 47],
      ["oval", "#b34c2b", 34, 40, 12, 9],
      ["oval", "#b9522f", 66, 62, 15, 11],
      ["oval", "#e08258", 58, 28, 10, 6],
      ["oval", "#fbe8dc", 50, 7, 13, 4],
      ["oval", "#aa4526", 38, 74, 7, 5],
    ],
  },
  lamp: {
    own: "#ffe2a6",
    shapes: [
      ["oval", "#8a5f3c", 50, 94, 22, 5],
      ["box", "#a8764a", 46, 46, 8, 48, 4],
      ["poly", "own", "32,10 68,10 84,52 16,52"],
      ["oval", "#fff6da", 50, 52, 33, 3],
    ],
  },
  fridge: {
    own: "#e4eef2",
    shapes: [
      ["box", "own", 22, 3, 56, 94, 7],
      ["line", "#a9bac2", 1.8, "M23 38 L77 38"],
      ["box", "#8a98a0", 29, 14, 4, 18, 2],
      ["box", "#8a98a0", 29, 46, 4, 26, 2],
    ],
  },
  "washing-machine": {
    own: "#eef1f4",
    shapes: [
      ["box", "own", 12, 8, 76, 89, 6],
      ["box", "#cfd6dc", 12, 8, 76, 17, 6],
      ["oval", "#8a98a4", 72, 16, 5, 5],
      ["box", "#9fb0bc", 20, 12, 22, 8, 2],
      ["oval", "#aab6c0", 50, 59, 28, 28],
      ["oval", "#4f7fa6", 50, 59, 22, 22],
      ["bow", "#a6daf2", "M29 62 Q40 54 50 62 Q60 70 71 60 Q70 80 50 81 Q31 80 29 62"],
    ],
  },
  "treasure-chest": {
    own: "#8a5530",
    shapes: [
      ["bow", "own", "M6 48 Q6 20 50 20 Q94 20 94 48 Z"],
      ["oval", "#ffd24a", 30, 48, 10, 7],
      ["oval", "#ffe07a", 50, 46, 12, 8],
      ["oval", "#ffcb3a", 70, 48, 10, 7],
      ["box", "own", 6, 52, 88, 44, 4],
      ["box", "#e3b03f", 14, 22, 8, 74, 1],
      ["box", "#e3b03f", 78, 22, 8, 74, 1],
      ["box", "#e3b03f", 6, 51, 88, 5, 1],
      ["box", "#f2c85a", 43, 54, 14, 17, 3],
      ["oval", "#4a2c18", 50, 62, 2.6, 3.6],
    ],
  },
  pillow: {
    own: "#f6f1ff",
    shapes: [
      ["bow", "own", "M8 36 Q50 26 92 36 Q99 62 92 88 Q50 97 8 88 Q1 62 8 36"],
      ["line", "#cfc6e6", 1.8, "M20 48 Q28 54 30 62 M80 48 Q72 54 70 62"],
    ],
  },
  blanket: {
    own: "#d86f6f",
    shapes: [
      ["bow", "own", "M6 62 Q50 48 94 62 L96 96 L4 96 Z"],
      ["box", "own", 10, 44, 80, 22, 10],
      ["line", "#fff0dc", 2.4, "M8 76 Q50 66 92 76 M8 86 Q50 78 92 86"],
    ],
  },
  carpet: {
    own: "#b5443f",
    shapes: [
      ["poly", "own", "20,62 80,62 98,94 2,94"],
      ["poly", "#f0d9a8", "25,66 75,66 89,90 11,90"],
      ["poly", "own", "30,69 70,69 81,87 19,87"],
      ["poly", "#f0d9a8", "50,71 66,78 50,85 34,78"],
    ],
  },
  birdcage: {
    own: "#e3b84f",
    shapes: [
      ["oval", "#ffd95a", 50, 66, 10, 8],
      ["oval", "#ffd95a", 57, 58, 6, 6],
      ["poly", "#f08a3c", "62,58 68,60 62,62"],
      ["oval", "#22222a", 58, 57, 1.2, 1.2],
      [
        "line",
        "own",
        2.4,
        "M18 92 L18 46 Q18 14 50 12 Q82 14 82 46 L82 92 M34 92 L34 28 M50 92 L50 12 M66 92 L66 28 M18 60 L82 60",
      ],
      ["box", "own", 14, 90, 72, 8, 3],
      ["line", "own", 2.4, "M50 12 Q44 6 50 3 Q56 6 50 12"],
    ],
  },
  scarecrow: {
    own: "#c4553f",
    shapes: [
      ["line", "#8a5f3c", 4.4, "M50 34 L50 99 M10 42 L90 42"],
      ["poly", "own", "20,36 80,36 80,50 66,50 68,78 32,78 34,50 20,50"],
      [
        "line",
        "#e8c766",
        2.4,
        "M12 38 L4 34 M12 44 L3 46 M88 38 L96 34 M88 44 L97 46 M36 78 L32 88 M44 78 L43 90 M56 78 L57 90 M64 78 L68 88",
      ],
      ["oval", "#f0d9a8", 50, 22, 14, 14],
      ["oval", "#2a2020", 45, 21, 1.8, 1.8],
      ["oval", "#2a2020", 55, 21, 1.8, 1.8],
      ["line", "#2a2020", 1.6, "M44 27 Q50 31 56 27"],
      ["poly", "#a8763f", "30,14 70,14 58,10 56,1 44,1 42,10"],
    ],
  },
  "toy-blocks": {
    own: "#4f8fe8",
    shapes: [
      ["box", "#e85a4f", 6, 54, 42, 42, 4],
      ["box", "own", 52, 54, 42, 42, 4],
      ["box", "#f2c13c", 29, 10, 42, 42, 4],
      ["poly", "#ffffff", "50,20 60,42 40,42"],
      ["oval", "#ffffff", 27, 75, 11, 11],
      ["box", "#ffffff", 63, 65, 20, 20, 2],
    ],
  },
  harp: {
    own: "#d8a33c",
    shapes: [
      ["line", "#f3ead2", 1, "M36 24 L36 82 M44 26 L44 76 M52 30 L52 70 M60 34 L60 64 M68 36 L68 56"],
      ["line", "own", 7, "M24 96 L22 20 M22 18 Q44 10 58 26 Q70 40 86 26"],
      ["line", "own", 7, "M84 28 Q70 66 28 94"],
      ["box", "own", 14, 92, 34, 6, 3],
    ],
  },
  incense: {
    own: "#b5813f",
    shapes: [
      ["line", "#d8cfc4", 2, "M40 44 Q30 30 42 20 Q50 12 40 2 M60 44 Q70 32 60 22 Q52 12 62 4"],
      ["line", "#9c3a2a", 2, "M40 72 L40 44 M50 72 L50 40 M60 72 L60 44"],
      ["bow", "own", "M18 68 Q20 92 50 92 Q80 92 82 68 Z"],
      ["box", "own", 14, 64, 72, 7, 3],
      ["box", "own", 26, 90, 9, 8, 2],
      ["box", "own", 65, 90, 9, 8, 2],
    ],
  },
  gourd: {
    own: "#d99a3f",
    shapes: [
      ["line", "#6b7a34", 3.4, "M50 16 Q52 8 60 5"],
      ["oval", "own", 50, 32, 17, 17],
      ["oval", "own", 50, 70, 29, 28],
      ["line", "#c2302a", 4, "M36 47 Q50 53 64 47"],
      ["poly", "#c2302a", "62,48 74,62 66,62"],
    ],
  },
  inkstone: {
    own: "#33343c",
    shapes: [
      ["bow", "own", "M6 62 Q50 48 94 62 L94 84 Q50 98 6 84 Z"],
      ["oval", "#4a4c57", 50, 66, 38, 9],
      ["oval", "#101118", 42, 66, 22, 5.4],
      ["line", "#c99a5a", 4, "M66 62 L92 14"],
      ["poly", "#1a1a20", "62,70 64,58 70,60"],
    ],
  },
  "hot-air-balloon": {
    own: "#e4572e",
    shapes: [
      ["bow", "own", "M44 76 Q12 52 12 34 Q14 2 50 2 Q86 2 88 34 Q88 52 56 76 Z"],
      ["bow", "#fff1d6", "M46 76 Q26 50 28 32 Q32 4 50 2 Q68 4 72 32 Q74 50 54 76 Z"],
      ["bow", "own", "M48 76 Q40 50 41 30 Q44 6 50 2 Q56 6 59 30 Q60 50 52 76 Z"],
      ["line", "#6b4a2c", 1.1, "M43 75 L45 87 M57 75 L55 87"],
      ["box", "#9a6a3c", 43, 86, 14, 12, 2],
    ],
  },
  path: { own: "#c9a674", shapes: [["bow", "own", "M46 40 Q66 52 40 68 Q20 80 30 98 L74 98 Q58 82 66 66 Q76 50 52 40 Z"]] },
};
