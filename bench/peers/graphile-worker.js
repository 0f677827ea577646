// Fastify and graphile-worker. Started by peers.ts, with the database's URL and the key.
import { makeWorkerUtils } from "graphile-worker";
import { Pool } from "pg";
import { openDoor } from "./door.js";

const pgPool = new Pool({ connectionString: process.argv[2], max: 32 });
const utils = await makeWorkerUtils({ pgPool });
await utils.migrate();
await openDoor((task) => utils.addJob("generation", task));
