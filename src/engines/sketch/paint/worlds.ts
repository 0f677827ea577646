// Settings that are no landscape and no room: space, the deep sea, open sky, a stage, a studio, and plain form and colour.
import { createNoise, fractal } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import { darken, fade, lighten, mix, saturate } from "./colour.ts";
import { ellipse, glow, polygon, radialGradient, smoothPath, softLayer, verticalGradient, type Easel } from "./easel.ts";
import { paintCumulus, paintSky, paintStars } from "./sky.ts";
import { paintHill } from "./land.ts";

export function paintSpace(easel: Easel): void {
  const { ctx, width, height, palette, unit, scene } = easel;
  const random = easel.random.fork("space");
  const deep = mix("#070a24", palette.skyTop, 0.15);
  ctx.fillStyle = verticalGradient(
    ctx,
    [0, height],
    [
      [0, deep],
      [0.6, mix(deep, "#1a1148", 0.7)],
      [1, mix(deep, "#2a1650", 0.8)],
    ],
  );
  ctx.fillRect(0, 0, width, height);
  const noise = fractal(createNoise(random.fork("nebula")), 4);
  const tints =
    scene.palette.length > 0
      ? scene.palette
      : random.pick([
          ["#7a3cff", "#ff4fa0", "#2fb4ff"],
          ["#2f7bff", "#27d3c3", "#a04dff"],
          ["#ff6a3c", "#c43cff", "#3c5bff"],
        ]);
  const lean = random.range(-0.6, 0.6);
  ctx.save();
  ctx.globalCompositeOperation = "screen";
  for (const [index, tint] of tints.slice(0, 3).entries()) {
    const layer = softLayer({
      columns: 160,
      rows: Math.max(40, Math.round((160 * height) / width)),
      colour: tint,
      cover: (u, v) => {
        const across = (v - 0.5 - (u - 0.5) * lean - (index - 1) * 0.12) * 2.2;
        const band = Math.max(0, 1 - across * across);
        const cloud = noise(u * 4 + index * 7.7, v * 4 + index * 3.1);
        return band * Math.max(0, cloud - 0.36) * 1.9;
      },
    });
    ctx.drawImage(layer, 0, 0, width, height);
  }
  ctx.restore();
  paintStars(easel, height * 1.1);
  if (scene.without.has("planets")) return;
  const planets = scene.props.has("planets") ? 3 : random.int(1, 2);
  for (let index = 0; index < planets; index++) {
    const forked = random.fork(`planet ${index}`);
    const radius = unit * (index === 0 ? forked.range(110, 190) : forked.range(30, 62));
    const left = forked.next() < 0.5;
    const at =
      index === 0
        ? { x: width * (left ? forked.range(0.1, 0.26) : forked.range(0.74, 0.9)), y: height * forked.range(0.16, 0.34) }
        : { x: width * forked.range(0.12, 0.88), y: height * forked.range(0.12, 0.8) };
    if (
      easel.layout.surfaces.some(
        ({ box }) =>
          at.x + radius > box.x &&
          at.x - radius < box.x + box.width &&
          at.y + radius > box.y &&
          at.y - radius < box.y + box.height,
      )
    )
      continue;
    paintPlanet(easel, {
      ...at,
      radius,
      colour: forked.pick(["#e8a15a", "#5aa6e8", "#d1678f", "#8fd08a", "#b48cf0", "#e8d08a"]),
      ringed: forked.next() < 0.5,
    });
  }
}

