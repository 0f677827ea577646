// Reads an answer that says no: RFC 9457 problems as Muleteer and MuleRouter write them, and whatever a proxy puts in between.
import { ApiError, type Violation } from "./errors.ts";

const MAX_DETAIL_CHARACTERS = 500;

export function toApiError(status: number, headers: Headers, text: string): ApiError {
  const body = parseObject(text);
  const taskError = readObject(readObject(body, "task_info"), "error");
  const nested = readObject(body, "error");
  const title = readText(body, "title") ?? readText(nested, "title") ?? "";
  const detail =
    readText(body, "detail") ??
    readText(body, "error") ??
    readText(nested, "detail") ??
    readText(nested, "message") ??
    readText(body, "message") ??
    readText(taskError, "detail") ??
    (title === "" ? undefined : title) ??
    describe(status, headers, text);
  const code = [body?.["code"], body?.["error_code"], nested?.["code"], taskError?.["code"]].find(
    (value) => typeof value === "number",
  );
  return new ApiError({
    status,
    code,
    title,
    detail: detail.slice(0, MAX_DETAIL_CHARACTERS),
    violations: readViolations(body?.["errors"]),
    retryAfterSeconds: readRetryAfter(headers.get("retry-after")),
    requestId: headers.get("x-request-id") ?? /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(headers.get("traceparent") ?? "")?.[1],
  });
}

function describe(status: number, headers: Headers, text: string): string {
  const location = headers.get("location");
  // A redirect is never followed: the key belongs to the address that it was given for.
  if (status === 0 || (status >= 300 && status < 400)) {
    return `The server redirects${location === null ? "" : ` to ${location}`}; give that address as baseUrl if it is right.`;
  }
  const line = text.trim();
  const plain = line !== "" && !line.startsWith("<") && !line.startsWith("{") && !line.includes("\n");
  return plain ? line : "The server gave no reason.";
}

/** Seconds from now; the header is a number of seconds or a date. */
function readRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}

function readViolations(value: unknown): Violation[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const violation = isObject(entry) ? entry : undefined;
    const [field, rule, detail] = ["field", "rule", "detail"].map((name) => readText(violation, name));
    return field === undefined || detail === undefined ? [] : [{ field, rule: rule ?? "", detail }];
  });
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function readObject(value: Record<string, unknown> | undefined, name: string): Record<string, unknown> | undefined {
  const member = value?.[name];
  return isObject(member) ? member : undefined;
}

function readText(value: Record<string, unknown> | undefined, name: string): string | undefined {
  const member = value?.[name];
  return typeof member === "string" && member !== "" ? member : undefined;
}
