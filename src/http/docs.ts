// `/openapi.json`, and `/docs`: Swagger UI from its package, with nothing fetched from elsewhere.
import Fastify, { type FastifyInstance } from "fastify";
import { ApiError } from "../core/errors.ts";
import type { RouteShape } from "./methods.ts";
import { createOpenApi } from "./openapi/document.ts";
import type { HttpParts } from "./parts.ts";

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE = `
.swagger-ui .topbar { display: none }
.swagger-ui .info { margin: 32px 0 }
.swagger-ui .scheme-container { box-shadow: none; border-block: 1px solid #8883 }
`;

/** Adds the routes, and names those that a person or a program would ask for. */
export function registerDocs(app: FastifyInstance, parts: HttpParts): RouteShape[] {
  const document = createOpenApi({ models: parts.models, version: parts.version });
  app.get("/openapi.json", () => document);
  let viewer: Promise<FastifyInstance> | undefined;
  for (const path of ["/docs", "/docs/*"]) {
    app.get(path, async (request, reply) => {
      viewer ??= createViewer(document).catch((error: unknown) => {
        viewer = undefined;
        throw error;
      });
      const { "if-none-match": known } = request.headers;
      const { statusCode, headers, rawPayload } = await (
        await viewer
      ).inject({ method: "GET", url: request.url, headers: { host: "docs", ...(known ? { "if-none-match": known } : {}) } });
      if (statusCode === 404) throw new ApiError("notFound", "There is no such page of the API reference.");
      for (const name of FORWARDED_HEADERS) if (headers[name] !== undefined) reply.header(name, headers[name]);
      return reply.code(statusCode).send(rawPayload);
    });
  }
  return [
    { method: "GET", path: "/openapi.json" },
    { method: "GET", path: "/docs" },
    { method: "GET", path: "/docs/" },
  ];
}

const FORWARDED_HEADERS = [
  "content-type",
  "content-security-policy",
  "location",
  "cache-control",
  "etag",
  "last-modified",
] as const;

/** An application of its own, made when the page is first opened: its parts take a tenth of a second to load. */
async function createViewer(document: ReturnType<typeof createOpenApi>): Promise<FastifyInstance> {
  const [{ default: swagger }, { default: swaggerUi }] = await Promise.all([
    import("@fastify/swagger"),
    import("@fastify/swagger-ui"),
  ]);
  const viewer = Fastify({ logger: false });
  await viewer.register(swagger, { mode: "static", specification: { document: document as never } });
  await viewer.register(swaggerUi, {
    routePrefix: "/docs",
    staticCSP: CONTENT_SECURITY_POLICY,
    logo: { type: "image/svg+xml", content: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
    theme: { title: "Muleteer API", css: [{ filename: "muleteer.css", content: STYLE }] },
    uiConfig: {
      docExpansion: "list",
      tryItOutEnabled: true,
      persistAuthorization: false,
      defaultModelsExpandDepth: 0,
      validatorUrl: null,
    },
  });
  await viewer.ready();
  return viewer;
}
