import { z } from "zod";

import { PIPELINE_DEFAULTS, ROLES } from "@/db/enums";
import { duration } from "@/lib/checks/contract";

import { TimeZone, Window } from "./windows";

const environment = z.string().min(1).max(40);

/** What a release needs before it may enter an environment, and what happens when it fails there. */
export const StageDefinition = z.strictObject({
  environment: environment.meta({ description: "Name of the environment." }),
  after: z
    .array(environment)
    .max(20)
    .meta({ description: "Where a release has to serve first. Default: the stage above; [] for a start." })
    .optional(),
  needs: z
    .enum(["all", "one"])
    .meta({ description: "Whether all stages of `after` are asked for, or one of them.", default: "all" })
    .optional(),
  promotion: z
    .enum(["manual", "automatic"])
    .meta({ description: "Automatic: as soon as nothing stands in the way.", default: "manual" })
    .optional(),
  soak: duration("How long it must have served there without a break.").optional(),
  checks: z
    .array(z.string().min(1).max(60))
    .max(50)
    .meta({ description: "Checks that must have passed there for this release." })
    .optional(),
  approvals: z
    .strictObject({
      count: z.number().int().min(1).max(10).meta({ description: "How many people have to agree." }),
      role: z
        .enum(ROLES)
        .meta({ description: "The least role of those who may. Default: operator, of a team developer." })
        .optional(),
      team: z.string().min(1).max(60).meta({ description: "Only members of this team." }).optional(),
      expires: duration(
        "So long it waits for them, then it is canceled; and so long one counts.",
        PIPELINE_DEFAULTS.expires,
      ).optional(),
    })
    .meta({ description: "Nobody approves what they asked for themselves." })
    .optional(),
  windows: z
    .strictObject({ timeZone: TimeZone, open: z.array(Window).min(1).max(20) })
    .meta({ description: "Only in these times; outside of them it waits for the next one." })
    .optional(),
  rollback: z
    .enum(["manual", "automatic"])
    .meta({
      description: "Automatic: back to the last known good release when its monitors fail.",
      default: "manual",
    })
    .optional(),
  watch: duration(
    "How long after its start a release is rolled back automatically.",
    PIPELINE_DEFAULTS.watch,
  ).optional(),
});
export type StageDefinition = z.infer<typeof StageDefinition>;

export const PipelineDefinition = z.strictObject({
  stages: z.array(StageDefinition).min(1).max(50),
  rollbacksPerHour: z
    .number()
    .int()
    .min(1)
    .max(20)
    .meta({
      description: "How many automatic rollbacks of a service in an hour; more wait for a person.",
      default: PIPELINE_DEFAULTS.rollbacksPerHour,
    })
    .optional(),
});
export type PipelineDefinition = z.infer<typeof PipelineDefinition>;
