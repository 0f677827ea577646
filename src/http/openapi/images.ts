// Finished pictures.
import { thumbnailQuery } from "../thumbnails.ts";
import { KEYED_ERRORS, pickHeaders, toErrorResponses, toQueryParameters, type Section } from "./section.ts";

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
          302: {
            description:
              "The image is at `Location`, for some minutes. Only where the operator has readers fetch from the store itself.",
          },
          304: { description: "Not modified." },
          ...toErrorResponses(["forbidden", "notFound", "imageExpired", "rangeNotSatisfiable"]),
        },
      },
    },
    "/v1/tasks/{id}/images/{index}/thumbnail": {
      parameters: [
        { $ref: "#/components/parameters/TaskId" },
        { name: "index", in: "path", required: true, description: "0 for the task's first image.", schema: { type: "integer" } },
      ],
      get: {
        operationId: "read_thumbnail",
        tags: ["Images"],
        summary: "Fetch a small picture",
        description:
          "Of an image that has not expired, for pages that show many. Needs the key, and may be kept as long as the image is.",
        parameters: toQueryParameters(thumbnailQuery),
        responses: {
          200: {
            description: "The picture, smaller.",
            headers: pickHeaders(),
            content: { "image/webp": { schema: { type: "string", contentMediaType: "image/webp" } } },
          },
          304: { description: "Not modified." },
          ...toErrorResponses(["invalidRequest", "taskNotFound", "imageExpired", ...KEYED_ERRORS]),
        },
      },
    },
  },
};
