import "server-only";
import { DomainError, type ErrorCode, type FieldProblem } from "@/lib/core/errors";
import { isDatabaseUnavailable } from "@/lib/core/postgres-error";

/** Stable words for programs; the sentence beside them is for people and may change. */
export type ProblemCode = ErrorCode | keyof typeof PROTOCOL;

/** What only the protocol can get wrong. */
const PROTOCOL = {
  malformed: { status: 400, title: "The request could not be read" },
  method_not_allowed: { status: 405, title: "This path does not know this method" },
  idempotency_in_progress: { status: 409, title: "The first request is still at work" },
  too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "The body must be JSON" },
  idempotency_mismatch: { status: 422, title: "The Idempotency-Key belongs to another request" },
  internal: { status: 500, title: "Something went wrong here" },
} as const;

const DOMAIN: Record<ErrorCode, { status: number; title: string }> = {
  unauthenticated: { status: 401, title: "Not signed in" },
  forbidden: { status: 403, title: "Not allowed" },
  not_found: { status: 404, title: "Not found" },
  conflict: { status: 409, title: "Not possible in the present state" },
  invalid: { status: 422, title: "The input is not valid" },
  too_many_requests: { status: 429, title: "Too many requests" },
  unavailable: { status: 503, title: "Not available right now" },
};

export const PROBLEMS: Record<ProblemCode, { status: number; title: string }> = { ...DOMAIN, ...PROTOCOL };

/** Seconds a client should wait before it tries again. */
const RETRY_AFTER: Partial<Record<ProblemCode, number>> = {
  too_many_requests: 60,
  unavailable: 5,
  idempotency_in_progress: 1,
};

/** A refusal that the protocol knows and the domain does not. */
export class ProtocolProblem extends Error {
  override name = "ProtocolProblem";
  constructor(
    readonly code: keyof typeof PROTOCOL,
    message: string,
    readonly options: { headers?: Record<string, string>; fields?: readonly FieldProblem[] } = {},
  ) {
    super(message);
  }
}

/** RFC 9457. `type` is `urn:slipway:problem:` and the code. */
type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  instance: string;
  requestId: string;
  errors: readonly FieldProblem[];
};

export type ProblemAnswer = { status: number; body: Problem; headers: Record<string, string> };

/**
 * Turns a failure into its answer. `bug` is set for what nobody foresaw: the caller reports it, and the answer keeps
 * the stranger's message to itself.
 */
export function problemOf(
  error: unknown,
  { instance, requestId }: { instance: string; requestId: string },
): ProblemAnswer & { bug: boolean } {
  const failure = describe(error);
  const { status, title } = PROBLEMS[failure.code];
  const retryAfter = failure.retryAfterSeconds ?? RETRY_AFTER[failure.code];
  return {
    status,
    bug: failure.code === "internal",
    headers: {
      ...(failure.code === "unauthenticated" && { "www-authenticate": 'Bearer realm="slipway"' }),
      ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
      ...failure.headers,
    },
    body: {
      type: `urn:slipway:problem:${failure.code}`,
      title,
      status,
      detail: failure.detail,
      code: failure.code,
      instance,
      requestId,
      errors: failure.fields ?? [],
    },
  };
}

type Failure = {
  code: ProblemCode;
  detail: string;
  fields?: readonly FieldProblem[];
  headers?: Record<string, string>;
  retryAfterSeconds?: number | undefined;
};

function describe(error: unknown): Failure {
  if (error instanceof DomainError) {
    const { code, message: detail, fields, retryAfterSeconds } = error;
    return { code, detail, fields, retryAfterSeconds };
  }
  if (error instanceof ProtocolProblem) return { code: error.code, detail: error.message, ...error.options };
  if (isDatabaseUnavailable(error)) {
    return { code: "unavailable", detail: "The database cannot be reached. Try again in a few seconds." };
  }
  return {
    code: "internal",
    detail: "This is a fault of Slipway, and it has been recorded. Quote the request id when you report it.",
  };
}
