import { createContext, runInContext } from "node:vm";

/** Long enough for any sensible expression over a bounded body, short enough for the worker's leases. */
const LIMIT_MS = 250;

export class ExpressionTrouble extends Error {
  override name = "ExpressionTrouble";
}

/**
 * Matches in a context that can be stopped: an expression that backtracks without end would otherwise stop the whole
 * worker. Returns the groups, or undefined. Throws ExpressionTrouble when it is no expression or takes too long.
 */
export function matchOf(expression: string, text: string): string[] | undefined {
  const context = createContext({ expression, text });
  try {
    const found: unknown = runInContext("JSON.stringify(new RegExp(expression, 'u').exec(text))", context, {
      timeout: LIMIT_MS,
    });
    const groups: unknown = JSON.parse(String(found));
    return Array.isArray(groups) ? groups.map((group) => String(group ?? "")) : undefined;
  } catch (error) {
    // By its code, for it may come from another realm.
    const isLate =
      typeof error === "object" &&
      error !== null &&
      "code" in error &&
      error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
    const reason = isLate ? `takes longer than ${LIMIT_MS} ms` : "is not valid";
    throw new ExpressionTrouble(`The expression /${expression}/ ${reason}.`);
  }
}
