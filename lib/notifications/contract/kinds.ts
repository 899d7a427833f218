import { NOTIFICATION_KINDS, type NotificationKind } from "@/db/enums";

type KindMeaning = {
  label: string;
  /** What "only what concerns me" means here; absent where nothing of it concerns one person more than another. */
  mine?: string;
  /** Types of the event log that belong to it; `freeze.*` are all that begin so. */
  types: readonly string[];
};

/**
 * What people may choose to be told, grouped the way they think of it. The first entry that names a type has it; an
 * exact name goes before a group. A type that nobody names here is "everything else", so that a new part of the portal
 * is heard of without a change of this table.
 */
export const KINDS: Record<NotificationKind, KindMeaning> = {
  approval_requested: {
    label: "Approvals that are asked for",
    mine: "asked of me",
    types: ["approval.requested"],
  },
  approval_decided: {
    label: "Approvals that were given or refused",
    mine: "for what I deploy",
    types: ["approval.*"],
  },
  deployment_failed: {
    label: "Deployments that failed",
    mine: "that I asked for, or automation with a release of mine or for a service of my teams",
    types: ["deployment.failed", "deployment.errored", "deployment.interrupted"],
  },
  deployment_succeeded: {
    label: "Deployments that succeeded",
    mine: "that I asked for",
    types: ["deployment.succeeded"],
  },
  deployment_requested: {
    label: "Deployments that were asked for",
    types: ["deployment.requested"],
  },
  deployment_stopped: {
    label: "Deployments that were canceled or superseded",
    mine: "that I asked for",
    types: ["deployment.canceled", "deployment.superseded"],
  },
  rolled_back: {
    label: "Rollbacks, also automatic ones",
    mine: "of what I deployed, or automation with a release of mine or for a service of my teams",
    types: ["deployment.rolled_back_auto", "deployment.rolled_back", "deployment.rollback_withheld"],
  },
  promotion_blocked: {
    label: "Promotions that wait or are blocked",
    mine: "that I asked for",
    types: ["gate.*", "promotion.*", "automation.*"],
  },
  hold: {
    label: "Holds and quarantines",
    types: ["hold.*", "quarantine.*", "release.quarantined", "release.quarantine_lifted"],
  },
  freeze: { label: "Freeze windows", types: ["freeze.*"] },
  check_failed: {
    label: "Monitors that fail",
    mine: "of what I deployed, or automation with a release of mine or for a service of my teams",
    types: ["check.monitor_failed", "check.monitor_errored"],
  },
  check_recovered: {
    label: "Monitors that recovered",
    mine: "of what I deployed",
    types: ["check.monitor_recovered"],
  },
  drift: { label: "Drift", types: ["drift.*", "placement.corrected"] },
  release_failed: {
    label: "Builds that failed",
    mine: "that I asked for",
    types: ["release.failed", "release.errored", "release.interrupted"],
  },
  release_ready: { label: "Releases that were built", mine: "that I asked for", types: ["release.ready"] },
  service_changed: { label: "Services that were added or archived", types: ["service.*"] },
  channel_failed: {
    label: "Channels that cannot be reached",
    mine: "of mine",
    types: ["notification.*"],
  },
  other: { label: "Everything else", types: [] },
};

/** Which kind an event belongs to. */
export function kindOf(type: string): NotificationKind {
  const group = `${type.split(".")[0]}.*`;
  const named = (name: string) => NOTIFICATION_KINDS.find((kind) => KINDS[kind].types.includes(name));
  return named(type) ?? named(group) ?? "other";
}

/** Whether "only mine" means something for a kind. */
export const hasMine = (kind: NotificationKind): boolean => KINDS[kind].mine !== undefined;
