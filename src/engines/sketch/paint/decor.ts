// What dresses a room: windows, doors, pictures, clocks, mirrors, lamps, rugs, plants.
import { createCanvas } from "@napi-rs/canvas";
import { darken, fade, lighten, mix } from "./colour.ts";
import { type Easel, ellipse, glow, polygon, verticalGradient } from "./easel.ts";
import { type Piece, panel } from "./joinery.ts";
import type { Box } from "./layout.ts";
import { paintTree } from "./plants.ts";
import { paintSky } from "./sky.ts";

/** The outside seen through it: sky of the hour, and hills, trees or towers. */
export function paintWindow(easel: Easel, { box, random, wood }: Piece): void {
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
  const snowy = scene.weather === "snow" || scene.props.has("snow");
  const rainy = scene.weather === "rain" || scene.weather === "storm";
  if (snowy || rainy) {
    viewContext.fillStyle = fade(darken(snowy ? "#cfdbe8" : "#8290a2", palette.night * 0.6), 0.8);
    viewContext.fillRect(0, 0, w, h);
  }
  viewContext.fillStyle = snowy ? palette.snow : mix(palette.foliage[0] ?? palette.grass, palette.haze, 0.45);
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
        form: scene.season === "winter" || snowy ? "bare" : "round",
        distance: 0.25,
        random: random.fork(`tree ${tree}`),
      });
  }
  const falling = random.fork("falling");
  viewContext.fillStyle = fade("#ffffff", 0.9);
  viewContext.strokeStyle = fade("#e3edf6", 0.6);
  viewContext.lineWidth = unit * 1.4;
  for (let drop = 0; drop < (snowy ? 70 : rainy ? 60 : 0); drop++) {
    const at = { x: w * falling.next(), y: h * falling.next() };
    viewContext.beginPath();
    if (snowy) {
      viewContext.arc(at.x, at.y, unit * falling.range(1.6, 4.6), 0, Math.PI * 2);
      viewContext.fill();
    } else {
      viewContext.moveTo(at.x, at.y);
      viewContext.lineTo(at.x - h * 0.012, at.y + h * falling.range(0.04, 0.09));
      viewContext.stroke();
    }
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

export function paintPlant(easel: Easel, { box, random, colour }: Piece): void {
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

export function paintFloorLamp({ ctx, palette }: Easel, { box, colour }: Piece): void {
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

export function paintPictureFrame(easel: Easel, { box, random, wood }: Piece): void {
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

export function paintClock({ ctx, palette }: Easel, { box, random, wood }: Piece): void {
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

export function paintMirror({ ctx, palette }: Easel, { box, wood }: Piece): void {
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

export function paintDoor(easel: Easel, { box, colour, wood }: Piece): void {
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

export function paintRug({ ctx, palette }: Easel, { box, random }: Piece): void {
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

export function paintBlackboard(easel: Easel, { box, wood }: Piece): void {
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

export function paintPaintersEasel(easel: Easel, { box, random, wood }: Piece): void {
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
