// Reads the subjects of a prompt: who and what is in the picture, how many, in which colour and size, where in relation to
// what. One pass over the mentions from left to right, in the grammar of whichever language each phrase is written in.

import type { Draft } from "./cast.ts";
import { Cast, isAiry, isLocating } from "./cast.ts";
import type { Mention, Sense, Traits } from "./lexicon.ts";
import { mergeTraits } from "./people.ts";
import {
  addsNothing,
  countAt,
  describesNext,
  firstText,
  holdsNext,
  isAhead,
  isColourable,
  isEmoji,
  isHan,
  isLiving,
  isLocaliser,
  isMark,
  isPlaced,
  isPlaceNoun,
  isVerb,
  measure,
  phraseStart,
  servesNext,
} from "./phrases.ts";
import type { Person, Relation, Setting, Subject } from "./scene.ts";

/** As many as a field of flowers shows. */
const MANY = 7;
/** Parts in the colour of the whole. */
const COAT = /fur|feather|petal|mane|scale|毛|羽|瓣/u;

/** What has been said before its noun has come. */
interface Pending {
  count?: number;
  /** True once an article, a number or a demonstrative has opened the phrase. */
  opened: boolean;
  definite: boolean;
  /** `faint` for a single Chinese character, which colours nothing but what follows it. */
  colour?: { readonly hue: string; readonly faint: boolean };
  size?: Subject["size"];
  traits: Traits;
  accessories: NonNullable<Person["accessories"]>[number][];
  clothingColour?: string;
  doing?: string;
}

export interface SubjectReading {
  readonly subjects: readonly Subject[];
  readonly props: ReadonlySet<string>;
  /** Colours of the whole picture. */
  readonly palette: readonly string[];
  /** The homes of the subjects' nouns, in order. */
  readonly homes: readonly Setting[];
}

const isTimely = ({ season, weather, time }: Sense): boolean =>
  season !== undefined || weather !== undefined || time !== undefined;

class Reader {
  readonly cast = new Cast();
  private readonly prompt: string;
  private readonly mentions: readonly Mention[];
  private pending: Pending = { opened: false, definite: false, traits: {}, accessories: [] };

  private given: { readonly relation: Relation | undefined; readonly lenient: boolean } | undefined;

  constructor(prompt: string, mentions: readonly Mention[]) {
    this.prompt = prompt;
    this.mentions = mentions;
  }

  readAll(): void {
    for (const [index, mention] of this.mentions.entries()) this.read(index, mention);
    this.drop();
  }

  private read(index: number, mention: Mention): void {
    // What was worn is remembered for one word: the `and` that adds to it.
    if (mention.sense.grammar !== "and" && mention.sense.trait === undefined) this.given = undefined;
    if (isMark(mention)) return this.readMark(firstText(mention));
    const count = countAt(this.mentions, index);
    if (count !== undefined) return this.open(count);
    if (mention.tokens[0]?.kind === "number") return;
    if (this.readFunctionWord(index, mention)) return;
    if (this.readAdjective(index, mention)) return;
    if (this.readPart(index, mention)) return;
    if (this.readRelation(index, mention)) return;
    if (this.readTrait(index, mention)) return;
    if (this.readThing(index, mention)) return;
    this.readRest(mention);
  }

  /** Begins anew after what waited for a noun; a colour that found none is one of the whole picture. */
  private drop(): void {
    const { colour, count, traits, accessories, clothingColour } = this.pending;
    if (colour !== undefined && count === 1 && this.cast.isShared) this.cast.addShare(colour.hue);
    else if (colour !== undefined && !colour.faint) {
      const wearer = this.cast.relation === "in" ? this.cast.anchor?.person : undefined;
      // A woman in red.
      if (wearer === undefined) this.cast.addColour(colour.hue);
      else wearer.clothingColour ??= colour.hue;
    }
    // What is said of a person who has yet to come stays: 戴着红色帽子和手套的女孩.
    this.pending = {
      opened: false,
      definite: false,
      traits,
      accessories,
      ...(clothingColour === undefined ? {} : { clothingColour }),
    };
  }

  private spend(): void {
    this.pending = { opened: false, definite: false, traits: {}, accessories: [] };
  }

  private open(count: number): void {
    if (this.pending.opened && this.pending.colour !== undefined) this.drop();
    this.pending.count = count;
    this.pending.opened = true;
  }

