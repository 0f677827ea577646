// Blobs as files: the contract of all blob stores, and what a crash, a full disk and strangers' files do.
import { existsSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openDiskBlobs } from "../../src/blobs/disk.ts";
import { BlobsUnavailable } from "../../src/core/blobs.ts";
import { DataDirectoryError } from "../../src/core/store.ts";
import { canTrace, traceCode } from "../support/trace.ts";
import { listOlder, testBlobs } from "../contract/blobs.ts";
import { listFiles, temporaryDirectory } from "../support/directory.ts";
import { runCode, runShell } from "../support/process.ts";

testBlobs("disk", async () => {
  const directory = temporaryDirectory();
  return {
    open: () => openDiskBlobs(directory),
    age: async (name, at) => utimesSync(join(directory, name), at / 1000, at / 1000),
  };
});

const PUT_FOREVER = `
  import { openDiskBlobs } from "./src/blobs/disk.ts";
  const blobs = await openDiskBlobs(process.argv[1]);
  console.log("ready");
  for (let index = 0; ; index += 1) {
    await Promise.all([0, 1, 2].map((lane) => blobs.put("2026-01-01/" + index % 5 + "-" + lane + ".png", new Uint8Array(200_000).fill(index % 251))));
    console.log("round");
  }
`;

/** Says of each blob that it is kept, in a system call of its own that a trace has in its place. */
const PUT_TOGETHER = `
  import { writeSync } from "node:fs";
  import { openDiskBlobs } from "./src/blobs/disk.ts";
  const blobs = await openDiskBlobs(process.argv[1]);
  await Promise.all([0, 1, 2, 3, 4, 5].map(async (lane) => {
    for (let index = 0; index < 4; index += 1) {
      const name = "2026-01-01/" + lane + "-" + index + ".png";
      await blobs.put(name, new Uint8Array(1000));
      writeSync(1, "kept " + name);
    }
  }));
`;

