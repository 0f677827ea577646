// The ground floor of a shop: windows with what is sold there, the door between them, and the awning above.
import type { Random } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { ellipse, glow, polygon, verticalGradient, type Easel } from "./easel.ts";
import type { Box } from "./layout.ts";
import { cutSprite, lightSprite } from "./sprite.ts";
import type { Front, Trade } from "./venue.ts";

const GOODS: Readonly<Record<Trade, readonly string[]>> = {
  bakery: ["bread", "croissant", "baguette-bread", "bagel", "pretzel", "birthday-cake", "cupcake", "doughnut"],
  cafe: ["hot-beverage", "croissant", "shortcake", "cupcake", "teapot", "cookie"],
  tea: ["teapot", "teacup-without-handle", "amphora", "moon-cake", "teapot", "potted-plant"],
  books: ["books", "open-book", "closed-book", "green-book", "blue-book", "orange-book", "globe-showing-europe-africa"],
  flowers: ["bouquet", "tulip", "sunflower", "rose", "hibiscus", "potted-plant", "blossom"],
  meals: ["steaming-bowl", "sake", "wine-glass", "spaghetti", "sushi", "beer-mug", "bento-box"],
  toys: ["teddy-bear", "kite", "yo-yo", "puzzle-piece", "soccer-ball", "wrapped-gift"],
  clothes: ["dress", "t-shirt", "high-heeled-shoe", "handbag", "womans-hat", "scarf"],
  gifts: ["wrapped-gift", "potted-plant", "teapot", "candle", "amphora", "teddy-bear"],
};

interface GroundFloor {
  readonly paint: Colour;
  readonly random: Random;
}

/** Windows and door between the lintel and the pavement. */
export async function paintGroundFloor(easel: Easel, front: Front, { paint, random }: GroundFloor): Promise<void> {
  const { ctx, unit } = easel;
  const { box, lintel } = front;
  const ground = box.y + box.height;
  const storey = ground - lintel;
  ctx.fillStyle = verticalGradient(
    ctx,
    [lintel, ground],
    [
      [0, darken(paint, 0.25)],
      [1, paint],
    ],
  );
  ctx.fillRect(box.x, lintel, box.width, storey);
  const pilaster = storey * 0.12;
  const inner = { x: box.x + pilaster, width: box.width - pilaster * 2 };
  for (const x of [box.x, box.x + box.width - pilaster]) {
    ctx.fillStyle = lighten(paint, 0.1);
    ctx.fillRect(x + pilaster * 0.15, lintel, pilaster * 0.7, storey);
    ctx.fillStyle = darken(paint, 0.2);
    ctx.fillRect(x, ground - storey * 0.09, pilaster, storey * 0.09);
  }
  const door = Math.min(storey * 0.46, inner.width * 0.3);
  const place = random.pick([0.5, 0.16, 0.84]);
  const doorX = inner.x + (inner.width - door) * place;
  const top = lintel + storey * 0.1;
  const gap = storey * 0.05;
  const windows: Box[] = [];
  const left = doorX - gap - inner.x;
  const right = inner.x + inner.width - doorX - door - gap;
  const sill = ground - storey * 0.2;
  if (left > door * 0.7) windows.push({ x: inner.x, y: top, width: left, height: sill - top });
  if (right > door * 0.7) windows.push({ x: doorX + door + gap, y: top, width: right, height: sill - top });
  for (const [index, pane] of windows.entries())
    await paintShopWindow(easel, pane, { front, paint, random: random.fork(`window ${index}`) });
  paintShopDoor(easel, { x: doorX, y: top, width: door, height: ground - top }, lighten(paint, 0.16));
  ctx.fillStyle = darken(paint, 0.35);
  for (const pane of windows) {
    ctx.fillRect(pane.x, sill, pane.width, unit * 7);
    ctx.fillStyle = lighten(paint, 0.12);
    const panels = Math.max(1, Math.round(pane.width / (storey * 0.5)));
    for (let panel = 0; panel < panels; panel++) {
      ctx.strokeStyle = fade(darken(paint, 0.5), 0.7);
      ctx.lineWidth = unit * 2.5;
      ctx.strokeRect(
        pane.x + (pane.width * (panel + 0.08)) / panels,
        sill + storey * 0.05,
        (pane.width * 0.84) / panels,
        storey * 0.11,
      );
    }
    ctx.fillStyle = darken(paint, 0.35);
  }
}

