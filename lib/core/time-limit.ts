import { createContext, Script } from "node:vm";

/** The work took longer than it may. */
export class TookTooLong extends Error {
  override name = "TookTooLong";
}

/**
 * Runs something that does not wait for anything, and stops it when it takes too long: an expression that backtracks
 * without end, or a schema that branches without end, would otherwise stop the whole process. The watchdog of `node:vm`
 * ends whatever the script calls, so the work itself needs no sandbox. Throws TookTooLong, and what the work throws.
 */
export function withinTimeLimit<T>(limitMs: number, work: () => T): T {
  let result: { value: T } | undefined;
  const run = () => {
    result = { value: work() };
  };
  try {
    RUN.runInContext(createContext({ run }), { timeout: Math.max(1, Math.ceil(limitMs)) });
  } catch (error) {
    // By its code, for it comes from another realm.
    const isLate =
      typeof error === "object" &&
      error !== null &&
      "code" in error &&
      error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
    throw isLate ? new TookTooLong(`It took longer than ${limitMs} ms.`) : error;
  }
  if (!result) throw new Error("Work ended without a result.");
  return result.value;
}

const RUN = new Script("run()");
