// What a page shows when it has nothing to show: nothing yet, nothing found, or something went wrong.
import type { ReactNode } from "react";

interface StateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text?: ReactNode;
  readonly action?: ReactNode;
}

export function State({ icon, title, text, action }: StateProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-6 py-20 text-center">
      <div className="grid size-14 place-items-center rounded-2xl border border-line bg-surface text-soft">{icon}</div>
      <h2 className="mt-5 text-lg font-semibold tracking-tight">{title}</h2>
      {text !== undefined && <p className="mt-2 text-sm text-balance text-soft">{text}</p>}
      {action !== undefined && <div className="mt-6">{action}</div>}
    </div>
  );
}
