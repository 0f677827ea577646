// Light, dark, or as the system has it. The early script sets what was chosen before the first paint.
import { ExternalStore } from "./external-store.ts";
import { keepSetting, readSetting } from "./settings.ts";

export type Theme = "system" | "light" | "dark";

function readTheme(): Theme {
  const kept = readSetting("theme");
  return kept === "light" || kept === "dark" ? kept : "system";
}

export const theme = new ExternalStore<Theme>(readTheme());

export function changeTheme(next: Theme): void {
  theme.set(next);
  keepSetting("theme", next === "system" ? undefined : next);
  if (next === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = next;
}
