// The frame around every page: where one can go, who one is, whether the server is there.
import { Gauge, Images, Sparkles, Webhook, WifiOff } from "lucide-react";
import { lazy, Suspense, useEffect, useState, type ComponentType } from "react";
import { useConsole } from "./api/console.tsx";
import { useActiveCount } from "./api/tasks.ts";
import { useStore } from "./external-store.ts";
import { CreatePage } from "./features/create/create-page.tsx";
import { Account } from "./features/session/account.tsx";
import { Appearance } from "./features/session/appearance.tsx";
import { useMessages } from "./i18n/locale.tsx";
import { readEntryState, usePath } from "./router.ts";
import { Link } from "./ui/link.tsx";
import { Mark } from "./ui/mark.tsx";
import { NotFound } from "./not-found.tsx";

const GalleryPage = lazy(async () => ({ default: (await import("./features/gallery/gallery-page.tsx")).GalleryPage }));
const Lightbox = lazy(async () => ({ default: (await import("./features/lightbox/lightbox.tsx")).Lightbox }));
const OperatePage = lazy(async () => ({ default: (await import("./features/operate/operate-page.tsx")).OperatePage }));

const TASK_PATH = /^\/tasks\/([\w-]+)$/;

export function Shell() {
  const t = useMessages();
  const path = usePath();
  const taskId = TASK_PATH.exec(path)?.[1];
  // A lightbox lies over the page that it was opened from, or over the gallery.
  const page = taskId === undefined ? path : (readEntryState().below ?? "/gallery").split("?", 1)[0];
  const active = useActiveCount();
  const isAdmin = useConsole().session.key.role === "admin";
  const isOperate = page?.startsWith("/operate") ?? false;
  useEffect(() => {
    const title = isOperate ? t.operate.nav : page === "/gallery" ? t.nav.gallery : t.nav.create;
    document.title = `${active > 0 ? `(${active}) ` : ""}${title} · Muleteer`;
  }, [page, isOperate, active, t]);
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="fixed top-2 left-2 z-80 -translate-y-20 rounded-lg bg-ink px-3 py-2 text-sm text-paper focus:translate-y-0"
      >
        {t.nav.skip}
      </a>
      <header className="sticky top-0 z-30 flex h-14 items-center gap-1 border-b border-line bg-paper/90 px-3 backdrop-blur-md sm:px-5">
        <Link to="/" className="-ms-1 flex items-center gap-2.5 rounded-lg p-1 pe-2" aria-label={t.nav.home}>
          <Mark className="size-7 text-accent" />
          <span className="hidden text-[0.9375rem] font-semibold tracking-tight sm:block">Muleteer</span>
        </Link>
        <nav aria-label={t.nav.pages} className="ms-2 flex items-center gap-0.5 sm:ms-4">
          <Tab to="/" isCurrent={page === "/"} icon={Sparkles} label={t.nav.create} count={active} />
          <Tab to="/gallery" isCurrent={page === "/gallery"} icon={Images} label={t.nav.gallery} />
          {isAdmin ? (
            <Tab to="/operate" isCurrent={isOperate} icon={Gauge} label={t.operate.nav} isTerse />
          ) : (
            <Tab to="/operate/webhooks" isCurrent={isOperate} icon={Webhook} label={t.operate.pages.webhooks} isTerse />
          )}
        </nav>
        <div className="ms-auto flex items-center gap-0.5">
          <Appearance />
          <Account />
        </div>
      </header>
      <ReachBanner />
      <EndAnnouncer />
      <main id="main" className="flex flex-1 flex-col" tabIndex={-1}>
        <Suspense fallback={<div className="flex-1" />}>
          <Page path={page ?? "/"} />
        </Suspense>
      </main>
      {taskId !== undefined && (
        <Suspense fallback={null}>
          <Lightbox taskId={taskId} />
        </Suspense>
      )}
    </div>
  );
}

function Page({ path }: { readonly path: string }) {
  if (path === "/operate" || path.startsWith("/operate/")) return <OperatePage path={path} />;
  switch (path) {
    case "/":
    case "/login":
      return <CreatePage />;
    case "/gallery":
      return <GalleryPage />;
    default:
      return <NotFound />;
  }
}

interface TabProps {
  readonly to: string;
  readonly isCurrent: boolean;
  readonly icon: ComponentType<{ className?: string }>;
  readonly label: string;
  readonly count?: number;
  /** Its icon alone on a phone, where the others are their words alone. */
  readonly isTerse?: boolean;
}

function Tab({ to, isCurrent, icon: Icon, label, count = 0, isTerse = false }: TabProps) {
  return (
    <Link
      to={to}
      aria-current={isCurrent ? "page" : undefined}
      className="flex h-9 items-center gap-2 rounded-lg px-2.5 text-sm font-medium text-soft transition-colors hover:bg-ink/7 hover:text-ink aria-[current=page]:bg-ink/7 aria-[current=page]:text-ink sm:px-3"
    >
      <Icon className={`size-4 ${isTerse ? "" : "max-sm:hidden"}`} aria-hidden="true" />
      <span className={isTerse ? "max-sm:sr-only" : undefined}>{label}</span>
      {count > 0 && (
        <span className="min-w-5 rounded-full bg-accent-tint px-1.5 text-center text-xs text-accent-ink tabular">{count}</span>
      )}
    </Link>
  );
}

/** Says to screen readers when tasks end, wherever on the page they are. */
function EndAnnouncer() {
  const t = useMessages();
  const { store } = useConsole();
  const [message, setMessage] = useState("");
  useEffect(() => {
    let before = store.active.get().size;
    return store.active.subscribe(() => {
      const now = store.active.get().size;
      if (now < before) setMessage(now === 0 ? t.watch.allFinished : t.watch.finished(before - now, now));
      before = now;
    });
  }, [store, t]);
  return (
    <p role="status" className="sr-only">
      {message}
    </p>
  );
}

/** Appears when the server is away, says so once, and goes by itself. */
function ReachBanner() {
  const t = useMessages();
  const reach = useStore(useConsole().reach);
  const isLost = reach === "lost";
  const [wasLost, setWasLost] = useState(false);
  if (isLost && !wasLost) setWasLost(true);
  return (
    <div role="status" aria-live="polite" className="sticky top-14 z-20 h-0">
      {isLost && (
        <p className="mx-auto mt-3 flex w-fit max-w-[calc(100vw-2rem)] animate-rise items-center gap-2.5 rounded-full bg-warn-tint px-4 py-2 text-sm font-medium text-warn shadow-pop">
          <WifiOff className="size-4 shrink-0 animate-breathe" aria-hidden="true" />
          {t.reach.lost}
        </p>
      )}
      {!isLost && wasLost && <span className="sr-only">{t.reach.back}</span>}
    </div>
  );
}
