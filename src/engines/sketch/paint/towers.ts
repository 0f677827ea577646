// Tall buildings and great ones: tower blocks, castles, pagodas, windmills, lighthouses, bridges.
import { darken, fade, lighten, mix } from "./colour.ts";
import { type Easel, ellipse, glow, polygon, verticalGradient } from "./easel.ts";
import { type Building, faced, pane } from "./facings.ts";

/** A high-rise: a lit and a shaded face with a grid of windows, done as two paths. */
export function paintTower(easel: Easel, { box, colour, distance, random }: Building): void {
  const { ctx, palette, simple } = easel;
  const { x, y, width: w, height: h } = box;
  const base =
    colour ??
    random.pick([
      mix("#7f9cc9", palette.ambient, 0.35),
      mix("#c7a690", palette.ambient, 0.35),
      mix("#6f86a8", palette.ambient, 0.4),
      mix("#a9b4c6", palette.ambient, 0.35),
    ]);
  const wall = mix(darken(mix(base, palette.skyTop, palette.night * 0.35), palette.night * 0.55), palette.haze, distance * 0.75);
  const top = random.int(0, 3);
  const roof = top === 0 ? y + h * 0.08 : y;
  ctx.fillStyle = faced(easel, { x, width: w }, wall);
  ctx.fillRect(x, roof, w, y + h - roof);
  ctx.fillStyle = fade(darken(wall, 0.25), 0.55);
  ctx.fillRect(easel.layout.light.direction > 0 ? x : x + w * 0.7, roof, w * 0.3, y + h - roof);
  if (top === 0) {
    ctx.fillStyle = wall;
    polygon(ctx, [
      [x + w * 0.2, roof],
      [x + w * 0.3, y + h * 0.03],
      [x + w * 0.7, y + h * 0.03],
      [x + w * 0.8, roof],
    ]);
    ctx.fill();
    ctx.fillRect(x + w * 0.485, y, w * 0.03, h * 0.05);
  }
  const columns = Math.max(3, Math.min(9, Math.round(w / easel.unit / 15)));
  const rows = Math.max(5, Math.min(30, Math.round((h / w) * columns * 0.72)));
  const cellWidth = w / columns;
  const cellHeight = (y + h - roof) / rows;
  const glass = fade(mix(palette.skyMiddle, "#1f2f4a", 0.45), 0.5 * (1 - distance * 0.6));
  const lights: readonly (readonly [string, number])[] = [
    [glass, 1 - palette.night * 0.85],
    [fade(mix(easel.scene.style === "neon" ? "#ff6ac8" : "#ffd98a", palette.haze, distance * 0.45), 0.95), palette.night * 0.3],
    [fade(mix(easel.scene.style === "neon" ? "#4de3ff" : "#bfe3ff", palette.haze, distance * 0.35), 0.8), palette.night * 0.09],
  ];
  for (const [style, share] of lights) {
    if (share < 0.02) continue;
    ctx.fillStyle = style;
    ctx.beginPath();
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        if (random.next() > (simple ? share * 0.8 : share)) continue;
        ctx.rect(x + cellWidth * (column + 0.22), roof + cellHeight * (row + 0.26), cellWidth * 0.56, cellHeight * 0.5);
      }
    }
    ctx.fill();
  }
}