function paintPlanet(
  { ctx, layout, random }: Easel,
  { x, y, radius, colour, ringed }: { x: number; y: number; radius: number; colour: Colour; ringed: boolean },
): void {
  const side = layout.light.direction > 0 ? 1 : -1;
  const forked = random.fork(`planet ${Math.round(x)}`);
  glow(ctx, { x, y }, { radius: radius * 1.7, colour, strength: 0.4 });
  const ring = (from: number, to: number): void => {
    for (const [grow, tone] of [
      [1.9, 0.5],
      [1.62, 0.75],
    ] as const) {
      ctx.strokeStyle = fade(lighten(colour, 0.35), tone);
      ctx.lineWidth = radius * 0.13;
      ctx.beginPath();
      ctx.ellipse(x, y, radius * grow, radius * grow * 0.27, -0.3, from, to);
      ctx.stroke();
    }
  };
  if (ringed) ring(Math.PI, Math.PI * 2);
  ctx.save();
  ellipse(ctx, { x, y }, radius, radius);
  ctx.clip();
  ctx.fillStyle = radialGradient(ctx, { x: x + side * radius * 0.4, y: y - radius * 0.4 }, radius * 1.7, [
    [0, lighten(colour, 0.35)],
    [0.45, colour],
    [0.85, darken(colour, 0.62)],
    [1, darken(colour, 0.8)],
  ]);
  ctx.fillRect(x - radius, y - radius, radius * 2, radius * 2);
  for (let band = 0; band < 6; band++) {
    ctx.fillStyle = fade(band % 2 === 0 ? lighten(colour, 0.4) : darken(colour, 0.4), 0.16);
    ctx.beginPath();
    ctx.ellipse(x, y + radius * (band / 3 - 0.85), radius * 1.1, radius * forked.range(0.06, 0.16), -0.22, 0, Math.PI * 2);
    ctx.fill();
  }
  ctx.restore();
  if (ringed) ring(0, Math.PI);
}

export function paintUnderwater(easel: Easel): void {
  const { ctx, width, height, palette, unit, scene } = easel;
  const random = easel.random.fork("underwater");
  const top = mix("#52d3e0", palette.skyLow, 0.15);
  const deep = mix("#07304f", palette.shadow, 0.25);
  ctx.fillStyle = verticalGradient(
    ctx,
    [0, height],
    [
      [0, lighten(top, 0.25)],
      [0.22, top],
      [0.62, mix("#1673a8", deep, 0.2)],
      [1, deep],
    ],
  );
  ctx.fillRect(0, 0, width, height);
  glow(
    ctx,
    { x: width * (0.5 + easel.layout.light.direction * 0.3), y: 0 },
    { radius: width * 0.45, colour: "#e9ffff", strength: 0.75 },
  );
  ctx.save();
  ctx.globalCompositeOperation = "screen";
  for (let beam = 0; beam < 9; beam++) {
    const x = width * (0.5 + easel.layout.light.direction * 0.3 + random.range(-0.4, 0.4));
    const lean = (x - width * 0.5) * random.range(0.2, 0.6);
    const wide = width * random.range(0.012, 0.04);
    ctx.fillStyle = verticalGradient(
      ctx,
      [0, height * 0.85],
      [
        [0, fade("#eaffff", random.range(0.14, 0.3))],
        [1, fade("#eaffff", 0)],
      ],
    );
    polygon(ctx, [
      [x - wide, -4],
      [x + wide, -4],
      [x + lean + wide * 2.8, height * 0.85],
      [x + lean - wide * 2.2, height * 0.85],
    ]);
    ctx.fill();
  }
  ctx.restore();
  const floor = easel.layout.horizon;
  for (const [index, distance] of [0.65, 0.4].entries()) {
    paintHill(easel, {
      top: floor - height * (0.1 - index * 0.06),
      swell: height * 0.07,
      waves: 4 + index,
      colour: mix("#2a6a86", mix("#1673a8", deep, 0.3), distance),
      foot: deep,
      bottom: height,
      salt: `reef ${index}`,
    });
  }
  paintHill(easel, {
    top: floor + height * 0.02,
    swell: height * 0.02,
    waves: 2,
    colour: mix("#d9c79a", "#1c7196", 0.38),
    foot: mix("#8a8a70", deep, 0.55),
    bottom: height,
    salt: "seabed",
  });
  if (!scene.without.has("coral")) paintReef(easel, floor + height * 0.03);
  for (let bubble = 0; bubble < 46; bubble++) {
    const at = { x: random.next() * width, y: random.next() * height * 0.95 };
    const r = unit * random.range(2, 9);
    ctx.strokeStyle = fade("#ffffff", 0.5);
    ctx.lineWidth = unit * 1.1;
    ellipse(ctx, at, r, r);
    ctx.stroke();
    ctx.fillStyle = fade("#ffffff", 0.18);
    ctx.fill();
    ctx.fillStyle = fade("#ffffff", 0.8);
    ellipse(ctx, { x: at.x - r * 0.35, y: at.y - r * 0.35 }, r * 0.22, r * 0.22);
    ctx.fill();
  }
  if (!scene.without.has("fishes")) paintShoal(easel);
}

