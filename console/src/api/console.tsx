// What the whole console works with once somebody is signed in: the client, the tasks that are known, and the event stream.
import { QueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { ApiError, Muleteer, type Session } from "../../../src/client/index.ts";
import { ExternalStore } from "../external-store.ts";
import { Creations } from "./creations.ts";
import { followTasks, watchReach, type Reach } from "./live.ts";
import { TaskStore } from "./task-store.ts";

export interface Console {
  readonly muleteer: Muleteer;
  readonly session: Session;
  readonly store: TaskStore;
  readonly queries: QueryClient;
  readonly creations: Creations;
  readonly reach: ExternalStore<Reach>;
  /** To the sign-in page: the session is over. */
  readonly leave: () => void;
  /** Begins to follow the server's events; the result ends it. */
  follow(): () => void;
}

/** A client for the time before sign-in: it has no token, and asks for nothing but the session. */
export function createVisitor(): Muleteer {
  return new Muleteer({ baseUrl: location.origin, session: {} });
}

interface Leaving {
  /** The server says that the session is over. */
  readonly onEnded: () => void;
  readonly onSignedOut: () => void;
}

export function createConsole(session: Session, { onEnded, onSignedOut }: Leaving): Console {
  const reach = new ExternalStore<Reach>("connecting");
  const muleteer = new Muleteer({
    baseUrl: location.origin,
    session: { csrfToken: session.csrf_token },
    fetch: watchReach(reach, onEnded),
  });
  const store = new TaskStore();
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        // The client repeats by itself, for as long as a restart takes.
        retry: false,
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        throwOnError: (error) => !(error instanceof ApiError) && !(error instanceof Error),
      },
    },
  });
  const creations = new Creations({ muleteer, store, queries });
  return {
    muleteer,
    session,
    store,
    queries,
    creations,
    reach,
    leave: onSignedOut,
    follow() {
      const stop = new AbortController();
      void followTasks({ muleteer, store, queries, creations, reach }, stop.signal);
      return () => stop.abort();
    },
  };
}

const ConsoleContext = createContext<Console | undefined>(undefined);
export const ConsoleProvider = ConsoleContext.Provider;

export function useConsole(): Console {
  const value = useContext(ConsoleContext);
  if (!value) throw new Error("useConsole outside of ConsoleProvider");
  return value;
}
