// Sign-in by pasting a key. The key goes into one request and is kept nowhere; the browser holds a cookie that no script reads.
import { CircleAlert, KeyRound } from "lucide-react";
import { useEffect, useId, useRef, useState, type FormEvent } from "react";
import { ApiError, type Muleteer, type Session } from "../../../../src/client/index.ts";
import { useMessages } from "../../i18n/locale.tsx";
import { navigate, usePath, useSearch } from "../../router.ts";
import { Button } from "../../ui/button.tsx";
import { Mark } from "../../ui/mark.tsx";
import { Appearance } from "./appearance.tsx";

interface SignInProps {
  readonly visitor: Muleteer;
  /** Whether a session has just ended under the user's hands. */
  readonly wasSignedIn: boolean;
  readonly onSignIn: (session: Session) => void;
}

export function SignIn({ visitor, wasSignedIn, onSignIn }: SignInProps) {
  const t = useMessages();
  const id = useId();
  const path = usePath();
  const linkFailed = useSearch().get("notice") === "link";
  const [key, setKey] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = `${t.session.signIn} · Muleteer`;
  }, [t]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const text = key.trim();
    if (text === "") {
      setTrouble(t.session.keyMissing);
      input.current?.focus();
      return;
    }
    setBusy(true);
    setTrouble(undefined);
    try {
      const session = await visitor.session.signIn(text);
      setKey("");
      if (path === "/login") navigate("/", { replace: true });
      onSignIn(session);
    } catch (error) {
      setBusy(false);
      const isWrong = error instanceof ApiError && (error.status === 401 || error.status === 400);
      setTrouble(isWrong ? t.session.keyWrong : error instanceof ApiError ? error.detail : t.session.unreachable);
      input.current?.focus();
    }
  };

  const notice = linkFailed ? t.session.linkUsed : wasSignedIn ? t.session.ended : undefined;
  return (
    <div className="grid min-h-dvh grid-rows-[auto_1fr_auto]">
      <header className="flex justify-end p-4">
        <Appearance />
      </header>
      <main className="grid place-items-center px-5">
        <div className="w-full max-w-sm pb-[8vh]">
          <Mark className="size-12 text-accent" />
          <h1 className="mt-6 text-2xl font-semibold tracking-tight">{t.session.welcome}</h1>
          <p className="mt-2 text-sm text-pretty text-soft">{t.session.welcomeText}</p>
          {notice !== undefined && (
            <p role="status" className="mt-6 flex gap-2.5 rounded-xl bg-warn-tint px-3.5 py-3 text-sm text-warn">
              <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
              {notice}
            </p>
          )}
          <form className="mt-6" onSubmit={(event) => void submit(event)}>
            <label htmlFor={id} className="text-sm font-medium">
              {t.session.key}
            </label>
            <div className="relative mt-1.5">
              <KeyRound className="pointer-events-none absolute top-3.5 left-3 size-4 text-soft" aria-hidden="true" />
              <input
                ref={input}
                id={id}
                type="password"
                autoComplete="off"
                spellCheck={false}
                autoFocus
                placeholder="sk-mr-…"
                value={key}
                onChange={(event) => setKey(event.target.value)}
                aria-invalid={trouble !== undefined}
                aria-describedby={`${id}-note`}
                className="h-11 w-full rounded-lg border border-edge bg-raised ps-9.5 pe-3 font-mono text-sm aria-invalid:border-danger"
              />
            </div>
            <p
              id={`${id}-note`}
              className={`mt-2 text-xs ${trouble === undefined ? "text-soft" : "text-danger"}`}
              aria-live="polite"
            >
              {trouble ?? t.session.keyHint}
            </p>
            <Button type="submit" look="primary" size="lg" className="mt-5 w-full" isBusy={isBusy}>
              {t.session.signIn}
            </Button>
          </form>
        </div>
      </main>
      <footer className="p-5 text-center text-xs text-soft">
        <a className="underline-offset-4 hover:underline" href="/docs">
          {t.nav.docs}
        </a>
      </footer>
    </div>
  );
}
