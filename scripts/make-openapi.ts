// Writes docs/openapi.json from the models and the error table: node scripts/make-openapi.ts. A test compares the two.
import { readFileSync, writeFileSync } from "node:fs";
import { createOpenApi } from "../src/http/openapi/document.ts";
import { MODELS } from "../src/models/catalogue.ts";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
const document = createOpenApi({ models: MODELS, version });
writeFileSync(new URL("../docs/openapi.json", import.meta.url), `${JSON.stringify(document, null, 2)}\n`);
