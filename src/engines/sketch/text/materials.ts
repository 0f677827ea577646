// The stuff that boards are made of: wood, paper, cloth, plaster, and the shadows that tie them to the picture.
import type { CanvasGradient, SKRSContext2D } from "@napi-rs/canvas";
import { darken, fade, lighten } from "../paint/colour.ts";
import type { Box } from "../paint/layout.ts";
import type { Random } from "../random.ts";
import type { Colour } from "../scene/scene.ts";

/** Fills what `shape` outlines and lets it throw a soft shadow downwards. */
export function fillWithShadow(
  context: SKRSContext2D,
  { shape, fill, depth }: { readonly shape: () => void; readonly fill: string | CanvasGradient; readonly depth: number },
): void {
  context.save();
  context.shadowColor = "rgba(10,12,30,0.38)";
  context.shadowBlur = depth * 1.6;
  context.shadowOffsetY = depth;
  context.fillStyle = fill;
  context.beginPath();
  shape();
  context.fill();
  context.restore();
}

/** Boards with grain along their length; `planks` across the height. */
export function paintWood(
  context: SKRSContext2D,
  box: Box,
  { colour, planks, random }: { readonly colour: Colour; readonly planks: number; readonly random: Random },
): void {
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  const thickness = box.height / planks;
  for (let plank = 0; plank < planks; plank++) {
    const top = box.y + plank * thickness;
    const tone = random.range(-0.05, 0.05);
    const base = tone > 0 ? lighten(colour, tone) : darken(colour, -tone);
    const gradient = context.createLinearGradient(0, top, 0, top + thickness);
    gradient.addColorStop(0, lighten(base, 0.06));
    gradient.addColorStop(0.5, base);
    gradient.addColorStop(1, darken(base, 0.1));
    context.fillStyle = gradient;
    context.fillRect(box.x, top, box.width, thickness + 1);
    paintGrain(context, { x: box.x, y: top, width: box.width, height: thickness }, { colour: base, random });
    if (plank > 0) {
      context.fillStyle = fade(darken(colour, 0.55), 0.6);
      context.fillRect(box.x, top - Math.max(1, thickness * 0.012), box.width, Math.max(1.2, thickness * 0.025));
    }
  }
  context.restore();
}

function paintGrain(context: SKRSContext2D, box: Box, { colour, random }: { colour: Colour; random: Random }): void {
  const lines = Math.max(4, Math.min(16, Math.round(box.height / 5)));
  context.lineWidth = Math.max(0.7, box.height * 0.012);
  for (let line = 0; line < lines; line++) {
    const y = box.y + ((line + random.range(0.2, 0.8)) / lines) * box.height;
    const bend = random.range(-0.06, 0.06) * box.height;
    context.strokeStyle = fade(darken(colour, 0.4), random.range(0.05, 0.16));
    context.beginPath();
    context.moveTo(box.x, y);
    context.bezierCurveTo(
      box.x + box.width * 0.3,
      y + bend,
      box.x + box.width * 0.6,
      y - bend,
      box.x + box.width,
      y + bend * random.range(-1, 1),
    );
    context.stroke();
  }
}

/** Soft blotches, light or dark, that keep a plain surface from looking like plastic. */
export function paintBlotches(
  context: SKRSContext2D,
  box: Box,
  { colour, strength, random }: { readonly colour: Colour; readonly strength: number; readonly random: Random },
): void {
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  for (let blotch = 0; blotch < 14; blotch++) {
    const x = box.x + random.next() * box.width;
    const y = box.y + random.next() * box.height;
    const radius = random.range(0.12, 0.4) * Math.max(box.width, box.height);
    const gradient = context.createRadialGradient(x, y, 0, x, y, radius);
    gradient.addColorStop(0, fade(colour, strength * random.range(0.3, 1)));
    gradient.addColorStop(1, fade(colour, 0));
    context.fillStyle = gradient;
    context.fillRect(box.x, box.y, box.width, box.height);
  }
  context.restore();
}

/** A picture frame of wood with mitred corners; returns the box inside. */
export function paintFrame(
  context: SKRSContext2D,
  box: Box,
  { colour, thickness, random }: { readonly colour: Colour; readonly thickness: number; readonly random: Random },
): Box {
  const { x, y, width, height } = box;
  const inner: Box = { x: x + thickness, y: y + thickness, width: width - thickness * 2, height: height - thickness * 2 };
  const sides: readonly (readonly [tone: number, corners: readonly (readonly [number, number])[]])[] = [
    [
      0.1,
      [
        [x, y],
        [x + width, y],
        [inner.x + inner.width, inner.y],
        [inner.x, inner.y],
      ],
    ],
    [
      -0.12,
      [
        [x + width, y],
        [x + width, y + height],
        [inner.x + inner.width, inner.y + inner.height],
        [inner.x + inner.width, inner.y],
      ],
    ],
    [
      -0.2,
      [
        [x, y + height],
        [x + width, y + height],
        [inner.x + inner.width, inner.y + inner.height],
        [inner.x, inner.y + inner.height],
      ],
    ],
    [
      0.02,
      [
        [x, y],
        [x, y + height],
        [inner.x, inner.y + inner.height],
        [inner.x, inner.y],
      ],
    ],
  ];
  for (const [tone, corners] of sides) {
    const side = tone > 0 ? lighten(colour, tone) : darken(colour, -tone);
    context.save();
    context.beginPath();
    for (const [cornerX, cornerY] of corners) context.lineTo(cornerX, cornerY);
    context.closePath();
    context.clip();
    context.fillStyle = side;
    context.fillRect(x, y, width, height);
    const vertical = Math.abs((corners[0]?.[0] ?? 0) - (corners[1]?.[0] ?? 0)) < 1;
    if (vertical) {
      // Grain runs along each side: the field is turned for the uprights.
      context.translate(x + width / 2, y + height / 2);
      context.rotate(Math.PI / 2);
      paintGrain(context, { x: -height / 2, y: -width / 2, width: height, height: thickness }, { colour: side, random });
      paintGrain(
        context,
        { x: -height / 2, y: width / 2 - thickness, width: height, height: thickness },
        { colour: side, random },
      );
    } else {
      paintGrain(context, { x, y, width, height: thickness }, { colour: side, random });
      paintGrain(context, { x, y: y + height - thickness, width, height: thickness }, { colour: side, random });
    }
    context.restore();
  }
  return inner;
}

/** A shade that falls into a recess from its upper edge. */
export function paintInnerShade(context: SKRSContext2D, box: Box, depth: number): void {
  const top = context.createLinearGradient(0, box.y, 0, box.y + depth * 3);
  top.addColorStop(0, "rgba(0,0,0,0.4)");
  top.addColorStop(1, "rgba(0,0,0,0)");
  context.fillStyle = top;
  context.fillRect(box.x, box.y, box.width, depth * 3);
  const left = context.createLinearGradient(box.x, 0, box.x + depth * 2, 0);
  left.addColorStop(0, "rgba(0,0,0,0.25)");
  left.addColorStop(1, "rgba(0,0,0,0)");
  context.fillStyle = left;
  context.fillRect(box.x, box.y, depth * 2, box.height);
}

export function inset(box: Box, x: number, y: number = x): Box {
  return { x: box.x + x, y: box.y + y, width: Math.max(1, box.width - x * 2), height: Math.max(1, box.height - y * 2) };
}
