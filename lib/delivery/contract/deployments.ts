import { z } from "zod";

import {
  DEPLOYMENT_KINDS,
  DEPLOYMENT_OUTCOMES,
  DEPLOYMENT_PHASES,
  DEPLOYMENT_STATUSES,
  PHASE_STATUSES,
} from "@/db/enums";
import { Cursor, Limit } from "@/lib/core/contract";

import { EventView } from "./events";
import { CommitView, FailureView, ReleaseRef } from "./releases";

const instant = z.iso.datetime();

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
  waiting: z.array(z.string()).describe("Why it has not started, one sentence each."),
  phases: z.array(PhaseView),
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
  from: instant.optional(),
  to: instant.optional(),
  cursor: Cursor,
  limit: Limit,
});
export type ListDeployments = z.infer<typeof ListDeployments>;
