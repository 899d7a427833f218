import { CouldNotTell, type Attempt } from "./verdict";

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Puts variables and captured values in place of `${NAME}`. Throws CouldNotTell for one that is not set. */
export function expand(template: string, { place, captured }: Pick<Attempt, "place" | "captured">): string {
  return template.replaceAll(REFERENCE, (_, name: string) => {
    const value = captured.get(name) ?? own(place.variables, name);
    if (value === undefined) {
      throw new CouldNotTell(
        `The variable ${name} is not set in ${place.environment}, and no earlier step captured it.`,
      );
    }
    return value;
  });
}

/** The same for the strings inside of a JSON value. */
export function expandDeep(value: unknown, attempt: Pick<Attempt, "place" | "captured">): unknown {
  if (typeof value === "string") return expand(value, attempt);
  if (Array.isArray(value)) return value.map((item) => expandDeep(item, attempt));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, expandDeep(inner, attempt)]));
}

/** The names a definition refers to, wherever they stand in it. */
export const referencesIn = (definition: unknown): Set<string> =>
  new Set([...JSON.stringify(definition).matchAll(REFERENCE)].map(([, name = ""]) => name));

const own = (values: Readonly<Record<string, string>>, name: string) =>
  Object.hasOwn(values, name) ? values[name] : undefined;
