// Blobs in an S3 store: the contract of all blob stores against a real server, what becomes of a task while the store is away,
// and stores that misbehave.
import { utimesSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { openDiskBlobs } from "../../src/blobs/disk.ts";
import { openS3Blobs } from "../../src/blobs/s3.ts";
import { toBucketUrl, type S3Options } from "../../src/blobs/s3-place.ts";
import { spoolBlobs } from "../../src/blobs/spooled.ts";
import { BlobsUnavailable } from "../../src/core/blobs.ts";
import { systemClock as clock } from "../../src/io/system-clock.ts";
import { listOlder, testBlobs } from "../contract/blobs.ts";
import { sendOverSocket } from "../support/client.ts";
import { listFiles, temporaryDirectory } from "../support/directory.ts";
import { runServer, SERVER_KEY } from "../support/process.ts";
import { MISSING_S3, openS3Server } from "../support/s3.ts";
import { QWEN, withKey } from "../support/server.ts";
import { until } from "../support/until.ts";

const NAME = "2026-01-01/a-0.png";
const WHOLE = { start: 0, end: Number.MAX_SAFE_INTEGER };

async function createSite() {
  const { options, directory } = await openS3Server();
  const age = async (name: string, at: number) => utimesSync(join(directory, options.prefix, name), at / 1000, at / 1000);
  return { options, age };
}

describe.skipIf(MISSING_S3 !== undefined)(
  `a real S3 server${MISSING_S3 === undefined ? "" : ` (skipped: ${MISSING_S3})`}`,
  () => {
    testBlobs("s3", async () => {
      const { options, age } = await createSite();
      return { age, open: async () => openS3Blobs(options, clock) };
    });
    testBlobs("s3 by way of the disk", async () => {
      const { options, age } = await createSite();
      const directory = temporaryDirectory();
      return { age, open: async () => spoolBlobs(openS3Blobs(options, clock), await openDiskBlobs(directory)) };
    });

    test("a wrong secret is refused by the store, and not shown", async () => {
      const { options } = await createSite();
      const blobs = openS3Blobs({ ...options, secretAccessKey: "wrong-secret" }, clock);
      const error = await blobs.put(NAME, Buffer.from("x")).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(BlobsUnavailable);
      expect((error as Error).message).toMatch(/403 SignatureDoesNotMatch$/);
      expect(String((error as Error).stack)).not.toContain("wrong-secret");
    });

    test(
      "a task waits for a store that is away, through a kill, and completes when it is back",
      { timeout: 120_000 },
      async () => {
        const store = await openS3Server();
        const data = join(temporaryDirectory(), "data");
        let server = await runServer(data, store.settings);
        const send = (path: string, init: { readonly method: string; readonly body?: string }) =>
          sendOverSocket(server.url)({ ...init, path, headers: withKey(SERVER_KEY) });
        const read = async () => (await send(`/v1/tasks/${id}`, { method: "GET" })).json() as TaskBody;
        await store.stop();
        const body = JSON.stringify({ prompt: "A red fox", prompt_extend: false });
        const created = await send(QWEN, { method: "POST", body });
        expect(created.status).toBe(202);
        const { id } = (created.json() as { task_info: { id: string } }).task_info;
        const isSpooled = () => listFiles(join(data, "spool")).some((name) => !name.startsWith("tmp") && name.includes(id));
        await until("the picture is on this machine's disk", isSpooled, { limitMs: 60_000 });
        expect(await read()).toMatchObject({ status: "processing" });
        server.kill("SIGKILL");
        await server.exited;
        server = await runServer(data, store.settings);
        await store.start();
        await until("it is completed", async () => (await read()).status === "completed", { limitMs: 60_000 });
        const [image] = (await read()).images;
        const look = () => sendOverSocket(server.url)({ method: "GET", path: (image?.url ?? "").replace(server.url, "") });
        const picture = await look();
        expect([picture.status, picture.bytes.length]).toEqual([200, image?.size_bytes]);
        expect(listFiles(join(data, "spool"))).toEqual([]);
        expect(listFiles(store.directory).some((name) => name.includes(id))).toBe(true);

        // An image that cannot be reached is not gone.
        await store.stop();
        const away = await look();
        expect([away.status, away.headers["retry-after"]]).toEqual([503, "5"]);
      },
    );
  },
);

interface TaskBody {
  readonly status: string;
  readonly images: readonly { readonly url: string; readonly size_bytes: number }[];
}

async function openAt(listener: RequestListener): Promise<S3Options> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const account = { accessKeyId: "AKID", secretAccessKey: "secret", sessionToken: "session" };
  const links = { downloads: "proxied", publicEndpoint: undefined } as const;
  return { bucket: "pictures", prefix: "", region: "auto", endpoint: `http://127.0.0.1:${port}`, ...account, ...links };
}

