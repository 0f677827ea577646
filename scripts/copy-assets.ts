// Puts beside the compiled code what `tsc` leaves behind: the stores' migrations. Runs after `tsc -p tsconfig.build.json`.
import { cpSync } from "node:fs";

for (const store of ["sqlite", "postgres"]) {
  cpSync(`src/stores/${store}/migrations`, `dist/stores/${store}/migrations`, { recursive: true });
}
