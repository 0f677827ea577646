// Blobs as objects of an S3-compatible store. An object is there whole or not at all, and a 200 to its PUT says that it is durable
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel). Every request is signed, its body too.
import { createHash } from "node:crypto";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { Readable } from "node:stream";
import { AwsV4Signer } from "aws4fetch";
import { BlobsUnavailable, type Blobs } from "../core/blobs.ts";
import type { Clock } from "../core/clock.ts";
import { ExchangeError, send, type ExchangeAnswer } from "../io/exchange.ts";
import { checkBlobName, isBlobName } from "./name.ts";
import { createS3Links } from "./s3-links.ts";
import { toAmzDate, toBucketUrl, toObjectKey, type S3Options } from "./s3-place.ts";

const TIMEOUT_MS = 60_000;
/** What a reader holds of a blob at once. */
const PART_BYTES = 4 * 1024 * 1024;
/** Of an error or a listing: a thousand names of at most a kilobyte. */
const TEXT_BYTES = 4 * 1024 * 1024;
const IDLE_SOCKETS = 8;

interface Ask {
  readonly method: "GET" | "PUT" | "DELETE";
  readonly name?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly maxBytes?: number;
}

/** Nothing is asked before the first blob is, so that a store that is away holds up no start. */
export function openS3Blobs(options: S3Options, clock: Pick<Clock, "now">): Blobs {
  const { prefix, region } = options;
  const base = toBucketUrl(options);
  const secure = base.startsWith("https:");
  const pool = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxFreeSockets: IDLE_SOCKETS });
  const signingKeys = new Map<string, ArrayBuffer>();

  /** Any answer that the store gives. @throws {BlobsUnavailable} when it gives none. */
  async function ask({ method, name, query = {}, headers = {}, body, maxBytes = TEXT_BYTES }: Ask): Promise<ExchangeAnswer> {
    const url = new URL(name === undefined ? base : `${base}/${toObjectKey(options, name)}`);
    for (const [field, value] of Object.entries(query)) url.searchParams.set(field, value);
    // A day's signing key is derived once; those of days gone by are forgotten.
    if (signingKeys.size > 2) signingKeys.clear();
    const signed = await new AwsV4Signer({
      method,
      url: url.href,
      headers: {
        ...headers,
        "x-amz-content-sha256": createHash("sha256")
          .update(body ?? "")
          .digest("hex"),
      },
      service: "s3",
      region,
      accessKeyId: options.accessKeyId,
      secretAccessKey: options.secretAccessKey,
      ...(options.sessionToken === undefined ? {} : { sessionToken: options.sessionToken }),
      cache: signingKeys,
      datetime: toAmzDate(clock.now()),
    }).sign();
    try {
      return await send({
        method,
        url: signed.url,
        headers: Object.fromEntries(signed.headers),
        ...(body === undefined ? {} : { body }),
        signal: new AbortController().signal,
        timeoutMs: TIMEOUT_MS,
        maxBytes,
        // Only a GET is sent again by itself when its pooled socket was closed meanwhile.
        ...(method === "GET" ? { agent: pool } : {}),
      });
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw error;
      throw new BlobsUnavailable(`the S3 store gave no answer: ${error.message}`, { cause: error });
    }
  }

  /** The part from `start` on, up to `end`, or undefined when there is no such blob. */
  async function readPart(name: string, { start, end, etag }: { start: number; end: number; etag: string | undefined }) {
    const last = Math.min(end, start + PART_BYTES - 1);
    const headers = { range: `bytes=${start}-${last}`, ...(etag === undefined ? {} : { "if-match": etag }) };
    const answer = await ask({ method: "GET", name, headers, maxBytes: PART_BYTES });
    if (answer.status === 404) return undefined;
    // An empty blob has no range that could be read, and neither has what lies beyond its end.
    if (answer.status === 416) return { bytes: new Uint8Array(), etag, size: 0 };
    if (answer.status !== 206 && answer.status !== 200) throw refused(answer);
    const size = Number(/\/(\d+)$/.exec(answer.headers["content-range"] ?? "")?.[1] ?? answer.bytes.length);
    const bytes = answer.status === 200 ? answer.bytes.subarray(start, last + 1) : answer.bytes;
    return { bytes, etag: answer.headers["etag"], size };
  }

  async function* readParts(
    name: string,
    first: NonNullable<Awaited<ReturnType<typeof readPart>>>,
    { start, end }: { start: number; end: number },
  ): AsyncGenerator<Uint8Array> {
    const last = Math.min(end, first.size - 1);
    let at = start;
    let part: typeof first | undefined = first;
    while (part && part.bytes.length > 0) {
      yield part.bytes;
      at += part.bytes.length;
      if (at > last) return;
      // The parts of two blobs do not make a whole: what was written anew meanwhile is refused by its tag.
      part = await readPart(name, { start: at, end: last, etag: first.etag });
    }
    if (at <= last) throw new BlobsUnavailable(`the blob ${name} was gone in mid-read`);
  }

  return {
    async put(name, bytes) {
      checkBlobName(name);
      const answer = await ask({ method: "PUT", name, body: bytes, headers: { "content-type": "image/png" } });
      if (answer.status !== 200) throw refused(answer);
    },

    async open(name, { start, end }) {
      checkBlobName(name);
      const first = await readPart(name, { start, end, etag: undefined });
      return first && Readable.from(readParts(name, first, { start, end }), { objectMode: false });
    },

    async remove(name) {
      checkBlobName(name);
      const answer = await ask({ method: "DELETE", name });
      if (answer.status !== 204 && answer.status !== 200 && answer.status !== 404) throw refused(answer);
    },

    async *listOlderThan(before) {
      let after: string | undefined;
      do {
        const answer = await ask({
          method: "GET",
          query: {
            "list-type": "2",
            ...(prefix === "" ? {} : { prefix: `${prefix}/` }),
            ...(after === undefined ? {} : { "continuation-token": after }),
          },
        });
        if (answer.status !== 200) throw refused(answer);
        const listing = readListing(answer.bytes);
        yield listing.objects.flatMap(({ key, at }) => {
          const name = prefix === "" ? key : key.slice(prefix.length + 1);
          // What else lies in the bucket is not ours to delete.
          return isBlobName(name) && at < before ? [name] : [];
        });
        after = listing.next;
      } while (after !== undefined);
    },

    ...(options.downloads === "presigned" ? { links: createS3Links(options, clock) } : {}),
  };
}

