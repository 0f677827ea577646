// Links to objects of an S3 store, by which whoever has one reads it there without passing this server: presigned URLs
// (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html). They are made by arithmetic alone; the store is
// not asked.
import { AwsV4Signer } from "aws4fetch";
import type { BlobLinks } from "../core/blobs.ts";
import type { Clock } from "../core/clock.ts";
import { checkBlobName } from "./name.ts";
import { toAmzDate, toBucketUrl, toObjectKey, type S3Options } from "./s3-place.ts";

/** For so long every link to a blob is the same, so that browsers find again what they have. */
const SAME_MS = 5 * 60_000;
/** That the store's clock may be behind ours: it opens no link of the future. */
const SKEW_MS = 60_000;
/** From the beginning of that time on, so that a link is good for 5 to 10 minutes more. */
const LINK_MS = 2 * SAME_MS + SKEW_MS;

export function createS3Links(options: S3Options, clock: Pick<Clock, "now">): BlobLinks {
  const { region, accessKeyId, secretAccessKey, sessionToken } = options;
  const base = toBucketUrl({ ...options, endpoint: options.publicEndpoint ?? options.endpoint });

  return {
    origin: new URL(base).origin,
    async toLink(name, { until, type, disposition, cacheControl }) {
      checkBlobName(name);
      const from = Math.floor((clock.now() - SKEW_MS) / SAME_MS) * SAME_MS;
      const seconds = Math.floor(Math.min(LINK_MS, until - from) / 1000);
      const url = new URL(`${base}/${toObjectKey(options, name)}`);
      url.searchParams.set("X-Amz-Expires", String(seconds));
      url.searchParams.set("response-content-type", type);
      url.searchParams.set("response-content-disposition", disposition);
      // Counted from the link's end and not from now, so that the link stays the same.
      const keptSeconds = Math.max(0, Math.floor((until - from) / 1000) - seconds);
      url.searchParams.set("response-cache-control", cacheControl(keptSeconds));
      const signed = await new AwsV4Signer({
        method: "GET",
        url: url.href,
        service: "s3",
        region,
        accessKeyId,
        secretAccessKey,
        ...(sessionToken === undefined ? {} : { sessionToken }),
        signQuery: true,
        datetime: toAmzDate(from),
      }).sign();
      return { url: signed.url.href, until: from + seconds * 1000 };
    },
  };
}
