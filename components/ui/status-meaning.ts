import {
  AlertTriangleIcon,
  BanIcon,
  CheckCircleIcon,
  CircleDotIcon,
  CircleHelpIcon,
  CircleMinusIcon,
  ClockAlertIcon,
  ClockIcon,
  HammerIcon,
  HistoryIcon,
  HourglassIcon,
  LayersIcon,
  LoaderIcon,
  OctagonXIcon,
  PauseIcon,
  RollBackIcon,
  SkipForwardIcon,
  UnplugIcon,
} from "@/components/icons";
import type { Icon } from "@/components/icons/glyph";
import type {
  CheckRunStatus,
  CheckStatus,
  CronRunStatus,
  CronStatus,
  DeliveryStatus,
  DeploymentOutcome,
  DeploymentStatus,
  HealthState,
  PhaseStatus,
  ReleaseSetStatus,
  ReleaseStatus,
  SetMemberStatus,
} from "@/db/enums";

import type { Tone } from "./tone";

export type Meaning = {
  word: string;
  tone: Tone;
  icon: Icon;
  /** Something is happening right now. */
  moving?: boolean;
  /** One sentence for a tooltip, where the word alone may be taken wrongly. */
  means?: string;
};

const deployment: Record<DeploymentStatus, Meaning> = {
  queued: { word: "Queued", tone: "unknown", icon: ClockIcon, means: "Starts when the one before it ends." },
  waiting: { word: "Waiting", tone: "blocked", icon: PauseIcon },
  running: { word: "Running", tone: "progress", icon: LoaderIcon, moving: true },
  succeeded: { word: "Succeeded", tone: "ok", icon: CheckCircleIcon },
  failed: { word: "Failed", tone: "fail", icon: OctagonXIcon, means: "The release is bad." },
  errored: {
    word: "Errored",
    tone: "warn",
    icon: AlertTriangleIcon,
    means: "We could not tell whether the release is good.",
  },
  canceled: { word: "Canceled", tone: "unknown", icon: BanIcon },
  superseded: {
    word: "Superseded",
    tone: "unknown",
    icon: SkipForwardIcon,
    means: "A newer request took its place in the queue.",
  },
  interrupted: {
    word: "Interrupted",
    tone: "warn",
    icon: UnplugIcon,
    means: "The worker stopped in the middle; what serves was observed again.",
  },
};

const outcome: Record<DeploymentOutcome, Meaning> = {
  live: { word: "Live", tone: "ok", icon: CircleDotIcon, means: "This deployment serves now." },
  replaced: { word: "Replaced", tone: "unknown", icon: HistoryIcon, means: "A later deployment serves." },
  rolled_back: { word: "Rolled back", tone: "warn", icon: RollBackIcon },
  rolled_back_auto: {
    word: "Rolled back automatically",
    tone: "fail",
    icon: RollBackIcon,
    means: "It failed after the switch, and the release before it was brought back.",
  },
};

const health: Record<HealthState, Meaning> = {
  healthy: { word: "Healthy", tone: "ok", icon: CheckCircleIcon },
  progressing: { word: "Starting", tone: "progress", icon: LoaderIcon, moving: true },
  degraded: { word: "Degraded", tone: "warn", icon: AlertTriangleIcon },
  unknown: { word: "Unknown", tone: "unknown", icon: CircleHelpIcon, means: "The target does not answer." },
  not_applicable: { word: "Nothing runs", tone: "unknown", icon: CircleMinusIcon },
};

const release: Record<ReleaseStatus, Meaning> = {
  building: { word: "Building", tone: "progress", icon: HammerIcon },
  ready: { word: "Ready", tone: "ok", icon: CheckCircleIcon },
  failed: { word: "Build failed", tone: "fail", icon: OctagonXIcon },
};

const phase: Record<PhaseStatus, Meaning> = {
  running: { word: "Running", tone: "progress", icon: LoaderIcon, moving: true },
  passed: { word: "Passed", tone: "ok", icon: CheckCircleIcon },
  failed: { word: "Failed", tone: "fail", icon: OctagonXIcon },
  skipped: { word: "Skipped", tone: "unknown", icon: SkipForwardIcon },
  interrupted: { word: "Interrupted", tone: "warn", icon: UnplugIcon },
};

