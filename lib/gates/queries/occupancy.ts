import "server-only";
import { and, desc, eq, inArray, isNotNull, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";

import { deployments, placements } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { UpstreamFacts } from "../rules/judge";
import type { Interval } from "../rules/windows";

/** A release that went back and forth more often than that is soaked by what came last. */
const MAXIMUM_ATTEMPTS = 100;

type Served = Pick<UpstreamFacts, "occupancy" | "isLive" | "inFlight" | "trouble">;
type Place = { serviceId: string; environmentId: string };

/**
 * When a release served in an environment, by successful deployments. It ends when another one was switched to, also
 * while that one has not ended, and is broken by one that was switched to and taken back.
 */
export async function readOccupancy(
  ctx: Pick<Context, "db">,
  place: Place,
  releaseId: string,
): Promise<Served> {
  const [holder] = await readHolder(ctx, place);
  const isLive = holder?.releaseId === releaseId;
  const attempts = await readAttempts(ctx, place, releaseId);
  const served = attempts.filter(({ status }) => status === "succeeded");
  const occupancy = served.flatMap(({ id, switchedAt, replacedAt, outcome }): Interval[] => {
    if (!switchedAt) return [];
    const lasts = isLive && id === holder?.deploymentId;
    // Its end is written when the next one has ended; until then the next one's switch is what counts.
    const until = replacedAt ?? (outcome === "live" ? holder?.switchedAt : null);
    const untilMs = lasts ? Number.MAX_SAFE_INTEGER : until?.getTime();
    return untilMs === undefined ? [] : [{ fromMs: switchedAt.getTime(), untilMs }];
  });
  const breaks = await readBreaks(
    ctx,
    served.map(({ id }) => id),
  );
  const isUnwell = isLive && (holder?.health === "degraded" || holder?.health === "unknown");
  const isBeingReplaced =
    !isLive && holder?.status === "running" && served.some(({ outcome }) => outcome === "live");
  return {
    occupancy: without(occupancy, breaks),
    isLive,
    inFlight: isBeingReplaced
      ? (holder.deploymentId ?? undefined)
      : attempts.find(({ status }) => status !== "succeeded")?.id,
    trouble: isUnwell ? (holder.detail ?? "It does not answer.") : undefined,
  };
}

/** What serves there, and the deployment that brought it. */
const readHolder = ({ db }: Pick<Context, "db">, { serviceId, environmentId }: Place) =>
  db
    .select({
      releaseId: placements.releaseId,
      deploymentId: placements.deploymentId,
      health: placements.health,
      detail: placements.healthDetail,
      status: deployments.status,
      switchedAt: deployments.switchedAt,
    })
    .from(placements)
    .leftJoin(deployments, eq(deployments.id, placements.deploymentId))
    .where(and(eq(placements.serviceId, serviceId), eq(placements.environmentId, environmentId)))
    .limit(1);

const readAttempts = ({ db }: Pick<Context, "db">, { environmentId }: Place, releaseId: string) =>
  db
    .select({
      id: deployments.id,
      status: deployments.status,
      outcome: deployments.outcome,
      switchedAt: deployments.switchedAt,
      replacedAt: deployments.replacedAt,
    })
    .from(deployments)
    .where(
      and(
        eq(deployments.releaseId, releaseId),
        eq(deployments.environmentId, environmentId),
        inArray(deployments.status, ["succeeded", "queued", "waiting", "running"]),
      ),
    )
    .orderBy(desc(deployments.id))
    .limit(MAXIMUM_ATTEMPTS);

/** When something else had the traffic of one of these deployments for a while, and gave it back. */
async function readBreaks(
  { db }: Pick<Context, "db">,
  deploymentIds: readonly string[],
): Promise<Interval[]> {
  if (deploymentIds.length === 0) return [];
  const other = alias(deployments, "other");
  const rows = await db
    .select({ switchedAt: other.switchedAt, finishedAt: other.finishedAt })
    .from(deployments)
    .innerJoin(
      other,
      and(eq(other.placementId, deployments.placementId), eq(other.previousDeploymentId, deployments.id)),
    )
    .where(
      and(
        inArray(deployments.id, [...deploymentIds]),
        isNotNull(other.switchedAt),
        isNotNull(other.finishedAt),
        or(sql`${other.outcome} is null`, eq(other.outcome, "rolled_back_auto")),
        inArray(other.status, ["failed", "errored", "canceled", "interrupted"]),
      ),
    );
  return rows.flatMap(({ switchedAt, finishedAt }) =>
    switchedAt && finishedAt ? [{ fromMs: switchedAt.getTime(), untilMs: finishedAt.getTime() }] : [],
  );
}

const without = (intervals: Interval[], breaks: readonly Interval[]): Interval[] =>
  breaks.reduce(
    (left, { fromMs, untilMs }) =>
      left.flatMap((each) =>
        untilMs <= each.fromMs || fromMs >= each.untilMs
          ? [each]
          : [
              { fromMs: each.fromMs, untilMs: fromMs },
              { fromMs: untilMs, untilMs: each.untilMs },
            ].filter((part) => part.fromMs < part.untilMs),
      ),
    intervals,
  );
