import "server-only";
import { and, asc, desc, eq, isNotNull, lt, type SQL, sql } from "drizzle-orm";

import { deployments, releases } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { DeployMarker } from "../contract";
import type { Stretch } from "./release-series";
import type { Period, Scope } from "./scope";

type Moves = {
  markers: DeployMarker[];
  /** When traffic would have reached which release; the one that is there now has no end. */
  served: Map<string, Stretch[]>;
};

/** When traffic moved to another release in a period, and who served in between. */
export async function readMoves(ctx: Context, scope: Scope, { from, to }: Period): Promise<Moves> {
  const within = sql`${deployments.switchedAt} >= ${from.toISOString()}::timestamptz`;
  const before = sql`${deployments.switchedAt} < ${from.toISOString()}::timestamptz`;
  const [[last], moves] = await Promise.all([
    selectMoves(ctx, scope, before).orderBy(desc(deployments.switchedAt)).limit(1),
    selectMoves(ctx, scope, and(within, lt(deployments.switchedAt, to))).orderBy(asc(deployments.switchedAt)),
  ]);
  const served = new Map<string, Stretch[]>();
  const all = last ? [last, ...moves] : moves;
  for (const [index, { releaseId, at }] of all.entries()) {
    if (!at) continue;
    const end = all[index + 1]?.at?.getTime() ?? Infinity;
    served.set(releaseId, [...(served.get(releaseId) ?? []), [at.getTime(), end]]);
  }
  return {
    served,
    markers: moves.flatMap(({ at, deploymentId, kind, releaseNumber }) =>
      at ? [{ deploymentId, kind, releaseNumber, at: at.toISOString() }] : [],
    ),
  };
}

const selectMoves = (ctx: Context, { serviceId, environment }: Scope, condition: SQL | undefined) =>
  ctx.db
    .select({
      deploymentId: deployments.id,
      at: deployments.switchedAt,
      kind: deployments.kind,
      releaseId: deployments.releaseId,
      releaseNumber: releases.number,
    })
    .from(deployments)
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(
      and(
        eq(deployments.serviceId, serviceId),
        eq(deployments.environmentId, environment?.id ?? ""),
        isNotNull(deployments.switchedAt),
        sql`${deployments.releaseId} is distinct from ${deployments.previousReleaseId}`,
        condition,
      ),
    );
