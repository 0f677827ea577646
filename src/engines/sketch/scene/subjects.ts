// Reads the subjects of a prompt: who and what is in the picture, how many, in which colour and size, where in relation to
// what. One pass over the mentions from left to right, in the grammar of whichever language each phrase is written in.

import type { Mention, Noun, Sense, Traits } from "./lexicon.ts";
import { lexicon } from "./lexicon.ts";
import type { PersonDraft } from "./people.ts";
import { glyphOf, mergeTraits, toPerson } from "./people.ts";
import type { Person, Relation, Setting, Subject } from "./scene.ts";

/** More kinds of subject than this no picture holds. */
const MOST = 8;

interface Draft {
  noun?: Noun;
  person?: { traits: Traits; accessories: NonNullable<Person["accessories"]>[number][]; clothingColour?: string };
  words: string;
  count: number;
  colour?: string;
  size?: Subject["size"];
  doing?: string;
  background: boolean;
  /** Colours of which each is that of some of them. */
  shares?: string[];
  relation?: { kind: Relation; to: Draft | string };
  /** The prop that shows the same thing as a piece of the setting. */
  piece?: string;
}

/** What has been said before its noun has come. */
interface Pending {
  count?: number;
  /** True once an article, a number or a demonstrative has opened the phrase. */
  opened: boolean;
  definite: boolean;
  colour?: { hue: string; faint: boolean };
  size?: Subject["size"];
  traits: Traits;
  accessories: NonNullable<Person["accessories"]>[number][];
  clothingColour?: string;
}

export interface SubjectReading {
  readonly subjects: readonly Subject[];
  readonly props: ReadonlySet<string>;
  /** Colours of the whole picture. */
  readonly palette: readonly string[];
  /** The homes of the subjects' nouns, in order. */
  readonly homes: readonly Setting[];
}

const MANY = 7;
const NUMERALS: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
  百: 12,
  千: 12,
};
const GROUPS: Readonly<Record<string, number>> = {
  群: 7,
  排: 5,
  列: 5,
  堆: 6,
  双: 2,
  对: 2,
  丛: 5,
  簇: 5,
  串: 3,
  篮: 5,
  盘: 4,
  束: 5,
  种: 3,
  层: 3,
};
const LOCATING: ReadonlySet<Relation> = new Set(["on", "in", "under", "beside", "behind", "inFrontOf", "above"]);
/** Nouns that other things are kept in: `a basket of apples` is both, with the apples in the basket. */
const HOLDERS: ReadonlySet<string> = new Set([
  "basket",
  "box",
  "vase",
  "jar",
  "well-bucket",
  "barrel",
  "bottle",
  "treasure-chest",
]);
/** Things whose form is `with a …` when a person or an animal has them. */
const HELD =
  /^(?:umbrella|balloon|book|open-book|bouquet|flower|rose|sunflower|guitar|violin|camera|phone|lantern|candle|cup|mug|coffee|tea|sword|magic-wand|fishing-pole|kite|gift|basket|backpack|handbag|flag|folding-hand-fan|parasol|telescope|ice-cream|soft-ice-cream|lollipop|broom|vacuum|shield|bow-and-arrow|microphone|briefcase|luggage|hammer|axe|trumpet|saxophone|flute|teddy-bear|laptop)$/;
/** What an animal or robot has in hand when it does what people do. */
const IN_HAND: Readonly<Record<string, string>> = {
  reading: "open-book",
  drinking: "hot-beverage",
  "playing guitar": "guitar",
  "playing violin": "violin",
  painting: "paintbrush",
  writing: "pen",
  fishing: "fishing-pole",
  cycling: "bicycle",
};
/** English words that are verbs or other parts of speech as often as nouns: after a pronoun or before an article they are no nouns. */
const VERBISH =
  /^(?:fly|flies|bat|bats|bear|bears|duck|ducks|seal|seals|watch|watches|rock|rocks|ring|rings|train|trains|cook|cooks|fish|book|books|box|rose|saw|wave|waves|fan|fans|bow|bows|tie|ties|nail|star|stars|ship|ships|plant|plants|orange|key|lock|locks|cup|cap|letter|leaves|fall|spring|park|cross|hug|crane|swallow|guard|guards|model|models|host|judge|pilot|shell|shower|swing|swings|slide|slides|chest|pen|top|chip|chips|drum|drums|pepper|drone|shoot|hammer|pitcher|gear|chain|chains|fence|bolt|rope|screw|paint|mask|hat|coat|coats|boot|dress|dresses|glove|cage|house|houses|home|gate|bench|lights|bowl|pan|blanket|blankets|heart|scroll|bridge|bridges|ball|bell|fork|shrimp|crown|crowns|mirror|mirrors|tower|towers|meat|coach|cab|jam|stick|log|well|chick|worm|snail|bug|bugs|toast|roast|wrap|fan|figure|hero|kid|local|male|female|senior|guest|singer|building|painting|drawing|being|turkey|sweets|stool|pot|light)$/;
