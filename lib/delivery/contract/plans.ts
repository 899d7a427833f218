import { z } from "zod";

import { GATE_CODES, MIGRATION_CLASSES, MIGRATION_VERDICTS, ROLES } from "@/db/enums";

import { CommitView, MigrationView, ReleaseRef } from "./releases";

const instant = z.iso.datetime();

/** A reason why a request would be refused or would have to wait, and who can change that. */
export const Blocker = z.object({
  code: z.string(),
  message: z.string(),
  owner: z.string().nullable().describe("Who can change it."),
  until: instant.nullable().describe("When it is over by itself, as far as that is known."),
  /** False: it waits and then goes on by itself. True: it is refused. */
  refuses: z.boolean(),
  override: z
    .object({
      gate: z.enum(GATE_CODES),
      role: z.enum(ROLES),
      allowed: z.boolean().describe("To whoever asks."),
    })
    .nullable()
    .describe("How it can be set aside with a reason; null where it cannot."),
});
export type Blocker = z.infer<typeof Blocker>;

/** What a deployment will do to the database of an environment, and what that means for what serves there. */
export const PlannedMigrations = z.object({
  command: z.string().nullable().describe("Null where nothing runs, or the release migrates when it starts."),
  migrations: z
    .array(MigrationView)
    .describe(
      "All that are pending there, in the order of their application, whichever release brought them.",
    ),
  class: z.enum(MIGRATION_CLASSES).describe("The worst of them; what was declared where none can be seen."),
  isSeen: z.boolean().describe("False: it migrates, and there is nothing that could be looked into before."),
  mayBreak: z.boolean().describe("What serves may fail from when it is applied until traffic has moved."),
  wayBack: z
    .enum(MIGRATION_VERDICTS)
    .nullable()
    .describe("Whether what serves could be gone back to afterwards; null where nothing does."),
  consequences: z.array(z.string()).describe("One sentence each, the gravest first."),
});
export type PlannedMigrations = z.infer<typeof PlannedMigrations>;

/** What a change of an environment consists of, whatever asks for it. */
const Change = z.object({
  service: z.object({ id: z.string(), name: z.string() }),
  replaces: ReleaseRef.nullable(),
  direction: z.enum(["forward", "back", "same", "first"]),
  commits: z.array(CommitView),
  commitCount: z.number(),
  changedFileCount: z.number().nullable(),
  migrations: PlannedMigrations.nullable().describe(
    "What it does to the database; null where it does nothing, and going back stays safe.",
  ),
  steps: z.array(z.string()).describe("What will happen, in order."),
  estimateMs: z.number().nullable().describe("Median of what such deployments took here."),
  allowed: z.boolean().describe("Nothing refuses it. It may have to wait."),
  blockers: z.array(Blocker).describe("Refusals first."),
});

export const DeploymentPlan = Change.extend({ environment: z.string(), release: ReleaseRef });
export type DeploymentPlan = z.infer<typeof DeploymentPlan>;

export const PromotionPlan = Change.extend({
  from: z.string(),
  to: z.string(),
  release: ReleaseRef.nullable(),
  configuration: z.object({
    onlyInFrom: z.array(z.string()),
    onlyInTo: z.array(z.string()),
    differs: z.array(z.string()),
  }),
});
export type PromotionPlan = z.infer<typeof PromotionPlan>;

export const MigrationVerdict = z.object({
  verdict: z.enum(MIGRATION_VERDICTS).describe("`unsafe` is refused unless the request says `acceptUnsafe`."),
  reasons: z.array(z.string()).describe("One sentence each, the gravest first."),
  migrations: z.array(MigrationView).describe("What was applied there since that the release does not know."),
});
export type MigrationVerdict = z.infer<typeof MigrationVerdict>;

export const RollbackCandidate = z.object({
  release: ReleaseRef,
  lastLiveAt: instant.nullable(),
  warmUntil: instant.nullable().describe("Instant until then."),
  estimateMs: z.number().nullable().describe("How long it takes now; null is not known."),
  coldEstimateMs: z.number().nullable().describe("How long it takes once it is no longer warm."),
  configuration: z
    .object({
      versionId: z.string(),
      number: z.number(),
      isCurrent: z.boolean().describe("What is set now is the same."),
    })
    .nullable()
    .describe("What it served with, which a rollback restores by default; null when that is not known."),
  migration: MigrationVerdict.describe("Whether it goes together with the database as it is now."),
  isForward: z
    .boolean()
    .describe("It is newer than what serves: going there is a promotion, and the gates of one hold."),
  lastKnownGood: z.boolean().describe("What is gone back to by default; never one that is newer."),
  eligible: z.boolean(),
  whyNot: z.string().nullable(),
  blockers: z
    .array(Blocker)
    .describe("What stands in the way of this release alone: a quarantine, or the gates of a promotion."),
});
export type RollbackCandidate = z.infer<typeof RollbackCandidate>;

export const RollbackPlan = z.object({
  service: z.object({ id: z.string(), name: z.string() }),
  environment: z.string(),
  current: ReleaseRef.nullable(),
  candidates: z.array(RollbackCandidate).describe("Those older than what serves first; at most 20."),
  commitsUndone: z.array(CommitView),
  steps: z.array(z.string()),
  allowed: z.boolean(),
  blockers: z.array(Blocker),
});
export type RollbackPlan = z.infer<typeof RollbackPlan>;
