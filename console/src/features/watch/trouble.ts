// What went wrong with a task, in plain words, and what to do about it.
import type { Task } from "../../../../src/client/index.ts";
import type { Messages } from "../../i18n/en.ts";

export interface Trouble {
  readonly title: string;
  readonly advice: string;
  /** The server's own sentence. */
  readonly detail: string | undefined;
  /** Whether the same again may well succeed. */
  readonly mayRepeat: boolean;
}

export function toTrouble(task: Task, t: Messages): Trouble | undefined {
  if (task.status === "cancelled") return { ...t.troubles.cancelled, detail: undefined, mayRepeat: true };
  if (task.status !== "failed") return undefined;
  const { code, detail } = task.error ?? { code: 0, detail: undefined };
  const words = t.troubles.byCode[code] ?? t.troubles.other;
  return { ...words, detail, mayRepeat: code !== REFUSED };
}

const REFUSED = 3003;
