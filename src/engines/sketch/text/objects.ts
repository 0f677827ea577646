// The surfaces that are things one could hold: book, mug, label, paper, shirt; and the title that stands on the picture itself.
import type { SKRSContext2D } from "@napi-rs/canvas";
import { brightness, darken, fade, lighten } from "../paint/colour.ts";
import type { BoardMaker } from "./board.ts";
import { fillWithShadow, inset, paintBlotches } from "./materials.ts";
import { PRINT } from "./typesetting.ts";

export const bookCover: BoardMaker = ({ width, height, colour, random }) => {
  const unit = Math.min(width, height);
  const cloth = colour ?? random.pick(["#7a2230", "#1f3d5c", "#23523f", "#5a3a68", "#b5642b"]);
  const gold = brightness(cloth) > 0.6 ? darken(cloth, 0.75) : "#fdebbb";
  const pages = unit * 0.05;
  const spine = unit * 0.085;
  const cover = { x: 0, y: 0, width: width - pages, height: height - pages };
  return {
    area: { x: spine + unit * 0.1, y: height * 0.17, width: cover.width - spine - unit * 0.2, height: height * 0.58 },
    ground: cloth,
    ink: gold,
    look: "print",
    typography: { ...PRINT, face: "serif", weight: 700 },
    veiled: false,
    paint(context) {
      fillWithShadow(context, {
        shape: () => context.roundRect(pages * 0.4, pages * 0.4, width - pages * 0.4, height - pages * 0.4, unit * 0.012),
        fill: darken(cloth, 0.35),
        depth: unit * 0.04,
      });
      // The block of pages shows at the fore edge and the foot.
      context.fillStyle = "#efe6d0";
      context.fillRect(spine, pages * 0.5, width - spine - pages * 0.35, height - pages * 0.85);
      context.strokeStyle = "rgba(120,100,70,0.35)";
      context.lineWidth = Math.max(0.8, unit * 0.002);
      for (let leaf = 1; leaf < 5; leaf++) {
        const offset = (leaf / 5) * pages * 0.62;
        context.beginPath();
        context.moveTo(cover.width + offset, pages * 0.5);
        context.lineTo(cover.width + offset, cover.height + offset);
        context.lineTo(spine, cover.height + offset);
        context.stroke();
      }
      const light = context.createLinearGradient(0, 0, cover.width, cover.height);
      light.addColorStop(0, lighten(cloth, 0.08));
      light.addColorStop(1, darken(cloth, 0.1));
      context.fillStyle = light;
      context.beginPath();
      context.roundRect(0, 0, cover.width, cover.height, unit * 0.018);
      context.fill();
      const hinge = context.createLinearGradient(0, 0, spine * 1.25, 0);
      hinge.addColorStop(0, fade("#000000", 0.3));
      hinge.addColorStop(0.45, fade("#ffffff", 0.12));
      hinge.addColorStop(0.85, fade("#000000", 0.28));
      hinge.addColorStop(1, fade("#000000", 0));
      context.fillStyle = hinge;
      context.fillRect(0, 0, spine * 1.25, cover.height);
      context.strokeStyle = fade(gold, 0.85);
      const frame = {
        x: spine + unit * 0.045,
        y: unit * 0.05,
        width: cover.width - spine - unit * 0.09,
        height: cover.height - unit * 0.1,
      };
      context.lineWidth = Math.max(1.2, unit * 0.009);
      context.strokeRect(frame.x, frame.y, frame.width, frame.height);
      paintRosette(context, { x: spine + (cover.width - spine) / 2, y: height * 0.84, radius: unit * 0.055, ink: gold });
    },
  };
};

function paintRosette(
  context: SKRSContext2D,
  { x, y, radius, ink }: { x: number; y: number; radius: number; ink: string },
): void {
  context.save();
  context.translate(x, y);
  context.fillStyle = fade(ink, 0.9);
  for (let petal = 0; petal < 8; petal++) {
    context.rotate(Math.PI / 4);
    context.beginPath();
    context.ellipse(0, -radius * 0.6, radius * 0.16, radius * 0.42, 0, 0, Math.PI * 2);
    context.fill();
  }
  context.beginPath();
  context.arc(0, 0, radius * 0.17, 0, Math.PI * 2);
  context.fill();
  context.restore();
}

