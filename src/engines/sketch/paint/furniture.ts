// How each piece of furniture looks, drawn to fill its box.
import { createCanvas } from "@napi-rs/canvas";
import type { Colour } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { contactShadow, ellipse, glow, polygon, verticalGradient, type Easel } from "./easel.ts";
import type { Furniture } from "./furnishing.ts";
import type { Box } from "./layout.ts";
import { paintBush, paintTree } from "./plants.ts";
import { paintSky } from "./sky.ts";
import { paintBench, paintWoodenTable } from "./things.ts";

interface Piece {
  readonly box: Box;
  readonly random: Random;
  /** The piece's own colour: cloth, paint. */
  readonly colour: Colour;
  readonly wood: Colour;
}

export function paintFurniture(easel: Easel, furniture: Furniture): void {
  const { ctx, palette } = easel;
  const { box, kind } = furniture;
  const random = easel.random.fork(`furniture ${furniture.salt}`);
  const piece: Piece = {
    box,
    random,
    colour: mix(
      furniture.featured ? random.pick(["#3f7f8a", "#4f6fa8", "#5a8a6a", "#7a5a94"]) : random.pick(palette.accents),
      "#8a7466",
      0.25,
    ),
    wood: mix(palette.wood, "#6b4226", 0.2),
  };
  const standing = ![
    "window",
    "shelf",
    "cabinets",
    "pictureFrame",
    "clock",
    "mirror",
    "blackboard",
    "rug",
    "coffeeMachine",
    "menuBoard",
    "door",
  ].includes(kind);
  if (standing)
    contactShadow(
      ctx,
      { x: box.x + box.width / 2, y: box.y + box.height },
      { width: box.width * 1.2, height: box.height * 0.12, colour: palette.shadow, strength: 0.45 },
    );
  switch (kind) {
    case "window":
      return paintWindow(easel, piece);
    case "bookshelf":
      return paintBookshelf(easel, piece);
    case "rack":
      return paintRack(easel, piece);
    case "shelf":
      return paintShelf(easel, piece);
    case "counter":
      return paintCounter(easel, piece);
    case "cabinets":
      return paintCabinets(easel, piece);
    case "coffeeMachine":
      return paintCoffeeMachine(easel, piece);
    case "menuBoard":
      return paintMenuBoard(easel, piece);
    case "sofa":
    case "armchair":
      return paintSofa(easel, piece);
    case "fireplace":
      return paintFireplace(easel, piece);
    case "bed":
      return paintBed(easel, piece);
    case "desk":
      return paintDesk(easel, piece);
    case "schoolDesk":
    case "cafeTable":
      return paintTableWithChairs(easel, piece);
    case "chair":
      return paintChair(easel, piece);
    case "bench":
      return paintBench(easel, { box, colour: piece.wood });
    case "stove":
      return paintStove(easel, piece);
    case "fridge":
      return paintFridge(easel, piece);
    case "plant":
      return paintPlant(easel, piece);
    case "floorLamp":
      return paintFloorLamp(easel, piece);
    case "pictureFrame":
      return paintPictureFrame(easel, piece);
    case "clock":
      return paintClock(easel, piece);
    case "mirror":
      return paintMirror(easel, piece);
    case "door":
      return paintDoor(easel, piece);
    case "rug":
      return paintRug(easel, piece);
    case "blackboard":
      return paintBlackboard(easel, piece);
    case "piano":
      return paintPiano(easel, piece);
    case "easel":
      return paintPaintersEasel(easel, piece);
    case "christmasTree":
      paintTree(easel, {
        x: box.x + box.width / 2,
        foot: box.y + box.height,
        height: box.height,
        form: "christmas",
        distance: 0,
        random,
      });
  }
}

function panel({ ctx }: Easel, box: Box, colour: Colour, radius = 0): void {
  ctx.fillStyle = verticalGradient(
    ctx,
    [box.y, box.y + box.height],
    [
      [0, lighten(colour, 0.14)],
      [0.3, colour],
      [1, darken(colour, 0.2)],
    ],
  );
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.width, box.height, radius);
  ctx.fill();
}

