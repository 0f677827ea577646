// An address that the console does not have.
import { Signpost } from "lucide-react";
import { useMessages } from "./i18n/locale.tsx";
import { toButtonClass } from "./ui/button.tsx";
import { Link } from "./ui/link.tsx";
import { State } from "./ui/state.tsx";

export function NotFound() {
  const t = useMessages();
  return (
    <State
      icon={<Signpost className="size-6" aria-hidden="true" />}
      title={t.common.notFound}
      text={t.common.notFoundText}
      action={
        <Link to="/" className={toButtonClass("primary")}>
          {t.nav.create}
        </Link>
      }
    />
  );
}
