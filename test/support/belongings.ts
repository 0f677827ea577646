// What a key has: one of everything that the routes know by an id, so that others can try their hands at it.
import { randomBytes } from "node:crypto";
import { expectCreated } from "./client.ts";
import { addKey, begin, complete, QWEN, WAN, withKey, type Door } from "./server.ts";

export interface Belongings {
  readonly keyId: string;
  readonly key: string;
  /** Of tasks that wait, are drawn, and are completed, of a webhook, of deliveries and of the key itself. */
  readonly ids: readonly string[];
  /** Texts that stand in what the key has, and nowhere else. */
  readonly marks: readonly string[];
  /** Path and query of each signed URL: of two images of one task, and of one of another. */
  readonly images: readonly string[];
  /** The same of a preview. */
  readonly preview: string;
  /** Of a browser that is signed in with the key. */
  readonly session: { readonly cookie: string; readonly csrf: string };
}

const toPath = (url: string) => new URL(url).pathname + new URL(url).search;

/** Makes a key, and all that it has. */
export async function furnish(door: Door): Promise<Belongings> {
  const mark = randomBytes(9).toString("hex");
  const keyId = door.clock.id();
  const key = await addKey(door, { id: keyId, name: `name-${mark}` });
  const ask = async (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    await door.send({ method: "POST", path, headers: withKey(key, headers), body: JSON.stringify(body) });

  const create = async (path: string, n: number) =>
    expectCreated(await ask(path, { prompt: `prompt-${mark}`, ...(path === WAN ? { n } : {}) }));
  const createCompleted = async (path: string, n: number) => {
    const id = await create(path, n);
    await complete(door, await begin(door, id), n);
    return id;
  };
  const two = await createCompleted(WAN, 2);
  const one = await createCompleted(QWEN, 1);
  const drawn = await create(QWEN, 1);
  const task = await begin(door, drawn);
  const progress = { fraction: 0.5, step: `step-${mark}`, previews: 1 };
  await door.parts.store.changeTask(drawn, task.lease ?? "", { type: "progress", progress }, Buffer.from("ffd8ffd9", "hex"));
  const waits = await create(WAN, 1);

  const webhook = (await ask("/v1/webhooks", { url: `https://hooks.example/${mark}` })).json() as { id: string };
  const delivery = (await ask(`/v1/webhooks/${webhook.id}/test`, {})).json() as { id: string };
  const read = async (id: string) => (await door.send({ path: `/v1/tasks/${id}`, headers: withKey(key) })).json() as TaskBody;
  const images = [...(await read(two)).images, ...(await read(one)).images].map(({ url }) => toPath(url));

  const signedIn = await door.send({
    method: "POST",
    path: "/v1/session",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ api_key: key }),
  });
  const { csrf_token: csrf } = signedIn.json() as { csrf_token: string };
  return {
    keyId,
    key,
    ids: [two, one, drawn, waits, webhook.id, delivery.id, keyId],
    marks: [mark],
    images,
    preview: toPath((await read(drawn)).progress.preview_url ?? ""),
    session: { cookie: signedIn.headers["set-cookie"]?.split(";")[0] ?? "", csrf },
  };
}

interface TaskBody {
  readonly images: readonly { readonly url: string }[];
  readonly progress: { readonly preview_url: string | null };
}
