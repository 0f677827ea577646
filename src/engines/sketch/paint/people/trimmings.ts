// Collars, ties, bibs, belts and buttons on the trunk of a whole figure. Lengths are in body heights.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../../scene/scene.ts";
import { drape, line, orb, shape } from "../brushwork.ts";
import { brightness, darken, fade, lighten, mix } from "../colour.ts";
import type { Look } from "./people.ts";

interface Trunk {
  readonly look: Look;
  readonly light: number;
  readonly s: number;
  readonly w: number;
  readonly h: number;
  readonly long: number;
  readonly low: number;
}

/** Collars, ties, bibs, belts, buttons: what makes a trade or a garment known. Clipped to the trunk. */
export function overlay(ctx: SKRSContext2D, { look, s, w, long, low }: Trunk): void {
  const { outfit, feminine } = look;
  const { colour } = outfit;
  const top = -long;
  const dark = fade(darken(colour, 0.55), 0.55);
  const collar = (tone: Colour): void => {
    for (const side of [-1, 1])
      shape(ctx, tone, [
        [side * 0.034, top - 0.012],
        [side * 0.056, top + 0.022],
        [side * 0.026, top + 0.05],
        [0, top + 0.026],
      ]);
  };
  const open = (tone: Colour, deep: number): void =>
    shape(ctx, tone, [
      [-0.034, top - 0.01],
      [0.034, top - 0.01],
      [0, top + deep],
    ]);
  const tie = (tone: Colour, end: number): void =>
    shape(ctx, tone, [
      [-0.009, top + 0.026],
      [0.009, top + 0.026],
      [0.007, top + 0.044],
      [0.015, top + end],
      [0, top + end + 0.016],
      [-0.015, top + end],
      [-0.007, top + 0.044],
    ]);
  const buttons = (tone: Colour, from: number): void => {
    for (let y = top + from; y < low; y += 0.042) orb(ctx, [0, y], { radius: 0.0055, colour: tone });
  };
  const belt = (tone: Colour, y: number): void => {
    line(ctx, { width: 0.024, colour: tone }, [
      [-s, y],
      [0, y + 0.012, s, y],
    ]);
    shape(ctx, "#e8c050", [
      [-0.016, y - 0.004],
      [0.016, y - 0.004],
      [0.016, y + 0.02],
      [-0.016, y + 0.02],
    ]);
  };
  switch (outfit.cut) {
    case "shirt":
      line(ctx, { width: 0.004, colour: dark }, [
        [0, top + 0.03],
        [0, low],
      ]);
      buttons(brightness(colour) > 0.7 ? "#cfc8be" : lighten(colour, 0.5), 0.06);
      collar(lighten(colour, 0.2));
      if (outfit.tie !== undefined) tie(outfit.tie, 0.14);
      else belt("#4a3426", -0.004);
      break;
    case "blouse":
      open(look.skin, 0.055);
      collar(lighten(colour, 0.3));
      buttons(lighten(colour, 0.5), 0.08);
      break;
    case "suit":
    case "coat":
    case "labCoat":
    case "uniform":
      open(outfit.under, feminine ? 0.11 : 0.14);
      if (outfit.tie !== undefined && !(feminine && outfit.cut === "suit")) tie(outfit.tie, 0.12);
      for (const side of [-1, 1]) {
        shape(ctx, lighten(colour, side > 0 ? 0.12 : 0.05), [
          [side * 0.036, top - 0.012],
          [side * 0.066, top + 0.05],
          [side * 0.046, top + 0.056],
          [0, top + 0.15],
          [0, top + 0.13],
        ]);
        line(ctx, { width: 0.004, colour: dark }, [
          [side * 0.066, top + 0.05],
          [0, top + 0.15],
        ]);
      }
      line(ctx, { width: 0.005, colour: dark }, [
        [0, top + 0.14],
        [0.002, low + 0.02],
      ]);
      if (outfit.cut !== "labCoat")
        for (let y = top + 0.17; y < -0.03; y += 0.05)
          orb(ctx, [0.016, y], { radius: 0.006, colour: outfit.cut === "uniform" ? "#f0c860" : darken(colour, 0.4) });
      if (outfit.cut === "uniform" || outfit.hat === "santa" || outfit.hat === "tricorn") belt("#26242a", -0.03);
      if (outfit.hat === "santa")
        line(ctx, { width: 0.045, colour: "#fbf8f2" }, [
          [-s, low + 0.005],
          [0, low + 0.02, s, low + 0.005],
        ]);
      if (outfit.hat === "tricorn")
        for (const side of [-1, 1])
          line(ctx, { width: 0.01, colour: "#e6bb48" }, [
            [side * 0.06, top + 0.06],
            [side * 0.03, low],
          ]);
      if (outfit.cut === "uniform")
        shape(ctx, "#f0c450", [
          [0.034, top + 0.075],
          [0.05, top + 0.068],
          [0.066, top + 0.075],
          [0.05, top + 0.108],
        ]);
      break;
    case "robe": {
      const trim = brightness(colour) > 0.6 ? mix(colour, "#a03a4a", 0.6) : lighten(colour, 0.62);
      for (const side of [1, -1])
        line(ctx, { width: 0.02, colour: trim }, [
          [-side * 0.036, top - 0.01],
          [0, top + 0.09, side * w * 0.9, top + long * 0.62],
        ]);
      line(ctx, { width: 0.05, colour: mix(trim, darken(colour, 0.3), 0.5) }, [
        [-s, top + long * 0.64],
        [0, top + long * 0.68, s, top + long * 0.64],
      ]);
      break;
    }
    case "chef":
      collar("#ffffff");
      if (outfit.tie !== undefined)
        shape(ctx, outfit.tie, [
          [-0.036, top],
          [0, top + 0.03, 0.036, top],
          [0.02, top + 0.05],
          [-0.02, top + 0.05],
        ]);
      for (let y = top + 0.075; y < -0.1; y += 0.04)
        for (const x of [-0.03, 0.03]) orb(ctx, [x, y], { radius: 0.006, colour: "#555a6c" });
      break;
    case "scrubs":
      open(look.skin, 0.05);
      break;
    case "overalls":
      shape(ctx, drape(ctx, colour, { from: -s, to: s, light: 1 }), [
        [-s * 0.52, top + 0.11],
        [s * 0.52, top + 0.11],
        [s * 0.6, top + 0.19],
        [s * 1.2, top + 0.22],
        [s * 1.2, low + 0.04],
        [-s * 1.2, low + 0.04],
        [-s * 1.2, top + 0.22],
        [-s * 0.6, top + 0.19],
      ]);
      for (const side of [-1, 1]) {
        line(ctx, { width: 0.022, colour }, [
          [side * 0.056, top],
          [side * s * 0.42, top + 0.12],
        ]);
        orb(ctx, [side * s * 0.42, top + 0.122], { radius: 0.009, colour: "#f0c860" });
      }
      line(ctx, { width: 0.004, colour: dark }, [
        [-0.04, top + 0.15],
        [-0.04, top + 0.19],
        [0.04, top + 0.19],
        [0.04, top + 0.15],
      ]);
      break;
    case "vest":
      collar(lighten(outfit.under, 0.15));
      for (const side of [-1, 1])
        shape(ctx, drape(ctx, colour, { from: -s, to: s, light: 1 }), [
          [side * 0.04, top - 0.01],
          [side * s * 0.86, top],
          [side * s * 0.8, top + 0.12],
          [side * s * 1.3, low + 0.05],
          [side * 0.012, low + 0.05],
          [side * 0.02, top + 0.1],
        ]);
      if (outfit.hat === "hard")
        for (const side of [-1, 1])
          line(ctx, { width: 0.018, colour: "#f6f4b6" }, [
            [side * s * 0.55, top],
            [side * s * 0.5, low],
          ]);
      break;
    case "hoodie":
      for (const side of [-1, 1]) {
        shape(ctx, darken(colour, 0.12), [
          [side * 0.03, top - 0.02],
          [side * 0.09, top + 0.0, side * 0.05, top + 0.05],
          [0, top + 0.04],
        ]);
        line(ctx, { width: 0.006, colour: lighten(colour, 0.6) }, [
          [side * 0.016, top + 0.045],
          [side * 0.018, top + 0.1],
        ]);
      }
      shape(ctx, darken(colour, 0.12), [
        [-w * 0.6, -0.09],
        [w * 0.6, -0.09],
        [w * 0.8, -0.02],
        [-w * 0.8, -0.02],
      ]);
      break;
    case "sweater":
      line(ctx, { width: 0.026, colour: darken(colour, 0.1) }, [
        [-0.04, top],
        [0, top + 0.034, 0.04, top],
      ]);
      line(ctx, { width: 0.03, colour: darken(colour, 0.1) }, [
        [-s, low],
        [0, low + 0.014, s, low],
      ]);
      break;
    case "armour":
      line(ctx, { width: 0.005, colour: dark }, [
        [0, top + 0.03],
        [0, top + long * 0.6],
      ]);
      shape(ctx, "rgba(255,255,255,0.35)", [
        [w * 0.2, top + 0.05],
        [w * 0.7, top + 0.1, w * 0.5, top + 0.18],
        [w * 0.4, top + 0.12, w * 0.2, top + 0.05],
      ]);
      belt("#5a3a26", -0.06);
      for (let plate = -2; plate <= 2; plate++)
        shape(ctx, darken(colour, plate % 2 ? 0.1 : 0.02), [
          [plate * 0.034 - 0.019, -0.035],
          [plate * 0.034 + 0.019, -0.035],
          [plate * 0.04 + 0.02, low + 0.02],
          [plate * 0.04 - 0.02, low + 0.02],
        ]);
      break;
    case "fire":
    case "space": {
      const band = outfit.cut === "fire" ? "#f4ec9a" : "#f08a3c";
      for (const y of [top + 0.13, -0.015]) {
        line(ctx, { width: 0.03, colour: band }, [
          [-s * 1.2, y],
          [0, y + 0.012, s * 1.2, y],
        ]);
        line(ctx, { width: 0.01, colour: "#c8ccd4" }, [
          [-s * 1.2, y],
          [0, y + 0.012, s * 1.2, y],
        ]);
      }
      line(ctx, { width: 0.006, colour: dark }, [
        [0, top + 0.03],
        [0, low],
      ]);
      if (outfit.cut === "space")
        shape(ctx, "#c4cbd8", [
          [-0.04, top + 0.06],
          [0.04, top + 0.06],
          [0.04, top + 0.11],
          [-0.04, top + 0.11],
        ]);
      break;
    }
    case "dress":
      line(ctx, { width: 0.018, colour: lighten(colour, 0.35) }, [
        [-w * 1.1, top + long * 0.66],
        [0, top + long * 0.7, w * 1.1, top + long * 0.66],
      ]);
      if (outfit.sleeves !== "none") open(look.skin, 0.05);
      break;
    default:
      line(ctx, { width: 0.011, colour: darken(colour, 0.16) }, [
        [-0.034, top],
        [0, top + 0.036, 0.034, top],
      ]);
      if (outfit.cape !== undefined)
        shape(ctx, "#f4cf3a", [
          [0, top + 0.06],
          [0.05, top + 0.09],
          [0, top + 0.15],
          [-0.05, top + 0.09],
        ]);
  }
  if (outfit.apron !== undefined) {
    shape(ctx, drape(ctx, outfit.apron, { from: -s, to: s, light: 1 }), [
      [-s * 0.48, top + 0.1],
      [s * 0.48, top + 0.1],
      [w * 0.95, top + 0.17],
      [w * 1.0, low + 0.06],
      [-w * 1.0, low + 0.06],
      [-w * 0.95, top + 0.17],
    ]);
    line(ctx, { width: 0.012, colour: darken(outfit.apron, 0.18) }, [
      [-s, top + long * 0.66],
      [s, top + long * 0.66],
    ]);
  }
  if (outfit.backpack !== undefined)
    for (const side of [-1, 1])
      line(ctx, { width: 0.022, colour: darken(outfit.backpack, 0.1) }, [
        [side * s * 0.62, top],
        [side * s * 0.72, top + 0.1, side * s * 0.66, top + 0.18],
      ]);
  if (outfit.stethoscope) {
    line(ctx, { width: 0.008, colour: "#2f384a" }, [
      [-0.042, top - 0.01],
      [-0.05, top + 0.12, 0.01, top + 0.13],
      [0.04, top + 0.1, 0.042, top - 0.01],
    ]);
    orb(ctx, [0.008, top + 0.145], { radius: 0.013, colour: "#c4ccd8" });
  }
}
