export type ErrorCode =
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "invalid"
  | "too_many_requests"
  | "unavailable";

/** A problem with one field of the input, by its path: `repository.url`. */
export type FieldProblem = { path: string; message: string };

/** The same in every bundle: each has a class of its own, and what one of them keeps for all may throw to another. */
const DOMAIN_ERROR = Symbol.for("slipway.DomainError");

/** A failure the user may see. Anything else is a bug and is reported as one. */
export class DomainError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== DomainError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === "object" && value !== null && DOMAIN_ERROR in value;
  }

  readonly [DOMAIN_ERROR] = true;
  override name = "DomainError";
  readonly fields: readonly FieldProblem[];
  /** When it is worth another try, where that is known better than by the code. */
  readonly retryAfterSeconds: number | undefined;
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions & { fields?: readonly FieldProblem[]; retryAfterSeconds?: number },
  ) {
    super(message, options);
    this.fields = options?.fields ?? [];
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }
}

/** For a value that another layer guarantees; says which guarantee was broken. */
export function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`Expected ${what}.`);
  return value;
}
