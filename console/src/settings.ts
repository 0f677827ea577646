// What this browser remembers about how the console looks. Nothing secret is ever kept here.

export function readSetting(name: "theme" | "locale" | "gallery-size"): string | undefined {
  try {
    return localStorage.getItem(`muleteer.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Undefined forgets it. Where storage is denied, the choice lasts as long as the page. */
export function keepSetting(name: "theme" | "locale" | "gallery-size", value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`muleteer.${name}`);
    else localStorage.setItem(`muleteer.${name}`, value);
  } catch {
    // Then not.
  }
}
