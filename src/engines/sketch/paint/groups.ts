// Subjects that belong together: relations (on, in, under, holding …) tie them into groups, in the units of the group's root.
import type { Random } from "../random.ts";
import type { Subject } from "../scene/scene.ts";
import { type Kind, displayWeight, kindOf } from "./kinds.ts";
import type { Stage } from "./layout.ts";

export interface Member {
  readonly index: number;
  readonly copy: number;
  readonly subject: Subject;
  readonly kind: Kind;
  /** Middle and foot relative to the group's own foot; up is negative. */
  x: number;
  foot: number;
  width: number;
  height: number;
  /** Painting order inside the group. */
  layer: number;
  readonly held: boolean;
}

export interface Group {
  readonly members: Member[];
  readonly root: Subject;
  readonly kind: Kind;
}

const SIZE_FACTORS = { tiny: 0.55, small: 0.75, large: 1.3, giant: 1.75 } as const;

export function tieGroups(stage: Stage, random: Random): Group[] {
  const { subjects } = stage.scene;
  const parentOf = (index: number): number | undefined => {
    const to = subjects[index]?.relation?.to;
    if (typeof to !== "number" || to === index || subjects[to] === undefined) return undefined;
    // A ring of relations has no ground to stand on: it is cut at its first subject.
    const seen = new Set([index]);
    for (let next: unknown = to; typeof next === "number"; next = subjects[next]?.relation?.to) {
      if (seen.has(next)) return to < index ? to : undefined;
      seen.add(next);
    }
    return to;
  };
  const groups: Group[] = [];
  const firstGroupOf = new Map<number, Group[]>();
  const visit = (index: number, copies: number, make: (copy: number, member: Member) => Group): void => {
    const subject = subjects[index];
    if (!subject) return;
    const kind = kindOf(subject);
    const made: Group[] = [];
    for (let copy = 0; copy < copies; copy++) {
      const height =
        displayWeight(kind.sizeM) *
        (subject.size ? SIZE_FACTORS[subject.size] : 1) *
        random.fork(`size ${index} ${copy}`).range(0.93, 1.05);
      const held = subject.relation?.kind === "holding" || subject.relation?.kind === "wearing";
      const aspect =
        stage.portrait && kind.drawing === "person" ? Math.min(0.9, Math.max(0.74, stage.width / stage.height)) : kind.aspect;
      const member: Member = { index, copy, subject, kind, x: 0, foot: 0, width: height * aspect, height, layer: 0, held };
      made.push(make(copy, member));
    }
    firstGroupOf.set(index, made);
  };
  const order = subjects.map((_, index) => index).filter((index) => !isHeavenly(subjects[index]));
  for (const index of order) {
    if (parentOf(index) !== undefined) continue;
    const subject = subjects[index] as Subject;
    visit(index, subject.count, (_, member) => {
      const group: Group = { members: [member], root: subject, kind: member.kind };
      groups.push(group);
      return group;
    });
  }
  // Children follow once their parents stand; every round places at least one level.
  for (let round = 0; round < subjects.length; round++) {
    for (const index of order) {
      const parent = parentOf(index);
      if (parent === undefined || firstGroupOf.has(index)) continue;
      const hosts = firstGroupOf.get(parent);
      const subject = subjects[index] as Subject;
      if (!hosts || hosts.length === 0) continue;
      visit(index, subject.count, (copy, member) => {
        const host = hosts[copy % hosts.length] as Group;
        const anchor = host.members.findLast((other) => other.index === parent) as Member;
        const perHost = Math.ceil(subject.count / hosts.length);
        attach(member, anchor, {
          place: Math.floor(copy / hosts.length),
          of: perHost,
          random: random.fork(`tie ${index} ${copy}`),
          portrait: stage.portrait,
        });
        host.members.push(member);
        return host;
      });
    }
  }
  // A subject whose parent belongs to the sky stands on its own.
  for (const index of order) {
    if (firstGroupOf.has(index)) continue;
    const subject = subjects[index] as Subject;
    visit(index, subject.count, (_, member) => {
      const group: Group = { members: [member], root: subject, kind: member.kind };
      groups.push(group);
      return group;
    });
  }
  return groups;
}

