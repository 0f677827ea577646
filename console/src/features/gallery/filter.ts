// What the gallery shows, kept in its address, so that it survives a reload and can be shared.
import type { TaskStatus } from "../../../../src/client/index.ts";
import type { TaskFilter } from "../../api/task-lists.ts";

export const SHOWN = ["pictures", "active", "failed", "cancelled", "all"] as const;
export type Shown = (typeof SHOWN)[number];

const STATUSES: Readonly<Record<Shown, readonly TaskStatus[] | undefined>> = {
  pictures: ["pending", "processing", "completed"],
  active: ["pending", "processing"],
  failed: ["failed"],
  cancelled: ["cancelled"],
  all: undefined,
};

export interface GalleryFilter {
  readonly shown: Shown;
  /** Empty for every model. */
  readonly model: string;
  readonly q: string;
}

export function readFilter(search: URLSearchParams): GalleryFilter {
  const shown = SHOWN.find((word) => word === search.get("show")) ?? "pictures";
  return { shown, model: search.get("model") ?? "", q: search.get("q") ?? "" };
}

export function toGalleryPath({ shown, model, q }: GalleryFilter): string {
  const search = new URLSearchParams({
    ...(shown === "pictures" ? {} : { show: shown }),
    ...(model === "" ? {} : { model }),
    ...(q === "" ? {} : { q }),
  }).toString();
  return `/gallery${search === "" ? "" : `?${search}`}`;
}

export function toTaskFilter({ shown, model, q }: GalleryFilter): TaskFilter {
  const status = STATUSES[shown];
  return {
    ...(status ? { status } : {}),
    ...(model === "" ? {} : { model }),
    ...(q.trim() === "" ? {} : { q: q.trim() }),
  };
}