interface ShopWindow extends GroundFloor {
  readonly front: Front;
}

async function paintShopWindow(easel: Easel, pane: Box, { front, paint, random }: ShopWindow): Promise<void> {
  const { ctx, palette, unit } = easel;
  const { x, y, width: w, height: h } = pane;
  const warm = palette.night > 0.25;
  ctx.fillStyle = verticalGradient(
    ctx,
    [y, y + h],
    warm
      ? [
          [0, "#ffe3a3"],
          [1, "#d98f45"],
        ]
      : [
          [0, mix("#7a5a44", palette.wall, 0.25)],
          [0.55, mix("#c59a6c", palette.wall, 0.35)],
          [1, mix("#8a6548", palette.wall, 0.2)],
        ],
  );
  ctx.fillRect(x, y, w, h);
  for (let lamp = 0; lamp < Math.max(1, Math.round(w / (h * 0.7))); lamp++) {
    const lx = x + (w * (lamp + 0.5)) / Math.max(1, Math.round(w / (h * 0.7)));
    glow(ctx, { x: lx, y: y + h * 0.2 }, { radius: h * 0.5, colour: "#ffe2a0", strength: 0.6 });
  }
  const goods = GOODS[front.trade];
  const rows = 2;
  for (let row = 0; row < rows; row++) {
    const foot = y + h * (row === 0 ? 0.56 : 0.97);
    const size = h * (row === 0 ? 0.24 : 0.33);
    ctx.fillStyle = darken(mix("#8a5a36", paint, 0.2), row === 0 ? 0.05 : 0.25);
    ctx.fillRect(x, foot, w, h * 0.035);
    const count = Math.max(2, Math.floor(w / (size * 1.25)));
    for (let item = 0; item < count; item++) {
      const sprite = await cutSprite(random.pick(goods), { size });
      if (!sprite) continue;
      const wide = Math.min(size, size * sprite.aspect);
      const high = wide / sprite.aspect;
      const middle = x + (w * (item + 0.5)) / count;
      ctx.fillStyle = fade("#2a1408", 0.3);
      ellipse(ctx, { x: middle, y: foot }, wide * 0.5, h * 0.014);
      ctx.fill();
      ctx.drawImage(sprite.canvas, middle - wide / 2, foot - high, wide, high);
    }
  }
  // Glass: two streaks of sky, and the bars.
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, w, h);
  ctx.clip();
  ctx.fillStyle = fade("#ffffff", warm ? 0.05 : 0.13);
  for (const at of [0.12, 0.42]) {
    polygon(ctx, [
      [x + w * at, y],
      [x + w * at + h * 0.22, y],
      [x + w * at - h * 0.38, y + h],
      [x + w * at - h * 0.6, y + h],
    ]);
    ctx.fill();
  }
  ctx.restore();
  ctx.strokeStyle = lighten(paint, 0.16);
  ctx.lineWidth = unit * 9;
  ctx.strokeRect(x, y, w, h);
  const bars = Math.round(w / (h * 1.1));
  ctx.lineWidth = unit * 6;
  ctx.beginPath();
  for (let bar = 1; bar < bars; bar++) {
    ctx.moveTo(x + (w * bar) / bars, y);
    ctx.lineTo(x + (w * bar) / bars, y + h);
  }
  ctx.stroke();
}