function isHeavenly(subject: Subject | undefined): boolean {
  return subject !== undefined && kindOf(subject).habitat === "sky";
}

interface Tie {
  readonly place: number;
  readonly of: number;
  readonly random: Random;
  readonly portrait: boolean;
}

/** Puts a child where its relation says, in the units of its parent. */
function attach(child: Member, parent: Member, { place, of, random, portrait }: Tie): void {
  const shrinkTo = (maxHeight: number, maxWidth: number): void => {
    const scale = Math.min(1, maxHeight / child.height, maxWidth / child.width);
    child.height *= scale;
    child.width *= scale;
  };
  const along = of === 1 ? 0 : (place + 0.5) / of - 0.5;
  const side = random.pick([-1, 1]);
  child.layer = parent.layer + 1;
  const relation = child.subject.relation?.kind;
  if ((relation === "in" || relation === "on") && child.kind.sizeM > parent.kind.sizeM * 3 && parent.kind.drawing !== "rowboat") {
    // A windmill in tulips stands among them: the smaller thing is what one looks past.
    child.x = parent.x + side * (child.width * 0.5 + parent.width * 0.2);
    child.foot = parent.foot - parent.height * 0.1;
    child.layer = parent.layer - 1;
    return;
  }
  switch (relation) {
    case "on":
      if (parent.kind.drawing === "plate") {
        // The plate is as wide as what lies on it asks.
        parent.width = Math.max(child.width, child.height) * 1.7 * Math.min(of, 3) ** 0.5;
        parent.height = parent.width / 3.2;
        child.x = parent.x + along * parent.width * 0.5;
        child.foot = parent.foot - parent.height * 0.45;
        return;
      }
      shrinkTo(parent.height * 0.8, (parent.width * 0.8) / Math.max(1, of * 0.8));
      child.x = parent.x + along * parent.width * 0.8;
      child.foot = parent.foot - parent.height * topOf(parent);
      return;
    case "in": {
      // Stems show above the rim of a vase; others look out from behind the edge.
      const stems =
        (child.subject.kind ?? "").startsWith("plant") || /flower|rose|tulip|bouquet|pencil|brush/.test(child.subject.key);
      if (stems) shrinkTo(parent.height * 0.95, (parent.width * 1.3) / Math.max(1, of * 0.5));
      else shrinkTo(parent.height * 0.95, (parent.width * 0.72) / Math.max(1, of * 0.7));
      child.x = parent.x + along * parent.width * (stems ? 1 : 0.6);
      child.foot = parent.foot - parent.height * (stems ? 0.66 : 0.46);
      child.layer = parent.layer - 1;
      return;
    }
    case "under": {
      // A tree or an umbrella must be large enough to be stood under.
      const grow = Math.max(1, (child.height * 1.85) / parent.height);
      if (parent.x === 0 && parent.foot === 0) {
        parent.height *= grow;
        parent.width *= grow;
      }
      shrinkTo(parent.height * 0.55, parent.width * 0.62);
      child.x = parent.x + (of === 1 ? side * parent.width * 0.18 : along * parent.width * 0.8);
      child.foot = parent.foot + parent.height * 0.02;
      return;
    }
    case "behind":
      child.x = parent.x + side * parent.width * 0.45 + along * parent.width;
      child.foot = parent.foot - parent.height * 0.08;
      child.layer = parent.layer - 1;
      return;
    case "inFrontOf":
      child.x = parent.x + (of === 1 ? side * parent.width * 0.22 : along * parent.width);
      child.foot = parent.foot + Math.min(parent.height, child.height) * 0.1;
      return;
    case "above":
      if (child.kind.habitat === "air" || child.subject.doing === "flying" || isBeast(child.subject)) {
        // What flies over a thing is near enough to matter: large, and beside its top.
        const grow = Math.max(1, (parent.height * 0.58) / child.height);
        child.height *= grow;
        child.width *= grow;
        shrinkTo(parent.height * 0.75, parent.width * 0.9);
        child.x = parent.x + (of === 1 ? side * parent.width * 0.4 : along * parent.width * 1.3);
        child.foot = parent.foot - parent.height * 0.78;
        child.layer = parent.layer - 1;
        return;
      }
      child.x = parent.x + along * parent.width * 1.1;
      child.foot = parent.foot - parent.height * 1.12;
      return;
    case "holding":
      if (parent.kind.drawing !== "person") {
        // In front of the body: a sitting animal holds with both paws, another has it before its feet.
        const sits = parent.kind.headOnly;
        shrinkTo(parent.height * (sits ? 0.34 : 0.42), parent.width * 0.62);
        if (/book|newspaper|map/.test(child.subject.glyph ?? child.subject.key)) {
          const scale = (parent.width * 0.56) / child.width;
          child.width *= scale;
          child.height *= scale;
        }
        child.x = parent.x + (sits ? 0 : side * parent.width * 0.26) + along * child.width * 1.6;
        child.foot = parent.foot - parent.height * (sits ? 0.07 : 0);
        return;
      }
      // A cup stays a cup in the hand, a bouquet or a ball is seen.
      shrinkTo(parent.height * (child.kind.sizeM < 0.2 ? 0.19 : 0.3), parent.height * (child.kind.sizeM < 0.2 ? 0.19 : 0.3));
      child.x = parent.x + side * (portrait ? parent.width * 0.3 : parent.width * 0.42) + along * child.width;
      child.foot = parent.foot - parent.height * (portrait ? 0.02 : 0.34);
      return;
    case "wearing":
      shrinkTo(parent.height * 0.28, parent.width * 0.5);
      child.x = parent.x;
      child.foot = parent.foot - parent.height * 0.84;
      return;
    default: {
      const step = (parent.width + child.width) * 0.5;
      child.x = parent.x + (place % 2 === 0 ? side : -side) * (step + Math.floor(place / 2) * child.width * 0.95);
      child.foot = parent.foot + Math.min(parent.height, child.height) * 0.02;
    }
  }
}

