import "server-only";
import type { Context } from "@/lib/core/context";
import { required } from "@/lib/core/errors";
import { env } from "@/lib/env";
import { listQuarantines } from "@/lib/gates";

import { verifyRelease } from "../build";
import type { ReleaseRef, RollbackCandidate } from "../contract";
import { iso } from "./columns";
import { estimateRollback } from "./estimates";
import { findGateBlockers } from "./gate-blockers";
import { judgeRollbacks, verdictView } from "./migration-verdict";
import { readServedBefore } from "./served-before";

/**
 * Releases that served in an environment before, those that are older than what serves first, most recently live first.
 * The last known good one is the first that is older, was never rolled back from here and is not in quarantine.
 */
export async function listRollbackCandidates(
  ctx: Context,
  service: { id: string; name: string },
  environment: { id: string; name: string },
): Promise<{ current: ReleaseRef | null; candidates: RollbackCandidate[] }> {
  const found = await readServedBefore(ctx, service, environment);
  if (!found) return { current: null, candidates: [] };
  const { place, current } = found;
  const isForward = ({ number }: ReleaseRef) => current !== null && number > current.number;
  const earlier = found.earlier.toSorted(
    (left, right) => Number(isForward(left.release)) - Number(isForward(right.release)),
  );
  const estimate = await estimateRollback(ctx, place.id);
  const ids = earlier.map(({ release }) => release.id);
  const at = { serviceId: service.id, environmentId: environment.id };
  const [judged, quarantined] = [
    await judgeRollbacks(ctx, at, current?.id ?? null, ids),
    await listQuarantines(ctx, ids),
  ];
  const isQuarantined = (id: string) => quarantined.some(({ releaseId }) => releaseId === id);
  const good = earlier.find(
    ({ release, isGood }) => isGood && !isForward(release) && !isQuarantined(release.id),
  );
  const candidates = earlier.map(
    async ({ release, lastLiveAt, isGood, configuration }, index): Promise<RollbackCandidate> => {
      const isWarm =
        release.id === place.warmReleaseId && place.warmUntil !== null && place.warmUntil > new Date();
      const isOnDisk = await verifyRelease(env().SLIPWAY_HOME, release.id);
      return {
        release,
        lastLiveAt,
        warmUntil: isWarm ? iso(place.warmUntil) : null,
        estimateMs: isWarm ? estimate.warmMs : estimate.coldMs,
        coldEstimateMs: estimate.coldMs,
        configuration,
        migration: verdictView(required(judged[index], "the judgement")),
        isForward: isForward(release),
        lastKnownGood: release.id === good?.release.id,
        eligible: isOnDisk,
        whyNot: !isOnDisk
          ? "Its files are gone from this machine. Build its commit again."
          : isGood
            ? null
            : "It was rolled back from here before.",
        blockers:
          isForward(release) || isQuarantined(release.id)
            ? await ownBlockers(ctx, { service, environment, release, kind: "rollback" }, isForward(release))
            : [],
      };
    },
  );
  return { current, candidates: await Promise.all(candidates) };
}

/**
 * What stands in the way of one release alone, in the words of the gates, with who may override it. For one that is newer
 * than what serves all gates of a promotion hold; for the others only a quarantine does.
 */
async function ownBlockers(ctx: Context, move: Parameters<typeof findGateBlockers>[1], isForward: boolean) {
  const blockers = await findGateBlockers(ctx, move);
  return isForward ? blockers : blockers.filter(({ code }) => code === "quarantine");
}
