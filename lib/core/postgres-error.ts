const UNIQUE_VIOLATION = "23505";
const QUERY_CANCELED = "57014";

/** Whether an error, or what caused it, is the violation of that unique index. */
export function violates(error: unknown, index: string): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && cause.code === UNIQUE_VIOLATION) {
      return "constraint_name" in cause && cause.constraint_name === index;
    }
  }
  return false;
}

/** Whether a statement was stopped: by somebody, or because it took longer than `statement_timeout`. */
export function isQueryCanceled(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && cause.code === QUERY_CANCELED) return true;
  }
  return false;
}

/**
 * Whether a failure says that the values themselves can never be written, however often it is tried: a number out of its
 * range, text that PostgreSQL refuses, an instant that is none.
 */
export function isUnwritable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof RangeError) return true;
    if ("code" in cause && typeof cause.code === "string" && UNWRITABLE_CODES.test(cause.code)) return true;
  }
  return false;
}

/** Cardinality, data exceptions, what may not be null or breaks a check, and limits of the program. */
const UNWRITABLE_CODES = /^(?:21|22|54)...$|^23502$|^23514$/;

/**
 * Whether a failure means that the database cannot be reached, is on its way up or down or is out of room, rather than
 * that a statement was wrong. Looks through wrapped errors: Drizzle keeps the driver's as the cause.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("syscall" in cause && (cause.syscall === "connect" || cause.syscall === "getaddrinfo")) return true;
    if ("code" in cause && typeof cause.code === "string" && PASSING_CODES.has(cause.code)) return true;
    if (cause instanceof AggregateError && cause.errors.some(isDatabaseUnavailable)) return true;
  }
  return false;
}

/**
 * The same for work that also talks to others, whose broken connections are not the database's. Such trouble is waited
 * out: nothing is known about the statement then, and it may be tried again.
 */
export function isDatabaseTrouble(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const isQuery = "query" in cause || cause.name === "PostgresError" || cause.name === "DrizzleQueryError";
    if ("code" in cause && typeof cause.code === "string" && PASSING_CODES.has(cause.code)) {
      return isQuery || cause !== error || cause.code.startsWith("CONN");
    }
  }
  return false;
}

/** postgres.js names its own; the numbers are SQLSTATEs. */
const PASSING_CODES = new Set([
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_ENDED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  // Connection
  "08000",
  "08001",
  "08003",
  "08004",
  "08006",
  // Sign-in, and a database that does not exist (yet)
  "28000",
  "28P01",
  "3D000",
  // Resources: 53100 is a full disk
  "53000",
  "53100",
  "53200",
  "53300",
  // Took longer than `statement_timeout`: a lock, or a database that is overwhelmed
  QUERY_CANCELED,
  // Shutdown
  "57P01",
  "57P02",
  "57P03",
]);
