// Settings of where images are kept when that is not the data directory.
import { z } from "zod";
import { define, oneOf, visibleAscii } from "./setting.ts";

/** Where the S3 store is, without the credentials for it. */
export interface S3Address {
  readonly bucket: string;
  /** Before every name: empty, or without a slash at either end. */
  readonly prefix: string;
  readonly region: string;
  /** Origin of a store that is not Amazon's. */
  readonly endpoint: string | undefined;
}

export interface S3Config extends S3Address {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** Whether readers of images are sent to the store itself. */
  readonly downloads: "proxied" | "presigned";
  /** Origin by which they reach it, where that is another than ours. */
  readonly publicEndpoint: string | undefined;
}

const FORM = "must be of the form s3://bucket/prefix?region=…&endpoint=…";
const DEFAULT_REGION = "us-east-1";

/** `s3://bucket/prefix?region=eu-central-1&endpoint=https://minio.example:9000`; only the bucket must be there. */
const s3Url: z.ZodType<S3Address, string> = z.string().transform((text, context) => {
  const url = URL.parse(text);
  if (url?.protocol !== "s3:" || url.username !== "" || url.password !== "" || url.port !== "" || url.hash !== "") {
    context.addIssue(`${FORM}, without credentials: those have settings of their own`);
    return z.NEVER;
  }
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.hostname)) {
    context.addIssue("must name a bucket of 3 to 63 lower-case letters, digits, dots and hyphens");
  }
  const prefix = url.pathname.replaceAll(/^\/+|\/+$/g, "");
  if (!/^(?:[\w.-]+(?:\/[\w.-]+)*)?$/.test(prefix) || prefix.length > 512 || /(?:^|\/)\.\.?(?:\/|$)/.test(prefix)) {
    context.addIssue("must have a prefix of letters, digits, dots, hyphens, underscores and slashes");
  }
  for (const name of url.searchParams.keys()) {
    if (name !== "region" && name !== "endpoint") context.addIssue("must have no other fields than region and endpoint");
  }
  const region = url.searchParams.get("region") ?? DEFAULT_REGION;
  if (!/^[a-z0-9-]{1,64}$/.test(region)) context.addIssue("must have a region of lower-case letters, digits and hyphens");
  const given = url.searchParams.get("endpoint");
  const endpoint = given === null ? undefined : toOrigin(given);
  if (given !== null && endpoint === undefined)
    context.addIssue("must have an endpoint that is an http or https origin without a path");
  return { bucket: url.hostname, prefix, region, endpoint };
});

function toOrigin(text: string): string | undefined {
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/` ? url.origin : undefined;
}

export const BLOBS_SETTINGS = {
  MULETEER_BLOBS_URL: define({
    schema: s3Url,
    description:
      "S3-compatible store for images: `s3://bucket/prefix?region=eu-central-1`, with `&endpoint=https://minio.example:9000` where it is not Amazon's; see [operation.md](operation.md#images-in-an-s3-store).",
    fallbackText: "`images/` in the data directory",
  }),
  MULETEER_S3_ACCESS_KEY_ID: define({
    schema: visibleAscii,
    description: "Access key of that store; needed with `MULETEER_BLOBS_URL`.",
    fallbackText: "none",
  }),
  MULETEER_S3_SECRET_ACCESS_KEY: define({
    schema: visibleAscii,
    description: "Its secret, used to sign and never sent; needed with `MULETEER_BLOBS_URL`.",
    fallbackText: "none",
    secret: true,
  }),
  MULETEER_S3_SESSION_TOKEN: define({
    schema: z.string().regex(/^[\u{21}-\u{7E}]{1,4096}$/u, "must be 1 to 4096 visible ASCII characters without spaces"),
    description: "Session token of temporary credentials.",
    fallbackText: "none",
    secret: true,
  }),
  MULETEER_S3_DOWNLOADS: define({
    schema: oneOf(["proxied", "presigned"]),
    fallback: "proxied",
    description:
      "How images get from that store to their readers: `proxied` by this server, or `presigned`, by a redirect to the store; see [operation.md](operation.md#downloads-from-the-store-itself).",
  }),
  MULETEER_S3_PUBLIC_ENDPOINT: define({
    schema: z
      .string()
      .transform(toOrigin)
      .refine((origin) => origin !== undefined, "must be an http or https origin without a path"),
    description: "Origin by which readers reach that store, for `presigned`, where it is another than this server's.",
    fallbackText: "the endpoint in `MULETEER_BLOBS_URL`",
  }),
} as const;

const CREDENTIALS = ["MULETEER_S3_ACCESS_KEY_ID", "MULETEER_S3_SECRET_ACCESS_KEY", "MULETEER_S3_SESSION_TOKEN"] as const;

/** What is missing beside a store's URL. */
export function findBlobsProblems(environment: Readonly<Record<string, string | undefined>>): string[] {
  if (!environment["MULETEER_BLOBS_URL"]) return [];
  return CREDENTIALS.slice(0, 2)
    .filter((name) => !environment[name])
    .map((name) => `${name} must be set where MULETEER_BLOBS_URL is, got nothing`);
}

/** Settings that nothing uses. */
export function findIdleBlobsSettings(environment: Readonly<Record<string, string | undefined>>): string[] {
  if (!environment["MULETEER_BLOBS_URL"]) {
    const idle = Object.keys(BLOBS_SETTINGS).filter((name) => environment[name]);
    return idle.map((name) => `${name} has no effect without MULETEER_BLOBS_URL`);
  }
  const isIdle = environment["MULETEER_S3_PUBLIC_ENDPOINT"] && environment["MULETEER_S3_DOWNLOADS"] !== "presigned";
  return isIdle ? ["MULETEER_S3_PUBLIC_ENDPOINT has no effect without MULETEER_S3_DOWNLOADS=presigned"] : [];
}

interface BlobsValues {
  readonly MULETEER_BLOBS_URL: S3Address | undefined;
  readonly MULETEER_S3_ACCESS_KEY_ID: string | undefined;
  readonly MULETEER_S3_SECRET_ACCESS_KEY: string | undefined;
  readonly MULETEER_S3_SESSION_TOKEN: string | undefined;
  readonly MULETEER_S3_DOWNLOADS: S3Config["downloads"] | undefined;
  readonly MULETEER_S3_PUBLIC_ENDPOINT: string | undefined;
}

/** Undefined where images are kept in the data directory. */
export function toS3Config(values: BlobsValues): S3Config | undefined {
  const { MULETEER_BLOBS_URL: address, MULETEER_S3_ACCESS_KEY_ID: accessKeyId } = values;
  const { MULETEER_S3_SECRET_ACCESS_KEY: secretAccessKey, MULETEER_S3_SESSION_TOKEN: sessionToken } = values;
  const { MULETEER_S3_DOWNLOADS: downloads, MULETEER_S3_PUBLIC_ENDPOINT: publicEndpoint } = values;
  if (address === undefined || accessKeyId === undefined || secretAccessKey === undefined || downloads === undefined)
    return undefined;
  return { ...address, accessKeyId, secretAccessKey, sessionToken, downloads, publicEndpoint };
}
