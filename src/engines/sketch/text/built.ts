// The surfaces that belong to a building or a device: shop front, neon sign, wall, stone, screen.
import { brightness, darken, fade, lighten, mix } from "../paint/colour.ts";
import type { Box } from "../paint/layout.ts";
import type { BoardMaker } from "./board.ts";
import { fillWithShadow, inset, paintBlotches } from "./materials.ts";
import { PRINT } from "./typesetting.ts";

export const shopFront: BoardMaker = ({ width, height, colour, random }) => {
  const unit = Math.min(width, height);
  const paint = colour ?? random.pick(["#1f4a3d", "#22385e", "#6b2430", "#2e2a2b", "#8a3b1f"]);
  const gilt = brightness(paint) > 0.6 ? darken(paint, 0.75) : "#fbe9b7";
  const moulding = height * 0.1;
  return {
    area: { x: unit * 0.22, y: moulding * 1.5, width: width - unit * 0.44, height: height - moulding * 3 },
    ground: paint,
    ink: gilt,
    look: "paint",
    typography: { ...PRINT, face: "serif", weight: 700 },
    veiled: false,
    paint(context) {
      fillWithShadow(context, { shape: () => context.rect(0, 0, width, height), fill: paint, depth: unit * 0.05 });
      const front = context.createLinearGradient(0, 0, 0, height);
      front.addColorStop(0, lighten(paint, 0.06));
      front.addColorStop(1, darken(paint, 0.14));
      context.fillStyle = front;
      context.fillRect(0, 0, width, height);
      paintBlotches(context, { x: 0, y: 0, width, height }, { colour: "#000000", strength: 0.06, random });
      for (const [y, tone] of [
        [0, 0.18],
        [height - moulding, -0.25],
      ] as const) {
        context.fillStyle = tone > 0 ? lighten(paint, tone) : darken(paint, -tone);
        context.fillRect(-unit * 0.03, y, width + unit * 0.06, moulding);
        context.fillStyle = fade("#000000", 0.25);
        context.fillRect(-unit * 0.03, y + moulding * 0.82, width + unit * 0.06, moulding * 0.18);
      }
      context.strokeStyle = fade(gilt, 0.8);
      context.lineWidth = Math.max(1.2, unit * 0.014);
      context.strokeRect(unit * 0.09, moulding * 1.5, width - unit * 0.18, height - moulding * 3);
    },
  };
};

export const neonSign: BoardMaker = ({ width, height, colour, random }) => {
  const unit = Math.min(width, height);
  const tube = colour && brightness(colour) > 0.25 ? colour : random.pick(["#ff4fa3", "#35e4ff", "#ffb347", "#8d7bff"]);
  const ground = "#140f22";
  return {
    area: inset({ x: 0, y: 0, width, height }, unit * 0.17, unit * 0.15),
    ground,
    ink: tube,
    look: "neon",
    typography: { face: "sans", weight: 550, leading: 1.3, heading: false },
    veiled: false,
    paint(context) {
      fillWithShadow(context, {
        shape: () => context.roundRect(0, 0, width, height, unit * 0.1),
        fill: ground,
        depth: unit * 0.04,
      });
      const glow = context.createRadialGradient(width / 2, height / 2, 0, width / 2, height / 2, Math.max(width, height) * 0.6);
      glow.addColorStop(0, fade(tube, 0.27));
      glow.addColorStop(1, fade(tube, 0));
      context.fillStyle = glow;
      context.beginPath();
      context.roundRect(0, 0, width, height, unit * 0.1);
      context.fill();
      const edge = unit * 0.075;
      // Dimmer than the letters: a bright frame would be read as one of them.
      context.save();
      context.shadowColor = tube;
      context.shadowBlur = unit * 0.07;
      context.strokeStyle = mix(tube, ground, 0.6);
      context.lineWidth = unit * 0.018;
      context.beginPath();
      context.roundRect(edge, edge, width - edge * 2, height - edge * 2, unit * 0.08);
      context.stroke();
      context.restore();
    },
  };
};

/** Letters straight on a wall: a field is rolled on first, so that they can be read on brick as on plaster. */
export const wall: BoardMaker = ({ width, height, colour, random }) => {
  const field = colour && brightness(colour) > 0.7 ? colour : random.pick(["#f1ece0", "#f4efe6", "#e9e4d4"]);
  const ink = colour && colour !== field ? colour : random.pick(["#1f3f66", "#8c2f2a", "#2f4f3a", "#2b2b2b"]);
  return {
    area: inset({ x: 0, y: 0, width, height }, width * 0.07, height * 0.12),
    ground: field,
    ink,
    look: "paint",
    typography: { ...PRINT, weight: 700 },
    veiled: false,
    paint(context) {
      const strokes = 6;
      const stroke = height / strokes;
      context.fillStyle = field;
      for (let row = 0; row < strokes; row++) {
        const left = random.range(0, 0.035) * width;
        const right = random.range(0, 0.035) * width;
        context.beginPath();
        context.roundRect(left, row * stroke - stroke * 0.08, width - left - right, stroke * 1.16, stroke * 0.3);
        context.fill();
      }
      context.globalAlpha = 0.5;
      paintBlotches(context, inset({ x: 0, y: 0, width, height }, width * 0.04, 0), { colour: "#9a927f", strength: 0.1, random });
      context.globalAlpha = 1;
    },
  };
};

