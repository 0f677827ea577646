// Which way the forms of a picture run: along edges where there are edges, along a slow drift where there are none. Brushes,
// hatching and washes follow it.
import type { Random } from "../random.ts";
import { createNoise } from "../random.ts";
import { blur, createPlane } from "./picture.ts";
import type { Plane } from "./picture.ts";

/** Unit vectors along the forms, and how much detail there is, for a reduced picture. */
export interface Flow {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Strength of edges nearby, 0 … about 100. */
  readonly detail: Float32Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Minor eigenvectors of the smoothed structure tensor (Brox et al., "Adaptive structure tensors and their applications").
 * @param smoothing radius in pixels of `brightness` over which directions agree.
 */
export function readFlow(brightness: Plane, smoothing: number, random: Random): Flow {
  const { values, width, height } = brightness;
  const xx = createPlane(width, height);
  const xy = createPlane(width, height);
  const yy = createPlane(width, height);
  for (let y = 0; y < height; y++) {
    const up = Math.max(0, y - 1) * width;
    const own = y * width;
    const down = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - 1);
      const right = Math.min(width - 1, x + 1);
      // Sobel's kernels.
      const gx =
        (values[up + right] ?? 0) +
        2 * (values[own + right] ?? 0) +
        (values[down + right] ?? 0) -
        (values[up + left] ?? 0) -
        2 * (values[own + left] ?? 0) -
        (values[down + left] ?? 0);
      const gy =
        (values[down + left] ?? 0) +
        2 * (values[down + x] ?? 0) +
        (values[down + right] ?? 0) -
        (values[up + left] ?? 0) -
        2 * (values[up + x] ?? 0) -
        (values[up + right] ?? 0);
      xx.values[own + x] = gx * gx;
      xy.values[own + x] = gx * gy;
      yy.values[own + x] = gy * gy;
    }
  }
  blur(xx, smoothing);
  blur(xy, smoothing);
  blur(yy, smoothing);

  const noise = createNoise(random.fork("drift"));
  const scale = 3.2 / Math.max(width, height);
  const flow: Flow = {
    x: new Float32Array(width * height),
    y: new Float32Array(width * height),
    detail: new Float32Array(width * height),
    width,
    height,
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const a = xx.values[at] ?? 0;
      const b = xy.values[at] ?? 0;
      const c = yy.values[at] ?? 0;
      // The drift, as a tensor of a few units, decides where the picture does not. It leans towards the horizontal.
      const lean = (noise(x * scale, y * scale) - 0.5) * 2.4;
      const calm = 160;
      const driftX = lean;
      const driftY = 1;
      const p = a + calm * driftX * driftX;
      const q = b - calm * driftX * driftY;
      const r = c + calm * driftY * driftY;
      const root = Math.sqrt((p - r) * (p - r) + 4 * q * q);
      let vx = 2 * q;
      let vy = r - p - root;
      // Both vanish for a tensor that is already diagonal with its minor axis along x.
      if (Math.abs(vx) + Math.abs(vy) < 1e-6) {
        vx = p <= r ? 1 : 0;
        vy = p <= r ? 0 : 1;
      }
      const length = Math.sqrt(vx * vx + vy * vy);
      flow.x[at] = vx / length;
      flow.y[at] = vy / length;
      flow.detail[at] = Math.sqrt(a + c) / 8;
    }
  }
  return flow;
}
