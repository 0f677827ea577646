// What a signed URL brings in its query, each in its one spelling, so that nothing but the URL that we wrote opens.
import type { FastifyRequest } from "fastify";

const EXPIRES = /^[1-9]\d{0,11}$/;
/** 32 bytes of base64url end on two zero bits. */
const SIGNATURE = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

export interface SignedQuery {
  /** Unix seconds. */
  readonly expires: number;
  /** Not yet verified. */
  readonly signature: string;
}

/** Undefined for a query that no URL of ours has. */
export function readSignedQuery(request: FastifyRequest): SignedQuery | undefined {
  const { expires, signature } = request.query as Record<string, unknown>;
  if (typeof expires !== "string" || !EXPIRES.test(expires)) return undefined;
  if (typeof signature !== "string" || !SIGNATURE.test(signature)) return undefined;
  return { expires: Number(expires), signature };
}
