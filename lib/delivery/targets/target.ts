import type { VariableRule } from "@/lib/configuration/contract";
import type { OutputBatch, TrafficBatch } from "@/lib/telemetry/contract";

/**
 * The port between the delivery engine and whatever runs releases. An adapter translates; it never touches our
 * tables and never decides whether a deployment is good. The engine calls the steps in this order and may be killed
 * between any two of them, so every step is idempotent: repeated with the same rollout it finds its own work again.
 *
 *   start → switchTraffic → (engine proves the revision through the public route) → drain happens at the target
 *   start → abandon        when the release was bad, or the deployment was canceled
 */
export interface Target {
  /** Answers quickly; throws TargetUnavailable when the target cannot be reached. */
  ping(signal: AbortSignal): Promise<TargetStatus>;

  /**
   * Brings the release up beside what serves now, without traffic. Resolves once it is ready and, when something
   * else is serving, has stayed ready for `settleMs`. Throws ReleaseRejected when the release is bad and
   * TargetUnavailable when we could not tell.
   */
  start(rollout: Rollout, report: Report, signal: AbortSignal): Promise<Started>;

  /** Moves all new requests to the started release; durable when it resolves. Old requests drain behind it. */
  switchTraffic(rollout: Rollout): Promise<void>;

  /** After a switch: watches the release for what is left of `settleMs`. Throws ReleaseRejected if it dies. */
  watch(rollout: Rollout, report: Report, signal: AbortSignal): Promise<void>;

  /** Stops whatever this rollout started, unless traffic has been moved to it. */
  abandon(rollout: Pick<Rollout, "deploymentId" | "placement" | "fence">): Promise<void>;

  /**
   * Runs one command of the release to its end (a migration). Throws ReleaseRejected on a non-zero exit code. Asked again
   * for the same deployment and `run`, which is the command unless given, it finds the run it began.
   */
  runCommand(
    rollout: Rollout,
    command: string,
    report: Report,
    signal: AbortSignal,
    run?: string,
  ): Promise<void>;

  /** What is there now, of one placement or of all that this target has. */
  observe(placementId?: string): Promise<Observation[]>;

  /** Stops everything of a placement and forgets it. */
  remove(placementId: string, fence: number): Promise<void>;

  /**
   * Requests that the target's own gateway counted, oldest first and not all at once; the same again until they are
   * forgotten. A target without a gateway has neither of the two.
   */
  readTraffic?(): Promise<TrafficBatch[]>;
  forgetTraffic?(batchIds: readonly string[]): Promise<void>;

  /**
   * What processes printed and used, in the same way; where there is nothing yet, it waits for it. A target that writes no
   * logs of its own has neither of the two.
   */
  readOutput?(waitMs: number, signal?: AbortSignal): Promise<OutputBatch[]>;
  forgetOutput?(batchIds: readonly string[]): Promise<void>;
}

/** One service in one region of one environment: the thing being changed, and therefore the lock. */
export type Placement = {
  id: string;
  service: string;
  environment: string;
  region: string;
  /** Whether the region is the environment's first one, which gets the short host name; true when left out. */
  primary?: boolean;
};

export type Rollout = {
  deploymentId: string;
  /** Grows with every lease of the placement. A target refuses a number lower than the highest it has seen. */
  fence: number;
  placement: Placement;
  release: { id: string; artifact: Artifact; plan: RunPlan };
  /** What the team configured. The target adds the port and the SLIPWAY_* variables. */
  environmentVariables: Record<string, string>;
  /** Where the process sends its telemetry, and as whom. What the team sets itself wins. */
  telemetryVariables?: Record<string, string> | undefined;
  /** Names of those that are secret, so that their values are masked in what a process prints; all when left out. */
  secretVariables?: string[] | undefined;
  /**
   * Names that configuration. A process keeps the variables that it was started with, so only one with the same name may
   * be taken as it is.
   */
  configurationId?: string | undefined;
  /** A release that still runs warm may be taken as it is (rollback); otherwise a new process is started. */
  reuseWarm: boolean;
  settleMs: number;
  drainMs: number;
  /** How long the release that is replaced keeps running without traffic. */
  warmMs: number;
};

