// Reads the subjects of a prompt: who and what is in the picture, how many, in which colour and size, where in relation to
// what. One pass over the mentions from left to right, in the grammar of whichever language each phrase is written in.

import type { Draft } from "./cast.ts";
import { Cast, isAiry, isAnimate, isLocating } from "./cast.ts";
import type { Mention, Sense, Traits } from "./lexicon.ts";
import { deedOf, isDeed, mergeTraits } from "./people.ts";
import {
  addsNothing,
  countAt,
  countsBefore,
  describesNext,
  describesPlace,
  firstText,
  formBefore,
  holdsNext,
  isAhead,
  isColourable,
  isEmoji,
  isHan,
  isLiving,
  isLocaliser,
  isLocatingWord,
  isMark,
  isPlaceNoun,
  isPlaced,
  isVerb,
  leadsToDoer,
  leadsToFigure,
  leadsToPlace,
  measure,
  opensClause,
  phraseStart,
  servesNext,
  standsAlone,
} from "./phrases.ts";
import type { Person, Relation, Setting, Subject } from "./scene.ts";

/** As many as a field of flowers shows. */
const MANY = 7;
/** Doings that have an object in hand: eating noodles. */
const CONSUMING = /^(?:eating|drinking)$/;
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

/** Verbs with their preposition that also say what is done: flying over, 飞过. */
const POSTURES = /^(?:flying|soaring|hovering|floating|sleeping|dozing|飞)/u;
const GENDERS: Readonly<Record<string, "woman" | "man">> = { her: "woman", his: "man" };

const isTimely = ({ season, weather, time }: Sense): boolean =>
  season !== undefined || weather !== undefined || time !== undefined;

class Reader {
  readonly cast = new Cast();
  private readonly prompt: string;
  private readonly mentions: readonly Mention[];
  private pending: Pending = { opened: false, definite: false, traits: {}, accessories: [] };

