import { z } from "zod";

import {
  COUNTED_AS,
  APPROVAL_DECISIONS,
  DEPLOYMENT_KINDS,
  DEPLOYMENT_OUTCOMES,
  DEPLOYMENT_PHASES,
  DEPLOYMENT_STATUSES,
  GATE_CODES,
  MIGRATION_DIRECTIONS,
  MIGRATION_RUN_STATUSES,
  PHASE_STATUSES,
} from "@/db/enums";
import { Cursor, Limit } from "@/lib/core/contract";
import { ApprovalState } from "@/lib/gates/contract";

import { EventView } from "./events";
import { PlannedMigrations } from "./plans";
import { CommitView, FailureView, ReleaseRef } from "./releases";

const instant = z.iso.datetime();

/** One thing that stands between a deployment and its start, who can change it, and when it is over by itself. */
export const WaitingReason = z.object({
  code: z.string(),
  message: z.string(),
  owner: z.string().nullable(),
  until: instant.nullable(),
});
export type WaitingReason = z.infer<typeof WaitingReason>;

/** How a deployment that waits can go on, told to whoever asks. */
const GatesView = z.object({
  approvals: ApprovalState.nullable(),
  canApprove: z.boolean(),
  whyNotApprove: z.string().nullable(),
  yourDecision: z.enum(APPROVAL_DECISIONS).nullable().describe("What the asker has said already."),
  canOverride: z.array(z.enum(GATE_CODES)).describe("Of what it waits for."),
});
export type GatesView = z.infer<typeof GatesView>;

export const DeploymentRow = z.object({
  id: z.string(),
  serviceId: z.string(),
  serviceName: z.string(),
  environmentId: z.string(),
  environment: z.string(),
  region: z.string(),
  kind: z.enum(DEPLOYMENT_KINDS),
  status: z.enum(DEPLOYMENT_STATUSES),
  phase: z.enum(DEPLOYMENT_PHASES).nullable(),
  outcome: z.enum(DEPLOYMENT_OUTCOMES).nullable(),
  release: ReleaseRef,
  reason: z.string(),
  requestedByName: z.string(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  failure: FailureView.nullable(),
  waitingFor: z.array(WaitingReason).describe("What it waits for while its status is `waiting`."),
});
export type DeploymentRow = z.infer<typeof DeploymentRow>;

export const PhaseView = z.object({
  phase: z.enum(DEPLOYMENT_PHASES),
  attempt: z.number(),
  status: z.enum(PHASE_STATUSES),
  detail: z.string(),
  startedAt: instant,
  durationMs: z.number().nullable().describe("Null while it runs."),
});
export type PhaseView = z.infer<typeof PhaseView>;

/** One time that a migrate or down command ran for a deployment. */
export const MigrationRunView = z.object({
  id: z.string(),
  direction: z.enum(MIGRATION_DIRECTIONS),
  command: z.string(),
  status: z.enum(MIGRATION_RUN_STATUSES),
  detail: z.string(),
  migrateTo: z.string().nullable().describe("Going down: the last migration that is left; empty for none."),
  appliedBefore: z.array(z.string()).nullable().describe("By the status command; null when it was not told."),
  appliedAfter: z.array(z.string()).nullable(),
  startedAt: instant,
  finishedAt: instant.nullable(),
});
export type MigrationRunView = z.infer<typeof MigrationRunView>;

export const DeploymentView = DeploymentRow.extend({
  releaseId: z.string(),
  url: z.string().nullable(),
  attempts: z.number(),
  reusedWarm: z.boolean().nullable(),
  previous: z.object({ deploymentId: z.string().nullable(), release: ReleaseRef }).nullable(),
  replacedBy: z.object({ deploymentId: z.string(), kind: z.enum(DEPLOYMENT_KINDS), at: instant }).nullable(),
  fromEnvironment: z.string().nullable(),
  configuration: z
    .object({ versionId: z.string(), number: z.number() })
    .nullable()
    .describe("What it runs or ran with; null until it is taken up, and where that is not known."),
  cancelRequestedAt: instant.nullable(),
  waiting: z.array(z.string()).describe("What stands before it in the queue, one sentence each."),
  notBefore: instant.nullable(),
  overrides: z
    .array(
      z.object({ codes: z.array(z.enum(GATE_CODES)), reason: z.string(), byName: z.string(), at: instant }),
    )
    .describe("Each time that somebody set gates aside, oldest first."),
  approvals: ApprovalState.shape.given.describe("What people said about it, when it was asked of them."),
  gates: GatesView.nullable().describe("Null when it does not wait at a gate."),
  plannedMigrations: PlannedMigrations.nullable().describe(
    "What it will do to the database, while it has not begun; null for nothing.",
  ),
  phases: z.array(PhaseView),
  migrationRuns: z.array(MigrationRunView).describe("Oldest first."),
  timings: z
    .record(z.string(), z.number())
    .describe("Milliseconds per phase of the last attempt, and `total`."),
  events: z.array(EventView),
  changes: z.object({ commits: z.array(CommitView), changedFileCount: z.number().nullable() }),
});
export type DeploymentView = z.infer<typeof DeploymentView>;

const oneOrMany = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (typeof value === "string" ? value.split(",").filter(Boolean) : value),
    z.array(item),
  );

export const ListDeployments = z.object({
  service: z.string().optional().describe("Id or name."),
  environment: z.string().optional().describe("Id or name."),
  status: oneOrMany(z.enum(DEPLOYMENT_STATUSES)).optional(),
  kind: z.enum(DEPLOYMENT_KINDS).optional(),
  release: z.string().optional(),
  team: z.string().optional().describe("Id or name: only services that it owns."),
  counts: z
    .enum(COUNTED_AS)
    .optional()
    .describe(
      "Only what delivery performance counts as that, in production. `from` and `to` are then about when traffic moved.",
    ),
  from: instant.optional(),
  to: instant.optional(),
  cursor: Cursor,
  limit: Limit,
});
export type ListDeployments = z.infer<typeof ListDeployments>;
