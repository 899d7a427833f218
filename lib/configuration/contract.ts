import { z } from "zod";

import { CONFIGURATION_ORIGINS } from "@/db/enums";
import { Cursor, Limit } from "@/lib/core/contract";

export const topics = { configuration: (serviceId: string) => `variables:${serviceId}` as const };

const instant = z.iso.datetime();
const MAXIMUM_VALUE_LENGTH = 32_768;

export const VariableKey = z
  .string()
  .trim()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "Use letters, digits and underscores, not starting with a digit.")
  .refine((key) => !key.startsWith("SLIPWAY_"), "Names that start with SLIPWAY_ are set by Slipway itself.");

export const VariableValue = z
  .string()
  .max(MAXIMUM_VALUE_LENGTH, `Use at most ${MAXIMUM_VALUE_LENGTH.toLocaleString("en-GB")} characters.`);

const reason = z.string().trim().max(500).default("");
const expectedVersion = z
  .number()
  .int()
  .min(0)
  .optional()
  .describe("The version that was looked at, 0 for none: refused when there is another one by now.");

/** `value` absent removes the key. */
export const SetVariable = z.object({
  serviceId: z.string(),
  environment: z.string(),
  key: VariableKey,
  value: VariableValue.optional(),
  secret: z
    .boolean()
    .optional()
    .describe("A value that is not secret is shown. Default: what it was before, and secret if it is new."),
});
export type SetVariable = z.infer<typeof SetVariable>;

export const ImportVariables = z.object({
  serviceId: z.string(),
  environment: z.string(),
  text: z.string().max(1_000_000, "Use at most 1 MB.").describe("The content of a .env file."),
  plain: z
    .array(z.string())
    .max(1_000)
    .default([])
    .describe(
      "Keys whose values are not secret. Others stay what they were, and are secret if they are new.",
    ),
  replace: z.boolean().default(false).describe("Remove what is set and not in the text."),
  expectedVersion,
  reason,
  dryRun: z.boolean().default(false).describe("Change nothing, and say what would change."),
});
export type ImportVariables = z.infer<typeof ImportVariables>;

export const RestoreConfiguration = z.object({
  serviceId: z.string(),
  environment: z.string(),
  version: z.coerce.number().int().min(1),
  reason,
});
export type RestoreConfiguration = z.infer<typeof RestoreConfiguration>;

export const VariableView = z.object({
  key: z.string(),
  environment: z.string(),
  secret: z.boolean(),
  value: z.string().nullable().describe("Null for a secret: its value never leaves the server."),
  updatedAt: instant,
});
export type VariableView = z.infer<typeof VariableView>;

const CHANGES = ["added", "removed", "changed"] as const;

export const VariableChange = z.object({
  key: z.string(),
  change: z.enum(CHANGES),
  secret: z.boolean(),
  before: z.string().nullable().describe("Null for a secret, and where it was not set."),
  after: z.string().nullable().describe("Null for a secret, and where it is not set."),
});
export type VariableChange = z.infer<typeof VariableChange>;

export const ConfigurationVersionView = z.object({
  id: z.string(),
  environment: z.string(),
  number: z.number(),
  origin: z.enum(CONFIGURATION_ORIGINS),
  reason: z.string(),
  createdByName: z.string(),
  createdAt: instant,
  variableCount: z.number(),
});
export type ConfigurationVersionView = z.infer<typeof ConfigurationVersionView>;

/** With what changed since the version before it. */
export const ConfigurationHistoryEntry = ConfigurationVersionView.extend({
  changes: z.array(VariableChange),
});
export type ConfigurationHistoryEntry = z.infer<typeof ConfigurationHistoryEntry>;

export const ListConfigurationVersions = z.object({
  serviceId: z.string(),
  environment: z.string(),
  cursor: Cursor,
  limit: Limit,
});
export type ListConfigurationVersions = z.infer<typeof ListConfigurationVersions>;

const side = z
  .string()
  .min(1)
  .max(100)
  .describe(
    "An environment (what is set there now), a deployment (what it ran with), or a version by its id.",
  );

export const CompareConfigurations = z.object({ serviceId: z.string(), from: side, to: side });
export type CompareConfigurations = z.infer<typeof CompareConfigurations>;

const ComparedSide = z.object({
  deploymentId: z.string().nullable(),
  version: ConfigurationVersionView.nullable().describe("Null where nothing was ever set."),
  environment: z.string(),
});

export const ConfigurationDiff = z.object({
  from: ComparedSide,
  to: ComparedSide,
  changes: z.array(VariableChange),
  sameCount: z.number().describe("Variables that are the same on both sides."),
});
export type ConfigurationDiff = z.infer<typeof ConfigurationDiff>;

export const ConfigurationChanged = z.object({
  version: z.number().describe("The newest version, which the next deployment gets."),
  changed: z.boolean().describe("False when everything was so already; then there is no new version."),
});
export type ConfigurationChanged = z.infer<typeof ConfigurationChanged>;

export const ImportOutcome = ConfigurationChanged.extend({
  changes: z.array(VariableChange),
  sameCount: z.number(),
  leftOut: z
    .array(z.object({ key: z.string(), line: z.number(), kept: z.boolean() }))
    .describe("Keys without a value, which an export writes for secrets. What is set already is kept."),
});
export type ImportOutcome = z.infer<typeof ImportOutcome>;

/** What a service declares about a variable in `slipway.yaml`; a release keeps it. */
export const VariableRule = z.object({
  key: z.string(),
  required: z.boolean(),
  pattern: z.string().optional(),
  oneOf: z.array(z.string()).optional(),
  secret: z.boolean().optional(),
  description: z.string().optional(),
});
export type VariableRule = z.infer<typeof VariableRule>;

/** Why a release cannot run with a configuration; the message names the variable and never a value. */
export type ConfigurationProblem = {
  code: "variable_missing" | "variable_invalid";
  key: string;
  message: string;
};