function paintReef({ ctx, width, height, unit, random }: Easel, floor: number): void {
  const forked = random.fork("reef");
  ctx.lineCap = "round";
  for (let plant = 0; plant < 22; plant++) {
    const side = plant % 2 === 0;
    const x = width * (side ? forked.range(-0.02, 0.34) : forked.range(0.66, 1.02));
    const foot = floor + (height - floor) * forked.range(0.2, 1);
    const size = unit * forked.range(60, 140);
    const kind = forked.next();
    const colour = mix(forked.pick(["#ff6f7d", "#ff9f5a", "#c77bff", "#ffd166", "#ff86c8", "#4fd6a5"]), "#1673a8", 0.22);
    if (kind < 0.4) {
      ctx.strokeStyle = mix(forked.pick(["#3fae7c", "#2f8f6a", "#77c46a"]), "#0f5a7c", 0.25);
      for (let blade = 0; blade < 4; blade++) {
        const sway = forked.range(-0.3, 0.3) * size;
        ctx.lineWidth = size * 0.07;
        ctx.beginPath();
        ctx.moveTo(x + blade * size * 0.12, foot);
        ctx.bezierCurveTo(
          x + blade * size * 0.12 + sway,
          foot - size * 0.5,
          x + blade * size * 0.12 - sway,
          foot - size,
          x + blade * size * 0.12 + sway * 0.6,
          foot - size * forked.range(1.2, 1.9),
        );
        ctx.stroke();
      }
    } else if (kind < 0.75) {
      ctx.strokeStyle = colour;
      const grow = (fx: number, fy: number, angle: number, length: number, level: number): void => {
        const tx = fx + Math.cos(angle) * length;
        const ty = fy - Math.sin(angle) * length;
        ctx.lineWidth = size * 0.045 * level;
        ctx.beginPath();
        ctx.moveTo(fx, fy);
        ctx.lineTo(tx, ty);
        ctx.stroke();
        if (level <= 1) return;
        for (const turn of [-0.55, 0.5]) grow(tx, ty, angle + turn + forked.range(-0.15, 0.15), length * 0.74, level - 1);
      };
      grow(x, foot, Math.PI / 2, size * 0.34, 4);
    } else {
      for (const [dx, r] of [
        [-0.35, 0.3],
        [0.35, 0.28],
        [0, 0.4],
      ] as const) {
        const at = { x: x + dx * size, y: foot - r * size * 0.6 };
        ctx.fillStyle = radialGradient(ctx, { x: at.x - r * size * 0.3, y: at.y - r * size * 0.3 }, r * size * 1.3, [
          [0, lighten(colour, 0.35)],
          [0.6, colour],
          [1, darken(colour, 0.35)],
        ]);
        ellipse(ctx, at, r * size, r * size * 0.85);
        ctx.fill();
      }
    }
  }
}

function paintShoal({ ctx, width, height, unit, random, scene }: Easel): void {
  const forked = random.fork("shoal");
  const count = scene.props.has("fishes") ? 34 : 14;
  const centre = { x: width * forked.range(0.2, 0.8), y: height * forked.range(0.2, 0.4) };
  const heading = forked.pick([-1, 1]);
  const colour = forked.pick(["#ffd166", "#ff9f5a", "#bfe8ff", "#ff86a8"]);
  for (let fish = 0; fish < count; fish++) {
    const x = centre.x + forked.range(-1, 1) * unit * 190;
    const y = centre.y + forked.range(-1, 1) * unit * 80;
    const size = unit * forked.range(8, 15);
    ctx.fillStyle = fade(mix(colour, "#1673a8", forked.range(0.15, 0.45)), 0.9);
    ctx.beginPath();
    ctx.ellipse(x, y, size, size * 0.48, 0, 0, Math.PI * 2);
    ctx.moveTo(x - heading * size * 0.8, y);
    ctx.lineTo(x - heading * size * 1.7, y - size * 0.5);
    ctx.lineTo(x - heading * size * 1.7, y + size * 0.5);
    ctx.closePath();
    ctx.fill();
    ctx.fillStyle = "#13202c";
    ellipse(ctx, { x: x + heading * size * 0.55, y: y - size * 0.08 }, size * 0.11, size * 0.11);
    ctx.fill();
  }
}

