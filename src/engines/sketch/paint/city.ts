// Streets in one-point perspective and skylines across water or a park. Windows light up with the night; wet ground mirrors.
import type { Colour } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { ellipse, glow, polygon, verticalGradient, type Easel } from "./easel.ts";
import type { Point } from "./layout.ts";
import { paintFarTowers } from "./terrain.ts";
import { paintTree } from "./plants.ts";
import { paintTreeline } from "./undergrowth.ts";
import { paintMist } from "./clouds.ts";
import { paintSky } from "./sky.ts";
import { paintStreetLamp } from "./things.ts";
import { paintReflection, paintWater } from "./water.ts";

export function paintCity(easel: Easel): void {
  if (easel.scene.setting === "skyline") paintSkyline(easel);
  else paintStreet(easel);
}

function paintSkyline(easel: Easel): void {
  const { layout, height, palette, unit, ctx, width } = easel;
  const { horizon } = layout;
  paintSky(easel, horizon);
  paintFarTowers(easel, { foot: horizon, height: horizon * 0.5, distance: 0.75, salt: "far" });
  paintMist(easel, { at: horizon - horizon * 0.12, thickness: horizon * 0.4, strength: 0.5 });
  paintFarTowers(easel, { foot: horizon, height: horizon * 0.66, distance: 0.42, salt: "middle" });
  paintMist(easel, { at: horizon - horizon * 0.04, thickness: horizon * 0.24, strength: 0.4 });
  paintFarTowers(easel, { foot: horizon + 2, height: horizon * 0.5, distance: 0.1, salt: "near" });
  if (palette.night > 0.5) glow(ctx, { x: width / 2, y: horizon }, { radius: width * 0.5, colour: palette.lamp, strength: 0.3 });
  const park =
    easel.random.fork("foreground").next() < 0.35 && !easel.scene.props.has("river") && !easel.scene.props.has("reflection");
  paintTreeline(easel, { foot: horizon + unit * 6, height: height * 0.03, distance: 0.12, salt: "quay", conifers: false });
  if (park) {
    ctx.fillStyle = verticalGradient(
      ctx,
      [horizon, height],
      [
        [0, mix(palette.grass, palette.haze, 0.25)],
        [1, palette.grassShade],
      ],
    );
    ctx.fillRect(0, horizon + unit * 4, width, height - horizon);
    const random = easel.random.fork("park");
    for (let tree = 0; tree < 8; tree++) {
      const near = (tree + 0.5) / 8;
      paintTree(easel, {
        x: width * random.next(),
        foot: horizon + (height - horizon) * (0.15 + near * 0.75),
        height: height * (0.07 + near * 0.14),
        form: "round",
        distance: 0.2 * (1 - near),
        random: random.fork(`${tree}`),
      });
    }
    return;
  }
  ctx.fillStyle = mix(palette.stone, palette.shadow, 0.45);
  ctx.fillRect(0, horizon + unit * 4, width, unit * 7);
  paintWater(easel, { top: horizon + unit * 10, bottom: height, mirror: 0.75, waves: 0.3 });
}

interface Facade {
  readonly side: -1 | 1;
  /** Distance from the viewer along the street, 1 at the picture's edge, growing. */
  readonly near: number;
  readonly far: number;
  /** Roof height at distance 1, pixels above the eye. */
  readonly rise: number;
  readonly colour: Colour;
  readonly random: Random;
}

