// Turns what a prompt says of a person into a `Person`, with the glyph and the place that their role suggests.

import type { Traits } from "./lexicon.ts";
import { lexicon } from "./lexicon.ts";
import type { Person, Setting } from "./scene.ts";

/** Where people of a role are found when the prompt names no place. */
const ROLE_HOMES: Readonly<Record<string, Setting>> = {
  astronaut: "space",
  chef: "kitchen",
  cooking: "kitchen",
  barista: "cafe",
  drinking: "cafe",
  eating: "cafe",
  firefighter: "street",
  "police officer": "street",
  shopkeeper: "street",
  photographer: "street",
  detective: "street",
  cyclist: "road",
  cycling: "road",
  doctor: "office",
  nurse: "office",
  scientist: "office",
  programmer: "office",
  "office worker": "office",
  working: "office",
  writing: "office",
  writer: "office",
  farmer: "field",
  artist: "studio",
  painting: "studio",
  model: "studio",
  teacher: "classroom",
  student: "classroom",
  singer: "stage",
  singing: "stage",
  dancer: "stage",
  dancing: "stage",
  clown: "stage",
  "playing guitar": "stage",
  "playing piano": "stage",
  "playing violin": "stage",
  knight: "mountains",
  king: "mountains",
  queen: "mountains",
  prince: "mountains",
  princess: "mountains",
  monk: "mountains",
  hiker: "mountains",
  climber: "mountains",
  climbing: "mountains",
  wizard: "forest",
  witch: "forest",
  fairy: "forest",
  elf: "forest",
  angel: "sky",
  superhero: "skyline",
  supervillain: "skyline",
  ninja: "village",
  mermaid: "underwater",
  merman: "underwater",
  santa: "snowfield",
  "mrs claus": "snowfield",
  skier: "snowfield",
  skiing: "snowfield",
  snowboarder: "snowfield",
  pirate: "sea",
  sailor: "sea",
  surfer: "sea",
  surfing: "sea",
  fisherman: "lake",
  fishing: "lake",
  rowing: "lake",
  swimmer: "underwater",
  cowboy: "desert",
  reading: "park",
  meditating: "meadow",
  footballer: "park",
  golfer: "park",
  runner: "park",
  running: "park",
  sleeping: "bedroom",
  mechanic: "shop",
  "factory worker": "street",
  "construction worker": "street",
};

/** Whether a role is something done (`playing guitar`) rather than what someone is (`chef`, `king`). */
export function isDeed(role: string): boolean {
  return /^\w{2,}ing\b/.test(role);
}

/** What is done, of two doings told one after the other: the first, unless it is only a posture: sitting and reading. */
export function deedOf(first: string | undefined, second: string): string {
  return first === undefined || /^(?:sitting|standing|lying|walking)$/.test(first) ? second : first;
}

/** Later words add to earlier ones; what both say, the later says. */
export function mergeTraits(first: Traits, second: Traits): Traits {
  const hair = first.hair === undefined && second.hair === undefined ? {} : { hair: { ...first.hair, ...second.hair } };
  return { ...first, ...second, ...hair };
}

export interface PersonDraft {
  readonly traits: Traits;
  readonly accessories: readonly NonNullable<Person["accessories"]>[number][];
  readonly clothingColour?: string;
}

/** The person that a draft describes; age and gender default to an adult of unspecified gender. */
export function toPerson({ traits, accessories, clothingColour }: PersonDraft): Person {
  const { age = "adult", gender = "unspecified", hair, skin, expression, role, item, accessory } = traits;
  const worn = [...new Set(accessory === undefined ? accessories : [...accessories, accessory])];
  const clothing = {
    ...(clothingColour === undefined ? {} : { colour: clothingColour }),
    ...(item === undefined ? {} : { item }),
  };
  return {
    age,
    gender,
    ...(hair === undefined ? {} : { hair }),
    ...(skin === undefined ? {} : { skin }),
    ...(Object.keys(clothing).length === 0 ? {} : { clothing }),
    ...(expression === undefined ? {} : { expression }),
    ...(worn.length === 0 ? {} : { accessories: worn }),
    ...(role === undefined ? {} : { role }),
  };
}

/** The glyph that shows the person best: that of the role in their gender, else that of their age and hair. */
export function glyphOf(person: Person, roleGlyph?: string): string | undefined {
  const { glyphs } = lexicon();
  const { age, gender, hair, accessories = [] } = person;
  const stem = gender === "unspecified" ? "person" : gender;
  const wanted: string[] = [];
  // The set's figures of roles are adults.
  if (roleGlyph !== undefined && (age === "adult" || age === "young")) {
    const role = roleGlyph.replace(/^(?:person|man|woman)-/, "");
    wanted.push(...(gender === "unspecified" ? [roleGlyph] : [`${gender}-${role}`, roleGlyph]));
  }
  const look = gender === "unspecified" ? undefined : gender;
  if (age === "baby") wanted.push("baby");
  else if (age === "child") wanted.push(look === "woman" ? "girl" : look === "man" ? "boy" : "child");
  else if (age === "old") wanted.push(look === "woman" ? "old-woman" : look === "man" ? "old-man" : "older-person");
  else {
    if (hair?.form === "bald") wanted.push(`${stem}-bald`);
    if (accessories.includes("beard")) wanted.push(`${stem}-beard`);
    if (hair?.form === "curly" || hair?.form === "wavy" || hair?.form === "afro") wanted.push(`${stem}-curly-hair`);
    if (hair?.colour === "#b5482a") wanted.push(`${stem}-red-hair`);
    if (hair?.colour === "#e6c46e") wanted.push(`${stem}-blonde-hair`);
    if (hair?.colour === "#e9e7e3") wanted.push(`${stem}-white-hair`);
    wanted.push(stem);
  }
  return wanted.find((glyph) => glyphs.has(glyph));
}

/** The place that a person's role or doing suggests. */
export function homeOf(person: Person): Setting | undefined {
  return person.role === undefined ? undefined : ROLE_HOMES[person.role];
}
