// Every style changes the picture as a style should, in place, at any size, the same way each time, and leaves letters alone.
import { describe, expect, test } from "vitest";
import { createRandom } from "../../../src/engines/sketch/random.ts";
import type { Style } from "../../../src/engines/sketch/scene/scene.ts";
import type { Picture } from "../../../src/engines/sketch/style/picture.ts";
import type { StyleRequest } from "../../../src/engines/sketch/style/style.ts";
import { STYLES } from "../../../src/engines/sketch/style/styles.ts";

const names = Object.keys(STYLES) as Style[];
const rendering = names.filter((name) => "render" in STYLES[name]);
const finishing = names.filter((name) => "finish" in STYLES[name]);

function request(picture: Picture): StyleRequest {
  const unit = Math.sqrt(picture.width * picture.height) / 1000;
  return { unit, random: createRandom(3, "style"), focus: [{ x: 10, y: 10, width: 20, height: 20 }], modifiers: new Set() };
}

/** A bright sky over dark land, with a red disc. */
function landscape(width: number, height: number): Picture {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const disc = (x - width / 2) ** 2 + (y - height / 2) ** 2 < (Math.min(width, height) / 5) ** 2;
      const colour = disc ? [210, 40, 50] : y < height * 0.6 ? [120, 180 + (y * 40) / height, 240] : [60, 110, 50];
      data.set([...colour, 255], (y * width + x) * 4);
    }
  }
  return { data, width, height };
}

function render(name: Style, picture: Picture): Uint8ClampedArray {
  STYLES[name].render?.(picture, request(picture));
  return picture.data;
}

function meanChange(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  return a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] ?? 0)), 0) / a.length;
}

describe.each(rendering)("%s", (name) => {
  test("repaints the picture, opaque, the same way each time", () => {
    const before = landscape(240, 160);
    const once = render(name, landscape(240, 160));
    expect(meanChange(once, before.data)).toBeGreaterThan(2);
    expect(once.every((value, at) => at % 4 !== 3 || value === 255)).toBe(true);
    expect(render(name, landscape(240, 160))).toEqual(once);
  });

  test.each(["1*1", "3*200", "201*2", "37*23"])("takes a picture of %s", (size) => {
    const [width = 0, height = 0] = size.split("*").map(Number);
    expect(render(name, landscape(width, height))).toHaveLength(width * height * 4);
  });
});

test("no two styles look alike", () => {
  const looks = rendering.map((name) => render(name, landscape(240, 160)));
  for (const [index, look] of looks.entries()) {
    for (const other of looks.slice(index + 1)) expect(meanChange(look, other)).toBeGreaterThan(1.5);
  }
});

test.each(finishing)("what %s does over letters leaves black black and white white", (name) => {
  const data = new Uint8ClampedArray(200 * 200 * 4);
  for (let at = 0; at < data.length; at += 4) data.set((at / 4) % 8 < 4 ? [20, 20, 20, 255] : [235, 235, 235, 255], at);
  const picture: Picture = { data, width: 200, height: 200 };
  STYLES[name].finish?.(picture, request(picture));
  for (let at = 0; at < data.length; at += 4) {
    if ((at / 4) % 8 < 4) expect(data[at]).toBeLessThan(70);
    else expect(data[at]).toBeGreaterThan(185);
  }
});
