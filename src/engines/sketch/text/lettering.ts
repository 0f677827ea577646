// Every quoted text of a prompt, on its surface. The surfaces are painted with the picture and take part in its style; the
// letters come after the style's strong passes, in a colour measured against what is then behind them, so they stay legible.
import type { SKRSContext2D } from "@napi-rs/canvas";
import { toRgb } from "../paint/colour.ts";
import type { Rgb } from "../paint/colour.ts";
import type { Box, Layout, Surface } from "../paint/layout.ts";
import type { Random } from "../random.ts";
import type { Colour, Lettering, Scene, SurfaceKind } from "../scene/scene.ts";
import type { Board, BoardMaker, Look } from "./board.ts";
import { banner, chalkboard, neonSign, poster, screen, shopFront, sign, stone, wall } from "./boards.ts";
import { luminance, toLegible } from "./contrast.ts";
import { toLetters } from "./letters.ts";
import { drawLook } from "./looks.ts";
import { paintMounting } from "./mounting.ts";
import { bookCover, label, mug, paper, shirt, title } from "./objects.ts";
import { setText } from "./typesetting.ts";
import type { Typography } from "./typesetting.ts";

const MAKERS: Record<SurfaceKind, BoardMaker> = {
  chalkboard,
  sign,
  poster,
  bookCover,
  shopFront,
  banner,
  neonSign,
  mug,
  label,
  screen,
  paper,
  wall,
  shirt,
  stone,
  title,
};

/** A surface made ready: what it looks like is decided, nothing is drawn. */
export interface LetteredBoard {
  readonly surface: Surface;
  readonly kind: SurfaceKind;
  readonly board: Board;
  readonly look: Look;
  readonly typography: Typography;
  readonly lines: readonly string[];
  readonly random: Random;
}

/** Chooses a board for every surface of the layout. */
export function prepareBoards(scene: Scene, layout: Layout, random: Random): LetteredBoard[] {
  const dark = scene.time === "night" || scene.time === "dusk";
  return layout.surfaces.map((surface, index) => {
    const { lettering, box } = surface;
    const chance = random.fork(`lettering ${index}`);
    const kind = toSurface(lettering);
    const board = MAKERS[kind]({
      width: box.width,
      height: box.height,
      colour: lettering.colour,
      outdoors: !scene.interior,
      dark,
      random: chance.fork("board"),
    });
    const look = lettering.look ?? board.look;
    const byHand = look === "handwritten" && look !== board.look;
    const typography: Typography = byHand ? { ...board.typography, face: "hand" } : board.typography;
    return { surface, kind, board, look, typography, lines: toLines(lettering.text, typography), random: chance };
  });
}

/** Draws the surfaces without their letters. */
export function paintBoards(context: SKRSContext2D, boards: readonly LetteredBoard[], layout: Layout): void {
  for (const { surface, kind, board, random } of boards) {
    paintMounting(context, { kind, surface, layout, random: random.fork("mounting") });
    inBox(context, surface, () => board.paint(context));
  }
}

/**
 * Draws the letters.
 * @param grade what the picture's style makes of a colour.
 */
export function drawLettering(context: SKRSContext2D, boards: readonly LetteredBoard[], grade: (colour: Colour) => Colour): void {
  for (const { surface, board, look, typography, lines, random } of boards) {
    if (lines.length === 0) continue;
    if (board.veiled) layVeil(context, surface.box);
    const grounds = sampleGrounds(context, surface, board.area);
    const text = setText(context, lines, { box: board.area, largest: board.area.height * 0.7, typography });
    const ink = grade(board.ink);
    inBox(context, surface, () =>
      drawLook(context, look, {
        text,
        area: board.area,
        weight: typography.weight,
        // A tube gives its own light: its white core stands out where its colour alone would not.
        ink: look === "neon" ? ink : toLegible(ink, grounds),
        ground: grade(board.ground),
        random: random.fork("letters"),
      }),
    );
  }
}

/** A look that only one surface can carry brings that surface along. */
function toSurface({ surface, look }: Lettering): SurfaceKind {
  if (look === "neon" && surface !== "screen") return "neonSign";
  if (look === "chalk" && surface !== "wall" && surface !== "stone") return "chalkboard";
  if (look === "engraved" && surface === "title") return "stone";
  return surface;
}

/** A heading ends where its colon is: "Daily Special: Cappuccino $4.50" is two lines on a board, one in a sentence. */
function toLines(text: string, typography: Typography): string[] {
  const lines = toLetters(text, typography.face);
  const [only] = lines;
  if (!typography.heading || lines.length !== 1 || only === undefined) return lines;
  const parts = /^(.{2,20}[:：])\s?([^/\d].{2,})$/u.exec(only);
  return parts ? [parts[1] ?? "", parts[2] ?? ""] : lines;
}

function inBox(context: SKRSContext2D, { box, tilt }: Surface, draw: () => void): void {
  context.save();
  context.translate(box.x + box.width / 2, box.y + box.height / 2);
  context.rotate(tilt);
  context.translate(-box.width / 2, -box.height / 2);
  draw();
  context.restore();
}

/** A soft shade below letters that stand on the picture itself. */
function layVeil(context: SKRSContext2D, box: Box): void {
  const feather = Math.min(box.width, box.height) * 0.16;
  context.save();
  context.filter = `blur(${(feather / 2).toFixed(1)}px)`;
  context.fillStyle = "rgba(18,20,30,0.66)";
  context.beginPath();
  context.roundRect(box.x + feather, box.y + feather * 0.6, box.width - feather * 2, box.height - feather * 1.2, feather);
  context.fill();
  context.restore();
}

const SAMPLES_ACROSS = 24;
const SAMPLES_DOWN = 12;

/** The dark, the middle and the bright of what is behind the letters now. Tilts are so small that the upright box will do. */
function sampleGrounds(context: SKRSContext2D, { box }: Surface, area: Box): Rgb[] {
  const width = Math.max(1, Math.floor(area.width));
  const height = Math.max(1, Math.floor(area.height));
  const { data } = context.getImageData(Math.round(box.x + area.x), Math.round(box.y + area.y), width, height);
  const samples: Rgb[] = [];
  for (let row = 0; row < SAMPLES_DOWN; row++) {
    for (let column = 0; column < SAMPLES_ACROSS; column++) {
      const x = Math.floor(((column + 0.5) / SAMPLES_ACROSS) * width);
      const y = Math.floor(((row + 0.5) / SAMPLES_DOWN) * height);
      const at = (y * width + x) * 4;
      samples.push([data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0]);
    }
  }
  samples.sort((a, b) => luminance(a) - luminance(b));
  return [0.1, 0.5, 0.9].map((part) => samples[Math.floor(part * samples.length)] ?? toRgb("#808080"));
}
