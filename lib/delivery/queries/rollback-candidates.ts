import "server-only";
import { and, desc, eq, inArray, sql } from "drizzle-orm";

import { configurationVersions, deployments, events, placements, releases } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { required } from "@/lib/core/errors";
import { env } from "@/lib/env";
import { listQuarantines } from "@/lib/gates";

import { verifyRelease } from "../build";
import type { ReleaseRef, RollbackCandidate } from "../contract";
import { iso, releaseColumns, releaseRef } from "./columns";
import { newestDigestOf } from "./configuration-changes";
import { estimateRollback } from "./estimates";
import { findGateBlockers } from "./gate-blockers";
import { judgeRollbacks, verdictView } from "./migration-verdict";

const MAXIMUM_CANDIDATES = 20;
/** Enough history to find that many different releases, also where the same ones went back and forth. */
const MAXIMUM_DEPLOYMENTS = 200;

/**
 * Releases that served in an environment before, most recently live first. The last known good one is the newest of
 * them that was never rolled back from here and is not in quarantine.
 */
export async function listRollbackCandidates(
  ctx: Context,
  service: { id: string; name: string },
  environment: { id: string; name: string },
): Promise<{ current: ReleaseRef | null; candidates: RollbackCandidate[] }> {
  const [place] = await ctx.db
    .select({
      id: placements.id,
      release: releaseColumns(),
      warmReleaseId: placements.warmReleaseId,
      warmUntil: placements.warmUntil,
    })
    .from(placements)
    .leftJoin(releases, eq(releases.id, placements.releaseId))
    .where(and(eq(placements.serviceId, service.id), eq(placements.environmentId, environment.id)));
  if (!place) return { current: null, candidates: [] };

  const current = place.release ? releaseRef(place.release) : null;
  const [served, estimate] = await Promise.all([readServed(ctx, place.id), estimateRollback(ctx, place.id)]);
  const earlier = served.filter(({ release }) => release.id !== current?.id).slice(0, MAXIMUM_CANDIDATES);
  const ids = earlier.map(({ release }) => release.id);
  const at = { serviceId: service.id, environmentId: environment.id };
  const [judged, quarantined] = [
    await judgeRollbacks(ctx, at, current?.id ?? null, ids),
    await listQuarantines(ctx, ids),
  ];
  const isQuarantined = (id: string) => quarantined.some(({ releaseId }) => releaseId === id);
  const good = earlier.find(({ release, isGood }) => isGood && !isQuarantined(release.id));
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
        lastKnownGood: release.id === good?.release.id,
        eligible: isOnDisk,
        whyNot: !isOnDisk
          ? "Its files are gone from this machine. Build its commit again."
          : isGood
            ? null
            : "It was rolled back from here before.",
        blockers: isQuarantined(release.id)
          ? await quarantineBlockers(ctx, { service, environment, release, kind: "rollback" })
          : [],
      };
    },
  );
  return { current, candidates: await Promise.all(candidates) };
}

/** In the words of the gate, with who may override it. */
const quarantineBlockers = async (ctx: Context, move: Parameters<typeof findGateBlockers>[1]) =>
  (await findGateBlockers(ctx, move)).filter(({ code }) => code === "quarantine");

/** Each release that was live in the place once, with when it was so last. */
async function readServed(ctx: Context, placementId: string) {
  const rows = await ctx.db
    .select({
      outcome: deployments.outcome,
      lastLiveAt: sql<Date>`coalesce(${deployments.replacedAt}, ${deployments.finishedAt})`.mapWith(
        deployments.finishedAt,
      ),
      release: releaseColumns(),
      version: {
        id: configurationVersions.id,
        number: configurationVersions.number,
        digest: configurationVersions.digest,
      },
      newestDigest: newestDigestOf(deployments),
      // Its monitors failed, or nobody could tell, and it was not taken back for another reason.
      wasDoubted: sql<boolean>`exists (select 1 from ${events} where ${events.subject} = ${deployments.id} and ${events.type} = 'deployment.rollback_withheld')`,
    })
    .from(deployments)
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .leftJoin(configurationVersions, eq(configurationVersions.id, deployments.configurationVersionId))
    .where(
      and(
        eq(deployments.placementId, placementId),
        inArray(deployments.status, ["succeeded"]),
        eq(releases.status, "ready"),
      ),
    )
    .orderBy(desc(deployments.id))
    .limit(MAXIMUM_DEPLOYMENTS);

  type Served = Pick<RollbackCandidate, "release" | "configuration"> & {
    lastLiveAt: string;
    isGood: boolean;
  };
  const served = new Map<string, Served>();
  for (const row of rows) {
    const known = served.get(row.release.id);
    const wasRolledBack =
      row.wasDoubted || row.outcome === "rolled_back" || row.outcome === "rolled_back_auto";
    if (known) known.isGood &&= !wasRolledBack;
    else {
      served.set(row.release.id, {
        release: releaseRef(row.release),
        lastLiveAt: row.lastLiveAt.toISOString(),
        isGood: !wasRolledBack,
        configuration: row.version && {
          versionId: row.version.id,
          number: row.version.number,
          isCurrent: row.version.digest === row.newestDigest,
        },
      });
    }
  }
  return [...served.values()];
}
