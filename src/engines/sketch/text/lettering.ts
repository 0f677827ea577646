// Every quoted text of a prompt, on its surface. The surfaces are painted with the picture and take part in its style; the
// letters come after the style's strong passes, in a colour measured against what is then behind them, so they stay legible.
import { createCanvas } from "@napi-rs/canvas";
import type { SKRSContext2D } from "@napi-rs/canvas";
import { lighten } from "../paint/colour.ts";
import type { Rgb } from "../paint/colour.ts";
import type { Box, Layout, Surface } from "../paint/layout.ts";
import type { Random } from "../random.ts";
import type { Colour, Lettering, Scene, Style, SurfaceKind } from "../scene/scene.ts";
import type { Picture } from "../style/picture.ts";
import type { Board, BoardMaker, Look } from "./board.ts";
import { neonSign, screen, shopFront, stone, wall } from "./built.ts";
import { contrast, luminance } from "./contrast.ts";
import type { Face } from "./fonts.ts";
import { banner, chalkboard, poster, sign } from "./hanging.ts";
import { chooseInk, isReadable } from "./ink.ts";
import type { Inking } from "./ink.ts";
import { toLetters } from "./letters.ts";
import { drawLook } from "./looks.ts";
import { paintMounting } from "./mounting.ts";
import { bookCover, label, mug, paper, shirt, title } from "./objects.ts";
import { setText } from "./typesetting.ts";
import { countValues } from "./threshold.ts";
import type { SetText, Typography } from "./typesetting.ts";

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
  readonly indoors: boolean;
  readonly random: Random;
}

/** The scene without the surfaces that would stay empty: no bundled font holds any letter of their text. */
export function withoutMute(scene: Scene): Scene {
  return { ...scene, lettering: scene.lettering.filter(({ text }) => toLetters(text, "sans").length > 0) };
}

/** Chooses a board for every surface of the layout. */
export function prepareBoards(scene: Scene, layout: Layout, random: Random): LetteredBoard[] {
  const dark = scene.time === "night" || scene.time === "dusk";
  return layout.surfaces.map((surface, index) => {
    const { lettering, box } = surface;
    const chance = random.fork(`lettering ${index}`);
    const kind = surface.bare ? "title" : toSurface(lettering);
    const board = MAKERS[kind]({
      width: box.width,
      height: box.height,
      colour: lettering.colour,
      outdoors: !scene.interior,
      dark,
      random: chance.fork("board"),
    });
    const look = lettering.look ?? board.look;
    const typography: Typography = { ...board.typography, face: toFace(board.typography.face, look, scene.style) };
    return {
      surface,
      kind,
      board,
      look,
      typography,
      lines: toLetters(lettering.text, typography.face),
      indoors: scene.interior,
      random: chance,
    };
  });
}

/** Draws the surfaces without their letters. */
export function paintBoards(context: SKRSContext2D, boards: readonly LetteredBoard[], layout: Layout): void {
  for (const { surface, kind, board, indoors, random } of boards) {
    paintMounting(context, { kind, surface, layout, indoors, random: random.fork("mounting") });
    inBox(context, surface, () => board.paint(context));
  }
}

/**
 * Draws the letters.
 * @param grade what the picture's style makes of a colour.
 */
