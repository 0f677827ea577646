// Lists of tasks in the query cache: each holds ids in pages, newest first, and is kept true by events between two reads.
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Task, TaskStatus } from "../../../src/client/index.ts";

/** Which tasks a list has; part of its key, so it must stay plain. */
export interface TaskFilter {
  readonly status?: readonly TaskStatus[];
  readonly model?: string;
  readonly q?: string;
}

export interface IdPage {
  readonly ids: readonly string[];
  readonly nextCursor: string | null;
}

type IdPages = InfiniteData<IdPage, string | undefined>;

export const TASKS_KEY = "tasks";

export function toListKey(filter: TaskFilter) {
  return [TASKS_KEY, filter] as const;
}

/** Puts a task where it belongs in every list, and takes it out of those that it left. */
export function placeTask(queries: QueryClient, task: Task): void {
  eachList(queries, (pages, filter) => (matches(filter, task) ? insert(pages, task.id, filter) : without(pages, task.id)));
}

export function dropTask(queries: QueryClient, id: string): void {
  eachList(queries, (pages) => without(pages, id));
}

function eachList(queries: QueryClient, change: (pages: IdPages, filter: TaskFilter) => IdPages): void {
  for (const query of queries.getQueryCache().findAll({ queryKey: [TASKS_KEY] })) {
    const filter = query.queryKey[1] as TaskFilter;
    queries.setQueryData<IdPages>(query.queryKey, (pages) => (pages ? change(pages, filter) : undefined));
  }
}

function matches({ status, model }: TaskFilter, task: Task): boolean {
  return (status === undefined || status.includes(task.status)) && (model === undefined || model === task.model);
}

/** Ids are UUIDs of version 7, so their order is that of creation. Whether words fit is the server's to say. */
function insert(pages: IdPages, id: string, { q }: TaskFilter): IdPages {
  if (q !== undefined || pages.pages.some(({ ids }) => ids.includes(id))) return pages;
  const at = pages.pages.findIndex(({ ids, nextCursor }) => nextCursor === null || (ids.at(-1) ?? "") < id);
  if (at === -1) return pages;
  return {
    ...pages,
    pages: pages.pages.map((page, index) => {
      if (index !== at) return page;
      const before = page.ids.filter((other) => other > id);
      return { ...page, ids: [...before, id, ...page.ids.slice(before.length)] };
    }),
  };
}

function without(pages: IdPages, id: string): IdPages {
  if (!pages.pages.some(({ ids }) => ids.includes(id))) return pages;
  return {
    ...pages,
    pages: pages.pages.map((page) => (page.ids.includes(id) ? { ...page, ids: page.ids.filter((other) => other !== id) } : page)),
  };
}
