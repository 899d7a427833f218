import "server-only";
import { and, eq, gte, inArray, isNull, ne, sql } from "drizzle-orm";

import { deployments, migrationRuns, placements } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { listQuarantines } from "@/lib/gates";

import { judgeRollback, type AppliedRelease } from "../migrations/verdict";
import { readReleases } from "./migration-verdict";

type Place = {
  id: string;
  environmentId: string;
  release: { id: string } | null;
  warm: { id: string } | null;
  warmUntil: Date | null;
};

/**
 * Ids of the places in which the release that is warm may serve again at once: it was not rolled back from there, it is
 * not in quarantine, and it goes together with the database as it is. Three queries for all places, and none where nothing
 * is warm.
 * @param rolledBack environment and release, separated by a space
 */
export async function findWarmReturns(
  ctx: Context,
  places: readonly Place[],
  rolledBack: ReadonlySet<string>,
): Promise<Set<string>> {
  const now = new Date();
  const warm = places.flatMap(({ id, environmentId, release, warm: before, warmUntil }) =>
    release && before && warmUntil && warmUntil > now && !rolledBack.has(`${environmentId} ${before.id}`)
      ? [{ id, servingId: release.id, warmId: before.id }]
      : [],
  );
  if (warm.length === 0) return new Set();
  const [quarantines, runs] = await Promise.all([
    listQuarantines(
      ctx,
      warm.map(({ warmId }) => warmId),
    ),
    readRunsSince(
      ctx,
      warm.map(({ id }) => id),
    ),
  ]);
  const quarantined = new Set(quarantines.map(({ releaseId }) => releaseId));
  const ids = [
    ...warm.flatMap(({ servingId, warmId }) => [servingId, warmId]),
    ...runs.map(({ releaseId }) => releaseId),
  ];
  const known = await readReleases(ctx, [...new Set(ids)]);
  const isSafe = ({ id, servingId, warmId }: (typeof warm)[number]) => {
    const [serving, target] = [known.get(servingId), known.get(warmId)];
    if (!serving || !target) return false;
    const applied = runs.flatMap(({ placementId, releaseId, status, appliedAfter }): AppliedRelease[] => {
      const release = known.get(releaseId);
      return release && placementId === id
        ? [{ ...release, isCertain: status === "passed", applied: appliedAfter }]
        : [];
    });
    // Without a command it migrated when it started, of which there is no run.
    if (!serving.migrates) applied.push({ ...serving, isCertain: true, applied: null });
    return judgeRollback(target, serving, applied).verdict === "safe";
  };
  return new Set(warm.filter((place) => !quarantined.has(place.warmId) && isSafe(place)).map(({ id }) => id));
}

/** What migrated in each place since the release that is warm came there first. */
function readRunsSince({ db }: Pick<Context, "db">, placementIds: readonly string[]) {
  const cameFirst = db
    .select({ at: sql`min(${deployments.startedAt})` })
    .from(deployments)
    .where(
      and(eq(deployments.placementId, placements.id), eq(deployments.releaseId, placements.warmReleaseId)),
    );
  return db
    .select({
      placementId: placements.id,
      releaseId: migrationRuns.releaseId,
      status: migrationRuns.status,
      appliedAfter: migrationRuns.appliedAfter,
    })
    .from(placements)
    .innerJoin(
      migrationRuns,
      and(
        eq(migrationRuns.serviceId, placements.serviceId),
        eq(migrationRuns.environmentId, placements.environmentId),
        eq(migrationRuns.direction, "up"),
        isNull(migrationRuns.revertedBy),
        ne(migrationRuns.releaseId, placements.warmReleaseId),
        gte(migrationRuns.startedAt, sql`coalesce((${cameFirst}), '-infinity')`),
      ),
    )
    .where(inArray(placements.id, [...placementIds]));
}
