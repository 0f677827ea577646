// Entry of the console's page.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { initLocale, SpeechProvider } from "./i18n/locale.tsx";
import "./styles.css";

const root = document.querySelector("#root");
if (!root) throw new Error("the page has no #root");
await initLocale();
createRoot(root).render(
  <StrictMode>
    <SpeechProvider>
      <App />
    </SpeechProvider>
  </StrictMode>,
);
