// People as the painter understands them: poses that bodies can take, doings that show, clothes that honour the prompt.
import { describe, expect, test } from "vitest";
import { doingOf } from "../../../src/engines/sketch/paint/people/doings.ts";
import { lookOf } from "../../../src/engines/sketch/paint/people/people.ts";
import { POSES, type PoseName } from "../../../src/engines/sketch/paint/people/poses.ts";
import { skeletonOf } from "../../../src/engines/sketch/paint/people/skeleton.ts";
import { createRandom } from "../../../src/engines/sketch/random.ts";
import type { Person } from "../../../src/engines/sketch/scene/scene.ts";

const accents = ["#d8583a", "#3a86d8", "#f0b840"];
const someone = (change: Partial<Person> = {}): Person => ({ age: "adult", gender: "woman", ...change });
const look = (person: Person, words = "", seed = 1): ReturnType<typeof lookOf> =>
  lookOf(person, { random: createRandom(seed), accents, words });
const doing = (words: string, change: Partial<Parameters<typeof doingOf>[0]> = {}): ReturnType<typeof doingOf> =>
  doingOf({
    words,
    seated: false,
    grounded: false,
    mounted: false,
    holding: [],
    others: [],
    baby: false,
    indoors: false,
    random: createRandom(3),
    ...change,
  });

const length = ([x, y]: readonly [number, number], [a, b]: readonly [number, number]): number => Math.hypot(a - x, b - y);

describe("skeletons", () => {
  for (const age of ["baby", "child", "adult", "old"] as const)
    test(`no pose stretches the arms of someone ${age}`, () => {
      for (const name of Object.keys(POSES) as PoseName[]) {
        const { arms } = skeletonOf(look(someone({ age })), POSES[name]);
        const bones = arms.flatMap(({ root, joint, end }) => [length(root, joint), length(joint, end)]);
        for (const bone of bones) expect(bone, name).toBeCloseTo(bones[0] as number, 2);
      }
    });

  test("a child's head is larger for its body than an adult's, and standing figures are one unit tall", () => {
    const child = skeletonOf(look(someone({ age: "child" })), POSES.stand);
    const adult = skeletonOf(look(someone()), POSES.stand);
    expect(child.headR).toBeGreaterThan(adult.headR * 1.2);
    for (const bones of [child, adult]) {
      const top = bones.head[1] - bones.headR * 1.42;
      expect(top).toBeLessThan(-0.9);
      expect(top).toBeGreaterThan(-1.06);
    }
  });
});

describe("doings", () => {
  test.each([
    ["fishing old man", "fish", "rod"],
    ["cycling man", "cycle", "bicycle"],
    ["musician", "guitar", "guitar"],
    ["pianist", "piano", "piano"],
    ["chef", "cook", "pan"],
    ["knight", "sword", "shield"],
    ["artist", "paint", "easel"],
  ])("%s", (words, pose, gear) => {
    expect(doing(words)).toMatchObject({ pose, gear: expect.arrayContaining([gear]) });
  });

  test("who reads on a bench sits, who reads in a meadow sits on the ground", () => {
    expect(doing("reading woman", { seated: true }).pose).toBe("sitRead");
    expect(doing("reading woman").pose).toBe("groundRead");
  });

  test("who rides sits astride whatever else is said", () => {
    expect(doing("cowboy", { mounted: true })).toEqual({ pose: "ride", gear: [] });
  });

  test("what is held as a subject of its own is not drawn twice", () => {
    expect(doing("woman", { holding: ["balloon"] }).gear).toEqual([]);
  });
});

describe("looks", () => {
  test("named colours, hair and skin are kept", () => {
    const { outfit, hair, skin } = look(
      someone({ clothing: { colour: "#2f9e44", item: "dress" }, hair: { colour: "#b5482a", form: "long" }, skin: 5 }),
    );
    expect(outfit).toMatchObject({ cut: "dress", colour: "#2f9e44", lowerColour: "#2f9e44" });
    expect(hair.colour).toBe("#b5482a");
    expect(["long", "wavy", "fringe"]).toContain(hair.style);
    expect(skin).toBe("#8f5a3a");
  });

  test.each([
    ["firefighter", { cut: "fire", hat: "fire" }],
    ["chef", { cut: "chef", hat: "chef" }],
    ["bride", { hat: "veil", lower: "gown" }],
    ["pirate", { hat: "tricorn" }],
    ["farmer", { cut: "overalls", hat: "straw" }],
  ])("a %s is dressed as one", (words, outfit) => {
    expect(look(someone(), words).outfit).toMatchObject(outfit);
  });

  test("the seed shows the whole range of people", () => {
    const looks = Array.from({ length: 60 }, (_, seed) => look({ age: "adult", gender: "unspecified" }, "", seed));
    expect(new Set(looks.map(({ skin }) => skin)).size).toBe(6);
    expect(new Set(looks.map(({ hair }) => hair.style)).size).toBeGreaterThan(6);
    expect(new Set(looks.map(({ feminine }) => feminine)).size).toBe(2);
  });

  test("the same stream gives the same person", () => {
    expect(look(someone(), "teacher", 9)).toEqual(look(someone(), "teacher", 9));
  });
});
