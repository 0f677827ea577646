// Tasks for components: one by its id, lists page by page, and what can be done to them.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Model, Task } from "../../../src/client/index.ts";
import { useStore } from "../external-store.ts";
import { useConsole } from "./console.tsx";
import { dropTask, placeTask, toListKey, type TaskFilter } from "./task-lists.ts";
import { useStoredTask } from "./task-store.ts";

const PAGE = 60;

export function useTaskList(filter: TaskFilter) {
  const { muleteer, store } = useConsole();
  const query = useInfiniteQuery({
    queryKey: toListKey(filter),
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const page = await muleteer.tasks.list({ ...filter, limit: PAGE, signal }).page(pageParam);
      for (const task of page.data) store.put(task);
      return { ids: page.data.map(({ id }) => id), nextCursor: page.next_cursor };
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    // Events keep every list true but those of a search, whose words only the server matches.
    staleTime: filter.q === undefined ? Infinity : 30_000,
  });
  const ids = useMemo(() => query.data?.pages.flatMap((page) => page.ids) ?? [], [query.data]);
  return { ...query, ids };
}

/** The task as it is known, read from the server when the page does not know it. */
export function useTask(id: string): { readonly task: Task | undefined; readonly isMissing: boolean } {
  const { muleteer, store } = useConsole();
  const task = useStoredTask(store, id);
  // What was known and is not any more was deleted: there is nothing to ask for.
  const [seen, setSeen] = useState<string>();
  if (task && seen !== id) setSeen(id);
  const wasDeleted = task === undefined && seen === id;
  const { error, data } = useQuery({
    queryKey: ["task", id],
    queryFn: async ({ signal }) => await muleteer.tasks.get(id, { signal }),
    enabled: task === undefined && !wasDeleted,
  });
  useEffect(() => {
    if (data) store.put(data);
  }, [data, store]);
  return { task, isMissing: wasDeleted || (task === undefined && error !== null) };
}

export function useModels() {
  const { muleteer } = useConsole();
  return useQuery({
    queryKey: ["models"],
    queryFn: async ({ signal }) => await muleteer.models.list({ signal }),
    staleTime: Infinity,
  });
}

export function useModel(id: string): Model | undefined {
  return useModels().data?.find((model) => model.id === id);
}

export function useBalance() {
  const { muleteer } = useConsole();
  return useQuery({ queryKey: ["balance"], queryFn: async ({ signal }) => await muleteer.balance({ signal }) });
}

export function useActiveCount(): number {
  return useStore(useConsole().store.active).size;
}

export function useTaskActions() {
  const { muleteer, store, queries } = useConsole();
  return useMemo(
    () => ({
      cancel: async (id: string): Promise<void> => {
        const task = await muleteer.tasks.cancel(id);
        store.put(task);
        placeTask(queries, task);
      },
      remove: async (id: string): Promise<void> => {
        await muleteer.tasks.delete(id);
        dropTask(queries, id);
        store.remove(id);
      },
    }),
    [muleteer, store, queries],
  );
}
