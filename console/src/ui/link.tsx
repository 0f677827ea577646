// A link within the console: followed without loading the page anew, unless a new tab or a download is asked for.
import type { ComponentProps, MouseEvent } from "react";
import { navigate, type EntryState } from "../router.ts";

interface LinkProps extends Omit<ComponentProps<"a">, "href"> {
  readonly to: string;
  readonly state?: EntryState;
}

export function Link({ to, state, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to, state === undefined ? {} : { state });
  };
  return <a href={to} onClick={follow} {...rest} />;
}
