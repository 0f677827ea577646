// What kind of picture a scene asks for beyond its setting: a house front seen from the street, a corner of a street, or a sheet
// (a poster, a book's cover) that is the picture itself. Decided from the scene alone, so that layout and painting agree.
import type { Lettering, Scene, Setting, Subject } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import type { Box, Size } from "./layout.ts";

/** `wall` is bare brick with a pavement; `corner` a shop that takes one side of a street. */
export type FrontKind = "shop" | "teaHouse" | "wall" | "corner";

export interface Front {
  readonly kind: FrontKind;
  /** What is sold there: decides the goods in the window. */
  readonly trade: Trade;
  /** The whole front, from its roof or the picture's edge down to the pavement. */
  readonly box: Box;
  /** Lower edge of the board above the door; awning, door and windows are below it. */
  readonly lintel: number;
  /** For a corner: the side of the picture that the house takes, -1 left, 1 right. */
  readonly side: -1 | 1;
}

export type Trade = "bakery" | "cafe" | "tea" | "books" | "flowers" | "meals" | "toys" | "clothes" | "gifts";

const ROOMS: ReadonlySet<Setting> = new Set([
  "cafe",
  "kitchen",
  "livingRoom",
  "bedroom",
  "office",
  "library",
  "classroom",
  "shop",
]);
const SHOPS: ReadonlySet<Setting> = new Set(["cafe", "shop", "library", "kitchen"]);
/** What is fastened to a house; the rest (stones, mugs, pages) is not. */
const HOUSE_BOARDS: ReadonlySet<Lettering["surface"]> = new Set([
  "sign",
  "shopFront",
  "neonSign",
  "label",
  "chalkboard",
  "wall",
  "banner",
]);

/** The kind of house front that the scene is a picture of, if it is one. */
function frontKindOf(scene: Scene): FrontKind | undefined {
  const { setting, interior, props, lettering } = scene;
  const boards = lettering.filter(({ surface }) => HOUSE_BOARDS.has(surface));
  const signs = lettering.some(({ surface }) => surface === "sign" || surface === "shopFront" || surface === "neonSign");
  const house = isChineseHouse(scene) ? "teaHouse" : "shop";
  const doorway = lettering.length > 0 || props.has("door");
  if (doorway && props.has("couplets") && ["village", "street", "garden", "meadow"].includes(setting)) return "teaHouse";
  if (SHOPS.has(setting)) {
    if (!interior) return house;
    // A shop's sign is read from outside, unless something of the room is named.
    const furnished = FURNISHINGS.some((prop) => props.has(prop)) && !props.has("door");
    return signs && scene.settingNamed && !furnished && scene.subjects.length === 0 ? house : undefined;
  }
  if (setting !== "street" || boards.length === 0) return undefined;
  if (props.has("brickWall") || boards.every(({ surface }) => surface === "wall")) return "wall";
  if (boards.some(({ surface }) => surface === "shopFront")) return house;
  if (!signs) return undefined;
  return scene.settingNamed ? "corner" : house;
}

function isChineseHouse({ lettering, props, style, setting }: Scene): boolean {
  const han = lettering.filter(({ text }) => /\p{Script=Han}/u.test(text));
  if (han.length === 0) return props.has("couplets") && setting !== "street";
  const old = ["lanterns", "couplets", "pagoda", "temple", "willows", "boats"].some((prop) => props.has(prop));
  return old || style === "inkWash" || han.some(({ text }) => /[茶酒栈堂阁轩斋庄坊药馆楼]/u.test(text));
}

/** Where waves are the water's own, no things that stand in it. */
const WET: ReadonlySet<Setting> = new Set(["sea", "beach", "harbour", "lake", "river"]);

/** What only the inside of a shop has. */
const FURNISHINGS: readonly string[] = [
  "woodenTable",
  "chair",
  "counter",
  "sofa",
  "armchair",
  "stove",
  "coffeeMachine",
  "pendantLamp",
  "woodenFurniture",
  "fireplace",
  "chalkboard",
  "crowd",
];

const TRADES: readonly (readonly [RegExp, Trade])[] = [
  [/bread|bak|boulang|patiss|pastr|cake|loaf|麦|面包|烘焙|蛋糕|糕|饼/iu, "bakery"],
  [/tea\b|茶/iu, "tea"],
  [/coffee|caf[eé]|espresso|latte|brew|咖啡/iu, "cafe"],
  [/book|librar|read|书/iu, "books"],
  [/flower|bloom|floris|rose|petal|花/iu, "flowers"],
  [/toy|game|玩具/iu, "toys"],
  [/fashion|cloth|boutique|tailor|dress|衣|服装/iu, "clothes"],
  [/ramen|noodle|pizza|restaurant|diner|bistro|grill|kitchen|chez|bar\b|pub|食|饭|面|餐|酒|馆|火锅|烧烤|小吃/iu, "meals"],
];
const TRADE_OF: Readonly<Partial<Record<Setting, Trade>>> = { cafe: "cafe", library: "books", kitchen: "meals" };

