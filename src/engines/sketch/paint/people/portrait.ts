// A person from the chest up, large, in front of the scene: the head a third of the way down, shoulders to the edge of the picture.
import { createCanvas } from "@napi-rs/canvas";
import { paintBust, paintScarf } from "./bust.ts";
import { fade } from "../colour.ts";
import type { Easel } from "../easel.ts";
import { paintHead, type Head } from "./head.ts";
import { coversCrown } from "./headwear.ts";
import { castPerson } from "./figure.ts";
import type { PlacedSubject } from "../layout.ts";
import { lightSprite } from "../sprite.ts";

/** Draws into the placed box, which reaches the bottom of the picture. */
export function paintPortrait(easel: Easel, placed: PlacedSubject): void {
  const { ctx, layout, palette, simple } = easel;
  const { box, salt } = placed;
  const look = castPerson(easel, placed);
  const random = easel.random.fork(`portrait ${salt}`);
  const width = Math.max(1, Math.ceil(box.width));
  const height = Math.max(1, Math.ceil(box.height));
  const sheet = createCanvas(width, height);
  const sheetContext = sheet.getContext("2d");
  const light = layout.light.direction > 0 ? 1 : -1;
  // From crown to chin a head is 2.7 units; it takes 43 % of the height, and less where a hat needs room.
  const room =
    look.outfit.hat === "pointed" || look.outfit.hat === "guard" || look.outfit.hat === "top"
      ? 0.12
      : coversCrown(look.outfit.hat) || look.hair.style === "bun" || look.hair.style === "afro"
        ? 0.05
        : 0;
  const young = look.age === "child" || look.age === "baby";
  const r = Math.min((height * (young ? 0.43 : 0.425) - height * room * 0.8) / 2.7, width * 0.21);
  const x = width / 2 + random.range(-0.015, 0.015) * width;
  const y = Math.max(height * (0.345 + room * 0.9), r * (room > 0.1 ? 3.1 : room > 0 ? 2.15 : 1.75));
  const head: Head = {
    x,
    y,
    r,
    look,
    light,
    turn: random.pick([-1, 1]) * random.range(0.08, 0.3),
    tilt: random.range(-0.05, 0.05),
    fine: r > 46,
    random,
  };
  const bust = { look, light, bottom: (height - y) / r + 0.1 };
  paintHead(sheetContext, head, "behind");
  sheetContext.save();
  sheetContext.translate(x, y);
  sheetContext.scale(r, r);
  paintBust(sheetContext, bust);
  sheetContext.restore();
  paintHead(sheetContext, head, "locks");
  paintHead(sheetContext, head, "front");
  if (look.outfit.scarf !== undefined) {
    sheetContext.save();
    sheetContext.translate(x, y);
    sheetContext.scale(r, r);
    paintScarf(sheetContext, bust, look.outfit.scarf);
    sheetContext.restore();
  }
  const lit = lightSprite(easel, sheet, { depth: 0, mirrored: false, gentle: true });
  if (!simple) {
    // A rim of the scene's light: the silhouette, brightened, shows by a few pixels on the far side.
    const rim = createCanvas(width, height);
    const rimContext = rim.getContext("2d");
    rimContext.drawImage(sheet, 0, 0);
    rimContext.globalCompositeOperation = "source-in";
    rimContext.fillStyle = fade(palette.glint, 0.5);
    rimContext.fillRect(0, 0, width, height);
    ctx.drawImage(rim, box.x + light * r * 0.022, box.y);
  }
  ctx.drawImage(lit, box.x, box.y);
}
