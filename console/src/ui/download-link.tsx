// A link that saves a picture under a name that says what it is. The server names the file by its id, and a header goes before a
// link's own name; so the bytes are taken first, which are in the browser's cache as a rule.
import type { ComponentProps, MouseEvent } from "react";

interface DownloadLinkProps extends Omit<ComponentProps<"a">, "href" | "download"> {
  readonly src: string;
  readonly name: string;
}

export function DownloadLink({ src, name, ...rest }: DownloadLinkProps) {
  const save = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void saveAs(src, name);
  };
  return <a href={src} download={name} onClick={save} {...rest} />;
}

async function saveAs(src: string, name: string): Promise<void> {
  try {
    const response = await fetch(src);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const url = URL.createObjectURL(await response.blob());
    press(url, name);
    // The browser has taken the bytes by the next turn.
    setTimeout(() => URL.revokeObjectURL(url));
  } catch {
    press(src, name);
  }
}

function press(href: string, name: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
}
