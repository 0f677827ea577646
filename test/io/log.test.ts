// The log: no secret that it is handed is in it, and on a terminal what an upstream said cannot drive it, nor forge a line.
import { expect, test } from "vitest";
import { runCode } from "../support/process.ts";

/** Sets the window's title, colours, begins a line of its own, and turns the direction of what follows. */
const SAID = "x\u001b]0;owned\u0007\u001b[31m\nINFO (1): all is well\r\u009b31m\u202eabc";

test.each(["pretty", "json"])("%s shows what drives a terminal as text", async (format) => {
  const code = `
    import { createLog } from "./src/io/log.ts";
    const [format, said] = process.argv.slice(1);
    const log = await createLog({ level: "info", format });
    log.warn({ err: new Error(said), reason: said }, said);`;
  const program = runCode(code, [format, SAID]);
  await program.exited;
  const { stderr } = program.output;
  expect(stderr).toContain("owned");
  expect(stderr).not.toMatch(format === "pretty" ? /[^\P{Cc}\n\t]|\p{Bidi_Control}/u : /[^\P{Cc}\n\x7f-\x9f]/u);
  // Only a stack has lines, indented.
  expect(stderr).not.toMatch(/^INFO/m);
});

test.each(["pretty", "json"])("%s shows no secret that it is handed", async (format) => {
  const code = `
    import { createLog } from "./src/io/log.ts";
    const [format, kept] = process.argv.slice(1);
    const log = await createLog({ level: "info", format });
    for (const name of ["authorization", "apiKey", "secret", "signature"]) log.warn({ [name]: kept, name }, "handed over");`;
  const program = runCode(code, [format, "sk-mr-that-nobody-reads"]);
  await program.exited;
  const { stderr } = program.output;
  expect(stderr.match(/handed over/g)).toHaveLength(4);
  expect(stderr.match(/\[redacted\]/g)).toHaveLength(4);
  expect(stderr).not.toContain("sk-mr-");
});
