// The console's files: which are served, how they are cached and compressed, under which policy, and that nothing else is.
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { expectProblem, type Answer } from "../support/client.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { openDoor, QWEN, withKey, type Door, type Transport } from "../support/server.ts";

const PAGE = '<!doctype html><title>Console</title><script type="module" src="/assets/index-1a2b3c4d.js"></script>';
const SCRIPT = `console.log(${JSON.stringify("春".repeat(500))});`;
const NAVIGATION = { accept: "text/html,application/xhtml+xml,*/*;q=0.8", "sec-fetch-mode": "navigate" };

function write(directory: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
}

function writeBuild(directory: string): void {
  write(directory, {
    "index.html": PAGE,
    "index.html.gz": gzipSync(PAGE),
    "favicon.svg": "<svg/>",
    "site.webmanifest": "{}",
    "assets/index-1a2b3c4d.js": SCRIPT,
    "assets/index-1a2b3c4d.js.br": brotliCompressSync(SCRIPT),
    "assets/index-1a2b3c4d.js.gz": gzipSync(SCRIPT),
    "assets/index-5e6f7a8b.css": "body{}",
    "assets/inter-9c0d1e2f.woff2": randomBytesOf(100),
    "assets/data-00000000.bin": randomBytesOf(10),
  });
}

