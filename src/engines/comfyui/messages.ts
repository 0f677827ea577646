// What ComfyUI says over its WebSocket, read loosely: text that tells how far a prompt is, and binary frames with a look at the
// picture. Whatever is of another form is nothing.
import { z } from "zod";

/** `prompt` is absent in what old versions say, and means the one that runs. */
export type Message =
  /** Its queue changed: something was added, begun, ended or deleted. */
  | { readonly type: "queue" }
  /** These nodes need not run: their outputs are known. */
  | { readonly type: "cached"; readonly prompt: string; readonly nodes: readonly string[] }
  /** This node begins, and the one before it is over. */
  | { readonly type: "node"; readonly prompt?: string; readonly node: string }
  | { readonly type: "steps"; readonly prompt?: string; readonly node?: string; readonly done: number; readonly total: number }
  | { readonly type: "end"; readonly prompt: string };

const id = z.string().max(200);
const promptId = z.object({ prompt_id: id });
const count = z.number().min(0).max(1_000_000);

const message = z.discriminatedUnion("type", [
  z.object({ type: z.literal("status") }),
  z.object({ type: z.literal("execution_cached"), data: promptId.extend({ nodes: z.array(id).max(10_000) }) }),
  z.object({
    type: z.literal("executing"),
    data: z.object({ prompt_id: id.nullish(), node: id.nullish(), display_node: id.nullish() }),
  }),
  z.object({
    type: z.literal("progress"),
    data: z.object({ prompt_id: id.nullish(), node: id.nullish(), value: count, max: count }),
  }),
  z.object({ type: z.enum(["execution_success", "execution_error", "execution_interrupted"]), data: promptId }),
]);

export function readMessage(text: string): Message | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = message.safeParse(json).data;
  switch (parsed?.type) {
    case undefined:
      return undefined;
    case "status":
      return { type: "queue" };
    case "execution_cached":
      return { type: "cached", prompt: parsed.data.prompt_id, nodes: parsed.data.nodes };
    case "executing": {
      // Nodes that a node was expanded into stand for it.
      const node = parsed.data.display_node ?? parsed.data.node;
      return node ? { type: "node", node, ...toPrompt(parsed.data.prompt_id) } : undefined;
    }
    case "progress": {
      const { node, value, max, prompt_id: prompt } = parsed.data;
      if (max === 0 || value > max) return undefined;
      return { type: "steps", done: value, total: max, ...(node ? { node } : {}), ...toPrompt(prompt) };
    }
    case "execution_success":
    case "execution_error":
    case "execution_interrupted":
      return { type: "end", prompt: parsed.data.prompt_id };
  }
}

function toPrompt(prompt: string | null | undefined): { readonly prompt?: string } {
  return prompt ? { prompt } : {};
}

/** A look at the picture that is being drawn, JPEG or PNG of any size. */
export interface Look {
  readonly prompt?: string;
  readonly image: Uint8Array;
}

const PREVIEW = 1;
const PREVIEW_WITH_METADATA = 4;

/**
 * Reads a binary frame: uint32 BE 1, uint32 BE format, image; or uint32 BE 4, uint32 BE length, as many bytes of JSON, image.
 * https://github.com/Comfy-Org/ComfyUI/blob/master/server.py, `send_image` and `send_image_with_metadata`
 */
export function readLook(frame: Uint8Array): Look | undefined {
  if (frame.length <= 8) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const kind = view.getUint32(0);
  if (kind === PREVIEW) return toLook(frame.subarray(8));
  if (kind !== PREVIEW_WITH_METADATA) return undefined;
  const end = 8 + view.getUint32(4);
  if (end >= frame.length) return undefined;
  try {
    const metadata = promptId.safeParse(JSON.parse(new TextDecoder().decode(frame.subarray(8, end))));
    return toLook(frame.subarray(end), metadata.data?.prompt_id);
  } catch {
    return undefined;
  }
}

/** The first bytes decide, not what the frame says of itself: nothing else is handed to a decoder. */
function toLook(image: Uint8Array, prompt?: string): Look | undefined {
  const isJpeg = image[0] === 0xff && image[1] === 0xd8 && image[2] === 0xff;
  const isPng = image[0] === 0x89 && image[1] === 0x50 && image[2] === 0x4e && image[3] === 0x47;
  return isJpeg || isPng ? { image, ...toPrompt(prompt) } : undefined;
}