/** The outside seen through it: sky of the hour, and hills, trees or towers. */
function paintWindow(easel: Easel, { box, random, wood }: Piece): void {
  const { ctx, palette, scene, unit } = easel;
  const w = Math.max(8, Math.ceil(box.width));
  const h = Math.max(8, Math.ceil(box.height));
  const view = createCanvas(w, h);
  const viewContext = view.getContext("2d");
  const outside: Easel = {
    ...easel,
    ctx: viewContext,
    width: w,
    height: h,
    unit: easel.unit * 0.45,
    random: random.fork("view"),
    simple: true,
    scene: { ...scene, interior: false },
    layout: { ...easel.layout, width: w, height: h, horizon: h * 0.7 },
  };
  paintSky(outside, h);
  viewContext.fillStyle = mix(palette.foliage[0] ?? palette.grass, palette.haze, 0.45);
  viewContext.beginPath();
  viewContext.moveTo(0, h);
  for (let step = 0; step <= 8; step++) viewContext.lineTo((w * step) / 8, h * (0.72 + random.range(-0.06, 0.04)));
  viewContext.lineTo(w, h);
  viewContext.fill();
  if (scene.setting === "office" || scene.setting === "cafe" || scene.setting === "shop") {
    for (let tower = 0; tower < 7; tower++) {
      const tw = w * random.range(0.09, 0.17);
      const th = h * random.range(0.2, 0.5);
      const tx = (w * tower) / 7;
      viewContext.fillStyle = mix(mix(palette.stone, palette.skyMiddle, 0.4), palette.haze, random.range(0.2, 0.5));
      viewContext.fillRect(tx, h - th, tw, th);
      viewContext.fillStyle = fade(palette.lamp, palette.night > 0.3 ? 0.85 : 0.15);
      for (let light = 0; light < 10; light++)
        viewContext.fillRect(tx + tw * random.range(0.1, 0.8), h - th * random.range(0.1, 0.95), tw * 0.1, tw * 0.12);
    }
  } else {
    for (let tree = 0; tree < 3; tree++)
      paintTree(outside, {
        x: w * random.range(0.1, 0.9),
        foot: h * 1.02,
        height: h * random.range(0.35, 0.6),
        form: scene.season === "winter" ? "bare" : "round",
        distance: 0.25,
        random: random.fork(`tree ${tree}`),
      });
  }
  const frame = mix("#fbf5ea", wood, scene.setting === "cafe" || scene.setting === "library" ? 0.75 : 0.1);
  const t = Math.min(box.width, box.height) * 0.045;
  ctx.fillStyle = fade(palette.shadow, 0.22);
  ctx.fillRect(box.x - t, box.y - t * 0.6, box.width + t * 2.6, box.height + t * 2.4);
  ctx.fillStyle = darken(frame, 0.08);
  ctx.fillRect(box.x - t, box.y - t, box.width + t * 2, box.height + t * 2);
  ctx.drawImage(view, box.x, box.y, box.width, box.height);
  ctx.fillStyle = fade("#ffffff", 0.12);
  polygon(ctx, [
    [box.x + box.width * 0.1, box.y],
    [box.x + box.width * 0.3, box.y],
    [box.x + box.width * 0.08, box.y + box.height],
    [box.x, box.y + box.height],
    [box.x, box.y + box.height * 0.4],
  ]);
  ctx.fill();
  ctx.fillStyle = frame;
  ctx.fillRect(box.x + box.width / 2 - t * 0.4, box.y, t * 0.8, box.height);
  ctx.fillRect(box.x, box.y + box.height * 0.36, box.width, t * 0.7);
  // Sill, deep enough to sit on.
  const sill = box.y + box.height;
  panel(easel, { x: box.x - t * 2.2, y: sill - t * 0.3, width: box.width + t * 4.4, height: t * 1.7 }, frame, t * 0.2);
  if (palette.night < 0.5)
    glow(
      ctx,
      { x: box.x + box.width / 2, y: box.y + box.height / 2 },
      { radius: box.width * 1.1, colour: palette.skyLow, strength: 0.22 },
    );
  if (scene.props.has("curtains") || scene.setting === "bedroom" || scene.setting === "livingRoom") {
    const cloth = mix(random.pick(palette.accents), "#fff4e6", 0.5);
    for (const side of [-1, 1]) {
      const outer = side < 0 ? box.x - t * 3 : box.x + box.width + t * 3;
      const inner = outer - side * box.width * 0.24;
      const gradient = ctx.createLinearGradient(outer, 0, inner, 0);
      for (let fold = 0; fold <= 6; fold++)
        gradient.addColorStop(fold / 6, fold % 2 === 0 ? darken(cloth, 0.16) : lighten(cloth, 0.16));
      ctx.fillStyle = gradient;
      ctx.beginPath();
      ctx.moveTo(outer, box.y - t * 2.5);
      ctx.lineTo(inner, box.y - t * 2.5);
      ctx.quadraticCurveTo(
        inner + side * box.width * 0.02,
        box.y + box.height * 0.6,
        inner + side * box.width * 0.08,
        sill + t * 3,
      );
      ctx.lineTo(outer, sill + t * 3);
      ctx.fill();
    }
    ctx.fillStyle = wood;
    ctx.fillRect(box.x - t * 4, box.y - t * 3.2, box.width + t * 8, Math.max(2, unit * 4));
  }
}

const SPINES: readonly Colour[] = [
  "#b5483a",
  "#3a6b8f",
  "#d9a441",
  "#4c8562",
  "#7a4e86",
  "#c9764a",
  "#2f4a5e",
  "#e3d2b0",
  "#8f3648",
];

function books(easel: Easel, { x, y, width, height }: Box, random: Random): void {
  const { ctx, palette } = easel;
  let at = x;
  while (at < x + width) {
    const thick = height * random.range(0.1, 0.24);
    if (at + thick > x + width) break;
    const tall = height * random.range(0.68, 0.95);
    const colour = mix(random.pick(SPINES), palette.ambient, palette.ambientStrength * 0.2);
    ctx.fillStyle = colour;
    ctx.fillRect(at, y + height - tall, thick * 0.94, tall);
    ctx.fillStyle = fade("#fff2d0", 0.5);
    ctx.fillRect(at + thick * 0.15, y + height - tall * 0.82, thick * 0.64, tall * 0.06);
    ctx.fillStyle = fade("#000000", 0.18);
    ctx.fillRect(at + thick * 0.76, y + height - tall, thick * 0.18, tall);
    at += thick;
    if (random.next() < 0.08) at += thick * 1.4;
  }
}

function paintBookshelf(easel: Easel, { box, random, wood }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  panel(easel, box, wood);
  const rows = 5;
  for (let row = 0; row < rows; row++) {
    const top = y + h * (0.03 + (row * 0.95) / rows);
    const cell: Box = { x: x + w * 0.05, y: top, width: w * 0.9, height: (h * 0.9) / rows - h * 0.012 };
    ctx.fillStyle = darken(wood, 0.48);
    ctx.fillRect(cell.x, cell.y, cell.width, cell.height);
    books(easel, cell, random);
    ctx.fillStyle = fade("#000000", 0.22);
    ctx.fillRect(cell.x, cell.y, cell.width, cell.height * 0.14);
  }
}

