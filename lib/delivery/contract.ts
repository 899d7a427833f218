import { z } from "zod";

import {
  DEPLOYMENT_KINDS,
  DEPLOYMENT_OUTCOMES,
  DEPLOYMENT_PHASES,
  DEPLOYMENT_STATUSES,
  HEALTH_STATES,
  LOG_STREAMS,
  PHASE_STATUSES,
  RELEASE_STATUSES,
} from "@/db/enums";
import { EnvironmentView, ServiceView } from "@/lib/catalog/contract";
import { Cursor, Limit, pageOf } from "@/lib/core/contract";

/** What browsers watch. `services` and `environments` belong to the catalog. */
export const topics = {
  /** Any placement or deployment of any service changed: boards and lists. */
  delivery: "delivery",
  service: (serviceId: string) => `service:${serviceId}` as const,
  deployment: (deploymentId: string) => `deployment:${deploymentId}` as const,
  release: (releaseId: string) => `release:${releaseId}` as const,
  /** New lines in the log of a release (build) or a deployment. */
  log: (subject: string) => `log:${subject}` as const,
};

const instant = z.iso.datetime();

// --- requests ------------------------------------------------------------------------------------------------------

const reason = z.string().trim().max(500).default("");

export const RequestRelease = z.object({
  serviceId: z.string(),
  ref: z
    .string()
    .trim()
    .min(1, "Give a branch, a tag or a commit.")
    .max(250)
    .refine((ref) => !ref.startsWith("-"), "This is not a branch, tag or commit."),
});
export type RequestRelease = z.infer<typeof RequestRelease>;

export const DeployRelease = z.object({
  serviceId: z.string(),
  releaseId: z.string(),
  environment: z.string(),
  reason,
});
export type DeployRelease = z.infer<typeof DeployRelease>;

export const PromoteRelease = z.object({
  serviceId: z.string(),
  from: z.string(),
  to: z.string(),
  /** Default: what runs in `from`. When given and something else runs there by now, the request is refused. */
  releaseId: z.string().optional(),
  reason,
});
export type PromoteRelease = z.infer<typeof PromoteRelease>;

export const RollBack = z.object({
  serviceId: z.string(),
  environment: z.string(),
  /** Default: the last known good release before the one that serves. */
  releaseId: z.string().optional(),
  reason: z.string().trim().min(1, "Say why, in a few words.").max(500),
});
export type RollBack = z.infer<typeof RollBack>;

export const CancelDeployment = z.object({ id: z.string(), reason });
export type CancelDeployment = z.infer<typeof CancelDeployment>;

// --- views ---------------------------------------------------------------------------------------------------------

export const CommitView = z.object({
  sha: z.string(),
  subject: z.string(),
  authorName: z.string(),
  authoredAt: z.string(),
});
export type CommitView = z.infer<typeof CommitView>;

export const FailureView = z.object({
  code: z.string(),
  message: z.string().describe("The cause, in one sentence."),
  step: z.string().optional(),
  logTail: z.array(z.string()).optional().describe("The last lines before the failure, oldest first."),
});
export type FailureView = z.infer<typeof FailureView>;

export const RepositoryPreview = z.object({
  defaultBranch: z.string(),
  branches: z.array(z.string()),
  explanation: z.array(z.string()).describe("What detection chose, and why."),
  kind: z.enum(["process", "static"]).nullable(),
  buildCommand: z.string().nullable(),
  startCommand: z.string().nullable(),
  problem: z.string().nullable().describe("Why no release could be built from it yet."),
});
export type RepositoryPreview = z.infer<typeof RepositoryPreview>;

/** A release as it is mentioned anywhere: enough for the tag and its hover card. */
export const ReleaseRef = z.object({
  id: z.string(),
  number: z.number(),
  version: z.string().nullable(),
  commitSha: z.string().nullable(),
  subject: z.string().nullable(),
  authorName: z.string().nullable(),
  createdAt: instant,
});
export type ReleaseRef = z.infer<typeof ReleaseRef>;

