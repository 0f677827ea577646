// Finished pictures.
import { toErrorResponses, type Section } from "./section.ts";

const CONTENT = { "image/png": { schema: { type: "string", contentMediaType: "image/png" } } };

export const IMAGES: Section = {
  tag: { name: "Images", description: "Finished pictures, at signed URLs." },
  paths: {
    "/images/{file}": {
      get: {
        operationId: "read_image",
        tags: ["Images"],
        summary: "Fetch an image",
        description: "Use the URL exactly as the task gives it. Answers ranges and conditional requests.",
        security: [],
        parameters: [
          { name: "file", in: "path", required: true, schema: { type: "string" } },
          { name: "expires", in: "query", required: true, description: "Unix seconds.", schema: { type: "integer" } },
          { name: "signature", in: "query", required: true, schema: { type: "string" } },
        ],
        responses: {
          200: { description: "The image.", content: CONTENT },
          206: { description: "The part that was asked for.", content: CONTENT },
          304: { description: "Not modified." },
          ...toErrorResponses(["forbidden", "notFound", "imageExpired", "rangeNotSatisfiable"]),
        },
      },
    },
  },
};
