// One tooltip for the whole page: it shows the `data-tip` of what is pointed at or focused. What it says is said to screen readers
// by the element's own label.
import { useEffect, useLayoutEffect, useRef, useState } from "react";

/** The pointer rests so long before the first tip; after that, the next ones come at once for a while. */
const DELAY_MS = 450;
const WARM_MS = 400;
const GAP = 7;
const MARGIN = 6;

interface Shown {
  readonly text: string;
  readonly shortcut: string | undefined;
  readonly box: DOMRect;
  readonly isBelow: boolean;
}

export function TipHost() {
  const [shown, setShown] = useState<Shown>();
  const popup = useRef<HTMLDivElement>(null);
  useEffect(() => listen(setShown), []);
  useLayoutEffect(() => {
    const element = popup.current;
    if (!element || !shown) return;
    const { box, isBelow } = shown;
    const { width, height } = element.getBoundingClientRect();
    const left = Math.min(innerWidth - width - MARGIN, Math.max(MARGIN, box.left + box.width / 2 - width / 2));
    const above = box.top - height - GAP;
    const top = isBelow || above < MARGIN ? box.bottom + GAP : above;
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }, [shown]);
  if (!shown) return null;
  return (
    <div
      ref={popup}
      aria-hidden="true"
      className="pointer-events-none fixed top-0 left-0 z-90 w-max max-w-64 rounded-md bg-ink px-2 py-1 text-xs font-medium text-paper shadow-pop"
    >
      {shown.text}
      {shown.shortcut !== undefined && <kbd className="ms-2 font-sans opacity-65">{shown.shortcut}</kbd>}
    </div>
  );
}

function listen(show: (shown: Shown | undefined) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let owner: HTMLElement | undefined;
  let hiddenAt = 0;
  const hide = () => {
    clearTimeout(timer);
    if (owner) hiddenAt = performance.now();
    owner = undefined;
    show(undefined);
  };
  const enter = (event: Event) => {
    if (event instanceof PointerEvent && event.pointerType === "touch") return;
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tip]") : null;
    if (!target) return hide();
    if (target === owner) return;
    if (event.type === "focusin" && !target.matches(":focus-visible")) return;
    clearTimeout(timer);
    owner = target;
    const open = () => {
      if (!target.isConnected) return;
      const { tip = "", tipKey, tipSide } = target.dataset;
      show({ text: tip, shortcut: tipKey, box: target.getBoundingClientRect(), isBelow: tipSide === "bottom" });
    };
    const isWarm = performance.now() - hiddenAt < WARM_MS;
    timer = setTimeout(open, isWarm ? 0 : DELAY_MS);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") hide();
  };
  const stop = new AbortController();
  const options = { signal: stop.signal, passive: true };
  document.addEventListener("pointerover", enter, options);
  document.addEventListener("focusin", enter, options);
  document.addEventListener("pointerdown", hide, options);
  document.addEventListener("focusout", hide, options);
  document.addEventListener("keydown", onKey, options);
  document.addEventListener("scroll", hide, { ...options, capture: true });
  return () => {
    stop.abort();
    clearTimeout(timer);
  };
}
