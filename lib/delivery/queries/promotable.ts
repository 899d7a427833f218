import "server-only";
import { and, desc, eq, gt, inArray, isNull, notExists, sql, type SQL, type SQLWrapper } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";

import { deployments, placements, quarantines, services } from "@/db/schema";
import { listEnvironments } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";

import type { AttentionItem } from "../contract";
import { canDeployTo } from "../policy";
import { countReady } from "./gaps";

const MAXIMUM_PROMOTABLE = 5;

const ahead = alias(placements, "ahead");
const behind = alias(placements, "behind");

/**
 * What serves well in one environment, is newer than what the next one serves, and may go there by whoever asks: the
 * later environment first, then what arrived last. Not what failed there already, was rolled back from there, is in
 * quarantine, or is on its way.
 */
export async function readPromotable(ctx: Context): Promise<AttentionItem[]> {
  const environments = await listEnvironments(ctx);
  const lanes = environments.flatMap((to, index): Lane[] => {
    const [from, source, goal] = [
      environments[index - 1],
      environments[index - 1]?.regions[0],
      to.regions[0],
    ];
    return from && source && goal && canDeployTo(ctx.actor, to)
      ? [{ from: from.name, to: to.name, source: source.id, goal: goal.id, stage: index }]
      : [];
  });
  if (lanes.length === 0) return [];

  const waiting = whatWaits(ctx, lanes);
  const attempts = () => ctx.db.select({ one: sql`1` }).from(deployments);
  const rows = await ctx.db
    .select()
    .from(waiting)
    .where(
      and(
        notExists(
          attempts().where(
            and(eq(deployments.placementId, waiting.goalPlacementId), isNull(deployments.finishedAt)),
          ),
        ),
        notExists(
          ctx.db
            .select({ one: sql`1` })
            .from(quarantines)
            .where(and(eq(quarantines.releaseId, waiting.releaseId), isNull(quarantines.endedAt))),
        ),
        notExists(
          attempts().where(
            and(
              eq(deployments.id, waiting.lastDeploymentId),
              eq(deployments.releaseId, waiting.releaseId),
              inArray(deployments.status, ["failed", "errored", "interrupted"]),
            ),
          ),
        ),
        notExists(
          attempts().where(
            and(
              eq(deployments.serviceId, waiting.serviceId),
              eq(deployments.environmentId, waiting.goalEnvironmentId),
              eq(deployments.releaseId, waiting.releaseId),
              inArray(deployments.outcome, ["rolled_back", "rolled_back_auto"]),
            ),
          ),
        ),
      ),
    )
    .orderBy(...inOrder(waiting))
    .limit(MAXIMUM_PROMOTABLE);

  const distances = await countReady(
    ctx,
    rows.map(({ serviceId, served, number }) => ({ serviceId, after: served ?? 0, upTo: number ?? 0 })),
  );
  return rows.flatMap((row, index): AttentionItem[] => {
    const lane = lanes.find(({ source }) => source === row.region);
    if (!lane || row.number === null) return [];
    const gap = row.served === null ? "serves nothing of it yet" : `is ${distances[index]} behind`;
    return [
      {
        id: `promotable:${row.id}`,
        kind: "promotable",
        message: `${row.serviceName} #${row.number} serves in ${lane.from}, ${lane.to} ${gap}.`,
        at: (row.since ?? row.at).toISOString(),
        serviceName: row.serviceName,
        environment: lane.to,
        href: `/services/${row.serviceName}?promote=${lane.to}`,
        action: "Promote",
      },
    ];
  });
}

type Lane = { from: string; to: string; source: string; goal: string; stage: number };

/** In order before it is looked at more closely, so that PostgreSQL looks at a few rows and not at thousands. */
function whatWaits(ctx: Context, lanes: readonly Lane[]) {
  const byLane = (value: (lane: Lane) => SQL) =>
    sql`case ${ahead.regionId} ${sql.join(
      lanes.map((lane) => sql`when ${lane.source} then ${value(lane)}`),
      sql` `,
    )} end`;
  const selected = {
    id: ahead.id,
    serviceId: ahead.serviceId,
    serviceName: services.name,
    releaseId: ahead.releaseId,
    number: ahead.releaseNumber,
    region: ahead.regionId,
    since: ahead.liveSince,
    at: ahead.updatedAt,
    stage: byLane(({ stage }) => sql.raw(String(stage))).as("stage"),
    served: sql<number | null>`${behind.releaseNumber}`.as("served"),
    goalPlacementId: sql<string | null>`${behind.id}`.as("goal_placement_id"),
    goalEnvironmentId: sql<string | null>`${behind.environmentId}`.as("goal_environment_id"),
    lastDeploymentId: behind.lastDeploymentId,
  };
  return ctx.db
    .select(selected)
    .from(ahead)
    .innerJoin(services, and(eq(services.id, ahead.serviceId), isNull(services.archivedAt)))
    .leftJoin(
      behind,
      and(
        eq(behind.serviceId, ahead.serviceId),
        eq(
          behind.regionId,
          byLane(({ goal }) => sql`${goal}`),
        ),
      ),
    )
    .where(
      and(
        inArray(
          ahead.regionId,
          lanes.map(({ source }) => source),
        ),
        eq(ahead.health, "healthy"),
        gt(ahead.releaseNumber, sql`coalesce(${behind.releaseNumber}, 0)`),
      ),
    )
    .orderBy(...inOrder({ stage: selected.stage, since: ahead.liveSince, id: ahead.id }))
    .as("waiting");
}

const inOrder = ({ stage, since, id }: Record<"stage" | "since" | "id", SQLWrapper>) => [
  desc(stage),
  desc(since),
  desc(id),
];
