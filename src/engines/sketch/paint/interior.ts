// Rooms in one-point perspective: walls, floor, ceiling, then the furniture that the layout placed, then lamps and their light.
import type { Colour } from "../scene/scene.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { ellipse, glow, polygon, verticalGradient, type Easel } from "./easel.ts";
import { paintFurniture } from "./furniture.ts";
import { backWall } from "./furnishing.ts";
import type { Box, Point } from "./layout.ts";
import { paintBricks } from "./masonry.ts";

export function paintRoom(easel: Easel): void {
  const { layout, scene } = easel;
  const wall = backWall(layout);
  paintShell(easel, wall);
  for (const piece of layout.furniture) if (!piece.featured) paintFurniture(easel, piece);
  paintLamps(easel, wall);
  if (scene.props.has("sunbeams") || (layout.palette.night < 0.2 && layout.furniture.some(({ kind }) => kind === "window")))
    paintWindowLight(easel);
  for (const piece of layout.furniture) if (piece.featured) paintFurniture(easel, piece);
}

function wallColour({ scene, palette, random }: Easel): Colour {
  const named = scene.palette[0];
  const base =
    {
      cafe: "#d9a877",
      kitchen: "#f3ead8",
      livingRoom: "#e9dcc9",
      bedroom: "#dfd6e4",
      office: "#dfe5ea",
      library: "#8a5a3c",
      classroom: "#f0e8cf",
      shop: "#f6e3d3",
    }[scene.setting as "cafe"] ?? "#efe3d2";
  const tint = random.fork("wall").pick(palette.accents);
  const colour = mix(base, named ?? tint, named === undefined ? 0.16 : 0.5);
  // Indoors the evening shows as a dimmer, warmer wall.
  return mix(darken(colour, palette.night * 0.34), palette.lamp, 0.08 + palette.night * 0.08);
}

function paintShell(easel: Easel, wall: Box): void {
  const { ctx, width, height, palette, layout, scene, simple } = easel;
  const colour = wallColour(easel);
  const right = wall.x + wall.width;
  const floorY = wall.y + wall.height;
  const vanish: Point = { x: width * 0.5, y: layout.horizon * 0.62 };
  const lit = layout.light.direction > 0 ? 1 : -1;
  // Ceiling.
  const ceiling = mix(lighten(colour, 0.4), "#fff8ec", 0.3);
  polygon(ctx, [
    [0, 0],
    [width, 0],
    [right, wall.y],
    [wall.x, wall.y],
  ]);
  ctx.fillStyle = verticalGradient(
    ctx,
    [0, wall.y],
    [
      [0, darken(ceiling, 0.22 + palette.night * 0.2)],
      [1, darken(ceiling, 0.06 + palette.night * 0.15)],
    ],
  );
  ctx.fill();
  // Side walls.
  for (const side of [-1, 1]) {
    const inner = side < 0 ? wall.x : right;
    const outer = side < 0 ? 0 : width;
    const drop = floorY + (inner === wall.x ? wall.x : width - right) * 0.62;
    polygon(ctx, [
      [outer, 0],
      [inner, wall.y],
      [inner, floorY],
      [outer, drop],
      [outer, 0],
    ]);
    ctx.fillStyle = darken(colour, side === lit ? 0.1 : 0.24);
    ctx.fill();
  }
  // Back wall.
  if (scene.props.has("brickWall")) paintBricks(easel, wall, mix("#a9583e", palette.ambient, 0.1));
  else {
    ctx.fillStyle = verticalGradient(
      ctx,
      [wall.y, floorY],
      [
        [0, mix(colour, palette.light, 0.12)],
        [1, darken(colour, 0.08)],
      ],
    );
    ctx.fillRect(wall.x, wall.y, wall.width, wall.height);
    if (
      !simple &&
      (scene.setting === "cafe" ||
        scene.setting === "livingRoom" ||
        scene.setting === "library" ||
        scene.props.has("woodenFurniture"))
    )
      paintPanelling(easel, wall);
    else if (!simple && scene.setting === "kitchen") paintTiles(easel, wall);
  }
  // Floor with boards that run to the vanishing point.
  const floor =
    scene.setting === "kitchen"
      ? mix("#d8c9b4", palette.wood, 0.2)
      : scene.setting === "office" || scene.setting === "classroom"
        ? mix("#c9a77c", palette.wood, 0.25)
        : palette.wood;
  ctx.save();
  polygon(ctx, [
    [wall.x, floorY],
    [right, floorY],
    [width, floorY + (width - right) * 0.62],
    [width, height],
    [0, height],
    [0, floorY + wall.x * 0.62],
  ]);
  ctx.fillStyle = verticalGradient(
    ctx,
    [floorY, height],
    [
      [0, darken(floor, 0.26)],
      [0.4, floor],
      [1, mix(lighten(floor, 0.06), palette.lamp, 0.1)],
    ],
  );
  ctx.fill();
  ctx.clip();
  if (!simple) {
    const random = easel.random.fork("floor");
    for (let board = -16; board <= 16; board++) {
      const at = (y: number): number => vanish.x + ((board * width) / 11) * ((y - vanish.y) / (height - vanish.y));
      const next = (y: number): number => vanish.x + (((board + 1) * width) / 11) * ((y - vanish.y) / (height - vanish.y));
      polygon(ctx, [
        [at(floorY), floorY],
        [next(floorY), floorY],
        [next(height), height],
        [at(height), height],
      ]);
      ctx.fillStyle = fade(random.next() < 0.5 ? darken(floor, 0.4) : lighten(floor, 0.35), random.range(0.04, 0.17));
      ctx.fill();
      ctx.strokeStyle = fade(darken(floor, 0.5), 0.3);
      ctx.lineWidth = easel.unit * 1.3;
      ctx.beginPath();
      ctx.moveTo(at(floorY), floorY);
      ctx.lineTo(at(height), height);
      const joint = random.range(0.1, 1);
      const y = floorY + (height - floorY) * joint * joint;
      ctx.moveTo(at(y), y);
      ctx.lineTo(next(y), y);
      ctx.stroke();
    }
  }
  ctx.restore();
  // Skirting and cornice, and the soft dark of the corners.
  ctx.fillStyle = lighten(mix(colour, palette.wood, 0.35), 0.1);
  ctx.fillRect(wall.x, floorY - wall.height * 0.028, wall.width, wall.height * 0.028);
  ctx.fillStyle = lighten(colour, 0.3);
  ctx.fillRect(wall.x, wall.y, wall.width, wall.height * 0.018);
  for (const x of [wall.x, right]) {
    const gradient = ctx.createLinearGradient(x - wall.width * 0.05, 0, x + wall.width * 0.05, 0);
    gradient.addColorStop(0, fade(palette.shadow, 0));
    gradient.addColorStop(0.5, fade(palette.shadow, 0.2));
    gradient.addColorStop(1, fade(palette.shadow, 0));
    ctx.fillStyle = gradient;
    ctx.fillRect(x - wall.width * 0.05, wall.y, wall.width * 0.1, wall.height);
  }
}

