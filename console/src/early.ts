// Runs before the first paint, as a classic script: the theme and the language that were chosen here before. It stands alone.
{
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem("muleteer.theme");
    if (theme === "light" || theme === "dark") root.dataset["theme"] = theme;
    const locale = localStorage.getItem("muleteer.locale") ?? navigator.language;
    root.lang = /^zh\b/i.test(locale) ? "zh-Hans" : "en";
  } catch {
    // Storage is denied: the system's theme and English are good enough.
  }
}
