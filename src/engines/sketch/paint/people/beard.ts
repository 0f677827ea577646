// Beards and moustaches. The unit is half the width of the head; the origin is the middle of the face.
import type { SKRSContext2D } from "@napi-rs/canvas";
import { mirror } from "../brushwork.ts";
import { lock, type Hair } from "./lock.ts";

/** A full beard, or with `moustache` only what grows above the lip. */
export function paintBeard(ctx: SKRSContext2D, hair: Hair, { long, mouth }: { long: boolean; mouth: number }): void {
  const deep = long ? 2.35 : 1.46;
  for (const side of [-1, 1])
    lock(ctx, hair, {
      inner: mirror(
        [
          [0.98, 0.1],
          [0.82, 0.62],
          [0.5, mouth + 0.06],
          [0, mouth + 0.22],
        ],
        side,
      ),
      outer: mirror(
        [
          [1.03, 0.1],
          [1.06, 0.9],
          [0.75, deep - 0.1],
          [0, deep],
        ],
        side,
      ),
    });
  for (const side of [-1, 1])
    lock(ctx, hair, {
      inner: mirror(
        [
          [0, mouth - 0.12],
          [0.16, mouth - 0.1],
          [0.34, mouth - 0.02],
          [0.5, mouth + 0.2],
        ],
        side,
      ),
      outer: mirror(
        [
          [0, mouth - 0.2],
          [0.2, mouth - 0.26],
          [0.46, mouth - 0.14],
          [0.5, mouth + 0.2],
        ],
        side,
      ),
      tone: 0.04,
    });
}