export const mug: BoardMaker = ({ width, height, colour, random }) => {
  const glaze = colour ?? random.pick(["#f6f2ea", "#f2e3cf", "#e8eef0"]);
  const body = { x: width * 0.04, y: height * 0.09, width: width * 0.72, height: height * 0.87 };
  const rim = height * 0.075;
  return {
    area: { x: body.x + body.width * 0.09, y: body.y + rim * 1.7, width: body.width * 0.82, height: body.height - rim * 3.2 },
    ground: glaze,
    ink: brightness(glaze) > 0.55 ? random.pick(["#23344f", "#6b2b23", "#27402f"]) : "#fffaf0",
    look: "print",
    typography: { ...PRINT, weight: 700 },
    veiled: false,
    paint(context) {
      // Handle behind the body.
      context.save();
      context.lineWidth = width * 0.062;
      context.strokeStyle = darken(glaze, 0.14);
      context.shadowColor = "rgba(10,12,30,0.3)";
      context.shadowBlur = width * 0.03;
      context.beginPath();
      context.ellipse(body.x + body.width, body.y + body.height * 0.47, width * 0.15, body.height * 0.25, 0, 0, Math.PI * 2);
      context.stroke();
      context.restore();
      const shape = (): void => {
        context.moveTo(body.x, body.y);
        context.lineTo(body.x + body.width * 0.035, body.y + body.height * 0.86);
        context.quadraticCurveTo(
          body.x + body.width * 0.05,
          body.y + body.height,
          body.x + body.width * 0.2,
          body.y + body.height,
        );
        context.lineTo(body.x + body.width * 0.8, body.y + body.height);
        context.quadraticCurveTo(
          body.x + body.width * 0.95,
          body.y + body.height,
          body.x + body.width * 0.965,
          body.y + body.height * 0.86,
        );
        context.lineTo(body.x + body.width, body.y);
        context.closePath();
      };
      fillWithShadow(context, { shape, fill: glaze, depth: height * 0.03 });
      const round = context.createLinearGradient(body.x, 0, body.x + body.width, 0);
      round.addColorStop(0, "rgba(30,25,40,0.22)");
      round.addColorStop(0.14, "rgba(255,255,255,0.16)");
      round.addColorStop(0.4, "rgba(255,255,255,0)");
      round.addColorStop(0.8, "rgba(30,25,40,0.05)");
      round.addColorStop(1, "rgba(30,25,40,0.28)");
      context.fillStyle = round;
      context.beginPath();
      shape();
      context.fill();
      // Rim and what is in it.
      for (const [grow, fill] of [
        [1, lighten(glaze, 0.4)],
        [0.93, "#3d2416"],
        [0.9, "#5b3820"],
      ] as const) {
        context.fillStyle = fill;
        context.beginPath();
        context.ellipse(
          body.x + body.width / 2,
          body.y + (1 - grow) * rim * 0.8,
          (body.width / 2) * grow,
          rim * grow,
          0,
          0,
          Math.PI * 2,
        );
        context.fill();
      }
    },
  };
};

export const label: BoardMaker = ({ width, height, colour, random }) => {
  const unit = Math.min(width, height);
  const paper = colour && brightness(colour) > 0.55 ? colour : random.pick(["#f3e6c8", "#f7f1e3", "#e9d9b6"]);
  const ink = colour && colour !== paper ? colour : random.pick(["#4a2a18", "#23352b", "#3a1f2d"]);
  return {
    area: inset({ x: 0, y: 0, width, height }, unit * 0.15, unit * 0.14),
    ground: paper,
    ink,
    look: "print",
    typography: { ...PRINT, face: "serif", weight: 700 },
    veiled: false,
    paint(context) {
      fillWithShadow(context, {
        shape: () => context.roundRect(0, 0, width, height, unit * 0.08),
        fill: paper,
        depth: unit * 0.025,
      });
      paintBlotches(context, inset({ x: 0, y: 0, width, height }, unit * 0.03), {
        colour: darken(paper, 0.35),
        strength: 0.08,
        random,
      });
      context.strokeStyle = ink;
      for (const [gap, line] of [
        [0.045, 0.014],
        [0.075, 0.005],
      ] as const) {
        context.lineWidth = Math.max(1, unit * line);
        context.beginPath();
        context.roundRect(unit * gap, unit * gap, width - unit * gap * 2, height - unit * gap * 2, unit * 0.05);
        context.stroke();
      }
    },
  };
};

