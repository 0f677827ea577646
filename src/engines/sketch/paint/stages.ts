// Settings that are made for a show: a stage, a studio, and plain form and colour.
import { createNoise } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import { darken, fade, lighten, mix, saturate } from "./colour.ts";
import { type Easel, ellipse, glow, polygon, smoothPath, verticalGradient } from "./easel.ts";

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
      random.pick(
        ["confetti", "balloons", "gifts"].some((prop) => scene.props.has(prop))
          ? ["#ffb3a7", "#8fd3e8", "#ffd166", "#c9a6f0", "#9be0b4"]
          : ["#f2c6b4", "#bcd6e6", "#d9cdea", "#cfe3cf", "#f4dfae", "#e6e1da"],
      ),
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