  private readMark(text: string): void {
    if (/^[、\uFFFC&\-–—~'"’‘“”*#]$/u.test(text)) return;
    this.drop();
    const isSentence = /^[.!?。！？\n;；]$/u.test(text);
    if (isSentence) this.spend();
    this.cast.endClause(isSentence);
  }

  private readFunctionWord(index: number, mention: Mention): boolean {
    const { sense } = mention;
    switch (sense.grammar) {
      case "article":
      case "definite":
        this.drop();
        this.pending.opened = true;
        this.pending.definite = sense.grammar === "definite";
        if (sense.grammar === "article") this.pending.count = 1;
        return true;
      case "measure":
        if (this.pending.count === undefined && !this.pending.definite) return false;
        this.pending.count = measure(firstText(mention), this.pending.count ?? 1);
        return true;
      case "and":
        if (this.pending.colour !== undefined && isAhead(this.mentions, index, ({ colour }) => colour !== undefined)) {
          this.cast.addColour(this.pending.colour.hue);
        }
        this.drop();
        // With a beard and glasses; wearing a hat and gloves.
        if (this.given !== undefined) this.cast.lead(this.given.relation, this.given.lenient);
        return true;
      case "background":
        this.cast.setBack();
        this.drop();
        return true;
      case "backdrop":
        this.drop();
        this.cast.lead(undefined);
        this.cast.backdrop = true;
        return true;
      case "at":
        this.drop();
        // 在吃饭 is doing, 在沙发上 is being; 坐在 can only be the latter.
        if (mention.tokens.length > 1 || this.leadsToPlace(index)) this.cast.lead("in");
        return true;
      case "with":
        this.drop();
        // `with` gives what can be held; other things just come too.
        this.cast.lead(isHan(mention) ? undefined : "holding", true);
        return true;
      case "letters":
        if (sense.noun !== undefined && !mention.plural) return false;
        delete this.pending.colour;
        return true;
      default:
        return false;
    }
  }

  private leadsToPlace(index: number): boolean {
    const rest = this.mentions.slice(index + 1, index + 8);
    const end = rest.findIndex(isMark);
    return rest.slice(0, end < 0 ? rest.length : end).some(isLocaliser);
  }

  private readAdjective(index: number, mention: Mention): boolean {
    const { colour, count, size, noun, person } = mention.sense;
    if (count !== undefined && noun === undefined && person === undefined) {
      this.open(count);
      return true;
    }
    if (colour !== undefined) {
      const ahead = isAhead(this.mentions, index, isColourable);
      if (noun !== undefined && !ahead) return false;
      const faint = mention.tokens.length === 1 && isHan(mention);
      const isShare = this.pending.count === 1 && this.cast.isShared;
      if (!faint || ahead || isShare) this.pending.colour = { hue: colour, faint };
      return true;
    }
    if (size === undefined) return false;
    this.pending.size = size;
    return true;
  }

  private readPart(index: number, mention: Mention): boolean {
    const { sense, tokens } = mention;
    const target = this.cast.anchor ?? this.cast.drafts.at(-1);
    if (sense.grammar === "hair") {
      const form = sense.trait?.hair?.form;
      const hue = this.pending.colour?.hue;
      // Strands of hair in which nothing is told of it say nothing.
      if (hue === undefined && form === undefined) return true;
      const hair = { ...(hue === undefined ? {} : { colour: hue }), ...(form === undefined ? {} : { form }) };
      const isComing = isAhead(this.mentions, index, ({ person }) => person !== undefined);
      const holder = isComing ? this.pending : (target?.person ?? this.pending);
      holder.traits = mergeTraits(holder.traits, { hair });
    } else if (sense.grammar !== "part" || (sense.noun !== undefined && target === undefined)) return false;
    else if (target !== undefined && target.person === undefined && COAT.test(tokens.map(({ text }) => text).join(""))) {
      const hue = this.pending.colour?.hue;
      if (hue !== undefined) target.colour ??= hue;
    }
    // `a blue-eyed cat`: the colour was the eyes'.
    delete this.pending.colour;
    return true;
  }

  private readRelation(index: number, mention: Mention): boolean {
    const { relation } = mention.sense;
    if (relation === undefined) return false;
    if (!isLocaliser(mention)) {
      this.drop();
      this.cast.lead(relation);
      return true;
    }
    const before = this.mentions[index - 1];
    if (before !== undefined && this.cast.last?.end === before.end) {
      this.cast.placeAtLast(relation, this.mentions[index + 1]?.sense.grammar === "of");
    } else if (
      (before === undefined || isMark(before) || before.sense.grammar === "at") &&
      relation !== "on" &&
      relation !== "under"
    ) {
      this.cast.placeByAnchor(relation);
    } else this.cast.lead(undefined);
    return true;
  }

  private readTrait(index: number, mention: Mention): boolean {
    const { trait, noun } = mention.sense;
    if (trait === undefined) return false;
    const { relation, lenient, anchor } = this.cast;
    const isGarment = trait.item !== undefined || (trait.accessory !== undefined && trait.accessory !== "beard");
    const isComing = isAhead(this.mentions, index, ({ person }) => person !== undefined);
    const isWorn = isComing || relation === "wearing" || lenient || (relation === "in" && trait.item !== undefined);
    const isPersonal = isComing || anchor?.person !== undefined;
    if (noun !== undefined && !(isPersonal && (isWorn || !isGarment))) return false;
    if (isPersonal) this.giveTraits(trait, isComing);
    else if (!isGarment) {
      const doing = trait.role ?? trait.expression;
      const animalAhead = isAhead(this.mentions, index, (sense) => isLiving(sense.noun));
      if (doing !== undefined && (animalAhead || !this.cast.giveDoing(doing))) this.pending.doing = doing;
    }
    return true;
  }

  private giveTraits({ accessory, role, glyph, ...others }: Traits, isComing: boolean): void {
    const holder = isComing ? this.pending : (this.cast.anchor?.person ?? this.pending);
    // A doing does not replace a profession: a chef who sits and reads is a chef.
    const doing =
      holder.traits.role === undefined && role !== undefined ? { role, ...(glyph === undefined ? {} : { glyph }) } : {};
    const isDressed = holder.traits.item !== undefined && others.item !== undefined;
    if (!isDressed) holder.traits = mergeTraits(holder.traits, { ...others, ...doing });
    if (accessory !== undefined && !holder.accessories.includes(accessory)) holder.accessories.push(accessory);
    if (others.item === undefined && accessory === undefined) return;
    const hue = this.pending.colour?.hue;
    if (others.item !== undefined && hue !== undefined) holder.clothingColour ??= hue;
    delete this.pending.colour;
    delete this.pending.size;
    this.given = { relation: this.cast.relation, lenient: this.cast.lenient };
    this.cast.lead(undefined);
  }

  private readThing(index: number, mention: Mention): boolean {
    const { noun, person, setting, faint } = mention.sense;
    if (noun === undefined && person === undefined) return false;
    if (isVerb(this.mentions, index) || addsNothing(this.mentions, index)) return true;
    if (person !== undefined) this.readPerson(index, mention, person);
    else if (servesNext(this.mentions, index)) {
      const isOther = noun?.key !== this.mentions[index + 1]?.sense.noun?.key;
      if (isOther && isLiving(noun) && this.cast.relation === undefined) this.pending.doing ??= noun?.key ?? "";
    } else if (setting !== undefined && faint !== true && !this.pending.opened) this.readPlace(mention);
    else if (noun !== undefined) this.readNoun(index, mention);
    return true;
  }

  private readNoun(index: number, mention: Mention): void {
    const { noun, props: [prop] = [] } = mention.sense;
    const { cast, pending } = this;
    const next = this.mentions[index + 1];
    const draft = this.draftOf(index, mention, noun === undefined ? {} : { noun });
    const isPlace = isLocating(cast.relation) || isPlaced(this.mentions, index);
    const isOne = (pending.count ?? 1) === 1;
    // `over a koi pond`: over the pond.
    if (isPlaceNoun(next) && !isHan(mention) && isLocating(cast.relation)) cast.lead(undefined);
    const isAir = prop !== undefined && isAiry(prop) && (isOne || (pending.count ?? 1) >= MANY) && cast.relation !== "holding";
    const isDescribing = isPlaceNoun(next) && isOne;
    // What a setting may hold is a subject only where the prompt makes it one: first named, counted or coloured.
    const isMain = cast.drafts.length === 0 && !cast.placeSeen;
    const isCounted = pending.count !== undefined && (pending.count > 1 || prop?.endsWith("s") === true);
    const isTold = isCounted || pending.colour !== undefined;
    if (prop !== undefined && !cast.backdrop && (isPlace || isAir || isDescribing || !(isMain || isTold))) {
      cast.addPiece(prop, mention.end, draft);
      for (const other of mention.sense.props ?? []) cast.props.add(other);
    } else {
      cast.enter(draft, { end: mention.end, definite: pending.definite, opened: pending.opened, emoji: isEmoji(mention) });
      if (holdsNext(this.mentions, index)) cast.holder = draft;
    }
    this.spend();
  }

  private readPerson(index: number, mention: Mention, { count: many, ...own }: Traits): void {
    const { cast, pending } = this;
    const previous = this.mentions[index - 1];
    const last = cast.drafts.at(-1);
    const isApposition = previous !== undefined && cast.last?.end === previous.end && cast.last.what === last && !pending.opened;
    // `girl astronaut`, `cat astronaut`: one figure.
    if (isApposition && last !== undefined && own.role !== undefined && !mention.plural) {
      if (last.person === undefined) last.doing ??= own.role;
      else
        last.person.traits = mergeTraits(own, {
          ...last.person.traits,
          role: own.role,
          ...(own.glyph === undefined ? {} : { glyph: own.glyph }),
        });
      last.words = this.prompt.slice(previous.start, mention.end);
      cast.last = { end: mention.end, what: last };
      return;
    }
    const isWorn = cast.relation === "wearing" || cast.relation === "holding";
    if (describesNext(this.mentions, index, isWorn)) {
      if (!isWorn && own.role !== undefined) this.pending.doing = own.role;
      // A baby dragon.
      else if (own.age === "baby" || own.age === "child") this.pending.size ??= "small";
      return;
    }
    const { traits: before, accessories, clothingColour } = pending;
    // What stands before the noun is said of this one person: `old` astronaut, `young` chef; but who they are outweighs what they do.
    const role = own.role === undefined ? {} : { role: own.role, ...(own.glyph === undefined ? {} : { glyph: own.glyph }) };
    const traits = { ...mergeTraits(own, before), ...role };
    const skin = mention.tokens[0]?.skin;
    const person = {
      traits: skin === undefined ? traits : { ...traits, skin },
      accessories: [...accessories],
      ...(clothingColour === undefined ? {} : { clothingColour }),
    };
    delete pending.colour;
    const draft = this.draftOf(index, mention, { person });
    if (many !== undefined) draft.count = many === 2 && (pending.count ?? 1) > 2 ? Math.min(12, 2 * (pending.count ?? 1)) : many;
    cast.enter(draft, { end: mention.end, definite: pending.definite, opened: pending.opened, emoji: isEmoji(mention) });
    this.spend();
  }

  private draftOf(index: number, mention: Mention, what: Pick<Draft, "noun" | "person">): Draft {
    const { count, colour, size, doing } = this.pending;
    const [before, after] = [this.mentions[index - 1], this.mentions[index + 1]];
    const isPlural = mention.plural || firstText(after) === "们";
    // A field of sunflowers, 薰衣草田: as many as the picture holds.
    const isFlower = what.noun?.kind?.startsWith("plant-flower") === true;
    const isStrewn = before?.sense.setting !== undefined && before.tokens.at(-1)?.text === "of";
    const isField = isFlower && count === undefined && isPlaceNoun(after);
    const [piece] = mention.sense.props ?? [];
    return {
      ...what,
      words: this.prompt.slice(phraseStart(this.mentions, index), mention.end),
      count: isStrewn || isField ? MANY : isPlural && (count ?? 1) === 1 ? 3 : (count ?? 1),
      ...(colour === undefined ? {} : { colour: colour.hue }),
      ...(size === undefined ? {} : { size }),
      ...(doing === undefined ? {} : { doing }),
      ...(piece === undefined ? {} : { piece }),
      background: this.cast.backdrop,
    };
  }

  private readPlace({ sense }: Mention): void {
    const { colour } = this.pending;
    if (colour?.faint === false) this.cast.addColour(colour.hue);
    this.cast.addPlace(sense.props ?? []);
    this.spend();
  }

  /** Places, pieces without a noun, and words that end what was begun. */
  private readRest(mention: Mention): void {
    const { sense } = mention;
    const [prop] = sense.props ?? [];
    if (sense.setting !== undefined && sense.faint !== true) return this.readPlace(mention);
    if (prop !== undefined && !isTimely(sense) && sense.mood === undefined) {
      this.cast.addPiece(prop, mention.end);
      const { traits, accessories } = this.pending;
      this.spend();
      Object.assign(this.pending, { traits, accessories });
    }
    for (const each of sense.props ?? []) this.cast.props.add(each);
    if (isTimely(sense)) {
      this.drop();
      this.cast.lead(undefined);
    }
    if (sense.grammar === "pronoun") this.drop();
    if (sense.grammar === "tone" && this.pending.colour !== undefined) {
      this.cast.addColour(this.pending.colour.hue);
      delete this.pending.colour;
    }
  }
}

/** The subjects of `mentions` (of `prompt`, in order), at most eight kinds, with the props and colours that fall to the setting. */
export function readSubjects(prompt: string, mentions: readonly Mention[]): SubjectReading {
  const reader = new Reader(prompt, mentions);
  reader.readAll();
  const { cast } = reader;
  const { subjects, homes } = cast.close();
  return { subjects, homes, props: cast.props, palette: cast.palette };
}