export const ReleaseRow = ReleaseRef.extend({
  serviceId: z.string(),
  status: z.enum(RELEASE_STATUSES),
  ref: z.string(),
  digest: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  durationMs: z.number().nullable(),
  requestedByName: z.string(),
  failure: FailureView.nullable(),
  /** Names of the environments it serves in now. */
  liveIn: z.array(z.string()),
});
export type ReleaseRow = z.infer<typeof ReleaseRow>;

export const ReleaseView = ReleaseRow.extend({
  serviceName: z.string(),
  commit: CommitView.nullable(),
  changelog: z.array(CommitView).describe("Commits since the release before, newest first."),
  changedFileCount: z.number().nullable(),
  fileCount: z.number().nullable(),
  explanation: z.array(z.string()).describe("What detection chose, and why."),
  stepDurationsMs: z.record(z.string(), z.number()),
  dependenciesReused: z.boolean().nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
});
export type ReleaseView = z.infer<typeof ReleaseView>;

export const InFlight = z.object({
  id: z.string(),
  status: z.enum(DEPLOYMENT_STATUSES),
  kind: z.enum(DEPLOYMENT_KINDS),
  phase: z.enum(DEPLOYMENT_PHASES).nullable(),
  release: ReleaseRef,
  requestedByName: z.string(),
  createdAt: instant,
});
export type InFlight = z.infer<typeof InFlight>;

/** A cell of the pipeline board: one service in one environment. */
export const PlacementView = z.object({
  environmentId: z.string(),
  environment: z.string(),
  region: z.string(),
  release: ReleaseRef.nullable(),
  deploymentId: z.string().nullable(),
  liveSince: instant.nullable(),
  deployedByName: z.string().nullable(),
  health: z.enum(HEALTH_STATES),
  healthDetail: z.string().nullable(),
  url: z.string().nullable(),
  /** A release that can serve again within a second, until then. */
  warm: z.object({ release: ReleaseRef, until: instant }).nullable(),
  inFlight: InFlight.nullable(),
  /** The newest attempt, when it did not succeed. */
  lastFailure: z
    .object({
      deploymentId: z.string(),
      release: ReleaseRef,
      status: z.enum(DEPLOYMENT_STATUSES),
      message: z.string(),
      at: instant,
    })
    .nullable(),
  /** Against the environment before it in the order (for the first: against the newest ready release). */
  behind: z.object({ releases: z.number(), candidate: ReleaseRef }).nullable(),
});
export type PlacementView = z.infer<typeof PlacementView>;

export const ServiceRow = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  placements: z.array(PlacementView).describe("One per environment, in order of promotion."),
});
export type ServiceRow = z.infer<typeof ServiceRow>;

export const Board = z.object({
  environments: z.array(EnvironmentView),
  services: pageOf(ServiceRow),
});
export type Board = z.infer<typeof Board>;

export const ServiceDetail = ServiceView.extend({
  environments: z.array(PlacementView.extend({ name: z.string(), status: z.enum(HEALTH_STATES) })),
  newestReleases: z.array(ReleaseRow).describe("At most ten, newest first."),
});
export type ServiceDetail = z.infer<typeof ServiceDetail>;

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

export const EventView = z.object({
  id: z.string(),
  type: z.string(),
  subject: z.string(),
  serviceId: z.string().nullable(),
  environmentId: z.string().nullable(),
  releaseId: z.string().nullable(),
  message: z.string(),
  detail: z.record(z.string(), z.unknown()),
  at: instant,
});
export type EventView = z.infer<typeof EventView>;

