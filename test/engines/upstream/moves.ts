// An engine that is set to another account or address while a paid job goes on: what must come of the job there.
import { expect, test } from "vitest";
import type { Engine, Submission } from "../../../src/core/engine.ts";
import type { Handle } from "../../../src/core/task.ts";
import { ASKED, isFitForUsers, judge, lendCall } from "../../support/calls.ts";
import { startUpstream, type Reply } from "../../support/upstream.ts";

interface Subject {
  readonly submit: readonly [route: string, accept: Reply];
  /** The route of a look at the job that `accept` told of. */
  readonly look: string;
  /** How the upstream says, in its own words, that it has no such job. */
  readonly unknown: Reply;
  /** The job under way. */
  readonly known: Reply;
  readonly start: (url: string, apiKey: string) => Engine;
}

const [KEY, OTHER_KEY] = ["sk-mr-first-0123456789", "sk-mr-second-0123456789"] as const;

export function testMoves(name: string, { submit: [route, accept], look, unknown, known, start }: Subject): void {
  async function submitJob(): Promise<{ readonly url: string; readonly handle: Handle }> {
    const upstream = await startUpstream();
    upstream.on(route, accept);
    upstream.on(look, unknown);
    const submission = await start(upstream.url, KEY).submit(ASKED, lendCall());
    if (!("pending" in submission)) throw new Error("expected a job");
    return { url: upstream.url, handle: submission.pending };
  }

  async function startOther(reply: Reply): Promise<string> {
    const upstream = await startUpstream();
    upstream.on(look, reply);
    return upstream.url;
  }

  const check = (url: string, apiKey: string, handle: Handle): Promise<Submission> =>
    start(url, apiKey).check!(handle, lendCall());

  test(`${name}: a job that its own account has no more is submitted anew`, async () => {
    const { url, handle } = await submitJob();
    expect(await judge(check(url, KEY, handle))).toMatchObject({ repeatable: true, resubmit: true });
    // However the address is written.
    expect(await judge(check(`${url.replace("http", "HTTP")}/`, KEY, handle))).toMatchObject({
      repeatable: true,
      resubmit: true,
    });
  });

  test.each<[string, (url: string) => Promise<readonly [url: string, apiKey: string]>]>([
    ["another account", async (url) => [url, OTHER_KEY]],
    ["another address", async () => [await startOther(unknown), KEY]],
    ["another path there", async (url) => [`${url}/elsewhere`, KEY]],
  ])(`I5: ${name}: %s that does not know the job has lost it, and is not asked for another`, async (_, move) => {
    const { url, handle } = await submitJob();
    const [at, apiKey] = await move(url);
    const error: unknown = await check(at, apiKey, handle).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ kind: "upstreamFailed", repeatable: false, elsewhere: false, lost: true });
    const { message, cause } = error as Error;
    expect(message).toMatch(/was set to another/);
    expect(message).toSatisfy(isFitForUsers);
    // The operator may look for the job.
    expect((cause as Error).message).toContain(`submitted to ${url}/`);
    expect(JSON.stringify(handle) + (cause as Error).message).not.toContain(KEY);
  });

  test(`${name}: a job that is known at another address, and under another key, goes on as it was`, async () => {
    const { handle } = await submitJob();
    expect(await check(await startOther(known), OTHER_KEY, handle)).toEqual({ pending: handle });
  });

  test(`${name}: a job of an older version, which did not say who has it, is submitted anew`, async () => {
    const { url, handle } = await submitJob();
    const { at: _at, ...older } = handle as Readonly<Record<string, Handle>>;
    expect(await judge(check(url, OTHER_KEY, older))).toMatchObject({ repeatable: true, resubmit: true });
  });
}
