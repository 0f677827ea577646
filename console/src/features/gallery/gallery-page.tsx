// Everything that was drawn, by day, in rows; only what is on the screen is in the page, however much there is.
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { CloudOff, Grid2x2, Grid3x3, ImageOff, RectangleHorizontal, SearchX } from "lucide-react";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { Task } from "../../../../src/client/index.ts";
import { useConsole } from "../../api/console.tsx";
import { useTaskList } from "../../api/tasks.ts";
import { useFormat, useMessages } from "../../i18n/locale.tsx";
import { navigate, useSearch } from "../../router.ts";
import { keepSetting, readSetting } from "../../settings.ts";
import { Button, toButtonClass } from "../../ui/button.tsx";
import { Link } from "../../ui/link.tsx";
import { State } from "../../ui/state.tsx";
import { countExpected, toAspect } from "../watch/picture.ts";
import { GalleryBar } from "./gallery-bar.tsx";
import { readFilter, toGalleryPath, toTaskFilter } from "./filter.ts";
import { GalleryTile } from "./gallery-tile.tsx";
import { findNeighbour, layRows, type Direction, type Row, type Tile } from "./rows.ts";

const SIZES = ["small", "medium", "large"] as const;
export type GallerySize = (typeof SIZES)[number];
const ROW_HEIGHTS: Readonly<Record<GallerySize, number>> = { small: 140, medium: 220, large: 340 };
const SIZE_ICONS = { small: Grid3x3, medium: Grid2x2, large: RectangleHorizontal } as const;
const GAP = 6;
const HEADING = 52;
/** Another page is asked for when this many rows are left below the screen. */
const AHEAD = 6;

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "first",
  End: "last",
};

export function GalleryPage() {
  const t = useMessages();
  const filter = readFilter(useSearch());
  const [size, setSize] = useState<GallerySize>(() => SIZES.find((word) => word === readSetting("gallery-size")) ?? "medium");
  const changeSize = (next: GallerySize) => {
    setSize(next);
    keepSetting("gallery-size", next);
  };
  const list = useTaskList(toTaskFilter(filter));
  const isFiltered = filter.q !== "" || filter.model !== "" || filter.shown !== "pictures";
  return (
    <>
      <h1 className="sr-only">{t.nav.gallery}</h1>
      <GalleryBar
        filter={filter}
        onChange={(next) => navigate(toGalleryPath(next), { replace: true })}
        sizes={SIZES.map((value) => ({ value, icon: SIZE_ICONS[value], label: t.gallery.sizes[value] }))}
        size={size}
        onSizeChange={changeSize}
      />
      <div className="flex-1 px-3 pb-10 sm:px-5">
        {list.ids.length > 0 && <Rows list={list} size={size} below={toGalleryPath(filter)} />}
        {list.ids.length === 0 && list.isPending && <Skeleton size={size} />}
        {list.ids.length === 0 && list.isError && (
          <State
            icon={<CloudOff className="size-6" aria-hidden="true" />}
            title={t.watch.loadFailed}
            action={<Button onClick={() => void list.refetch()}>{t.common.tryAgain}</Button>}
          />
        )}
        {list.ids.length === 0 && list.isSuccess && <Nothing isFiltered={isFiltered} />}
      </div>
    </>
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  const t = useMessages();
  return isFiltered ? (
    <State
      icon={<SearchX className="size-6" aria-hidden="true" />}
      title={t.gallery.noneFound}
      text={t.gallery.noneFoundText}
      action={<Button onClick={() => navigate("/gallery", { replace: true })}>{t.gallery.clear}</Button>}
    />
  ) : (
    <State
      icon={<ImageOff className="size-6" aria-hidden="true" />}
      title={t.gallery.empty}
      text={t.gallery.emptyText}
      action={
        <Link to="/" className={toButtonClass("primary")}>
          {t.nav.create}
        </Link>
      }
    />
  );
}

type TaskList = ReturnType<typeof useTaskList>;

interface RowsProps {
  readonly list: TaskList;
  readonly size: GallerySize;
  readonly below: string;
}

function Rows({ list, size, below }: RowsProps) {
  const t = useMessages();
  const format = useFormat();
  const { store } = useConsole();
  const container = useRef<HTMLDivElement>(null);
  const { width, offset } = useBox(container);
  // One tile can be tabbed to; arrow keys lead to the others.
  const [current, setCurrent] = useState(0);
  const focusNext = useRef<number>(undefined);
  const { ids } = list;

  const tiles = useMemo(() => toTiles(ids, (id) => store.get(id), format.day), [ids, store, format]);
  const height = Math.min(ROW_HEIGHTS[size], width * 0.6);
  const rows = useMemo(
    () => (width === 0 ? [] : layRows(tiles, { width, height, gap: GAP, headingHeight: HEADING })),
    [tiles, width, height],
  );
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => toRowSpan(rows[index]),
    overscan: 4,
    scrollMargin: offset,
  });
  useLayoutEffect(() => virtualizer.measure(), [rows, virtualizer]);

  const shown = virtualizer.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  const { hasNextPage, isFetching, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetching && lastShown >= rows.length - 1 - AHEAD) void fetchNextPage();
  }, [lastShown, rows.length, hasNextPage, isFetching, fetchNextPage]);

  const move = useCallback(
    (event: KeyboardEvent) => {
      const direction = ARROWS[event.key];
      if (direction === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = findNeighbour(rows, current, direction);
      if (target === undefined) return;
      event.preventDefault();
      focusNext.current = target;
      setCurrent(target);
      const row = rows.findIndex((each) => each.kind === "tiles" && each.tiles.some(({ position }) => position === target));
      if (row !== -1) virtualizer.scrollToIndex(row, { align: "auto" });
    },
    [rows, current, virtualizer],
  );
  // Once the tile is in the page, which may be a frame after the scroll.
  useEffect(() => {
    if (focusNext.current === undefined) return;
    const tile = container.current?.querySelector<HTMLElement>(`[data-position="${focusNext.current}"] [data-tile]`);
    if (!tile) return;
    focusNext.current = undefined;
    tile.focus({ preventScroll: true });
  });

  return (
    <div
      ref={container}
      role="group"
      aria-label={t.gallery.pictures}
      onKeyDown={move}
      className="relative"
      style={{ height: virtualizer.getTotalSize() }}
    >
      {shown.map(({ index, start, key }) => {
        const row = rows[index];
        return (
          row && (
            <div key={key} className="absolute inset-x-0 top-0" style={{ transform: `translateY(${start - offset}px)` }}>
              <GalleryRow row={row} current={current} below={below} onFocus={setCurrent} />
            </div>
          )
        );
      })}
    </div>
  );
}

