import type { DriftKind } from "@/db/enums";

import type { Observation } from "../targets/target";

/** Seen again after at least this long, a difference is no moment in between any more. */
const CONFIRM_AFTER_MS = 4_000;

/** What should serve in a place, by the rows. */
export type Desired = {
  releaseId: string | null;
  /** What the deployment was pinned to; null where that is not known. */
  configurationId: string | null;
};
export type Drift = {
  driftKind: DriftKind | null;
  driftDetail: string | null;
  driftSince: Date | null;
  driftFence: number | null;
  driftDetectedAt: Date | null;
};
/** What ids are called, as far as it is known. */
type Names = { release: (id: string) => string; configuration: (id: string) => string };

export const NO_DRIFT: Drift = {
  driftKind: null,
  driftDetail: null,
  driftSince: null,
  driftFence: null,
  driftDetectedAt: null,
};

/** How what a target runs in a place differs from what should serve there; undefined when it does not. */
export function differenceOf(
  { releaseId, configurationId }: Desired,
  serving: Observation["serving"],
): DriftKind | undefined {
  if (releaseId === null) return serving ? "unexpected" : undefined;
  if (!serving) return "missing";
  if (serving.releaseId !== releaseId) return "other_release";
  // A process that was started before configurations had names cannot be told apart.
  const isKnown = configurationId !== null && serving.configurationId !== undefined;
  return isKnown && serving.configurationId !== configurationId ? "other_configuration" : undefined;
}

/** What was found beside what is desired, in one sentence. */
export function sentenceOf(
  kind: DriftKind,
  desired: Desired,
  serving: Observation["serving"],
  names: Names,
): string {
  const [wanted, found] = [desired.releaseId ?? "", serving?.releaseId ?? ""];
  switch (kind) {
    case "missing":
      return `${names.release(wanted)} should run, and nothing does.`;
    case "other_release":
      return `${names.release(wanted)} should run, and ${names.release(found)} does.`;
    case "other_configuration":
      return `${names.release(wanted)} should run with ${names.configuration(desired.configurationId ?? "")}, and runs with ${names.configuration(serving?.configurationId ?? "")}.`;
    case "unexpected":
      return `Nothing should run, and ${names.release(found)} does.`;
  }
}

/**
 * What a place says of its drift after one more look. A difference counts once it was seen twice, some seconds apart and
 * under the same fence: whatever a deployment did in between makes it a new one. What counts stays until it is gone.
 */
export function nextDrift(
  before: Drift & { fence: number },
  seen: { kind: DriftKind; detail: string } | undefined,
  now: Date,
): Drift {
  if (!seen) return NO_DRIFT;
  const { kind: driftKind, detail: driftDetail } = seen;
  const { driftSince, driftFence, driftDetectedAt, fence } = before;
  const isSame = driftSince !== null && (driftDetectedAt !== null || driftFence === fence);
  if (!isSame) return { driftKind, driftDetail, driftSince: now, driftFence: fence, driftDetectedAt: null };
  const isOld = now.getTime() - driftSince.getTime() >= CONFIRM_AFTER_MS;
  return {
    driftKind,
    driftDetail,
    driftSince,
    driftFence,
    driftDetectedAt: driftDetectedAt ?? (isOld ? now : null),
  };
}

export const driftDiffers = (one: Drift, other: Drift): boolean =>
  one.driftKind !== other.driftKind ||
  one.driftDetail !== other.driftDetail ||
  one.driftSince?.getTime() !== other.driftSince?.getTime() ||
  one.driftDetectedAt?.getTime() !== other.driftDetectedAt?.getTime();