/** Above the clouds: sky to the bottom, with a floor of cloud. */
export function paintOpenSky(easel: Easel): void {
  const { height, width, unit } = easel;
  paintSky(easel, height);
  const random = easel.random.fork("open sky");
  for (let row = 0; row < 3; row++) {
    for (let index = 0; index < 5; index++) {
      const forked = random.fork(`${row} ${index}`);
      paintCumulus(easel, {
        x: width * ((index + forked.range(0.1, 0.9)) / 5),
        y: height * (0.88 + row * 0.07),
        size: unit * (150 + row * 80),
        opacity: 0.72 + row * 0.12,
        random: forked,
      });
    }
  }
}

export function paintStageSet(easel: Easel): void {
  const { ctx, width, height, layout, palette, unit, scene } = easel;
  const random = easel.random.fork("stage");
  const velvet = scene.palette[0] ?? random.pick(["#a3243b", "#7a1f4f", "#2c3f8f"]);
  ctx.fillStyle = verticalGradient(
    ctx,
    [0, layout.horizon],
    [
      [0, "#120a16"],
      [1, mix("#2b1830", velvet, 0.3)],
    ],
  );
  ctx.fillRect(0, 0, width, layout.horizon + 2);
  ctx.fillStyle = verticalGradient(
    ctx,
    [layout.horizon, height],
    [
      [0, darken(palette.wood, 0.5)],
      [0.5, mix(palette.wood, "#6b3a22", 0.3)],
      [1, darken(palette.wood, 0.3)],
    ],
  );
  ctx.fillRect(0, layout.horizon, width, height - layout.horizon);
  ctx.strokeStyle = fade("#1a0d0a", 0.35);
  ctx.lineWidth = unit * 1.5;
  ctx.beginPath();
  for (let board = -14; board <= 14; board++) {
    ctx.moveTo(width / 2 + (board * width) / 30, layout.horizon);
    ctx.lineTo(width / 2 + (board * width) / 11, height);
  }
  ctx.stroke();
  const drape = (from: number, to: number, bottom: number): void => {
    const gradient = ctx.createLinearGradient(from, 0, to, 0);
    const folds = 10;
    for (let fold = 0; fold <= folds; fold++)
      gradient.addColorStop(fold / folds, fold % 2 === 0 ? darken(velvet, 0.42) : lighten(velvet, 0.1));
    ctx.fillStyle = gradient;
    ctx.beginPath();
    ctx.moveTo(from, 0);
    ctx.lineTo(to, 0);
    ctx.quadraticCurveTo(to + (from - to) * 0.1, bottom * 0.6, to + (from - to) * 0.28, bottom);
    ctx.lineTo(from, bottom);
    ctx.fill();
  };
  const curtain = layout.surfaces.length > 0 ? 0.035 : 0.17;
  drape(-2, width * curtain, layout.horizon + height * 0.05);
  drape(width + 2, width * (1 - curtain), layout.horizon + height * 0.05);
  if (layout.surfaces.every(({ box }) => box.y > height * 0.13)) {
    ctx.fillStyle = verticalGradient(
      ctx,
      [0, height * 0.12],
      [
        [0, darken(velvet, 0.4)],
        [1, velvet],
      ],
    );
    ctx.beginPath();
    ctx.moveTo(0, 0);
    ctx.lineTo(width, 0);
    for (let swag = 5; swag >= 0; swag--)
      ctx.quadraticCurveTo((width * (swag + 0.5)) / 6, height * 0.15, (width * swag) / 6, height * 0.07);
    ctx.fill();
  }
  const focus = { x: layout.free.x + layout.free.width / 2, y: height * 0.86 };
  ctx.save();
  ctx.globalCompositeOperation = "screen";
  for (const [index, at] of [0.2, 0.5, 0.8].entries()) {
    const colour = index === 1 ? "#fff1cf" : random.pick(["#ff9ad0", "#9ad4ff", "#ffd98a", "#c9a6ff"]);
    const aim = focus.x + (at - 0.5) * width * 0.22;
    ctx.fillStyle = verticalGradient(
      ctx,
      [0, focus.y],
      [
        [0, fade(colour, 0.55)],
        [1, fade(colour, 0.1)],
      ],
    );
    polygon(ctx, [
      [width * at - unit * 10, 0],
      [width * at + unit * 10, 0],
      [aim + width * 0.12, focus.y],
      [aim - width * 0.12, focus.y],
    ]);
    ctx.fill();
    ctx.save();
    ctx.translate(aim, focus.y);
    ctx.scale(1, 0.22);
    glow(ctx, { x: 0, y: 0 }, { radius: width * 0.17, colour, strength: 0.75 });
    ctx.restore();
  }
  ctx.restore();
}

