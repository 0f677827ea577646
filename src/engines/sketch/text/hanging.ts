// The surfaces that hang or stand by themselves: chalkboard, sign, poster, banner.
import type { SKRSContext2D } from "@napi-rs/canvas";
import { brightness, darken, fade, lighten, mix } from "../paint/colour.ts";
import type { Box } from "../paint/layout.ts";
import type { Random } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import type { Board, BoardMaker } from "./board.ts";
import { fillWithShadow, inset, paintBlotches, paintFrame, paintInnerShade, paintWood } from "./materials.ts";
import { PRINT } from "./typesetting.ts";

export const chalkboard: BoardMaker = ({ width, height, colour, random }) => {
  const frame = Math.min(width, height) * 0.065;
  const ground = random.pick(["#26312c", "#2a2d30", "#24322f"]);
  const wood = random.pick(["#8a5a33", "#a06c3f", "#6f4527"]);
  return {
    area: inset({ x: 0, y: 0, width, height }, frame * 2.4, frame * 1.9),
    panel: { x: frame, y: frame, width: width - frame * 2, height: height - frame * 2.3 },
    ground,
    ink: colour ? lighten(colour, 0.45) : "#f6f3e8",
    look: "chalk",
    typography: { face: "serif", weight: 650, leading: 1.26, heading: true },
    veiled: false,
    paint(context) {
      const outer: Box = { x: 0, y: 0, width, height };
      fillWithShadow(context, { shape: () => context.rect(0, 0, width, height), fill: wood, depth: frame * 0.6 });
      const inner = paintFrame(context, outer, { colour: wood, thickness: frame, random });
      context.fillStyle = ground;
      context.fillRect(inner.x, inner.y, inner.width, inner.height);
      paintBlotches(context, inner, { colour: "#dfe6df", strength: 0.06, random });
      paintDust(context, inner, random);
      paintInnerShade(context, inner, frame * 0.3);
      // A ledge with two pieces of chalk.
      const ledge = frame * 0.32;
      context.fillStyle = darken(wood, 0.25);
      context.fillRect(inner.x, inner.y + inner.height - ledge * 0.4, inner.width, ledge);
      for (const [at, chalk] of [
        [0.72, "#fbf8ef"],
        [0.8, "#f3c9c0"],
      ] as const) {
        context.fillStyle = chalk;
        context.beginPath();
        context.roundRect(
          inner.x + inner.width * at,
          inner.y + inner.height - ledge * 0.85,
          frame * 1.0,
          ledge * 0.5,
          ledge * 0.2,
        );
        context.fill();
      }
    },
  };
};

/** What a sponge leaves: broad, faint strokes across the board. */
function paintDust(context: SKRSContext2D, box: Box, random: Random): void {
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  context.lineCap = "round";
  for (let stroke = 0; stroke < 9; stroke++) {
    const y = box.y + random.next() * box.height;
    const x = box.x + random.range(-0.1, 0.6) * box.width;
    context.strokeStyle = fade("#ffffff", random.range(0.008, 0.022));
    context.lineWidth = box.height * random.range(0.06, 0.16);
    context.beginPath();
    context.moveTo(x, y);
    context.quadraticCurveTo(
      x + box.width * 0.25,
      y - box.height * random.range(-0.2, 0.2),
      x + box.width * random.range(0.3, 0.6),
      y,
    );
    context.stroke();
  }
  context.restore();
}

export const sign: BoardMaker = ({ width, height, colour, outdoors, random }) => {
  // Painted metal where a colour is asked for, weathered wood otherwise.
  return colour ? metalSign({ width, height, colour, random }) : woodenSign({ width, height, outdoors, random });
};

function metalSign({ width, height, colour, random }: { width: number; height: number; colour: Colour; random: Random }): Board {
  const unit = Math.min(width, height);
  const pale = brightness(colour) > 0.62;
  const ink = pale ? darken(colour, 0.82) : "#fffdf6";
  return {
    area: inset({ x: 0, y: 0, width, height }, unit * 0.13, unit * 0.11),
    ground: colour,
    ink,
    look: "paint",
    typography: PRINT,
    veiled: false,
    paint(context) {
      const round = unit * 0.09;
      fillWithShadow(context, {
        shape: () => context.roundRect(0, 0, width, height, round),
        fill: darken(colour, 0.15),
        depth: unit * 0.04,
      });
      const sheen = context.createLinearGradient(0, 0, width * 0.6, height);
      sheen.addColorStop(0, lighten(colour, 0.08));
      sheen.addColorStop(1, darken(colour, 0.05));
      context.fillStyle = sheen;
      context.beginPath();
      context.roundRect(0, 0, width, height - unit * 0.015, round);
      context.fill();
      paintBlotches(context, inset({ x: 0, y: 0, width, height }, round), {
        colour: darken(colour, 0.3),
        strength: 0.07,
        random,
      });
      context.strokeStyle = ink;
      context.lineWidth = unit * 0.022;
      context.beginPath();
      context.roundRect(unit * 0.045, unit * 0.045, width - unit * 0.09, height - unit * 0.09, round * 0.65);
      context.stroke();
    },
  };
}