function paintStreet(easel: Easel): void {
  const { ctx, layout, height, width, palette, unit, scene } = easel;
  const random = easel.random.fork("street");
  const eye: Point = { x: width * random.range(0.44, 0.56), y: layout.horizon };
  paintSky(easel, eye.y + 2);
  paintFarTowers(easel, { foot: eye.y + 2, height: height * 0.26, distance: 0.6, salt: "end" });
  // Ground.
  const neon = scene.style === "neon" || scene.props.has("neonSigns");
  const wet =
    neon || scene.weather === "rain" || scene.weather === "storm" || scene.props.has("puddles") || scene.props.has("reflection");
  const snowy = scene.season === "winter" || scene.weather === "snow" || scene.props.has("snow");
  const asphalt = snowy ? mix(palette.snow, "#7a8294", 0.35) : mix("#5d626f", palette.ambient, palette.ambientStrength * 0.5);
  const paving = snowy ? palette.snow : mix(palette.stone, palette.sand, 0.25);
  ctx.fillStyle = verticalGradient(
    ctx,
    [eye.y, height],
    [
      [0, mix(paving, palette.haze, 0.5)],
      [1, darken(paving, 0.12 + palette.night * 0.3)],
    ],
  );
  ctx.fillRect(0, eye.y, width, height - eye.y);
  const spread = width * 0.36;
  polygon(ctx, [
    [eye.x - unit * 6, eye.y],
    [eye.x + unit * 6, eye.y],
    [eye.x + spread * 1.25, height + 2],
    [eye.x - spread * 1.25, height + 2],
  ]);
  ctx.fillStyle = verticalGradient(
    ctx,
    [eye.y, height],
    [
      [0, mix(asphalt, palette.haze, 0.55)],
      [0.5, darken(asphalt, palette.night * 0.4)],
      [1, darken(asphalt, 0.15 + palette.night * 0.4)],
    ],
  );
  ctx.fill();
  for (const side of [-1, 1]) {
    polygon(ctx, [
      [eye.x + side * unit * 6, eye.y],
      [eye.x + side * spread * 1.25, height + 2],
      [eye.x + side * spread * 1.31, height + 2],
    ]);
    ctx.fillStyle = lighten(paving, 0.25);
    ctx.fill();
  }
  if (!snowy) {
    for (let dash = 0; dash < 9; dash++) {
      const t0 = (dash / 9) * (dash / 9);
      const t1 = Math.min(1, t0 + 0.018 + t0 * 0.1);
      const y0 = eye.y + (height - eye.y) * t0;
      const y1 = eye.y + (height - eye.y) * t1;
      polygon(ctx, [
        [eye.x - t0 * unit * 9, y0],
        [eye.x + t0 * unit * 9, y0],
        [eye.x + t1 * unit * 9, y1],
        [eye.x - t1 * unit * 9, y1],
      ]);
      ctx.fillStyle = fade("#fff3c8", 0.7);
      ctx.fill();
    }
  }
  // Houses on both sides, far ones first.
  const tall = Math.max(height, width * 0.5) * 0.72;
  for (const side of [-1, 1] as const) {
    const facades: Facade[] = [];
    let distance = 0.92;
    for (let index = 0; index < 8; index++) {
      const forked = random.fork(`facade ${side} ${index}`);
      const far = distance * forked.range(1.32, 1.55);
      facades.push({
        side,
        near: distance,
        far,
        rise: tall * forked.range(0.62, 1.25),
        colour: facadeColour(easel, forked),
        random: forked,
      });
      distance = far;
    }
    for (const facade of facades.toReversed()) paintFacade(easel, facade, { eye, neon });
  }
  paintMist(easel, { at: eye.y - height * 0.03, thickness: height * 0.16, strength: 0.45 });
  // Lamps and trees along the kerb.
  for (let step = 5; step >= 0; step--) {
    const distance = 1.15 * Math.pow(1.62, step);
    for (const side of [-1, 1]) {
      const x = eye.x + (side * width * 0.43) / distance;
      const foot = eye.y + (height * 0.37) / distance;
      const size = (height * 0.62) / distance;
      if (step % 2 === 0) paintStreetLamp(easel, { x, foot, height: size });
      else if (!scene.without.has("trees") && !neon)
        paintTree(easel, {
          x: x + side * size * 0.12,
          foot,
          height: size * 0.85,
          form: snowy ? "bare" : scene.props.has("cherryBlossom") ? "blossom" : "round",
          distance: Math.min(0.5, step * 0.09),
          random: random.fork(`tree ${side} ${step}`),
        });
    }
  }
  if (wet) {
    paintReflection(easel, { top: eye.y + (height - eye.y) * 0.2, bottom: height, mirror: neon ? 0.6 : 0.42, waves: 0.5 });
    ctx.fillStyle = fade(palette.skyLow, 0.1);
    ctx.fillRect(0, eye.y, width, height - eye.y);
  }
}

function facadeColour({ palette, scene }: Easel, random: Random): Colour {
  const base = random.pick(["#d9a58a", "#e6cfa8", "#b9c4cc", "#c98a74", "#d8c7b4", "#a7b59c", "#c7a3a0"]);
  const lit = mix(base, palette.ambient, palette.ambientStrength * 0.5);
  return darken(scene.style === "neon" ? mix(lit, "#2a1a5a", 0.75) : lit, palette.night * 0.6);
}

