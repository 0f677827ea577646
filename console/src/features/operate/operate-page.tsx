// The Operate area: its pages, one bar of links between them, and who may see which.
import { ShieldAlert } from "lucide-react";
import { useConsole } from "../../api/console.tsx";
import { useMessages } from "../../i18n/locale.tsx";
import { NotFound } from "../../not-found.tsx";
import { toButtonClass } from "../../ui/button.tsx";
import { Link } from "../../ui/link.tsx";
import { State } from "../../ui/state.tsx";
import { KeysPage } from "./keys-page.tsx";
import { OverviewPage } from "./overview-page.tsx";
import { UsagePage } from "./usage-page.tsx";
import { WebhooksPage } from "./webhooks-page.tsx";

const PAGES = {
  overview: { path: "/operate", Component: OverviewPage },
  keys: { path: "/operate/keys", Component: KeysPage },
  usage: { path: "/operate/usage", Component: UsagePage },
  webhooks: { path: "/operate/webhooks", Component: WebhooksPage },
} as const;
const NAMES = ["overview", "keys", "usage", "webhooks"] as const;

export function OperatePage({ path }: { readonly path: string }) {
  const t = useMessages();
  const isAdmin = useConsole().session.key.role === "admin";
  const current = NAMES.find((name) => PAGES[name].path === path);
  if (current === undefined) return <NotFound />;
  const { Component } = PAGES[current];
  return (
    <>
      <h1 className="sr-only">{t.operate.pages[current]}</h1>
      {isAdmin && (
        <nav
          aria-label={t.operate.areas}
          className="sticky top-14 z-20 flex gap-0.5 overflow-x-auto border-b border-line bg-paper/90 px-3 py-2.5 backdrop-blur-md sm:px-5"
        >
          {NAMES.map((name) => (
            <Link
              key={name}
              to={PAGES[name].path}
              aria-current={name === current ? "page" : undefined}
              className="flex h-8 items-center rounded-lg px-2.5 text-[0.8125rem] whitespace-nowrap text-soft transition-colors hover:text-ink aria-[current=page]:bg-ink/7 aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
              {t.operate.pages[name]}
            </Link>
          ))}
        </nav>
      )}
      <div className="mx-auto flex w-full max-w-6xl flex-1 flex-col gap-8 px-3 pt-6 pb-16 sm:px-5 3xl:max-w-[92rem]">
        {isAdmin || current === "webhooks" ? <Component /> : <Forbidden />}
      </div>
    </>
  );
}

function Forbidden() {
  const t = useMessages();
  return (
    <State
      icon={<ShieldAlert className="size-6" aria-hidden="true" />}
      title={t.operate.forbidden}
      text={t.operate.forbiddenText}
      action={
        <Link to="/operate/webhooks" className={toButtonClass("primary")}>
          {t.operate.pages.webhooks}
        </Link>
      }
    />
  );
}
