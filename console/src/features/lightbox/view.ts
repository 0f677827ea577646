// How a picture is looked at: how much it is enlarged over what fits, and where. Two pictures that are compared share one view, so
// offsets are fractions of the fitted picture.

export interface View {
  /** 1: all of it fits. */
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export interface Point {
  /** From the middle of the stage, as fractions of the fitted picture. */
  readonly x: number;
  readonly y: number;
}

export const FITTED: View = { zoom: 1, x: 0, y: 0 };
const MAX_ZOOM = 12;

/** Enlarged to `zoom` with what lies at `point` staying where it is. */
export function zoomAt(view: View, zoom: number, point: Point = { x: 0, y: 0 }): View {
  const next = Math.min(MAX_ZOOM, Math.max(1, zoom));
  const factor = next / view.zoom;
  return settle({ zoom: next, x: point.x - (point.x - view.x) * factor, y: point.y - (point.y - view.y) * factor });
}

export function panBy(view: View, dx: number, dy: number): View {
  return settle({ ...view, x: view.x + dx, y: view.y + dy });
}

/** The picture does not leave the stage. */
function settle({ zoom, x, y }: View): View {
  const limit = (zoom - 1) / 2;
  const clamp = (value: number) => Math.min(limit, Math.max(-limit, value));
  return { zoom, x: clamp(x), y: clamp(y) };
}
