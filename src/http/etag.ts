// Conditional requests: RFC 9110, section 13.1.2.

/** Whether `If-None-Match` names what there is. */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((candidate) => ["*", etag, `W/${etag}`].includes(candidate.trim()));
}
