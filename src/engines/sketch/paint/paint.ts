// From a scene and its layout to a finished drawing, back to front: setting, background subjects, table, subjects, weather, and
// a last grade that ties them together. Text is drawn after this, by others.
import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import type { Scene } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import { paintCity } from "./city.ts";
import { fade } from "./colour.ts";
import { radialGradient, type Easel } from "./easel.ts";
import { paintRoomForeground } from "./foreground.ts";
import { paintRoom } from "./interior.ts";
import type { Layout } from "./layout.ts";
import { paintLandscape } from "./outdoors.ts";
import { paintForegroundProps, paintProps } from "./props.ts";
import { paintPrecipitation } from "./weather.ts";
import { paintSubject, type SpriteBox } from "./subjects.ts";
import { paintFooting } from "./things.ts";
import { paintBrickFront, paintShopFront } from "./shop-front.ts";
import { paintMounting, paintTableTop } from "./tabletop.ts";
import { paintTeaHouse } from "./tea-house.ts";
import { settle, sheetOf } from "./venue.ts";
import { paintAbstract, paintStageSet, paintStudio } from "./stages.ts";
import { paintOpenSky, paintSpace } from "./worlds.ts";
import { paintUnderwater } from "./deep-sea.ts";

/** Paints everything but the lettering. `report` is called with a fraction in [0, 1] of this work. */
export async function paintScene(
  ctx: SKRSContext2D,
  described: Scene,
  layout: Layout,
  random: Random,
  report: (step: string, fraction: number) => void,
): Promise<void> {
  const scene = settle(described);
  const easel: Easel = {
    ctx,
    scene,
    layout,
    palette: layout.palette,
    random: random.fork("paint"),
    width: layout.width,
    height: layout.height,
    unit: layout.unit,
    simple: scene.style === "flat" || scene.style === "minimalist",
  };
  ctx.save();
  ctx.imageSmoothingEnabled = true;
  ctx.imageSmoothingQuality = "medium";
  // A ground below everything: edges that meet are antialiased and would let nothing shine through.
  ctx.fillStyle = scene.interior ? layout.palette.wall : layout.palette.haze;
  ctx.fillRect(0, 0, layout.width, layout.height);
  await paintSetting(easel);
  await paintProps(easel);
  if (layout.portrait || layout.table || scene.modifiers.has("bokeh") || scene.camera === "closeUp") soften(easel);
  report("background", 0.5);
  const sprites: SpriteBox = new Map();
  const behind = layout.subjects.filter((placed) => placed.behindTable);
  for (const placed of behind) await paintSubject(easel, placed, sprites);
  if (layout.table) paintTableTop(easel);
  paintMounting(easel);
  paintFooting(easel);
  const front = layout.subjects.filter((placed) => !placed.behindTable);
  for (const [index, placed] of front.entries()) {
    await paintSubject(easel, placed, sprites);
    report("subjects", 0.5 + (0.4 * (index + 1)) / front.length);
  }
  await paintRoomForeground(easel);
  await paintForegroundProps(easel);
  paintPrecipitation(easel);
  finish(easel);
  if (sheetOf(described) === "cover") paintCoverEdges(easel);
  ctx.restore();
  report("subjects", 1);
}

async function paintSetting(easel: Easel): Promise<void> {
  const { scene, layout } = easel;
  const { front } = layout;
  if (front?.kind === "wall") return paintBrickFront(easel, front);
  if (front?.kind === "teaHouse") return paintTeaHouse(easel, front);
  if (front?.kind === "corner") paintCity(easel);
  if (front) return paintShopFront(easel, front);
  switch (scene.setting) {
    case "street":
    case "skyline":
      return paintCity(easel);
    case "cafe":
    case "kitchen":
    case "livingRoom":
    case "bedroom":
    case "office":
    case "library":
    case "classroom":
    case "shop":
      return paintRoom(easel);
    case "stage":
      return paintStageSet(easel);
    case "studio":
      return paintStudio(easel);
    case "space":
      return paintSpace(easel);
    case "underwater":
      return paintUnderwater(easel);
    case "sky":
      return paintOpenSky(easel);
    case "abstract":
      return paintAbstract(easel);
    default:
      return paintLandscape(easel);
  }
}

/** Out of focus: the picture so far is shrunk and stretched again, which bilinear scaling turns into a soft blur. */
function soften({ ctx, width, height, scene }: Easel): void {
  if (scene.without.has("blur") || scene.style === "flat" || scene.style === "minimalist") return;
  const scale = scene.modifiers.has("bokeh") ? 0.09 : 0.16;
  const small = createCanvas(Math.max(2, Math.round(width * scale)), Math.max(2, Math.round(height * scale)));
  const smallContext = small.getContext("2d");
  smallContext.imageSmoothingEnabled = true;
  smallContext.imageSmoothingQuality = "high";
  smallContext.drawImage(ctx.canvas, 0, 0, small.width, small.height);
  ctx.save();
  ctx.imageSmoothingQuality = "high";
  ctx.globalAlpha = 0.92;
  ctx.drawImage(small, 0, 0, width, height);
  ctx.restore();
}

/** A breath of the light over all, and corners that lead the eye inwards. */
function finish({ ctx, width, height, palette, layout, scene, simple }: Easel): void {
  if (simple) return;
  const side = layout.light.direction > 0 ? width : 0;
  const wash = ctx.createLinearGradient(side, 0, width - side, height);
  wash.addColorStop(0, fade(palette.light, 0.16));
  wash.addColorStop(0.6, fade(palette.light, 0));
  ctx.save();
  ctx.globalCompositeOperation = "soft-light";
  ctx.fillStyle = wash;
  ctx.fillRect(0, 0, width, height);
  ctx.restore();
  if (scene.without.has("vignette") || scene.style === "anime") return;
  ctx.save();
  ctx.translate(width / 2, height / 2);
  ctx.scale(width / 2, height / 2);
  ctx.fillStyle = radialGradient(ctx, { x: 0, y: 0 }, 1.45, [
    [0, fade(palette.shadow, 0)],
    [0.58, fade(palette.shadow, 0)],
    [1, fade(palette.shadow, 0.3)],
  ]);
  ctx.fillRect(-1, -1, 2, 2);
  ctx.restore();
}

/** A cover lies open to the light: the hinge beside the spine, the gilt line, the worn edge. */
function paintCoverEdges({ ctx, width, height, unit }: Easel): void {
  const hinge = Math.min(width, height) * 0.07;
  const fold = ctx.createLinearGradient(0, 0, hinge, 0);
  for (const [at, shade] of [
    [0, "rgba(0,0,0,0.5)"],
    [0.3, "rgba(255,255,255,0.22)"],
    [0.62, "rgba(0,0,0,0.12)"],
    [0.8, "rgba(0,0,0,0.42)"],
    [1, "rgba(0,0,0,0)"],
  ] as const)
    fold.addColorStop(at, shade);
  ctx.fillStyle = fold;
  ctx.fillRect(0, 0, hinge, height);
  const inset = Math.min(width, height) * 0.035;
  ctx.strokeStyle = "rgba(255,240,200,0.75)";
  ctx.lineWidth = Math.max(1.5, unit * 2.4);
  ctx.strokeRect(hinge + inset * 0.6, inset, width - hinge - inset * 1.6, height - inset * 2);
  ctx.strokeStyle = "rgba(20,10,5,0.35)";
  ctx.lineWidth = unit * 5;
  ctx.strokeRect(0, 0, width, height);
}
