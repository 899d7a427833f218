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
