// Asks before tasks and their pictures are deleted.
import { useTaskActions } from "../../api/tasks.ts";
import { useMessages } from "../../i18n/locale.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { toast } from "../../ui/toaster.tsx";

interface DeleteProps {
  readonly ids: readonly string[];
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onDeleted?: () => void;
}

export function DeleteTasks({ ids, isOpen, onOpenChange, onDeleted }: DeleteProps) {
  const t = useMessages();
  const { remove } = useTaskActions();
  const confirm = async () => {
    const results = await Promise.allSettled(ids.map((id) => remove(id)));
    const isDone = results.every(({ status }) => status === "fulfilled");
    toast(isDone ? t.look.deleted : t.look.deleteFailed, isDone ? "done" : "trouble");
    if (isDone) onDeleted?.();
  };
  return (
    <Confirm
      title={t.look.deleteTitle(ids.length)}
      text={t.look.deleteText}
      action={t.look.delete}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      onConfirm={confirm}
    />
  );
}