export function paintStudio(easel: Easel): void {
  const { ctx, width, height, layout, palette, scene, simple } = easel;
  const random = easel.random.fork("studio");
  const base =
    scene.palette[0] ??
    mix(
      random.pick(["#f2c6b4", "#bcd6e6", "#d9cdea", "#cfe3cf", "#f4dfae", "#e6e1da"]),
      palette.ambient,
      palette.ambientStrength * 0.3,
    );
  const floor = layout.horizon;
  // A paper sweep: wall and floor meet in a soft curve.
  ctx.fillStyle = verticalGradient(
    ctx,
    [0, height],
    [
      [0, darken(base, 0.12)],
      [Math.max(0.1, floor / height - 0.12), base],
      [Math.min(0.95, floor / height + 0.03), lighten(base, 0.22)],
      [1, darken(base, 0.06)],
    ],
  );
  ctx.fillRect(0, 0, width, height);
  if (simple) return;
  glow(
    ctx,
    { x: width * (0.5 + layout.light.direction * 0.25), y: floor * 0.55 },
    { radius: Math.max(width, height) * 0.5, colour: lighten(base, 0.6), strength: 0.65 },
  );
  if (layout.portrait) {
    // Lights out of focus behind the sitter.
    for (let light = 0; light < 22; light++) {
      const at = { x: width * random.next(), y: height * random.range(0, 0.85) };
      const r = Math.min(width, height) * random.range(0.04, 0.13);
      ctx.fillStyle = fade(lighten(random.pick(palette.accents), 0.35), random.range(0.12, 0.34));
      ellipse(ctx, at, r, r);
      ctx.fill();
    }
    return;
  }
  const disc = { x: layout.free.x + layout.free.width * random.range(0.4, 0.6), y: floor * 0.62 };
  ctx.fillStyle = fade(mix(base, random.pick(palette.accents), 0.35), 0.5);
  ellipse(ctx, disc, Math.min(width, height) * 0.33, Math.min(width, height) * 0.33);
  ctx.fill();
}

