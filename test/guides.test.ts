// The commands in guides, run as a reader would run them, against a real server.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, runShell, SERVER_KEY } from "./support/process.ts";
import { serve } from "./support/whole-server.ts";

/** Shell commands of a guide, without those that hold what a reader has to fill in. */
function readCommands(name: string): string[] {
  const guide = readFileSync(join(ROOT, "docs", name), "utf8");
  return [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .map(([, commands = ""]) => commands)
    .filter((commands) => !commands.includes("…"));
}

test("docs/keys.md: every command does what it says", { timeout: 60_000 }, async () => {
  const server = await serve();
  const headers = { authorization: `Bearer ${SERVER_KEY}`, "content-type": "application/json" };
  const made = await fetch(`${server.url}/v1/keys`, { method: "POST", headers, body: '{"name":"a"}' });
  const { id } = (await made.json()) as { id: string };
  const blocks = readCommands("keys.md");
  expect(blocks.length).toBeGreaterThanOrEqual(6);
  // A status that is an error ends the shell; each answer ends with its own line.
  const prelude = `set -eu; URL=${server.url}; KEY=${SERVER_KEY}; ID=${id}; curl() { command curl -sS --fail-with-body -w '\\n' "$@"; }`;
  const shell = runShell(`${prelude}\n${blocks.join("")}`);
  expect(await shell.exited, shell.output.stdout + shell.output.stderr).toMatchObject({ code: 0 });
  const answers = shell.output.stdout.split("\n").filter((line) => line.startsWith("{"));
  expect(answers.map((line) => (JSON.parse(line) as { object: string }).object)).toEqual([
    "key",
    "list",
    "key",
    "key",
    "key",
    "balance",
    "usage",
    "list",
  ]);
  expect(shell.output.stdout).toContain("day,engine,tasks,completed,failed,cancelled,images,charged_usd\r\n");
  expect(shell.output.stdout).toContain('"daily_spend_usd":10');
});
