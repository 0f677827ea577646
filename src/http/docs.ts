// `/openapi.json`, and `/docs`: Swagger UI from its package, with nothing fetched from elsewhere.
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import type { RouteShape } from "./methods.ts";
import { createOpenApi } from "./openapi.ts";
import type { HttpParts } from "./parts.ts";

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE = `
.swagger-ui .topbar { display: none }
.swagger-ui .info { margin: 32px 0 }
.swagger-ui .scheme-container { box-shadow: none; border-block: 1px solid #8883 }
`;

/** The routes that it adds, as far as a person or a program would ask for them. */
export async function registerDocs(app: FastifyInstance, parts: HttpParts): Promise<RouteShape[]> {
  const document = createOpenApi({ models: parts.models, version: parts.version });
  app.get("/openapi.json", () => document);
  await app.register(swagger, { mode: "static", specification: { document: document as never } });
  await app.register(swaggerUi, {
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
  return [
    { method: "GET", path: "/openapi.json" },
    { method: "GET", path: "/docs" },
    { method: "GET", path: "/docs/" },
    { method: "GET", path: "/docs/json" },
  ];
}
