import type { DiffEntry } from "@/components/ui/diff-list";

type Facts = Record<string, unknown> | null;

/** Before and after as one list of keys: nested keys joined by dots, what stayed the same left out. */
export function changesOf(before: Facts, after: Facts): DiffEntry[] {
  const [old, now] = [flatten(before), flatten(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  return keys
    .filter((key) => old.get(key) !== now.get(key))
    .map((key) => ({ key, from: old.get(key), to: now.get(key) }));
}

function flatten(facts: Facts, prefix = ""): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(facts ?? {})) {
    if (isNested(value))
      for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text);
    else if (value !== undefined) flat.set(`${prefix}${key}`, inWords(value));
  }
  return flat;
}

const isNested = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

function inWords(value: unknown): string {
  if (value === null) return "none";
  if (typeof value === "string") return value === "" ? "empty" : value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(inWords).join(", ");
  return JSON.stringify(value) ?? "";
}
