/**
 * Whether a failure means that the database cannot be reached or is on its way up or down, rather than that a
 * statement was wrong. Looks through wrapped errors: Drizzle keeps the driver's as the cause.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("syscall" in cause && (cause.syscall === "connect" || cause.syscall === "getaddrinfo")) return true;
    if ("code" in cause && typeof cause.code === "string" && CODES.has(cause.code)) return true;
    if (cause instanceof AggregateError && cause.errors.some(isDatabaseUnavailable)) return true;
  }
  return false;
}

/**
 * postgres.js names its own; the numbers are SQLSTATE classes 08 (connection), 28 (sign-in), 53 (resources), 57P
 * (shutdown), and a database that does not exist.
 */
const CODES = new Set([
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_ENDED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "08000",
  "08001",
  "08003",
  "08004",
  "08006",
  "28000",
  "28P01",
  "3D000",
  "53000",
  "53100",
  "53200",
  "53300",
  "57P01",
  "57P02",
  "57P03",
]);
