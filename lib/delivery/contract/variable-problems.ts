import { z } from "zod";

import { ReleaseRef } from "./releases";

/** Why a release cannot run with a configuration; names the variable and never a value. */
const VariableProblem = z.object({
  code: z.enum(["variable_missing", "variable_invalid"]),
  key: z.string(),
  message: z.string(),
});

/** What keeps releases from running with what is set now in one environment. Problems of several come once. */
export const EnvironmentProblems = z.object({
  environment: z.string(),
  problems: z.array(
    VariableProblem.extend({
      release: ReleaseRef.describe("The newest release that has it."),
      serves: z
        .boolean()
        .describe("What serves there has it, so that a deployment of it again would be refused."),
    }),
  ),
});
export type EnvironmentProblems = z.infer<typeof EnvironmentProblems>;

/** Of a release that could be rolled back to: with the configuration it served with, and with what is set now. */
export const RollbackProblems = z.object({
  releaseId: z.string(),
  restored: z.array(VariableProblem),
  current: z.array(VariableProblem),
});
export type RollbackProblems = z.infer<typeof RollbackProblems>;
