// The same again: with the same seed, which gives the same picture, or with a new one, which gives another.
import { ApiError, type Task } from "../../../../src/client/index.ts";
import { useConsole } from "../../api/console.tsx";
import { useModel } from "../../api/tasks.ts";
import { useMessages } from "../../i18n/locale.tsx";
import { navigate } from "../../router.ts";
import { toast } from "../../ui/toaster.tsx";
import { drawSeed } from "../create/form.ts";

export function useRepeat(modelId: string) {
  const t = useMessages();
  const { creations } = useConsole();
  const model = useModel(modelId);
  return {
    /** A model that the server does not have any more cannot draw again. */
    canRepeat: model !== undefined,
    repeat: async (tasks: readonly Task[], { seed }: { readonly seed: "same" | "new" }): Promise<void> => {
      if (!model) return;
      const wanted = tasks.map((task) => ({
        model,
        body: { ...task.input, seed: seed === "same" ? task.seed : drawSeed() },
        priority: task.priority === "normal" ? undefined : task.priority,
        priceUsd: task.cost.price_usd,
      }));
      if (location.pathname !== "/") navigate("/");
      scrollTo({ top: 0, behavior: "smooth" });
      const { error } = await creations.create(wanted);
      if (error !== undefined) toast(error instanceof ApiError ? error.detail : t.reach.failed, "trouble");
    },
  };
}