/** Pieces that nothing stands on or under: under the stars, in the mist. */
const AIRY =
  /^(?:sun|moon|fullMoon|crescentMoon|stars|shootingStar|milkyWay|nebula|aurora|rainbow|clouds|seaOfClouds|mist|sunbeams|petals|confetti|dust|smoke|steam|reflection|snow|lightning|fireworks|spotlight|neonSigns|waves|crowd)$/;
/** What a thing is made of, after of: a house of bricks. */
const MATERIAL = /^(?:brick|rock|log|wood|gold|ice|gem-stone|bone|tumbler-glass|sheaf-of-rice|fire|chocolate-bar|candy|yarn)$/;
const PLACE_OF_PIECE: Readonly<Record<string, string>> = {
  woodenTable: "table",
  desk: "table",
  fullMoon: "moon",
  crescentMoon: "moon",
};

const isHan = (mention: Mention | undefined): boolean => mention?.tokens[0]?.kind === "han";
const isMark = (mention: Mention | undefined): boolean => mention?.tokens[0]?.kind === "mark";
const namesThing = ({ noun, person, setting }: Sense): boolean =>
  noun !== undefined || person !== undefined || setting !== undefined;
const isAnimate = (draft: Draft | undefined): boolean =>
  draft !== undefined &&
  (draft.person !== undefined ||
    /^animal|^face-costume/.test(draft.noun?.kind ?? "") ||
    draft.noun?.key === "snowman" ||
    draft.noun?.key === "teddy-bear");

function isGeneric(noun: Noun | undefined, head: Noun | undefined): boolean {
  if (noun?.kind === undefined || head?.kind === undefined || noun.key === head.key) return false;
  return (
    /^(?:flower|plant|bird|fish|fruit|vegetable|tree)$/.test(head.key) && noun.kind.split("-")[0] === head.kind.split("-")[0]
  );
}

function freshPending(): Pending {
  return { opened: false, definite: false, traits: {}, accessories: [] };
}

/** A draft of the picture's cast, filled mention by mention. */
class Cast {
  readonly drafts: Draft[] = [];
  readonly props = new Set<string>();
  readonly palette: string[] = [];
  /** Pieces that could be subjects, should the prompt name no other. */
  readonly spare: Draft[] = [];
  private readonly prompt: string;
  private readonly mentions: readonly Mention[];
  private pending = freshPending();
  /** The subjects that the present clause is about: `a cat and a dog` on a sofa. */
  private group: Draft[] = [];
  private groupClosed = false;
  private relation: Relation | undefined;
  /** A place given before its subject: on the table, two apples; 窗台上的白猫. */
  private stash: { kind: Relation; to: Draft | string } | undefined;
  private backdrop = false;
  placeSeen = false;
  /** Where in `drafts` the present clause began. */
  private clauseStart = 0;

  constructor(prompt: string, mentions: readonly Mention[]) {
    this.prompt = prompt;
    this.mentions = mentions;
    for (let index = 0; index < mentions.length; index += 1) this.read(index);
    this.flush();
  }

  private at(index: number): Mention | undefined {
    return this.mentions[index];
  }

  private get anchor(): Draft | undefined {
    return this.group[0];
  }

  /** Drops what waited for a noun; a colour that found none is one of the whole picture. */
  private flush(): void {
    const { colour, count } = this.pending;
    const last = this.drafts.at(-1);
    // Two dogs, one black and one white; 两只猫，一黑一白.
    if (colour !== undefined && count === 1 && last !== undefined && last.count > 1) (last.shares ??= []).push(colour.hue);
    else if (colour !== undefined && !colour.faint) this.addToPalette(colour.hue);
    this.pending = freshPending();
  }

  private addToPalette(hue: string): void {
    if (!this.palette.includes(hue) && this.palette.length < 8) this.palette.push(hue);
  }

  private read(index: number): void {
    const mention = this.at(index);
    if (mention === undefined) return;
    const { sense, tokens } = mention;
    const first = tokens[0];
    if (first === undefined) return;
    if (first.kind === "mark") return this.readMark(first.text);
    if (first.kind === "number") return this.readNumber(first.text, index);
    if (tokens.length === 1 && first.kind === "han" && NUMERALS[first.text] !== undefined && this.countsSomething(index)) {
      this.open(Math.min(NUMERALS[first.text] ?? 1, 12));
      return;
    }
    if (sense.grammar === "measure" && (this.pending.count !== undefined || this.pending.definite)) {
      const group = GROUPS[first.text];
      if (group !== undefined)
        this.pending.count = Math.min(
          12,
          group * Math.max(1, first.text === "对" || first.text === "双" ? (this.pending.count ?? 1) : 1),
        );
      return;
    }
    if (sense.grammar === "background") {
      for (const draft of this.drafts.slice(this.clauseStart)) draft.background = true;
      this.flush();
      return;
    }
    if (sense.grammar === "backdrop") {
      this.flush();
      this.backdrop = true;
      this.relation = undefined;
      return;
    }
    if (this.readAdjective(index, mention)) return;
    if (this.readRelation(index, mention)) return;
    if (this.readTrait(index, mention)) return;
    if (this.readThing(index, mention)) return;
    if (sense.grammar === "letters") {
      delete this.pending.colour;
      return;
    }
    if (sense.setting !== undefined && sense.faint !== true) return this.readPlace(mention);
    const isOccasion =
      sense.season !== undefined || sense.mood !== undefined || sense.weather !== undefined || sense.time !== undefined;
    if (sense.props?.[0] !== undefined && !isOccasion) this.readPiece(mention, sense.props[0]);
    for (const prop of isOccasion ? (sense.props ?? []) : []) this.props.add(prop);
    if (sense.time !== undefined || sense.weather !== undefined || sense.season !== undefined) {
      this.flush();
      this.relation = undefined;
    }
    if (sense.grammar === "pronoun") this.flush();
    if (sense.grammar === "tone" && this.pending.colour !== undefined) {
      this.addToPalette(this.pending.colour.hue);
      delete this.pending.colour;
    }
  }

