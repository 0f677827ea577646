// A page's client: a cookie that only the browser sees instead of a key, and a token with what changes something.
import { describe, expect, test } from "vitest";
import { Muleteer, MuleteerError, type ConnectionOptions } from "../../src/client/index.ts";

interface Sent {
  readonly line: string;
  readonly headers: Headers;
  readonly credentials: string | undefined;
  readonly body: unknown;
}

function connect(session: { readonly csrfToken?: string }) {
  const sent: Sent[] = [];
  const muleteer = new Muleteer({
    baseUrl: "http://127.0.0.1:6853",
    session,
    fetch: async (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      sent.push({
        line: `${init?.method} ${pathname}`,
        headers: new Headers(init?.headers),
        credentials: init?.credentials,
        body: init?.body,
      });
      if (init?.method === "DELETE") return new Response(null, { status: 204 });
      return Response.json({ id: "a", task_info: { id: "a", status: "pending" }, csrf_token: "t" });
    },
  });
  return { muleteer, sent };
}

describe("a client with a session", () => {
  test("sends no key, but the cookie and the token", async () => {
    const { muleteer, sent } = connect({ csrfToken: "token" });
    await muleteer.tasks.create("a fox");
    await muleteer.tasks.delete("a");
    expect(sent.map(({ line }) => line)).toEqual(["POST /vendors/alibaba/v1/qwen-image-max/generation", "DELETE /v1/tasks/a"]);
    for (const { headers, credentials } of sent) {
      expect(headers.get("authorization")).toBeNull();
      expect(headers.get("x-muleteer-csrf")).toBe("token");
      expect(credentials).toBe("same-origin");
    }
  });

  test("signs in with a key that is in that one body, and signs out", async () => {
    const { muleteer, sent } = connect({});
    expect(await muleteer.session.get()).toMatchObject({ csrf_token: "t" });
    await muleteer.session.signIn("sk-mr-secret");
    await muleteer.session.signOut();
    expect(sent.map(({ line, body }) => [line, body])).toEqual([
      ["GET /v1/session", undefined],
      ["POST /v1/session", '{"api_key":"sk-mr-secret"}'],
      ["DELETE /v1/session", undefined],
    ]);
    for (const { headers } of sent) expect([...headers.values()].join()).not.toContain("sk-mr");
  });
});

test("a client needs a key or a session", () => {
  const none = {} as ConnectionOptions;
  expect(() => new Muleteer(none)).toThrow(MuleteerError);
});
