// The cast of a picture while it is being read: its subjects as drafts, which of them the present clause is about, and where
// each stands. Knows places and possession, no words.

import type { Noun, Traits } from "./lexicon.ts";
import { lexicon } from "./lexicon.ts";
import type { PersonDraft } from "./people.ts";
import { deedOf, glyphOf, isDeed, toPerson } from "./people.ts";
import { isLiving } from "./phrases.ts";
import type { Person, Relation, Setting, Subject } from "./scene.ts";

/** More kinds of subject than this no picture holds. */
const MOST = 8;
/** Drafts beyond this are not entered, so that nonsense stays cheap. */
const MOST_DRAFTS = 40;
const MOST_COLOURS = 8;
const LOCATING: ReadonlySet<Relation> = new Set(["on", "in", "under", "beside", "behind", "inFrontOf", "above"]);

/** Things that `with a …` puts into someone's hand. */
const HELD = new Set(
  `umbrella balloon book open-book bouquet flower rose sunflower guitar violin camera phone lantern candle mug coffee tea sword
  magic-wand fishing-pole kite gift basket backpack handbag flag folding-hand-fan parasol telescope ice-cream soft-ice-cream
  lollipop vacuum shield bow-and-arrow microphone briefcase luggage hammer axe trumpet saxophone flute teddy-bear
  laptop`.split(/\s+/),
);

/** What an animal or robot has when it does what people do. */
const IN_HAND: Readonly<Record<string, string>> = {
  reading: "open-book",
  drinking: "hot-beverage",
  "playing guitar": "guitar",
  "playing violin": "violin",
  painting: "paintbrush",
  writing: "pen",
  fishing: "fishing-pole",
  cycling: "bicycle",
  "playing saxophone": "saxophone",
  "playing trumpet": "trumpet",
  "playing flute": "flute",
  "playing drums": "drum",
  "playing piano": "piano",
};
const BALL = /^(?:soccer-ball|basketball|volleyball|baseball|softball|tennis|rugby-football|american-football|ball)$/;
/** What people are not painted with unless it is there by itself. */
const BLOWN: ReadonlySet<string> = new Set(["saxophone", "trumpet", "flute"]);
/** What stands beside who plays it rather than lies in their hands. */
const STANDING: ReadonlySet<string> = new Set(["piano", "drum"]);

/** Pieces that nothing stands on or under: under the stars, in the mist. */
const AIRY = new Set(
  `sun moon fullMoon crescentMoon stars shootingStar milkyWay nebula aurora rainbow clouds seaOfClouds mist sunbeams petals
  confetti dust smoke steam reflection snow lightning fireworks spotlight neonSigns waves crowd`.split(/\s+/),
);
/** Pieces that one is on rather than in, whatever the preposition. */
const GROUND = new Set("cliffs hills rocks pier bridge path stairs railway".split(" "));
const NAME_OF_PIECE: Readonly<Record<string, string>> = { woodenTable: "table", desk: "table" };

export interface Draft {
  readonly noun?: Noun;
  readonly person?: { traits: Traits; accessories: NonNullable<Person["accessories"]>[number][]; clothingColour?: string };
  words: string;
  count: number;
  colour?: string;
  size?: Subject["size"];
  doing?: string;
  background: boolean;
  relation?: { readonly kind: Relation; readonly to: Draft | string };
  /** The prop that shows the same thing as a piece of the setting. */
  readonly piece?: string;
  /** Colours of which each is that of some of them. */
  shares?: string[];
}

/** How the prompt introduced a thing. */
export interface Entrance {
  /** Where in the prompt its words end. */
  readonly end: number;
  /** `the cat`: one that was named before, if any was. */
  readonly definite: boolean;
  /** `a cat`, `two cats`: others than those named before. */
  readonly opened: boolean;
  readonly emoji: boolean;
}

export const isAiry = (prop: string): boolean => AIRY.has(prop);
export const isLocating = (relation: Relation | undefined): boolean => relation !== undefined && LOCATING.has(relation);

export function isAnimate({ person, noun }: Draft): boolean {
  return person !== undefined || isLiving(noun) || noun?.key === "snowman" || noun?.key === "teddy-bear";
}

