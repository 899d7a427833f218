import "server-only";
import { and, desc, eq, inArray, sql } from "drizzle-orm";

import { configurationVersions, deployments, events, placements, releases } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { RollbackCandidate } from "../contract";
import { releaseColumns, releaseRef } from "./columns";
import { newestDigestOf } from "./configuration-changes";

const MAXIMUM_CANDIDATES = 20;
/** Enough history to find that many different releases, also where the same ones went back and forth. */
const MAXIMUM_DEPLOYMENTS = 200;

/**
 * What serves in an environment, and up to twenty other releases that did before, most recently live first. Undefined where
 * nothing was ever asked for.
 */
export async function readServedBefore(
  ctx: Pick<Context, "db">,
  service: { id: string },
  environment: { id: string },
) {
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
  if (!place) return undefined;
  const current = place.release && releaseRef(place.release);
  const served = await readServed(ctx, place.id);
  const earlier = served.filter(({ release }) => release.id !== current?.id).slice(0, MAXIMUM_CANDIDATES);
  return { place, current, earlier };
}

/** Each release that was live in the place once, with when it was so last. */
async function readServed(ctx: Pick<Context, "db">, placementId: string) {
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
