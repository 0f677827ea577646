// I13 over every route that there is: what another key has is, to a key, exactly what there is not.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "../support/client.ts";
import { furnish, type Belongings } from "../support/belongings.ts";
import { listOperations, type Operation } from "../support/openapi.ts";
import { openDoor, withKey, type Door } from "../support/server.ts";

const NOBODYS = "01890a5d-ac96-774b-bcce-b302099a8057";

const operations = listOperations();
/** Those with a key that name something by its id. */
const byId = operations.filter(({ path, operation }) => path.includes("{") && operation.security?.length !== 0);
const lists = operations.filter(
  ({ method, path, streams, operation }) =>
    method === "GET" && !path.includes("{") && !streams && operation.security?.length !== 0 && path !== "/v1/session",
);

let door: Door;
let owner: Belongings;
let other: Belongings;
/** All that the owner can read, but for links and estimates, which are made anew at each look. */
let before: readonly string[];
beforeAll(async () => {
  door = await openDoor("in process");
  owner = await furnish(door);
  other = await furnish(door);
  before = await readAll();
});
afterAll(() => door.close());

/** With a body that would be taken. */
async function call({ method, path }: Operation, id: string, key: string): Promise<Answer> {
  const where = path.replace("{id}", id).replace("{index}", "0");
  const changes = method === "POST" || method === "PATCH";
  return await door.send({ method, path: where, headers: withKey(key), ...(changes ? { body: "{}" } : {}) });
}

async function readAll(): Promise<string[]> {
  const texts: string[] = [];
  for (const operation of byId.filter(({ method, streams }) => method === "GET" && !streams)) {
    for (const id of owner.ids) {
      const { text } = await call(operation, id, owner.key);
      texts.push(text.replaceAll(/\?[^"]*signature=[\w-]+|"eta_seconds":[\d.]+/g, ""));
    }
  }
  return texts;
}

/** Without what belongs to the one request: its path and its trace. */
function toComparable({ status, headers, text }: Answer, id: string) {
  const own = new Set(["traceparent", "x-request-id", "date"]);
  return {
    status,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name))),
    text: text.replaceAll(id, "…").replaceAll(id.toUpperCase(), "…"),
  };
}

describe("what another key has", () => {
  test("is there to be found, by some route and id of each kind", () => {
    expect(byId.length).toBeGreaterThanOrEqual(14);
    expect(lists.length).toBeGreaterThanOrEqual(8);
  });

  test.each(byId)("$name answers as for what there is not", async (operation) => {
    for (const id of owner.ids.flatMap((each) => [each, each.toUpperCase()])) {
      const [theirs, nobodys] = [await call(operation, id, other.key), await call(operation, NOBODYS, other.key)];
      expect(toComparable(theirs, id)).toEqual(toComparable(nobodys, NOBODYS));
      expect(theirs.status).toBeGreaterThanOrEqual(400);
    }
  });

  test.each(lists)("$name does not tell of it", async (operation) => {
    const answer = await call(operation, "", other.key);
    const secrets = [...owner.ids, ...owner.marks, owner.key.slice(0, 12)];
    for (const secret of secrets) expect(answer.text).not.toContain(secret);
  });

  test("is not found by a search, a filter or a cursor", async () => {
    const [mark = ""] = owner.marks;
    for (const path of [`/v1/tasks?q=${mark}`, `/v1/tasks?cursor=${owner.ids[0]}`, `/v1/usage?key=${owner.keyId}`]) {
      expect((await door.send({ path, headers: withKey(other.key) })).text).not.toContain(mark);
    }
    const [known, unknown] = await Promise.all(
      [owner.keyId, NOBODYS].map((id) => door.send({ path: `/v1/usage?key=${id}`, headers: withKey(other.key) })),
    );
    expect(toComparable(known!, owner.keyId)).toEqual(toComparable(unknown!, NOBODYS));
  });

  test("is as it was after all these tries", async () => {
    expect(await readAll()).toEqual(before);
  });

  test.each(byId.filter(({ path }) => !path.startsWith("/v1/keys/")))(
    "$name finds it for the key that has it",
    async (operation) => {
      const own = await furnish(door);
      // The stream of a task that has not ended would go on.
      const ids = operation.streams ? own.ids.slice(0, 2) : own.ids;
      const statuses: number[] = [];
      for (const id of ids) statuses.push((await call(operation, id, own.key)).status);
      expect(statuses.some((status) => status < 300)).toBe(true);
    },
  );
});
