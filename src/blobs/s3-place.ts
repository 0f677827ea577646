// An S3 store as the settings name it, and where an object of it is.

export interface S3Options {
  readonly bucket: string;
  /** Before every name: empty, or without a slash at its end. */
  readonly prefix: string;
  readonly region: string;
  /** Origin of a store that is not Amazon's; the bucket is then the first part of the path. */
  readonly endpoint: string | undefined;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** Whether readers are sent to the store itself. */
  readonly downloads: "proxied" | "presigned";
  /** Origin by which they reach it, where that is another than ours. */
  readonly publicEndpoint: string | undefined;
}

/** At Amazon a bucket has a host of its own, unless a dot in its name would put that outside of the certificate. */
export function toBucketUrl({ bucket, region, endpoint }: Pick<S3Options, "bucket" | "region" | "endpoint">): string {
  const amazon = `s3.${region}.amazonaws.com`;
  if (endpoint === undefined && !bucket.includes(".")) return `https://${bucket}.${amazon}`;
  return `${endpoint ?? `https://${amazon}`}/${bucket}`;
}

export function toObjectKey({ prefix }: Pick<S3Options, "prefix">, name: string): string {
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** As signatures write a time, in Unix milliseconds: `20261124T235320Z`. */
export function toAmzDate(at: number): string {
  return new Date(at).toISOString().replaceAll(/[:-]|\.\d{3}/g, "");
}
