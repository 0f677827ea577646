// What a blob may be called: a group and a file in it, of characters that mean nothing to a file system, a URL or XML.

/** `tmp` holds the drafts of the disk. */
const NAME = /^(?!tmp\/)[a-z0-9-]+\/[a-z0-9-]+\.[a-z0-9]+$/;

export function isBlobName(name: string): boolean {
  return NAME.test(name);
}

/** @throws {RangeError} for a name that could lead elsewhere. */
export function checkBlobName(name: string): void {
  if (!isBlobName(name)) throw new RangeError(`not a blob name: ${JSON.stringify(name)}`);
}
