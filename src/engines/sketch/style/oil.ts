// The two styles of thick paint. Oil follows the drawing closely; the impressionist's strokes are short, broken and vivid.
import { paintOver } from "./brush.ts";
import type { StylePass } from "./style.ts";
import { applyTexture } from "./texture.ts";

export const oil: StylePass = {
  render(picture, { unit, random, modifiers }) {
    const thick = modifiers.has("thickBrush") ? 1.4 : 1;
    paintOver(
      picture,
      { widths: [24 * thick, 11 * thick, 5], length: 3.6, variety: 7, vividness: 1.08, relief: 26 * thick, tolerance: 13 },
      { unit, random },
    );
  },
  finish(picture, { random }) {
    applyTexture(picture, { kind: "canvas", strength: 4, x: random.int(0, 511), y: random.int(0, 511) });
  },
};

export const impressionist: StylePass = {
  render(picture, { unit, random, modifiers }) {
    const thick = modifiers.has("thickBrush") ? 1.25 : 1;
    const vivid = modifiers.has("vibrant") ? 1.5 : 1.3;
    paintOver(
      picture,
      {
        widths: [22 * thick, 12 * thick, 7 * thick],
        length: 2.6,
        variety: 19,
        vividness: vivid,
        relief: 38 * thick,
        tolerance: 15,
      },
      { unit, random },
    );
  },
  finish(picture, { random }) {
    applyTexture(picture, { kind: "canvas", strength: 4, x: random.int(0, 511), y: random.int(0, 511) });
  },
};
