// The deep sea: light from above, reefs, bubbles, a shoal.
import { darken, fade, lighten, mix } from "./colour.ts";
import { type Easel, ellipse, glow, polygon, radialGradient, verticalGradient } from "./easel.ts";
import { paintHill } from "./land.ts";

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