function paintShopDoor({ ctx, palette, unit }: Easel, { x, y, width: w, height: h }: Box, paint: Colour): void {
  ctx.fillStyle = darken(paint, 0.45);
  ctx.fillRect(x - unit * 6, y - unit * 4, w + unit * 12, h + unit * 4);
  ctx.fillStyle = paint;
  ctx.fillRect(x, y, w, h);
  const glass = { x: x + w * 0.14, y: y + h * 0.1, width: w * 0.72, height: h * 0.58 };
  ctx.fillStyle =
    palette.night > 0.25
      ? verticalGradient(
          ctx,
          [glass.y, glass.y + glass.height],
          [
            [0, "#ffe6ac"],
            [1, "#e09a4c"],
          ],
        )
      : mix(mix(palette.skyMiddle, "#3a3a48", 0.55), "#c59a6c", 0.3);
  ctx.fillRect(glass.x, glass.y, glass.width, glass.height);
  ctx.fillStyle = fade("#ffffff", 0.16);
  polygon(ctx, [
    [glass.x + glass.width * 0.5, glass.y],
    [glass.x + glass.width * 0.85, glass.y],
    [glass.x + glass.width * 0.3, glass.y + glass.height],
    [glass.x, glass.y + glass.height],
    [glass.x, glass.y + glass.height * 0.9],
  ]);
  ctx.fill();
  ctx.strokeStyle = fade(darken(paint, 0.5), 0.7);
  ctx.lineWidth = unit * 2.5;
  ctx.strokeRect(x + w * 0.14, y + h * 0.75, w * 0.72, h * 0.17);
  ctx.fillStyle = "#e5c273";
  ctx.fillRect(x + w * 0.045, y + h * 0.47, w * 0.045, h * 0.13);
  ctx.fillStyle = darken(palette.stone, 0.2 + palette.night * 0.3);
  ctx.fillRect(x - w * 0.12, y + h - unit * 6, w * 1.24, unit * 10);
}

/** Stripes with a scalloped hem, and their shadow on the windows. */
export function paintAwning({ ctx, palette, unit }: Easel, { box, lintel }: Front, { paint, random }: GroundFloor): void {
  const storey = box.y + box.height - lintel;
  const drop = storey * 0.17;
  const from = box.x + storey * 0.05;
  const long = box.width - storey * 0.1;
  ctx.fillStyle = fade(palette.shadow, 0.4);
  ctx.fillRect(from, lintel + drop, long, storey * 0.07);
  const stripes = Math.max(9, Math.round(long / (storey * 0.14))) | 1;
  const bright = random.pick(palette.accents);
  const tone = mix(bright, paint, random.next() < 0.5 ? 0.85 : 0.1);
  const spread = storey * 0.05;
  for (let stripe = 0; stripe < stripes; stripe++) {
    const t0 = stripe / stripes;
    const t1 = (stripe + 1) / stripes;
    const top = (t: number): number => from + spread + (long - spread * 2) * t;
    const low = (t: number): number => from - spread * 0.6 + (long + spread * 1.2) * t;
    const colour =
      stripe % 2 === 0 ? tone : darken(mix("#fff8ec", palette.ambient, palette.ambientStrength * 0.3), palette.night * 0.35);
    ctx.fillStyle = verticalGradient(
      ctx,
      [lintel, lintel + drop],
      [
        [0, darken(colour, 0.14)],
        [1, colour],
      ],
    );
    ctx.beginPath();
    ctx.moveTo(top(t0), lintel);
    ctx.lineTo(top(t1), lintel);
    ctx.lineTo(low(t1), lintel + drop);
    ctx.quadraticCurveTo((low(t0) + low(t1)) / 2, lintel + drop + storey * 0.07, low(t0), lintel + drop);
    ctx.fill();
  }
  ctx.fillStyle = fade("#ffffff", 0.25);
  ctx.fillRect(from + spread, lintel, long - spread * 2, unit * 3);
}

/** A lit copy of a glyph, standing on `foot`. */
export async function standGlyph(
  easel: Easel,
  name: string,
  { x, foot, size }: { x: number; foot: number; size: number },
): Promise<void> {
  const sprite = await cutSprite(name, { size });
  if (!sprite) return;
  const wide = Math.min(size, size * sprite.aspect);
  easel.ctx.drawImage(
    lightSprite(easel, sprite.canvas, { depth: 0, mirrored: false }),
    x - wide / 2,
    foot - wide / sprite.aspect,
    wide,
    wide / sprite.aspect,
  );
}
