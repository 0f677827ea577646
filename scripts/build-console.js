// Builds the console when `npm ci` has run in a checkout, so that `npm start` serves it. Whatever goes wrong, the install goes
// on, because the API needs no console. Plain JavaScript: where the repository's own Node is missing, an older one runs it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const LIMIT_MS = 180_000;

const root = fileURLToPath(new URL("..", import.meta.url));
const vite = fileURLToPath(new URL("../node_modules/vite/bin/vite.js", import.meta.url));
const hasSource = existsSync(new URL("../console/vite.config.ts", import.meta.url));
// For a release `prepack` has built it, and fails where this does not. `npx muleteer` in a checkout is no reason to build: it would
// take seconds, and the console away from a server that runs.
const isInstall = !["pack", "publish", "exec"].includes(process.env.npm_command ?? "");

if (hasSource && isInstall) {
  const options = { cwd: root, stdio: "inherit", timeout: LIMIT_MS };
  const isBuilt =
    existsSync(vite) && spawnSync(process.execPath, [vite, "build", "console", "--logLevel", "warn"], options).status === 0;
  if (!isBuilt) {
    const reason = existsSync(vite) ? "see above" : "the development dependencies are not installed";
    console.warn(`The console was not built (${reason}). Everything else works; "npm run build:console" tries again.`);
  }
}