export const paper: BoardMaker = ({ width, height, colour, random }) => {
  const unit = Math.min(width, height);
  const sheet = random.pick(["#fbf7ec", "#fffdf6", "#f6eedb"]);
  const fold = unit * 0.11;
  return {
    area: inset({ x: 0, y: 0, width, height }, unit * 0.12, unit * 0.12),
    ground: sheet,
    ink: colour ?? random.pick(["#1d2c5e", "#2a2320", "#20304a"]),
    look: "handwritten",
    typography: { face: "serif", weight: 600, leading: 1.3, heading: false },
    veiled: false,
    paint(context) {
      const shape = (): void => {
        context.moveTo(0, 0);
        context.lineTo(width, 0);
        context.lineTo(width, height - fold);
        context.lineTo(width - fold, height);
        context.lineTo(0, height);
        context.closePath();
      };
      fillWithShadow(context, { shape, fill: sheet, depth: unit * 0.03 });
      paintBlotches(context, inset({ x: 0, y: 0, width, height }, fold), { colour: "#c9b88f", strength: 0.07, random });
      context.fillStyle = darken(sheet, 0.14);
      context.beginPath();
      context.moveTo(width, height - fold);
      context.lineTo(width - fold, height);
      context.lineTo(width - fold * 0.92, height - fold * 0.92);
      context.closePath();
      context.fill();
    },
  };
};

export const shirt: BoardMaker = ({ width, height, colour, random }) => {
  const cloth = colour ?? random.pick(["#f4f4f2", "#2b3a55", "#c8443c", "#e7b84a", "#3f6f5b"]);
  const left = width * 0.22;
  const right = width * 0.78;
  return {
    area: { x: left + width * 0.055, y: height * 0.3, width: right - left - width * 0.11, height: height * 0.42 },
    ground: cloth,
    ink: brightness(cloth) > 0.6 ? "#20242c" : "#fffaf0",
    look: "print",
    typography: { ...PRINT, weight: 700 },
    veiled: false,
    paint(context) {
      const shape = (): void => {
        context.moveTo(width * 0.38, height * 0.03);
        context.quadraticCurveTo(width * 0.5, height * 0.15, width * 0.62, height * 0.03);
        context.lineTo(right, height * 0.09);
        context.lineTo(width * 0.98, height * 0.36);
        context.lineTo(width * 0.85, height * 0.45);
        context.lineTo(right, height * 0.33);
        context.lineTo(right + width * 0.01, height * 0.97);
        context.quadraticCurveTo(width * 0.5, height * 1.01, left - width * 0.01, height * 0.97);
        context.lineTo(left, height * 0.33);
        context.lineTo(width * 0.15, height * 0.45);
        context.lineTo(width * 0.02, height * 0.36);
        context.lineTo(left, height * 0.09);
        context.closePath();
      };
      fillWithShadow(context, { shape, fill: cloth, depth: height * 0.025 });
      context.save();
      context.beginPath();
      shape();
      context.clip();
      const body = context.createLinearGradient(left, 0, right, 0);
      body.addColorStop(0, fade("#000000", 0.2));
      body.addColorStop(0.2, fade("#ffffff", 0.05));
      body.addColorStop(0.8, fade("#000000", 0.03));
      body.addColorStop(1, fade("#000000", 0.2));
      context.fillStyle = body;
      context.fillRect(0, 0, width, height);
      context.strokeStyle = fade("#000000", 0.18);
      context.lineWidth = width * 0.008;
      for (const x of [left, right]) {
        context.beginPath();
        context.moveTo(x, height * 0.33);
        context.quadraticCurveTo(x + (x === left ? 1 : -1) * width * 0.02, height * 0.2, x, height * 0.09);
        context.stroke();
      }
      context.lineWidth = width * 0.03;
      context.strokeStyle = darken(cloth, 0.16);
      context.beginPath();
      context.moveTo(width * 0.37, height * 0.02);
      context.quadraticCurveTo(width * 0.5, height * 0.165, width * 0.63, height * 0.02);
      context.stroke();
      context.restore();
    },
  };
};

/** No surface at all: the letters stand on the picture, over a veil that the lettering lays when it knows what is below. */
export const title: BoardMaker = ({ width, height, colour }) => ({
  area: inset({ x: 0, y: 0, width, height }, width * 0.05, height * 0.1),
  ground: "#20242c",
  ink: colour ?? "#fffaf0",
  look: "print",
  typography: { face: "serif", weight: 700, leading: 1.24, heading: true },
  veiled: true,
  paint: () => undefined,
});