function toRowSpan(row: Row | undefined): number {
  if (!row) return 0;
  return row.kind === "heading" ? row.height : row.height + GAP;
}

interface RowProps {
  readonly row: Row;
  readonly current: number;
  readonly below: string;
  readonly onFocus: (position: number) => void;
}

function GalleryRow({ row, current, below, onFocus }: RowProps) {
  if (row.kind === "heading") {
    return (
      <h2 className="flex items-end pb-2.5 text-sm font-semibold" style={{ height: row.height }}>
        {row.text}
      </h2>
    );
  }
  return (
    <div style={{ height: row.height }} className="relative">
      {row.tiles.map(({ id, index, position, left, width }) => (
        <div
          key={`${id}-${index}`}
          data-position={position}
          className="absolute top-0 h-full"
          style={{ left, width }}
          onFocus={() => onFocus(position)}
        >
          <GalleryTile id={id} index={index} below={below} isCurrent={position === current} />
        </div>
      ))}
    </div>
  );
}

function toTiles(ids: readonly string[], find: (id: string) => Task | undefined, toDay: (iso: string) => string): Tile[] {
  return ids.flatMap((id) => {
    const task = find(id);
    if (!task) return [];
    const common = { id, aspect: toAspect(task), section: toDay(task.created_at) };
    return Array.from({ length: countExpected(task) }, (_, index) => ({ ...common, index }));
  });
}

/** Width of an element, and how far below the top of the page it begins. */
function useBox(ref: { readonly current: HTMLElement | null }): { readonly width: number; readonly offset: number } {
  const [box, setBox] = useState({ width: 0, offset: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const measure = () => {
      const { width, top } = element.getBoundingClientRect();
      setBox({ width: Math.floor(width), offset: Math.round(top + scrollY) });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return box;
}

const SKELETON = [1.78, 0.75, 1.33, 1, 1.78, 1, 0.56, 1.33, 1.78, 0.75];

function Skeleton({ size }: { readonly size: GallerySize }) {
  return (
    <div className="flex flex-wrap overflow-hidden pt-13" style={{ gap: GAP }} aria-hidden="true">
      {SKELETON.map((aspect, index) => (
        <div
          key={index}
          className="grow animate-breathe rounded-lg bg-tile"
          style={{ height: ROW_HEIGHTS[size], width: aspect * ROW_HEIGHTS[size] * 0.85 }}
        />
      ))}
    </div>
  );
}