const check: Record<CheckStatus | CheckRunStatus, Meaning> = {
  queued: { word: "Queued", tone: "unknown", icon: ClockIcon },
  running: { word: "Running", tone: "progress", icon: LoaderIcon, moving: true },
  passed: { word: "Passed", tone: "ok", icon: CheckCircleIcon },
  failed: { word: "Failed", tone: "fail", icon: OctagonXIcon, means: "The answer was not as expected." },
  errored: { word: "Errored", tone: "warn", icon: AlertTriangleIcon, means: "We could not tell." },
  skipped: { word: "Skipped", tone: "unknown", icon: SkipForwardIcon },
};

const delivery: Record<DeliveryStatus, Meaning> = {
  pending: {
    word: "Waiting",
    tone: "progress",
    icon: ClockIcon,
    means: "It goes out when its time has come.",
  },
  delivered: { word: "Delivered", tone: "ok", icon: CheckCircleIcon },
  dead: {
    word: "Given up",
    tone: "fail",
    icon: OctagonXIcon,
    means: "The other side did not take it. It can be sent again.",
  },
  bundled: {
    word: "In a digest",
    tone: "unknown",
    icon: LayersIcon,
    means: "Many waited, and went out as one message.",
  },
};

const set: Record<ReleaseSetStatus, Meaning> = {
  running: { word: "Under way", tone: "progress", icon: LoaderIcon, moving: true },
  stopped: {
    word: "Stopped",
    tone: "fail",
    icon: OctagonXIcon,
    means: "Something failed. Nothing more begins until somebody decides.",
  },
  succeeded: { word: "Succeeded", tone: "ok", icon: CheckCircleIcon },
  failed: { word: "Taken back", tone: "warn", icon: RollBackIcon },
  canceled: { word: "Ended early", tone: "unknown", icon: BanIcon },
};

const member: Record<SetMemberStatus, Meaning> = {
  pending: { word: "Not yet", tone: "unknown", icon: ClockIcon },
  requested: { word: "Under way", tone: "progress", icon: LoaderIcon, moving: true },
  succeeded: { word: "Done", tone: "ok", icon: CheckCircleIcon },
  failed: { word: "Failed", tone: "fail", icon: OctagonXIcon },
  skipped: { word: "Left out", tone: "unknown", icon: SkipForwardIcon },
};

/** Of a cron monitor, and of one of its runs. */
const cron: Record<CronStatus | CronRunStatus, Meaning> = {
  ok: { word: "OK", tone: "ok", icon: CheckCircleIcon, means: "The last run ended well." },
  error: { word: "Error", tone: "fail", icon: OctagonXIcon, means: "The run said that it failed." },
  missed: { word: "Missed", tone: "fail", icon: ClockAlertIcon, means: "A run was due and did not begin." },
  overrun: {
    word: "Running too long",
    tone: "warn",
    icon: HourglassIcon,
    means: "A run began and has not ended in its time.",
  },
  waiting: { word: "First run", tone: "unknown", icon: ClockIcon, means: "No run of it has ended yet." },
  in_progress: { word: "Running", tone: "progress", icon: LoaderIcon, moving: true },
  unseen: {
    word: "Not known",
    tone: "unknown",
    icon: CircleHelpIcon,
    means: "Slipway was away at that time, so nobody could tell it how this went.",
  },
};

export type StatusOf =
  | { kind: "deployment"; value: DeploymentStatus }
  | { kind: "outcome"; value: DeploymentOutcome }
  | { kind: "health"; value: HealthState }
  | { kind: "release"; value: ReleaseStatus }
  | { kind: "set"; value: ReleaseSetStatus }
  | { kind: "member"; value: SetMemberStatus }
  | { kind: "phase"; value: PhaseStatus }
  | { kind: "check"; value: CheckStatus | CheckRunStatus }
  | { kind: "cron"; value: CronStatus | CronRunStatus }
  | { kind: "delivery"; value: DeliveryStatus };

/** The word, colour and icon of a state: the same on every page. */
export function statusMeaning(status: StatusOf): Meaning {
  switch (status.kind) {
    case "deployment":
      return deployment[status.value];
    case "outcome":
      return outcome[status.value];
    case "health":
      return health[status.value];
    case "release":
      return release[status.value];
    case "set":
      return set[status.value];
    case "member":
      return member[status.value];
    case "phase":
      return phase[status.value];
    case "check":
      return check[status.value];
    case "cron":
      return cron[status.value];
    case "delivery":
      return delivery[status.value];
  }
}
