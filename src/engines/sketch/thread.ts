// The program of one drawing thread: takes a request, reports progress, answers with a PNG or with why there is none.
// One request at a time; the pool sees to it.
import { parentPort } from "node:worker_threads";
import { drawPicture } from "./draw.ts";
import type { PictureRequest } from "./draw.ts";
import type { ThreadMessage } from "./pool.ts";

const send = (message: ThreadMessage): void => parentPort?.postMessage(message, []);

parentPort?.on("message", (request: PictureRequest) => {
  drawPicture(request, (step, fraction) => send({ kind: "progress", step, fraction })).then(
    (bytes) => send({ kind: "image", bytes }),
    (error: unknown) => send({ kind: "error", message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
