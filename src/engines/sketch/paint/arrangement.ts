// Composes the subjects: relations tie them into groups, groups stand in rows on the ground, float, swim or fly, and people in
// the background stay small. Everything ends up inside the free area.
import type { Subject } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import { furnitureNamed, type Furniture } from "./furnishing.ts";
import { displayWeight, kindOf, type Kind } from "./kinds.ts";
import type { Box, PlacedSubject, Stage } from "./layout.ts";

interface Member {
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

interface Group {
  readonly members: Member[];
  readonly root: Subject;
  readonly kind: Kind;
}

const SIZE_FACTORS = { tiny: 0.55, small: 0.75, large: 1.3, giant: 1.75 } as const;

/** Boxes for every copy of every subject that a painter draws; suns, moons and clouds belong to the sky and are left out. */
export function arrangeSubjects(stage: Stage, furniture: readonly Furniture[], random: Random): PlacedSubject[] {
  const groups = tieGroups(stage, random);
  const placed: { group: Group; box: Box; depth: number; ground: PlacedSubject["ground"]; behindTable: boolean; near: number }[] =
    [];
  const put = (list: readonly Group[], place: (list: readonly Group[]) => readonly Spot[]): void => {
    for (const [index, spot] of place(list).entries()) {
      const group = list[index];
      if (group) placed.push({ group, ...spot });
    }
  };
  const carriers = new Map<Furniture, Group[]>();
  const rest: Group[] = [];
  for (const group of groups) {
    const place =
      typeof group.root.relation?.to === "string" && group.root.relation.kind !== "under"
        ? furnitureNamed(group.root.relation.to)
        : undefined;
    const carrier = place === undefined ? undefined : furniture.find(({ kind, featured }) => kind === place && featured);
    if (carrier) carriers.set(carrier, [...(carriers.get(carrier) ?? []), group]);
    else rest.push(group);
  }
  for (const [carrier, list] of carriers) put(list, (seated) => seatOn(carrier, seated, stage));
  const inBackground = rest.filter(({ root }) => root.background);
  const inFront = rest.filter(({ root }) => !root.background);
  const floats = (group: Group): boolean => isFloating(group, stage);
  const flying = inFront.filter(floats);
  const grounded = inFront.filter((group) => !floats(group));
  put(
    inBackground.filter((group) => !floats(group)),
    (list) => standBehind(stage, list, random.fork("background")),
  );
  put(inBackground.filter(floats), (list) => hover(stage, list, { random: random.fork("far"), scale: 0.45, alone: false }));
  put(flying, (list) =>
    hover(stage, list, { random: random.fork("flying"), scale: 1, alone: grounded.length === 0 && carriers.size === 0 }),
  );
  if (stage.table && stage.scene.camera === "topDown") {
    put(grounded, (list) => layFlat(stage, list, random.fork("flat")));
    return placed.toSorted((a, b) => a.near - b.near).flatMap((spot) => spread(spot.group, spot, random));
  }
  const behind = stage.table ? grounded.filter(({ kind }) => kind.sizeM > 1) : [];
  put(behind, (list) => standInRows(stage, list, { random: random.fork("behind table"), behindTable: true }));
  put(
    grounded.filter((group) => !behind.includes(group)),
    (list) => standInRows(stage, list, { random: random.fork("rows"), behindTable: false }),
  );

  return placed
    .toSorted((a, b) => Number(b.group.root.background) - Number(a.group.root.background) || a.near - b.near)
    .flatMap((spot) => spread(spot.group, spot, random));
}

interface Spot {
  readonly box: Box;
  readonly depth: number;
  readonly ground: PlacedSubject["ground"];
  readonly behindTable: boolean;
  /** Painting order between groups: larger is nearer. */
  readonly near: number;
}

function isFloating(group: Group, { scene, table, portrait }: Stage): boolean {
  if (portrait && group.kind.drawing === "person") return false;
  if (table) return group.kind.habitat === "air" && group.root.relation?.kind !== "on";
  if (scene.setting === "space") return true;
  if (scene.setting === "sky") return group.kind.habitat !== "ground" || group.kind.sizeM < 0.15;
  if (scene.setting === "underwater") return group.kind.habitat !== "ground" || group.kind.sizeM > 0.6;
  return group.kind.habitat === "air" && !["on", "in", "inFrontOf"].includes(group.root.relation?.kind ?? "");
}

// ---- groups ----

function tieGroups(stage: Stage, random: Random): Group[] {
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
      const aspect = stage.portrait && kind.drawing === "person" ? 0.86 : kind.aspect;
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
  if (kind.drawing === "rock" || kind.drawing === "mountain") return 0.8;
  if (kind.drawing === "tree") return 0.45;
  const name = subject.glyph ?? subject.key;
  if (/bed|couch|sofa|chair|seat/.test(name)) return 0.42;
  if (/horse|elephant|camel|turtle|whale|donkey|cow|dolphin|bicycle|motor|scooter/.test(name)) return 0.62;
  if (/boat|canoe|ship/.test(name)) return 0.4;
  return 0.82;
}

// ---- places ----

function boundsOf({ members }: Group): { left: number; right: number; top: number; bottom: number } {
  return {
    left: Math.min(...members.map((member) => member.x - member.width / 2)),
    right: Math.max(...members.map((member) => member.x + member.width / 2)),
    top: Math.min(...members.map((member) => member.foot - member.height)),
    bottom: Math.max(...members.map((member) => member.foot)),
  };
}

function spanOf(group: Group): { width: number; height: number } {
  const { left, right, top, bottom } = boundsOf(group);
  return { width: right - left, height: bottom - top };
}

interface Rows {
  readonly random: Random;
  readonly behindTable: boolean;
}

/** Rows on the ground, the front one lowest; as large as the free area and the camera allow. */
function standInRows(stage: Stage, groups: readonly Group[], { random, behindTable }: Rows): Spot[] {
  if (groups.length === 0) return [];
  const { free, height, portrait, table, scene } = stage;
  const spans = groups.map(spanOf);
  const tallest = Math.max(...spans.map((span) => span.height));
  const onTable = table !== undefined && !behindTable;
  const camera = { wide: 0.74, medium: 1, closeUp: 1.42, portrait: 1.25, topDown: 1 }[scene.camera];
  const part =
    portrait || behindTable
      ? portrait
        ? 0.93
        : 0.8
      : Math.min(
          0.86,
          (tallest < 1 ? 0.4 + 0.22 * tallest : 0.62 + 0.08 * (tallest - 1)) *
            camera *
            (onTable ? 1.3 : 1) *
            (groups.length === 1 ? 1.12 : 1),
        );
  const widest = Math.max(...spans.map((span) => span.width));
  const unitHeight = Math.min(
    (Math.min(free.height, free.width * 1.5) * part) / tallest,
    (free.width * (portrait ? 1.02 : scene.camera === "closeUp" ? 0.8 : 0.62)) / widest,
  );
  const gap = 0.06;
  const widths = spans.map((span) => (span.width + gap * span.height) * unitHeight);
  const total = widths.reduce((sum, width) => sum + width, 0);
  const available = free.width * 0.92;
  let rows = 1;
  while (rows < 3 && (rows * available) / total < 0.66 && groups.length > rows * 2) rows++;
  const scale = Math.min(1, (rows * available * 0.96) / total);
  const bottom =
    portrait && !onTable
      ? height
      : behindTable
        ? Math.min(height, (table?.y ?? height) + height * 0.06)
        : free.y + free.height - height * (onTable ? 0.09 : groundInset(stage, random));
  const lowest = Math.min(bottom, free.y + free.height - (portrait || behindTable ? 0 : height * 0.03));

  const order = rows === 1 ? interleave(groups, random) : groups.map((_, index) => index);
  const perRow = Math.ceil(groups.length / rows);
  const spots = Array.from<Spot | undefined>({ length: groups.length });
  for (let row = 0; row < rows; row++) {
    const members = order.slice(row * perRow, row * perRow + perRow);
    if (members.length === 0) continue;
    // Row 0 is the farthest.
    const back = rows - 1 - row;
    const rowScale = scale * (1 - back * 0.1);
    const rowWidth = members.reduce((sum, index) => sum + (widths[index] ?? 0) * rowScale, 0);
    const slack = Math.max(0, free.width - rowWidth);
    const jitter = random.fork(`row ${row}`);
    const lean =
      groups.length === 1 && !portrait && scene.camera !== "closeUp" && !onTable
        ? jitter.pick([0.3, 0.38, 0.62, 0.7])
        : jitter.range(0.42, 0.58);
    let x = free.x + slack * lean;
    const meanHeight = members.reduce((sum, index) => sum + (spans[index]?.height ?? 0), 0) / members.length;
    for (const index of members) {
      const span = spans[index] as { width: number; height: number };
      const group = groups[index] as Group;
      const slot = (widths[index] ?? 0) * rowScale;
      const wobble = members.length > 1 ? jitter.range(-0.1, 0.1) * meanHeight * unitHeight * rowScale * 0.6 : 0;
      // What floats keeps off the near bank.
      const shore =
        groundOf(group, stage) === "water" ? Math.min(lowest, stage.horizon + (height - stage.horizon) * 0.68) : lowest;
      const foot = Math.min(
        shore,
        shore - back * meanHeight * unitHeight * rowScale * 0.42 + wobble - (members.length > 1 ? height * 0.015 : 0),
      );
      const boxWidth = span.width * unitHeight * rowScale;
      const boxHeight = span.height * unitHeight * rowScale;
      const box = fitInside({ x: x + (slot - boxWidth) / 2, y: foot - boxHeight, width: boxWidth, height: boxHeight }, free);
      spots[index] = { box, depth: back * 0.12, ground: groundOf(group, stage), behindTable, near: box.y + box.height };
      x += slot;
    }
  }
  return spots as Spot[];
}

/** Distance of the feet from the bottom, as a part of the height: further away in wide views. */
function groundInset({ scene }: Stage, random: Random): number {
  if (scene.camera === "wide") return random.range(0.13, 0.18);
  if (scene.camera === "closeUp") return 0.04;
  return random.range(0.07, 0.13);
}

/** The biggest in the middle, others around it, so that a mixed row has a shape. */
function interleave(groups: readonly Group[], random: Random): number[] {
  const bySize = groups
    .map((group, index) => ({ index, height: spanOf(group).height }))
    .toSorted((a, b) => b.height - a.height || a.index - b.index);
  const order: number[] = [];
  let left = random.next() < 0.5;
  for (const { index } of bySize) {
    if (left) order.unshift(index);
    else order.push(index);
    left = !left;
  }
  return order;
}

/** People and things that only belong to the background: small, along the far end of the ground, on both sides of any board. */
function standBehind(stage: Stage, groups: readonly Group[], random: Random): Spot[] {
  if (groups.length === 0) return [];
  const { free, height, width, horizon, scene, keepOut } = stage;
  const person = (scene.interior ? 0.34 : stage.front ? 0.3 : 0.16) * Math.min(height, width);
  const total = groups.reduce((sum, group) => sum + spanOf(group).width * person * 1.25, 0);
  const scale = Math.min(1, (width * 0.94) / total);
  const taken: Box[] = [...keepOut];
  return groups.map((group, index) => {
    const span = spanOf(group);
    const boxHeight = span.height * person * scale;
    const boxWidth = span.width * person * scale;
    const near = scene.interior ? [0.12, 0.5] : [0.08, 0.3];
    let box: Box | undefined;
    for (let attempt = 0; attempt < 30 && !box; attempt++) {
      const jitter = random.fork(`${index} ${attempt}`);
      const slot = attempt < 6 ? (index + jitter.range(0.15, 0.85)) / groups.length : jitter.next();
      const foot = Math.min(height * 0.96, horizon + jitter.range(near[0] ?? 0, near[1] ?? 0.5) * (height - horizon));
      const tried = {
        x: width * 0.02 + slot * (width * 0.96 - boxWidth),
        y: foot - boxHeight,
        width: boxWidth,
        height: boxHeight,
      };
      // People may stand before one another a little, never before a board.
      const clear = taken.every(
        (other, place) => !overlaps(tried, other, place < keepOut.length || attempt > 20 ? 0 : -boxWidth * 0.25),
      );
      if (clear && tried.y >= 0) box = tried;
    }
    const settled =
      box ??
      fitInside(
        {
          x: free.x + free.width * random.fork(`${index}`).next(),
          y: horizon - boxHeight * 0.5,
          width: boxWidth,
          height: boxHeight,
        },
        free,
      );
    taken.push(settled);
    return {
      box: settled,
      depth: scene.interior ? 0.3 : 0.45,
      ground: groundOf(group, stage),
      behindTable: true,
      near: settled.y + settled.height - height,
    };
  });
}

function overlaps(a: Box, b: Box, gap: number): boolean {
  return a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap;
}

interface Hover {
  readonly random: Random;
  readonly scale: number;
  /** Nothing stands on the ground: the flyers are the picture. */
  readonly alone: boolean;
}

/** Flying, floating or swimming: one cell of the free space each. */
function hover(stage: Stage, groups: readonly Group[], { random, scale, alone }: Hover): Spot[] {
  if (groups.length === 0) return [];
  const { free, height, horizon, scene, table } = stage;
  const boundless = scene.setting === "space" || scene.setting === "sky" || scene.setting === "underwater";
  const top = Math.max(free.y, height * 0.06);
  const end = boundless ? height * 0.86 : table ? table.y * 0.95 : alone ? Math.max(horizon * 1.1, height * 0.62) : horizon * 0.8;
  const bottom = Math.min(free.y + free.height, Math.max(end, top + free.height * 0.3));
  const region = { x: free.x + free.width * 0.05, y: top, width: free.width * 0.9, height: Math.max(1, bottom - top) };
  const count = groups.length;
  const columns = Math.min(count, Math.max(1, Math.round(Math.sqrt((count * region.width) / region.height))));
  const rows = Math.ceil(count / columns);
  const tallest = Math.max(...groups.map((group) => spanOf(group).height));
  const camera = { wide: 0.8, medium: 1, closeUp: 1.35, portrait: 1.2, topDown: 1 }[scene.camera];
  const share = (alone || boundless ? 0.86 : 0.5) * camera * scale;
  return groups.map((group, index) => {
    const jitter = random.fork(`${index}`);
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const cell = { width: region.width / inRow, height: region.height / rows };
    const span = spanOf(group);
    const reference =
      (Math.min(cell.width, cell.height, Math.min(free.height, free.width) * 0.85) *
        (count === 1 ? share : Math.max(share, 0.74 * scale))) /
      tallest;
    const shrink = reference * jitter.range(0.86, 1.06);
    const boxWidth = Math.min(span.width * shrink, cell.width * 0.96);
    const boxHeight = Math.min(span.height * shrink, cell.height * 0.96);
    const along = count === 1 ? jitter.pick([0.3, 0.4, 0.6, 0.7]) : jitter.range(0.25, 0.75);
    const x = region.x + (index % columns) * cell.width + (cell.width - boxWidth) * along;
    const y = region.y + row * cell.height + (cell.height - boxHeight) * jitter.range(0.25, 0.75);
    const box = fitInside({ x, y, width: boxWidth, height: boxHeight }, free);
    return { box, depth: scale < 1 ? 0.4 : 0.05, ground: "air", behindTable: scale < 1, near: -height * 2 + box.height };
  });
}

/** Seen from above: one cell of the table each, evenly, a little off their middles. */
function layFlat({ free, width, height }: Stage, groups: readonly Group[], random: Random): Spot[] {
  const count = groups.length;
  if (count === 0) return [];
  const cell = (columns: number): number => Math.min(free.width / columns, free.height / Math.ceil(count / columns));
  const columns = Array.from({ length: count }, (_, index) => index + 1).reduce((best, next) =>
    cell(next) > cell(best) ? next : best,
  );
  const rows = Math.ceil(count / columns);
  const margin = Math.min(width, height) * 0.04;
  const cellHeight = (free.height - margin * 2) / rows;
  const tallest = Math.max(...groups.map((group) => spanOf(group).height));
  return groups.map((group, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const cellWidth = (free.width - margin * 2) / inRow;
    const span = spanOf(group);
    const jitter = random.fork(`${index}`);
    // Sizes differ less than in life: a strawberry is not lost beside a cake.
    const scale = (Math.min(cellWidth, cellHeight) * (0.56 + 0.24 * (span.height / tallest))) / Math.max(span.width, span.height);
    const x = free.x + margin + (index % columns) * cellWidth + cellWidth * jitter.range(0.44, 0.56);
    const y = free.y + margin + row * cellHeight + cellHeight * jitter.range(0.45, 0.55);
    const box = {
      x: x - (span.width * scale) / 2,
      y: y - (span.height * scale) / 2,
      width: span.width * scale,
      height: span.height * scale,
    };
    return { box: fitInside(box, free), depth: 0, ground: "flat", behindTable: false, near: y };
  });
}

function seatOn(carrier: Furniture, groups: readonly Group[], { free }: Stage): Spot[] {
  const { box: seat } = carrier;
  const spans = groups.map(spanOf);
  const tallest = Math.max(...spans.map((span) => span.height));
  const total = spans.reduce((sum, span) => sum + span.width, 0);
  const tall = carrier.kind === "window" ? 0.62 : carrier.kind === "rug" ? 2.2 : carrier.kind === "shelf" ? 0.9 : 0.85;
  const scale = Math.min((seat.height * tall) / tallest, (seat.width * 0.86) / total);
  const foot = seat.y + seat.height * carrier.seat;
  let x = seat.x + (seat.width - total * scale) / 2;
  return groups.map((_, index) => {
    const span = spans[index] as { width: number; height: number };
    const box = fitInside({ x, y: foot - span.height * scale, width: span.width * scale, height: span.height * scale }, free);
    x += span.width * scale;
    return { box, depth: 0, ground: "land", behindTable: false, near: foot };
  });
}

function groundOf({ kind }: Group, { scene }: Stage): PlacedSubject["ground"] {
  const wet = ["sea", "lake", "river", "harbour"].includes(scene.setting);
  return kind.habitat === "water" && wet ? "water" : "land";
}

/** From a group's box to the boxes of its members, kept inside it. */
function spread(group: Group, spot: Spot, random: Random): PlacedSubject[] {
  const { left, right, top } = boundsOf(group);
  const scale = spot.box.width / Math.max(1e-6, right - left);
  return group.members
    .toSorted((a, b) => a.layer - b.layer)
    .map((member) => {
      const box = {
        x: spot.box.x + (member.x - member.width / 2 - left) * scale,
        y: spot.box.y + (member.foot - member.height - top) * scale,
        width: member.width * scale,
        height: member.height * scale,
      };
      const aloft = member.held || (member !== group.members[0] && Math.abs(member.foot) > member.height * 0.2);
      return {
        subject: member.subject,
        kind: member.kind,
        box: fitInside(box, spot.box),
        depth: spot.depth,
        ...(member.held && holds(group, member) && { heldBy: holds(group, member) as Subject }),
        mirrored: random.fork(`mirror ${member.index} ${member.copy}`).next() < 0.5,
        ground: aloft ? "held" : spot.ground,
        behindTable: spot.behindTable,
        ordinal: member.index + member.copy,
        salt: `${member.subject.key} ${member.index} ${member.copy}`,
      };
    });
}

/** The sitting animal that holds this member. */
function holds({ members }: Group, { subject }: Member): Subject | undefined {
  if (subject.relation?.kind !== "holding") return undefined;
  return members.find(({ index, kind }) => index === subject.relation?.to && kind.headOnly)?.subject;
}

/** Moved, and shrunk where it must be, so that the whole box lies in `area`; its foot stays where it can. */
function fitInside(box: Box, area: Box): Box {
  const scale = Math.min(1, area.width / box.width, area.height / box.height);
  const width = box.width * scale;
  const height = box.height * scale;
  const x = Math.min(Math.max(box.x + (box.width - width) / 2, area.x), area.x + area.width - width);
  const y = Math.min(Math.max(box.y + (box.height - height), area.y), area.y + area.height - height);
  return { x, y, width, height };
}