export function paintCastle(easel: Easel, { box, colour, distance, random }: Building): void {
  const { ctx, palette } = easel;
  const { x, y, width: w, height: h } = box;
  const stone = mix(colour ?? mix(palette.stone, palette.wall, 0.45), palette.haze, distance * 0.6);
  const roof = mix(random.pick(palette.roofs), palette.haze, distance * 0.6);
  const foot = y + h;
  const battlement = (left: number, top: number, width: number): void => {
    const teeth = Math.max(3, Math.round(width / (w * 0.045)));
    for (let tooth = 0; tooth < teeth; tooth += 2)
      ctx.fillRect(left + (width * tooth) / teeth, top - h * 0.035, width / teeth, h * 0.036);
  };
  const keep = (cx: number, half: number, top: number, pointed: boolean): void => {
    const left = x + w * (cx - half);
    const wide = w * half * 2;
    ctx.fillStyle = faced(easel, { x: left, width: wide }, stone);
    ctx.fillRect(left, y + h * top, wide, foot - y - h * top);
    if (!pointed) return battlement(left, y + h * top, wide);
    const gradient = ctx.createLinearGradient(left, 0, left + wide, 0);
    const dark = darken(roof, 0.3);
    gradient.addColorStop(0, easel.layout.light.direction > 0 ? dark : lighten(roof, 0.15));
    gradient.addColorStop(1, easel.layout.light.direction > 0 ? lighten(roof, 0.15) : dark);
    ctx.fillStyle = gradient;
    polygon(ctx, [
      [left - wide * 0.15, y + h * top],
      [left + wide / 2, y + h * (top - 0.2)],
      [left + wide * 1.15, y + h * top],
    ]);
    ctx.fill();
    ctx.fillStyle = random.pick(palette.accents);
    polygon(ctx, [
      [left + wide / 2, y + h * (top - 0.25)],
      [left + wide / 2 + w * 0.06, y + h * (top - 0.23)],
      [left + wide / 2, y + h * (top - 0.21)],
    ]);
    ctx.fill();
    ctx.fillStyle = darken(palette.wood, 0.3);
    ctx.fillRect(left + wide / 2 - w * 0.003, y + h * (top - 0.25), w * 0.006, h * 0.07);
    pane(easel, { x: left + wide * 0.34, y: y + h * (top + 0.06), width: wide * 0.32, height: h * 0.07 }, random);
  };
  keep(0.5, 0.11, 0.27, true);
  keep(0.32, 0.08, 0.42, true);
  keep(0.68, 0.08, 0.38, true);
  ctx.fillStyle = faced(easel, { x: x + w * 0.1, width: w * 0.8 }, stone);
  ctx.fillRect(x + w * 0.1, y + h * 0.62, w * 0.8, h * 0.38);
  battlement(x + w * 0.1, y + h * 0.62, w * 0.8);
  keep(0.1, 0.085, 0.5, true);
  keep(0.9, 0.085, 0.5, true);
  ctx.fillStyle = darken(palette.wood, 0.35);
  ctx.beginPath();
  ctx.moveTo(x + w * 0.41, foot);
  ctx.lineTo(x + w * 0.41, y + h * 0.84);
  ctx.arc(x + w * 0.5, y + h * 0.84, w * 0.09, Math.PI, 0);
  ctx.lineTo(x + w * 0.59, foot);
  ctx.fill();
  for (const at of [0.24, 0.36, 0.64, 0.76])
    pane(easel, { x: x + w * at - w * 0.02, y: y + h * 0.72, width: w * 0.035, height: h * 0.08 }, random);
}

export function paintPagoda(easel: Easel, { box, colour, distance, random }: Building): void {
  const { ctx, palette } = easel;
  const { x, y, width: w, height: h } = box;
  const roof = mix(colour ?? mix("#4b5a68", palette.shadow, 0.2), palette.haze, distance * 0.6);
  const post = mix("#b8402f", palette.haze, distance * 0.6);
  const tiers = h > w * 1.05 ? 5 : 3;
  const middle = x + w / 2;
  const tierHeight = (h * 0.9) / tiers;
  for (let tier = 0; tier < tiers; tier++) {
    const t = tier / tiers;
    const foot = y + h - tierHeight * tier;
    const half = w * (0.3 - t * 0.14);
    const eave = w * (0.48 - t * 0.2);
    const top = foot - tierHeight;
    ctx.fillStyle = faced(
      easel,
      { x: middle - half, width: half * 2 },
      mix("#f0e2c8", palette.ambient, palette.ambientStrength * 0.6),
    );
    ctx.fillRect(middle - half, top + tierHeight * 0.38, half * 2, tierHeight * 0.62);
    ctx.fillStyle = post;
    for (let column = 0; column <= 4; column++)
      ctx.fillRect(middle - half + (half * 2 * column) / 4 - w * 0.009, top + tierHeight * 0.38, w * 0.018, tierHeight * 0.62);
    ctx.fillRect(middle - half * 1.08, foot - tierHeight * 0.1, half * 2.16, tierHeight * 0.07);
    pane(easel, { x: middle - half * 0.2, y: top + tierHeight * 0.52, width: half * 0.4, height: tierHeight * 0.36 }, random);
    ctx.fillStyle = verticalGradient(
      ctx,
      [top, top + tierHeight * 0.5],
      [
        [0, mix(lighten(roof, 0.12), palette.glint, 0.15)],
        [1, darken(roof, 0.25)],
      ],
    );
    ctx.beginPath();
    ctx.moveTo(middle - eave, top + tierHeight * 0.28);
    ctx.quadraticCurveTo(middle - half * 0.9, top + tierHeight * 0.3, middle - half * 0.62, top - tierHeight * 0.04);
    ctx.lineTo(middle + half * 0.62, top - tierHeight * 0.04);
    ctx.quadraticCurveTo(middle + half * 0.9, top + tierHeight * 0.3, middle + eave, top + tierHeight * 0.28);
    ctx.quadraticCurveTo(middle + half, top + tierHeight * 0.5, middle, top + tierHeight * 0.46);
    ctx.quadraticCurveTo(middle - half, top + tierHeight * 0.5, middle - eave, top + tierHeight * 0.28);
    ctx.fill();
  }
  ctx.fillStyle = mix("#e8b84a", palette.ambient, 0.2);
  ctx.fillRect(middle - w * 0.008, y, w * 0.016, h * 0.1);
  ellipse(ctx, { x: middle, y: y + h * 0.05 }, w * 0.022, w * 0.022);
  ctx.fill();
}

