// The table in the foreground, with its grain, and whatever holds up a board that stands outdoors.
import { darken, fade, lighten, mix } from "./colour.ts";
import { contactShadow, ellipse, glow, verticalGradient, type Easel } from "./easel.ts";

export function paintTableTop(easel: Easel): void {
  const { ctx, layout, palette, width, height, unit, simple, scene } = easel;
  const { table } = layout;
  if (!table) return;
  const random = easel.random.fork("table");
  const named = scene.subjects.find(({ key }) => /table/.test(key))?.colour;
  const wood = named ?? mix(palette.wood, random.pick(["#b97a48", "#8a5432", "#c9935e", "#a0633a"]), 0.6);
  const edge = table.y;
  ctx.fillStyle = fade(palette.shadow, 0.35);
  ctx.fillRect(0, edge - unit * 5, width, unit * 6);
  ctx.fillStyle = verticalGradient(
    ctx,
    [edge, height],
    [
      [0, mix(lighten(wood, 0.22), palette.light, 0.2)],
      [0.25, lighten(wood, 0.06)],
      [1, darken(wood, 0.26)],
    ],
  );
  ctx.fillRect(0, edge, width, height - edge);
  if (!simple) {
    // Planks that narrow with distance, each with its own tone and a few lines of grain.
    const planks = 5;
    for (let plank = 0; plank < planks; plank++) {
      const y0 = edge + (table.height * plank * plank) / (planks * planks);
      const y1 = edge + (table.height * (plank + 1) * (plank + 1)) / (planks * planks);
      ctx.fillStyle = fade(random.next() < 0.5 ? darken(wood, 0.35) : lighten(wood, 0.3), random.range(0.05, 0.16));
      ctx.fillRect(0, y0, width, y1 - y0);
      ctx.strokeStyle = fade(darken(wood, 0.45), 0.22);
      ctx.lineWidth = unit * (0.8 + plank * 0.3);
      ctx.beginPath();
      for (let line = 0; line < 7; line++) {
        const y = y0 + ((y1 - y0) * (line + random.range(0.1, 0.9))) / 7;
        const from = width * random.range(-0.2, 0.8);
        const long = width * random.range(0.2, 0.7);
        const bow = (y1 - y0) * random.range(-0.16, 0.16);
        ctx.moveTo(from, y);
        ctx.bezierCurveTo(from + long * 0.3, y + bow, from + long * 0.7, y - bow, from + long, y);
      }
      ctx.stroke();
      if (random.next() < 0.55) {
        const knot = { x: width * random.next(), y: (y0 + y1) / 2 };
        for (let ring = 3; ring >= 1; ring--) {
          ellipse(ctx, knot, unit * ring * 9, ((y1 - y0) * ring) / 14);
          ctx.stroke();
        }
      }
      ctx.fillStyle = fade(darken(wood, 0.6), 0.55);
      ctx.fillRect(0, y1 - unit * (0.8 + plank * 0.3), width, unit * (1 + plank * 0.35));
    }
  }
  ctx.fillStyle = fade(lighten(wood, 0.55), 0.6);
  ctx.fillRect(0, edge, width, Math.max(1, unit * 2.5));
  ctx.save();
  ctx.translate(width * (0.5 + layout.light.direction * 0.3), edge + table.height * 0.25);
  ctx.scale(1, 0.3);
  glow(ctx, { x: 0, y: 0 }, { radius: width * 0.42, colour: palette.light, strength: 0.4 });
  ctx.restore();
}

/** Posts, easels, brackets and shadows: boards must not hang in the air. */
export function paintMounting(easel: Easel): void {
  const { ctx, layout, scene, palette, height, unit } = easel;
  for (const { lettering, box, fixed, bare } of layout.surfaces) {
    if (bare) continue;
    const foot = box.y + box.height;
    const middle = box.x + box.width / 2;
    const outdoors = !scene.interior && !["studio", "stage", "abstract", "space", "underwater", "sky"].includes(scene.setting);
    const wood = darken(palette.wood, 0.25);
    if (
      outdoors &&
      !fixed &&
      ["sign", "chalkboard", "poster", "label", "paper", "wall", "screen", "shopFront"].includes(lettering.surface)
    ) {
      const ground = Math.min(height * 0.97, Math.max(foot + height * 0.1, layout.horizon + (height - layout.horizon) * 0.45));
      for (const at of [0.16, 0.84]) {
        const x = box.x + box.width * at;
        contactShadow(ctx, { x, y: ground }, { width: unit * 90, height: unit * 14, colour: palette.shadow, strength: 0.5 });
        const gradient = ctx.createLinearGradient(x - unit * 9, 0, x + unit * 9, 0);
        gradient.addColorStop(0, lighten(wood, 0.2));
        gradient.addColorStop(1, darken(wood, 0.2));
        ctx.fillStyle = gradient;
        ctx.fillRect(x - unit * 9, box.y + box.height * 0.4, unit * 18, ground - box.y - box.height * 0.4);
      }
    } else if (outdoors && lettering.surface === "stone") {
      contactShadow(
        ctx,
        { x: middle, y: foot },
        { width: box.width * 1.2, height: unit * 36, colour: palette.shadow, strength: 0.55 },
      );
    } else if (lettering.surface === "banner" && !fixed) {
      ctx.strokeStyle = fade("#4a3b32", 0.85);
      ctx.lineWidth = unit * 2.4;
      ctx.beginPath();
      for (const [from, to] of [
        [box.x, box.x - box.width * 0.12],
        [box.x + box.width, box.x + box.width * 1.12],
      ] as const) {
        ctx.moveTo(from, box.y + unit * 6);
        ctx.lineTo(to, Math.max(0, box.y - box.height * 0.7));
      }
      ctx.stroke();
    } else if (scene.interior && lettering.surface === "neonSign") {
      glow(
        ctx,
        { x: middle, y: box.y + box.height / 2 },
        { radius: box.width * 0.8, colour: lettering.colour ?? "#ff5fae", strength: 0.3 },
      );
    }
    // A soft shadow on whatever is behind.
    if (lettering.surface === "neonSign" || lettering.surface === "wall") continue;
    contactShadow(
      ctx,
      { x: middle - layout.light.direction * unit * 14, y: box.y + box.height * 0.54 },
      { width: box.width * 1.16, height: box.height * 1.2, colour: palette.shadow, strength: 0.34 },
    );
  }
}
