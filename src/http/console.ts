// The console at `/`: its page and the page's files, under a policy that lets nothing in from elsewhere.
import type { FastifyReply, FastifyRequest } from "fastify";
import { ApiError } from "../core/errors.ts";
import { openConsoleFiles, type ConsoleFile, type Representation } from "./console-files.ts";
import { matchesEtag } from "./etag.ts";
import type { HttpParts } from "./parts.ts";
import { openLink } from "./session.ts";

/** Names of files under `/assets/` change with what they hold. */
const FOR_EVER = "public, max-age=31536000, immutable";
const ASK_EACH_TIME = "no-cache";

const PERMISSIONS_POLICY =
  "browsing-topics=(), camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

const NOT_BUILT = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Muleteer</title></head>
<body>
<h1>Muleteer is running</h1>
<p>Its console is not built in this checkout. Run <code>npm run build:console</code>, then load this page again.</p>
<p>The API does not need it: <a href="/docs">API reference</a>.</p>
</body>
</html>
`;

type Handle = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

export interface ConsolePages {
  /** `GET /` */
  readonly readPage: Handle;
  /** `GET /login`: signs in by a link's token, and is the page where there is none. */
  readonly readLogin: Handle;
  /** `GET /assets/*` */
  readonly readAsset: Handle;
  /** Answers at a path that no route has when it is a file of the build or a place in the page; false when it is neither. */
  readonly answer: (request: FastifyRequest, reply: FastifyReply) => Promise<boolean>;
}

export function createConsolePages(parts: HttpParts, directory: string): ConsolePages {
  const files = openConsoleFiles(directory);
  const policy = toContentSecurityPolicy(parts);

  function setHeaders(reply: FastifyReply): void {
    reply.headers({
      "Content-Security-Policy": policy,
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Permissions-Policy": PERMISSIONS_POLICY,
      "Referrer-Policy": reply.getHeader("Referrer-Policy") ?? "same-origin",
    });
  }

  function send(file: ConsoleFile, cacheControl: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { bytes, etag, encoding } = choose(file, request.headers["accept-encoding"]);
    setHeaders(reply);
    reply.headers({ "Cache-Control": cacheControl, ETag: etag, Vary: "Accept-Encoding" });
    if (matchesEtag(request.headers["if-none-match"], etag)) return reply.code(304).send();
    if (encoding !== undefined) reply.header("Content-Encoding", encoding);
    return reply.type(file.type).send(bytes);
  }

  async function sendPage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const page = await files.findPage();
    if (page) return send(page, ASK_EACH_TIME, request, reply);
    setHeaders(reply);
    return reply.header("Cache-Control", "no-store").type("text/html; charset=utf-8").send(NOT_BUILT);
  }

  return {
    readPage: sendPage,

    async readLogin(request, reply) {
      reply.header("Referrer-Policy", "no-referrer");
      const { token } = request.query as Record<string, unknown>;
      // HEAD changes nothing, and a link is used once.
      if (typeof token === "string" && request.method === "GET") return await openLink(token, parts, request, reply);
      return await sendPage(request, reply);
    },

    async readAsset(request, reply) {
      const file = await files.find(toPath(request));
      if (!file) throw new ApiError("notFound", "There is no such file of the console; it may belong to an older version.");
      return send(file, FOR_EVER, request, reply);
    },

    async answer(request, reply) {
      if (request.method !== "GET" && request.method !== "HEAD") return false;
      const file = await files.find(toPath(request));
      if (file) {
        send(file, ASK_EACH_TIME, request, reply);
        return true;
      }
      if (!isNavigation(request) || (await files.findPage()) === undefined) return false;
      await sendPage(request, reply);
      return true;
    },
  };
}

/** Images begin with the public URL, also for who reaches the page by another, and may lead on to the store that they are in. */
function toContentSecurityPolicy({ publicUrl, blobs }: HttpParts): string {
  const own = publicUrl === undefined ? "'self'" : `'self' ${new URL(publicUrl).origin}`;
  const images = blobs.links ? `${own} ${blobs.links.origin}` : own;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src ${images} blob: data:`,
    `connect-src ${own}`,
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** The smallest form that the client takes. @param accepted `Accept-Encoding`: RFC 9110, section 12.5.3. */
function choose({ representations }: ConsoleFile, accepted = ""): Representation {
  const codings = accepted
    .toLowerCase()
    .split(",")
    .filter((coding) => !/;\s*q=0(?:\.0*)?\s*$/.test(coding))
    .map((coding) => coding.split(";")[0]?.trim());
  const taken = new Set([undefined, ...codings]);
  const found = representations.find(({ encoding }) => taken.has(encoding));
  if (!found) throw new Error("a file of the console lacks its own form");
  return found;
}

/** Whether a person goes there: a script that asks for what is not there gets the API's answer. */
function isNavigation(request: FastifyRequest): boolean {
  const { accept = "", "sec-fetch-mode": mode } = request.headers;
  const isFile = toPath(request).split("/").at(-1)?.includes(".");
  return accept.includes("text/html") && (mode === undefined || mode === "navigate") && !isFile;
}

function toPath(request: FastifyRequest): string {
  return request.url.split("?", 1)[0] ?? "/";
}
