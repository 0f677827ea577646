// An operator's argument list is split as a shell would split it, and does nothing else that a shell would do.
import * as fc from "fast-check";
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { ArgumentsError, splitArguments } from "../../../src/engines/sd-server/arguments.ts";

test.each([
  ["", []],
  ["  \t\n ", []],
  ["--steps 20  --cfg-scale\t2.5", ["--steps", "20", "--cfg-scale", "2.5"]],
  ["--model '/data/my models/x.gguf'", ["--model", "/data/my models/x.gguf"]],
  ['--model "/data/my models/x.gguf"', ["--model", "/data/my models/x.gguf"]],
  ["--model /data/my\\ models/x.gguf", ["--model", "/data/my models/x.gguf"]],
  [`-n '' -p ""`, ["-n", "", "-p", ""]],
  [`a'b c'"d e"f`, ["ab cd ef"]],
  [String.raw`"say \"hi\" \\ \n" 'it is \'`, [String.raw`say "hi" \ \n`, "it is \\"]],
  ["--x=$HOME ~/y `id` $(id) *.gguf; ls | cat > z # no", "--x=$HOME ~/y `id` $(id) *.gguf; ls | cat > z # no".split(" ")],
  ["名 '画 家' 🦊", ["名", "画 家", "🦊"]],
])("%j", (text, words) => {
  expect(splitArguments(text)).toEqual(words);
});

test.each([
  ["--model 'x", "has a ' without its partner"],
  ['--model "x', 'has a " without its partner'],
  [`"it's`, 'has a " without its partner'],
  ["--model x\\", "ends with a backslash that escapes nothing"],
])("refuses %j", (text, message) => {
  expect(() => splitArguments(text)).toThrow(new ArgumentsError(message));
});

test("splits what needs no expansion as sh does", () => {
  const pieces = fc.constantFrom("a", "--x", "=", " ", "  ", "'", '"', "\\", "é", "/", "\t");
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join("");
      let words: string[];
      try {
        words = splitArguments(text);
      } catch {
        return;
      }
      const script = `for word in ${text}; do printf '%s\\0' "$word"; done`;
      expect(execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1)).toEqual(words);
    }),
    { numRuns: 150 },
  );
});
