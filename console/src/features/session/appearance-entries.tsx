// The entries of the menu for theme and language.
import { Monitor, Moon, Sun } from "lucide-react";
import { useStore } from "../../external-store.ts";
import { changeLocale, useLocale, useMessages } from "../../i18n/locale.tsx";
import { changeTheme, theme as themeStore } from "../../theme.ts";
import { MenuChoice, MenuSeparator } from "../../ui/menu-popup.tsx";

const ICON = "size-4 text-soft";

export function AppearanceEntries() {
  const t = useMessages();
  const locale = useLocale();
  const theme = useStore(themeStore);
  return (
    <>
      <MenuChoice
        label={t.nav.theme}
        value={theme}
        onChange={changeTheme}
        options={[
          { value: "system", label: t.nav.themeSystem, icon: <Monitor className={ICON} aria-hidden="true" /> },
          { value: "light", label: t.nav.themeLight, icon: <Sun className={ICON} aria-hidden="true" /> },
          { value: "dark", label: t.nav.themeDark, icon: <Moon className={ICON} aria-hidden="true" /> },
        ]}
      />
      <MenuSeparator />
      <MenuChoice
        label={t.nav.language}
        value={locale}
        onChange={(next) => void changeLocale(next)}
        options={[
          { value: "en", label: "English" },
          { value: "zh-Hans", label: "简体中文" },
        ]}
      />
    </>
  );
}