const answering =
  (status: number, body = ""): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { location: "http://127.0.0.1:1/" }).end(body);

const toContents = (key: string) => `<Contents><Key>${key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>`;

test.each([
  ["pictures", undefined, "https://pictures.s3.eu-central-1.amazonaws.com"],
  // The certificate's wildcard stands for one label.
  ["my.pictures", undefined, "https://s3.eu-central-1.amazonaws.com/my.pictures"],
  ["my.pictures", "https://minio.example:9000", "https://minio.example:9000/my.pictures"],
])("the bucket %s at %s is %s", (bucket, endpoint, url) => {
  expect(toBucketUrl({ bucket, region: "eu-central-1", endpoint })).toBe(url);
});

describe("an S3 store that misbehaves", () => {
  test.each<[string, RequestListener, RegExp]>([
    ["answers 500", answering(500, "<Error><Code>InternalError</Code></Error>"), /500 InternalError$/],
    ["answers 503 to slow down", answering(503, "<Error><Code>SlowDown</Code></Error>"), /503 SlowDown$/],
    [
      "answers 403 with names of accounts",
      answering(403, "<Error><Code>AccessDenied</Code><Message>arn:aws:iam::42:root</Message></Error>"),
      /answered 403 AccessDenied$/,
    ],
    ["redirects", answering(301), /301$/],
    ["breaks off", (request) => request.socket.destroy(), /gave no answer/],
    ["answers with no HTTP", (request) => void request.socket.end("220 ready\r\n"), /gave no answer/],
  ])("that %s is unavailable, whatever is asked", async (_, listener, message) => {
    const blobs = openS3Blobs(await openAt(listener), clock);
    for (const ask of [
      () => blobs.put(NAME, new Uint8Array(10)),
      () => blobs.open(NAME, WHOLE),
      () => blobs.remove(NAME),
      () => listOlder(blobs, 1),
    ]) {
      const error = await ask().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(BlobsUnavailable);
      expect((error as Error).message).toMatch(message);
    }
  });

  test("a blob that is written anew in mid-read is not glued together of two", async () => {
    const parts: (string | undefined)[] = [];
    const bytes = Buffer.alloc(4 * 1024 * 1024, 1);
    const options = await openAt((request, response) => {
      parts.push(request.headers["if-match"]);
      if (parts.length > 1) response.writeHead(412).end("<Error><Code>PreconditionFailed</Code></Error>");
      else response.writeHead(206, { etag: '"one"', "content-range": `bytes 0-${bytes.length - 1}/9000000` }).end(bytes);
    });
    const stream = await openS3Blobs(options, clock).open(NAME, WHOLE);
    await expect(buffer(stream ?? new Readable())).rejects.toThrow(/412 PreconditionFailed/);
    expect(parts).toEqual([undefined, '"one"']);
  });

  test("lists all pages, what is not ours left out", async () => {
    const asked: (string | null)[] = [];
    const options = await openAt((request, response) => {
      const page = asked.push(new URL(request.url ?? "", "http://x").searchParams.get("continuation-token"));
      const next = page % 12 === 0 ? "" : `<NextContinuationToken>to&amp;ken ${page}</NextContinuationToken>`;
      response.end(
        `<ListBucketResult>${toContents(`2026-01-01/a-${page}.png`)}${toContents("notes.txt")}${next}</ListBucketResult>`,
      );
    });
    const blobs = openS3Blobs(options, clock);
    const pages = Array.from({ length: 12 }, (_, index) => index + 1);
    expect(await listOlder(blobs, Date.UTC(2027, 0))).toEqual(pages.map((page) => `2026-01-01/a-${page}.png`));
    expect(asked).toEqual([null, ...pages.slice(0, -1).map((page) => `to&ken ${page}`)]);
    expect(await listOlder(blobs, 0)).toEqual([]);
  });
});