function isBeast({ kind = "", key }: Subject): boolean {
  return kind.startsWith("animal") || /dragon|phoenix|witch|angel|fairy|superhero/.test(key);
}

/** Height of the place where something on it rests, from the foot. */
function topOf({ kind, subject }: Member): number {
  if (kind.drawing === "table") return 0.97;
  if (kind.drawing === "plate") return 0.45;
  if (kind.drawing === "bench") return 0.5;
  if (/iceberg|pyramid/.test(subject.key)) return 0.34;
  if (kind.drawing === "rock" || kind.drawing === "mountain") return 0.8;
  if (kind.drawing === "tree") return 0.45;
  const name = subject.glyph ?? subject.key;
  if (/bed|couch|sofa|chair|seat/.test(name)) return 0.42;
  if (/horse|elephant|camel|turtle|whale|donkey|cow|dolphin|bicycle|motor|scooter/.test(name)) return 0.62;
  if (/boat|canoe|ship/.test(name)) return 0.4;
  return 0.82;
}

// ---- places ----

export function boundsOf({ members }: Group): { left: number; right: number; top: number; bottom: number } {
  return {
    left: Math.min(...members.map((member) => member.x - member.width / 2)),
    right: Math.max(...members.map((member) => member.x + member.width / 2)),
    top: Math.min(...members.map((member) => member.foot - member.height)),
    bottom: Math.max(...members.map((member) => member.foot)),
  };
}

export function spanOf(group: Group): { width: number; height: number } {
  const { left, right, top, bottom } = boundsOf(group);
  return { width: right - left, height: bottom - top };
}