describe("disk", () => {
  test.skipIf(!canTrace())("a blob that is kept is on disk, its directories too, however many are written at once", () => {
    const directory = temporaryDirectory();
    const calls = traceCode(PUT_TOGETHER, [directory], "rename,fsync,write");
    const kept = calls.filter(({ text }) => text.includes('"kept '));
    expect(kept).toHaveLength(24);
    const syncs = calls.filter(({ text }) => text.startsWith("fsync("));
    const isSynced = (path: string, from: number, until: number) =>
      syncs.some(({ text, begun, ended }) => text.includes(`<${path}>`) && begun > from && ended < until);
    for (const { text, begun } of kept) {
      const name = /kept ([^"]+)"/.exec(text)?.[1] ?? "";
      const move = calls.find((call) => call.text.startsWith("rename(") && call.text.includes(`"${join(directory, name)}"`));
      const draft = /rename\("([^"]+)"/.exec(move?.text ?? "")?.[1] ?? "";
      expect(isSynced(draft, 0, move?.begun ?? 0), `${name}: its bytes before it is moved`).toBe(true);
      expect(isSynced(join(directory, "2026-01-01"), move?.ended ?? 0, begun), `${name}: its place`).toBe(true);
      expect(isSynced(directory, 0, begun), `${name}: its directory's place`).toBe(true);
    }
    // Shared, or each has its own: one for the root, and one for each of 24.
    expect(syncs.filter(({ text }) => !text.includes("/tmp/")).length).toBeLessThan(24);
  });

  test("killed in the middle of writing, it leaves whole blobs alone, and the next start empties its drafts", async () => {
    const directory = temporaryDirectory();
    for (let kill = 0; kill < 3; kill += 1) {
      const writer = runCode(PUT_FOREVER, [directory]);
      await writer.prints("round\nround\n");
      writer.kill("SIGKILL");
      await writer.exited;
    }
    const blobs = listFiles(directory).filter((name) => !name.startsWith("tmp/"));
    expect(blobs.length).toBeGreaterThan(0);
    for (const name of blobs) expect(statSync(join(directory, name)).size).toBe(200_000);
    await openDiskBlobs(directory);
    expect(listFiles(directory)).toEqual(blobs);
  });

  test("a write that the disk refuses leaves nothing behind", async () => {
    const directory = temporaryDirectory();
    const writer = runShell('ulimit -f 256; exec "$1" --input-type=module --eval "$2" "$3"', [
      process.execPath,
      `import { openDiskBlobs } from "./src/blobs/disk.ts";
       process.on("SIGXFSZ", () => {});
       const blobs = await openDiskBlobs(process.argv[1]);
       await blobs.put("a/small.png", new Uint8Array(1000));
       for (let tries = 0; tries < 3; tries += 1) await blobs.put("a/large.png", new Uint8Array(1_000_000)).catch((error) => console.log(error.name, error.cause.code));`,
      directory,
    ]);
    expect(await writer.exited).toEqual({ code: 0, signal: null });
    expect(writer.output.stdout).toBe("BlobsUnavailable EFBIG\n".repeat(3));
    expect(listFiles(directory)).toEqual(["a/small.png"]);
  });

  /** Each takes the disk away, and gives back what mends it. */
  test.each<[what: string, damage: (directory: string) => () => void]>([
    [
      "its directory is another file",
      (directory) => {
        renameSync(directory, `${directory}-away`);
        writeFileSync(directory, "");
        return () => {
          rmSync(directory);
          renameSync(`${directory}-away`, directory);
        };
      },
    ],
    [
      "all above it was moved away",
      (directory) => {
        const above = join(directory, "..");
        renameSync(above, `${above}-away`);
        return () => {
          expect(existsSync(above), "it was begun anew").toBe(false);
          renameSync(`${above}-away`, above);
        };
      },
    ],
    [
      "the group's folder is not to be written",
      (directory) => {
        rmSync(join(directory, "2026-01-01"), { recursive: true });
        writeFileSync(join(directory, "2026-01-01"), "", { mode: 0o400 });
        return () => rmSync(join(directory, "2026-01-01"));
      },
    ],
  ])("cannot be written while %s, says so, and goes on when that is mended", async (_, damage) => {
    const directory = join(temporaryDirectory(), "data", "images");
    const blobs = await openDiskBlobs(directory);
    await blobs.put("2026-01-01/a.png", new Uint8Array(1));
    const mend = damage(directory);
    await expect(blobs.put("2026-01-01/b.png", new Uint8Array(1))).rejects.toThrow(BlobsUnavailable);
    await expect(blobs.probe?.()).rejects.toThrow(BlobsUnavailable);
    mend();
    await blobs.probe?.();
    await blobs.put("2026-01-01/b.png", new Uint8Array(1));
    await blobs.probe?.();
    expect(listFiles(directory)).toContain("2026-01-01/b.png");
    expect(listFiles(directory).filter((name) => name.startsWith("tmp/"))).toEqual([]);
  });

  test("cannot be written or read while the process has no file handles left, and goes on when it has", async () => {
    const program = runShell('ulimit -n 64; exec "$1" --input-type=module --eval "$2" "$3"', [
      process.execPath,
      `import { closeSync, openSync } from "node:fs";
       import { openDiskBlobs } from "./src/blobs/disk.ts";
       const blobs = await openDiskBlobs(process.argv[1]);
       await blobs.put("a/a.png", new Uint8Array(1000));
       const taken = [];
       try { for (;;) taken.push(openSync("/dev/null")); } catch {}
       const attempts = [() => blobs.put("a/b.png", new Uint8Array(1000)), () => blobs.open("a/a.png", { start: 0, end: 9 }), () => blobs.probe()];
       for (const attempt of attempts) await attempt().catch((error) => console.log(error.name, error.cause?.code));
       for (const file of taken) closeSync(file);
       for (const attempt of attempts) await attempt();`,
      temporaryDirectory(),
    ]);
    expect(await program.exited, program.output.stderr).toEqual({ code: 0, signal: null });
    expect(program.output.stdout).toBe("BlobsUnavailable EMFILE\n".repeat(3));
  });

  test.each(["tmp", "."])("makes its folders again when they were deleted: %s", async (folder) => {
    const directory = join(temporaryDirectory(), "images");
    const blobs = await openDiskBlobs(directory);
    await blobs.put("2026-01-01/a.png", new Uint8Array(1));
    rmSync(join(directory, folder), { recursive: true });
    await Promise.all(["b", "c"].map((name) => blobs.put(`2026-01-01/${name}.png`, new Uint8Array(1))));
    expect(listFiles(directory)).toEqual(expect.arrayContaining(["2026-01-01/b.png", "2026-01-01/c.png"]));
  });

  test("files that it did not write are neither listed nor in the way", async () => {
    const directory = temporaryDirectory();
    const blobs = await openDiskBlobs(directory);
    await blobs.put("2026-01-02/a.png", new Uint8Array(1));
    writeFileSync(join(directory, "README.txt"), "");
    writeFileSync(join(directory, ".DS_Store"), "");
    mkdirSync(join(directory, "2026-01-01/folder.png"), { recursive: true });
    writeFileSync(join(directory, "2026-01-01/.DS_Store"), "");
    writeFileSync(join(directory, "2026-01-01/My Photo.PNG"), "");
    symlinkSync("/nowhere", join(directory, "2026-01-01/b.png"));
    expect(await listOlder(blobs, Number.MAX_SAFE_INTEGER)).toEqual(["2026-01-02/a.png"]);
  });

  test("a group that cannot be read is told of, and keeps no other from being listed", async () => {
    const lister = runCode(
      `import { chmodSync, chownSync, mkdirSync } from "node:fs";
       import { openDiskBlobs } from "./src/blobs/disk.ts";
       const nobody = 65_534;
       if (process.getuid() === 0) {
         chownSync(process.argv[1], nobody, nobody);
         process.seteuid(nobody);
       }
       const blobs = await openDiskBlobs(process.argv[1] + "/images");
       for (const group of ["2026-01-01", "2026-01-02"]) await blobs.put(group + "/a.png", new Uint8Array(1));
       chmodSync(process.argv[1] + "/images/2026-01-01", 0);
       const listed = blobs.listOlderThan(Number.MAX_SAFE_INTEGER, (error) => console.log(error.code));
       for await (const names of listed) console.log(...names);
       chmodSync(process.argv[1] + "/images/2026-01-01", 0o700);`,
      [temporaryDirectory()],
    );
    expect(await lister.exited, lister.output.stderr).toEqual({ code: 0, signal: null });
    expect(lister.output.stdout).toBe("EACCES\n2026-01-02/a.png\n");
  });

  test("a group that has become empty goes at the next look", async () => {
    const directory = temporaryDirectory();
    const blobs = await openDiskBlobs(directory);
    await blobs.put("2026-01-02/a.png", new Uint8Array(1));
    await blobs.remove("2026-01-02/a.png");
    await listOlder(blobs, 0);
    expect(() => statSync(join(directory, "2026-01-02"))).toThrow(/ENOENT/);
    await blobs.put("2026-01-02/b.png", new Uint8Array(1));
    expect(listFiles(directory)).toEqual(["2026-01-02/b.png"]);
  });

  test("the folder of drafts is no group", async () => {
    const blobs = await openDiskBlobs(temporaryDirectory());
    await expect(blobs.put("tmp/a.png", new Uint8Array(1))).rejects.toThrow(RangeError);
  });

  test("a place that cannot be a folder is refused with the reason", async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "file"), "");
    symlinkSync("/nowhere/at/all", join(directory, "link"));
    for (const name of ["file", "link"]) await expect(openDiskBlobs(join(directory, name))).rejects.toThrow(DataDirectoryError);
  });

  test("files and folders are for their owner alone", async () => {
    const directory = join(temporaryDirectory(), "images");
    const blobs = await openDiskBlobs(directory);
    await blobs.put("2026-01-02/a.png", new Uint8Array(1));
    const modes = ["", "tmp", "2026-01-02", "2026-01-02/a.png"].map((name) => statSync(join(directory, name)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700, 0o700, 0o600]);
    rmSync(directory, { recursive: true });
  });
});
