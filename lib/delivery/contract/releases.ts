import { z } from "zod";

import { MIGRATION_CLASSES, RELEASE_STATUSES } from "@/db/enums";
import { QuarantineView } from "@/lib/gates/contract";

const instant = z.iso.datetime();

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

export const MigrationView = z.object({
  name: z.string(),
  class: z.enum(MIGRATION_CLASSES),
  why: z.array(z.string()).describe("What its statements do, the gravest first."),
  hasDown: z.boolean().describe("Whether there is a way back."),
  isNew: z.boolean().describe("The release before did not have it."),
  isEdited: z.boolean().describe("The release before had it in another form."),
  isDeclared: z.boolean().describe("Somebody declared its class."),
});
export type MigrationView = z.infer<typeof MigrationView>;

export const ReleaseRow = ReleaseRef.extend({
  serviceId: z.string(),
  status: z.enum(RELEASE_STATUSES),
  ref: z.string(),
  digest: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  durationMs: z.number().nullable(),
  requestedByName: z.string(),
  failure: FailureView.nullable(),
  migrationClass: z
    .enum(MIGRATION_CLASSES)
    .nullable()
    .describe(
      "What its new migrations do: the worst of none, expand, data, contract, unknown. Null when nobody looked.",
    ),
  /** Names of the environments it serves in now. */
  liveIn: z.array(z.string()),
  quarantine: QuarantineView.nullable(),
});
export type ReleaseRow = z.infer<typeof ReleaseRow>;

export const ReleaseView = ReleaseRow.extend({
  serviceName: z.string(),
  commit: CommitView.nullable(),
  changelog: z.array(CommitView).describe("Commits since the release before, newest first."),
  changedFileCount: z.number().nullable(),
  fileCount: z.number().nullable(),
  explanation: z.array(z.string()).describe("What detection chose, and why."),
  migrations: z.array(MigrationView).describe("All that it brings along, in the order of their application."),
  stepDurationsMs: z.record(z.string(), z.number()),
  dependenciesReused: z.boolean().nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
});
export type ReleaseView = z.infer<typeof ReleaseView>;
