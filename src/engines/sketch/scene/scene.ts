// What a prompt describes, as plain data: the seam between understanding (scene/), composing and painting (paint/),
// lettering (text/) and finishing (style/). Whoever paints knows nothing of words; whoever parses knows nothing of pixels.

export type Setting =
  | "sea"
  | "beach"
  | "lake"
  | "river"
  | "waterfall"
  | "mountains"
  | "forest"
  | "desert"
  | "meadow"
  | "garden"
  | "field"
  | "snowfield"
  | "street"
  | "skyline"
  | "village"
  | "harbour"
  | "park"
  | "road"
  | "cafe"
  | "kitchen"
  | "livingRoom"
  | "bedroom"
  | "office"
  | "library"
  | "classroom"
  | "shop"
  | "stage"
  | "studio"
  | "space"
  | "underwater"
  | "sky"
  | "abstract";

export type TimeOfDay = "dawn" | "morning" | "day" | "goldenHour" | "sunset" | "dusk" | "night";
export type Season = "spring" | "summer" | "autumn" | "winter";
export type Weather = "clear" | "cloudy" | "rain" | "snow" | "fog" | "storm" | "wind";
export type Camera = "wide" | "medium" | "closeUp" | "portrait" | "topDown";
export type Mood = "calm" | "cosy" | "joyful" | "melancholy" | "dramatic" | "mysterious" | "dreamy" | "energetic";
export type Style =
  | "illustration"
  | "photo"
  | "oil"
  | "impressionist"
  | "watercolour"
  | "inkWash"
  | "pencil"
  | "flat"
  | "pixel"
  | "anime"
  | "clay"
  | "neon"
  | "vintage"
  | "minimalist";

/** A colour as the prompt names it, already a hue that can be painted: `#rrggbb`. */
export type Colour = string;

export type Relation = "on" | "in" | "under" | "beside" | "behind" | "inFrontOf" | "above" | "holding" | "wearing";

export interface Person {
  readonly age: "baby" | "child" | "young" | "adult" | "old";
  readonly gender: "woman" | "man" | "unspecified";
  readonly hair?: {
    readonly colour?: Colour;
    readonly form?:
      | "short"
      | "long"
      | "curly"
      | "wavy"
      | "afro"
      | "bob"
      | "pixie"
      | "fringe"
      | "ponytail"
      | "bald"
      | "bun"
      | "braids";
  };
  /** Fitzpatrick-like, 1 (lightest) … 6; absent when the prompt does not say. */
  readonly skin?: 1 | 2 | 3 | 4 | 5 | 6;
  readonly clothing?: { readonly colour?: Colour; readonly item?: string };
  readonly expression?: "smiling" | "laughing" | "sad" | "angry" | "surprised" | "serious" | "sleeping";
  readonly accessories?: readonly ("glasses" | "hat" | "beard" | "headphones" | "scarf" | "crown")[];
  /** What the person does or is, for those who can paint it: `reading`, `chef`. */
  readonly role?: string;
}

export interface Subject {
  /** Canonical key of the vocabulary: `cat`, `red-apple`, `oak-tree`, `person`. Keys that name a glyph say which below. */
  readonly key: string;
  /** The prompt's own words for it; after a person, those for their hat, scarf or beard: `young man, yellow scarf`. */
  readonly words: string;
  /** Name of the glyph in the Fluent Emoji set, where one shows it. */
  readonly glyph?: string;
  readonly person?: Person;
  /** 1 … 12; "many" is 7. */
  readonly count: number;
  readonly colour?: Colour;
  /** CLDR's class of the glyph (`animal-mammal`, `food-fruit`, `transport-ground`, …), where there is one. */
  readonly kind?: string;
  /**
   * What an animal or thing does or plays, as the prompt says: `sleeping`, `flying`, `reading`, `astronaut`. Of a person, what
   * they do beside their role: a chef `reading`.
   */
  readonly doing?: string;
  /** Relative to its natural size. */
  readonly size?: "tiny" | "small" | "large" | "giant";
  /** True for what stands in the background rather than being what the picture is about (customers in the background). */
  readonly background: boolean;
  /**
   * Where it is in relation to another subject (index into `subjects`) or to a piece of the setting (`table`, `window`).
   * `holding` and `wearing` stand on what is held or worn; `to` is who holds or wears it.
   */
  readonly relation?: { readonly kind: Relation; readonly to: number | string };
}

export type SurfaceKind =
  | "chalkboard"
  | "sign"
  | "poster"
  | "bookCover"
  | "shopFront"
  | "banner"
  | "neonSign"
  | "mug"
  | "label"
  | "screen"
  | "paper"
  | "wall"
  | "shirt"
  | "stone"
  | "title";

export interface Lettering {
  /** The quoted text, byte for byte; may hold line breaks. */
  readonly text: string;
  readonly surface: SurfaceKind;
  readonly colour?: Colour;
  /** Look, where the prompt names one; otherwise the surface decides. */
  readonly look?: "chalk" | "neon" | "paint" | "print" | "engraved" | "handwritten";
}

export interface Scene {
  readonly setting: Setting;
  /** Whether the prompt named the setting; when not, it follows from the subjects and the painter may be freer. */
  readonly settingNamed: boolean;
  readonly interior: boolean;
  readonly time: TimeOfDay;
  readonly season: Season;
  readonly weather: Weather;
  readonly camera: Camera;
  readonly mood?: Mood;
  readonly style: Style;
  /** Modifiers of style that painters may use: `vibrant`, `pastel`, `monochrome`, `warm`, `cool`, `dark`, `thickBrush`, `bokeh`. */
  readonly modifiers: ReadonlySet<string>;
  /** Colours named for the whole picture or not tied to a subject, in order of mention. */
  readonly palette: readonly Colour[];
  readonly subjects: readonly Subject[];
  readonly lettering: readonly Lettering[];
  /** Pieces of furniture, plants, lights and the like that the setting should hold: `chalkboard`, `woodenTable`, `pendantLamp`, `moon`, `rainbow`. */
  readonly props: ReadonlySet<string>;
  /** Props and features that the negative prompt forbids; subjects it names are already left out. */
  readonly without: ReadonlySet<string>;
}
