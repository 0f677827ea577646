// The files of the console's build, held in memory, so that what a page loads fits the page, also while a new build is written.
// Only what was found in the directory is ever served: a path is looked up and never opened.
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";

/** A build has some dozen files and a few megabytes; another directory that was named by mistake is not read into memory. */
const MAX_FILES = 2_000;
const MAX_BYTES = 64 * 1024 * 1024;

const INDEX = "/index.html";
const ENCODINGS = [
  { name: "br", suffix: ".br" },
  { name: "gzip", suffix: ".gz" },
] as const;

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

export interface Representation {
  readonly bytes: Buffer;
  readonly etag: string;
  /** `Content-Encoding`; undefined for the file as it is. */
  readonly encoding: "br" | "gzip" | undefined;
}

export interface ConsoleFile {
  readonly type: string;
  /** Smallest first, the file as it is last. */
  readonly representations: readonly Representation[];
}

export interface ConsoleFiles {
  /** The file at a URL's path, such as `/assets/index-1a2b.js`, of the build whose page was read last. */
  find(path: string): Promise<ConsoleFile | undefined>;
  /** The page of the build that there is now; undefined when there is none. */
  findPage(): Promise<ConsoleFile | undefined>;
}

interface Build {
  /** Names, sizes and times of its files. */
  readonly mark: string;
  readonly files: ReadonlyMap<string, ConsoleFile>;
}

const NO_BUILD: Build = { mark: "", files: new Map() };

/** Nothing is read before the first request. @param directory may be missing, and may come and change. */
export function openConsoleFiles(directory: string): ConsoleFiles {
  let build: Build | undefined;

  async function refresh(): Promise<Build> {
    try {
      const listing = await listFiles(directory);
      if (build?.mark !== listing.mark) build = await readBuild(listing);
    } catch (error) {
      // A file that was listed is gone, because a build is just being written: the next visit finds it whole.
      if (!isMissing(error)) throw error;
    }
    return (build ??= NO_BUILD);
  }

  return {
    // Without a look at the disk: a browser asks for the page first, and strangers ask for what they like.
    find: async (path) => (build ?? (await refresh())).files.get(path),
    findPage: async () => (await refresh()).files.get(INDEX),
  };
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

interface Listing {
  readonly mark: string;
  /** Each file's URL path and its name. */
  readonly names: ReadonlyMap<string, string>;
}

async function listFiles(directory: string): Promise<Listing> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  // Links are no files of the build.
  const found = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  if (found.length > MAX_FILES) throw new Error(`${directory} has ${found.length} files, and is no build of the console`);
  const stats = await Promise.all(found.map((name) => stat(name)));
  const total = stats.reduce((sum, { size }) => sum + size, 0);
  if (total > MAX_BYTES) throw new Error(`${directory} has ${total} bytes, and is no build of the console`);
  return {
    mark: found.map((name, index) => `${name} ${stats[index]?.size} ${stats[index]?.mtimeMs}`).join("\n"),
    names: new Map(found.map((name) => [`/${relative(directory, name).split(sep).join("/")}`, name])),
  };
}

async function readBuild({ mark, names }: Listing): Promise<Build> {
  const plain = [...names].filter(([path]) => !isCompressed(path, names));
  const files = await Promise.all(
    plain.map(async ([path, name]): Promise<[string, ConsoleFile]> => {
      const representations = await Promise.all([
        ...ENCODINGS.filter(({ suffix }) => names.has(path + suffix)).map((encoding) =>
          readRepresentation(name + encoding.suffix, encoding.name),
        ),
        readRepresentation(name, undefined),
      ]);
      return [path, { type: TYPES[extname(path)] ?? "application/octet-stream", representations }];
    }),
  );
  return { mark, files: new Map(files) };
}

/** Whether a file is another one's compressed form. */
function isCompressed(path: string, names: ReadonlyMap<string, string>): boolean {
  return ENCODINGS.some(({ suffix }) => path.endsWith(suffix) && names.has(path.slice(0, -suffix.length)));
}

async function readRepresentation(name: string, encoding: Representation["encoding"]): Promise<Representation> {
  const bytes = await readFile(name);
  const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
  return { bytes, etag, encoding };
}