export function drawLettering(context: SKRSContext2D, boards: readonly LetteredBoard[], grade: (colour: Colour) => Colour): void {
  const { width, height } = context.canvas;
  const lettered = boards.filter(({ lines }) => lines.length > 0);
  if (lettered.length === 0) return;
  const behind = readReduced(context);
  const busy = lettered.filter(({ surface, board }) => board.veiled && !isCalm(sampleGrounds(behind, surface, board.area)));
  for (const { surface } of busy) layVeil(context, surface.box);
  const bare = busy.length > 0 ? readReduced(context) : behind;
  const unit = Math.sqrt(width * height) / 1000;
  const texts = lettered.map((lettering): InkedText => {
    const { surface, board, typography, lines } = lettering;
    const text = setText(context, lines, { box: board.area, largest: largestSize(lines) * unit, typography });
    const grounds = sampleGrounds(bare, surface, board.area);
    const wish = toWish(lettering, grounds, grade);
    return { lettering, text, wish, grounds, inking: { ink: wish }, refused: [] };
  });

  const histogram = countValues(bare.data, REDUCTION * REDUCTION);
  const restore = keepSurfaces(context, lettered);
  let unread = texts;
  // The letters themselves move the thresholds by which they are read: what was chosen is drawn, checked and chosen again.
  for (let attempt = 0; attempt < ATTEMPTS && unread.length > 0; attempt++) {
    for (const each of unread) {
      const field = fieldOf(each.lettering.board, each.text);
      const areas = { letterPixels: inkedPixels(each.text), fieldPixels: field.width * field.height };
      each.inking = chooseInk({
        wish: each.wish,
        grounds: each.grounds,
        histogram,
        ...areas,
        refused: each.refused,
        dark: each.lettering.look === "chalk" || each.lettering.look === "neon",
      });
      each.refused.push(each.inking.field);
    }
    if (attempt > 0) restore();
    for (const each of texts) drawText(context, each, grade);
    const drawn = countValues(readReduced(context).data, REDUCTION * REDUCTION);
    unread = texts.filter(({ inking, grounds }) => !isReadable(inking, grounds, drawn));
  }
}

const ATTEMPTS = 4;
/** Reading pixels back costs more than drawing them: every so many in each direction are enough to judge by. */
const REDUCTION = 4;

function readReduced({ canvas }: SKRSContext2D): Picture {
  const width = Math.ceil(canvas.width / REDUCTION);
  const height = Math.ceil(canvas.height / REDUCTION);
  const small = createCanvas(width, height).getContext("2d");
  small.imageSmoothingEnabled = false;
  small.drawImage(canvas, 0, 0, width, height);
  return { data: small.getImageData(0, 0, width, height).data, width, height };
}

/** Remembers the surfaces without letters; the function returned brings them back. */
function keepSurfaces(context: SKRSContext2D, boards: readonly LetteredBoard[]): () => void {
  const kept = boards.map(({ surface: { box } }) => {
    // A glow reaches over the edge of its board.
    const margin = Math.ceil(Math.max(box.width, box.height) * 0.1);
    const x = Math.floor(box.x) - margin;
    const y = Math.floor(box.y) - margin;
    const canvas = createCanvas(Math.ceil(box.width) + margin * 2, Math.ceil(box.height) + margin * 2);
    canvas.getContext("2d").drawImage(context.canvas, -x, -y);
    return { x, y, canvas };
  });
  return () => {
    for (const { x, y, canvas } of kept) context.drawImage(canvas, x, y);
  };
}

/** The ink that a surface would have, before anyone has to read it. */
function toWish({ board, look, surface }: LetteredBoard, grounds: readonly Rgb[], grade: (colour: Colour) => Colour): Colour {
  // A tube gives its own light: its white core stands out where its colour alone would not.
  if (look === "neon") return grade(lighten(board.ink, 0.66));
  const isBright = luminance(grounds[grounds.length >> 1] ?? [0, 0, 0]) > 0.4;
  return board.veiled && isBright && surface.lettering.colour === undefined ? "#1b1a20" : grade(board.ink);
}

/** Whether letters may stand on the picture as it is. */
function isCalm(grounds: readonly Rgb[]): boolean {
  const [dark, , bright] = grounds;
  return dark !== undefined && bright !== undefined && contrast(dark, bright) < 1.7;
}

interface InkedText {
  readonly lettering: LetteredBoard;
  readonly text: SetText;
  /** The ink that the surface would have. */
  readonly wish: Colour;
  readonly grounds: readonly Rgb[];
  inking: Inking;
  readonly refused: (Colour | undefined)[];
}

function drawText(context: SKRSContext2D, inked: InkedText, grade: (colour: Colour) => Colour): void {
  const { lettering, text, inking } = inked;
  const { surface, board, look, typography, random } = lettering;
  inBox(context, surface, () => {
    if (inking.field) layField(context, inked);
    drawLook(context, look, {
      text,
      area: board.area,
      weight: typography.weight,
      ink: inking.ink,
      glow: grade(board.ink),
      ground: inking.field ?? grade(board.ground),
      random: random.fork("letters"),
    });
  });
}

