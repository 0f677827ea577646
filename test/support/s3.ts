// A real S3 server for tests: Versity's gateway over a directory, which checks signatures as Amazon does. Built by
// `go install github.com/versity/versitygw/cmd/versitygw@latest`; where it is missing, the tests that need it say that they are
// skipped.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { S3Options } from "../../src/blobs/s3-place.ts";
import { findFreePort } from "../../src/io/free-port.ts";
import { temporaryDirectory } from "./directory.ts";
import { until } from "./until.ts";

const PLACES = [process.env["MULETEER_TEST_S3"], join(homedir(), "go/bin/versitygw"), "/usr/local/bin/versitygw"];
const EXECUTABLE = PLACES.find((path) => path !== undefined && existsSync(path));

/** Why these tests cannot run on this machine; undefined where they can. */
export const MISSING_S3 =
  EXECUTABLE === undefined ? "no S3 server: go install github.com/versity/versitygw/cmd/versitygw@latest" : undefined;

export interface S3Server {
  readonly options: S3Options;
  /** What a server is told of it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Where the objects of its bucket are. */
  readonly directory: string;
  /** Kills it; its objects stay. */
  stop(): Promise<void>;
  /** Again, at the same address. */
  start(): Promise<void>;
}

const ACCESS = "AKIDTEST";
const SECRET = "secret-of-the-tests";

/** With an empty bucket; ends with the test. */
export async function openS3Server(): Promise<S3Server> {
  const root = temporaryDirectory();
  const directory = join(root, "pictures");
  mkdirSync(directory);
  const port = await findFreePort();
  const endpoint = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  async function stop(): Promise<void> {
    if (child?.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  async function start(): Promise<void> {
    if (EXECUTABLE === undefined) throw new Error(MISSING_S3);
    const words = ["--access", ACCESS, "--secret", SECRET, "--port", `127.0.0.1:${port}`, "posix", root];
    child = spawn(EXECUTABLE, words, { stdio: "ignore" });
    await until("the S3 server answers", () => answers(endpoint));
  }
  onTestFinished(stop);
  await start();
  const account = { accessKeyId: ACCESS, secretAccessKey: SECRET, sessionToken: undefined };
  const links = { downloads: "proxied", publicEndpoint: undefined } as const;
  return {
    directory,
    options: { bucket: "pictures", prefix: "muleteer/images", region: "us-east-1", endpoint, ...account, ...links },
    settings: {
      MULETEER_BLOBS_URL: `s3://pictures/muleteer/images?endpoint=${endpoint}`,
      MULETEER_S3_ACCESS_KEY_ID: ACCESS,
      MULETEER_S3_SECRET_ACCESS_KEY: SECRET,
    },
    stop,
    start,
  };
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
