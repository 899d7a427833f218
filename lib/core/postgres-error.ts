const UNIQUE_VIOLATION = "23505";

/** Whether an error, or what caused it, is the violation of that unique index. */
export function violates(error: unknown, index: string): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && cause.code === UNIQUE_VIOLATION) {
      return "constraint_name" in cause && cause.constraint_name === index;
    }
  }
  return false;
}

const CONNECTION_CODES = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "57P01", // admin_shutdown
  "57P02", // crash_shutdown
  "57P03", // cannot_connect_now
  "53300", // too_many_connections
]);

/** Whether the database could not be reached: nothing is known about the statement then, and it may be tried again. */
export function isDatabaseTrouble(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const isQuery = "query" in cause || cause.name === "PostgresError" || cause.name === "DrizzleQueryError";
    if ("code" in cause && typeof cause.code === "string" && CONNECTION_CODES.has(cause.code)) {
      return isQuery || cause !== error || cause.code.startsWith("CONN");
    }
  }
  return false;
}
