// Addresses of the console: read the current one, go to another. The browser's history is the only state.
import { useSyncExternalStore } from "react";

/** What an entry of the history remembers besides its address. */
export interface EntryState {
  /** The page that a lightbox lies over, to be drawn behind it and returned to. */
  readonly below?: string;
}

const CHANGED = "muleteer:navigate";

export function navigate(to: string, { replace = false, state }: { replace?: boolean; state?: EntryState } = {}): void {
  if (replace) history.replaceState(state ?? null, "", to);
  else history.pushState(state ?? null, "", to);
  dispatchEvent(new Event(CHANGED));
}

function subscribe(onChange: () => void): () => void {
  addEventListener("popstate", onChange);
  addEventListener(CHANGED, onChange);
  return () => {
    removeEventListener("popstate", onChange);
    removeEventListener(CHANGED, onChange);
  };
}

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

export function useSearch(): URLSearchParams {
  const search = useSyncExternalStore(subscribe, () => location.search);
  return new URLSearchParams(search);
}

export function readEntryState(): EntryState {
  return (history.state as EntryState | null) ?? {};
}
