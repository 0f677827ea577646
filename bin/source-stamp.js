// Says in what state the source of a checkout is, so that a bundle of another state never runs. Used where the bundle is made and
// where it is run. JavaScript, and nothing in it that an older Node lacks.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * A line for each file that a bundle is made of. The time of change (ctime) is among it, which no tool sets: files that were
 * copied here with their old times count as changed too.
 *
 * @param {string} root the repository's folder.
 * @returns {string} equal for equal source; 30 kB, in about 5 ms.
 * @throws where a file cannot be looked at.
 */
export function toSourceStamp(root) {
  const lines = [];
  const addFile = (path) => {
    const { size, mtimeMs, ctimeMs } = statSync(join(root, path));
    lines.push(`${path} ${size} ${mtimeMs} ${ctimeMs}`);
  };
  const addFolder = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) addFolder(path);
      else addFile(path);
    }
  };
  for (const name of ["package.json", "package-lock.json", "scripts/build-server.js"]) addFile(name);
  addFolder("src");
  return lines.join("\n");
}
