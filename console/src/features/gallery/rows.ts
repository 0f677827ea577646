// Pictures in rows that are as wide as the page and keep each picture's proportions and order: where each goes is computed from
// the proportions alone, before anything is loaded.

export interface Tile {
  readonly id: string;
  /** Which of the task's pictures. */
  readonly index: number;
  /** Width by height. */
  readonly aspect: number;
  /** What the tile's heading says: pictures under another heading begin a new row. */
  readonly section: string;
}

export interface PlacedTile extends Tile {
  /** Of all tiles. */
  readonly position: number;
  readonly left: number;
  readonly width: number;
}

export type Row =
  | { readonly kind: "heading"; readonly top: number; readonly height: number; readonly text: string }
  | { readonly kind: "tiles"; readonly top: number; readonly height: number; readonly tiles: readonly PlacedTile[] };

export interface RowsOptions {
  /** Of the page, in pixels. */
  readonly width: number;
  /** That rows should have; they come out between two thirds of it and a little more. */
  readonly height: number;
  readonly gap: number;
  readonly headingHeight: number;
}

export function layRows(tiles: readonly Tile[], { width, height, gap, headingHeight }: RowsOptions): Row[] {
  const rows: Row[] = [];
  let top = 0;
  let pending: { tile: Tile; position: number }[] = [];
  let sum = 0;
  let section: string | undefined;

  const place = (isLast: boolean) => {
    if (pending.length === 0) return;
    const room = width - gap * (pending.length - 1);
    // The last row of a section is not stretched to the page's width.
    const fitted = room / sum;
    const rowHeight = Math.round(isLast ? Math.min(fitted, height) : fitted);
    let left = 0;
    const placed = pending.map(({ tile, position }, at) => {
      const isEdge = at === pending.length - 1 && !(isLast && fitted > height);
      const own = isEdge ? width - left : Math.round(tile.aspect * rowHeight);
      const result = { ...tile, position, left, width: own };
      left += own + gap;
      return result;
    });
    rows.push({ kind: "tiles", top, height: rowHeight, tiles: placed });
    top += rowHeight + gap;
    pending = [];
    sum = 0;
  };

  for (const [position, tile] of tiles.entries()) {
    if (tile.section !== section) {
      place(true);
      ({ section } = tile);
      rows.push({ kind: "heading", top, height: headingHeight, text: section });
      top += headingHeight;
    }
    pending.push({ tile, position });
    sum += tile.aspect;
    if (sum * height + gap * (pending.length - 1) >= width) place(false);
  }
  place(true);
  return rows;
}

export type Direction = "left" | "right" | "up" | "down" | "first" | "last";

/** The tile that an arrow key leads to from the one at `position`. */
export function findNeighbour(rows: readonly Row[], position: number, direction: Direction): number | undefined {
  const lines = rows.filter((row) => row.kind === "tiles");
  const last = lines.at(-1)?.tiles.at(-1)?.position;
  if (last === undefined) return undefined;
  switch (direction) {
    case "left":
      return Math.max(0, position - 1);
    case "right":
      return Math.min(last, position + 1);
    case "first":
      return 0;
    case "last":
      return last;
    case "up":
    case "down": {
      const at = lines.findIndex(({ tiles }) => tiles.some((tile) => tile.position === position));
      const from = lines[at]?.tiles.find((tile) => tile.position === position);
      const line = lines[at + (direction === "up" ? -1 : 1)];
      if (!from || !line) return position;
      const middle = from.left + from.width / 2;
      const distance = (tile: PlacedTile) => Math.abs(tile.left + tile.width / 2 - middle);
      return line.tiles.reduce((best, tile) => (distance(tile) < distance(best) ? tile : best)).position;
    }
  }
}
