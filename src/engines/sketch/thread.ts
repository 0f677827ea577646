// The program of one drawing thread: takes a request, reports progress, answers with a PNG or with why there is none.
// One request at a time; the pool sees to it.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort } from "node:worker_threads";
import { clearAllCache } from "@napi-rs/canvas";
import { drawPicture } from "./draw.ts";
import type { PictureRequest } from "./draw.ts";
import type { ThreadMessage } from "./pool.ts";

// V8 sees a canvas as a few bytes, not as its megabytes of pixels: left to itself it would let dozens pile up. One collection
// after each picture, when the answer is on its way, takes about 10 ms and keeps a thread at the memory of one picture.
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function send(message: ThreadMessage, transferred: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transferred);
}

async function answer(request: PictureRequest): Promise<void> {
  try {
    const bytes = await drawPicture(request, (step, fraction, preview) => {
      if (preview) send({ kind: "progress", step, fraction, preview }, [preview.buffer]);
      else send({ kind: "progress", step, fraction });
    });
    send({ kind: "image", bytes });
  } catch (error) {
    send({ kind: "error", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
  clearAllCache();
  collectGarbage();
}

parentPort?.on("message", (request: PictureRequest) => void answer(request));
