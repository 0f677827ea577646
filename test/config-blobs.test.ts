// Settings of where images are kept: what is accepted, what is refused and in which words, and that no secret is shown.
import { describe, expect, test } from "vitest";
import { parseConfig } from "../src/config.ts";
import { findProblems } from "./support/config.ts";

const CREDENTIALS = { MULETEER_S3_ACCESS_KEY_ID: "AKIDEXAMPLE", MULETEER_S3_SECRET_ACCESS_KEY: "wJalrXUtnFEMI" };

test("nothing set keeps images in the data directory", () => {
  expect(parseConfig({}).s3).toBeUndefined();
});

test.each([
  ["s3://pictures", { bucket: "pictures", prefix: "", region: "us-east-1", endpoint: undefined }],
  ["s3://pictures/?region=eu-central-1", { bucket: "pictures", prefix: "", region: "eu-central-1", endpoint: undefined }],
  ["s3://my.pictures/a/b_c/", { bucket: "my.pictures", prefix: "a/b_c", region: "us-east-1", endpoint: undefined }],
  [
    "s3://pictures/a?region=auto&endpoint=https://minio.example:9000",
    { bucket: "pictures", prefix: "a", region: "auto", endpoint: "https://minio.example:9000" },
  ],
  [
    "s3://pictures?endpoint=http%3A%2F%2F127.0.0.1%3A9000%2F",
    { bucket: "pictures", prefix: "", region: "us-east-1", endpoint: "http://127.0.0.1:9000" },
  ],
])("%s is accepted", (text, address) => {
  expect(parseConfig({ ...CREDENTIALS, MULETEER_BLOBS_URL: text }).s3).toEqual({
    ...address,
    accessKeyId: "AKIDEXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI",
    sessionToken: undefined,
    downloads: "proxied",
    publicEndpoint: undefined,
  });
});

test("readers may be sent to the store, and to another address of it than this server's", () => {
  const presigned = { ...CREDENTIALS, MULETEER_BLOBS_URL: "s3://pictures", MULETEER_S3_DOWNLOADS: "presigned" };
  expect(parseConfig(presigned).s3).toMatchObject({ downloads: "presigned", publicEndpoint: undefined });
  const elsewhere = { MULETEER_S3_PUBLIC_ENDPOINT: "https://pictures.example/" };
  expect(parseConfig({ ...presigned, ...elsewhere }).s3).toMatchObject({ publicEndpoint: "https://pictures.example" });
  expect(parseConfig({ ...presigned, ...elsewhere, MULETEER_S3_DOWNLOADS: "proxied" }).warnings).toEqual([
    "MULETEER_S3_PUBLIC_ENDPOINT has no effect without MULETEER_S3_DOWNLOADS=presigned",
  ]);
  for (const endpoint of ["pictures.example", "https://pictures.example/s3", "https://a:b@pictures.example", "ftp://x"]) {
    const [line = "", ...others] = findProblems({ ...presigned, MULETEER_S3_PUBLIC_ENDPOINT: endpoint });
    expect(others).toEqual([]);
    expect(line).toMatch(/^MULETEER_S3_PUBLIC_ENDPOINT must be an http or https origin/);
  }
  expect(findProblems({ ...presigned, MULETEER_S3_DOWNLOADS: "direct" })).toEqual([
    'MULETEER_S3_DOWNLOADS must be one of proxied, presigned, got "direct"',
  ]);
});

describe("is refused in one line that names it:", () => {
  test.each([
    ["pictures", "must be of the form"],
    ["https://pictures.s3.amazonaws.com", "must be of the form"],
    ["s3://key:secret@pictures", "without credentials"],
    ["s3://ab", "3 to 63"],
    ["s3://Pictures_1", "3 to 63"],
    ["s3://pictures/a/b c", "prefix"],
    ["s3://pictures/a?acl=public-read", "no other fields"],
    ["s3://pictures?region=EU", "region"],
    ["s3://pictures?endpoint=minio:9000", "endpoint"],
    ["s3://pictures?endpoint=https://minio.example/s3", "endpoint"],
    ["s3://pictures?endpoint=https://a:b@minio.example", "endpoint"],
  ])("%s", (text, rule) => {
    const [line = "", ...others] = findProblems({ ...CREDENTIALS, MULETEER_BLOBS_URL: text });
    expect(others).toEqual([]);
    expect(line).toMatch(/^MULETEER_BLOBS_URL must /);
    expect(line).toContain(rule);
    expect(line).not.toContain("secret");
  });
});

test("credentials are needed with the store, never shown, and named where they have no effect", () => {
  expect(findProblems({ MULETEER_BLOBS_URL: "s3://pictures" })).toEqual([
    "MULETEER_S3_ACCESS_KEY_ID must be set where MULETEER_BLOBS_URL is, got nothing",
    "MULETEER_S3_SECRET_ACCESS_KEY must be set where MULETEER_BLOBS_URL is, got nothing",
  ]);
  const broken = { MULETEER_S3_SECRET_ACCESS_KEY: "two words", MULETEER_S3_SESSION_TOKEN: "one\ntwo" };
  const lines = findProblems({ ...CREDENTIALS, ...broken, MULETEER_BLOBS_URL: "s3://pictures" });
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(line).toMatch(/^MULETEER_S3_\w+ must .+, got a value that is not shown$/);
  expect(parseConfig(CREDENTIALS).warnings).toEqual([
    "MULETEER_S3_ACCESS_KEY_ID has no effect without MULETEER_BLOBS_URL",
    "MULETEER_S3_SECRET_ACCESS_KEY has no effect without MULETEER_BLOBS_URL",
  ]);
});