function randomBytesOf(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

async function open(transport: Transport = "in process", directory = temporaryDirectory()): Promise<Door> {
  const door = await openDoor(transport, { consoleDirectory: directory });
  onTestFinished(() => door.close());
  return door;
}

async function openBuilt(transport: Transport = "in process"): Promise<Door & { readonly build: string }> {
  const build = temporaryDirectory();
  writeBuild(build);
  return { ...(await open(transport, build)), build };
}

function expectPage(answer: Answer): void {
  expect(answer.status).toBe(200);
  expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(answer.text).toBe(PAGE);
}

describe.each(["in process", "over a socket"] as const)("the console's files (%s)", (transport) => {
  test.each([
    ["/", "text/html; charset=utf-8"],
    ["/login", "text/html; charset=utf-8"],
    ["/index.html", "text/html; charset=utf-8"],
    ["/favicon.svg", "image/svg+xml"],
    ["/site.webmanifest", "application/manifest+json"],
    ["/assets/index-1a2b3c4d.js", "text/javascript; charset=utf-8"],
    ["/assets/index-5e6f7a8b.css", "text/css; charset=utf-8"],
    ["/assets/inter-9c0d1e2f.woff2", "font/woff2"],
    ["/assets/data-00000000.bin", "application/octet-stream"],
  ])("%s is %s, and HEAD has the same headers", async (path, type) => {
    const door = await openBuilt(transport);
    for (const query of ["", "?a=b"]) {
      const answer = await door.send({ path: path + query });
      expect(answer.status).toBe(200);
      expect(answer.headers["content-type"]).toBe(type);
      expect(answer.headers["content-length"]).toBe(String(answer.bytes.length));
      expect(answer.headers["x-content-type-options"]).toBe("nosniff");
      const head = await door.send({ method: "HEAD", path: path + query });
      expect(head.bytes).toHaveLength(0);
      expect(head.status).toBe(200);
      for (const name of ["content-type", "content-length", "etag", "cache-control", "content-security-policy"])
        expect(head.headers[name], name).toBe(answer.headers[name]);
    }
  });

  test("whose names have a hash are kept for ever, the others are asked for again", async () => {
    const door = await openBuilt(transport);
    const asset = await door.send({ path: "/assets/index-5e6f7a8b.css" });
    expect(asset.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    for (const path of ["/", "/login", "/gallery", "/favicon.svg"]) {
      const answer = await door.send({ path, headers: NAVIGATION });
      expect(answer.headers["cache-control"]).toBe("no-cache");
      const again = await door.send({ path, headers: { ...NAVIGATION, "if-none-match": answer.headers["etag"]! } });
      expect({ status: again.status, length: again.bytes.length }).toEqual({ status: 304, length: 0 });
      expect(again.headers["etag"]).toBe(answer.headers["etag"]);
      expect(again.headers["vary"]).toBe("Accept-Encoding");
      const other = await door.send({ path, headers: { ...NAVIGATION, "if-none-match": '"another"' } });
      expect(other.status).toBe(200);
    }
  });

  test.each([
    ["br, gzip", "br"],
    ["gzip, deflate, br;q=1.0, zstd", "br"],
    ["GZIP", "gzip"],
    ["gzip, br;q=0", "gzip"],
    ["gzip;q=0.000, br; q=0", undefined],
    ["identity", undefined],
    ["", undefined],
    ["brotli, x-gzip", undefined],
  ])("go compressed to who takes %j", async (accepted, encoding) => {
    const door = await openBuilt(transport);
    const answer = await door.send({ path: "/assets/index-1a2b3c4d.js", headers: { "accept-encoding": accepted } });
    expect(answer.status).toBe(200);
    expect(answer.headers["content-encoding"]).toBe(encoding);
    expect(answer.headers["vary"]).toBe("Accept-Encoding");
    expect(answer.headers["content-type"]).toBe("text/javascript; charset=utf-8");
    const plain =
      encoding === "br" ? brotliDecompressSync(answer.bytes) : encoding === "gzip" ? gunzipSync(answer.bytes) : answer.bytes;
    expect(plain.toString("utf8")).toBe(SCRIPT);
  });

  test("have another tag in each form, and none that is not there", async () => {
    const door = await openBuilt(transport);
    const tags = await Promise.all(
      ["br", "gzip", ""].map(async (accepted) => {
        const { headers } = await door.send({ path: "/assets/index-1a2b3c4d.js", headers: { "accept-encoding": accepted } });
        return headers["etag"];
      }),
    );
    expect(new Set(tags).size).toBe(3);
    const page = await door.send({ path: "/", headers: { "accept-encoding": "br, gzip" } });
    expect(page.headers["content-encoding"]).toBe("gzip");
    expectProblem(await door.send({ path: "/assets/index-1a2b3c4d.js.br" }), { status: 404, code: 2000 });
  });
});

describe("the console's page", () => {
  test.each(["/gallery", "/tasks/01890a5d-ac96-774b-bcce-b302099a8057", "/operate/keys", "/a/b/c?x=1.2"])(
    "is what a person gets who goes to %s",
    async (path) => {
      const door = await openBuilt();
      expectPage(await door.send({ path, headers: NAVIGATION }));
      expectPage(await door.send({ path, headers: { accept: NAVIGATION.accept } }));
    },
  );

  test.each([
    ["a script", "/gallery", { accept: "*/*", "sec-fetch-mode": "cors" }],
    ["a program", "/gallery", { accept: "application/json" }],
    ["one who says nothing", "/gallery", {}],
    ["a picture", "/gallery", { accept: "text/html", "sec-fetch-mode": "no-cors" }],
    ["a person at a file that is not there", "/wp-login.php", NAVIGATION],
    ["a person at a path of the API", "/v1/nothing", NAVIGATION],
    ["a person at a model that is not there", "/vendors/alibaba/v1/none/generation", NAVIGATION],
    ["a person at a picture that is not there", "/images/none/x", NAVIGATION],
    ["a person at an old file of the console", "/assets/old-00000000.js", NAVIGATION],
  ])("is not for %s: %s is the API's 404", async (_, path, headers) => {
    const door = await openBuilt();
    expectProblem(await door.send({ path, headers }), { status: 404, code: 2000 });
  });

  test("changes nothing of what the API answers, whoever asks", async () => {
    const door = await openBuilt();
    const send = (method: string, path: string) => door.send({ method, path, headers: NAVIGATION });
    expectProblem(await send("GET", QWEN), { status: 405, code: 2000 });
    expectProblem(await send("POST", "/gallery"), { status: 404, code: 2000 });
    expectProblem(await send("POST", "/favicon.svg"), { status: 404, code: 2000 });
    expectProblem(await send("OPTIONS", "/gallery"), { status: 404, code: 2000 });
    expectProblem(await send("POST", "/"), { status: 405, code: 2000 });
    expectProblem(await send("GET", "/v1/tasks"), { status: 401, code: 1001 });
    expect((await door.send({ path: "/v1/tasks", headers: { ...NAVIGATION, ...withKey(door.key) } })).status).toBe(200);
    expect((await send("GET", "/docs")).status).toBe(200);
  });

  test("is under a policy that lets nothing in from elsewhere, and no page around it", async () => {
    const door = await openBuilt();
    for (const path of ["/", "/gallery", "/login", "/assets/index-1a2b3c4d.js"]) {
      const { headers } = await door.send({ path, headers: NAVIGATION });
      expect(headers["content-security-policy"]).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      );
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": path === "/login" ? "no-referrer" : "same-origin",
      });
      expect(headers["permissions-policy"]).toContain("camera=()");
    }
  });

  test("may show the images of the operator's own URL", async () => {
    const build = temporaryDirectory();
    writeBuild(build);
    const door = await openDoor("in process", { consoleDirectory: build, publicUrl: "https://pictures.example/under" });
    onTestFinished(() => door.close());
    const policy = (await door.send({ path: "/" })).headers["content-security-policy"]!;
    for (const directive of ["img-src 'self' https://pictures.example blob:", "connect-src 'self' https://pictures.example;"])
      expect(policy).toContain(directive);
    expect(policy).toContain("script-src 'self';");
  });
});

