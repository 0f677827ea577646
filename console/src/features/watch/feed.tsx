// What was asked for lately, newest first: each run's pictures with notes in the margin.
import { CloudOff } from "lucide-react";
import { useMemo } from "react";
import type { Model } from "../../../../src/client/index.ts";
import { useConsole } from "../../api/console.tsx";
import { useTaskList } from "../../api/tasks.ts";
import { useStore } from "../../external-store.ts";
import { useMessages } from "../../i18n/locale.tsx";
import { Button } from "../../ui/button.tsx";
import { State } from "../../ui/state.tsx";
import { RunCard } from "./run-card.tsx";
import { toRuns } from "./runs.ts";
import { Welcome } from "./welcome.tsx";

const MAX_TASKS = 40;
const ALL = {};

export function Feed({ models }: { readonly models: readonly Model[] }) {
  const t = useMessages();
  const { store, creations } = useConsole();
  const drafts = useStore(creations.drafts);
  const { ids, isPending, isError, refetch } = useTaskList(ALL);
  const runs = useMemo(() => {
    const tasks = [...drafts, ...ids.slice(0, MAX_TASKS)].flatMap((id) => store.get(id) ?? []);
    return toRuns(tasks);
  }, [drafts, ids, store]);

  if (runs.length > 0) {
    return (
      <ol id="feed" className="flex max-w-[108rem] scroll-mt-14 flex-col gap-10 px-4 py-6 sm:px-6 xl:px-8">
        {runs.map((run) => (
          <li key={run.key} className="animate-rise">
            <RunCard ids={run.ids} models={models} />
          </li>
        ))}
      </ol>
    );
  }
  if (isError) {
    return (
      <State
        icon={<CloudOff className="size-6" aria-hidden="true" />}
        title={t.watch.loadFailed}
        action={<Button onClick={() => void refetch()}>{t.common.tryAgain}</Button>}
      />
    );
  }
  return isPending ? <FeedSkeleton /> : <Welcome models={models} />;
}

function FeedSkeleton() {
  return (
    <div className="max-w-[108rem] px-4 py-6 sm:px-6 xl:px-8" aria-hidden="true">
      <div className="aspect-video max-h-[62vh] animate-breathe rounded-2xl bg-tile" />
    </div>
  );
}