export const DeploymentView = DeploymentRow.extend({
  releaseId: z.string(),
  url: z.string().nullable(),
  attempts: z.number(),
  reusedWarm: z.boolean().nullable(),
  previous: z.object({ deploymentId: z.string().nullable(), release: ReleaseRef }).nullable(),
  replacedBy: z.object({ deploymentId: z.string(), kind: z.enum(DEPLOYMENT_KINDS), at: instant }).nullable(),
  fromEnvironment: z.string().nullable(),
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

export const LogLine = z.object({
  line: z.number(),
  stream: z.enum(LOG_STREAMS),
  text: z.string(),
  at: instant,
});
export type LogLine = z.infer<typeof LogLine>;

/** Lines from `after` on; ask again from `next`. `complete` when no more will come. */
export const LogView = z.object({ lines: z.array(LogLine), next: z.number(), complete: z.boolean() });
export type LogView = z.infer<typeof LogView>;

/** A reason why a request would be refused or would have to wait, and who can change that. */
export const Blocker = z.object({
  code: z.string(),
  message: z.string(),
  until: instant.nullable(),
  /** False: it waits and then goes on by itself. True: it is refused. */
  refuses: z.boolean(),
});
export type Blocker = z.infer<typeof Blocker>;

export const PromotionPlan = z.object({
  service: z.object({ id: z.string(), name: z.string() }),
  from: z.string(),
  to: z.string(),
  release: ReleaseRef.nullable(),
  replaces: ReleaseRef.nullable(),
  direction: z.enum(["forward", "back", "same", "first"]),
  commits: z.array(CommitView),
  commitCount: z.number(),
  changedFileCount: z.number().nullable(),
  configuration: z.object({
    onlyInFrom: z.array(z.string()),
    onlyInTo: z.array(z.string()),
    differs: z.array(z.string()),
  }),
  steps: z.array(z.string()).describe("What will happen, in order."),
  estimateMs: z.number().nullable().describe("Median of what such deployments took here."),
  allowed: z.boolean(),
  blockers: z.array(Blocker),
});
export type PromotionPlan = z.infer<typeof PromotionPlan>;

export const RollbackCandidate = z.object({
  release: ReleaseRef,
  lastLiveAt: instant.nullable(),
  warmUntil: instant.nullable().describe("Instant until then."),
  estimateMs: z.number().nullable().describe("How long it takes now."),
  coldEstimateMs: z.number().nullable().describe("How long it takes once it is no longer warm."),
  lastKnownGood: z.boolean(),
  eligible: z.boolean(),
  whyNot: z.string().nullable(),
});
export type RollbackCandidate = z.infer<typeof RollbackCandidate>;

export const RollbackPlan = z.object({
  service: z.object({ id: z.string(), name: z.string() }),
  environment: z.string(),
  current: ReleaseRef.nullable(),
  candidates: z.array(RollbackCandidate).describe("Newest first; at most 20."),
  commitsUndone: z.array(CommitView),
  steps: z.array(z.string()),
  allowed: z.boolean(),
  blockers: z.array(Blocker),
});
export type RollbackPlan = z.infer<typeof RollbackPlan>;

export const AttentionItem = z.object({
  kind: z.enum(["deployment_failed", "deployment_errored", "unhealthy", "build_failed", "promotable"]),
  /** A sentence; the page links its subject. */
  message: z.string(),
  at: instant,
  serviceName: z.string(),
  environment: z.string().nullable(),
  href: z.string(),
  action: z.string(),
});
export type AttentionItem = z.infer<typeof AttentionItem>;

export const HomeView = z.object({
  serviceCount: z.number(),
  attention: z.array(AttentionItem).describe("Ranked; at most seven."),
  shipped: z.array(DeploymentRow).describe("The newest ten that succeeded."),
  running: z.array(
    z.object({
      environment: z.string(),
      healthy: z.number(),
      degraded: z.number(),
      unknown: z.number(),
      inFlight: z.number(),
    }),
  ),
});
export type HomeView = z.infer<typeof HomeView>;

export const ListEvents = z.object({
  after: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type ListEvents = z.infer<typeof ListEvents>;