function isSame(one: Draft, other: Draft): boolean {
  if (one.person !== undefined || other.person !== undefined) {
    const [a, b] = [one.person?.traits, other.person?.traits];
    return a !== undefined && b !== undefined && a.role === b.role && a.gender === b.gender && a.age === b.age;
  }
  return (
    one.noun?.key === other.noun?.key &&
    one.noun?.glyph === other.noun?.glyph &&
    (one.colour === other.colour || other.colour === undefined)
  );
}

export class Cast {
  readonly drafts: Draft[] = [];
  readonly props = new Set<string>();
  readonly palette: string[] = [];
  /** Whether the prompt has named a place yet. */
  placeSeen = false;
  /** What is said of the clause's subjects and still waits for its object: on …, holding …. */
  relation: Relation | undefined;
  /** True after `with`, which gives only what can be held. */
  lenient = false;
  /** True while what comes stands in the background. */
  backdrop = false;
  /** The last thing or piece read and where its words end: a Chinese word of place right after it makes a place of it. */
  last: { readonly end: number; readonly what: Draft | string } | undefined;
  /** What the next thing is in: a basket of …. */
  holder: Draft | undefined;
  /** Pieces that would be the subject if the prompt names no other, likeliest first. */
  private readonly spare: Draft[] = [];
  private group: Draft[] = [];
  private groupClosed = false;
  /** True once the clause has said what its subjects do: who is named next begins another. */
  private predicated = false;
  /** Whether the clause has an `and`: its list goes back over the commas before it. */
  private listed = false;
  /** Where the drafts of the part after the last comma begin. */
  private partStart = 0;
  /** True after something airy that opened its clause: rain *on the window*, 花瓣飞舞. */
  private adrift = false;
  /** True after 在, 坐在: a Chinese word of place is of who came before. */
  private led = false;
  private clauseStart = 0;
  /** A place given before its subject: on the table, two apples; 窗台上的白猫. */
  private stash: { readonly kind: Relation; readonly to: Draft | string } | undefined;
  private stashUsed = false;
  /** What is held or worn by who comes next: 撑着油纸伞的姑娘. */
  private heldByNext: { readonly kind: Relation; readonly draft: Draft } | undefined;
  private lastObject: Draft | string | undefined;

  /** Who the clause is about, if anyone yet. */
  get anchor(): Draft | undefined {
    return this.group[0];
  }

  /** Whom what is said of a person is about: the one named last. */
  get speaker(): Draft | undefined {
    return this.group.findLast(({ person }) => person !== undefined) ?? this.group[0];
  }

  /** What several people do together. */
  shareRole(role: string): void {
    for (const { person } of this.group)
      if (person !== undefined && person.traits.role === undefined) person.traits = { ...person.traits, role };
      else if (person?.traits.role !== undefined && !isDeed(person.traits.role))
        person.traits = { ...person.traits, doing: deedOf(person.traits.doing, role) };
  }

  addColour(hue: string): void {
    if (!this.palette.includes(hue) && this.palette.length < MOST_COLOURS) this.palette.push(hue);
  }

  /** Whether a colour told of one may be that of one of several just named: two dogs, one black and one white. */
  get isShared(): boolean {
    return (this.drafts.at(-1)?.count ?? 1) > 1;
  }

  addShare(hue: string): void {
    const draft = this.drafts.at(-1);
    if (draft !== undefined) (draft.shares ??= []).push(hue);
  }

  endClause(isSentence: boolean): void {
    this.relation = undefined;
    this.lenient = false;
    this.backdrop = false;
    this.holder = undefined;
    this.groupClosed ||= this.predicated || this.stashUsed;
    if (this.stashUsed || isSentence) this.stash = undefined;
    this.stashUsed = false;
    if (isSentence) this.group = [];
    this.clauseStart = this.drafts.length;
    this.predicated = false;
    this.adrift = false;
    this.led = false;
    this.listed = false;
    this.partStart = this.drafts.length;
  }

  list(): void {
    this.listed = true;
  }

  /** What was read last hangs in the air, and what is said next is said of it. */
  drift(): void {
    this.adrift = true;
  }

  get isAdrift(): boolean {
    return this.adrift;
  }

  /** 坐在, 在: where the clause's subjects are. */
  leadTo(): void {
    this.lead("in");
    this.led = true;
  }