export function paintWindmill(easel: Easel, { box, colour, distance, random }: Building): void {
  const { ctx, palette } = easel;
  const { x, y, width: w, height: h } = box;
  const middle = x + w / 2;
  const wall = mix(colour ?? palette.wall, palette.haze, distance * 0.6);
  ctx.fillStyle = faced(easel, { x: middle - w * 0.22, width: w * 0.44 }, wall);
  polygon(ctx, [
    [middle - w * 0.22, y + h],
    [middle - w * 0.13, y + h * 0.36],
    [middle + w * 0.13, y + h * 0.36],
    [middle + w * 0.22, y + h],
  ]);
  ctx.fill();
  ctx.fillStyle = mix(palette.roofs[0] ?? "#9c4a3a", palette.haze, distance * 0.6);
  ctx.beginPath();
  ctx.moveTo(middle - w * 0.16, y + h * 0.37);
  ctx.quadraticCurveTo(middle, y + h * 0.14, middle + w * 0.16, y + h * 0.37);
  ctx.fill();
  pane(easel, { x: middle - w * 0.035, y: y + h * 0.55, width: w * 0.07, height: h * 0.08 }, random);
  ctx.fillStyle = darken(palette.wood, 0.3);
  ctx.beginPath();
  ctx.roundRect(middle - w * 0.06, y + h * 0.82, w * 0.12, h * 0.18, [w * 0.06, w * 0.06, 0, 0]);
  ctx.fill();
  const hub = { x: middle, y: y + h * 0.33 };
  const reach = Math.min(w * 0.48, h * 0.32);
  const turn = random.range(0.2, 1.3);
  for (let blade = 0; blade < 4; blade++) {
    ctx.save();
    ctx.translate(hub.x, hub.y);
    ctx.rotate(turn + (blade * Math.PI) / 2);
    ctx.fillStyle = mix("#fbf3e2", palette.ambient, 0.3);
    ctx.fillRect(reach * 0.2, 0, reach * 0.8, reach * 0.22);
    ctx.strokeStyle = darken(palette.wood, 0.25);
    ctx.lineWidth = Math.max(1, reach * 0.03);
    ctx.strokeRect(reach * 0.2, 0, reach * 0.8, reach * 0.22);
    ctx.beginPath();
    ctx.moveTo(0, 0);
    ctx.lineTo(reach, 0);
    for (let bar = 1; bar < 5; bar++) {
      ctx.moveTo(reach * (0.2 + bar * 0.16), 0);
      ctx.lineTo(reach * (0.2 + bar * 0.16), reach * 0.22);
    }
    ctx.stroke();
    ctx.restore();
  }
  ctx.fillStyle = darken(palette.wood, 0.4);
  ellipse(ctx, hub, reach * 0.07, reach * 0.07);
  ctx.fill();
}

