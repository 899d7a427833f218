import { z } from "zod";

import { APPROVAL_DECISIONS, ROLES } from "@/db/enums";

import { PipelineDefinition, StageDefinition } from "./pipeline";
import { Window } from "./windows";

const instant = z.iso.datetime();

/** A stage with everything that the definition leaves to defaults written out. */
export const StageView = StageDefinition.required({
  after: true,
  needs: true,
  promotion: true,
  rollback: true,
});
export type StageView = z.infer<typeof StageView>;

/** Whether an instant lies inside of a window, and when that changes. */
export const WindowState = z.object({
  isOn: z.boolean(),
  changesAt: instant
    .nullable()
    .describe("When it ends, or when it begins next; null when it will not any more."),
  endsAt: instant
    .nullable()
    .describe("When the one in force, or else the next, is over; null when that is not known."),
});
export type WindowState = z.infer<typeof WindowState>;

export const PipelineView = z.object({
  origin: z
    .enum(["own", "template", "environments"])
    .describe(
      "Of the service itself, of the template, or the environments in their order, without any gate.",
    ),
  version: z.number().describe("Of what `origin` names; 0 where nothing is stored."),
  text: z.string().describe("YAML."),
  definition: PipelineDefinition,
  stages: z.array(StageView),
  openings: z
    .record(z.string(), WindowState)
    .describe(
      "By environment: whether a stage with opening times takes deployments now, and when that changes.",
    ),
  updatedByName: z.string().nullable(),
  updatedAt: instant.nullable(),
});
export type PipelineView = z.infer<typeof PipelineView>;

export const FreezeView = WindowState.extend({
  id: z.string(),
  name: z.string(),
  service: z.string().nullable(),
  environment: z.string().nullable(),
  window: Window,
  timeZone: z.string(),
  blocksRollbacks: z.boolean(),
  skippedUntil: instant
    .nullable()
    .describe("Somebody lets it pass this once: until then it does not freeze; null when nobody does."),
  createdByName: z.string(),
});
export type FreezeView = z.infer<typeof FreezeView>;

export const HoldView = z.object({
  environment: z.string(),
  reason: z.string(),
  createdByName: z.string(),
  createdAt: instant,
  untilReleaseNumber: z.number().describe("A release with a higher number ends it."),
  deploymentId: z.string().nullable(),
});
export type HoldView = z.infer<typeof HoldView>;

export const QuarantineView = z.object({
  releaseId: z.string(),
  reason: z.string(),
  link: z.string().nullable(),
  createdByName: z.string(),
  createdAt: instant,
});
export type QuarantineView = z.infer<typeof QuarantineView>;

/** How far the approvals of a deployment are. */
export const ApprovalState = z.object({
  needed: z.number(),
  role: z.enum(ROLES),
  team: z.string().nullable(),
  expiresAt: instant,
  given: z.array(
    z.object({
      userId: z.string(),
      name: z.string(),
      decision: z.enum(APPROVAL_DECISIONS),
      comment: z.string(),
      at: instant,
    }),
  ),
});
export type ApprovalState = z.infer<typeof ApprovalState>;