export const stone: BoardMaker = ({ width, height, colour, random }) => {
  const rock = colour ?? random.pick(["#9c9a94", "#a7a095", "#8d9196"]);
  const unit = Math.min(width, height);
  return {
    area: inset({ x: 0, y: 0, width, height }, unit * 0.14, unit * 0.14),
    ground: rock,
    ink: darken(rock, 0.78),
    look: "engraved",
    typography: { ...PRINT, face: "serif", weight: 700 },
    veiled: false,
    paint(context) {
      const corner = (): number => unit * random.range(0.04, 0.14);
      const cuts = [corner(), corner(), corner(), corner()] as const;
      const shape = (): void => {
        context.moveTo(cuts[0], 0);
        context.lineTo(width - cuts[1], unit * 0.02);
        context.quadraticCurveTo(width, 0, width, cuts[1]);
        context.lineTo(width - unit * 0.015, height - cuts[2]);
        context.quadraticCurveTo(width, height, width - cuts[2], height);
        context.lineTo(cuts[3], height - unit * 0.015);
        context.quadraticCurveTo(0, height, 0, height - cuts[3]);
        context.lineTo(unit * 0.015, cuts[0]);
        context.quadraticCurveTo(0, 0, cuts[0], 0);
      };
      fillWithShadow(context, { shape, fill: rock, depth: unit * 0.04 });
      context.save();
      context.beginPath();
      shape();
      context.clip();
      const light = context.createLinearGradient(0, 0, width * 0.3, height);
      light.addColorStop(0, lighten(rock, 0.22));
      light.addColorStop(1, darken(rock, 0.12));
      context.fillStyle = light;
      context.fillRect(0, 0, width, height);
      for (let speck = 0; speck < 420; speck++) {
        const size = unit * random.range(0.002, 0.008);
        context.fillStyle = fade(random.next() < 0.5 ? "#ffffff" : "#3b3a38", random.range(0.05, 0.22));
        context.fillRect(random.next() * width, random.next() * height, size * 1.6, size);
      }
      paintBlotches(context, { x: 0, y: 0, width, height }, { colour: darken(rock, 0.5), strength: 0.1, random });
      context.strokeStyle = fade("#000000", 0.3);
      context.lineWidth = unit * 0.02;
      context.beginPath();
      shape();
      context.stroke();
      context.restore();
    },
  };
};

export const screen: BoardMaker = ({ width, height, colour, random }) => {
  const unit = Math.min(width, height);
  const stand = height * 0.13;
  const bezel = unit * 0.045;
  const panel: Box = { x: 0, y: 0, width, height: height - stand };
  const glass = inset(panel, bezel);
  const ground = colour && brightness(colour) < 0.4 ? colour : random.pick(["#0f2747", "#12303a", "#231a45"]);
  return {
    area: inset(glass, unit * 0.06),
    ground,
    ink: colour && colour !== ground ? lighten(colour, 0.3) : "#eaf6ff",
    look: "print",
    typography: { ...PRINT, weight: 650 },
    veiled: false,
    paint(context) {
      context.fillStyle = "#2a2c31";
      context.beginPath();
      context.moveTo(width * 0.44, panel.height - 2);
      context.lineTo(width * 0.56, panel.height - 2);
      context.lineTo(width * 0.585, height - stand * 0.14);
      context.lineTo(width * 0.415, height - stand * 0.14);
      context.fill();
      fillWithShadow(context, {
        shape: () => context.roundRect(width * 0.34, height - stand * 0.2, width * 0.32, stand * 0.2, stand * 0.1),
        fill: "#34373d",
        depth: unit * 0.02,
      });
      fillWithShadow(context, {
        shape: () => context.roundRect(0, 0, width, panel.height, bezel),
        fill: "#17181b",
        depth: unit * 0.03,
      });
      const light = context.createLinearGradient(glass.x, glass.y, glass.x + glass.width, glass.y + glass.height);
      light.addColorStop(0, lighten(ground, 0.1));
      light.addColorStop(1, ground);
      context.fillStyle = light;
      context.fillRect(glass.x, glass.y, glass.width, glass.height);
      context.fillStyle = "rgba(255,255,255,0.045)";
      context.beginPath();
      context.moveTo(glass.x, glass.y);
      context.lineTo(glass.x + glass.width * 0.42, glass.y);
      context.lineTo(glass.x + glass.width * 0.2, glass.y + glass.height);
      context.lineTo(glass.x, glass.y + glass.height);
      context.fill();
    },
  };
};
