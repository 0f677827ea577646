// What pictures a task has or will have: their proportions before they exist, and addresses that this page may load.
import type { Task, TaskImage } from "../../../../src/client/index.ts";
import { parseSize } from "../create/schema.ts";

/** Before anything is known: the shape of a picture that nobody asked for in another. */
const SQUARE = 1;

/** Width by height. */
export function toAspect(task: Task): number {
  const image = task.images[0];
  if (image?.width && image.height) return image.width / image.height;
  const size = parseSize(task.input["size"]);
  return size ? size.width / size.height : SQUARE;
}

export function countExpected(task: Task): number {
  if (task.images.length > 0) return task.images.length;
  const n = task.input["n"];
  return typeof n === "number" && n >= 1 ? n : 1;
}

export function toPrompt({ input: { prompt } }: Task): string {
  return typeof prompt === "string" ? prompt : "";
}

/** `1664 × 928`, as asked for. */
export function toSizeText({ input: { size } }: Task): string {
  return typeof size === "string" ? size.replace("*", " × ") : "";
}

/**
 * The same address at the origin of this page, whatever name the server gave itself: the page's policy loads pictures from
 * nowhere else.
 */
export function toLocal(url: string): string {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
}

const SIDES = [256, 512, 1024] as const;

/** Smaller copies of a picture, for `srcSet`: the browser takes the one that fits the place and the screen. */
export function toSrcSet(task: Task, index: number): string {
  const aspect = toAspect(task);
  return SIDES.map((side) => `${toThumbnailUrl(task.id, index, side)} ${Math.round(side * Math.min(1, aspect))}w`).join(", ");
}

export function toThumbnailUrl(id: string, index: number, side: (typeof SIDES)[number]): string {
  return `/v1/tasks/${id}/images/${index}/thumbnail?side=${side}`;
}

export function hasExpired({ expires_at: at }: TaskImage, now = Date.now()): boolean {
  return at !== null && Date.parse(at) <= now;
}

/** `prompt-words-seed.png`, so that a folder of downloads can be read. */
export function toFileName(task: Task, index: number): string {
  const words = toPrompt(task)
    .normalize("NFKC")
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
  const short = Array.from(words).slice(0, 48).join("").replace(/-+$/, "");
  const count = task.images.length > 1 ? `-${index + 1}` : "";
  return `${short || task.id}-${task.seed}${count}.png`;
}
