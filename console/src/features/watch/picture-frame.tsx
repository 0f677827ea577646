// One picture in its true proportions from the moment it was asked for: waiting, being drawn, there, expired, or not to be had.
import { Ban, CircleAlert, Hourglass, ImageOff, X } from "lucide-react";
import { useState, type DragEvent, type ReactNode } from "react";
import { ApiError, type Task } from "../../../../src/client/index.ts";
import { isDraft } from "../../api/creations.ts";
import { useTaskActions } from "../../api/tasks.ts";
import { hasEnded } from "../../api/task-store.ts";
import { useFormat, useMessages } from "../../i18n/locale.tsx";
import { IconButton } from "../../ui/button.tsx";
import { Link } from "../../ui/link.tsx";
import { toast } from "../../ui/toaster.tsx";
import { hasExpired, toAspect, toFileName, toLocal, toPrompt, toSrcSet } from "./picture.ts";
import { toTrouble } from "./trouble.ts";

interface FrameProps {
  readonly task: Task;
  /** Which of the task's pictures. */
  readonly index: number;
  /** Of the page that the lightbox will lie over. */
  readonly below: string;
  readonly className?: string;
  readonly tabIndex?: number;
  /** Whether what went wrong is told beside it. */
  readonly isTerse?: boolean;
  /** What lies over a finished picture: actions. */
  readonly children?: ReactNode;
}

export function PictureFrame({ task, index, below, className = "", tabIndex, isTerse = false, children }: FrameProps) {
  const image = task.images[index];
  return (
    <div
      className={`group/frame @container relative isolate overflow-hidden bg-tile ${className}`}
      style={{ aspectRatio: String(toAspect(task)) }}
      data-status={task.status}
    >
      {!hasEnded(task) && <Drawing task={task} isFirst={index === 0} below={below} tabIndex={tabIndex} />}
      {task.status === "completed" && image && (
        <Picture task={task} index={index} below={below} tabIndex={tabIndex}>
          {children}
        </Picture>
      )}
      {(task.status === "failed" || task.status === "cancelled") && (
        <Failed task={task} below={below} tabIndex={tabIndex} isTerse={isTerse} />
      )}
    </div>
  );
}

type PartProps = Pick<FrameProps, "task" | "below"> & { readonly tabIndex: number | undefined };

interface PictureProps extends PartProps {
  readonly index: number;
  readonly children?: ReactNode;
}

function Picture({ task, index, below, tabIndex, children }: PictureProps) {
  const t = useMessages();
  const [state, setState] = useState<"loading" | "shown" | "gone">("loading");
  // Where no thumbnail is to be had, the picture itself may be.
  const [isWhole, setWhole] = useState(false);
  const image = task.images[index];
  if (!image) return null;
  const isGone = state === "gone" || hasExpired(image);
  const src = toLocal(image.url);
  const label = t.watch.open(toPrompt(task));
  return (
    <>
      <Link
        to={toLightboxPath(task.id, index)}
        state={{ below }}
        aria-label={label}
        tabIndex={tabIndex}
        data-tile=""
        draggable={false}
        className="absolute inset-0 block outline-offset-[-3px]"
      >
        {isGone ? (
          <Note icon={<ImageOff className="size-5" aria-hidden="true" />} title={t.watch.expired} />
        ) : (
          <img
            src={src}
            {...(isWhole ? {} : { srcSet: toSrcSet(task, index), sizes: "auto, 34vw" })}
            alt=""
            loading="lazy"
            decoding="async"
            draggable
            onDragStart={(event) => offerFile(event, { src, name: toFileName(task, index) })}
            onLoad={() => setState("shown")}
            onError={() => (isWhole ? setState("gone") : setWhole(true))}
            className={`size-full object-cover transition-opacity duration-300 ${state === "shown" ? "opacity-100" : "opacity-0"}`}
          />
        )}
      </Link>
      {!isGone && children}
    </>
  );
}

export function toLightboxPath(id: string, index = 0): string {
  return `/tasks/${id}${index === 0 ? "" : `?image=${index + 1}`}`;
}

/** So that a picture that is dragged to a folder or another window arrives as a file with a name. */
export function offerFile(event: DragEvent, { src, name }: { readonly src: string; readonly name: string }): void {
  const url = new URL(src, location.href).href;
  event.dataTransfer.setData("DownloadURL", `image/png:${name}:${url}`);
  event.dataTransfer.setData("text/uri-list", url);
  event.dataTransfer.effectAllowed = "copy";
}

interface DrawingProps extends PartProps {
  /** Only the first of a task's frames says how far it is. */
  readonly isFirst: boolean;
}

