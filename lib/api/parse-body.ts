import "server-only";
import type { z } from "zod";

import { DomainError, type FieldProblem } from "@/lib/core/errors";
import { refuseUnstorable } from "@/lib/core/unstorable-text";

import { inputSchemaOf, type JsonSchema } from "./openapi/json-schema";
import { named, parseInput } from "./parse-input";

/**
 * Parses a JSON body. The published JSON schema decides its shape (unknown keys, `"5"` where a number belongs), the
 * zod schema behind it the rest, and the answer names every problem at once.
 */
export function parseBody(schema: z.ZodType | undefined, body: unknown): unknown {
  if (!schema) return undefined;
  const value = body === undefined ? {} : body;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DomainError("invalid", "The body must be a JSON object.", {
      fields: [{ path: "", message: "Expected an object." }],
    });
  }
  refuseUnstorable(value);
  return parseInput(schema, value, misshapen(inputSchemaOf(schema), value));
}

/** What the JSON schema says about keys and primitive types; zod coerces and strips where this does not. */
function misshapen(schema: JsonSchema, value: unknown, path: readonly string[] = []): FieldProblem[] {
  // A value that may be null has two types.
  const expected = [schema.type ?? []].flat();
  if (expected.length > 0 && !expected.some((type) => hasType(type, value))) {
    return [{ path: path.join("."), message: `Expected ${expected.map(named).join(" or ")}.` }];
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((item, index) => misshapen(items, item, [...path, String(index)])) : [];
  }
  if (typeof value !== "object" || value === null || !schema.properties) return [];
  const { properties } = schema;
  return Object.entries(value).flatMap(([key, inner]) => {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property) return misshapen(property, inner, [...path, key]);
    const message = `There is no such field. There are: ${Object.keys(properties).join(", ") || "none"}.`;
    return [{ path: [...path, key.slice(0, 60)].join("."), message }];
  });
}

function hasType(type: string, value: unknown): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  if (type === "null") return value === null;
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}
