// The stand-in for sd-server as a program, for the tests of a child process. It takes the real one's arguments, and besides:
// `--diary FILE` writes a line with its process id and port at each start, `--broken` ends it at once, `--deaf` makes it live on
// after SIGTERM, `--mute` never answers, `--helper` leaves a process of its own behind.
import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { startFakeSdServer } from "./sd-server.ts";

const words = process.argv.slice(2);

function option(name: string): string {
  const at = words.indexOf(name);
  return at < 0 ? "" : (words[at + 1] ?? "");
}

const port = Number(option("--listen-port"));
const helper = words.includes("--helper") ? spawn("sleep", ["600"], { stdio: "ignore" }).pid : undefined;
if (words.includes("--deaf")) process.on("SIGTERM", () => undefined);
if (words.includes("--broken")) {
  appendFileSync(option("--diary"), `${JSON.stringify({ pid: process.pid, port })}\n`);
  process.stderr.write("[ERROR] main.cpp:92   - new_sd_ctx_t failed\n");
  process.exit(1);
}
if (words.includes("--mute")) setInterval(() => undefined, 60_000);
else {
  await startFakeSdServer({
    port,
    steps: Number(option("--steps") || 4),
    print: (text) => void process.stdout.write(text),
    crash: () => process.kill(process.pid, "SIGSEGV"),
  });
}
const seen = { pid: process.pid, port, helper, words, environment: process.env };
appendFileSync(option("--diary"), `${JSON.stringify(seen)}\n`);