/** A look that only one surface can carry brings that surface along. */
function toSurface({ surface, look }: Lettering): SurfaceKind {
  if (look === "neon" && surface !== "screen") return "neonSign";
  if (look === "chalk" && surface !== "wall" && surface !== "stone") return "chalkboard";
  if (look === "engraved" && surface === "title") return "stone";
  return surface;
}

/** Styles that are scanned as much as looked at keep the plainest faces; the others take the hand that fits them. */
function toFace(face: Face, look: Look, style: Style): Face {
  switch (style) {
    case "inkWash":
      return "brush";
    case "oil":
    case "impressionist":
    case "watercolour":
    case "pencil":
    case "vintage":
      return look === "handwritten" || look === "chalk" ? "brush" : face === "serif" ? "bookish" : face;
    case "anime":
    case "clay":
      return face === "serif" ? face : "playful";
    case "illustration":
    case "photo":
    case "flat":
    case "pixel":
    case "neon":
    case "minimalist":
      return look === "handwritten" && face !== "serif" ? "hand" : face;
  }
}

function inBox(context: SKRSContext2D, { box, tilt }: Surface, draw: () => void): void {
  context.save();
  context.translate(box.x + box.width / 2, box.y + box.height / 2);
  context.rotate(tilt);
  context.translate(-box.width / 2, -box.height / 2);
  draw();
  context.restore();
}

/** Machines stop reading letters that are too large, lines of Chinese ones sooner; in units. Headings are larger by a part. */
function largestSize(lines: readonly string[]): number {
  const length = lines.reduce((sum, line) => sum + line.length, 0);
  if (lines.some((line) => /\p{Script=Han}/u.test(line))) return length <= 4 ? 56 : 41;
  return length <= 24 ? 66 : 54;
}

/** About a fifth of the square of each letter is ink. */
function inkedPixels({ lines }: SetText): number {
  return lines.reduce((sum, line) => sum + line.width * line.size * 0.2, 0);
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

/** The dark, the middle and the bright of what is behind the letters in a reduced picture. Tilts are so small that the upright box will do. */
function sampleGrounds({ data, width, height }: Picture, { box }: Surface, area: Box): Rgb[] {
  const samples: Rgb[] = [];
  for (let row = 0; row < SAMPLES_DOWN; row++) {
    for (let column = 0; column < SAMPLES_ACROSS; column++) {
      const x = Math.floor((box.x + area.x + ((column + 0.5) / SAMPLES_ACROSS) * area.width) / REDUCTION);
      const y = Math.floor((box.y + area.y + ((row + 0.5) / SAMPLES_DOWN) * area.height) / REDUCTION);
      const at = (Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))) * 4;
      samples.push([data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0]);
    }
  }
  samples.sort((a, b) => luminance(a) - luminance(b));
  return [0.08, 0.5, 0.92].map((part) => samples[Math.floor(part * samples.length)] ?? [128, 128, 128]);
}

/** A field below the letters: all that a board holds inside its edge, or a label of their own size on the picture itself. */
function layField(context: SKRSContext2D, { lettering: { board }, text, inking }: InkedText): void {
  const { x, y, width, height } = fieldOf(board, text);
  context.fillStyle = inking.field ?? inking.ink;
  context.beginPath();
  context.roundRect(x, y, width, height, board.panel ? 0 : Math.min(width, height) * 0.04);
  context.fill();
}

function fieldOf({ area, panel, veiled }: Board, text: SetText): Box {
  if (panel) return panel;
  const size = lastSize(text);
  const margin = Math.min(area.width, area.height) * 0.045;
  const width = veiled ? Math.min(area.width + size * 0.8, text.width + size * 1.5) : area.width + margin * 2;
  const height = veiled ? Math.min(area.height + size * 0.6, text.height + size * 1.1) : area.height + margin * 2;
  return { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
}

function lastSize({ lines }: SetText): number {
  return lines.at(-1)?.size ?? 0;
}