function woodenSign({ width, height, random }: { width: number; height: number; outdoors: boolean; random: Random }): Board {
  const unit = Math.min(width, height);
  const wood = random.pick(["#c08a52", "#b07b48", "#caa06b"]);
  return {
    area: inset({ x: 0, y: 0, width, height }, unit * 0.12, unit * 0.1),
    ground: wood,
    ink: "#2a160b",
    look: "paint",
    typography: { ...PRINT, face: "serif", weight: 700 },
    veiled: false,
    paint(context) {
      const shape = (): void => context.roundRect(0, 0, width, height, unit * 0.05);
      fillWithShadow(context, { shape, fill: darken(wood, 0.4), depth: unit * 0.04 });
      context.save();
      context.beginPath();
      shape();
      context.clip();
      paintWood(
        context,
        { x: 0, y: 0, width, height },
        { colour: wood, planks: Math.max(2, Math.min(4, Math.round(height / (unit * 0.36)))), random },
      );
      context.strokeStyle = fade(darken(wood, 0.6), 0.75);
      context.lineWidth = unit * 0.03;
      shape();
      context.stroke();
      context.restore();
      context.fillStyle = darken(wood, 0.65);
      for (const x of [unit * 0.055, width - unit * 0.055]) {
        for (const y of [unit * 0.055, height - unit * 0.055]) {
          context.beginPath();
          context.arc(x, y, unit * 0.016, 0, Math.PI * 2);
          context.fill();
        }
      }
    },
  };
}

export const poster: BoardMaker = ({ width, height, colour, random }) => {
  const unit = Math.min(width, height);
  const paper = "#f7f0df";
  const accent = colour ?? random.pick(["#d8452f", "#1f6f78", "#e2a52b", "#2c4a87", "#b23a6b"]);
  const band = height * 0.09;
  const art = Math.min(width * 0.5, height * 0.34);
  return {
    area: { x: unit * 0.1, y: band * 1.3, width: width - unit * 0.2, height: height - band * 1.3 - art * 1.12 },
    ground: paper,
    ink: darken(accent, 0.5),
    look: "print",
    typography: { ...PRINT, weight: 700 },
    veiled: false,
    paint(context) {
      fillWithShadow(context, { shape: () => context.rect(0, 0, width, height), fill: paper, depth: unit * 0.025 });
      // A sun of rings rises from the foot, under a band of the same ink.
      const edge = unit * 0.04;
      context.fillStyle = accent;
      context.fillRect(edge, edge, width - edge * 2, band * 0.5);
      context.save();
      context.beginPath();
      context.rect(edge, height - art, width - edge * 2, art - edge);
      context.clip();
      for (const [ring, tone] of [
        accent,
        lighten(accent, 0.72),
        mix(accent, "#f2b441", 0.55),
        lighten(accent, 0.72),
        accent,
      ].entries()) {
        context.fillStyle = tone;
        context.beginPath();
        context.arc(width / 2, height - edge, art * (0.96 - ring * 0.19), Math.PI, Math.PI * 2);
        context.fill();
      }
      context.restore();
      context.fillStyle = accent;
      context.fillRect(edge, height - edge - band * 0.16, width - edge * 2, band * 0.16);
      paintBlotches(context, { x: 0, y: 0, width, height }, { colour: "#b8a27a", strength: 0.05, random });
    },
  };
};

export const banner: BoardMaker = ({ width, height, colour, random }) => {
  const cloth = colour ?? random.pick(["#f2ead6", "#f0bd4a", "#f7dfc2", "#dbe7ee"]);
  const ink = brightness(cloth) > 0.6 ? "#7a1420" : "#fff6dc";
  const sag = height * 0.07;
  return {
    area: { x: width * 0.08, y: sag * 2.2, width: width * 0.84, height: height - sag * 4.4 },
    ground: cloth,
    ink,
    look: "paint",
    typography: { ...PRINT, weight: 700 },
    veiled: false,
    paint(context) {
      const shape = (): void => {
        context.moveTo(0, sag * 0.4);
        context.bezierCurveTo(width * 0.3, sag * 2, width * 0.7, sag * 2, width, sag * 0.4);
        context.lineTo(width, height - sag * 1.6);
        context.bezierCurveTo(width * 0.7, height, width * 0.3, height, 0, height - sag * 1.6);
        context.closePath();
      };
      fillWithShadow(context, { shape, fill: cloth, depth: sag * 0.8 });
      context.save();
      context.beginPath();
      shape();
      context.clip();
      const folds = context.createLinearGradient(0, 0, width, 0);
      for (let fold = 0; fold <= 8; fold++) {
        folds.addColorStop(
          fold / 8,
          fold % 2 === 0 ? fade("#000000", fold === 0 || fold === 8 ? 0.22 : 0.08) : fade("#ffffff", 0.07),
        );
      }
      context.fillStyle = folds;
      context.fillRect(0, 0, width, height);
      context.strokeStyle = fade(ink, 0.7);
      context.lineWidth = Math.max(1.2, height * 0.014);
      context.beginPath();
      context.moveTo(0, sag * 1.2);
      context.bezierCurveTo(width * 0.3, sag * 2.8, width * 0.7, sag * 2.8, width, sag * 1.2);
      context.moveTo(0, height - sag * 2.4);
      context.bezierCurveTo(width * 0.7, height - sag * 0.8, width * 0.3, height - sag * 0.8, width, height - sag * 2.4);
      context.stroke();
      context.restore();
      context.fillStyle = "#d9c48a";
      for (const x of [width * 0.018, width * 0.982]) {
        context.beginPath();
        context.arc(x, sag * 1.1, height * 0.022, 0, Math.PI * 2);
        context.fill();
      }
    },
  };
};
