/** A value that a result must not show, and the name that stands for it. */
export type Secret = { name: string; value: string };

/** Any value of a variable may be a secret; shorter ones, such as "on", are hidden only where a check refers to them. */
const SHORTEST_UNREFERENCED = 6;
const SHORTEST = 3;
const LONGEST_TEXT = 1_000;

/** The secrets among a service's variables and the values that steps captured. */
export function secretsOf(
  variables: Readonly<Record<string, string>>,
  referenced: ReadonlySet<string>,
  captured: ReadonlyMap<string, string> = new Map(),
): Secret[] {
  const own = Object.entries(variables).filter(
    ([name, value]) => value.length >= (referenced.has(name) ? SHORTEST : SHORTEST_UNREFERENCED),
  );
  const kept = [...captured].filter(([, value]) => value.length >= SHORTEST);
  return [...own, ...kept].map(([name, value]) => ({ name, value }));
}

/** Puts `$NAME` in place of every secret, also where it was encoded on its way, and cuts what is too long to read. */
export function mask(text: string, secrets: readonly Secret[]): string {
  const forms = secrets
    .flatMap(({ name, value }) => formsOf(value).map((form) => ({ name, form })))
    .toSorted((one, other) => other.form.length - one.form.length);
  let masked = text;
  for (const { name, form } of forms) masked = masked.replaceAll(form, () => `$${name}`);
  return masked.length > LONGEST_TEXT ? `${masked.slice(0, LONGEST_TEXT)}…` : masked;
}

/** As it is, in a URL, inside of a JSON string, and as base64 of basic authentication carries it. */
function formsOf(value: string): string[] {
  const inUrl = passwordOf(value);
  return [
    ...new Set([
      value,
      encodeURIComponent(value),
      JSON.stringify(value).slice(1, -1),
      Buffer.from(value).toString("base64").replace(/=+$/, ""),
      ...(inUrl ? [inUrl] : []),
    ]),
  ].filter((form) => form.length >= SHORTEST);
}

/** A driver's message may repeat only the password of a connection string. */
function passwordOf(value: string): string | undefined {
  if (!URL.canParse(value)) return undefined;
  return decodeURIComponent(new URL(value).password) || undefined;
}

/** Hides what stands between `//` and `@` of an address that was written into a definition. */
export const withoutCredentials = (text: string): string =>
  text.replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s@"']+@/gi, "$1***@");
