// Chooses the setting of a picture: the place that the prompt names, else the one that its subjects, furniture and lettering
// suggest.

import type { Mention } from "./lexicon.ts";
import { homeOf } from "./people.ts";
import { isPlaceNoun } from "./phrases.ts";
import type { Lettering, Setting, Subject } from "./scene.ts";

const INTERIORS: ReadonlySet<Setting> = new Set([
  "cafe",
  "kitchen",
  "livingRoom",
  "bedroom",
  "office",
  "library",
  "classroom",
  "shop",
  "stage",
  "studio",
]);

/** Named only in passing (a texture, a scenic backdrop): any other place goes first. */
const WEAK: ReadonlySet<Setting> = new Set(["abstract", "studio"]);
/** What may float in a sky that the prompt merely mentions. */
const AIRBORNE = /^(?:animal-bird|transport-air|sky-weather)/;

/** What a further named place adds to the chosen one. */
const AS_PROP: Partial<Record<Setting, string>> = {
  mountains: "mountains",
  sea: "sea",
  beach: "sand",
  lake: "lake",
  river: "river",
  waterfall: "waterfall",
  forest: "trees",
  meadow: "grass",
  garden: "flowers",
  snowfield: "snow",
  desert: "dunes",
  skyline: "tallBuildings",
  village: "houses",
  harbour: "boats",
  field: "crops",
  road: "path",
};

/** Places that their pieces give away. */
const OF_PROPS: readonly (readonly [RegExp, Setting])[] = [
  [/^(?:bed)$/, "bedroom"],
  [/^(?:stove)$/, "kitchen"],
  [/^(?:coffeeMachine)$/, "cafe"],
  [/^(?:bookshelf)$/, "library"],
  [/^(?:whiteboard|desk|computer)$/, "office"],
  [/^(?:chalkboard)$/, "cafe"],
  [/^(?:counter)$/, "kitchen"],
  [/^(?:spotlight)$/, "stage"],
  [
    /^(?:sofa|armchair|fireplace|rug|curtains|pictureFrames|table|woodenTable|chair|window|woodenFurniture|pendantLamp|christmasTree|mirror|piano)$/,
    "livingRoom",
  ],
  [/^(?:nebula|planets)$/, "space"],
  [/^(?:coral|fishes)$/, "underwater"],
  [/^(?:waves|palmTrees|cliffs)$/, "sea"],
  [/^(?:boats|pier|lotus)$/, "lake"],
  [/^(?:dunes|cacti)$/, "desert"],
  [/^(?:bench|fountain)$/, "park"],
  [/^(?:streetLamp|cars|neonSigns|marketStalls|puddles|bicycles|umbrellas|crowd)$/, "street"],
  [/^(?:tallBuildings)$/, "skyline"],
  [/^(?:lanterns|couplets|pagoda|temple|toriiGate|houses)$/, "village"],
  [/^(?:pineTrees|trees|fireflies|mushrooms|autumnLeaves|bamboo)$/, "forest"],
  [/^(?:cherryBlossom|flowers|plumBlossom|vines|hedge|pond|petals)$/, "garden"],
  [/^(?:snowCaps|mountains|seaOfClouds)$/, "mountains"],
  [/^(?:crops|hills)$/, "field"],
  [/^(?:railway)$/, "road"],
  [/^(?:bridge|river|willows)$/, "river"],
  [/^(?:fireworks)$/, "skyline"],
  [/^(?:aurora)$/, "snowfield"],
  [/^(?:milkyWay|shootingStar)$/, "mountains"],
  [/^(?:hotAirBalloons|kites|rainbow|birds)$/, "meadow"],
  [/^(?:moon|fullMoon|crescentMoon|stars|clouds|sun|skyLanterns|balloons)$/, "sky"],
  [/^(?:snow)$/, "snowfield"],
  [/^(?:grass|path|fence|campfire|tents)$/, "meadow"],
];

/** Places for things of a class that name no home of their own. */
const OF_KINDS: readonly (readonly [RegExp, Setting])[] = [
  [/^animal-marine/, "underwater"],
  [/^animal-bird/, "sky"],
  [/^animal-bug|^plant-flower/, "garden"],
  [/^animal/, "meadow"],
  [/^plant/, "garden"],
  [/^food-|^drink|^dishware/, "kitchen"],
  [/^transport-ground/, "road"],
  [/^transport-water/, "sea"],
  [/^transport-air/, "sky"],
  [/^place-building|^place-religious/, "street"],
  [/^place/, "mountains"],
  [/^musical|^music/, "stage"],
  [/^household/, "livingRoom"],
  [/^computer|^office|^science|^phone/, "office"],
  [/^sport/, "park"],
];

const OF_SURFACES: Partial<Record<Lettering["surface"], Setting>> = {
  chalkboard: "cafe",
  sign: "street",
  shopFront: "street",
  neonSign: "street",
  banner: "street",
  wall: "street",
  mug: "cafe",
  screen: "office",
  paper: "office",
  bookCover: "library",
  stone: "meadow",
};

export interface Place {
  readonly setting: Setting;
  readonly named: boolean;
  readonly interior: boolean;
  /** Props for the places that the prompt names beside the chosen one. */
  readonly further: readonly string[];
}

export interface Hints {
  readonly mentions: readonly Mention[];
  readonly subjects: readonly Subject[];
  readonly homes: readonly Setting[];
  readonly props: ReadonlySet<string>;
  readonly lettering: readonly Lettering[];
  readonly camera?: string;
}