function paintPanelling({ ctx, palette, width }: Easel, wall: Box): void {
  const top = wall.y + wall.height * 0.66;
  const wood = mix(palette.wood, "#5b3420", 0.2);
  ctx.fillStyle = verticalGradient(
    ctx,
    [top, wall.y + wall.height],
    [
      [0, wood],
      [1, darken(wood, 0.22)],
    ],
  );
  ctx.fillRect(wall.x, top, wall.width, wall.height * 0.34);
  const panels = Math.max(4, Math.round(wall.width / (wall.height * 0.3)));
  ctx.strokeStyle = fade(darken(wood, 0.45), 0.55);
  ctx.lineWidth = width * 0.0016;
  for (let panel = 0; panel < panels; panel++) {
    const x = wall.x + (wall.width * panel) / panels;
    ctx.strokeRect(x + (wall.width / panels) * 0.1, top + wall.height * 0.05, (wall.width / panels) * 0.8, wall.height * 0.22);
  }
  ctx.fillStyle = lighten(wood, 0.22);
  ctx.fillRect(wall.x, top - wall.height * 0.014, wall.width, wall.height * 0.02);
}

function paintTiles({ ctx, palette, unit }: Easel, wall: Box): void {
  const top = wall.y + wall.height * 0.4;
  ctx.fillStyle = mix("#fdfaf2", palette.accents[1] ?? "#fdfaf2", 0.12);
  ctx.fillRect(wall.x, top, wall.width, wall.height * 0.24);
  ctx.strokeStyle = fade("#9aa4a8", 0.35);
  ctx.lineWidth = unit;
  ctx.beginPath();
  const tile = wall.height * 0.06;
  for (let y = top; y <= top + wall.height * 0.241; y += tile) {
    ctx.moveTo(wall.x, y);
    ctx.lineTo(wall.x + wall.width, y);
  }
  for (let x = wall.x; x <= wall.x + wall.width; x += tile) {
    ctx.moveTo(x, top);
    ctx.lineTo(x, top + wall.height * 0.24);
  }
  ctx.stroke();
}