function Drawing({ task, isFirst, below, tabIndex }: DrawingProps) {
  const t = useMessages();
  const { progress } = task;
  return (
    <>
      {progress.preview_url !== null && (
        <img
          src={toLocal(progress.preview_url)}
          alt=""
          className="absolute inset-0 size-full scale-105 object-cover blur-[3px]"
        />
      )}
      <div className="waiting absolute inset-0" />
      {!isDraft(task.id) && (
        <Link
          to={toLightboxPath(task.id)}
          state={{ below }}
          aria-label={t.watch.open(toPrompt(task))}
          tabIndex={tabIndex}
          data-tile=""
          className="absolute inset-0 outline-offset-[-3px]"
        />
      )}
      {isFirst && <ProgressNote task={task} isOverPicture={progress.preview_url !== null} />}
      {isFirst && !isDraft(task.id) && <CancelButton id={task.id} />}
    </>
  );
}

function ProgressNote({ task, isOverPicture }: { readonly task: Task; readonly isOverPicture: boolean }) {
  const t = useMessages();
  const format = useFormat();
  const { fraction, eta_seconds: eta, stalled } = task.progress;
  const isWaiting = task.status === "pending";
  return (
    <div
      className={`pointer-events-none absolute inset-x-0 bottom-0 p-3 @xs:p-4 ${isOverPicture ? "bg-linear-to-t from-black/70 to-transparent text-white" : "text-ink"}`}
    >
      <div className="flex items-baseline justify-between gap-3 text-xs @xs:text-[0.8125rem]">
        <span className={`min-w-0 truncate font-medium ${stalled && !isOverPicture ? "text-warn" : ""}`}>
          {stalled ? t.watch.stalled : toStepText(task, t)}
        </span>
        <span className={`shrink-0 tabular ${isOverPicture ? "" : "text-soft"}`}>
          {eta !== null
            ? t.watch.eta(format.duration(Math.max(1_000, Math.ceil(eta) * 1_000)))
            : !isWaiting && format.percent(fraction)}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label={t.watch.progressOf(toPrompt(task))}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(isWaiting ? {} : { "aria-valuenow": Math.round(fraction * 100) })}
        className={`mt-2 h-1 overflow-hidden rounded-full ${isOverPicture ? "bg-white/30" : "bg-ink/10"}`}
      >
        <div
          className={`h-full origin-left rounded-full transition-transform duration-500 ease-calm ${isOverPicture ? "bg-white" : "bg-accent"}`}
          style={{ transform: `scaleX(${isWaiting ? 0 : Math.max(0.02, fraction)})` }}
        />
      </div>
    </div>
  );
}

type Messages = ReturnType<typeof useMessages>;

function toStepText({ status, progress }: Task, t: Messages): string {
  if (progress.step === "sending") return t.watch.sending;
  if (status === "pending") return progress.queue_position === null ? t.watch.queued : t.watch.place(progress.queue_position);
  const step = t.watch.steps[progress.step] ?? t.watch.drawing;
  return progress.steps ? `${step} ${progress.steps.done}/${progress.steps.total}` : step;
}

function CancelButton({ id }: { readonly id: string }) {
  const t = useMessages();
  const { cancel } = useTaskActions();
  const [isBusy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    try {
      await cancel(id);
    } catch (error) {
      // It ended first: the card says how.
      if (!(error instanceof ApiError && error.kind === "conflict")) toast(t.watch.cancelFailed, "trouble");
    } finally {
      setBusy(false);
    }
  };
  return (
    <IconButton
      label={t.watch.cancel}
      size="sm"
      look="overlay"
      className="absolute top-2 right-2"
      disabled={isBusy}
      onClick={() => void press()}
    >
      <X className="size-4" aria-hidden="true" />
    </IconButton>
  );
}

function Failed({ task, below, tabIndex, isTerse }: PartProps & { readonly isTerse: boolean }) {
  const t = useMessages();
  const trouble = toTrouble(task, t);
  if (!trouble) return null;
  const Icon = task.status === "cancelled" ? Ban : task.error?.code === 4008 ? Hourglass : CircleAlert;
  return (
    <Link
      to={toLightboxPath(task.id)}
      state={{ below }}
      aria-label={`${trouble.title}: ${toPrompt(task)}`}
      tabIndex={tabIndex}
      data-tile=""
      className="absolute inset-0 block outline-offset-[-3px]"
    >
      <Note
        icon={<Icon className={`size-5 ${task.status === "failed" ? "text-danger" : ""}`} aria-hidden="true" />}
        title={trouble.title}
        text={isTerse ? undefined : trouble.advice}
      />
    </Link>
  );
}

function Note({ icon, title, text }: { readonly icon: ReactNode; readonly title: string; readonly text?: string | undefined }) {
  return (
    <span className="backdrop-dots absolute inset-0 flex flex-col items-center justify-center gap-2 p-3 text-center text-soft">
      {icon}
      <span className="text-xs font-medium text-ink @xs:text-sm">{title}</span>
      {text !== undefined && <span className="hidden max-w-64 text-xs text-balance @2xs:block">{text}</span>}
    </span>
  );
}
