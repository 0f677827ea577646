// Builds what `npm start` is better with, when `npm ci` has run in a checkout: the console, and the bundle of the server, which
// starts in half the time. Whatever goes wrong, the install goes on, because the API needs no console, and the source runs as it
// is. Plain JavaScript: where the repository's own Node is missing, an older one runs it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const LIMIT_MS = 180_000;

const toPath = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
// For a release `prepack` has built them, and fails where this does not. `npx muleteer` in a checkout is no reason to build: it
// would take seconds, and the console away from a server that runs.
const isInstall = !["pack", "publish", "exec"].includes(process.env.npm_command ?? "");
const parts = [
  {
    name: "The console",
    source: "console/vite.config.ts",
    builder: "node_modules/vite/bin/vite.js",
    words: ["node_modules/vite/bin/vite.js", "build", "console", "--logLevel", "warn"],
    loss: 'Everything else works; "npm run build:console" tries again.',
  },
  {
    name: "The server's bundle",
    source: "scripts/build-server.js",
    builder: "node_modules/rolldown/package.json",
    words: ["scripts/build-server.js"],
    loss: 'The source runs instead, which starts slower; "npm run build" tries again.',
  },
];

for (const { name, source, builder, words, loss } of parts) {
  if (!isInstall || !existsSync(toPath(source))) continue;
  const isInstalled = existsSync(toPath(builder));
  const options = { cwd: toPath(""), stdio: "inherit", timeout: LIMIT_MS };
  if (isInstalled && spawnSync(process.execPath, words, options).status === 0) continue;
  const reason = isInstalled ? "see above" : "the development dependencies are not installed";
  console.warn(`${name} was not built (${reason}). ${loss}`);
}
