/** Names under which people keep what lets somebody in: of headers, of keys in a body. */
const SECRET_NAME =
  /^(authorization|proxy-authorization|cookie|.*(token|secret|passw|api-?_?key|credential).*)$/i;

const HIDDEN = "***";

/** A reference is no secret: it names one. */
const isLiteral = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && !value.includes("${");

/**
 * A definition as it may be shown: where somebody wrote a credential into it instead of the name of a variable, the
 * credential is hidden. Only what is sent is looked at: headers and bodies.
 */
export function withoutLiterals<T>(definition: T): T {
  return walk(definition, false);
}

function walk<T>(value: T, isSent: boolean): T;
function walk(value: unknown, isSent: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, isSent));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      isSent && SECRET_NAME.test(key) && isLiteral(inner)
        ? [key, HIDDEN]
        : [key, walk(inner, isSent || key === "headers" || key === "body")],
    ),
  );
}

/** Whether a definition holds a credential itself, so that everybody who reads it would have it. */
export const hasLiterals = (definition: unknown): boolean =>
  JSON.stringify(withoutLiterals(definition)) !== JSON.stringify(definition);
