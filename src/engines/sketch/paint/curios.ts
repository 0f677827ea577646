// Draws curios from their data, each shape shaded like the glyphs.
import { createCanvas, type Canvas } from "@napi-rs/canvas";
import type { Colour } from "../scene/scene.ts";
import { darken, lighten, mix } from "./colour.ts";
import { CURIOS } from "./curio-drawings.ts";

/** Whether a drawing exists for this key. */
export function isCurio(key: string): boolean {
  return key in CURIOS;
}

/** The drawing at `size` pixels on a side; nothing when there is none. */
export function drawCurio(key: string, { size, colour }: { size: number; colour?: Colour | undefined }): Canvas | undefined {
  const curio = CURIOS[key];
  if (!curio) return undefined;
  const canvas = createCanvas(size, size);
  const ctx = canvas.getContext("2d");
  const scale = size / 100;
  ctx.scale(scale, scale);
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  for (const shape of curio.shapes) {
    const tone = shape[1] === "own" ? (colour ?? curio.own) : shape[1];
    const shaded = (top: number, bottom: number): ReturnType<typeof ctx.createLinearGradient> => {
      const gradient = ctx.createLinearGradient(22, top, 70, bottom);
      gradient.addColorStop(0, lighten(tone, 0.26));
      gradient.addColorStop(0.45, tone);
      gradient.addColorStop(1, darken(mix(tone, "#6a2a6a", 0.14), 0.26));
      return gradient;
    };
    ctx.beginPath();
    switch (shape[0]) {
      case "oval": {
        const [, , x, y, rx, ry] = shape;
        ctx.ellipse(x, y, rx, ry, 0, 0, Math.PI * 2);
        ctx.fillStyle = shaded(y - ry, y + ry);
        ctx.fill();
        break;
      }
      case "box": {
        const [, , x, y, width, height, radius] = shape;
        ctx.roundRect(x, y, width, height, radius);
        ctx.fillStyle = shaded(y, y + height);
        ctx.fill();
        break;
      }
      case "line": {
        const [, , width, path] = shape;
        trace(ctx, path);
        ctx.strokeStyle = tone;
        ctx.lineWidth = width;
        ctx.stroke();
        break;
      }
      default: {
        const path =
          shape[0] === "poly"
            ? `M${shape[2]
                .replaceAll(",", " ")
                .split(" ")
                .reduce((text, value, index) => text + (index > 0 && index % 2 === 0 ? ` L${value}` : ` ${value}`), "")} Z`
            : shape[2];
        const [top, bottom] = trace(ctx, path);
        ctx.fillStyle = shaded(top, bottom);
        ctx.fill();
      }
    }
  }
  return canvas;
}

/** Follows a path of M, L, Q and Z in absolute coordinates; gives back its vertical extent. */
function trace(ctx: ReturnType<Canvas["getContext"]>, path: string): readonly [top: number, bottom: number] {
  let [top, bottom] = [100, 0];
  for (const [, command = "", numbers = ""] of path.matchAll(/([MLQZ])([^MLQZ]*)/g)) {
    const values = numbers.trim() === "" ? [] : numbers.trim().split(/\s+/).map(Number);
    const [a = 0, b = 0, c = 0, d = 0] = values;
    for (let index = 1; index < values.length; index += 2) {
      top = Math.min(top, values[index] ?? top);
      bottom = Math.max(bottom, values[index] ?? bottom);
    }
    if (command === "M") ctx.moveTo(a, b);
    else if (command === "L") ctx.lineTo(a, b);
    else if (command === "Q") ctx.quadraticCurveTo(a, b, c, d);
    else ctx.closePath();
  }
  return [top, bottom];
}
