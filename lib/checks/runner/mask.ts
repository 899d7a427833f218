import { formsOf } from "@/lib/core/mask-secrets";

/** A value that a result must not show, and the name that stands for it. */
export type Secret = { name: string; value: string };

/** Any value of a variable may be a secret; shorter ones, such as "on", are hidden only where a check refers to them. */
const SHORTEST_UNREFERENCED = 6;
const SHORTEST = 3;
/** What is left of a secret where a text was cut tells nothing when it is shorter. */
const SHORTEST_REST = 3;
const LONGEST_REST = 500;

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

/** Puts `$NAME` in place of every secret, in all its forms, also of one that was cut in the middle. */
export function mask(text: string, secrets: readonly Secret[]): string {
  const forms = secrets
    .flatMap(({ name, value }) =>
      [...new Set(formsOf(value))]
        .filter((form) => form.length >= SHORTEST_UNREFERENCED || (form === value && form.length >= SHORTEST))
        .map((form) => ({ name, form })),
    )
    .toSorted((one, other) => other.form.length - one.form.length);
  let masked = text;
  for (const { name, form } of forms) masked = masked.replaceAll(form, () => `$${name}`);
  const [last = "", ...before] = masked.split("…").toReversed();
  return [...before.toReversed().map((part) => maskRest(part, forms)), last].join("…");
}

/** The beginning of a secret that stands right before the mark of a cut. */
function maskRest(part: string, forms: readonly { name: string; form: string }[]): string {
  for (const { name, form } of forms) {
    for (
      let length = Math.min(form.length - 1, LONGEST_REST, part.length);
      length >= SHORTEST_REST;
      length -= 1
    ) {
      if (part.endsWith(form.slice(0, length))) return `${part.slice(0, -length)}$${name}`;
    }
  }
  return part;
}

/** Hides what stands between `//` and `@` of an address that was written into a definition. */
export const withoutCredentials = (text: string): string =>
  text.replaceAll(/([a-z][a-z0-9+.-]{0,30}:\/\/)[^/\s"'?#]+@/gi, "$1***@");
