// The door that every peer has: Fastify with a schema for the body and one key, answers 202 with a task's id once the queue says
// that it has the task. What the peers' own guides show, and no more.
import { randomUUID } from "node:crypto";
import fastify from "fastify";

const PATH = "/vendors/alibaba/v1/qwen-image-max/generation";

const body = {
  type: "object",
  required: ["prompt"],
  properties: {
    prompt: { type: "string", minLength: 1, maxLength: 800 },
    negative_prompt: { type: "string", maxLength: 500 },
    size: { type: "string", enum: ["1664*928", "1472*1104", "1328*1328", "1104*1472", "928*1664"], default: "1664*928" },
    prompt_extend: { type: "boolean", default: true },
    seed: { type: "integer", minimum: 0, maximum: 2147483647 },
    safety_filter: { type: "boolean", default: true },
  },
};

/**
 * Listens, and says where.
 * @param {(task: { id: string }) => Promise<unknown>} add puts a task into the queue; resolves when it is there.
 */
export async function openDoor(add) {
  const [, , , key] = process.argv;
  const app = fastify();
  app.post(PATH, { schema: { body } }, async (request, reply) => {
    if (request.headers.authorization !== `Bearer ${key}`) return await reply.code(401).send({ error: "unauthorized" });
    const id = randomUUID();
    const at = new Date().toISOString();
    await add({ id, ...request.body });
    return await reply.code(202).send({ task_info: { id, status: "pending", created_at: at, updated_at: at } });
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  process.once("message", () => process.exit(0));
  process.once("disconnect", () => process.exit(1));
  process.send({ type: "listening", port: app.server.address().port });
}
