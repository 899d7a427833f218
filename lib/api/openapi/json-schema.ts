import "server-only";
import { z } from "zod";

/** The part of JSON Schema 2020-12 that our own schemas turn into. */
export type JsonSchema = {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  required?: string[];
  [keyword: string]: unknown;
};

const inputs = new WeakMap<z.ZodType, JsonSchema>();

/** What a body must look like; closed, because an unknown key is most often a misspelt one. */
export function inputSchemaOf(schema: z.ZodType): JsonSchema {
  const known = inputs.get(schema);
  if (known) return known;
  const made = plain(
    z.toJSONSchema(schema, {
      io: "input",
      override: ({ jsonSchema }) => {
        withoutNoise(jsonSchema);
        if (jsonSchema.properties) jsonSchema.additionalProperties = false;
      },
    }),
  );
  inputs.set(schema, made);
  return made;
}

/** What an answer looks like; open, because later versions may add keys. Named views become references. */
export function outputSchemaOf(
  schema: z.ZodType,
  names: z.core.$ZodRegistry<{ id: string }>,
  components: Record<string, JsonSchema>,
): JsonSchema {
  const { $defs = {}, ...made } = plain(
    z.toJSONSchema(schema, {
      io: "output",
      metadata: names,
      unrepresentable: "any",
      override: ({ jsonSchema, zodSchema }) => {
        withoutNoise(jsonSchema);
        // Descriptions live in zod's own registry, which the one with our names stands in for.
        const description = z.globalRegistry.get(zodSchema)?.description;
        if (description) jsonSchema.description = description;
        if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      },
    }),
  );
  Object.assign(components, $defs);
  return made;
}

/** A format says it already, and safe-integer bounds say nothing. */
function withoutNoise(schema: z.core.JSONSchema.BaseSchema) {
  if (schema.format === "date-time") delete schema.pattern;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
}

function plain(schema: object): JsonSchema {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our subset of what zod has just written
  const { $schema: _, ...rest } = JSON.parse(text) as JsonSchema;
  return rest;
}
