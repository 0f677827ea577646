// The menu of whoever is signed in.
import { CircleUserRound } from "lucide-react";
import { useMessages } from "../../i18n/locale.tsx";
import { Menu } from "../../ui/menu.tsx";

export function Account() {
  const t = useMessages();
  return (
    <Menu
      label={t.session.account}
      icon={<CircleUserRound className="size-4.5" aria-hidden="true" />}
      load={async () => (await import("./account-entries.tsx")).AccountEntries}
    />
  );
}
