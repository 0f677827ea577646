// What the painter knows about subjects before it has seen their art: how big they are in life, where they stay, how wide they
// are for their height, and which of our own generators draws them. Everything else about a subject is in the scene.
import type { Subject } from "../scene/scene.ts";
import { isCurio } from "./curios.ts";

/** Subjects that code draws better than a glyph would: they take the season, the light and the seed. */
export type Drawing =
  | "tree"
  | "house"
  | "cottage"
  | "tower"
  | "castle"
  | "pagoda"
  | "windmill"
  | "lighthouse"
  | "bridge"
  | "sailboat"
  | "rowboat"
  | "mountain"
  | "rock"
  | "bush"
  | "flower"
  | "person"
  | "bench"
  | "streetLamp"
  | "table"
  | "bowl"
  | "plate"
  | "sign";

export type Habitat = "ground" | "water" | "air" | "sky";

export interface Kind {
  readonly drawing?: Drawing;
  /** Height (or length, whichever is larger) in life, in metres. */
  readonly sizeM: number;
  readonly habitat: Habitat;
  /** Width of its box for its height. */
  readonly aspect: number;
  /** A glyph that shows a head alone: a body is drawn below it. */
  readonly headOnly: boolean;
  /** Something that belongs on a table or in a hand. */
  readonly tabletop: boolean;
}

const DRAWINGS: readonly (readonly [RegExp, Drawing, sizeM: number, aspect: number])[] = [
  [/\b(person|people|portrait|bust)\b|^(man|woman|boy|girl|child|baby)$/, "person", 1.7, 0.5],
  [/christmas-tree|tanabata/, "tree", 5, 0.72],
  [/bonsai|potted/, "tree", 0.4, 0.9],
  [/palm/, "tree", 9, 0.8],
  [/(^|-)(tree|trees|oak|pine|birch|willow|maple|cypress|cedar|fir|spruce|evergreen|bamboo)($|-)/, "tree", 9, 0.8],
  [/cottage|cabin|hut|barn|farmhouse|shed/, "cottage", 6, 1.15],
  [/(^|-)(house|houses|home|villa)($|-)|house-with-garden/, "house", 7, 1.0],
  [/pagoda|temple/, "pagoda", 20, 0.8],
  [/castle|palace|fortress/, "castle", 30, 1.15],
  [/skyscraper|office-building|tower-block|high-rise/, "tower", 60, 0.4],
  [/windmill/, "windmill", 14, 0.85],
  [/lighthouse/, "lighthouse", 25, 0.42],
  [/(^|-)bridge($|-)/, "bridge", 18, 2.4],
  [/sailboat|sailing|yacht|sailing-boat/, "sailboat", 9, 0.85],
  [/rowing-boat|row-boat|rowboat|fishing-boat|^boat$|wooden-boat|canoe|gondola/, "rowboat", 4, 1.9],
  [/mountain|mount-fuji|(^|-)(hill|peak|cliff)($|-)/, "mountain", 400, 1.6],
  [/^(rock|boulder|stone)$/, "rock", 1, 1.4],
  [/^(bush|shrub|hedge)$/, "bush", 1.2, 1.4],
  [/^(flower|flowers|wildflower|daisy|poppy|lavender)$/, "flower", 0.4, 0.7],
  [/^(bench|park-bench)$/, "bench", 1.1, 1.8],
  [/street-?lamp|lamp-?post|lantern-post/, "streetLamp", 5, 0.4],
  [/^(noodles?|ramen|udon|pho|laksa|noodle-soup|beef-noodles?|steaming-bowl|soup|miso-soup|congee)$/, "bowl", 0.3, 1.42],
  [/^(plate|dish|platter|saucer)$/, "plate", 0.3, 3.2],
  [/^(table|wooden-table|desk|dining-table)$/, "table", 0.9, 1.7],
];

const HEADS = new Set(
  words(`fox wolf bear panda polar-bear koala lion raccoon frog hamster unicorn tiger-face dog-face cat-face cow-face pig-face
    horse-face monkey-face mouse-face rabbit-face dragon-face moose robot`),
);

const AIR = new Set(
  words(`airplane small-airplane airplane-departure airplane-arrival helicopter bird eagle dove bat owl-flying butterfly honeybee
    bee fly mosquito balloon kite hot-air-balloon drone paper-plane mars parachute rocket flying-saucer satellite parrot phoenix-bird dragonfly seagull
    fairy person-fairy woman-fairy man-fairy bubbles feather leaf-fluttering-in-wind maple-leaf fallen-leaf sparkles fireworks
    sparkler comet shooting-star dashing-away cloud ghost person-superhero suspension-railway aerial-tramway mountain-cableway
    carp-streamer wind-chime red-paper-lantern snowflake musical-note musical-notes heart red-heart paper-plane lantern`),
);

