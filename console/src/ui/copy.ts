// Puts text on the clipboard, and says so.
import type { Messages } from "../i18n/en.ts";
import { toast } from "./toaster.tsx";

export async function copyText(text: string, t: Messages): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(t.common.copied);
  } catch {
    // Pages that came over plain http from another machine have no clipboard.
    if (copyBySelection(text)) toast(t.common.copied);
    else toast(t.common.copyFailed, "trouble");
  }
}

function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  (document.querySelector("dialog[open], [role=dialog]") ?? document.body).append(area);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  return isDone;
}
