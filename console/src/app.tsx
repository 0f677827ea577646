// Who is there: a visitor who signs in, or somebody for whom the console opens.
import { QueryClientProvider } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { ApiError, type Session } from "../../src/client/index.ts";
import { ConsoleProvider, createConsole, createVisitor } from "./api/console.tsx";
import { SignIn } from "./features/session/sign-in.tsx";
import { Opening, Unreachable } from "./features/session/opening.tsx";
import { Shell } from "./shell.tsx";
import { TipHost } from "./ui/tip.tsx";
import { Toaster } from "./ui/toaster.tsx";

type Presence =
  | { readonly is: "opening" }
  | { readonly is: "unreachable" }
  | { readonly is: "visitor"; readonly wasSignedIn: boolean }
  | { readonly is: "member"; readonly session: Session };

export function App() {
  const visitor = useMemo(() => createVisitor(), []);
  const [presence, setPresence] = useState<Presence>({ is: "opening" });

  const [attempt, setAttempt] = useState(1);
  useEffect(() => {
    const stop = new AbortController();
    visitor.session.get({ signal: stop.signal }).then(
      (session) => setPresence({ is: "member", session }),
      (error: unknown) => {
        if (stop.signal.aborted) return;
        const isVisitor = error instanceof ApiError && error.status === 401;
        setPresence(isVisitor ? { is: "visitor", wasSignedIn: false } : { is: "unreachable" });
      },
    );
    return () => stop.abort();
  }, [visitor, attempt]);

  const retry = () => {
    setPresence({ is: "opening" });
    setAttempt(attempt + 1);
  };
  const leave = useCallback((wasSignedIn: boolean) => setPresence({ is: "visitor", wasSignedIn }), []);

  return (
    <>
      {presence.is === "opening" && <Opening />}
      {presence.is === "unreachable" && <Unreachable onRetry={retry} />}
      {presence.is === "visitor" && (
        <SignIn
          visitor={visitor}
          wasSignedIn={presence.wasSignedIn}
          onSignIn={(session) => setPresence({ is: "member", session })}
        />
      )}
      {presence.is === "member" && <Member key={presence.session.csrf_token} session={presence.session} onLeave={leave} />}
      <Toaster />
      <TipHost />
    </>
  );
}

function Member({ session, onLeave }: { readonly session: Session; readonly onLeave: (wasSignedIn: boolean) => void }) {
  const console = useMemo(
    () => createConsole(session, { onEnded: () => onLeave(true), onSignedOut: () => onLeave(false) }),
    [session, onLeave],
  );
  useEffect(() => console.follow(), [console]);
  return (
    <QueryClientProvider client={console.queries}>
      <ConsoleProvider value={console}>
        <Shell />
      </ConsoleProvider>
    </QueryClientProvider>
  );
}