const SKY = new Set(
  words(`sun moon full-moon crescent-moon star stars rainbow cloud clouds sun-with-face full-moon-face milky-way new-moon
    first-quarter-moon last-quarter-moon glowing-star aurora sunrise sunset snow rain`),
);

const WATER = new Set(
  words(`fish tropical-fish blowfish dolphin whale spouting-whale shark octopus squid jellyfish seal turtle duck swan goose
    ship ferry passenger-ship motor-boat speedboat canoe lotus person-surfing person-swimming person-rowing-boat
    man-surfing woman-surfing man-swimming woman-swimming man-rowing-boat woman-rowing-boat shrimp lobster crab coral ring-buoy iceberg paper-boat submarine
    otter water-wave seahorse mermaid person-merpeople`),
);

const SIZES: readonly (readonly [sizeM: number, names: ReadonlySet<string>])[] = [
  [
    0.05,
    new Set(
      words(`ant bug lady-beetle beetle fly mosquito honeybee spider cricket cockroach coin ring key old-key game-die gem-stone
    pill button cherries strawberry blueberries grapes snail worm microbe bead olive chestnut peanuts candy thread needle`),
    ),
  ],
  [
    0.13,
    new Set(
      words(`butterfly mouse hamster chipmunk frog lizard red-apple green-apple tangerine lemon lime pear peach mango kiwi-fruit
    tomato egg avocado onion garlic potato carrot banana coconut mushroom brown-mushroom cupcake doughnut cookie bagel croissant
    hamburger sandwich taco sushi rice-ball dumpling moon-cake hot-beverage teacup-without-handle cup-with-straw bubble-tea beer-mug
    wine-glass tumbler-glass cocktail-glass glass-of-milk bowl-with-spoon mug candle light-bulb pencil pen watch eyeglasses glasses
    sunglasses baby-chick front-facing-baby-chick hatching-chick rose tulip hibiscus cherry-blossom mobile-phone alarm-clock soap
    toothbrush lipstick camera tropical-drink ice-cream soft-ice-cream shaved-ice seedling four-leaf-clover spiral-shell crab shrimp`),
    ),
  ],
  [
    0.3,
    new Set(
      words(`cat black-cat rabbit hedgehog owl parrot dove bird duck chicken rooster squirrel turtle teapot teddy-bear birthday-cake
    pizza books bouquet sunflower potted-plant cactus watermelon pineapple pumpkin jack-o-lantern melon bread baguette-bread
    open-book laptop wrapped-gift crown top-hat cowboy-hat basket soccer-ball basketball volleyball football fish tropical-fish
    crystal-ball hourglass-done hourglass-not-done violin trumpet globe-showing-asia-australia typewriter handbag skunk
    desktop-computer telephone bottle-with-popping-cork pot-of-food shallow-pan-of-food steaming-bowl curry-rice spaghetti
    cooked-rice bento-box cooking pancakes waffle pie shortcake popcorn french-fries hot-dog cheese-wedge green-salad sake
    amphora trophy fountain-pen backpack umbrella closed-umbrella umbrella-with-rain-drops kite balloon musical-score`),
    ),
  ],
  [
    0.8,
    new Set(
      words(`dog guide-dog service-dog poodle fox raccoon badger beaver otter goat ewe ram sheep pig penguin swan goose turkey peacock
    eagle flamingo monkey koala sloth chair guitar banjo drum long-drum kick-scooter skateboard snowman snowman-without-snow
    seal baby child-small luggage suitcase robot kangaroo-small dodo crocodile snake tuna octopus lobster`),
    ),
  ],
  [
    1.7,
    new Set(
      words(`wolf tiger leopard lion panda bear polar-bear deer donkey llama kangaroo gorilla orangutan boar bicycle motor-scooter motorcycle
    zebra person astronaut ninja elf wizard person-mage fairy genie vampire zombie santa-claus mrs-claus mage superhero door alien ghost
    couch-and-lamp bed piano fountain-small ladder broom bathtub shower toilet manual-wheelchair motorized-wheelchair tent shark dolphin scarecrow moai mirror water-buffalo`),
    ),
  ],
  [
    2.6,
    new Set(
      words(`horse cow ox bison moose unicorn rhinoceros hippopotamus two-hump-camel automobile taxi oncoming-taxi sport-utility-vehicle
    racing-car pickup-truck minibus auto-rickshaw canoe carousel-horse tractor police-car ambulance`),
    ),
  ],
  [
    4,
    new Set(
      words(`elephant giraffe mammoth bus oncoming-bus delivery-truck fire-engine articulated-lorry trolleybus tram train metro helicopter
    small-airplane speedboat motor-boat fountain t-rex sauropod dragon whale spouting-whale hot-air-balloon camping flying-saucer`),
    ),
  ],
  [
    10,
    new Set(
      words(`airplane ship ferry passenger-ship rocket church shinto-shrine ferris-wheel circus-tent carousel roller-coaster
    hospital school bank hotel factory convenience-store department-store post-office japanese-post-office stadium mosque hindu-temple
    synagogue kaaba statue-of-liberty tokyo-tower classical-building locomotive high-speed-train bullet-train station monorail`),
    ),
  ],
];