/** Pendant lamps over the room, with the pools of light below them. */
function paintLamps(easel: Easel, wall: Box): void {
  const { ctx, palette, width, height, unit, scene, layout } = easel;
  const random = easel.random.fork("lamps");
  const asked = scene.props.has("pendantLamp");
  if (scene.without.has("pendantLamp")) return;
  const warm =
    asked ||
    scene.props.has("lamp") ||
    ["cafe", "library", "shop", "kitchen"].includes(scene.setting) ||
    palette.night > 0.4 ||
    scene.mood === "cosy";
  if (warm) {
    const count = width > height ? (asked ? 4 : 3) : 2;
    const shade =
      scene.setting === "cafe" || scene.setting === "library" ? darken(palette.wood, 0.45) : random.pick(palette.accents);
    for (let lamp = 0; lamp < count; lamp++) {
      const x = wall.x + (wall.width * (lamp + 0.5 + random.range(-0.12, 0.12))) / count;
      const y = wall.y + wall.height * random.range(0.08, 0.16);
      const size = unit * 30;
      // Text wins: a lamp that would hang before a board is left out.
      if (layout.surfaces.some(({ box }) => x > box.x - size * 1.6 && x < box.x + box.width + size * 1.6 && y + size > box.y))
        continue;
      ctx.strokeStyle = "#2d2622";
      ctx.lineWidth = unit * 2;
      ctx.beginPath();
      ctx.moveTo(x, 0);
      ctx.lineTo(x, y);
      ctx.stroke();
      glow(ctx, { x, y: y + size }, { radius: size * 8, colour: palette.lamp, strength: 0.34 + palette.night * 0.25 });
      ctx.fillStyle = verticalGradient(
        ctx,
        [y, y + size],
        [
          [0, lighten(shade, 0.15)],
          [1, shade],
        ],
      );
      ctx.beginPath();
      ctx.moveTo(x - size * 0.2, y);
      ctx.lineTo(x + size * 0.2, y);
      ctx.quadraticCurveTo(x + size * 0.9, y + size * 0.3, x + size, y + size);
      ctx.lineTo(x - size, y + size);
      ctx.quadraticCurveTo(x - size * 0.9, y + size * 0.3, x - size * 0.2, y);
      ctx.fill();
      ctx.fillStyle = "#fff3cf";
      ellipse(ctx, { x, y: y + size * 1.02 }, size * 0.42, size * 0.3);
      ctx.fill();
      glow(ctx, { x, y: y + size * 1.1 }, { radius: size * 2.2, colour: "#ffe2a0", strength: 0.95 });
      ctx.save();
      ctx.translate(x, layout.horizon + (height - layout.horizon) * 0.4);
      ctx.scale(1, 0.28);
      glow(ctx, { x: 0, y: 0 }, { radius: size * 8, colour: palette.lamp, strength: 0.34 });
      ctx.restore();
    }
  }
  if (scene.props.has("stringLights"))
    paintStringLights(easel, { y: wall.y + wall.height * 0.06, from: wall.x, to: wall.x + wall.width });
}

export function paintStringLights(
  { ctx, unit, random, palette }: Easel,
  { y, from, to }: { y: number; from: number; to: number },
): void {
  const forked = random.fork("string lights");
  const spans = 5;
  const sag = unit * 34;
  ctx.strokeStyle = "#3a332f";
  ctx.lineWidth = unit * 1.4;
  for (let span = 0; span < spans; span++) {
    const x0 = from + ((to - from) * span) / spans;
    const x1 = from + ((to - from) * (span + 1)) / spans;
    ctx.beginPath();
    ctx.moveTo(x0, y);
    ctx.quadraticCurveTo((x0 + x1) / 2, y + sag * 2, x1, y);
    ctx.stroke();
    for (let bulb = 1; bulb < 6; bulb++) {
      const t = bulb / 6;
      const at = { x: x0 + (x1 - x0) * t, y: y + 4 * sag * t * (1 - t) + unit * 5 };
      const colour = forked.pick(["#ffd98a", "#ffe6b0", palette.lamp]);
      glow(ctx, at, { radius: unit * 24, colour, strength: 0.7 });
      ctx.fillStyle = "#fff6dc";
      ellipse(ctx, at, unit * 4, unit * 5);
      ctx.fill();
    }
  }
}

/** Daylight that falls from the windows across the floor. */
function paintWindowLight({ ctx, layout, palette, height, unit }: Easel): void {
  ctx.save();
  ctx.globalCompositeOperation = "screen";
  for (const { kind, box } of layout.furniture) {
    if (kind !== "window") continue;
    const side = layout.light.direction > 0 ? -1 : 1;
    const reach = (height - layout.horizon) * 0.75;
    const shift = side * unit * 160;
    polygon(ctx, [
      [box.x + shift * 0.5, layout.horizon + reach * 0.15],
      [box.x + box.width + shift * 0.5, layout.horizon + reach * 0.15],
      [box.x + box.width * 1.15 + shift * 1.6, layout.horizon + reach],
      [box.x - box.width * 0.05 + shift * 1.6, layout.horizon + reach],
    ]);
    ctx.fillStyle = fade(palette.light, 0.2);
    ctx.fill();
    const beam = ctx.createLinearGradient(box.x, box.y, box.x + shift * 1.6, layout.horizon + reach);
    beam.addColorStop(0, fade(palette.light, 0.26));
    beam.addColorStop(1, fade(palette.light, 0));
    polygon(ctx, [
      [box.x, box.y],
      [box.x + box.width, box.y],
      [box.x + box.width * 1.15 + shift * 1.6, layout.horizon + reach],
      [box.x - box.width * 0.05 + shift * 1.6, layout.horizon + reach],
    ]);
    ctx.fillStyle = beam;
    ctx.fill();
  }
  ctx.restore();
}
