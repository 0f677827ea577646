// One picture, large, with everything that is known of it; the arrow keys lead through the list that it was opened from.
import { Dialog } from "@base-ui/react/dialog";
import { ChevronLeft, ChevronRight, Columns2, Download, FileQuestion, Maximize, X, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { Task } from "../../../../src/client/index.ts";
import { useConsole } from "../../api/console.tsx";
import { useTask, useTaskList } from "../../api/tasks.ts";
import { useFormat, useMessages } from "../../i18n/locale.tsx";
import { navigate, readEntryState, useSearch } from "../../router.ts";
import { IconButton } from "../../ui/button.tsx";
import { DownloadLink } from "../../ui/download-link.tsx";
import { State } from "../../ui/state.tsx";
import { readFilter, toTaskFilter } from "../gallery/filter.ts";
import { toLightboxPath } from "../watch/picture-frame.tsx";
import { countExpected, hasExpired, toFileName, toLocal, toPrompt } from "../watch/picture.ts";
import { Compare } from "./compare.tsx";
import { Details } from "./details.tsx";
import { Stage } from "./stage.tsx";
import { FITTED, zoomAt } from "./view.ts";

const STEP = 1.5;
/** Another page of the list is asked for when so few pictures are left in it. */
const AHEAD = 8;

export interface Place {
  readonly id: string;
  readonly index: number;
}

export function Lightbox({ taskId }: { readonly taskId: string }) {
  const t = useMessages();
  const index = Math.max(0, Number(useSearch().get("image") ?? 1) - 1) || 0;
  const { task, isMissing } = useTask(taskId);
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && close()}>
      <Dialog.Portal>
        <Dialog.Popup
          ref={popup}
          initialFocus={popup}
          data-lightbox=""
          className="fixed inset-0 z-40 flex flex-col bg-paper outline-none lg:grid lg:grid-cols-[minmax(0,1fr)_25rem]"
        >
          <Dialog.Title className="sr-only">{task ? toPrompt(task) || t.look.picture : t.look.picture}</Dialog.Title>
          {task && <Open key={taskId} task={task} index={Math.min(index, countExpected(task) - 1)} onClose={close} />}
          {!task && (
            <>
              <div className="absolute top-3 right-3">
                <IconButton label={t.common.close} onClick={close}>
                  <X className="size-5" aria-hidden="true" />
                </IconButton>
              </div>
              {isMissing && (
                <div className="col-span-full grid place-items-center">
                  <State
                    icon={<FileQuestion className="size-6" aria-hidden="true" />}
                    title={t.look.missing}
                    text={t.look.missingText}
                  />
                </div>
              )}
            </>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function close(): void {
  const { below } = readEntryState();
  if (below === undefined) navigate("/gallery", { replace: true });
  else history.back();
}

interface OpenProps {
  readonly task: Task;
  readonly index: number;
  readonly onClose: () => void;
}

function Open({ task, index, onClose }: OpenProps) {
  const t = useMessages();
  const format = useFormat();
  const [view, setView] = useState(FITTED);
  const [isComparing, setComparing] = useState(false);
  const places = usePlaces();
  const at = places.all.findIndex((place) => place.id === task.id && place.index === index);
  const [previous, next] = [places.all[at - 1], at === -1 ? undefined : places.all[at + 1]];
  const image = task.images[index];

  const go = (place: Place | undefined) => {
    if (!place) return;
    setView(FITTED);
    navigate(toLightboxPath(place.id, place.index), { replace: true, state: readEntryState() });
  };
  const { loadMore } = places;
  useEffect(() => {
    if (at !== -1 && at >= places.all.length - AHEAD) loadMore();
  }, [at, places.all.length, loadMore]);

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      target.closest("input, textarea, [role=tablist], [role=menu], [role=alertdialog]")
    )
      return;
    const act = {
      ArrowLeft: () => !isComparing && go(previous),
      ArrowRight: () => !isComparing && go(next),
      "+": () => setView(zoomAt(view, view.zoom * STEP)),
      "=": () => setView(zoomAt(view, view.zoom * STEP)),
      "-": () => setView(zoomAt(view, view.zoom / STEP)),
      "0": () => setView(FITTED),
      c: () => setComparing(!isComparing),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    // Before the dialog, which keeps arrow keys to itself.
    addEventListener("keydown", listen, { capture: true });
    return () => removeEventListener("keydown", listen, { capture: true });
  }, []);
  usePreload([previous, next]);

  return (
    <>
      <section aria-label={t.look.picture} className="relative flex min-h-0 flex-col bg-well max-lg:h-[58dvh] max-lg:shrink-0">
        <div className="absolute inset-x-0 top-0 z-10 flex items-center gap-1 p-2 sm:p-3">
          <IconButton label={t.common.close} shortcut="Esc" side="bottom" look="secondary" onClick={onClose}>
            <X className="size-5" aria-hidden="true" />
          </IconButton>
          {at !== -1 && (
            <p className="ms-2 rounded-full bg-raised/80 px-2.5 py-1 text-xs text-soft tabular backdrop-blur-sm">
              {t.look.position(format.number(at + 1), `${format.number(places.all.length)}${places.hasMore ? "+" : ""}`)}
            </p>
          )}
          {image && (
            <div className="ms-auto flex gap-1 rounded-lg bg-raised/80 backdrop-blur-sm">
              <IconButton
                label={t.look.zoomOut}
                shortcut="−"
                side="bottom"
                onClick={() => setView(zoomAt(view, view.zoom / STEP))}
              >
                <ZoomOut className="size-4.5" aria-hidden="true" />
              </IconButton>
              <button
                type="button"
                className="h-9 w-14 rounded-lg text-xs font-medium tabular transition-colors hover:bg-ink/7"
                aria-label={`${t.look.fit}, ${format.percent(view.zoom)}`}
                data-tip={t.look.fit}
                data-tip-key="0"
                data-tip-side="bottom"
                onClick={() => setView(FITTED)}
              >
                {view.zoom === 1 ? <Maximize className="mx-auto size-4" aria-hidden="true" /> : format.percent(view.zoom)}
              </button>
              <IconButton
                label={t.look.zoomIn}
                shortcut="+"
                side="bottom"
                onClick={() => setView(zoomAt(view, view.zoom * STEP))}
              >
                <ZoomIn className="size-4.5" aria-hidden="true" />
              </IconButton>
              <IconButton
                label={t.look.compare}
                shortcut="C"
                side="bottom"
                aria-pressed={isComparing}
                onClick={() => {
                  setView(FITTED);
                  setComparing(!isComparing);
                }}
              >
                <Columns2 className={`size-4.5 ${isComparing ? "text-accent" : ""}`} aria-hidden="true" />
              </IconButton>
              {!hasExpired(image) && (
                <DownloadLink
                  src={toLocal(image.url)}
                  name={toFileName(task, index)}
                  aria-label={t.look.download}
                  data-tip={t.look.download}
                  data-tip-side="bottom"
                  className="grid size-9 place-items-center rounded-lg transition-colors hover:bg-ink/7"
                >
                  <Download className="size-4.5" aria-hidden="true" />
                </DownloadLink>
              )}
            </div>
          )}
        </div>
        <div className="min-h-0 flex-1">
          {isComparing ? (
            <Compare left={task} leftIndex={index} places={places.all} view={view} onView={setView} />
          ) : (
            <Stage key={`${task.id}-${index}`} task={task} index={index} view={view} onView={setView} />
          )}
        </div>
        {!isComparing && (
          <>
            <Turn side="left" place={previous} label={t.look.previous} onGo={go} />
            <Turn side="right" place={next} label={t.look.next} onGo={go} />
          </>
        )}
      </section>
      <Details
        task={task}
        index={index}
        onClose={onClose}
        onDeleted={() => ((next ?? previous) ? go(next ?? previous) : onClose())}
      />
    </>
  );
}

interface TurnProps {
  readonly side: "left" | "right";
  readonly place: Place | undefined;
  readonly label: string;
  readonly onGo: (place: Place | undefined) => void;
}

function Turn({ side, place, label, onGo }: TurnProps) {
  if (!place) return null;
  const Icon = side === "left" ? ChevronLeft : ChevronRight;
  return (
    <div className={`absolute top-1/2 -translate-y-1/2 ${side === "left" ? "left-2 sm:left-3" : "right-2 sm:right-3"}`}>
      <IconButton label={label} shortcut={side === "left" ? "←" : "→"} side="bottom" look="secondary" onClick={() => onGo(place)}>
        <Icon className="size-5" aria-hidden="true" />
      </IconButton>
    </div>
  );
}

interface Places {
  readonly all: readonly Place[];
  readonly hasMore: boolean;
  readonly loadMore: () => void;
}

/** Every picture of the list that lies below, in its order. */
function usePlaces(): Places {
  const { store } = useConsole();
  const { below = "/gallery" } = readEntryState();
  const filter = useMemo(() => {
    const [path, search = ""] = below.split("?", 2);
    return path === "/gallery" ? toTaskFilter(readFilter(new URLSearchParams(search))) : {};
  }, [below]);
  const { ids, hasNextPage, isFetching, fetchNextPage } = useTaskList(filter);
  const all = useMemo(
    () =>
      ids.flatMap((id) => {
        const task = store.get(id);
        return task ? Array.from({ length: countExpected(task) }, (_, index) => ({ id, index })) : [];
      }),
    [ids, store],
  );
  return {
    all,
    hasMore: hasNextPage,
    loadMore: () => {
      if (hasNextPage && !isFetching) void fetchNextPage();
    },
  };
}

/** So that the next picture is there when it is turned to. */
function usePreload(places: readonly (Place | undefined)[]): void {
  const { store } = useConsole();
  const urls = places.flatMap((place) => {
    const image = place && store.get(place.id)?.images[place.index];
    return image && !hasExpired(image) ? [toLocal(image.url)] : [];
  });
  const wanted = urls.join("\n");
  useEffect(() => {
    for (const url of wanted.split("\n").filter(Boolean)) new Image().src = url;
  }, [wanted]);
}