/** Wares on shelves. */
function paintRack(easel: Easel, { box, random, wood }: Piece): void {
  const { ctx, palette } = easel;
  const { x, y, width: w, height: h } = box;
  panel(easel, box, lighten(wood, 0.2));
  for (let row = 0; row < 4; row++) {
    const cell: Box = { x: x + w * 0.04, y: y + h * (0.04 + row * 0.24), width: w * 0.92, height: h * 0.2 };
    ctx.fillStyle = darken(wood, 0.3);
    ctx.fillRect(cell.x, cell.y, cell.width, cell.height);
    for (let ware = 0; ware < 6; ware++) {
      const colour = random.pick(palette.accents);
      const wx = cell.x + (cell.width * (ware + 0.14)) / 6;
      const tall = cell.height * random.range(0.5, 0.85);
      panel(
        easel,
        { x: wx, y: cell.y + cell.height - tall, width: (cell.width / 6) * 0.72, height: tall },
        colour,
        cell.height * (ware % 2 === 0 ? 0.04 : 0.2),
      );
    }
  }
}

function paintShelf(easel: Easel, { box, random, wood }: Piece): void {
  const { ctx, palette } = easel;
  const { x, y, width: w, height: h } = box;
  for (let row = 0; row < 2; row++) {
    const board = y + h * (0.46 + row * 0.48);
    ctx.fillStyle = fade(palette.shadow, 0.25);
    ctx.fillRect(x + w * 0.01, board + h * 0.05, w * 0.98, h * 0.07);
    let at = x + w * 0.03;
    while (at < x + w * 0.92) {
      const kind = random.next();
      const size = h * random.range(0.22, 0.34);
      if (kind < 0.3) {
        books(easel, { x: at, y: board - h * 0.36, width: w * 0.16, height: h * 0.36 }, random);
        at += w * 0.17;
      } else if (kind < 0.65) {
        panel(
          easel,
          { x: at, y: board - size * 0.7, width: size * 0.62, height: size * 0.7 },
          mix(random.pick(palette.accents), "#fff6e8", 0.55),
          size * 0.12,
        );
        ctx.strokeStyle = "#f5ead8";
        ctx.lineWidth = size * 0.08;
        ctx.beginPath();
        ctx.arc(at + size * 0.64, board - size * 0.36, size * 0.16, -1.4, 1.4);
        ctx.stroke();
        at += size * 1.05;
      } else if (kind < 0.85) {
        ctx.fillStyle = mix(random.pick(["#5a8f5a", "#8a5a3a", "#c9a24a", "#4a6f8f"]), palette.ambient, 0.1);
        ctx.beginPath();
        ctx.roundRect(at + size * 0.08, board - size * 0.8, size * 0.4, size * 0.8, size * 0.1);
        ctx.rect(at + size * 0.2, board - size * 1.1, size * 0.16, size * 0.36);
        ctx.fill();
        at += size * 0.7;
      } else {
        panel(
          easel,
          { x: at + size * 0.1, y: board - size * 0.4, width: size * 0.5, height: size * 0.4 },
          "#c8744f",
          size * 0.06,
        );
        paintBush(easel, {
          x: at + size * 0.35,
          foot: board - size * 0.36,
          width: size * 0.8,
          distance: 0,
          random: random.fork(`pot ${Math.round(at)}`),
          colour: "#5a9a5a",
        });
        at += size * 1.05;
      }
    }
    panel(easel, { x, y: board, width: w, height: h * 0.055 }, wood);
  }
}

