// Fastify and BullMQ. Started by peers.ts, with Redis's URL and the key.
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { openDoor } from "./door.js";

const queue = new Queue("generation", { connection: new Redis(process.argv[2], { maxRetriesPerRequest: null }) });
await queue.waitUntilReady();
await openDoor((task) => queue.add("generation", task));
