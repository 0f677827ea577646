// Search: what is found by which words, and whose; the same before, while and after words are indexed.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Store, TaskQuery } from "../../../src/core/store.ts";
import type { NewTask, Task } from "../../../src/core/task.ts";
import { COMPLETE, createTasks, FAIL, LEASE, reopen, START, type OpenedSite, type OpenSite, type Scale } from "./site.ts";

const KEY_ID = "key-1";

async function indexAll(store: Store): Promise<void> {
  while (await store.indexWords());
}

function createPrompts(opened: OpenedSite, prompts: readonly string[], overrides: Partial<NewTask> = {}): Promise<Task[]> {
  return createTasks(
    opened,
    prompts.map((prompt) => ({ keyId: KEY_ID, input: { prompt }, ...overrides })),
  );
}

function toPrompt({ input }: Task): string {
  return input["prompt"] as string;
}

async function find(store: Store, text: string, query: Partial<TaskQuery> = {}): Promise<string[]> {
  const tasks = await store.listTasks({ keyId: KEY_ID, text, limit: 100, ...query });
  return tasks.map(toPrompt);
}

async function findPages(store: Store, text: string, limit: number, between?: () => Promise<unknown>): Promise<string[]> {
  const seen: Task[] = [];
  for (;;) {
    const beforeId = seen.at(-1)?.id;
    const page = await store.listTasks({ keyId: KEY_ID, text, limit, ...(beforeId === undefined ? {} : { beforeId }) });
    seen.push(...page);
    if (page.length < limit) return seen.map(toPrompt);
    await between?.();
  }
}

const PROMPTS = [
  "A lighthouse on a cliff, storm, 8k",
  "Café in Zürich; señor Ångström’s naïve façade",
  "一只橘猫在窗台上晒太阳，水彩画",
  "红色的狐狸在雪地里",
  "東京タワーの夜景、雨に濡れた道",
  "ガラスの靴",
  "カラスの群れ",
  "FOX and NEAR(owl) \"quoted\" 'single' col:value a* -b (c) ^d {e} +f\\",
  "🦊 in a 🌲 forest",
  "ＦＵＬＬ　ＷＩＤＴＨ ｶﾀｶﾅ",
  "лёгкий ветер над Москвой",
  "ΟΔΟΣ στην πόλη",
  "ภาพวาดแมวสีส้ม",
  "고양이가 창가에 앉아 있다",
  "हिन्दी कविता",
  "red the red fox fox",
];

const FINDS: [query: string, starts: string[]][] = [
  ["lighthouse", ["A lighthouse"]],
  ["LIGHT", ["A lighthouse"]],
  ["light cli", ["A lighthouse"]],
  ["house", []],
  ["lighthouses", []],
  ["8k", ["A lighthouse"]],
  ["l", ["A lighthouse"]],
  ["storm, on a cliff!", ["A lighthouse"]],
  ["cafe", ["Café"]],
  ["CAFÉ", ["Café"]],
  ["zur", ["Café"]],
  ["angstrom senor", ["Café"]],
  ["猫", ["一只橘猫"]],
  ["橘猫", ["一只橘猫"]],
  ["猫在窗台上", ["一只橘猫"]],
  ["橘猫 水彩", ["一只橘猫"]],
  ["画", ["一只橘猫"]],
  ["猫橘", []],
  ["狐", ["红色的狐狸"]],
  ["狐狸", ["红色的狐狸"]],
  ["红色的狐狸", ["红色的狐狸"]],
  // Its pairs are all there, but not in a row.
  ["红色的狐狸在雪地里红色", []],
  ["的红", []],
  ["東京タワー", ["東京タワー"]],
  ["タワーの", ["東京タワー"]],
  ["ワー", ["東京タワー"]],
  ["濡れた", ["東京タワー"]],
  ["ガラス", ["ガラスの靴"]],
  ["カラス", ["カラスの群れ"]],
  ["カタカナ", ["ＦＵＬＬ"]],
  ["full width", ["ＦＵＬＬ"]],
  ["🦊", ["🦊 in"]],
  ["🌲🦊", ["🦊 in"]],
  ["🦊 for", ["🦊 in"]],
  ["🐙", []],
  ["легкий", ["лёгкий"]],
  ["МОСК", ["лёгкий"]],
  ["οδός", ["ΟΔΟΣ"]],
  ["οδο", ["ΟΔΟΣ"]],
  ["แมว", ["ภาพวาด"]],
  ["고양이", ["고양이가"]],
  ["हिन्दी", ["हिन्दी"]],
  ["near", ["FOX and"]],
  ["FOX AND owl", ["FOX and"]],
  ["fox OR lighthouse", []],
  ["NOT fox", []],
  ['"fox"', ["red the", "FOX and"]],
  ["fox*", ["red the", "FOX and"]],
  ["col:value", ["FOX and"]],
  ["NEAR(owl)", ["FOX and"]],
  ["words:fox", []],
  ["*", []],
  ['"', []],
  ["' OR 1=1 --", []],
  ['^ ( ) { } : - + \\ " *', []],
  ["red fox red", ["red the"]],
  ["\0", []],
  ["\u{D800}", []],
  ["fox \u{D800}", ["red the", "FOX and"]],
  ["keykey1", []],
  ["key1", []],
  ["completed", []],
  ["\u{E000}kkey1", []],
];