  /** True after `as`: who comes next is a part that the last subject plays. */
  private isPart = false;
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
    if (count !== undefined) {
      if (countsBefore(this.mentions, index)) this.cast.count(count, firstText(this.mentions[index - 1]) === "各");
      else this.open(count);
      return;
    }
    if (mention.tokens[0]?.kind === "number") return;
    if (this.readFunctionWord(index, mention)) return;
    if (this.readAdjective(index, mention)) return;
    if (this.readPart(index, mention)) return;
    if (this.readRelation(index, mention)) return;
    if (this.readTrait(index, mention)) return;
    if (this.readThing(index, mention)) return;
    this.readRest(index, mention);
  }

  /** Begins anew after what waited for a noun; a colour that found none is one of the whole picture. */
  private drop(): void {
    const { colour, count, traits, accessories, clothingColour } = this.pending;
    if (colour !== undefined && count === 1 && this.cast.isShared) this.cast.addShare(colour.hue);
    else if (colour !== undefined && !colour.faint) {
      const wearer = this.cast.relation === "in" ? this.cast.speaker?.person : undefined;
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
    this.isPart = false;
    const isSentence = /^[.!?。！？\n;；]$/u.test(text);
    if (isSentence) this.spend();
    this.cast.endClause(isSentence);
  }

  private readFunctionWord(index: number, mention: Mention): boolean {
    const { sense } = mention;
    switch (sense.grammar) {
      case "article":
      case "definite":
        if (/^(?:her|his|their|its)$/.test(firstText(mention)) && standsAlone(this.mentions, index)) {
          this.cast.refer(GENDERS[firstText(mention)]);
          return true;
        }
        this.drop();
        this.pending.opened = true;
        this.pending.definite = sense.grammar === "definite";
        if (sense.grammar === "article") this.pending.count = 1;
        return true;
      case "measure":
        if (this.pending.count === undefined && !this.pending.definite) return false;
        // 一列火车 is one train.
        if (
          firstText(mention) === "列" &&
          isAhead(this.mentions, index, ({ noun }) => noun?.kind?.startsWith("transport") === true)
        )
          return true;
        this.pending.count = measure(firstText(mention), this.pending.count ?? 1);
        return true;
      case "as":
        this.drop();
        this.isPart = true;
        return true;
      case "and":
        this.cast.list();
        if (this.pending.colour !== undefined && isAhead(this.mentions, index, ({ colour }) => colour !== undefined)) {
          this.cast.addColour(this.pending.colour.hue);
        }
        this.drop();
        // With a beard and glasses; wearing a hat and gloves.
        if (this.given !== undefined && !leadsToFigure(this.mentions, index))
          this.cast.lead(this.given.relation, this.given.lenient);
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
        if (mention.tokens.length > 1 || leadsToPlace(this.mentions, index)) this.cast.leadTo();
        return true;
      case "with":
        this.drop();
        // `with` gives what can be held; other things just come too.
        this.cast.lead(isHan(mention) ? undefined : "holding", true);
        return true;
      case "by":
        this.drop();
        this.cast.giveToNext(sense.relation ?? "holding");
        return true;
      case "pronoun":
        // She is holding a cat.
        if (
          /^s?he$/.test(firstText(mention)) &&
          opensClause(this.mentions, index) &&
          !this.cast.drafts.some(({ person }) => person !== undefined)
        ) {
          const person = {
            traits: { gender: firstText(mention) === "she" ? ("woman" as const) : ("man" as const) },
            accessories: [],
          };
          this.cast.enter(this.draftOf(index, mention, { person }), {
            end: mention.end,
            definite: false,
            opened: true,
            emoji: false,
          });
          this.spend();
          return true;
        }
        if (sense.relation !== undefined) this.cast.lead(sense.relation);
        if (sense.relation !== undefined || isLocatingWord(this.mentions[index - 1])) this.cast.refer(sense.trait?.gender);
        this.drop();
        return true;
      case "letters":
        if (sense.noun !== undefined && !mention.plural) return false;
        delete this.pending.colour;
        return true;
      default:
        return false;
    }
  }

  private readAdjective(index: number, mention: Mention): boolean {
    const { colour, count, size, noun, person } = mention.sense;
    if (count !== undefined && noun === undefined && person === undefined) {
      this.open(count);
      return true;
    }
    if (colour !== undefined) {
      const ahead = isAhead(this.mentions, index, isColourable);
      const isShare = this.pending.count === 1 && this.cast.isShared;
      if (noun !== undefined && !ahead && !(isShare && this.pending.colour === undefined)) return false;
      const faint = mention.tokens.length === 1 && isHan(mention);
      // 红金配色: two of them, side by side.
      const before = this.mentions[index - 1];
      if (faint && this.pending.colour !== undefined && before?.sense.colour !== undefined)
        this.cast.addColour(this.pending.colour.hue);
      if (!faint || ahead || isShare) this.pending.colour = { hue: colour, faint };
      return true;
    }
    if (size === undefined) return false;
    this.pending.size = size;
    return true;
  }

  private readPart(index: number, mention: Mention): boolean {
    const { sense, tokens } = mention;
    const target = this.cast.speaker ?? this.cast.drafts.at(-1);
    if (sense.grammar === "hair") {
      const form = sense.trait?.hair?.form ?? formBefore(this.mentions, index);
      const hue = this.pending.colour?.hue;
      // Strands of hair in which nothing is told of it say nothing.
      if (hue === undefined && form === undefined) return true;
      const hair = { ...(hue === undefined ? {} : { colour: hue }), ...(form === undefined ? {} : { form }) };
      const isComing = isAhead(this.mentions, index, ({ person }) => person !== undefined);
      const holder = isComing ? this.pending : (target?.person ?? this.pending);
      holder.traits = mergeTraits(holder.traits, { hair });
      if (!isComing) this.given = { relation: "holding", lenient: true };
    } else if (sense.grammar !== "part" || (sense.noun !== undefined && target === undefined)) return false;
    else if (target !== undefined && target.person === undefined && COAT.test(tokens.map(({ text }) => text).join(""))) {
      const hue = this.pending.colour?.hue;
      if (hue !== undefined) target.colour ??= hue;
    }
    if (sense.props !== undefined && opensClause(this.mentions, index)) this.cast.drift();
    // `a blue-eyed cat`: the colour was the eyes'.
    delete this.pending.colour;
    return true;
  }

  private readRelation(index: number, mention: Mention): boolean {
    const { relation, trait } = mention.sense;
    if (relation === undefined) return false;
    // Two friends hugging: one another, not what comes next.
    const next = this.mentions[index + 1];
    const isLast = next === undefined || isMark(next) || isLocatingWord(next) || isTimely(next.sense);
    if (trait !== undefined && isLast) return false;
    if (!isLocaliser(mention)) {
      this.drop();
      const posture = POSTURES.exec(firstText(mention));
      if (posture !== null) {
        const doing = /^(?:sleep|doz)/.test(posture[0]) ? "sleeping" : "flying";
        this.cast.giveDoing(doing);
        this.cast.shareRole(doing);
      }
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
    if (this.cast.isAdrift && noun === undefined) return true;
    if (trait.role !== undefined && noun === undefined && leadsToDoer(this.mentions, index)) {
      this.pending.doing = trait.role;
      return true;
    }
    const { relation, lenient, speaker: anchor } = this.cast;
    const isGarment = trait.item !== undefined || (trait.accessory !== undefined && trait.accessory !== "beard");
    const isComing = isAhead(this.mentions, index, ({ person }) => person !== undefined);
    // An old shop says nothing of the barber's age.
    if (trait.age !== undefined && noun === undefined && this.pending.opened && !isComing) return true;
    const isWorn =
      isComing || (isGarment && this.isTag(index)) || relation === "wearing" || lenient || (relation === "in" && isGarment);
    const isPersonal = isComing || anchor?.person !== undefined;
    if (noun !== undefined && !(isPersonal && (isWorn || !isGarment))) return false;
    const isConsuming = CONSUMING.test(trait.role ?? "") && isAhead(this.mentions, index, (sense) => sense.noun !== undefined);
    if (isPersonal) {
      this.giveTraits(index, trait, isComing);
      if (!isComing && trait.role !== undefined && anchor !== undefined) {
        this.cast.shareRole(trait.role);
        this.cast.equip(isConsuming ? "" : trait.role, anchor);
      }
      if (isConsuming && !isComing) this.cast.lead("holding");
    } else if (!isGarment) {
      const doing = trait.role ?? trait.expression;
      const animalAhead = isAhead(this.mentions, index, (sense) => isLiving(sense.noun));
      if (doing !== undefined && (animalAhead || !this.cast.giveDoing(doing, isConsuming))) this.pending.doing = doing;
      if (isConsuming && !animalAhead && anchor !== undefined) this.cast.lead("holding");
    }
    return true;
  }

  /** 1girl, blue eyes, hoodie: a garment alone between commas is worn by who was named. */
  private isTag(index: number): boolean {
    const after = this.mentions[index + 1];
    if (this.pending.opened || this.cast.speaker?.person === undefined || (after !== undefined && !isMark(after))) return false;
    let at = index - 1;
    while (this.mentions[at]?.sense.colour !== undefined || this.mentions[at]?.sense.size !== undefined) at -= 1;
    return isMark(this.mentions[at]);
  }

  private giveTraits(index: number, { accessory, role, glyph, ...others }: Traits, isComing: boolean): void {
    const holder = isComing ? this.pending : (this.cast.speaker?.person ?? this.pending);
    // A doing does not replace a profession: a chef who sits and reads is a chef.
    const doing =
      role === undefined
        ? {}
        : holder.traits.role === undefined
          ? { role, ...(glyph === undefined ? {} : { glyph }) }
          : isDeed(holder.traits.role)
            ? {}
            : { doing: deedOf(holder.traits.doing, role) };
    const isDressed = holder.traits.item !== undefined && others.item !== undefined;
    if (!isDressed) holder.traits = mergeTraits(holder.traits, { ...others, ...doing });
    if (accessory !== undefined) {
      if (!holder.accessories.includes(accessory)) holder.accessories.push(accessory);
      const words = this.prompt.slice(phraseStart(this.mentions, index), this.mentions[index]?.end);
      const told = holder.traits.told === undefined ? words : `${holder.traits.told}, ${words}`;
      holder.traits = { ...holder.traits, told };
    }
    // With curly hair and a scarf.
    if (others.hair !== undefined && !isComing) this.given = { relation: "holding", lenient: true };
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
    if (this.playsPart(mention)) return true;
    // My grandmother's kitchen holds no grandmother.
    const isOwner = person !== undefined && mention.tokens.at(-1)?.possessive === true;
    if (
      isOwner &&
      isAhead(this.mentions, index, (sense) => (sense.noun ?? sense.setting) !== undefined && sense.grammar !== "part")
    )
      return true;
    if (person !== undefined) this.readPerson(index, mention, person);
    else if (servesNext(this.mentions, index)) {
      const isOther = noun?.key !== this.mentions[index + 1]?.sense.noun?.key;
      if (isOther && isLiving(noun) && this.cast.relation === undefined) this.pending.doing ??= noun?.key ?? "";
    } else if (setting !== undefined && faint !== true && !this.pending.opened) this.readPlace(mention);
    else if (noun !== undefined) this.readNoun(index, mention);
    return true;
  }

  /** A dog as a king: the dog, which is what the king does. */
  private playsPart({ sense: { noun, person } }: Mention): boolean {
    const { anchor } = this.cast;
    if (!this.isPart || anchor === undefined || !isAnimate(anchor)) return false;
    this.isPart = false;
    if (anchor.person === undefined) anchor.doing ??= person?.role ?? noun?.key ?? "";
    else if (person?.role !== undefined) anchor.person.traits = mergeTraits(person, anchor.person.traits);
    this.spend();
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
    const isDescribing = (isPlaceNoun(next) || describesPlace(this.mentions, index)) && isOne;
    // What a setting may hold is a subject only where the prompt makes it one: first named, counted or coloured.
    const isMain = cast.drafts.length === 0 && !cast.placeSeen;
    const isCounted = pending.count !== undefined && (pending.count > 1 || prop?.endsWith("s") === true);
    const isTold = isCounted || pending.colour !== undefined;
    const isMounted =
      /^(?:rid|骑)/u.test(firstText(this.mentions[index - 1])) || /^(?:rid|骑)/u.test(firstText(this.mentions[index - 2]));
    if (prop !== undefined && !cast.backdrop && !isMounted && (isPlace || isAir || isDescribing || !(isMain || isTold))) {
      cast.addPiece(prop, mention.end, draft);
      for (const other of mention.sense.props ?? []) cast.props.add(other);
      if (isAir && opensClause(this.mentions, index)) cast.drift();
    } else {
      cast.enter(draft, { end: mention.end, definite: pending.definite, opened: pending.opened, emoji: isEmoji(mention) });
      if (holdsNext(this.mentions, index)) cast.holder = draft;
      if (draft.relation?.kind === "wearing") this.given = { relation: "wearing", lenient: false };
    }
    this.spend();
  }

  private readPerson(index: number, mention: Mention, { count: many, ...own }: Traits): void {
    const { cast, pending } = this;
    const previous = this.mentions[index - 1];
    const last = cast.drafts.at(-1);
    const isApposition = previous !== undefined && cast.last?.end === previous.end && cast.last.what === last && !pending.opened;
    // `girl astronaut`, `cat astronaut`: one figure.
    // `robot friend`, 女人的背影: the second word names the same figure.
    const isGeneric = Object.keys(own).length === 0;
    if (
      /^(?:背影|身影|人影|侧影)$/u.test(mention.tokens.map(({ text }) => text).join("")) &&
      cast.drafts.some((draft) => draft.person !== undefined)
    )
      return;
    // Ducklings and their mother.
    const kin = cast.anchor;
    if (kin?.noun !== undefined && isLiving(kin.noun) && /^(?:their|its)$/.test(firstText(previous)) && own.age === "adult") {
      const parent = this.draftOf(index, mention, { noun: kin.noun });
      cast.enter(Object.assign(parent, { size: "large" as const }), {
        end: mention.end,
        definite: false,
        opened: true,
        emoji: false,
      });
      this.spend();
      return;
    }
    const ofLast = previous?.sense.grammar === "of" && isHan(previous) && cast.last?.end === this.mentions[index - 2]?.end;
    if (isGeneric && last !== undefined && cast.last?.what === last && (isApposition || ofLast) && isAnimate(last)) return;
    if (
      isApposition &&
      last?.person?.traits.role !== undefined &&
      own.role === undefined &&
      many === undefined &&
      !mention.plural
    ) {
      // `samurai woman`.
      const { glyph, ...others } = last.person.traits;
      last.person.traits = mergeTraits({ ...others, ...(glyph === undefined ? {} : { glyph }) }, own);
      last.words = this.prompt.slice(previous.start, mention.end);
      cast.last = { end: mention.end, what: last };
      return;
    }
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
    const also = own.role !== undefined && !isDeed(own.role) && before.role !== undefined ? { doing: before.role } : {};
    const traits = { ...mergeTraits(own, before), ...role, ...also };
    const skin = mention.tokens[0]?.skin;
    const person = {
      traits: skin === undefined ? traits : { ...traits, skin },
      accessories: [...accessories],
      ...(clothingColour === undefined ? {} : { clothingColour }),
    };
    delete pending.colour;
    const draft = this.draftOf(index, mention, { person });
    if (many !== undefined && (pending.count ?? 1) > many && many > 2) draft.count = pending.count ?? many;
    else if (many !== undefined)
      draft.count = many === 2 && (pending.count ?? 1) > 2 ? Math.min(12, 2 * (pending.count ?? 1)) : many;
    cast.enter(draft, { end: mention.end, definite: pending.definite, opened: pending.opened, emoji: isEmoji(mention) });
    if (own.role?.startsWith("playing ") === true) cast.equip(own.role, draft);
    this.spend();
  }

  private draftOf(index: number, mention: Mention, what: Pick<Draft, "noun" | "person">): Draft {
    const { count, colour, size, doing } = this.pending;
    const [before, after] = [this.mentions[index - 1], this.mentions[index + 1]];
    const isPlural = mention.plural || firstText(after) === "们";
    // A field of sunflowers, 薰衣草田: as many as the picture holds.
    const isFlower = what.noun?.kind?.startsWith("plant-flower") === true;
    const isStrewn = before?.sense.setting !== undefined && before.tokens.at(-1)?.text === "of";
    const isField = isFlower && (count ?? 1) === 1 && isPlaceNoun(after);
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
  private readRest(index: number, mention: Mention): void {
    const { sense } = mention;
    const [prop] = sense.props ?? [];
    if (sense.setting !== undefined && sense.faint !== true) return this.readPlace(mention);
    if (prop !== undefined && !isTimely(sense) && sense.mood === undefined) {
      const isOpening = isAiry(prop) && this.cast.relation === undefined && opensClause(this.mentions, index);
      this.cast.addPiece(prop, mention.end);
      if (isOpening) this.cast.drift();
      const { traits, accessories } = this.pending;
      this.spend();
      Object.assign(this.pending, { traits, accessories });
    }
    for (const each of sense.props ?? []) this.cast.props.add(each);
    if (isTimely(sense)) {
      this.drop();
      if (this.cast.relation === undefined && sense.weather !== undefined && opensClause(this.mentions, index)) this.cast.drift();
      this.cast.lead(undefined);
    }
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