function tradeOf(scene: Scene): Trade {
  const words = [...scene.lettering.map(({ text }) => text), ...scene.subjects.map(({ words, key }) => `${words} ${key}`)].join(
    " ",
  );
  return TRADES.find(([pattern]) => pattern.test(words))?.[1] ?? TRADE_OF[scene.setting] ?? "gifts";
}

/** Where the front stands in a picture of `size`. */
export function placeFront(scene: Scene, size: Size, random: Random): Front | undefined {
  const kind = frontKindOf(scene);
  if (kind === undefined) return undefined;
  const { width, height } = size;
  const side = random.pick([-1, 1] as const);
  const tall = height > width * 1.1;
  const wide = kind === "corner" ? width * (tall ? 0.82 : random.range(0.6, 0.66)) : width;
  const ground = Math.round(height * (kind === "wall" ? 0.84 : kind === "corner" ? 0.86 : random.range(0.81, 0.84)));
  const storey = Math.min(height * (kind === "teaHouse" ? 0.44 : 0.46), wide * (kind === "teaHouse" ? 0.66 : 0.58));
  const box = { x: side < 0 ? 0 : Math.round(width - wide), y: 0, width: Math.round(wide), height: ground };
  return { kind, trade: tradeOf(scene), box, lintel: Math.round(ground - storey), side };
}

/** The scene as it is painted: rooms seen from outside are streets, a cover holds no second book, beasts fly over land. */
export function settle(scene: Scene): Scene {
  const front = frontKindOf(scene);
  if (front !== undefined) return { ...dropSubjects(scene, isPartOfFront), setting: "street", interior: false };
  if (ROOMS.has(scene.setting) && !scene.interior) return { ...scene, setting: "street" };
  const { setting } = scene;
  const sheet = dropSubjects(
    scene,
    ({ key }) => (isCover(scene) && /(^|-)books?($|-)/.test(key)) || (WET.has(setting) && /^(water-)?waves?$/.test(key)),
  );
  // A card or poster of no place in particular has a plain ground, not the room that its things suggest.
  if (scene.interior && !scene.settingNamed && setting !== "stage" && sheetOf(scene) === "poster" && !scene.props.has("table"))
    return { ...sheet, setting: "studio" };
  if (setting === "sky" && !scene.settingNamed && scene.subjects.some(isEarthbound)) return { ...sheet, setting: "mountains" };
  return sheet;
}

/** The front has doors and windows of its own, and its goods are in them. */
function isPartOfFront({ key, person, relation }: Subject): boolean {
  return person === undefined && relation === undefined && /^(door|gate|window|flower|shop|store|bakery)$/.test(key);
}

/** What has a foundation: where it is, there is land. */
function isEarthbound({ key }: Subject): boolean {
  return /castle|palace|house|cottage|cabin|tower|bridge|lighthouse|pagoda|temple|city|village|tree|mountain|windmill|church/.test(
    key,
  );
}

/** Whether the picture is the cover of a book rather than a book in a room. */
function isCover(scene: Scene): boolean {
  return !scene.interior && scene.lettering.some(({ surface }) => surface === "bookCover");
}

/** Whether these letters stand on the picture itself: titles, and the words of a poster or cover that is the picture. */
export function isBare(scene: Scene, { surface }: Lettering): boolean {
  if (surface === "title") return true;
  if (surface === "bookCover") return isCover(scene);
  return surface === "poster" && !(scene.settingNamed && (scene.interior || scene.setting === "street"));
}

/** `cover` has a spine and edges, `poster` none. */
export function sheetOf(scene: Scene): "cover" | "poster" | undefined {
  if (isCover(scene)) return "cover";
  return scene.lettering.some((lettering) => lettering.surface === "poster" && isBare(scene, lettering)) ? "poster" : undefined;
}

function dropSubjects(scene: Scene, unwanted: (subject: Subject) => boolean): Scene {
  const kept = scene.subjects.map((subject, index) => ({ subject, index })).filter(({ subject }) => !unwanted(subject));
  if (kept.length === scene.subjects.length) return scene;
  const subjects = kept.map(({ subject }): Subject => {
    const { relation, ...rest } = subject;
    if (relation === undefined || typeof relation.to === "string") return subject;
    const to = kept.findIndex(({ index }) => index === relation.to);
    return to < 0 ? rest : Object.assign(rest, { relation: { kind: relation.kind, to } });
  });
  return { ...scene, subjects };
}
