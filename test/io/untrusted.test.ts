// The caller for URLs from outside, with a DNS that lies. Only loopback is ever connected to: in these tests 127.0.0.1 counts as
// public and everything else as private, where the real rules are not the question.
import { once } from "node:events";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { ExchangeError } from "../../src/io/exchange.ts";
import { createUntrustedFetch, fetchUntrusted, type FetchUntrusted, type UntrustedRequest } from "../../src/io/untrusted.ts";
import { makeCertificate } from "../support/certificate.ts";
import { redirected, startUpstream, text, type Upstream } from "../support/upstream.ts";

const PUBLIC = "127.0.0.1";
const PRIVATE = "127.0.0.2";

/** Names have their answers in order, the last of them from then on. */
function play(names: Readonly<Record<string, readonly (readonly string[])[]>>) {
  const asked: string[] = [];
  const fetch = createUntrustedFetch({
    isPublic: (address) => address === PUBLIC,
    resolve: (hostname) => {
      const turn = asked.filter((name) => name === hostname).length;
      asked.push(hostname);
      return Promise.resolve(names[hostname]?.[turn] ?? names[hostname]?.at(-1) ?? []);
    },
  });
  return { asked, fetch };
}

function get(fetch: FetchUntrusted, url: string, options: Partial<UntrustedRequest> = {}) {
  const signal = new AbortController().signal;
  return fetch({ url, method: "GET", signal, timeoutMs: 5_000, maxBytes: 1_000, allowHttp: true, ...options });
}

const NOT_PUBLIC = { kind: "refused", message: "the host has no public address" };

/** One that answers every path, and its port. */
async function startPublic(): Promise<{ upstream: Upstream; port: string }> {
  const upstream = await startUpstream();
  upstream.on("GET /*", text("here"));
  return { upstream, port: new URL(upstream.url).port };
}

describe("a name", () => {
  test("leads to the address that was judged, and is resolved once", async () => {
    const { upstream, port } = await startPublic();
    const { fetch, asked } = play({ "a.test": [[PUBLIC], [PRIVATE]] });
    expect(await get(fetch, `http://a.test:${port}/x`)).toMatchObject({ status: 200 });
    expect(asked).toEqual(["a.test"]);
    expect(upstream.asked[0]).toMatchObject({ path: "/x", headers: { host: `a.test:${port}` } });
  });

  test("that answers otherwise the second time is judged anew the second time", async () => {
    const { port } = await startPublic();
    const { fetch } = play({ "a.test": [[PUBLIC], [PRIVATE]] });
    await get(fetch, `http://a.test:${port}/`);
    await expect(get(fetch, `http://a.test:${port}/`)).rejects.toMatchObject(NOT_PUBLIC);
  });

  test.each([[[PRIVATE, PUBLIC]], [[PUBLIC, PRIVATE]], [["10.0.0.1", "::1", PUBLIC, "169.254.169.254"]]])(
    "with the addresses %j leads to the public one",
    async (addresses) => {
      const { port } = await startPublic();
      expect(await get(play({ "a.test": [addresses] }).fetch, `http://a.test:${port}/`)).toMatchObject({ status: 200 });
    },
  );

  test("of a private host and one that does not exist are refused alike", async () => {
    const { fetch } = play({ "in.test": [[PRIVATE, "10.0.0.1"]] });
    await expect(get(fetch, "https://in.test/")).rejects.toMatchObject(NOT_PUBLIC);
    await expect(get(fetch, "https://nowhere.test/")).rejects.toMatchObject(NOT_PUBLIC);
  });

  test("whose resolution fails is refused", async () => {
    const fetch = createUntrustedFetch({ resolve: () => Promise.reject(new Error("SERVFAIL")) });
    await expect(get(fetch, "https://a.test/")).rejects.toMatchObject(NOT_PUBLIC);
  });
});