function touches(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function paintCounter(easel: Easel, piece: Piece): void {
  const { box, random, wood } = piece;
  const { ctx, palette, scene } = easel;
  const { x, y, width: w, height: h } = box;
  const front = scene.setting === "kitchen" ? mix("#f4efe6", random.pick(palette.accents), 0.3) : wood;
  panel(easel, { x: x + w * 0.02, y: y + h * 0.1, width: w * 0.96, height: h * 0.9 }, front);
  const doors = Math.max(3, Math.round(w / (h * 0.6)));
  ctx.lineWidth = Math.max(1, h * 0.012);
  for (let door = 0; door < doors; door++) {
    const dx = x + w * 0.02 + (w * 0.96 * door) / doors;
    ctx.strokeStyle = fade(darken(front, 0.5), 0.45);
    ctx.strokeRect(dx + (w / doors) * 0.08, y + h * 0.22, (w / doors) * 0.8, h * 0.66);
    ctx.fillStyle = "#d9b46a";
    ellipse(ctx, { x: dx + (w / doors) * 0.8, y: y + h * 0.5 }, h * 0.022, h * 0.022);
    ctx.fill();
  }
  panel(easel, { x, y, width: w, height: h * 0.12 }, scene.setting === "kitchen" ? "#e9e4da" : lighten(wood, 0.25), h * 0.02);
  if (scene.setting === "cafe") {
    const machine = [0.05, 0.69]
      .map((at) => ({ x: x + w * at, y: y - h * 0.56, width: w * 0.26, height: h * 0.58 }))
      .find((place) => easel.layout.surfaces.every((board) => !touches(place, board.box)));
    if (machine) paintCoffeeMachine(easel, { ...piece, box: machine });
  }
  if (scene.setting === "kitchen") {
    // Jars, a board to cut on, a bowl of fruit.
    for (const [at, colour] of [
      [0.08, "#e8dcc4"],
      [0.14, "#c9d6c2"],
      [0.2, "#e5b98e"],
    ] as const)
      panel(easel, { x: x + w * at, y: y - h * 0.2, width: w * 0.048, height: h * 0.2 }, colour, h * 0.03);
    panel(easel, { x: x + w * 0.5, y: y - h * 0.03, width: w * 0.2, height: h * 0.035 }, "#c08a52", h * 0.01);
    for (const [at, colour] of [
      [0.79, "#e4572e"],
      [0.83, "#f2b134"],
      [0.81, "#7cb342"],
    ] as const) {
      ctx.fillStyle = colour;
      ellipse(ctx, { x: x + w * at, y: y - h * 0.12 }, h * 0.07, h * 0.07);
      ctx.fill();
    }
    ctx.fillStyle = "#f4f1ea";
    ctx.beginPath();
    ctx.ellipse(x + w * 0.81, y - h * 0.11, w * 0.06, h * 0.11, 0, 0, Math.PI);
    ctx.fill();
  }
  if (scene.setting === "cafe" || scene.setting === "shop") {
    // Cake under glass, cups in a row.
    const cx = x + w * random.range(0.62, 0.74);
    for (const [dx, colour] of [
      [0, "#e58aa4"],
      [0.07, "#8a5236"],
      [0.14, "#f2c14e"],
    ] as const) {
      panel(easel, { x: cx + w * dx, y: y - h * 0.13, width: w * 0.055, height: h * 0.13 }, colour, h * 0.03);
      ctx.fillStyle = "#fff6ea";
      ctx.fillRect(cx + w * dx, y - h * 0.14, w * 0.055, h * 0.04);
    }
    ctx.fillStyle = fade("#eaf6ff", 0.24);
    ctx.beginPath();
    ctx.roundRect(cx - w * 0.015, y - h * 0.24, w * 0.225, h * 0.24, [h * 0.1, h * 0.1, 0, 0]);
    ctx.fill();
    for (let cup = 0; cup < 4; cup++)
      panel(easel, { x: x + w * (0.4 + cup * 0.045), y: y - h * 0.09, width: w * 0.034, height: h * 0.09 }, "#fbf6ec", h * 0.02);
  }
}

function paintCabinets(easel: Easel, { box, random }: Piece): void {
  const { ctx, palette } = easel;
  const front = mix("#f4efe6", random.pick(palette.accents), 0.3);
  panel(easel, box, front);
  const doors = 5;
  ctx.strokeStyle = fade(darken(front, 0.5), 0.4);
  ctx.lineWidth = Math.max(1, box.height * 0.02);
  for (let door = 0; door < doors; door++)
    ctx.strokeRect(
      box.x + (box.width * (door + 0.07)) / doors,
      box.y + box.height * 0.09,
      (box.width / doors) * 0.86,
      box.height * 0.82,
    );
}

function paintCoffeeMachine(easel: Easel, { box }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  panel(easel, { x, y: y + h * 0.18, width: w, height: h * 0.5 }, "#c7ccd2", h * 0.06);
  panel(easel, { x: x + w * 0.04, y: y + h * 0.84, width: w * 0.92, height: h * 0.16 }, "#8f979f", h * 0.03);
  ctx.fillStyle = "#454b53";
  ctx.fillRect(x + w * 0.06, y + h * 0.66, w * 0.88, h * 0.2);
  panel(easel, { x: x + w * 0.02, y: y + h * 0.06, width: w * 0.96, height: h * 0.13 }, "#a9573c", h * 0.03);
  for (const at of [0.24, 0.68]) {
    ctx.fillStyle = "#2c2f35";
    ctx.fillRect(x + w * at, y + h * 0.66, w * 0.1, h * 0.07);
    ctx.fillStyle = "#fbf7ee";
    ctx.beginPath();
    ctx.roundRect(x + w * (at + 0.005), y + h * 0.77, w * 0.09, h * 0.08, h * 0.02);
    ctx.fill();
    ctx.fillStyle = "#ffcf5a";
    ellipse(ctx, { x: x + w * (at + 0.05), y: y + h * 0.4 }, h * 0.04, h * 0.04);
    ctx.fill();
  }
  for (let cup = 0; cup < 5; cup++) {
    ctx.fillStyle = "#fdf9f0";
    ctx.beginPath();
    ctx.roundRect(x + w * (0.08 + cup * 0.18), y - h * 0.04, w * 0.13, h * 0.11, h * 0.03);
    ctx.fill();
  }
}

/** A slate with lines of chalk too small to be words. */
function paintMenuBoard(easel: Easel, { box, random, wood }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  panel(easel, box, darken(wood, 0.2), h * 0.03);
  ctx.fillStyle = "#2a302d";
  ctx.fillRect(x + w * 0.04, y + h * 0.06, w * 0.92, h * 0.88);
  for (const column of [0.09, 0.54]) {
    for (let line = 0; line < 6; line++) {
      ctx.fillStyle = fade(line === 0 ? "#f2d9a0" : "#f2efe6", line === 0 ? 0.8 : 0.5);
      const long = line === 0 ? 0.24 : random.range(0.16, 0.26);
      ctx.fillRect(x + w * column, y + h * (0.15 + line * 0.125), w * long, h * (line === 0 ? 0.05 : 0.025));
      if (line > 0) ctx.fillRect(x + w * (column + 0.31), y + h * (0.15 + line * 0.125), w * 0.06, h * 0.025);
    }
  }
}

function paintSofa(easel: Easel, { box, random, colour, wood }: Piece): void {
  const { ctx, palette } = easel;
  const { x, y, width: w, height: h } = box;
  ctx.fillStyle = darken(wood, 0.3);
  for (const at of [0.08, 0.88]) ctx.fillRect(x + w * at, y + h * 0.9, w * 0.04, h * 0.1);
  panel(easel, { x: x + w * 0.06, y, width: w * 0.88, height: h * 0.74 }, darken(colour, 0.06), h * 0.16);
  const seats = w / h > 1.5 ? 2 : 1;
  for (let seat = 0; seat < seats; seat++) {
    const sx = x + w * 0.12 + (w * 0.76 * seat) / seats;
    panel(easel, { x: sx, y: y + h * 0.08, width: (w * 0.74) / seats, height: h * 0.5 }, colour, h * 0.1);
    panel(easel, { x: sx, y: y + h * 0.54, width: (w * 0.75) / seats, height: h * 0.26 }, lighten(colour, 0.12), h * 0.09);
  }
  panel(easel, { x: x + w * 0.04, y: y + h * 0.74, width: w * 0.92, height: h * 0.19 }, darken(colour, 0.12), h * 0.06);
  for (const at of [0, 1])
    panel(
      easel,
      { x: x + (at === 0 ? 0 : w * 0.87), y: y + h * 0.34, width: w * 0.13, height: h * 0.6 },
      at === 0 ? colour : darken(colour, 0.1),
      h * 0.13,
    );
  const cushion = random.pick(palette.accents);
  for (const [at, tone] of seats > 1
    ? ([
        [0.16, cushion],
        [0.68, mix(cushion, "#fff4dd", 0.5)],
      ] as const)
    : []) {
    ctx.save();
    ctx.translate(x + w * (at + 0.08), y + h * 0.42);
    ctx.rotate(at < 0.4 ? -0.22 : 0.2);
    panel(easel, { x: -h * 0.2, y: -h * 0.2, width: h * 0.4, height: h * 0.36 }, tone, h * 0.08);
    ctx.restore();
  }
}

function paintFireplace(easel: Easel, { box, random }: Piece): void {
  const { ctx, palette } = easel;
  const { x, y, width: w, height: h } = box;
  const stone = mix(palette.stone, palette.wall, 0.4);
  panel(easel, { x: x + w * 0.06, y: y + h * 0.08, width: w * 0.88, height: h * 0.92 }, stone);
  panel(easel, { x, y, width: w, height: h * 0.1 }, mix(palette.wood, "#6b4226", 0.2), h * 0.02);
  ctx.fillStyle = "#1d1210";
  ctx.beginPath();
  ctx.moveTo(x + w * 0.22, y + h);
  ctx.lineTo(x + w * 0.22, y + h * 0.52);
  ctx.quadraticCurveTo(x + w * 0.5, y + h * 0.28, x + w * 0.78, y + h * 0.52);
  ctx.lineTo(x + w * 0.78, y + h);
  ctx.fill();
  for (const [colour, scale] of [
    ["#ff6a2b", 1],
    ["#ffab2e", 0.7],
    ["#ffe88a", 0.4],
  ] as const) {
    ctx.fillStyle = colour;
    for (const at of [0.38, 0.5, 0.62]) {
      const tall = h * 0.38 * scale * random.range(0.75, 1.1);
      const fx = x + w * at;
      ctx.beginPath();
      ctx.moveTo(fx - w * 0.08 * scale, y + h * 0.97);
      ctx.quadraticCurveTo(fx - w * 0.1 * scale, y + h * 0.97 - tall * 0.5, fx, y + h * 0.97 - tall);
      ctx.quadraticCurveTo(fx + w * 0.12 * scale, y + h * 0.97 - tall * 0.4, fx + w * 0.08 * scale, y + h * 0.97);
      ctx.fill();
    }
  }
  glow(ctx, { x: x + w / 2, y: y + h * 0.85 }, { radius: w * 1.4, colour: "#ff9a3c", strength: 0.6 });
}

function paintBed(easel: Easel, { box, colour, wood }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  panel(easel, { x: x + w * 0.02, y, width: w * 0.96, height: h * 0.7 }, wood, h * 0.1);
  panel(easel, { x: x + w * 0.04, y: y + h * 0.4, width: w * 0.92, height: h * 0.5 }, "#f7f2ea", h * 0.08);
  for (const at of [0.1, 0.54])
    panel(easel, { x: x + w * at, y: y + h * 0.24, width: w * 0.36, height: h * 0.26 }, "#fffdf8", h * 0.11);
  ctx.fillStyle = verticalGradient(
    ctx,
    [y + h * 0.46, y + h],
    [
      [0, lighten(colour, 0.28)],
      [0.2, colour],
      [1, darken(colour, 0.22)],
    ],
  );
  ctx.beginPath();
  ctx.moveTo(x, y + h * 0.56);
  ctx.quadraticCurveTo(x + w * 0.5, y + h * 0.42, x + w, y + h * 0.56);
  ctx.lineTo(x + w * 1.01, y + h);
  ctx.lineTo(x - w * 0.01, y + h);
  ctx.fill();
  ctx.strokeStyle = fade(lighten(colour, 0.5), 0.6);
  ctx.lineWidth = h * 0.04;
  ctx.beginPath();
  ctx.moveTo(x, y + h * 0.62);
  ctx.quadraticCurveTo(x + w * 0.5, y + h * 0.48, x + w, y + h * 0.62);
  ctx.stroke();
}

function paintDesk(easel: Easel, piece: Piece): void {
  const { ctx, palette, scene } = easel;
  const { box } = piece;
  const { x, y, width: w, height: h } = box;
  paintWoodenTable(easel, { box, colour: piece.wood });
  panel(easel, { x: x + w * 0.62, y: y + h * 0.12, width: w * 0.3, height: h * 0.76 }, darken(piece.wood, 0.08));
  if (scene.without.has("computer")) return;
  ctx.fillStyle = "#2a2e37";
  ctx.fillRect(x + w * 0.36, y - h * 0.12, w * 0.06, h * 0.12);
  panel(easel, { x: x + w * 0.2, y: y - h * 0.62, width: w * 0.38, height: h * 0.52 }, "#2a2e37", h * 0.03);
  ctx.fillStyle = verticalGradient(
    ctx,
    [y - h * 0.6, y - h * 0.14],
    [
      [0, mix("#7fc4ff", palette.accents[0] ?? "#7fc4ff", 0.2)],
      [1, "#eaf6ff"],
    ],
  );
  ctx.fillRect(x + w * 0.22, y - h * 0.58, w * 0.34, h * 0.42);
  glow(ctx, { x: x + w * 0.39, y: y - h * 0.36 }, { radius: w * 0.5, colour: "#9fd4ff", strength: 0.25 });
}

function paintTableWithChairs(easel: Easel, { box, random, wood, colour }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  for (const side of [-1, 1]) {
    const chair: Box = { x: x + (side < 0 ? -w * 0.02 : w * 0.68), y: y - h * 0.1, width: w * 0.34, height: h * 1.02 };
    paintChair(easel, { box: chair, random, wood: darken(wood, 0.15), colour });
  }
  const cx = x + w / 2;
  ctx.fillStyle = darken(wood, 0.45);
  ctx.fillRect(cx - w * 0.03, y + h * 0.24, w * 0.06, h * 0.72);
  ellipse(ctx, { x: cx, y: y + h * 0.96 }, w * 0.18, h * 0.05);
  ctx.fill();
  ctx.fillStyle = darken(wood, 0.3);
  ellipse(ctx, { x: cx, y: y + h * 0.26 }, w * 0.36, h * 0.11);
  ctx.fill();
  ctx.fillStyle = verticalGradient(
    ctx,
    [y + h * 0.1, y + h * 0.34],
    [
      [0, lighten(wood, 0.3)],
      [1, wood],
    ],
  );
  ellipse(ctx, { x: cx, y: y + h * 0.22 }, w * 0.36, h * 0.11);
  ctx.fill();
  ctx.fillStyle = "#fffaf0";
  for (const at of [-0.14, 0.12]) {
    ellipse(ctx, { x: cx + w * at, y: y + h * 0.22 }, w * 0.06, h * 0.022);
    ctx.fill();
    ctx.beginPath();
    ctx.roundRect(cx + w * (at - 0.03), y + h * 0.12, w * 0.06, h * 0.1, h * 0.02);
    ctx.fill();
  }
}

function paintChair(easel: Easel, { box, wood, colour }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  ctx.fillStyle = darken(wood, 0.25);
  for (const at of [0.1, 0.8]) ctx.fillRect(x + w * at, y, w * 0.1, h);
  panel(easel, { x: x + w * 0.08, y: y + h * 0.04, width: w * 0.84, height: h * 0.14 }, wood, h * 0.03);
  panel(easel, { x: x + w * 0.12, y: y + h * 0.24, width: w * 0.76, height: h * 0.09 }, wood, h * 0.02);
  panel(easel, { x: x + w * 0.02, y: y + h * 0.5, width: w * 0.96, height: h * 0.11 }, colour, h * 0.04);
}

function paintStove(easel: Easel, { box }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  panel(easel, box, "#d5d9dd", h * 0.02);
  ctx.fillStyle = "#2b2e34";
  ctx.fillRect(x, y, w, h * 0.06);
  ctx.beginPath();
  ctx.roundRect(x + w * 0.12, y + h * 0.36, w * 0.76, h * 0.46, h * 0.03);
  ctx.fill();
  ctx.fillStyle = fade("#ffb45a", 0.5);
  ctx.fillRect(x + w * 0.18, y + h * 0.42, w * 0.64, h * 0.34);
  ctx.fillStyle = "#2b2e34";
  for (let knob = 0; knob < 4; knob++) {
    ellipse(ctx, { x: x + w * (0.2 + knob * 0.2), y: y + h * 0.2 }, h * 0.035, h * 0.035);
    ctx.fill();
  }
  panel(easel, { x: x + w * 0.18, y: y - h * 0.24, width: w * 0.5, height: h * 0.24 }, "#c2483a", h * 0.04);
  ctx.fillStyle = "#7a2a22";
  ctx.fillRect(x + w * 0.14, y - h * 0.27, w * 0.58, h * 0.05);
}

function paintFridge(easel: Easel, { box, colour }: Piece): void {
  const { ctx } = easel;
  const tone = mix("#eef1f2", colour, 0.35);
  panel(easel, box, tone, box.width * 0.1);
  ctx.fillStyle = fade("#3a3f48", 0.4);
  ctx.fillRect(box.x, box.y + box.height * 0.36, box.width, box.height * 0.008);
  ctx.fillStyle = "#9aa2aa";
  for (const [top, tall] of [
    [0.2, 0.12],
    [0.42, 0.2],
  ] as const)
    ctx.fillRect(box.x + box.width * 0.12, box.y + box.height * top, box.width * 0.05, box.height * tall);
}

function paintPlant(easel: Easel, { box, random, colour }: Piece): void {
  const { ctx, palette } = easel;
  const { x, y, width: w, height: h } = box;
  const foot = y + h;
  const middle = x + w / 2;
  const green = mix(palette.foliage[0] ?? "#4a9a5a", "#3f9a5f", 0.5);
  for (let leaf = 0; leaf < 13; leaf++) {
    const angle = Math.PI * (0.08 + (leaf / 12) * 0.84);
    const reach = h * random.range(0.5, 0.68);
    const tip = { x: middle + Math.cos(angle) * w * 0.62, y: foot - h * 0.3 - Math.sin(angle) * reach };
    ctx.fillStyle = leaf % 3 === 0 ? lighten(green, 0.14) : leaf % 3 === 1 ? green : darken(green, 0.16);
    const bow = { x: (middle + tip.x) / 2 + Math.sin(angle) * w * 0.1, y: (foot - h * 0.3 + tip.y) / 2 - h * 0.04 };
    ctx.beginPath();
    ctx.moveTo(middle, foot - h * 0.28);
    ctx.quadraticCurveTo(bow.x - w * 0.12, bow.y, tip.x, tip.y);
    ctx.quadraticCurveTo(bow.x + w * 0.14, bow.y + h * 0.03, middle, foot - h * 0.28);
    ctx.fill();
  }
  const pot = mix("#c8744f", colour, 0.35);
  ctx.fillStyle = verticalGradient(
    ctx,
    [foot - h * 0.32, foot],
    [
      [0, lighten(pot, 0.15)],
      [1, darken(pot, 0.25)],
    ],
  );
  polygon(ctx, [
    [middle - w * 0.26, foot - h * 0.3],
    [middle + w * 0.26, foot - h * 0.3],
    [middle + w * 0.19, foot],
    [middle - w * 0.19, foot],
  ]);
  ctx.fill();
  ctx.fillStyle = lighten(pot, 0.2);
  ctx.fillRect(middle - w * 0.29, foot - h * 0.33, w * 0.58, h * 0.06);
}

function paintFloorLamp({ ctx, palette }: Easel, { box, colour }: Piece): void {
  const { x, y, width: w, height: h } = box;
  const middle = x + w / 2;
  ctx.fillStyle = "#4a3a30";
  ctx.fillRect(middle - w * 0.03, y + h * 0.26, w * 0.06, h * 0.72);
  ellipse(ctx, { x: middle, y: y + h * 0.98 }, w * 0.32, h * 0.025);
  ctx.fill();
  glow(ctx, { x: middle, y: y + h * 0.22 }, { radius: h * 0.75, colour: palette.lamp, strength: 0.5 });
  ctx.fillStyle = verticalGradient(
    ctx,
    [y, y + h * 0.28],
    [
      [0, mix("#ffe9bd", colour, 0.25)],
      [1, "#fff2cf"],
    ],
  );
  polygon(ctx, [
    [middle - w * 0.28, y],
    [middle + w * 0.28, y],
    [middle + w * 0.5, y + h * 0.28],
    [middle - w * 0.5, y + h * 0.28],
  ]);
  ctx.fill();
}

function paintPictureFrame(easel: Easel, { box, random, wood }: Piece): void {
  const { ctx, palette } = easel;
  const { x, y, width: w, height: h } = box;
  ctx.fillStyle = fade(palette.shadow, 0.25);
  ctx.fillRect(x + w * 0.04, y + h * 0.05, w, h);
  panel(easel, box, darken(wood, 0.15));
  const inner: Box = { x: x + w * 0.1, y: y + h * 0.09, width: w * 0.8, height: h * 0.82 };
  ctx.fillStyle = verticalGradient(
    ctx,
    [inner.y, inner.y + inner.height],
    [
      [0, mix(random.pick(palette.accents), "#ffffff", 0.55)],
      [1, "#fff3dd"],
    ],
  );
  ctx.fillRect(inner.x, inner.y, inner.width, inner.height);
  ctx.save();
  ctx.beginPath();
  ctx.rect(inner.x, inner.y, inner.width, inner.height);
  ctx.clip();
  ctx.fillStyle = random.pick(palette.accents);
  ellipse(
    ctx,
    { x: inner.x + inner.width * random.range(0.3, 0.7), y: inner.y + inner.height * 0.35 },
    inner.width * 0.16,
    inner.width * 0.16,
  );
  ctx.fill();
  for (const [top, tone] of [
    [0.55, 0.1],
    [0.72, 0.3],
  ] as const) {
    ctx.fillStyle = darken(random.pick(palette.accents), tone);
    ctx.beginPath();
    ctx.moveTo(inner.x, inner.y + inner.height);
    ctx.lineTo(inner.x, inner.y + inner.height * top);
    ctx.quadraticCurveTo(
      inner.x + inner.width * 0.35,
      inner.y + inner.height * (top - 0.2),
      inner.x + inner.width * 0.6,
      inner.y + inner.height * top,
    );
    ctx.quadraticCurveTo(
      inner.x + inner.width * 0.8,
      inner.y + inner.height * (top + 0.1),
      inner.x + inner.width,
      inner.y + inner.height * (top - 0.06),
    );
    ctx.lineTo(inner.x + inner.width, inner.y + inner.height);
    ctx.fill();
  }
  ctx.restore();
}

function paintClock({ ctx, palette }: Easel, { box, random, wood }: Piece): void {
  const r = box.width / 2;
  const at = { x: box.x + r, y: box.y + r };
  ctx.fillStyle = fade(palette.shadow, 0.25);
  ellipse(ctx, { x: at.x + r * 0.08, y: at.y + r * 0.1 }, r, r);
  ctx.fill();
  ctx.fillStyle = darken(wood, 0.2);
  ellipse(ctx, at, r, r);
  ctx.fill();
  ctx.fillStyle = "#fdf8ec";
  ellipse(ctx, at, r * 0.84, r * 0.84);
  ctx.fill();
  ctx.strokeStyle = "#33302e";
  ctx.lineCap = "round";
  for (let hour = 0; hour < 12; hour++) {
    const angle = (hour / 6) * Math.PI;
    ctx.lineWidth = r * 0.05;
    ctx.beginPath();
    ctx.moveTo(at.x + Math.cos(angle) * r * 0.66, at.y + Math.sin(angle) * r * 0.66);
    ctx.lineTo(at.x + Math.cos(angle) * r * 0.74, at.y + Math.sin(angle) * r * 0.74);
    ctx.stroke();
  }
  for (const [reach, thick] of [
    [0.4, 0.09],
    [0.6, 0.06],
  ] as const) {
    const angle = random.range(0, Math.PI * 2);
    ctx.lineWidth = r * thick;
    ctx.beginPath();
    ctx.moveTo(at.x, at.y);
    ctx.lineTo(at.x + Math.cos(angle) * r * reach, at.y + Math.sin(angle) * r * reach);
    ctx.stroke();
  }
}

function paintMirror({ ctx, palette }: Easel, { box, wood }: Piece): void {
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  ctx.fillStyle = lighten(wood, 0.15);
  ellipse(ctx, at, box.width / 2, box.height / 2);
  ctx.fill();
  const glass = ctx.createLinearGradient(box.x, box.y, box.x + box.width, box.y + box.height);
  glass.addColorStop(0, mix("#dbeaf0", palette.skyLow, 0.3));
  glass.addColorStop(0.5, "#f6fbfc");
  glass.addColorStop(1, mix("#a9c0cc", palette.wall, 0.4));
  ctx.fillStyle = glass;
  ellipse(ctx, at, box.width * 0.44, box.height * 0.45);
  ctx.fill();
}

function paintDoor(easel: Easel, { box, colour, wood }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  ctx.fillStyle = lighten(wood, 0.25);
  ctx.fillRect(x - w * 0.07, y - h * 0.035, w * 1.14, h * 1.035);
  panel(easel, box, mix(wood, colour, 0.4));
  ctx.strokeStyle = fade("#000000", 0.25);
  ctx.lineWidth = w * 0.02;
  for (const [top, tall] of [
    [0.08, 0.34],
    [0.5, 0.4],
  ] as const)
    for (const at of [0.12, 0.55]) ctx.strokeRect(x + w * at, y + h * top, w * 0.33, h * tall);
  ctx.fillStyle = "#e0b85a";
  ellipse(ctx, { x: x + w * 0.9, y: y + h * 0.52 }, w * 0.04, w * 0.04);
  ctx.fill();
}

function paintRug({ ctx, palette }: Easel, { box, random }: Piece): void {
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const first = random.pick(palette.accents);
  const second = random.pick(palette.accents);
  for (const [grow, tone] of [
    [1, first],
    [0.88, mix(first, "#fff3dd", 0.75)],
    [0.8, first],
    [0.5, mix(second, "#fff3dd", 0.3)],
    [0.3, mix(first, "#fff3dd", 0.6)],
  ] as const) {
    ctx.fillStyle = mix(tone, palette.wood, 0.2);
    ellipse(ctx, at, (box.width / 2) * grow, (box.height / 2) * grow);
    ctx.fill();
  }
}

function paintBlackboard(easel: Easel, { box, wood }: Piece): void {
  const { ctx } = easel;
  const t = box.height * 0.05;
  panel(easel, { x: box.x - t, y: box.y - t, width: box.width + t * 2, height: box.height + t * 2 }, wood);
  ctx.fillStyle = verticalGradient(
    ctx,
    [box.y, box.y + box.height],
    [
      [0, "#2f4b40"],
      [1, "#3a5a4c"],
    ],
  );
  ctx.fillRect(box.x, box.y, box.width, box.height);
  ctx.strokeStyle = fade("#ffffff", 0.07);
  ctx.lineWidth = box.height * 0.1;
  ctx.beginPath();
  ctx.moveTo(box.x + box.width * 0.1, box.y + box.height * 0.7);
  ctx.quadraticCurveTo(box.x + box.width * 0.4, box.y + box.height * 0.3, box.x + box.width * 0.8, box.y + box.height * 0.55);
  ctx.stroke();
}

function paintPiano(easel: Easel, { box }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  panel(easel, box, "#2a2226", h * 0.02);
  ctx.fillStyle = "#3a3034";
  ctx.fillRect(x - w * 0.02, y + h * 0.48, w * 1.04, h * 0.12);
  ctx.fillStyle = "#fbf8f0";
  ctx.fillRect(x + w * 0.04, y + h * 0.48, w * 0.92, h * 0.08);
  ctx.fillStyle = "#1a1518";
  for (let key = 0; key < 24; key++)
    if (key % 7 !== 2 && key % 7 !== 6) ctx.fillRect(x + w * (0.06 + key * 0.037), y + h * 0.48, w * 0.017, h * 0.05);
}

function paintPaintersEasel(easel: Easel, { box, random, wood }: Piece): void {
  const { ctx } = easel;
  const { x, y, width: w, height: h } = box;
  ctx.strokeStyle = wood;
  ctx.lineWidth = w * 0.06;
  ctx.lineCap = "round";
  ctx.beginPath();
  ctx.moveTo(x + w * 0.5, y);
  ctx.lineTo(x + w * 0.06, y + h);
  ctx.moveTo(x + w * 0.5, y);
  ctx.lineTo(x + w * 0.94, y + h);
  ctx.stroke();
  paintPictureFrame(easel, {
    box: { x: x + w * 0.08, y: y + h * 0.14, width: w * 0.84, height: h * 0.5 },
    random,
    wood,
    colour: wood,
  });
  ctx.fillStyle = darken(wood, 0.2);
  ctx.fillRect(x, y + h * 0.64, w, h * 0.04);
}