function namedPlace(
  mentions: readonly Mention[],
  interiorAsked: boolean,
): { setting: Setting; all: readonly Setting[] } | undefined {
  const found: { setting: Setting; score: number }[] = [];
  for (const [index, { sense }] of mentions.entries()) {
    if (sense.setting === undefined || sense.faint === true) continue;
    const after = mentions[index + 1];
    const next = after?.sense;
    const before = mentions.slice(Math.max(0, index - 3), index);
    const isBackdrop = next?.grammar === "background" || before.some((mention) => mention.sense.grammar === "backdrop");
    const isLocated = before.some(
      ({ sense: { relation, grammar } }) => relation === "in" || relation === "on" || grammar === "at",
    );
    let score = 10 - found.length;
    if (isBackdrop) score -= 9;
    if (isLocated) score += 0.5;
    // `a mountain cabin`, `a city bus`: the place only describes.
    const describes =
      after !== undefined &&
      next?.setting === undefined &&
      (next?.noun ?? next?.person) !== undefined &&
      after.tokens[0]?.kind === "word";
    // `Paris street`, 校园的图书馆: the second place is where it is.
    // 雪山脚下的湖泊: the place below the first is the picture's.
    const isBelow = next?.relation === "under" && after?.tokens[0]?.kind === "han";
    const link = isBelow ? index + 2 : index + 1;
    const isLinked = mentions[link]?.sense.grammar === "of" && mentions[link]?.tokens[0]?.kind === "han";
    const placeAfter = isLinked ? mentions[link + 1] : after;
    const isRoom = INTERIORS.has(sense.setting) && placeAfter?.sense.setting === "livingRoom";
    const isNarrowed = isPlaceNoun(placeAfter) && !isRoom;
    if (describes || isNarrowed) score -= 4;
    if (WEAK.has(sense.setting)) score -= 12;
    if (interiorAsked && !INTERIORS.has(sense.setting)) score -= 8;
    // `a room overlooking the sea`: a room that is named holds the picture.
    if (INTERIORS.has(sense.setting) && !WEAK.has(sense.setting)) score += 2;
    found.push({ setting: sense.setting, score });
  }
  const best = found.toSorted((one, other) => other.score - one.score)[0];
  return best && { setting: best.setting, all: found.map(({ setting }) => setting) };
}

function suggestedPlace({ subjects, homes, props, lettering, camera }: Hints): Setting {
  const portrait = subjects.find(({ person, background }) => person !== undefined && !background);
  const ofProps = [...props].flatMap((prop) => OF_PROPS.find(([test]) => test.test(prop))?.[1] ?? []);
  const room = ofProps.find((setting) => INTERIORS.has(setting));
  const main = subjects.find(({ background }) => !background);
  const ofRole = portrait?.person === undefined ? undefined : homeOf(portrait.person);
  if (props.has("chalkboard") && ofRole === "classroom") return ofRole;
  if (room !== undefined) return room === "livingRoom" && /^food|^drink|^dishware/.test(main?.kind ?? "") ? "kitchen" : room;
  const ground = ofProps.find((setting) => setting !== "sky");
  const isBound = ofRole === "space" || ofRole === "underwater";
  if (ofRole !== undefined && (isBound || ground === undefined)) return ofRole;
  if (portrait !== undefined && camera === "portrait") return "studio";
  const surface = lettering.map((each) => OF_SURFACES[each.surface]).find((setting) => setting !== undefined);
  if (ground !== undefined) return ground;
  // A balloon belongs to the sky, a child with a balloon to the ground below.
  const home = homes.find((setting) => setting !== "sky") ?? homes[0];
  if (home !== undefined) return home === "sky" && portrait !== undefined ? "meadow" : home;
  for (const { kind = "" } of subjects) {
    const found = OF_KINDS.find(([test]) => test.test(kind));
    if (found !== undefined) return found[1];
  }
  if (surface !== undefined) return surface;
  if (ofProps[0] !== undefined) return ofProps[0];
  if (subjects.length > 0 && portrait === undefined) return "studio";
  return lettering.length > 0 ? "studio" : "meadow";
}

/** The setting of the picture. Interiors are rooms, unless the prompt shows them from outside. */
export function choosePlace(hints: Hints): Place {
  const { mentions, lettering, subjects, props, homes } = hints;
  const interiorAsked = mentions.some(({ sense }) => sense.interior === true);
  const exterior =
    mentions.some(({ sense }) => sense.exterior === true) || lettering.some(({ surface }) => surface === "shopFront");
  const seen = namedPlace(mentions, interiorAsked);
  // The skyline from a window is seen from a room.
  const isWithin =
    interiorAsked && seen !== undefined && seen.setting !== "space" && !INTERIORS.has(seen.setting) && hints.props.has("window");
  const named = isWithin ? undefined : seen;
  const suggested = suggestedPlace(hints);
  const faint = mentions.find(({ sense }) => sense.faint === true)?.sense.setting;
  const settled =
    (!homes.includes("sky") && subjects.some(({ kind = "", background }) => !background && !AIRBORNE.test(kind))) ||
    (props.size > 0 && suggested !== "meadow");
  const room = isWithin ? (INTERIORS.has(suggested) ? suggested : "livingRoom") : undefined;
  const setting = named?.setting ?? room ?? (settled ? suggested : (faint ?? suggested));
  const further = (seen?.all ?? []).flatMap((other) => (other === setting ? [] : (AS_PROP[other] ?? [])));
  const deep = setting === "sea" && homes.includes("underwater") && subjects.some(({ kind }) => kind === "animal-marine");
  if (deep) return { setting: "underwater", named: true, interior: false, further };
  return {
    setting,
    named: named !== undefined,
    interior: (INTERIORS.has(setting) && !exterior) || (interiorAsked && setting === "garden"),
    further,
  };
}
