// What the painter of people reads beyond age and gender: the garment's own name, the form of hair, the words for what is worn, a
// doing beside a role, and a ball that is in play.
import { describe, expect, it } from "vitest";
import { parseScene } from "../../../src/engines/sketch/scene/parse.ts";

const one = (prompt: string) => parseScene(prompt).subjects[0];

describe("people told for the painter", () => {
  it.each([
    ["a man in a blazer", "blazer"],
    ["a woman in business attire", "blazer"],
    ["a woman in a red kimono", "kimono"],
    ["一位穿旗袍的女人", "qipao"],
    ["一位穿汉服的少女", "hanfu"],
    ["a man wearing a suit", "suit"],
    ["a boy in a hoodie", "hoodie"],
    ["a girl in a space suit", "uniform"],
  ])("%s wears a %s", (prompt, item) => {
    expect(one(prompt)?.person?.clothing?.item).toBe(item);
  });

  it.each([
    ["a girl with a ponytail", "ponytail"],
    ["a woman with wavy hair", "wavy"],
    ["a woman with a bob cut", "bob"],
    ["a man with an afro", "afro"],
    ["a girl with bangs", "fringe"],
    ["扎马尾的女孩", "ponytail"],
    ["a boy with curly hair", "curly"],
  ])("%s has hair in the form %s", (prompt, form) => {
    expect(one(prompt)?.person?.hair?.form).toBe(form);
  });

  it.each([
    ["a musician playing guitar", "singer", "playing guitar"],
    ["a chef cooking", "chef", "cooking"],
    ["a firefighter sitting and drinking coffee", "firefighter", "drinking"],
    ["a woman taking a photo", "taking a photo", undefined],
    ["two friends hugging", "hugging", undefined],
    ["a couple hugging in the rain", "hugging", undefined],
    ["a couple holding hands", "holding hands", undefined],
    ["a family having a picnic", "sitting at a picnic", undefined],
  ])("%s: %s, doing %s", (prompt, role, doing) => {
    const subject = one(prompt);
    expect([subject?.person?.role, subject?.doing]).toEqual([role, doing]);
  });

  it("rides a horse as a knight", () => {
    const { subjects } = parseScene("a knight riding a horse");
    expect(subjects.map(({ key }) => key)).toEqual(["person", "horse"]);
    expect(subjects[0]?.person?.role).toBe("knight");
    expect(subjects[0]?.relation).toEqual({ kind: "on", to: 1 });
  });

  it("hugs a thing as one holds it", () => {
    expect(parseScene("a girl hugging a teddy bear").subjects[1]?.relation).toEqual({ kind: "holding", to: 0 });
  });

  it("takes no photograph's style from who takes a photo", () => {
    expect(parseScene("a woman taking a photo").style).toBe("illustration");
  });

  it("wears a scarf told after the hair, in the prompt's own words", () => {
    const { subjects } = parseScene("Portrait of a young man with dark skin, short curly hair and a yellow scarf, autumn park");
    expect(subjects).toHaveLength(1);
    expect(subjects[0]?.person?.accessories).toEqual(["scarf"]);
    expect(subjects[0]?.words).toBe("young man, yellow scarf");
  });

  it("keeps the words for hats and beards", () => {
    expect(one("a woman in a red kimono and a black beret")?.words).toBe("woman, black beret");
    expect(one("an old man with a long white beard")?.words).toBe("old man, long white beard");
  });

  it("reads a professional portrait whole", () => {
    const scene = parseScene(
      "A professional portrait photograph of a woman in her 30s, natural lighting, soft smile, business attire",
    );
    expect([scene.camera, scene.style, scene.subjects.length]).toEqual(["portrait", "photo", 1]);
    expect(scene.subjects[0]?.person).toEqual({
      age: "adult",
      gender: "woman",
      expression: "smiling",
      clothing: { item: "blazer" },
    });
  });

  it("puts the ball in play beside its players", () => {
    const [children, ball] = parseScene("children playing football").subjects;
    expect([children?.person?.age, children?.person?.role]).toEqual(["child", "playing"]);
    expect([ball?.key, ball?.size]).toEqual(["soccer-ball", "tiny"]);
    expect(ball?.relation).toEqual({ kind: "beside", to: 0 });
  });
});

describe("places told by another", () => {
  it("shows a bookshop's window from outside", () => {
    const scene = parseScene('A bookshop window with the sign "Open Books"');
    expect([scene.setting, scene.interior]).toEqual(["library", false]);
  });

  it("has the lake below snowy mountains", () => {
    const scene = parseScene("雪山脚下的湖泊");
    expect(scene.setting).toBe("lake");
    expect([...scene.props]).toEqual(expect.arrayContaining(["mountains", "snowCaps"]));
  });
});