  /** beside her: of who was named before the present subjects, and is of that gender where the pronoun tells. */
  refer(gender?: "woman" | "man"): void {
    const { relation } = this;
    if (relation === undefined) return;
    const others = this.drafts.filter((draft) => isAnimate(draft) && !this.group.includes(draft));
    const known =
      others.findLast(
        ({ person }) => person !== undefined && (gender === undefined || (person.traits.gender ?? gender) === gender),
      ) ?? others.at(-1);
    const [first] = this.group;
    if (known !== undefined && isLocating(relation)) this.locate(relation, known);
    else if (first !== undefined && isLocating(relation)) {
      // A dog beside her, a woman reads.
      this.heldByNext = { kind: relation, draft: first };
      this.group = [];
    }
    this.lead(undefined);
  }

  /** held by, worn by: the thing read last is of who comes next. */
  giveToNext(kind: Relation): void {
    const thing = this.last?.what;
    if (typeof thing !== "object" || isAnimate(thing)) return;
    this.heldByNext = { kind, draft: thing };
    this.group = this.group.filter((draft) => draft !== thing);
  }

  /** 小猫两只: the number after the thing. */
  count(count: number, all: boolean): void {
    const draft = this.last?.what;
    if (all) for (const each of this.drafts.slice(this.clauseStart)) each.count = count;
    else if (typeof draft === "object" && draft.count === 1) draft.count = count;
  }

  lead(relation: Relation | undefined, lenient = false): void {
    this.relation = relation;
    this.lenient = lenient;
    if (lenient) this.clauseStart = this.drafts.length;
  }

  /** in the background: what the clause named stands back. */
  setBack(): void {
    for (const draft of this.drafts.slice(this.clauseStart)) draft.background = true;
  }

  /** Enters a subject, with the relation that the words before it gave. */
  enter(draft: Draft, entrance: Entrance): void {
    if (this.drafts.length >= MOST_DRAFTS) return;
    const { relation } = this;
    const known = this.findKnown(draft, entrance);
    const thing = known ?? draft;
    this.last = { end: entrance.end, what: thing };
    if (known === undefined) this.drafts.push(draft);
    if (this.holder !== undefined) {
      thing.relation ??= { kind: "in", to: this.holder };
      this.holder = undefined;
    } else if (isLocating(relation)) this.locate(relation, thing);
    else if (known !== undefined) this.group = [known];
    else if (relation === undefined || !this.give(relation, draft)) this.join(draft);
    this.lead(undefined);
  }

  /** A piece of the setting: shown there, and a place for subjects to be on, in or under. `draft` is it as a subject. */
  addPiece(prop: string, end: number, draft?: Draft): void {
    const { relation } = this;
    this.props.add(prop);
    if (this.stash !== undefined) this.stashUsed = true;
    if (relation === undefined && this.drafts.length === this.clauseStart) this.group = [];
    if (draft !== undefined) this.spare[isLocating(relation) || this.spare.length === 0 ? "push" : "unshift"](draft);
    const name = NAME_OF_PIECE[prop] ?? prop;
    if (!AIRY.has(prop) && isLocating(relation)) this.locate(relation === "in" && GROUND.has(prop) ? "on" : relation, name);
    this.last = AIRY.has(prop) ? undefined : { end, what: name };
    this.lead(undefined);
  }

  addPlace(props: readonly string[]): void {
    for (const prop of props) this.props.add(prop);
    this.placeSeen = true;
    if (isLocating(this.relation)) this.groupClosed = true;
    this.lead(undefined);
    this.last = undefined;
  }

  /** 桌子上: the last thing was a place after all, of what came before 在 or, `attributive` (的) or not, of what comes next. */
  placeAtLast(kind: Relation, attributive: boolean): void {
    const what = this.last?.what;
    if (what === undefined) return;
    const self = typeof what === "string" ? undefined : what;
    const others = this.group.filter((draft) => draft !== self && (draft.relation === undefined || draft.relation.to === what));
    const led = this.led || this.relation !== undefined || self?.relation !== undefined || this.lastObject === what;
    this.lead(undefined);
    this.lastObject = undefined;
    if (others.length > 0 && led && !attributive) {
      for (const draft of others) draft.relation = { kind, to: what };
      this.group = others;
      this.groupClosed = true;
      return;
    }
    this.stash = { kind, to: what };
    this.stashUsed = false;
    if (self !== undefined) this.group = this.group.filter((draft) => draft !== self);
  }