describe("by the real rules", () => {
  test.each([
    "127.0.0.1",
    "127.1",
    "2130706433",
    "017700000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "127.0.0.1.",
    "%31%32%37.0.0.1",
    "１２７。０。０。１",
    "0",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "169.254.169.254",
    "[fd00:ec2::254]",
  ])("%s is not connected to", async (host) => {
    const { upstream, port } = await startPublic();
    await expect(get(fetchUntrusted, `http://${host}:${port}/`)).rejects.toMatchObject(NOT_PUBLIC);
    expect(upstream.asked).toHaveLength(0);
  });

  test("a zone is no part of a URL", async () => {
    await expect(get(fetchUntrusted, "http://[fe80::1%25eth0]/")).rejects.toMatchObject({ message: "the URL is malformed" });
  });

  test.each(["localhost", "LOCALHOST", "localhost.", "x.localhost"])("%s is not connected to", async (host) => {
    const { upstream, port } = await startPublic();
    const fetch = createUntrustedFetch({ resolve: () => Promise.resolve(["127.0.0.1", "::1"]) });
    await expect(get(fetch, `http://${host}:${port}/`)).rejects.toMatchObject(NOT_PUBLIC);
    expect(upstream.asked).toHaveLength(0);
  });

  test.each(["localhost", "127.0.0.1", "127.1"])("%s is where the operator allows it", async (host) => {
    const { port } = await startPublic();
    const options = { allowHost: (name: string) => name === "localhost" || name === "127.0.0.1" };
    expect(await get(fetchUntrusted, `http://${host}:${port}/`, options)).toMatchObject({ status: 200 });
  });
});

describe("a URL", () => {
  test.each([
    ["http://a.test/", "the URL is not https"],
    ["ftp://a.test/", "the URL is not https"],
    ["file:///etc/passwd", "the URL is not https"],
    ["data:text/plain,x", "the URL is not https"],
    ["https://user@a.test/", "the URL holds a user name or password"],
    ["https://:secret@a.test/", "the URL holds a user name or password"],
    ["https://a.test:0/", "the URL has port 0"],
    ["https://a.test:65536/", "the URL is malformed"],
    ["https://", "the URL is malformed"],
    ["/images/1.png", "the URL is malformed"],
    ["", "the URL is malformed"],
  ])("%s is refused", async (url, message) => {
    const { fetch, asked } = play({ "a.test": [[PUBLIC]] });
    await expect(get(fetch, url, { allowHttp: false })).rejects.toMatchObject({ kind: "refused", message });
    expect(asked).toEqual([]);
  });

  test.each(["Authorization", "cookie", "Proxy-Authorization"])("never gets the header %s", async (name) => {
    const { fetch, asked } = play({ "a.test": [[PUBLIC]] });
    await expect(get(fetch, "https://a.test/", { headers: { [name]: "secret" } })).rejects.toThrow(TypeError);
    expect(asked).toEqual([]);
  });
});