export function paintLighthouse(easel: Easel, { box, colour, distance, random }: Building): void {
  const { ctx, palette } = easel;
  const { x, y, width: w, height: h } = box;
  const middle = x + w / 2;
  const white = mix("#fbf7ef", palette.ambient, palette.ambientStrength * 0.5);
  const band = mix(colour ?? "#d8402f", palette.haze, distance * 0.5);
  const lampY = y + h * 0.15;
  if (palette.night > 0.25 || easel.scene.weather === "storm" || easel.scene.weather === "fog") {
    const { ctx: target } = easel;
    for (const side of [-1, 1]) {
      const beam = target.createLinearGradient(middle, 0, middle + side * w * 4.5, 0);
      beam.addColorStop(0, fade(palette.lamp, 0.5));
      beam.addColorStop(1, fade(palette.lamp, 0));
      target.save();
      target.globalCompositeOperation = "screen";
      target.fillStyle = beam;
      polygon(target, [
        [middle, lampY - h * 0.01],
        [middle + side * w * 4.5, lampY - h * 0.16],
        [middle + side * w * 4.5, lampY + h * 0.12],
        [middle, lampY + h * 0.02],
      ]);
      target.fill();
      target.restore();
    }
  }
  const half = (t: number): number => w * (0.2 + t * 0.16);
  const bands = 7;
  for (let index = 0; index < bands; index++) {
    const a = index / bands;
    const b = (index + 1) / bands;
    const top = y + h * (0.22 + a * 0.78);
    const bottom = y + h * (0.22 + b * 0.78);
    ctx.fillStyle = faced(easel, { x: middle - half(b), width: half(b) * 2 }, index % 2 === 0 ? white : band);
    polygon(ctx, [
      [middle - half(a), top],
      [middle + half(a), top],
      [middle + half(b), bottom + 0.5],
      [middle - half(b), bottom + 0.5],
    ]);
    ctx.fill();
  }
  ctx.fillStyle = darken(band, 0.35);
  ctx.fillRect(middle - w * 0.3, y + h * 0.205, w * 0.6, h * 0.022);
  ctx.fillStyle = "#ffe9a8";
  ctx.fillRect(middle - w * 0.14, y + h * 0.11, w * 0.28, h * 0.095);
  ctx.fillStyle = darken(band, 0.45);
  for (const at of [-0.14, -0.05, 0.04, 0.125]) ctx.fillRect(middle + w * at, y + h * 0.11, w * 0.018, h * 0.095);
  ctx.fillStyle = band;
  ctx.beginPath();
  ctx.moveTo(middle - w * 0.2, y + h * 0.115);
  ctx.quadraticCurveTo(middle - w * 0.06, y + h * 0.05, middle, y + h * 0.005);
  ctx.quadraticCurveTo(middle + w * 0.06, y + h * 0.05, middle + w * 0.2, y + h * 0.115);
  ctx.fill();
  glow(ctx, { x: middle, y: lampY }, { radius: w * 1.5, colour: palette.lamp, strength: 0.5 + palette.night * 0.5 });
  pane(easel, { x: middle - w * 0.05, y: y + h * 0.45, width: w * 0.1, height: h * 0.05 }, random);
  pane(easel, { x: middle - w * 0.05, y: y + h * 0.66, width: w * 0.1, height: h * 0.05 }, random);
  ctx.fillStyle = darken(palette.wood, 0.3);
  ctx.beginPath();
  ctx.roundRect(middle - w * 0.09, y + h * 0.9, w * 0.18, h * 0.1, [w * 0.09, w * 0.09, 0, 0]);
  ctx.fill();
}

/** A stone bridge with arches, from one side of its box to the other. */
export function paintBridge(easel: Easel, { box, colour, distance, random }: Building): void {
  const { ctx, palette } = easel;
  const { x, y, width: w, height: h } = box;
  const stone = mix(colour ?? mix(palette.stone, palette.wall, 0.3), palette.haze, distance * 0.6);
  const deck = (at: number): number => y + h * 0.2 + h * 0.5 * (at - 0.5) * (at - 0.5);
  ctx.fillStyle = verticalGradient(
    ctx,
    [y, y + h],
    [
      [0, lighten(stone, 0.08)],
      [1, darken(mix(stone, palette.shadow, 0.2), 0.2)],
    ],
  );
  ctx.beginPath();
  ctx.moveTo(x, y + h);
  for (let step = 0; step <= 20; step++) ctx.lineTo(x + (w * step) / 20, deck(step / 20));
  ctx.lineTo(x + w, y + h);
  const arches = 3;
  for (let arch = arches - 1; arch >= 0; arch--) {
    const middle = x + (w * (arch + 0.5)) / arches;
    const half = (w / arches) * (arch === 1 ? 0.42 : 0.36);
    const spring = y + h * 0.98;
    ctx.lineTo(middle + half, y + h);
    ctx.ellipse(middle, spring, half, h * (arch === 1 ? 0.66 : 0.56), 0, 0, Math.PI, true);
    ctx.lineTo(middle - half, y + h);
  }
  ctx.closePath();
  ctx.fill();
  ctx.strokeStyle = lighten(stone, 0.18);
  ctx.lineWidth = h * 0.05;
  ctx.beginPath();
  for (let step = 0; step <= 20; step++) ctx.lineTo(x + (w * step) / 20, deck(step / 20));
  ctx.stroke();
  ctx.lineWidth = h * 0.025;
  ctx.beginPath();
  for (let step = 0; step <= 20; step++) ctx.lineTo(x + (w * step) / 20, deck(step / 20) - h * 0.13);
  for (let post = 0; post <= 16; post++) {
    ctx.moveTo(x + (w * post) / 16, deck(post / 16));
    ctx.lineTo(x + (w * post) / 16, deck(post / 16) - h * 0.14);
  }
  ctx.stroke();
  ctx.strokeStyle = fade(darken(stone, 0.35), 0.3);
  ctx.lineWidth = Math.max(0.6, h * 0.008);
  ctx.beginPath();
  for (let joint = 0; joint < 60; joint++) {
    const at = random.next();
    const jy = deck(at) + h * random.range(0.04, 0.2);
    ctx.moveTo(x + w * at, jy);
    ctx.lineTo(x + w * at + w * 0.025, jy);
  }
  ctx.stroke();
}