/** Where the built release lies. Engines that pull images get a second kind. */
export type Artifact = { kind: "directory"; path: string };

/** How a release runs; written by detection and `slipway.yaml`, stored with the release. */
export type RunPlan = {
  serve:
    /**
     * Run by `sh -c` in the working directory. PATH starts with `node_modules/.bin` of the working directory and of
     * each folder above it inside the artifact, because a command such as `next start` counts on that.
     */
    | { kind: "process"; command: string; portVariable: string }
    | { kind: "static"; directory: string; singlePage: boolean };
  /** Working directory of the service inside the artifact, "." for its root. */
  workingDirectory: string;
  readiness: Readiness;
  migrateCommand?: string | undefined;
  /** Prints which migrations are applied. */
  migrateStatusCommand?: string | undefined;
  /** Takes migrations back to the one that SLIPWAY_MIGRATE_TO names. */
  migrateDownCommand?: string | undefined;
  /** What the release declares about its variables. Checked before a target is asked for anything. */
  variables?: VariableRule[];
  /** Where its processes tell their own metrics. Read by workers past the target's route. */
  metrics?: MetricsPage | undefined;
};

export type MetricsPage = { path: string; intervalMs: number };

export type Readiness = {
  /** `success` is 2xx or 3xx, for a health path that the team named; without one any answer below 500 counts. */
  probe: { kind: "http"; path: string; expect: "any_below_500" | "success" } | { kind: "tcp" };
  intervalMs: number;
  timeoutMs: number;
  deadlineMs: number;
};

export type Report = (line: ReportLine) => void;
/** `system` is what the target did, the others are what the release printed. */
export type ReportLine = { stream: "system" | "stdout" | "stderr"; text: string; at: string };

export type Started = {
  url: string;
  /**
   * Where this very instance answers, for who runs beside the target: checks ask it before traffic moves, under the
   * host name of `url`. Undefined when the target cannot let anybody in past its route.
   */
  directUrl?: string;
  reusedWarm: boolean;
  startedAt: string;
  readyAt: string;
};

type TargetStatus = { ok: boolean; message: string; version: string };

export type Observation = {
  placementId: string;
  highestFence: number;
  /** Where people reach the place; it changes when the target's own address does. */
  url: string;
  /** Undefined when nothing serves. */
  serving?: RunningInstance;
  /** Runs without traffic and can serve again within a second, until `warmUntil`. */
  warm: (RunningInstance & { warmUntil: string })[];
  starting: RunningInstance[];
  draining: { releaseId: string; openRequests: number; until: string }[];
};

export type RunningInstance = {
  /** Stays the same while its process is started again; a target of an earlier version does not say it. */
  instanceId?: string | undefined;
  /** Where this very instance answers, as in `Started`; undefined while it has no process that could. */
  directUrl?: string | undefined;
  deploymentId: string;
  releaseId: string;
  /** The name of the configuration its process was started with, where the target knows it. */
  configurationId?: string | undefined;
  state: "starting" | "ready" | "unhealthy" | "restarting" | "stopped";
  since: string;
  /** Unplanned restarts since it started. */
  restarts: number;
  /** The last reason it was not ready, in words for a person. */
  problem?: string;
};

export const REJECTION_CODES = [
  "exited",
  "never_listened",
  "wrong_port",
  "unhealthy",
  "exited_after_ready",
  "log_flood",
  "disk_limit",
  "command_failed",
  "artifact_missing",
] as const;
export type RejectionCode = (typeof REJECTION_CODES)[number];

/** The release is bad: the verdict is *failed*. The message is one sentence that names the cause. */
export class ReleaseRejected extends Error {
  override name = "ReleaseRejected";
  constructor(
    readonly code: RejectionCode,
    message: string,
    /** The last lines it printed, oldest first. */
    readonly logTail: readonly string[] = [],
  ) {
    super(message);
  }
}

/** We could not tell: the verdict is *errored*, never *failed*. */
export class TargetUnavailable extends Error {
  override name = "TargetUnavailable";
}

/** Somebody with a newer lease is at work; this caller must stop touching the placement. */
export class Fenced extends Error {
  override name = "Fenced";
}
