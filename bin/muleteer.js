#!/usr/bin/env node
// The command's entry, in JavaScript that any Node can parse: it names the remedy where Node is too old.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const REQUIRED_MAJOR = 24;
const found = process.versions.node;
if (Number.parseInt(found, 10) < REQUIRED_MAJOR) {
  console.error(
    `Muleteer needs Node ${REQUIRED_MAJOR} or newer, and this is ${found}. In the repository, "npx muleteer" and "npm start" bring their own; elsewhere, install the current LTS from https://nodejs.org.`,
  );
  process.exit(1);
}
// Commits, pictures' files and their decoding share libuv's threads, which are four by itself: a commit does not wait for four pictures.
process.env.UV_THREADPOOL_SIZE ??= "8";
// Compiled code is kept between starts, where only whoever may write the program may write: the next start takes half the time.
const { enableCompileCache, flushCompileCache } = await import("node:module");
enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/muleteer", import.meta.url)));
// It is written at the end, which a server that is killed does not have.
setTimeout(flushCompileCache, 10_000).unref();
// A release carries a bundle. A checkout has one where it was built, and runs it while the source is what it was made of.
const bundle = new URL("../dist/cli.js", import.meta.url);
const source = new URL("../src/cli.ts", import.meta.url);
await import((existsSync(source) && !(await isBundleOfSource()) ? source : bundle).href);

async function isBundleOfSource() {
  const { toSourceStamp } = await import("./source-stamp.js");
  try {
    const { stamp } = JSON.parse(readFileSync(new URL("../dist/bundle.json", import.meta.url), "utf8"));
    return stamp === toSourceStamp(fileURLToPath(new URL("..", import.meta.url)));
  } catch {
    return false;
  }
}