/** No thing at all, only form: waves, discs or facets in one harmony of colours. */
export function paintAbstract(easel: Easel): void {
  const { ctx, width, height, scene, palette, unit } = easel;
  const random = easel.random.fork("abstract");
  const harmony =
    scene.palette.length >= 2
      ? [...scene.palette]
      : random.pick([
          ["#ff8fa3", "#ffb88a", "#ffe29a", "#8fd3c8", "#6a8fd8"],
          ["#2b3a8f", "#5b6ee1", "#9d7bea", "#f08fc0", "#ffd0a8"],
          ["#0f4c5c", "#2a9d8f", "#e9c46a", "#f4a261", "#e76f51"],
          ["#f6d5e5", "#c9b6f2", "#9fc8f7", "#a8ebdd", "#fdf1c2"],
        ]);
  if (scene.palette.length === 1) harmony.splice(0, 2, scene.palette[0] as Colour, lighten(scene.palette[0] as Colour, 0.4));
  const graded = harmony.map((colour) => mix(colour, palette.ambient, palette.ambientStrength * 0.2));
  const tone = (index: number): Colour => graded[((index % graded.length) + graded.length) % graded.length] ?? "#888888";
  const sweep = ctx.createLinearGradient(0, 0, width, height);
  sweep.addColorStop(0, lighten(tone(0), 0.35));
  sweep.addColorStop(1, lighten(tone(graded.length - 1), 0.15));
  ctx.fillStyle = sweep;
  ctx.fillRect(0, 0, width, height);
  const manner = random.int(0, 2);
  if (manner === 0) {
    for (let wave = 0; wave < 7; wave++) {
      const noise = createNoise(random.fork(`wave ${wave}`));
      const base = height * (0.16 + wave * 0.13);
      ctx.beginPath();
      ctx.moveTo(0, height);
      for (let x = 0; x <= width + 12; x += 12) ctx.lineTo(x, base + (noise((x / width) * 2.2, wave) - 0.5) * height * 0.34);
      ctx.lineTo(width, height);
      ctx.closePath();
      ctx.fillStyle = verticalGradient(
        ctx,
        [base - height * 0.15, base + height * 0.4],
        [
          [0, lighten(tone(wave), 0.1)],
          [1, darken(saturate(tone(wave), 1.2), 0.12)],
        ],
      );
      ctx.fill();
      ctx.lineJoin = "round";
      for (const [thick, opacity] of [
        [26, 0.05],
        [14, 0.06],
        [5, 0.08],
      ] as const) {
        ctx.strokeStyle = fade(palette.shadow, opacity);
        ctx.lineWidth = unit * thick;
        ctx.stroke();
      }
      ctx.fill();
    }
  } else if (manner === 1) {
    for (let disc = 0; disc < 12; disc++) {
      const forked = random.fork(`disc ${disc}`);
      const r = unit * forked.range(60, 330) * (1 - disc * 0.05);
      const at = { x: width * forked.next(), y: height * forked.next() };
      ctx.globalAlpha = forked.range(0.55, 0.95);
      const gradient = ctx.createLinearGradient(at.x - r, at.y - r, at.x + r, at.y + r);
      gradient.addColorStop(0, lighten(tone(disc), 0.3));
      gradient.addColorStop(1, darken(tone(disc + 1), 0.08));
      ctx.fillStyle = gradient;
      if (disc % 3 === 2) {
        smoothPath(
          ctx,
          Array.from({ length: 6 }, (_, corner) => ({
            x: at.x + Math.cos(corner * 1.047) * r * forked.range(0.6, 1.2),
            y: at.y + Math.sin(corner * 1.047) * r * forked.range(0.6, 1.2),
          })),
        );
      } else ellipse(ctx, at, r, r);
      ctx.fill();
    }
    ctx.globalAlpha = 1;
  } else {
    const columns = 7;
    const rows = Math.max(3, Math.round((columns * height) / width));
    const at = (column: number, row: number): readonly [number, number] => {
      const forked = random.fork(`corner ${column} ${row}`);
      const edge = column <= 0 || row <= 0 || column >= columns || row >= rows;
      const jitter = edge ? 0 : 0.36;
      return [
        (width * (column + forked.range(-jitter, jitter))) / columns,
        (height * (row + forked.range(-jitter, jitter))) / rows,
      ];
    };
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const shade = random.fork(`facet ${column} ${row}`);
        const place = ((column / columns + row / rows) / 2) * (graded.length - 1);
        const colour = mix(tone(Math.floor(place)), tone(Math.floor(place) + 1), place - Math.floor(place));
        for (const triangle of [
          [at(column, row), at(column + 1, row), at(column, row + 1)],
          [at(column + 1, row), at(column + 1, row + 1), at(column, row + 1)],
        ]) {
          polygon(ctx, triangle);
          ctx.fillStyle = shade.next() < 0.5 ? lighten(colour, shade.range(0, 0.25)) : darken(colour, shade.range(0, 0.16));
          ctx.fill();
          ctx.strokeStyle = ctx.fillStyle;
          ctx.lineWidth = 1;
          ctx.stroke();
        }
      }
    }
  }
}
