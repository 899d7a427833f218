export class ExpressionTrouble extends Error {
  override name = "ExpressionTrouble";
}

/**
 * The groups of the first match, or undefined. Throws ExpressionTrouble when it is no expression. Some expressions never
 * end, so whoever calls this sets a limit: see `judgeInTime`.
 */
export function matchOf(expression: string, text: string): string[] | undefined {
  const found = compiled(expression).exec(text);
  return found ? [...found].map((group) => group ?? "") : undefined;
}

function compiled(expression: string): RegExp {
  try {
    return new RegExp(expression, "u");
  } catch {
    throw new ExpressionTrouble(`The expression /${expression}/ is not valid.`);
  }
}