  /** 旁边有一只狗: beside whom the last clause was about. */
  placeByAnchor(kind: Relation): void {
    const owner = this.group[0] ?? this.drafts.at(-1);
    if (owner !== undefined) this.stash = { kind, to: owner };
    this.lead(undefined);
  }

  /** What the clause's animals and things do; false when it is about no one yet. */
  giveDoing(doing: string, hasObject = false): boolean {
    const [anchor] = this.group;
    if (anchor === undefined) return false;
    const isOfLiving = this.group.some(isAnimate);
    for (const draft of this.group) if (draft.person === undefined && (isAnimate(draft) || !isOfLiving)) draft.doing ??= doing;
    if (anchor.person === undefined && isAnimate(anchor)) this.equip(hasObject ? "" : doing, anchor);
    this.predicated = true;
    return true;
  }

  /** Gives who does something the thing that it is done with; people are painted with most of theirs. */
  equip(doing: string, by: Draft): void {
    const glyph = IN_HAND[doing];
    if (glyph !== undefined && (by.person === undefined || BLOWN.has(glyph))) this.handOver(glyph, by);
    this.predicated = true;
  }

  private handOver(glyph: string, by: Draft): void {
    if (this.drafts.some(({ noun }) => noun?.glyph === glyph)) return;
    const kind = lexicon().glyphs.get(glyph)?.kind;
    const noun: Noun = lexicon().senses.get(glyph)?.noun ?? { key: glyph, glyph, ...(kind === undefined ? {} : { kind }) };
    const thing: Draft = { noun, words: by.doing ?? by.words, count: 1, background: by.background };
    if (STANDING.has(glyph)) thing.relation = { kind: "beside", to: by };
    else if (glyph === "bicycle") by.relation ??= { kind: "on", to: thing };
    else thing.relation = { kind: "holding", to: by };
    this.drafts.push(thing);
  }

  private findKnown(draft: Draft, { definite, opened, emoji }: Entrance): Draft | undefined {
    const known = this.drafts.find((other) => isSame(other, draft));
    if (known === undefined) return undefined;
    const isRepeat = draft.count === 1 && known.count === 1 && !opened && draft.colour === undefined;
    if (!(definite || emoji || isRepeat)) return undefined;
    if (emoji) known.count = Math.min(12, known.count + 1);
    return known;
  }

  private join(draft: Draft): void {
    if (this.stash !== undefined && draft.relation === undefined && this.stash.to !== draft) {
      draft.relation = this.stash;
      this.stashUsed = true;
    }
    if (this.heldByNext !== undefined && isAnimate(draft)) {
      this.heldByNext.draft.relation = { kind: this.heldByNext.kind, to: draft };
      this.heldByNext = undefined;
    }
    // What is done, is done by who was named before, and with things: a woman reading a book beside a lamp.
    if (this.predicated && isAnimate(draft)) this.groupClosed = true;
    else if (this.predicated && !this.groupClosed) return;
    if (this.groupClosed) this.group = [];
    this.groupClosed = false;
    this.predicated = false;
    this.adrift = false;
    this.group.push(draft);
  }

  private locate(relation: Relation | undefined, what: Draft | string): void {
    const [anchor] = this.group;
    if (relation === undefined || this.adrift) return;
    if (anchor === undefined) {
      this.stash = { kind: relation, to: what };
      return;
    }
    // A mug on a desk beside a laptop: the second place is the other thing's.
    if (relation === "beside" && typeof what !== "string" && this.group.every((draft) => draft.relation !== undefined)) {
      what.relation ??= { kind: relation, to: anchor };
      return;
    }
    this.lastObject = what;
    // Red lanterns, dumplings on the table: a list without `and` parts at its commas.
    const part = this.listed ? [] : this.group.filter((draft) => this.drafts.indexOf(draft, this.partStart) >= 0);
    for (const draft of part.length > 0 ? part : this.group) if (draft !== what) draft.relation ??= { kind: relation, to: what };
    this.groupClosed = true;
  }

