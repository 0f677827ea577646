// Sending a form or pressing a button: busy meanwhile, and then what the server says is wrong, by field where it names one.
import { useState } from "react";
import { ApiError } from "../../../../src/client/index.ts";
import { useMessages } from "../../i18n/locale.tsx";
import { toast } from "../../ui/toaster.tsx";

/** By the name of the field on the wire. */
export type Troubles = Readonly<Record<string, string>>;

export function useSubmit() {
  const t = useMessages();
  const [isBusy, setBusy] = useState(false);
  const [troubles, setTroubles] = useState<Troubles>({});
  const [trouble, setTrouble] = useState<string>();
  return {
    isBusy,
    troubles,
    trouble,
    /** `found` are troubles that need no server. */
    submit: async (found: Troubles, send: () => Promise<void>): Promise<void> => {
      setTroubles(found);
      setTrouble(undefined);
      if (Object.keys(found).length > 0) {
        setTrouble(t.operate.fixFields);
        return;
      }
      setBusy(true);
      try {
        await send();
      } catch (error) {
        const violations = error instanceof ApiError ? error.violations : [];
        // `models[0]` is about `models`.
        setTroubles(Object.fromEntries(violations.map(({ field, detail }) => [field.replace(/[.[].*$/, ""), detail])));
        setTrouble(violations.length > 0 ? t.operate.fixFields : toSentence(error, t.operate.actionFailed));
      } finally {
        setBusy(false);
      }
    },
  };
}

/** For buttons: what went wrong is said at the edge of the page. */
export function useAct() {
  const t = useMessages();
  return async (act: () => Promise<unknown>, done?: string): Promise<void> => {
    try {
      await act();
      if (done !== undefined) toast(done);
    } catch (error) {
      toast(toSentence(error, t.operate.actionFailed), "trouble");
    }
  };
}

function toSentence(error: unknown, otherwise: string): string {
  return error instanceof ApiError ? error.detail : otherwise;
}