/** With the store's own code for what is wrong, `AccessDenied` say; its sentence may name accounts and keys. */
function refused(answer: ExchangeAnswer): BlobsUnavailable {
  const code = /<Code>(\w{1,64})<\/Code>/.exec(new TextDecoder().decode(answer.bytes.subarray(0, 4_096)))?.[1];
  return new BlobsUnavailable(`the S3 store answered ${answer.status}${code === undefined ? "" : ` ${code}`}`);
}

interface Listing {
  readonly objects: readonly { readonly key: string; readonly at: number }[];
  /** Where the next page begins. */
  readonly next: string | undefined;
}

/** Of ListObjectsV2: keys and times hold no characters that XML would escape, as far as they are ours. */
function readListing(bytes: Uint8Array): Listing {
  const text = new TextDecoder().decode(bytes);
  const objects = [...text.matchAll(/<Contents>(.*?)<\/Contents>/gs)].flatMap(([, object = ""]) => {
    const key = /<Key>([^<&]*)<\/Key>/.exec(object)?.[1];
    const at = Date.parse(/<LastModified>([^<]*)<\/LastModified>/.exec(object)?.[1] ?? "");
    return key === undefined || Number.isNaN(at) ? [] : [{ key, at }];
  });
  const token = /<NextContinuationToken>([^<]*)<\/NextContinuationToken>/.exec(text)?.[1];
  return {
    objects,
    next: token?.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">"),
  };
}