  /** Puts a thing into someone's hand or on their body; false when no one is there to have it. */
  private give(relation: Relation, draft: Draft): boolean {
    const owner = this.group.find(isAnimate);
    const isClothing = draft.noun?.kind === "clothing";
    if (owner !== undefined && (!this.lenient || isClothing || HELD.has(draft.noun?.key ?? ""))) {
      draft.relation = { kind: isClothing && this.lenient ? "wearing" : relation, to: owner };
      return true;
    }
    if (this.group.length > 0 || this.lenient) return false;
    this.heldByNext = { kind: relation, draft };
    return true;
  }

  /** Whether what `draft` sums up (fruit, vegetables) is there by name: a bowl of fruit: apples and pears. */
  private isSummed({ noun }: Draft): boolean {
    if (noun?.key !== "fruit" && noun?.key !== "vegetable") return false;
    return this.drafts.some((other) => other.noun?.key !== noun.key && other.noun?.kind === noun.kind);
  }

  /** A ball that people play with is beside them, of a ball's size. */
  private putInPlay(draft: Draft): void {
    if (draft.relation !== undefined || draft.noun === undefined || !BALL.test(draft.noun.key)) return;
    const player = this.drafts.find(({ person }) => person?.traits.role === "playing" || person?.traits.doing === "playing");
    if (player === undefined) return;
    draft.relation = { kind: "beside", to: player };
    draft.size ??= "tiny";
  }

  /** The subjects, at most eight kinds, and the homes of their nouns, in order. */
  close(): { subjects: Subject[]; homes: Setting[] } {
    for (const draft of this.drafts) this.putInPlay(draft);
    const spare = this.drafts.length === 0 && !this.placeSeen ? this.spare[0] : undefined;
    if (spare?.piece !== undefined) this.props.delete(spare.piece);
    const drafts = (spare === undefined ? this.drafts : [spare]).filter((draft) => !this.isSummed(draft)).flatMap(splitShares);
    // What the picture is about comes before what stands behind it, should there be too many.
    const ranked =
      drafts.length <= MOST ? drafts : drafts.toSorted((one, other) => Number(one.background) - Number(other.background));
    const kept = ranked.slice(0, MOST);
    const order = new Map(kept.map((draft, index) => [draft, index]));
    return { subjects: kept.map((draft) => toSubject(draft, order)), homes: kept.flatMap(({ noun }) => noun?.home ?? []) };
  }
}

/** The first share keeps the draft's identity, so that relations to it hold. */
function splitShares(draft: Draft): Draft[] {
  const { shares = [], count } = draft;
  if (shares.length < 2) return [draft];
  const each = Math.max(1, Math.floor(count / shares.length));
  const others = shares.slice(1).map((colour) => Object.assign({}, draft, { colour, count: each }));
  return [Object.assign(draft, { colour: shares[0], count: Math.max(1, count - each * others.length) }), ...others];
}

function toSubject(draft: Draft, order: ReadonlyMap<Draft, number>): Subject {
  const { noun, words, count, colour, size, doing, background, relation } = draft;
  const told: PersonDraft | undefined = draft.person;
  const person = told === undefined ? undefined : toPerson(told);
  const deed = person === undefined ? doing : told?.traits.doing;
  const glyph = person === undefined ? noun?.glyph : glyphOf(person, told?.traits.glyph);
  const kind = noun?.kind;
  const to = relation === undefined ? undefined : typeof relation.to === "string" ? relation.to : order.get(relation.to);
  return {
    key: noun?.key ?? "person",
    words: told?.traits.told === undefined ? words.trim() : `${words.trim()}, ${told.traits.told.trim()}`,
    ...(glyph === undefined ? {} : { glyph }),
    ...(person === undefined ? {} : { person }),
    ...(kind === undefined ? {} : { kind }),
    ...(deed === undefined ? {} : { doing: deed }),
    count: Math.max(1, Math.min(12, Math.round(count))),
    ...(colour === undefined ? {} : { colour }),
    ...(size === undefined ? {} : { size }),
    background,
    ...(relation === undefined || to === undefined ? {} : { relation: { kind: relation.kind, to } }),
  };
}
