import { z } from "zod";

const JSON_TYPES = ["string", "number", "boolean", "array", "object", "null"] as const;

export const duration = (description: string, defaultText?: string) =>
  z
    .string()
    .regex(/^[1-9]\d{0,5}(ms|s|m|h)$/, "must be a duration such as 500ms, 30s or 5m")
    .meta({ description, ...(defaultText && { default: defaultText }) });

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration that matched the pattern above. */
export function durationInMs(text: string): number {
  const [, amount = "0", unit = "ms"] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
  return Number(amount) * (UNIT_MS[unit] ?? 1);
}

const COMPARISONS = {
  equals: z.unknown().meta({ description: 'The same JSON value: 200 is not "200".' }).optional(),
  notEquals: z.unknown().optional(),
  lessThan: z.number().optional(),
  atMost: z.number().optional(),
  greaterThan: z.number().optional(),
  atLeast: z.number().optional(),
  contains: z
    .unknown()
    .meta({ description: "Text that holds this text, or a list with this item." })
    .optional(),
  startsWith: z.string().optional(),
  endsWith: z.string().optional(),
  matches: z.string().max(1_000).meta({ description: "A regular expression of JavaScript." }).optional(),
  exists: z.boolean().optional(),
  type: z.enum(JSON_TYPES).optional(),
  length: z.number().int().min(0).meta({ description: "Of a text or a list." }).optional(),
  schema: z.record(z.string(), z.unknown()).meta({ description: "A JSON schema." }).optional(),
};

export const COMPARISON_NAMES = Object.keys(COMPARISONS);

/** One expectation: a subject, and one or more comparisons that all have to hold. */
export const Assertion = z
  .strictObject({
    json: z
      .string()
      .regex(/^\$/, "must be a path that begins with $, such as $.status")
      .meta({ description: "Path into the JSON body: $.items[0].id, $.items[*].id, $['a key']." })
      .optional(),
    header: z.string().min(1).meta({ description: "Name of a header of the answer." }).optional(),
    body: z.literal(true).meta({ description: "The whole body as text." }).optional(),
    ...COMPARISONS,
  })
  .refine(
    ({ json, header, body }) => [json, header, body].filter((subject) => subject !== undefined).length === 1,
    "needs exactly one of json, header and body",
  )
  .refine(
    (value) => Object.keys(value).some((key) => COMPARISON_NAMES.includes(key)),
    "needs a comparison, such as equals",
  );
export type Assertion = z.infer<typeof Assertion>;

const Capture = z
  .strictObject({
    json: z.string().regex(/^\$/, "must be a path that begins with $").optional(),
    header: z.string().min(1).optional(),
    matches: z
      .string()
      .max(1_000)
      .meta({ description: "The first group of this expression in the body." })
      .optional(),
  })
  .refine((value) => Object.keys(value).length === 1, "needs exactly one of json, header and matches");

const Status = z.union([
  z.number().int().min(100).max(599),
  z.string().regex(/^[1-5]xx$/, "must be a status such as 200 or 2xx"),
]);

/** One request and what its answer has to be. */
export const HttpStep = z.strictObject({
  method: z
    .enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    .meta({ description: "Method of the request.", default: "GET" })
    .optional(),
  url: z
    .string()
    .min(1)
    .max(2_000)
    .regex(/^(\/|https?:\/\/|\$\{)/, "must be a path such as /health, or an address with http:// or https://")
    .meta({
      description:
        "A path of this service, or the whole address of something it depends on. ${NAME} is a variable of the service or a captured value.",
      examples: ["/health"],
    }),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().meta({ description: "Text, or a value that is sent as JSON." }).optional(),
  status: z
    .union([Status, z.array(Status).min(1)])
    .meta({ description: "Status the answer must have: 200, 2xx or a list.", default: "2xx" })
    .optional(),
  latency: duration("How long the whole answer may take.").optional(),
  expect: z.array(Assertion).max(50).optional(),
  capture: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "must be a name such as token"), Capture)
    .meta({ description: "Values to keep for the steps that follow, used there as ${name}." })
    .optional(),
});
export type HttpStep = z.infer<typeof HttpStep>;
export type Capture = z.infer<typeof Capture>;
