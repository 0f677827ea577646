// Theme and language.
import { SunMoon } from "lucide-react";
import { useMessages } from "../../i18n/locale.tsx";
import { Menu } from "../../ui/menu.tsx";

export function Appearance() {
  const t = useMessages();
  return (
    <Menu
      label={t.nav.appearance}
      icon={<SunMoon className="size-4.5" aria-hidden="true" />}
      load={async () => (await import("./appearance-entries.tsx")).AppearanceEntries}
    />
  );
}