  private readMark(text: string): void {
    if (text === "、" || text === "\uFFFC" || text === "&") return;
    if (/^[-–—~'"’‘“”*#]$/u.test(text)) return;
    this.flush();
    this.relation = undefined;
    this.backdrop = false;
    if (this.stashUsed) this.stash = undefined;
    this.stashUsed = false;
    if (/^[.!?。！？\n;；]$/u.test(text)) {
      this.group = [];
      this.stash = undefined;
    }
    this.clauseStart = this.drafts.length;
  }

  private open(count: number): void {
    if (this.pending.opened && this.pending.colour !== undefined) this.flush();
    this.pending.count = count;
    this.pending.opened = true;
  }

  private readNumber(text: string, index: number): void {
    const value = Number(text);
    // 16:9, 1950, f/1.8 and $4.50 count nothing.
    if (
      value < 1 ||
      value > 100 ||
      /[:/.$¥€£]/.test(this.at(index - 1)?.tokens[0]?.text ?? "") ||
      /[:/.%]/.test(this.at(index + 1)?.tokens[0]?.text ?? "")
    )
      return;
    this.open(Math.min(12, value));
  }

  private countsSomething(index: number): boolean {
    const next = this.at(index + 1);
    return (
      next !== undefined &&
      isHan(next) &&
      (next.sense.grammar === "measure" || namesThing(next.sense) || next.sense.colour !== undefined)
    );
  }

  /** Whether a thing follows in the same phrase, past adjectives and at most two unknown words. */
  private thingAhead(index: number, test: (sense: Sense) => boolean): boolean {
    let unknown = 0;
    for (let ahead = index + 1; ahead < this.mentions.length && ahead < index + 8; ahead += 1) {
      const mention = this.at(ahead);
      if (mention === undefined || isMark(mention)) return false;
      const { sense } = mention;
      if (test(sense)) return true;
      if (
        namesThing(sense) ||
        sense.relation !== undefined ||
        sense.grammar === "at" ||
        sense.grammar === "and" ||
        sense.grammar === "with"
      )
        return false;
      if (sense.grammar === "article" || sense.grammar === "definite" || sense.grammar === "pronoun") return false;
      if (sense.grammar === "of" && !isHan(mention)) return false;
      if (Object.keys(sense).length === 0) unknown += 1;
      if (unknown > 2) return false;
    }
    return false;
  }

  private readAdjective(index: number, mention: Mention): boolean {
    const { sense, tokens } = mention;
    const { grammar } = sense;
    if (grammar === "article" || grammar === "definite") {
      this.flush();
      this.pending.opened = true;
      this.pending.definite = grammar === "definite";
      if (grammar === "article") this.pending.count = 1;
      return true;
    }
    if (sense.count !== undefined && sense.noun === undefined && sense.person === undefined) {
      this.open(sense.count);
      return true;
    }
    if (sense.colour !== undefined) {
      const usable = (next: Sense): boolean =>
        namesThing(next) ||
        next.grammar === "part" ||
        next.grammar === "hair" ||
        next.grammar === "tone" ||
        next.trait?.item !== undefined ||
        next.trait?.accessory !== undefined ||
        next.props !== undefined;
      const ahead = this.thingAhead(index, usable);
      if (sense.noun !== undefined && !ahead) return false;
      // One Chinese character (金, 青, 白) is a colour only before what it colours.
      const faint = tokens.length === 1 && isHan(mention);
      const shares = this.pending.count === 1 && (this.drafts.at(-1)?.count ?? 1) > 1;
      if (faint && !ahead && !shares) return true;
      this.pending.colour = { hue: sense.colour, faint };
      return true;
    }
    if (sense.size !== undefined) {
      this.pending.size = sense.size;
      return true;
    }
    if (grammar === "and") {
      if (this.pending.colour !== undefined && this.thingAhead(index, (next) => next.colour !== undefined))
        this.addToPalette(this.pending.colour.hue);
      this.flush();
      return true;
    }
    if ((grammar === "part" && (sense.noun === undefined || this.drafts.length > 0)) || grammar === "hair") {
      this.readPart(mention);
      return true;
    }
    return false;
  }

  private readPart({ sense, tokens }: Mention): void {
    const colour = this.pending.colour?.hue;
    const target = this.anchor ?? this.drafts.at(-1);
    const person = target?.person;
    if (sense.grammar === "hair") {
      const form = sense.trait?.hair?.form;
      const hair = { ...(colour === undefined ? {} : { colour }), ...(form === undefined ? {} : { form }) };
      if (
        person !== undefined &&
        !this.thingAhead(
          this.mentions.findIndex((each) => each.tokens === tokens),
          (next) => next.person !== undefined,
        )
      )
        person.traits = mergeTraits(person.traits, { hair });
      else this.pending.traits = mergeTraits(this.pending.traits, { hair });
      delete this.pending.colour;
      return;
    }
    const word = tokens.at(-1)?.text ?? "";
    if (
      colour !== undefined &&
      target !== undefined &&
      person === undefined &&
      /fur|feather|petal|mane|毛|羽|瓣|scale|shell/u.test(tokens.map(({ text }) => text).join("")) &&
      word !== ""
    ) {
      target.colour ??= colour;
    }
    // `blue-eyed cat`: the colour was the eyes'.
    delete this.pending.colour;
  }

  private readRelation(index: number, mention: Mention): boolean {
    const { relation, grammar } = mention.sense;
    const han = isHan(mention);
    if (grammar === "at") {
      this.flush();
      this.relation = "in";
      return true;
    }
    if (grammar === "with") {
      const next = this.at(index + 1);
      this.flush();
      this.clauseStart = this.drafts.length;
      // `with` says holding only for what is held; decided when its noun comes.
      this.relation = han || next === undefined ? undefined : "holding";
      this.withHeld = true;
      return true;
    }
    if (relation === undefined) return false;
    if (mention.sense.trait !== undefined && relation !== "holding" && relation !== "wearing") return false;
    this.withHeld = false;
    const isVerbOfPlace = /^[躺趴落停蹲靠飞掠骑]/u.test(mention.tokens[0]?.text ?? "");
    if (han && LOCATING.has(relation) && mention.tokens.length <= 2 && !isVerbOfPlace) {
      const before = this.at(index - 1);
      const place = this.lastPlace;
      if (before !== undefined && !isMark(before) && place !== undefined && place.end === before.end) {
        this.placeAt(index, relation, place.what);
        return true;
      }
      const atClauseStart = before === undefined || isMark(before) || before.sense.grammar === "at";
      if (atClauseStart && relation !== "on" && relation !== "under") {
        const owner = this.group[0] ?? this.drafts.at(-1);
        if (owner !== undefined) this.stash = { kind: relation, to: owner };
        this.relation = undefined;
        return true;
      }
      // 上, 下, 里 after what is no thing we know: 路上, 心里.
      this.relation = undefined;
      return true;
    }
    this.flush();
    this.relation = relation;
    return true;
  }

  private withHeld = false;
  /** The last thing or piece read, which a Chinese word of place right after it turns into a place. */
  private lastPlace: { end: number; what: Draft | string } | undefined;

  /** 桌子上: `what` was a place after all. It places what came before 在, or what comes next. */
  private placeAt(index: number, kind: Relation, what: Draft | string): void {
    const self = typeof what === "string" ? undefined : what;
    const others = this.group.filter((draft) => draft !== self && draft.relation === undefined);
    const atRelation = this.relation !== undefined || self?.relation !== undefined || this.placedBy === what;
    this.relation = undefined;
    this.placedBy = undefined;
    const next = this.at(index + 1);
    const attributive = next?.sense.grammar === "of";
    if (others.length > 0 && !attributive && atRelation) {
      for (const draft of others) draft.relation = { kind, to: what };
      this.group = others;
      this.groupClosed = true;
    } else {
      for (const draft of this.drafts) if (draft.relation?.to === what && draft !== self) draft.relation = { kind, to: what };
      if (!this.drafts.some((draft) => draft.relation?.to === what && draft !== self) || attributive)
        this.stash = { kind, to: what };
    }
    if (self !== undefined) this.group = this.group.filter((draft) => draft !== self);
  }

  /** What the last 在 led to. */
  private placedBy: Draft | string | undefined;

  private readTrait(index: number, mention: Mention): boolean {
    const { sense } = mention;
    const { trait } = sense;
    if (trait === undefined) return false;
    const anchor = this.anchor;
    const wears = this.relation === "wearing" || this.withHeld || (this.relation === "in" && trait.item !== undefined);
    const garment = trait.item !== undefined || (trait.accessory !== undefined && trait.accessory !== "beard");
    const personAhead = this.thingAhead(index, (next) => next.person !== undefined);
    const personal = anchor?.person !== undefined || personAhead;
    if (garment && !(personal && (wears || personAhead))) {
      if (sense.noun !== undefined) return false;
      return personal ? this.giveTraits(trait, personAhead) : true;
    }
    if (sense.noun !== undefined && !garment && !personal) return false;
    if (!personal && !garment) {
      this.giveDoing(trait, index);
      return true;
    }
    return this.giveTraits(trait, personAhead);
  }

  private giveTraits(trait: Traits, ahead: boolean): boolean {
    const { accessory, ...rest } = trait;
    const hue = this.pending.colour?.hue;
    const target = ahead ? undefined : this.anchor?.person;
    const holder = target ?? this.pending;
    // A doing does not replace a profession: a chef who smiles and cooks is a chef.
    const { role, glyph, ...others } = rest;
    const doing =
      holder.traits.role === undefined && role !== undefined ? { role, ...(glyph === undefined ? {} : { glyph }) } : {};
    if (!(holder.traits.item !== undefined && others.item !== undefined))
      holder.traits = mergeTraits(holder.traits, { ...others, ...doing });
    if (accessory !== undefined && !holder.accessories.includes(accessory)) holder.accessories.push(accessory);
    if (rest.item !== undefined && hue !== undefined) holder.clothingColour ??= hue;
    if (rest.item !== undefined || accessory !== undefined) {
      delete this.pending.colour;
      delete this.pending.size;
      this.relation = undefined;
    }
    return true;
  }

  /** An animal that reads, sleeps or flies. */
  private giveDoing({ role, expression }: Traits, index: number): void {
    const doing = role ?? expression;
    if (doing === undefined) return;
    const animalAhead = this.thingAhead(index, ({ noun }) => noun?.kind?.startsWith("animal") ?? false);
    const target = animalAhead ? undefined : this.anchor;
    if (target === undefined) {
      this.pendingDoing = doing;
      return;
    }
    for (const draft of this.group) if (draft.person === undefined) draft.doing ??= doing;
    const thing = IN_HAND[doing];
    if (thing !== undefined && isAnimate(target)) this.addHeld(thing, target);
  }

  private pendingDoing: string | undefined;

  private addHeld(glyph: string, by: Draft): void {
    const kind = lexicon().glyphs.get(glyph)?.kind;
    if (this.drafts.some((draft) => draft.noun?.glyph === glyph)) return;
    const held: Draft = {
      noun: { key: glyph, glyph, ...(kind === undefined ? {} : { kind }) },
      words: by.doing ?? glyph,
      count: 1,
      background: false,
    };
    if (glyph === "bicycle") by.relation ??= { kind: "on", to: held };
    else held.relation = { kind: "holding", to: by };
    this.drafts.push(held);
  }

  private isVerb(index: number, mention: Mention): boolean {
    if (mention.tokens.length !== 1 || isHan(mention) || !VERBISH.test(mention.tokens[0]?.text ?? "")) return false;
    if (this.pending.opened) return false;
    const before = this.at(index - 1);
    const after = this.at(index + 1);
    if (before?.sense.grammar === "pronoun") return true;
    const directly = before !== undefined && (before.plural || before.sense.person !== undefined) && this.drafts.length > 0;
    const object =
      after?.sense.grammar === "article" ||
      after?.sense.grammar === "definite" ||
      /^(?:up|away|into|toward|towards|through|around|over|out|off)$/.test(after?.tokens[0]?.text ?? "");
    return directly || (object && before !== undefined && !isMark(before) && before.sense.relation === undefined);
  }

  /** `apple` of apple pie, `coffee` of coffee beans, `cup` of cup of coffee: words that serve the noun after them. */
  private servesNext(index: number, mention: Mention): boolean {
    const { sense } = mention;
    const next = this.at(index + 1);
    if (next === undefined || isMark(next) || mention.tokens[0]?.kind === "emoji" || next.tokens[0]?.kind === "emoji")
      return false;
    if (next.sense.grammar === "of" && !isHan(next)) {
      const container = sense.grammar === "container" || mention.tokens.at(-1)?.text === "mug";
      return (
        container &&
        !HOLDERS.has(sense.noun?.key ?? "") &&
        this.thingAhead(index + 1, ({ noun, person }) => noun !== undefined || person !== undefined)
      );
    }
    if (isHan(mention) !== isHan(next) || sense.person !== undefined || mention.plural) return false;
    if (mention.tokens.at(-1)?.possessive === true) return false;
    if (isHan(next) && (next.sense.relation !== undefined || next.tokens.length === 1)) return false;
    if (isGeneric(sense.noun, next.sense.noun)) return false;
    const nounNext = next.sense.noun !== undefined && next.sense.colour === undefined && !this.isVerb(index + 1, next);
    const living = /^(?:animal|face-costume)/.test(sense.noun?.kind ?? "");
    if (next.sense.setting !== undefined && !nounNext) return !living && !/^plant-flower/.test(sense.noun?.kind ?? "");
    if (nounNext && next.sense.trait === undefined)
      return !(living && next.sense.noun?.kind?.startsWith("animal") === true && isHan(next));
    return false;
  }

  private readThing(index: number, mention: Mention): boolean {
    const { sense } = mention;
    const { noun, person } = sense;
    if (noun === undefined && person === undefined) return false;
    if (this.isVerb(index, mention)) return true;
    const prop = sense.props?.[0];
    const before = this.at(index - 1);
    // `hibiscus flower`, `robin bird`: the second word only names the class of the first.
    if (
      before !== undefined &&
      !isHan(before) &&
      !this.pending.opened &&
      this.lastPlace?.end === before.end &&
      isGeneric(before.sense.noun, noun)
    )
      return true;
    if (
      noun !== undefined &&
      MATERIAL.test(noun.key) &&
      before?.sense.grammar === "of" &&
      !isHan(before) &&
      this.drafts.length > 0
    )
      return true;
    if (person !== undefined) {
      this.readPerson(index, mention, person);
      return true;
    }
    if (noun === undefined) return false;
    if (this.servesNext(index, mention)) {
      if (this.relation === undefined && this.pending.count === undefined && isAnimate({ noun } as Draft))
        this.pendingDoing ??= noun.key;
      return true;
    }
    if (sense.setting !== undefined && !this.pending.opened) {
      this.readPlace(mention);
      return true;
    }
    const main = this.drafts.length === 0 && !this.placeSeen;
    const told =
      (this.pending.count !== undefined && !(this.relation !== undefined && LOCATING.has(this.relation))) ||
      this.pending.colour !== undefined;
    const after = this.at(index + 1);
    const isPlace =
      (this.relation !== undefined && LOCATING.has(this.relation)) ||
      (isHan(mention) &&
        after?.sense.relation !== undefined &&
        isHan(after) &&
        after.tokens.length <= 2 &&
        LOCATING.has(after.sense.relation));
    const airy = prop !== undefined && AIRY.test(prop) && (this.pending.count ?? 1) === 1 && this.relation !== "holding";
    const describes = after?.sense.setting !== undefined && after.sense.faint !== true && (this.pending.count ?? 1) === 1;
    if (prop !== undefined && !this.backdrop && (airy || describes || isPlace || !(main || told))) {
      this.readPiece(mention, prop, noun);
      return true;
    }
    this.place(this.draftOf(mention, { noun }), mention);
    return true;
  }

  private readPerson(index: number, mention: Mention, person: Traits): void {
    const next = this.at(index + 1);
    const last = this.drafts.at(-1);
    const previous = this.at(index - 1);
    const adjacent =
      previous !== undefined &&
      previous.end <= mention.start &&
      this.lastPlace?.end === previous.end &&
      typeof this.lastPlace.what !== "string";
    // `girl astronaut`, `cat astronaut`: one figure.
    if (
      adjacent &&
      last !== undefined &&
      this.lastPlace?.what === last &&
      !mention.plural &&
      person.role !== undefined &&
      !this.pending.opened
    ) {
      if (last.person === undefined) last.doing ??= person.role;
      else {
        const { age, gender } = last.person.traits;
        last.person.traits = mergeTraits(mergeTraits(last.person.traits, person), {
          ...(age === undefined ? {} : { age }),
          ...(gender === undefined ? {} : { gender }),
        });
      }
      last.words = this.prompt.slice(previous.start, mention.end);
      this.lastPlace = { end: mention.end, what: last };
      return;
    }
    // `astronaut cat`, `girl statue`: the noun after it is the figure.
    const nounNext = next?.sense.noun;
    if (
      nounNext !== undefined &&
      next !== undefined &&
      isHan(next) === isHan(mention) &&
      next.sense.person === undefined &&
      next.tokens[0]?.kind !== "emoji" &&
      !this.isVerb(index + 1, next) &&
      !(isHan(next) && next.tokens.length === 1)
    ) {
      if (nounNext.kind?.startsWith("animal") === true || nounNext.key === "robot" || nounNext.key === "statue") {
        this.pendingDoing = person.role ?? "person";
        return;
      }
    }
    // 宇航员头盔: whose helmet it is like.
    if (nounNext !== undefined && (this.relation === "wearing" || this.relation === "holding") && isHan(next)) return;
    const { traits: before, accessories, clothingColour } = this.pending;
    const { count: counted, ...own } = person;
    // What stands before the noun is said of this one person: `old` astronaut, `young` chef.
    const traits = mergeTraits(own, before);
    const draft = this.draftOf(mention, {
      person: {
        traits:
          own.role === undefined || before.role === undefined
            ? traits
            : { ...traits, role: own.role, ...(own.glyph === undefined ? {} : { glyph: own.glyph }) },
        accessories: [...accessories],
        ...(clothingColour === undefined ? {} : { clothingColour }),
      },
    });
    if (counted !== undefined)
      draft.count = Math.min(
        12,
        counted * Math.max(1, counted === 2 && draft.count > 1 && !mention.plural ? draft.count / 2 : 1),
      );
    if (counted === 2 && this.pending.count === 2) draft.count = 2;
    delete draft.colour;
    this.place(draft, mention);
  }

  private draftOf(mention: Mention, what: Pick<Draft, "noun" | "person">): Draft {
    const { count, colour, size } = this.pending;
    const phrase = this.phraseStart(mention);
    const prop = mention.sense.props?.[0];
    const index = this.mentions.indexOf(mention);
    const [before, after] = [this.at(index - 1), this.at(index + 1)];
    // A field of sunflowers, 薰衣草田: as many as the picture holds.
    const strewn =
      (before?.sense.setting !== undefined && before.tokens.at(-1)?.text === "of") ||
      (after?.sense.setting !== undefined && /^plant-flower/.test(what.noun?.kind ?? "") && count === undefined);
    const plural = mention.plural || after?.tokens[0]?.text === "们";
    const doing = this.pendingDoing;
    this.pendingDoing = undefined;
    const emojiRun = mention.tokens[0]?.skin;
    const person =
      what.person !== undefined && emojiRun !== undefined
        ? { ...what.person, traits: mergeTraits(what.person.traits, { skin: emojiRun }) }
        : what.person;
    return {
      ...what,
      ...(person === undefined ? {} : { person }),
      words: this.prompt.slice(phrase, mention.end),
      count: strewn ? MANY : count === 1 && plural ? 3 : (count ?? (plural ? 3 : 1)),
      ...(colour === undefined ? {} : { colour: colour.hue }),
      ...(size === undefined ? {} : { size }),
      ...(doing === undefined ? {} : { doing }),
      ...(prop === undefined ? {} : { piece: prop }),
      background: this.backdrop,
    };
  }

  private phraseStart(mention: Mention): number {
    // From the colour, number or size before it, if any, to the noun: the prompt's own words.
    let start = mention.start;
    for (let index = this.mentions.indexOf(mention) - 1; index >= 0; index -= 1) {
      const before = this.at(index);
      if (before === undefined || isMark(before)) break;
      const { sense } = before;
      const adjective = sense.colour !== undefined || sense.size !== undefined || sense.trait?.age !== undefined;
      const counting =
        (sense.count !== undefined && (isHan(before) || sense.grammar === undefined)) ||
        sense.grammar === "measure" ||
        before.tokens[0]?.kind === "number" ||
        NUMERALS[before.tokens[0]?.text ?? ""] !== undefined;
      const linking = sense.grammar === "of" && isHan(before);
      if (!(adjective || counting || linking) || sense.setting !== undefined) break;
      if (!linking) start = before.start;
    }
    return start;
  }

  /** Enters `draft` as a subject, with the relation that the words before it gave. */
  private place(draft: Draft, mention: Mention): void {
    const relation = this.relation;
    const definite = this.pending.definite;
    const same = this.drafts.find((other) => other !== draft && sameThing(other, draft));
    if (
      same !== undefined &&
      (definite ||
        mention.tokens[0]?.kind === "emoji" ||
        (draft.count === 1 && same.count === 1 && !this.pending.opened && draft.colour === undefined))
    ) {
      if (mention.tokens[0]?.kind === "emoji") same.count = Math.min(12, same.count + 1);
      else if (same.colour === undefined && draft.colour !== undefined) same.colour = draft.colour;
      this.lastPlace = { end: mention.end, what: same };
      if (relation !== undefined && LOCATING.has(relation)) this.relate(relation, same);
      else this.group = [same];
      this.reset();
      return;
    }
    this.drafts.push(draft);
    this.lastPlace = { end: mention.end, what: draft };
    if (relation !== undefined && LOCATING.has(relation)) {
      if (this.anchor === undefined) this.stash = { kind: relation, to: draft };
      else if (relation === "beside" && this.group.every((other) => other.relation !== undefined)) {
        draft.relation = { kind: relation, to: this.anchor };
      } else this.relate(relation, draft);
    } else if (relation === "holding" || relation === "wearing") {
      const owner = this.group.find((other) => isAnimate(other)) ?? this.anchor;
      const held = !this.withHeld || HELD.test(draft.noun?.key ?? "") || /^clothing/.test(draft.noun?.kind ?? "");
      if (owner !== undefined && held && isAnimate(owner)) {
        draft.relation = { kind: /^clothing/.test(draft.noun?.kind ?? "") && this.withHeld ? "wearing" : relation, to: owner };
      } else if (owner === undefined && !this.withHeld) this.stashedHeld = { kind: relation, draft };
      else this.joinGroup(draft);
    } else this.joinGroup(draft);
    this.reset();
  }

  private stashUsed = false;
  /** What is held or worn by who comes next: 撑着油纸伞的姑娘. */
  private stashedHeld: { kind: "holding" | "wearing"; draft: Draft } | undefined;

  private joinGroup(draft: Draft): void {
    if (this.stash !== undefined && draft.relation === undefined && this.stash.to !== draft) {
      draft.relation = this.stash;
      this.stashUsed = true;
    }
    if (this.stashedHeld !== undefined && isAnimate(draft)) {
      this.stashedHeld.draft.relation = { kind: this.stashedHeld.kind, to: draft };
      this.stashedHeld = undefined;
    }
    if (this.groupClosed) this.group = [];
    this.groupClosed = false;
    this.group.push(draft);
  }

  private relate(kind: Relation, to: Draft | string): void {
    this.placedBy = to;
    for (const draft of this.group) if (draft !== to && draft.relation === undefined) draft.relation = { kind, to };
    this.groupClosed = true;
  }

  private reset(): void {
    this.pending = freshPending();
    this.relation = undefined;
    this.withHeld = false;
  }

  /** A piece of the setting: shown there, and a place for subjects to be on, in or under. */
  private readPiece(mention: Mention, prop: string, noun?: Noun): void {
    this.props.add(prop);
    if (this.stash !== undefined) this.stashUsed = true;
    const name = PLACE_OF_PIECE[prop] ?? prop;
    if (this.relation === undefined && this.drafts.length === this.clauseStart) this.group = [];
    const isPlace = this.relation !== undefined && LOCATING.has(this.relation);
    if (noun !== undefined) this.spare[isPlace || this.spare.length === 0 ? "push" : "unshift"](this.draftOf(mention, { noun }));
    const relation = this.relation;
    if (AIRY.test(prop)) this.relation = undefined;
    else if (relation !== undefined && LOCATING.has(relation)) {
      if (this.anchor === undefined) this.stash = { kind: relation, to: name };
      else this.relate(relation, name);
    }
    this.lastPlace = AIRY.test(prop) ? undefined : { end: mention.end, what: name };
    for (const other of mention.sense.props ?? []) this.props.add(other);
    this.pending = freshPending();
    this.relation = undefined;
  }

  private readPlace(mention: Mention): void {
    for (const prop of mention.sense.props ?? []) this.props.add(prop);
    this.placeSeen = true;
    if (this.pending.colour?.faint === false) this.addToPalette(this.pending.colour.hue);
    this.pending = freshPending();
    if (this.relation !== undefined && LOCATING.has(this.relation)) this.groupClosed = true;
    this.relation = undefined;
    this.lastPlace = undefined;
  }
}

function sameThing(one: Draft, other: Draft): boolean {
  if (one.person !== undefined || other.person !== undefined) {
    const [a, b] = [one.person?.traits, other.person?.traits];
    return a !== undefined && b !== undefined && a.role === b.role && a.gender === b.gender && a.age === b.age;
  }
  return one.noun?.key === other.noun?.key && (one.colour === other.colour || other.colour === undefined);
}

function toSubject(draft: Draft, order: ReadonlyMap<Draft, number>): Subject {
  const { noun, words, count, colour, size, doing, background, relation } = draft;
  const person = draft.person === undefined ? undefined : toPerson(draft.person as PersonDraft);
  const glyph = person === undefined ? noun?.glyph : glyphOf(person, draft.person?.traits.glyph);
  const kind = noun?.kind;
  const to = relation === undefined ? undefined : typeof relation.to === "string" ? relation.to : order.get(relation.to);
  return {
    key: noun?.key ?? "person",
    words: words.trim(),
    ...(glyph === undefined ? {} : { glyph }),
    ...(person === undefined ? {} : { person }),
    ...(kind === undefined ? {} : { kind }),
    ...(doing === undefined || person !== undefined ? {} : { doing }),
    count: Math.max(1, Math.min(12, Math.round(count))),
    ...(colour === undefined ? {} : { colour }),
    ...(size === undefined ? {} : { size }),
    background,
    ...(relation === undefined || to === undefined ? {} : { relation: { kind: relation.kind, to } }),
  };
}

/** The subjects of `mentions` (of `prompt`, in order), at most eight kinds, with the props and colours that fall to the setting. */
export function readSubjects(prompt: string, mentions: readonly Mention[]): SubjectReading {
  const cast = new Cast(prompt, mentions);
  const spare = cast.drafts.length === 0 && !cast.placeSeen ? cast.spare[0] : undefined;
  if (spare?.piece !== undefined) cast.props.delete(spare.piece);
  const drafts = spare === undefined ? cast.drafts : [spare];
  for (const draft of drafts.filter(({ shares = [] }) => shares.length > 1)) {
    const shares = draft.shares ?? [];
    const each = Math.max(1, Math.floor(draft.count / shares.length));
    const split = shares.slice(1).map((colour) => Object.assign({}, draft, { colour, count: each }));
    drafts.splice(drafts.indexOf(draft) + 1, 0, ...split);
    Object.assign(draft, { colour: shares[0], count: draft.count - each * split.length });
  }
  // What the picture is about comes before what stands behind it, should there be too many.
  const kept =
    drafts.length <= MOST
      ? drafts
      : [...drafts.filter((draft) => !draft.background), ...drafts.filter((draft) => draft.background)].slice(0, MOST);
  const order = new Map(kept.map((draft, index) => [draft, index]));
  return {
    subjects: kept.map((draft) => toSubject(draft, order)),
    props: cast.props,
    palette: cast.palette,
    homes: kept.flatMap(({ noun }) => noun?.home ?? []),
  };
}
