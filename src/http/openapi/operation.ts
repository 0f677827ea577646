// Health, metrics, and the document itself.
import { toErrorResponses, toJsonContent, type Schema, type Section } from "./section.ts";

export const OPERATION: Section = {
  tag: { name: "Operation", description: "Health and metrics." },
  paths: {
    "/healthz": { get: toProbe("read_liveness", "Whether the process is alive") },
    "/readyz": { get: toProbe("read_readiness", "Whether a create would be accepted", toErrorResponses(["unavailable"])) },
    "/openapi.json": {
      get: {
        operationId: "read_openapi",
        tags: ["Operation"],
        summary: "This document",
        security: [],
        responses: { 200: { description: "OpenAPI 3.1.", content: toJsonContent({ type: "object" }) } },
      },
    },
    "/metrics": {
      get: {
        operationId: "read_metrics",
        tags: ["Operation"],
        summary: "Prometheus metrics",
        security: [],
        responses: { 200: { description: "Prometheus text format.", content: { "text/plain": { schema: { type: "string" } } } } },
      },
    },
  },
};

function toProbe(operationId: string, summary: string, errors: Schema = {}): Schema {
  const content = toJsonContent({ type: "object", required: ["status"], properties: { status: { type: "string" } } });
  return {
    operationId,
    tags: ["Operation"],
    summary,
    security: [],
    responses: { 200: { description: "Yes.", content }, ...errors },
  };
}
