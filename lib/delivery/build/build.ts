import type { CheckDefinition } from "@/lib/checks/contract";

import type { DescribedMigrations, PreviousRelease } from "../migrations/describe-migrations";
import type { Artifact, RunPlan } from "../targets/target";

/** What a team may say about its service, in `slipway.yaml` or in the portal; the portal wins. */
export type ServiceSettings = {
  buildCommand?: string;
  startCommand?: string;
  /** Folder of static files to serve instead of a process, relative to the service's folder. */
  outputDirectory?: string;
  singlePage?: boolean;
  healthPath?: string;
  portVariable?: string;
  migrateCommand?: string;
  readinessDeadlineMs?: number;
};

export type BuildRequest = {
  releaseId: string;
  repository: { url: string; branch?: string; path?: string };
  /** A branch, tag or commit. */
  ref: string;
  settings: ServiceSettings;
  /** The commit of the release before this one, for the changelog. */
  previousCommit?: string;
  /** The migrations of the release before this one. */
  previousRelease?: PreviousRelease;
  /** SLIPWAY_HOME: releases, repository mirrors and the dependency cache live below it. */
  home: string;
};

export type Commit = { sha: string; subject: string; authorName: string; authoredAt: string };

export type BuildOutcome = {
  artifact: Artifact;
  plan: RunPlan;
  /** What `slipway.yaml` declares to be checked. */
  checks: CheckDefinition[];
  /** Names of the services that it says it needs. */
  dependsOn: string[];
  migrations: DescribedMigrations["migrations"];
  migrationClass: DescribedMigrations["migrationClass"];
  /** One sentence per choice detection made, for a person to read and correct. */
  explanation: string[];
  /** sha256:… over the sorted paths, modes and contents of the artifact. */
  digest: string;
  sizeBytes: number;
  fileCount: number;
  commit: Commit;
  /** package.json version or nearest tag (`git describe`), when there is one. */
  version?: string;
  /** Since `previousCommit`, newest first, at most 100; empty without one. In a monorepo only what touches the path. */
  changelog: Commit[];
  changedFileCount: number;
  stepDurationsMs: Partial<Record<BuildStep, number>>;
  dependenciesReused: boolean;
};

export const BUILD_STEPS = ["fetch", "checkout", "detect", "install", "build", "seal"] as const;
export type BuildStep = (typeof BUILD_STEPS)[number];

export type BuildLine = { stream: "system" | "stdout" | "stderr"; text: string; at: string };

/** The step that failed, a sentence that names the cause, and the last lines of its log. */
export class BuildFailed extends Error {
  override name = "BuildFailed";
  constructor(
    readonly step: BuildStep,
    readonly code:
      | "repository_unreachable"
      | "ref_not_found"
      | "not_a_service"
      | "invalid_configuration"
      | "command_failed"
      | "timeout"
      | "disk_full",
    message: string,
    readonly logTail: readonly string[] = [],
  ) {
    super(message);
  }
}
