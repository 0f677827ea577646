// Composes the subjects: groups stand in rows on the ground, float, swim, fly or lie on a table, and people in the background
// stay small. Everything ends up inside the free area.
import type { Random } from "../random.ts";
import type { Subject } from "../scene/scene.ts";
import { type Furniture, furnitureNamed } from "./furnishing.ts";
import { type Group, type Member, boundsOf, tieGroups } from "./groups.ts";
import type { Box, PlacedSubject, Stage } from "./layout.ts";
import { type Spot, fitInside, hover, layFlat, seatOn, standBehind, standInRows } from "./places.ts";

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

function isFloating(group: Group, { scene, table, portrait }: Stage): boolean {
  if (portrait && group.kind.drawing === "person") return false;
  if (table) return group.kind.habitat === "air" && group.root.relation?.kind !== "on";
  if (scene.setting === "space") return true;
  if (scene.setting === "sky") return group.kind.habitat !== "ground" || group.kind.sizeM < 0.15;
  if (scene.setting === "underwater") return group.kind.habitat !== "ground" || group.kind.sizeM > 0.6;
  return group.kind.habitat === "air" && !["on", "in", "inFrontOf"].includes(group.root.relation?.kind ?? "");
}

// ---- groups ----

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
        heldBy: holds(group, member),
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
