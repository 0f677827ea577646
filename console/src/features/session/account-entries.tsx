// Whose session it is, what is left to spend, and the way out.
import { BookOpenText, LogOut } from "lucide-react";
import { useConsole } from "../../api/console.tsx";
import { useBalance } from "../../api/tasks.ts";
import { useFormat, useMessages } from "../../i18n/locale.tsx";
import { MenuItem, MenuSeparator } from "../../ui/menu-popup.tsx";
import { toast } from "../../ui/toaster.tsx";

export function AccountEntries() {
  const t = useMessages();
  const { session, muleteer, leave } = useConsole();
  const { key } = session;
  const signOut = async () => {
    try {
      await muleteer.session.signOut();
      leave();
    } catch {
      toast(t.session.signOutFailed, "trouble");
    }
  };
  return (
    <>
      <div className="max-w-64 px-2.5 pt-2 pb-2.5">
        <p className="truncate text-sm font-medium">{key.name}</p>
        <p className="mt-0.5 font-mono text-xs text-soft">
          {key.prefix}… · {t.session.roles[key.role]}
        </p>
        <Spending />
      </div>
      <MenuSeparator />
      <MenuItem icon={<BookOpenText className="size-4 text-soft" aria-hidden="true" />} onSelect={() => location.assign("/docs")}>
        {t.nav.docs}
      </MenuItem>
      <MenuItem icon={<LogOut className="size-4 text-soft" aria-hidden="true" />} onSelect={() => void signOut()}>
        {t.session.signOut}
      </MenuItem>
    </>
  );
}

function Spending() {
  const t = useMessages();
  const format = useFormat();
  const { data: balance } = useBalance();
  if (!balance) return null;
  return (
    <p className="mt-2 text-xs text-soft tabular">
      {balance.balance_usd === null
        ? t.session.spent(format.money(balance.charged_usd))
        : t.session.left(format.money(balance.balance_usd))}
    </p>
  );
}