describe("what the build does not have", () => {
  test("is not served, whatever the path is written like", async () => {
    const door = await openBuilt("over a socket");
    write(dirname(door.build), { "outside-of-the-build.txt": "secret" });
    onTestFinished(() => rmSync(join(dirname(door.build), "outside-of-the-build.txt")));
    symlinkSync(join(dirname(door.build), "outside-of-the-build.txt"), join(door.build, "assets", "link.txt"));
    const name = "outside-of-the-build.txt";
    const paths = [
      `/../${name}`,
      `/assets/../../${name}`,
      `/assets/..%2f..%2f${name}`,
      `/assets/%2e%2e/%2e%2e/${name}`,
      `/assets/..%5c..%5c${name}`,
      `/assets/${encodeURIComponent(join(dirname(door.build), name))}`,
      `/assets//../../${name}`,
      "/assets/link.txt",
      "/assets/",
      "/assets",
      "/assets/%00",
      "/__proto__",
      "/constructor",
      "/assets/__proto__",
    ];
    for (const path of paths) {
      const answer = await door.send({ path });
      expect(answer.text).not.toContain("secret");
      expect(answer.status, path).toBe(404);
    }
  });
});

describe("a build", () => {
  test("that was not made is a page that says how, and the API works", async () => {
    const door = await open("in process", join(temporaryDirectory(), "nowhere"));
    for (const path of ["/", "/login"]) {
      const answer = await door.send({ path, headers: NAVIGATION });
      expect(answer.status).toBe(200);
      expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
      expect(answer.headers["content-security-policy"]).toContain("default-src 'none'");
      expect(answer.headers["cache-control"]).toBe("no-store");
      expect(answer.text).toContain("npm run build:console");
      expect(answer.text).not.toMatch(/<script|<style|style=|\son\w+=/);
    }
    expectProblem(await door.send({ path: "/gallery", headers: NAVIGATION }), { status: 404, code: 2000 });
    expectProblem(await door.send({ path: "/assets/x.js" }), { status: 404, code: 2000 });
    expect((await door.send({ path: "/v1/keys/self", headers: withKey(door.key) })).status).toBe(200);
  });

  test("that is made while the server runs is served from the next visit on, whole", async () => {
    const door = await open();
    const directory = door.parts.consoleDirectory!;
    expect((await door.send({ path: "/" })).text).toContain("not built");
    writeBuild(directory);
    expectPage(await door.send({ path: "/" }));
    expect((await door.send({ path: "/assets/index-1a2b3c4d.js" })).text).toBe(SCRIPT);

    // Until somebody visits the new one, what was loaded goes on to fit.
    rmSync(directory, { recursive: true });
    write(directory, { "index.html": `${PAGE}<p>2</p>`, "assets/index-2.js": "2" });
    expect((await door.send({ path: "/assets/index-1a2b3c4d.js" })).text).toBe(SCRIPT);
    expect((await door.send({ path: "/" })).text).toContain("<p>2</p>");
    expect((await door.send({ path: "/assets/index-2.js" })).text).toBe("2");
    expect((await door.send({ path: "/assets/index-1a2b3c4d.js" })).status).toBe(404);

    rmSync(directory, { recursive: true });
    expect((await door.send({ path: "/" })).text).toContain("not built");
  });
});
