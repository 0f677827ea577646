// A menu that a button opens. What draws it is loaded when the button is first approached, so that it is no part of the first load.
import { useRef, useState, type ComponentType, type ReactElement, type ReactNode } from "react";
import type { MenuPopupProps } from "./menu-popup.tsx";

interface MenuProps {
  readonly label: string;
  readonly icon: ReactElement;
  /** The entries, from `ui/menu-popup.tsx`, once that is loaded. */
  readonly load: () => Promise<ComponentType>;
}

interface Loaded {
  readonly Popup: ComponentType<MenuPopupProps>;
  readonly Entries: ComponentType;
}

const TRIGGER =
  "grid size-9 place-items-center rounded-lg text-soft transition-colors hover:bg-ink/7 hover:text-ink data-[popup-open]:bg-ink/7 data-[popup-open]:text-ink";

export function Menu({ label, icon, load }: MenuProps): ReactNode {
  const [loaded, setLoaded] = useState<Loaded>();
  const loading = useRef<Promise<Loaded>>(undefined);
  const begin = () => {
    loading.current ??= Promise.all([import("./menu-popup.tsx"), load()]).then(([{ MenuPopup }, Entries]) => ({
      Popup: MenuPopup,
      Entries,
    }));
    return loading.current;
  };
  const open = async () => setLoaded(await begin());
  if (loaded) {
    const { Popup, Entries } = loaded;
    return (
      <Popup
        trigger={<button type="button" aria-label={label} data-tip={label} data-tip-side="bottom" className={TRIGGER} />}
        icon={icon}
      >
        <Entries />
      </Popup>
    );
  }
  return (
    <button
      type="button"
      aria-label={label}
      aria-haspopup="menu"
      data-tip={label}
      data-tip-side="bottom"
      className={TRIGGER}
      onPointerEnter={() => void begin()}
      onFocus={() => void begin()}
      onClick={() => void open()}
    >
      {icon}
    </button>
  );
}
