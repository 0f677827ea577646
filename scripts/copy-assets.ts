// Puts beside the compiled code what `tsc` leaves behind: the store's migrations. Runs after `tsc -p tsconfig.build.json`.
import { cpSync } from "node:fs";

cpSync("src/stores/sqlite/migrations", "dist/stores/sqlite/migrations", { recursive: true });