/** A house front that runs towards the vanishing point: windows by rows, a shop at its foot. */
function paintFacade(
  easel: Easel,
  { side, near, far, rise, colour, random }: Facade,
  { eye, neon }: { eye: Point; neon: boolean },
): void {
  const { ctx, width, height, palette, layout } = easel;
  const reach = width * 0.56;
  const drop = height * 0.44;
  // A point of the front: `s` along it from near (0) to far (1), `t` from ground (0) to roof (1).
  const at = (s: number, t: number): readonly [number, number] => {
    const distance = 1 / ((1 - s) / near + s / far);
    return [eye.x + (side * reach) / distance, eye.y + (drop - (drop + rise) * t) / distance];
  };
  const quad = (s0: number, s1: number, t0: number, t1: number): void =>
    polygon(ctx, [at(s0, t0), at(s1, t0), at(s1, t1), at(s0, t1)]);
  const haze = Math.min(0.72, Math.max(0, (near - 1) * 0.085));
  const lit = layout.light.direction * side < 0;
  const wall = mix(lit ? mix(colour, palette.light, 0.12 * (1 - palette.night)) : darken(colour, 0.14), palette.haze, haze);
  const bottomY = at(0, 0)[1];
  const topY = at(0, 1)[1];
  quad(0, 1, 0, 1);
  ctx.fillStyle = verticalGradient(
    ctx,
    [topY, bottomY],
    [
      [0, mix(wall, palette.skyLow, 0.12)],
      [1, darken(wall, 0.16)],
    ],
  );
  ctx.fill();
  // The end that faces us, when this house is taller than the one before it, is already dark sky side: a cornice closes it.
  quad(-0.01, 1.01, 0.965, 1);
  ctx.fillStyle = darken(wall, 0.18);
  ctx.fill();
  const floors = Math.max(3, Math.round(rise / (height * 0.115)));
  const columns = Math.max(3, Math.round((far - near) * 5.5));
  const glass = mix(mix(palette.skyMiddle, "#1d2a44", 0.55), palette.haze, haze);
  const shop = 0.62 / (floors + 1);
  for (let floor = 0; floor < floors; floor++) {
    const t0 = shop + 0.05 + ((0.9 - shop) * floor) / floors;
    const t1 = t0 + ((0.9 - shop) / floors) * 0.58;
    for (let column = 0; column < columns; column++) {
      const s0 = (column + 0.24) / columns;
      const s1 = (column + 0.76) / columns;
      const on = random.next() < palette.night * 0.55;
      quad(s0, s1, t0, t1);
      ctx.fillStyle = on
        ? mix(
            random.pick(neon ? ["#ff6ac8", "#4de3ff", "#ffd98a", "#a06dff"] : ["#ffd98a", "#ffc36b", "#fff0c4"]),
            palette.haze,
            haze * 0.5,
          )
        : glass;
      ctx.fill();
      if (near < 2.4 && !easel.simple) {
        ctx.strokeStyle = fade(lighten(wall, 0.35), 0.7);
        ctx.lineWidth = Math.max(0.7, (easel.unit * 2.4) / near);
        ctx.stroke();
      }
    }
  }
  // Shop: dark glass with warm light, and an awning.
  quad(0.06, 0.94, 0.012, shop * 0.82);
  ctx.fillStyle =
    palette.night > 0.3
      ? verticalGradient(
          ctx,
          [at(0.3, shop)[1], bottomY],
          neon
            ? [
                [0, "#ff8ad8"],
                [1, "#5a2ad0"],
              ]
            : [
                [0, "#ffdf9a"],
                [1, "#c9853f"],
              ],
        )
      : mix(glass, "#ffe9c0", 0.22);
  ctx.fill();
  const awning = mix(random.pick(palette.accents), palette.haze, haze);
  const stripes = Math.max(4, Math.round((far - near) * 9));
  for (let stripe = 0; stripe < stripes; stripe++) {
    const s0 = 0.04 + (0.92 * stripe) / stripes;
    const s1 = 0.04 + (0.92 * (stripe + 1)) / stripes;
    const [ax, ay] = at(s0, shop * 0.95);
    const [bx, by] = at(s1, shop * 0.95);
    const lean = (-side * width * 0.03) / near;
    const [cx, cy] = at(s1, shop * 0.68);
    const [dx, dy] = at(s0, shop * 0.68);
    polygon(ctx, [
      [ax, ay],
      [bx, by],
      [cx + lean, cy],
      [dx + lean, dy],
    ]);
    ctx.fillStyle = stripe % 2 === 0 ? awning : mix("#fff7ea", palette.haze, haze + palette.night * 0.25);
    ctx.fill();
  }
  if (palette.night > 0.3) {
    const [gx, gy] = at(0.4, shop * 0.4);
    glow(ctx, { x: gx, y: gy }, { radius: (height * 0.26) / near, colour: palette.lamp, strength: 0.45 * palette.night });
  }
  if (!neon || near > 5) return;
  const tube = random.pick(["#ff3fae", "#25d9ff", "#ff3fae", "#25d9ff", "#ffe14d", "#b06dff"]);
  const s = random.range(0.25, 0.75);
  const [nx, ny] = at(s, shop + 0.12);
  const [, my] = at(s, shop + 0.42);
  const wide = (width * 0.022) / near;
  ctx.strokeStyle = tube;
  ctx.lineWidth = Math.max(1, wide * 0.16);
  ctx.beginPath();
  ctx.roundRect(nx - side * wide - (side > 0 ? wide : 0), my, wide * 1.6, ny - my, wide * 0.3);
  ctx.stroke();
  for (let bar = 0; bar < 4; bar++) {
    ellipse(
      ctx,
      { x: nx - side * wide - (side > 0 ? wide : 0) + wide * 0.8, y: my + ((ny - my) * (bar + 0.5)) / 4 },
      wide * 0.38,
      wide * 0.38,
    );
    ctx.stroke();
  }
  glow(ctx, { x: nx - side * wide, y: (ny + my) / 2 }, { radius: Math.abs(ny - my) * 1.1, colour: tube, strength: 0.65 });
}
