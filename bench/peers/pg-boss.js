// Fastify and pg-boss. Started by peers.ts, with the database's URL and the key.
import { PgBoss } from "pg-boss";
import { openDoor } from "./door.js";

const boss = new PgBoss({ connectionString: process.argv[2], max: 32 });
boss.on("error", () => {});
await boss.start();
await boss.createQueue("generation");
await openDoor((task) => boss.send("generation", task));
