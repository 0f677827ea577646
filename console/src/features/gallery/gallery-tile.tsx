// One picture of the gallery, with its prompt while it is pointed at.
import { memo } from "react";
import { useConsole } from "../../api/console.tsx";
import { useStoredTask } from "../../api/task-store.ts";
import { PictureFrame } from "../watch/picture-frame.tsx";
import { toPrompt } from "../watch/picture.ts";

interface TileProps {
  readonly id: string;
  readonly index: number;
  readonly below: string;
  readonly isCurrent: boolean;
}

export const GalleryTile = memo(function GalleryTile({ id, index, below, isCurrent }: TileProps) {
  const task = useStoredTask(useConsole().store, id);
  if (!task) return null;
  return (
    <PictureFrame task={task} index={index} below={below} tabIndex={isCurrent ? 0 : -1} className="size-full rounded-lg">
      <p
        aria-hidden="true"
        className="pointer-events-none absolute inset-x-0 bottom-0 line-clamp-2 bg-linear-to-t from-black/75 to-transparent px-3 pt-8 pb-2.5 text-xs text-white opacity-0 transition-opacity group-hover/frame:opacity-100 group-focus-within/frame:opacity-100"
      >
        {toPrompt(task)}
      </p>
    </PictureFrame>
  );
});
