// The moment before it is known who is there, and the page for when the server cannot say.
import { Unplug } from "lucide-react";
import { useMessages } from "../../i18n/locale.tsx";
import { Button } from "../../ui/button.tsx";
import { Mark } from "../../ui/mark.tsx";
import { State } from "../../ui/state.tsx";

/** The mark comes only when it takes long, so that a quick start shows nothing that flickers. */
export function Opening() {
  const t = useMessages();
  return (
    <div className="grid min-h-dvh place-items-center" role="status">
      <span className="sr-only">{t.session.opening}</span>
      <span className="animate-late text-accent">
        <Mark className="size-10 animate-breathe" />
      </span>
    </div>
  );
}

export function Unreachable({ onRetry }: { readonly onRetry: () => void }) {
  const t = useMessages();
  return (
    <main className="grid min-h-dvh place-items-center">
      <State
        icon={<Unplug className="size-6" aria-hidden="true" />}
        title={t.session.unreachable}
        text={t.session.unreachableText}
        action={
          <Button look="primary" onClick={onRetry}>
            {t.common.tryAgain}
          </Button>
        }
      />
    </main>
  );
}