const PEOPLE =
  /^(man|woman|person|people|boy|girl|child|mage|mx-|elf|fairy|singer|student|teacher|farmer|cook|pilot|judge|scientist|detective|guard|prince|princess|police|firefighter|astronaut|artist|technologist|mechanic)/;

/** Looks a subject up by its key, then by its glyph; what nobody knows is as big as a cat and stands on the ground. */
export function kindOf(subject: Subject): Kind {
  const key = subject.key.replaceAll(/([a-z])([A-Z])/g, "$1-$2").toLowerCase();
  const names = subject.glyph === undefined ? [key] : [key, subject.glyph];
  const known = (set: ReadonlySet<string>): boolean => names.some((name) => set.has(name));
  const headOnly = subject.glyph !== undefined && HEADS.has(subject.glyph);
  const habitat: Habitat = known(SKY)
    ? "sky"
    : known(AIR) || subject.kind === "transport-air"
      ? "air"
      : known(WATER) || subject.kind === "animal-marine" || subject.kind === "transport-water"
        ? "water"
        : "ground";
  if (subject.person)
    return { drawing: "person", sizeM: personSizeM(subject), habitat: "ground", aspect: 0.46, headOnly: false, tabletop: false };
  const drawn = DRAWINGS.find(([pattern]) => pattern.test(key));
  if (drawn && !isCurio(key) && !/house-plant|tree-frog|greenhouse/.test(key)) {
    const [, drawing, sizeM, aspect] = drawn;
    const afloat = drawing === "sailboat" || drawing === "rowboat";
    return {
      drawing,
      sizeM,
      habitat: afloat ? "water" : "ground",
      aspect,
      headOnly: false,
      tabletop: drawing === "bowl" || drawing === "plate",
    };
  }
  const curio = CURIO_SIZES.find(([, set]) => set.has(key))?.[0];
  const sizeM =
    curio ??
    SIZES.find(([, set]) => known(set))?.[0] ??
    (names.some((name) => PEOPLE.test(name)) ? 1.7 : sizeOfClass(subject.kind));
  return {
    sizeM,
    habitat: subject.doing === "flying" || subject.doing === "floating" ? "air" : habitat,
    aspect: headOnly ? 0.86 : 1,
    headOnly,
    tabletop: habitat === "ground" && sizeM <= 0.35 && !(subject.kind ?? "").startsWith("animal") && !ANIMALS.test(key),
  };
}

const ANIMALS = /^(cat|black-cat|rabbit|hedgehog|owl|bird|duck|chicken|rooster|squirrel|turtle|mouse|hamster|frog)$/;

const CURIO_SIZES: readonly (readonly [sizeM: number, names: ReadonlySet<string>])[] = [
  [0.1, new Set(words("dragonfly paper-plane paper-boat gourd inkstone starfish"))],
  [0.35, new Set(words("lamp drone incense toy-blocks birdcage pillow blanket"))],
  [0.9, new Set(words("washing-machine treasure-chest fence carpet swing crane"))],
  [1.7, new Set(words("fridge surfboard scarecrow harp well gate path"))],
  [3.2, new Set(words("tank carriage submarine igloo mars"))],
  [14, new Set(words("pyramid water-mill iceberg hot-air-balloon"))],
];

/** A guess from CLDR's class, for glyphs that no list above names. */
function sizeOfClass(kind = ""): number {
  if (kind === "animal-bug") return 0.06;
  if (kind === "animal-bird") return 0.35;
  if (kind.startsWith("animal")) return 0.8;
  if (kind.startsWith("food") || kind.startsWith("drink") || kind === "dishware") return 0.16;
  if (kind === "plant-flower") return 0.2;
  if (kind.startsWith("plant")) return 0.4;
  if (kind === "transport-air" || kind.startsWith("place-building") || kind === "place-religious") return 8;
  if (kind.startsWith("transport")) return 2.6;
  return 0.3;
}

function personSizeM(subject: Subject): number {
  const sizes = { baby: 0.75, child: 1.2, young: 1.68, adult: 1.75, old: 1.66 } as const;
  return sizes[subject.person?.age ?? "adult"];
}

/** Picture height that a subject of this size wants relative to a person's, compressed so that an ant is still seen. */
export function displayWeight(sizeM: number): number {
  // Power 3/8: 0.05 m → 0.27, 0.3 m → 0.52, 1.7 m → 1, 10 m → 1.94, 60 m → 3.8.
  const quarter = Math.sqrt(Math.sqrt(sizeM / 1.7));
  return quarter * Math.sqrt(quarter);
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
