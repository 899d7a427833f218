import type { z } from "zod";

type Schema = z.core.JSONSchema.BaseSchema;

/**
 * What a document says of a schema: a line per key with its meaning, its words and its default; those of a map or of a
 * list's items stand below it, and `NAME` stands for keys that people choose. `known` are maps that are told elsewhere.
 */
export function keysOf(schema: Schema, known: readonly string[] = [], path = ""): string[] {
  if (known.includes(path)) return [];
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    if (typeof value === "boolean") return [];
    const name = path === "" ? key : `${path}.${key}`;
    const fallback =
      value.default === undefined
        ? ""
        : ` Default: \`${JSON.stringify(value.default).replaceAll('"', "")}\`.`;
    const words = value.enum ? ` One of ${value.enum.map((word) => `\`${String(word)}\``).join(", ")}.` : "";
    const means = [value.description ?? "", words.trim(), fallback.trim()].filter(Boolean).join(" ");
    return [`- \`${name}\`${means === "" ? "" : `: ${means}`}`, ...keysOf(value, known, name)];
  });
  const { items, additionalProperties, anyOf = [] } = schema;
  return [
    ...own,
    ...(isSchema(items) ? keysOf(items, known, `${path}[]`) : []),
    ...(isSchema(additionalProperties) ? keysOf(additionalProperties, known, `${path}.NAME`) : []),
    ...anyOf.flatMap((one) => (isSchema(one) ? keysOf(one, known, path) : [])),
  ];
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
