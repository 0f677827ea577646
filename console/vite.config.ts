// How the console is built: hashed files in console/dist that a strict Content-Security-Policy allows (no inline script or style,
// nothing from other origins), each with its compressed form beside it; in development, a server that passes API calls on.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, transformWithOxc, type Plugin } from "vite";

const SERVER = "http://127.0.0.1:6853";
const COMPRESSIBLE = /\.(?:js|css|html|svg)$/;

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react(), tailwindcss(), earlyScript(), compress()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // A data: URL is not what `font-src 'self'` allows.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // Of the dev server itself, so that cookies and the check of Origin are as in production.
    proxy: Object.fromEntries(
      ["/v1", "/vendors", "/images", "/previews", "/login", "/openapi.json"].map((path) => [path, { target: SERVER }]),
    ),
  },
});

/**
 * Theme and language are settled before the first paint by a small classic script in the head, a file of its own because the
 * policy forbids inline scripts.
 */
function earlyScript(): Plugin {
  const source = fileURLToPath(new URL("src/early.ts", import.meta.url));
  const compile = async () => (await transformWithOxc(readFileSync(source, "utf8"), source)).code;
  let isBuild = false;
  let fileName: string | undefined;
  return {
    name: "early-script",
    configResolved(config) {
      isBuild = config.command === "build";
    },
    async buildStart() {
      if (!isBuild) return;
      const reference = this.emitFile({ type: "asset", name: "early.js", source: await compile() });
      fileName = reference;
    },
    configureServer(server) {
      server.middlewares.use("/early.js", (_request, response, next) => {
        compile().then((code) => response.setHeader("content-type", "text/javascript").end(code), next);
      });
    },
    transformIndexHtml: {
      order: "post",
      handler(_html, context) {
        const emitted = Object.keys(context.bundle ?? {}).find((name) => /(?:^|\/)early-[\w-]+\.js$/.test(name));
        const src = fileName !== undefined && emitted !== undefined ? `/${emitted}` : "/early.js";
        return [{ tag: "script", attrs: { src }, injectTo: "head-prepend" }];
      },
    },
  };
}

/** `name.br` and `name.gz` beside each text file, so that the server compresses nothing while it serves. */
function compress(): Plugin {
  return {
    name: "compress",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const [name, file] of Object.entries(bundle)) {
          if (!COMPRESSIBLE.test(name)) continue;
          const bytes = Buffer.from(file.type === "chunk" ? file.code : file.source);
          const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
          this.emitFile({ type: "asset", fileName: `${name}.br`, source: brotliCompressSync(bytes, { params }) });
          this.emitFile({ type: "asset", fileName: `${name}.gz`, source: gzipSync(bytes, { level: 9 }) });
        }
      },
    },
  };
}
