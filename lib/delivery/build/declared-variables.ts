import { z } from "zod";

import { VariableKey, type VariableRule } from "@/lib/configuration/contract";

const Declaration = z.strictObject({
  required: z
    .boolean()
    .meta({
      description: "Whether a release is refused where the variable is not set, or empty.",
      default: true,
    })
    .optional(),
  secret: z
    .boolean()
    .meta({
      description:
        "A secret is masked in the logs of deployments, also where it was set as a value that is shown.",
      default: false,
    })
    .optional(),
  pattern: z
    .string()
    .min(1, "must be a regular expression")
    .max(500)
    .refine(isPattern, "must be a regular expression")
    .meta({ description: "Regular expression that the whole value has to match.", examples: ["\\d{4}"] })
    .optional(),
  oneOf: z
    .array(z.string().max(500))
    .min(1, "must name at least one value")
    .max(100)
    .meta({ description: "The values that are allowed." })
    .optional(),
  description: z
    .string()
    .trim()
    .max(300)
    .meta({ description: "What it is for; shown where it is missing." })
    .optional(),
});

/** The `environment` of `slipway.yaml`: names, or names with what is to be said about them. */
export const DeclaredVariables = z
  .union([
    z.array(VariableKey).meta({ description: "Names of variables that have to be set." }),
    z
      .record(VariableKey, Declaration.nullable())
      .meta({ description: "Variables with what has to be true of them." }),
  ])
  .meta({
    description:
      "The environment variables that the service expects. A release is not started where one that is required is missing. Values are set in the portal, never here.",
    examples: [
      ["DATABASE_URL"],
      { DATABASE_URL: { secret: true }, LOG_LEVEL: { required: false, oneOf: ["info", "debug"] } },
    ],
  });
export type DeclaredVariables = z.infer<typeof DeclaredVariables>;

export const DECLARATION_KEYS = Object.keys(Declaration.shape);

/** A variable that is declared is required unless it says otherwise: that is what declaring it is for. */
export function variableRulesOf(declared: DeclaredVariables | undefined): VariableRule[] | undefined {
  if (!declared) return undefined;
  if (Array.isArray(declared)) return [...new Set(declared)].map((key) => ({ key, required: true }));
  return Object.entries(declared).map(([key, rule]) => ({ required: true, ...rule, key }));
}

function isPattern(source: string): boolean {
  try {
    return Boolean(new RegExp(`^(?:${source})$`, "u"));
  } catch {
    return false;
  }
}
