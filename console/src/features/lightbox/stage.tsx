// A picture under the hand: wheel and pinch enlarge it, dragging moves it, a double click shows its own pixels.
import { ImageOff } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState, type PointerEvent as ReactPointerEvent } from "react";
import type { Task } from "../../../../src/client/index.ts";
import { useMessages } from "../../i18n/locale.tsx";
import { hasExpired, toFileName, toLocal, toPrompt, toThumbnailUrl } from "../watch/picture.ts";
import { offerFile, PictureFrame } from "../watch/picture-frame.tsx";
import { FITTED, panBy, zoomAt, type Point, type View } from "./view.ts";

interface StageProps {
  readonly task: Task;
  readonly index: number;
  readonly view: View;
  readonly onView: (view: View) => void;
}

export function Stage({ task, index, view, onView }: StageProps) {
  const t = useMessages();
  const image = task.images[index];
  const [isGone, setGone] = useState(false);
  if (!image) {
    return (
      <div className="grid size-full place-items-center p-4 sm:p-8">
        <PictureFrame task={task} index={0} below="/" className="max-h-full w-full max-w-3xl rounded-xl" tabIndex={-1} />
      </div>
    );
  }
  if (isGone || hasExpired(image)) {
    return (
      <div className="grid size-full place-items-center p-8">
        <div className="max-w-sm text-center text-soft">
          <ImageOff className="mx-auto size-8" aria-hidden="true" />
          <p className="mt-3 font-medium text-ink">{t.watch.expired}</p>
          <p className="mt-1 text-sm text-balance">{t.look.expiredText}</p>
        </div>
      </div>
    );
  }
  return (
    <Zoomable
      key={image.url}
      src={toLocal(image.url)}
      small={toThumbnailUrl(task.id, index, 512)}
      alt={toPrompt(task)}
      name={toFileName(task, index)}
      size={image.width && image.height ? { width: image.width, height: image.height } : undefined}
      view={view}
      onView={onView}
      onGone={() => setGone(true)}
    />
  );
}

interface ZoomableProps {
  readonly src: string;
  /** What is shown of it until it is there. */
  readonly small: string;
  readonly alt: string;
  readonly name: string;
  readonly size: { readonly width: number; readonly height: number } | undefined;
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly onGone: () => void;
}

/** Enlargement for each pixel that a wheel turns. */
const WHEEL_RATE = 0.0016;

function Zoomable({ src, small, alt, name, size, view, onView, onGone }: ZoomableProps) {
  const stage = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLImageElement>(null);
  const pointers = useRef(new Map<number, { x: number; y: number }>());
  const isEnlarged = view.zoom > 1;

  const toPoint = (clientX: number, clientY: number): Point => {
    const box = stage.current?.getBoundingClientRect();
    const { offsetWidth: width = 1, offsetHeight: height = 1 } = picture.current ?? {};
    if (!box || width === 0 || height === 0) return { x: 0, y: 0 };
    return { x: (clientX - box.left - box.width / 2) / width, y: (clientY - box.top - box.height / 2) / height };
  };

  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    const turned = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
    // Pinching on a touch pad arrives as a wheel with Ctrl held, in smaller steps.
    const rate = event.ctrlKey ? WHEEL_RATE * 6 : WHEEL_RATE;
    onView(zoomAt(view, view.zoom * Math.exp(-turned * rate), toPoint(event.clientX, event.clientY)));
  });
  // React's own wheel listeners are passive, and the page would scroll.
  useEffect(() => {
    const element = stage.current;
    const listen = (event: WheelEvent) => onWheel(event);
    element?.addEventListener("wheel", listen, { passive: false });
    return () => element?.removeEventListener("wheel", listen);
  }, []);

  const press = (event: ReactPointerEvent) => {
    // Unenlarged, the mouse drags the picture out of the page.
    if (event.pointerType === "mouse" && !isEnlarged) return;
    if (event.pointerType === "mouse") event.preventDefault();
    pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    stage.current?.setPointerCapture(event.pointerId);
  };
  const move = (event: ReactPointerEvent) => {
    const before = pointers.current.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    pointers.current.set(event.pointerId, now);
    const { offsetWidth: width = 1, offsetHeight: height = 1 } = picture.current ?? {};
    if (other) {
      const spread = (point: { x: number; y: number }) => Math.hypot(point.x - other.x, point.y - other.y) || 1;
      const middle = toPoint((now.x + other.x) / 2, (now.y + other.y) / 2);
      onView(zoomAt(view, (view.zoom * spread(now)) / spread(before), middle));
    } else if (isEnlarged) {
      onView(panBy(view, (now.x - before.x) / width, (now.y - before.y) / height));
    }
  };
  const release = (event: ReactPointerEvent) => void pointers.current.delete(event.pointerId);

  const toggle = (clientX: number, clientY: number) => {
    const { naturalWidth = 1, offsetWidth = 1 } = picture.current ?? {};
    const own = Math.max(2, naturalWidth / Math.max(1, offsetWidth) / devicePixelRatio);
    onView(isEnlarged ? FITTED : zoomAt(view, own, toPoint(clientX, clientY)));
  };

  return (
    <div
      ref={stage}
      className={`grid size-full touch-none place-items-center overflow-hidden p-2 select-none sm:p-6 ${isEnlarged ? "cursor-grab active:cursor-grabbing" : "cursor-zoom-in"}`}
      onPointerDown={press}
      onPointerMove={move}
      onPointerUp={release}
      onPointerCancel={release}
      onDoubleClick={(event) => toggle(event.clientX, event.clientY)}
    >
      <img
        ref={picture}
        src={src}
        alt={alt}
        {...size}
        draggable={!isEnlarged}
        onDragStart={(event) => offerFile(event, { src, name })}
        onError={onGone}
        className="h-auto max-h-full w-auto max-w-full min-h-0 min-w-0 bg-size-[100%_100%] object-contain shadow-pop will-change-transform"
        style={{
          backgroundImage: `url("${small}")`,
          transform: `translate(${view.x * 100}%, ${view.y * 100}%) scale(${view.zoom})`,
        }}
      />
    </div>
  );
}