export function testSearch(name: string, open: OpenSite, scale: Scale): void {
  describe(`${name}: search`, () => {
    test.each([
      ["before words are indexed", 0],
      ["when some are", 8],
      ["when all are", PROMPTS.length],
    ])("finds beginnings of words, any part of what is written without spaces, pictures: %s", async (_, indexed) => {
      const opened = await open();
      await createPrompts(opened, PROMPTS.slice(0, indexed));
      await indexAll(opened.store);
      await createPrompts(opened, PROMPTS.slice(indexed));
      for (const [query, starts] of FINDS) {
        const found = await find(opened.store, query);
        expect([query, found]).toEqual([query, starts.map((start) => PROMPTS.find((prompt) => prompt.startsWith(start)))]);
      }
      // Nothing but blanks asks for nothing.
      expect(await find(opened.store, " \n\t ")).toHaveLength(PROMPTS.length);
    });

    test("any text at all is a query that can be asked, and every prompt is found by itself", async () => {
      const opened = await open();
      const word = fc.oneof(fc.string({ unit: "grapheme", maxLength: 30 }), fc.string({ unit: "binary", maxLength: 30 }));
      await fc.assert(
        fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 4 }), fc.boolean(), async (words, isIndexed) => {
          const prompt = words.join(" ");
          const [task] = await createPrompts(opened, [prompt]);
          if (isIndexed) await indexAll(opened.store);
          for (const text of [prompt, ...words]) {
            const found = await opened.store.listTasks({ keyId: KEY_ID, text, limit: 100 });
            if (/\p{L}|\p{N}|[\p{Extended_Pictographic}--\p{ASCII}]/v.test(text.normalize("NFKD")))
              expect(found[0]?.id).toBe(task?.id);
          }
        }),
        { numRuns: 100 * scale.runs },
      );
    });

    test("I13: finds nothing of other keys, also where a prompt names them", async () => {
      const opened = await open();
      const prompts = ["a fox keykey1 kkey1 \u{E000}kkey1", "a fox"];
      for (const keyId of [KEY_ID, "key-2", "key1", "KEY-1"]) await createPrompts(opened, prompts, { keyId });
      for (const look of ["not indexed", "indexed"]) {
        for (const keyId of [KEY_ID, "key-2", "key1", "KEY-1"]) {
          const found = await opened.store.listTasks({ keyId, text: "fox", limit: 100 });
          expect([look, found.map((task) => task.keyId)]).toEqual([look, [keyId, keyId]]);
        }
        expect(await find(opened.store, "fox keykey1", { keyId: "key-2" })).toEqual(prompts.slice(0, 1));
        await indexAll(opened.store);
      }
    });

    test("finds the prompt that was drawn besides the one that was asked for, once it has completed", async () => {
      const opened = await open();
      const { store } = opened;
      const [task] = await createPrompts(opened, ["a fox", "another"]);
      await indexAll(store);
      await store.claimTasks({ lease: LEASE, leaseUntil: START + 60_000, limit: 1 });
      await store.changeTask(task?.id ?? "", LEASE, { ...COMPLETE, finalPrompt: "a fox at dawn, film grain" });
      for (const look of ["not indexed", "indexed"]) {
        expect([look, await find(store, "grain")]).toEqual([look, ["a fox"]]);
        expect([look, await find(store, "fox dawn")]).toEqual([look, ["a fox"]]);
        await indexAll(store);
      }
    });

    test("a deleted task is found no more, whether it was indexed or not", async () => {
      const opened = await open();
      const { store } = opened;
      const [indexed] = await createPrompts(opened, ["a fox"]);
      await indexAll(store);
      const [late, kept] = await createPrompts(opened, ["a fox, late", "a fox, kept"]);
      for (const task of [indexed, late]) {
        await store.cancelTask(task?.id ?? "", "Stop.");
        await store.deleteTask(task?.id ?? "");
        // Every kind of write still succeeds after it.
        await store.markImagesRemoved([kept?.id ?? ""]);
        await store.revokeKey("no such key", 1);
      }
      for (const look of ["not indexed", "indexed"]) {
        expect([look, await find(store, "fox")]).toEqual([look, ["a fox, kept"]]);
        await indexAll(store);
      }
      expect(await find(await reopen(opened), "fox")).toEqual(["a fox, kept"]);
    });

    test("with filters, whatever was indexed when", async () => {
      const opened = await open();
      const { store } = opened;
      const [failed, cancelled, running, waiting, other] = await createPrompts(opened, [
        "fox failed",
        "fox cancelled",
        "fox running",
        "fox waiting",
      ]).then(async (tasks) => [...tasks, ...(await createPrompts(opened, ["fox other"], { model: "other" }))]);
      await indexAll(store);
      for (let claimed = 0; claimed < 3; claimed += 1) {
        await store.claimTasks({ lease: LEASE, leaseUntil: START + 60_000, limit: 1 });
      }
      await store.changeTask(failed?.id ?? "", LEASE, FAIL);
      await store.cancelTask(cancelled?.id ?? "", "Stop.");
      await createPrompts(opened, ["owl", "fox new"]);
      for (const look of ["not indexed", "indexed"]) {
        const found = async (query: Partial<TaskQuery>) => [look, ...(await find(store, "fox", query))];
        expect(await found({ states: ["failed"] })).toEqual([look, "fox failed"]);
        expect(await found({ states: ["cancelled", "failed"] })).toEqual([look, "fox cancelled", "fox failed"]);
        expect(await found({ states: ["processing"] })).toEqual([look, "fox running"]);
        expect(await found({ states: ["pending", "processing"] })).toEqual([
          look,
          "fox new",
          "fox other",
          "fox waiting",
          "fox running",
        ]);
        expect(await found({ states: ["completed"] })).toEqual([look]);
        expect(await found({ states: ["failed", "processing"] })).toEqual([look, "fox running", "fox failed"]);
        expect(await found({ model: "other" })).toEqual([look, "fox other"]);
        expect(await found({ createdAfter: running?.createdAt ?? 0, createdBefore: other?.createdAt ?? 0 })).toEqual([
          look,
          "fox waiting",
          "fox running",
        ]);
        expect(await found({ createdBefore: waiting?.createdAt ?? 0, states: ["failed"], limit: 1 })).toEqual([
          look,
          "fox failed",
        ]);
        await indexAll(store);
      }
    });

    test("pages neither miss nor repeat a task while others arrive and are indexed, also when ids are out of order", async () => {
      const opened = await open();
      const { store, time } = opened;
      const prompts = Array.from({ length: 60 }, (_, index) => `fox number ${index}`);
      for (const [index, prompt] of prompts.entries()) {
        // Clocks differ a little, and some tasks share a millisecond.
        time.now = START + Math.floor(index / 3) + (index % 5 === 0 ? 4 : 0);
        await createPrompts(opened, [prompt]);
        if (index === 40) await indexAll(store);
      }
      for (const limit of [1, 7, 100]) {
        expect((await findPages(store, "fox", limit)).sort()).toEqual([...prompts].sort());
      }
      let arrived = 0;
      const seen = await findPages(store, "fox", 7, async () => {
        await createPrompts(opened, [`fox that came late ${(arrived += 1)}`]);
        await store.indexWords();
      });
      expect([...seen].sort()).toEqual([...prompts].sort());
    });

    test.each([1, 2])("goes on where it was when the task that the cursor names is deleted, in pages of %i", async (limit) => {
      const opened = await open();
      const { store } = opened;
      await createPrompts(opened, ["fox 0", "fox 1", "fox 2", "fox 3", "fox 4", "fox 5"]);
      await indexAll(store);
      await createPrompts(opened, ["fox 6", "fox 7", "fox 8"]);
      const seen: string[] = [];
      let beforeId: string | undefined;
      while (seen.length < 9) {
        const page = await store.listTasks({
          keyId: KEY_ID,
          text: "fox",
          limit,
          ...(beforeId === undefined ? {} : { beforeId }),
        });
        beforeId = page.at(-1)?.id ?? "";
        seen.push(...(page.length > 0 ? page.map(toPrompt) : ["nothing"]));
        await store.cancelTask(beforeId, "Stop.");
        await store.deleteTask(beforeId);
      }
      expect(seen).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0].map((index) => `fox ${index}`));
    });

    test("more words that begin alike than are asked for one by one are found all the same", async () => {
      const opened = await open();
      const prompts = Array.from(
        { length: Math.min(260, scale.many / 10) },
        (_, index) => `inter${index.toString(36)}x${index} intense`,
      );
      await createPrompts(opened, [...prompts, "intent", "interval alone"]);
      await indexAll(opened.store);
      expect((await find(opened.store, "inter", { limit: 300 })).sort()).toEqual([...prompts, "interval alone"].sort());
      expect(await find(opened.store, "interval")).toEqual(["interval alone"]);
    });

    test("outlives the process, as far as it was indexed", async () => {
      const opened = await open();
      await createPrompts(opened, ["a fox", "an owl"]);
      await indexAll(opened.store);
      await createPrompts(opened, ["a fox that came late"]);
      const store = await reopen(opened);
      expect(await find(store, "fox")).toEqual(["a fox that came late", "a fox"]);
      await indexAll(store);
      expect(await find(store, "fox")).toEqual(["a fox that came late", "a fox"]);
    });
  });
}
