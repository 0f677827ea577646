// `/openapi.json`, and `/docs`: Swagger UI from its package, with nothing fetched from elsewhere.
import Fastify, { type FastifyInstance } from "fastify";
import { ApiError } from "../core/errors.ts";
import { matchesEtag } from "./etag.ts";
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

/** Names of what the viewer has, each in its one spelling: what is kept of it is no more than there is. */
const PAGE = /^\/docs(?:\/(?:static\/(?:theme\/)?)?(?:\w[\w.-]*)?)?$/;
const FORWARDED_HEADERS = [
  "content-type",
  "content-security-policy",
  "location",
  "cache-control",
  "etag",
  "last-modified",
] as const;

interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/**
 * Adds the routes, and names those that a person or a program would ask for. Whoever asks is sent the same bytes in memory: these
 * answers are large and need no key, and a stranger who asks a thousand times and reads nothing must not cost a thousand of them.
 */
export function registerDocs(app: FastifyInstance, parts: HttpParts): RouteShape[] {
  // Made when it is first asked for: at a start nobody waits for it.
  let made: ReturnType<typeof createOpenApi> | undefined;
  const toDocument = () => (made ??= createOpenApi({ models: parts.models, version: parts.version }));
  let json: Buffer | undefined;
  app.get("/openapi.json", (_request, reply) => {
    json ??= Buffer.from(JSON.stringify(toDocument()));
    return reply.type("application/json; charset=utf-8").send(json);
  });
  const pages = new Map<string, Promise<Page>>();
  const readPage = createReader(toDocument);
  for (const path of ["/docs", "/docs/*"]) {
    app.get(path, async (request, reply) => {
      const name = request.url.split("?", 1)[0] ?? "";
      if (!PAGE.test(name)) throw noSuchPage();
      const reading = pages.get(name) ?? readPage(name);
      pages.set(name, reading);
      const { status, headers, bytes } = await reading.catch((error: unknown) => {
        pages.delete(name);
        throw error;
      });
      reply.headers(headers);
      if (matchesEtag(request.headers["if-none-match"], headers["etag"] ?? "")) return reply.code(304).send();
      return reply.code(status).send(bytes);
    });
  }
  return [
    { method: "GET", path: "/openapi.json" },
    { method: "GET", path: "/docs" },
    { method: "GET", path: "/docs/" },
  ];
}

/** Reads pages and files of the viewer. @throws {ApiError} `notFound` */
function createReader(toDocument: () => ReturnType<typeof createOpenApi>): (name: string) => Promise<Page> {
  let viewer: Promise<FastifyInstance> | undefined;
  return async (name) => {
    viewer ??= createViewer(toDocument()).catch((error: unknown) => {
      viewer = undefined;
      throw error;
    });
    const answer = await (await viewer).inject({ method: "GET", url: name, headers: { host: "docs" } });
    if (answer.statusCode === 404) throw noSuchPage();
    const headers = FORWARDED_HEADERS.flatMap((header) => {
      const value = answer.headers[header];
      return value === undefined ? [] : [[header, value] as const];
    });
    return { status: answer.statusCode, headers: Object.fromEntries(headers), bytes: answer.rawPayload };
  };
}

function noSuchPage(): ApiError {
  return new ApiError("notFound", "There is no such page of the API reference.");
}

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