describe("redirects", () => {
  test("are not followed unasked, and never for a POST", async () => {
    const { upstream, port } = await startPublic();
    upstream.on("GET /from", redirected("/to"));
    upstream.on("POST /from", redirected("/to"));
    const { fetch } = play({ "a.test": [[PUBLIC]] });
    expect(await get(fetch, `http://a.test:${port}/from`)).toMatchObject({ status: 302 });
    expect(await get(fetch, `http://a.test:${port}/from`, { method: "POST", maxRedirects: 3 })).toMatchObject({ status: 302 });
    expect(upstream.asked).toHaveLength(2);
  });

  test("are followed as often as asked", async () => {
    const { upstream, port } = await startPublic();
    upstream.on("GET /loop", redirected("/loop"));
    const { fetch } = play({ "a.test": [[PUBLIC]] });
    expect(await get(fetch, `http://a.test:${port}/loop`, { maxRedirects: 3 })).toMatchObject({ status: 302 });
    expect(upstream.asked).toHaveLength(4);
  });

  test("lead to another host, which is judged too", async () => {
    const { upstream, port } = await startPublic();
    upstream.on("GET /out", redirected(`http://b.test:${port}/`));
    upstream.on("GET /in", redirected(`http://in.test:${port}/`));
    upstream.on("GET /literal", redirected(`http://${PRIVATE}:${port}/`));
    const { fetch } = play({ "a.test": [[PUBLIC]], "b.test": [[PUBLIC]], "in.test": [[PRIVATE]] });
    expect(await get(fetch, `http://a.test:${port}/out`, { maxRedirects: 1 })).toMatchObject({ status: 200 });
    for (const path of ["in", "literal"]) {
      await expect(get(fetch, `http://a.test:${port}/${path}`, { maxRedirects: 1 })).rejects.toMatchObject(NOT_PUBLIC);
    }
  });

  test("to the same name are judged at every hop", async () => {
    const { upstream, port } = await startPublic();
    upstream.on("GET /", redirected("/again"));
    const { fetch, asked } = play({ "a.test": [[PUBLIC], [PRIVATE]] });
    await expect(get(fetch, `http://a.test:${port}/`, { maxRedirects: 1 })).rejects.toMatchObject(NOT_PUBLIC);
    expect(asked).toHaveLength(2);
  });

  test.each([
    ["ftp://a.test/", "the URL is neither https nor http"],
    ["http://user:secret@a.test/", "the URL holds a user name or password"],
    ["http://[", "the URL is malformed"],
  ])("to %s are refused", async (target, message) => {
    const { upstream, port } = await startPublic();
    upstream.on("GET /", redirected(target));
    const { fetch } = play({ "a.test": [[PUBLIC]] });
    await expect(get(fetch, `http://a.test:${port}/`, { maxRedirects: 1 })).rejects.toMatchObject({ kind: "refused", message });
  });

  test("of a stranger do not lead to a host that is allowed, those of the host itself do", async () => {
    const { upstream, port } = await startPublic();
    upstream.on("GET /from", redirected(`http://localhost:${port}/`));
    const { fetch } = play({ "a.test": [[PUBLIC]], localhost: [[PRIVATE]] });
    const options = { maxRedirects: 1, allowHost: (name: string) => name === "localhost" };
    await expect(get(fetch, `http://a.test:${port}/from`, options)).rejects.toMatchObject(NOT_PUBLIC);
    expect(await get(fetch, `http://localhost:${port}/from`, options)).toMatchObject({ status: 200 });
  });

  test("share one time, however many they are and however quick each is", async () => {
    const { upstream, port } = await startPublic();
    upstream.on("GET /", async (exchange) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await redirected("/")(exchange);
    });
    const { fetch } = play({ "a.test": [[PUBLIC]] });
    const options = { maxRedirects: 200, timeoutMs: 100 };
    await expect(get(fetch, `http://a.test:${port}/`, options)).rejects.toBeInstanceOf(ExchangeError);
    expect(upstream.asked.length).toBeLessThan(20);
  });
});

async function startSecure(hostname: string) {
  const certificate = makeCertificate(hostname);
  const requests: unknown[] = [];
  const server = createHttpsServer(certificate, ({ socket }, response) => {
    requests.push("servername" in socket && socket.servername);
    response.end("secure");
  }).listen(0, PUBLIC);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { ...certificate, server, requests, port: (server.address() as AddressInfo).port };
}

describe("https", () => {
  test("is spoken with the name, whatever address it has", async () => {
    const { cert, port, requests } = await startSecure("a.test");
    const authorities = getCACertificates("default");
    setDefaultCACertificates([...authorities, cert]);
    onTestFinished(() => setDefaultCACertificates(authorities));
    const { fetch } = play({ "a.test": [[PUBLIC]], "b.test": [[PUBLIC]] });
    const { bytes } = await get(fetch, `https://a.test:${port}/`, { allowHttp: false });
    expect(Buffer.from(bytes).toString()).toBe("secure");
    expect(requests).toEqual(["a.test"]);
    const other = get(fetch, `https://b.test:${port}/`, { allowHttp: false });
    await expect(other).rejects.toMatchObject({ kind: "refused", message: "no secure connection could be made" });
  });

  test("with a certificate that nobody vouches for is refused, and nothing was sent", async () => {
    const { server, port, requests } = await startSecure("a.test");
    const ended = once(server, "tlsClientError");
    const { fetch } = play({ "a.test": [[PUBLIC]] });
    const post = get(fetch, `https://a.test:${port}/`, { method: "POST", body: "x" });
    await expect(post).rejects.toMatchObject({ kind: "refused", message: "no secure connection could be made" });
    await ended;
    expect(requests).toEqual([]);
  });
});
