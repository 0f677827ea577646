// The language of the console: chosen here before, or the browser's. Its catalogue is loaded before the first paint, and another
// one when it is chosen.
import { createContext, useContext, useMemo, type ReactNode } from "react";
import { ExternalStore, useStore } from "../external-store.ts";
import { keepSetting } from "../settings.ts";
import { en, type Messages } from "./en.ts";
import { createFormat, type Format } from "./format.ts";

export type Locale = "en" | "zh-Hans";

interface Spoken {
  readonly locale: Locale;
  readonly messages: Messages;
}

const spoken = new ExternalStore<Spoken>({ locale: "en", messages: en });

async function load(locale: Locale): Promise<Messages> {
  return locale === "en" ? en : (await import("./zh.ts")).zh;
}

/** Of what the page's early script found out. */
export async function initLocale(): Promise<void> {
  const locale: Locale = document.documentElement.lang === "zh-Hans" ? "zh-Hans" : "en";
  spoken.set({ locale, messages: await load(locale) });
}

export async function changeLocale(locale: Locale): Promise<void> {
  const messages = await load(locale);
  document.documentElement.lang = locale;
  keepSetting("locale", locale);
  spoken.set({ locale, messages });
}

interface Speech extends Spoken {
  readonly format: Format;
}

const SpeechContext = createContext<Speech | undefined>(undefined);

export function SpeechProvider({ children }: { readonly children: ReactNode }) {
  const current = useStore(spoken);
  const speech = useMemo(() => ({ ...current, format: createFormat(current.locale) }), [current]);
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error("no SpeechProvider");
  return speech;
}

export function useMessages(): Messages {
  return useSpeech().messages;
}

export function useFormat(): Format {
  return useSpeech().format;
}

export function useLocale(): Locale {
  return useSpeech().locale;
}
