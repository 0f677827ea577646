// Ask for pictures on one side, and watch them come on the other.
import { ArrowRight, CloudOff } from "lucide-react";
import { useModels } from "../../api/tasks.ts";
import { useMessages } from "../../i18n/locale.tsx";
import { Button } from "../../ui/button.tsx";
import { Link } from "../../ui/link.tsx";
import { State } from "../../ui/state.tsx";
import { Feed } from "../watch/feed.tsx";
import { Composer } from "./composer.tsx";

export function CreatePage() {
  const t = useMessages();
  const { data: models, isError, refetch } = useModels();
  return (
    <div className="grid flex-1 lg:grid-cols-[25rem_minmax(0,1fr)] 2xl:grid-cols-[27rem_minmax(0,1fr)]">
      <h1 className="sr-only">{t.nav.create}</h1>
      <section aria-label={t.create.form} className="border-line bg-surface max-lg:border-b lg:border-e">
        <div className="lg:sticky lg:top-14">
          {models && <Composer models={models} />}
          {!models && isError && (
            <State
              icon={<CloudOff className="size-6" aria-hidden="true" />}
              title={t.create.noModels}
              action={<Button onClick={() => void refetch()}>{t.common.tryAgain}</Button>}
            />
          )}
          {!models && !isError && <ComposerSkeleton />}
        </div>
      </section>
      <section aria-label={t.watch.feed} className="min-w-0">
        <Feed models={models ?? []} />
        <p className="px-6 pb-10 text-center">
          <Link to="/gallery" className="inline-flex items-center gap-1.5 rounded text-sm text-soft hover:text-ink">
            {t.watch.all}
            <ArrowRight className="size-4" aria-hidden="true" />
          </Link>
        </p>
      </section>
    </div>
  );
}

/** As tall as the form's parts, so that nothing jumps when they come. */
function ComposerSkeleton() {
  return (
    <div className="flex flex-col gap-5 px-5 pt-4" aria-hidden="true">
      {["h-9", "h-38", "h-22", "h-18", "h-14", "h-14"].map((height, index) => (
        <div key={index} className={`${height} animate-breathe rounded-xl bg-well`} />
      ))}
    </div>
  );
}
