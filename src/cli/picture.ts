// A picture in the terminal itself, by the protocol that the terminal speaks:
// https://iterm2.com/documentation-images.html and https://sw.kovidgoyal.net/kitty/graphics-protocol/
const ESC = "\u{1B}";
/** The most that one of kitty's commands may carry. */
const KITTY_CHUNK = 4096;

/** @param cells how wide it is shown; the height follows. */
export function toInlinePicture(
  png: Uint8Array,
  { protocol, cells }: { readonly protocol: "iterm2" | "kitty"; readonly cells: number },
): string {
  const data = Buffer.from(png).toString("base64");
  if (protocol === "iterm2")
    return `${ESC}]1337;File=inline=1;size=${png.length};width=${cells};preserveAspectRatio=1:${data}\u{07}\n`;
  const chunks = data.match(new RegExp(`.{1,${KITTY_CHUNK}}`, "g")) ?? [];
  const commands = chunks.map((chunk, index) => {
    // Transmit and show (T) a PNG (100), and answer nothing (q=2); more (m) follows but for the last one.
    const control = index === 0 ? `a=T,f=100,q=2,c=${cells},` : "";
    return `${ESC}_G${control}m=${index === chunks.length - 1 ? 0 : 1};${chunk}${ESC}\\`;
  });
  return `${commands.join("")}\n`;
}
