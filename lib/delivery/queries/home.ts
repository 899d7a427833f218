import "server-only";
import { desc, eq, isNull, sql } from "drizzle-orm";

import { deployments, environments, placements, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import type { HomeView, ReadHome } from "../contract";
import { readAttention } from "./attention";
import { deploymentRow, selectDeployments } from "./deployments";
import { readPromotable } from "./promotable";
import { readWaiting } from "./waiting";

const USUAL_ATTENTION = 7;
const MAXIMUM_SHIPPED = 10;

/** What needs a person, what can go on, what shipped and what runs. */
export async function getHome(ctx: Context, input: Partial<ReadHome> = {}): Promise<HomeView> {
  demand(ctx.actor, "read");
  const waiting = readWaiting(ctx);
  const [serviceCount, attention, promotable, shipped, running, { others, total }] = await Promise.all([
    ctx.db.$count(services, isNull(services.archivedAt)),
    waiting.then(({ asked }) => readAttention(ctx, asked, input.attention ?? USUAL_ATTENTION)),
    readPromotable(ctx),
    selectDeployments(ctx)
      .where(eq(deployments.status, "succeeded"))
      .orderBy(desc(deployments.id))
      .limit(MAXIMUM_SHIPPED),
    readRunning(ctx),
    waiting,
  ]);
  return {
    serviceCount,
    attention: attention.items,
    attentionCount: attention.total,
    promotable,
    waiting: others.map(({ item }) => item),
    waitingCount: total,
    shipped: shipped.map(deploymentRow),
    running,
  };
}

async function readRunning(ctx: Context): Promise<HomeView["running"]> {
  const count = (condition: ReturnType<typeof sql>) =>
    sql<number>`count(*) filter (where ${placements.releaseId} is not null and ${condition})::int`;
  const inFlight = ctx.db
    .select({
      environmentId: deployments.environmentId,
      inFlight: sql<number>`count(*)::int`.as("in_flight"),
    })
    .from(deployments)
    .where(isNull(deployments.finishedAt))
    .groupBy(deployments.environmentId)
    .as("flights");
  return ctx.db
    .select({
      environment: environments.name,
      healthy: count(sql`${placements.health} in ('healthy', 'progressing')`),
      degraded: count(sql`${placements.health} = 'degraded'`),
      unknown: count(sql`${placements.health} = 'unknown'`),
      inFlight: sql<number>`coalesce(max(${inFlight.inFlight}), 0)::int`,
    })
    .from(environments)
    .leftJoin(placements, eq(placements.environmentId, environments.id))
    .leftJoin(inFlight, eq(inFlight.environmentId, environments.id))
    .groupBy(environments.id)
    .orderBy(environments.position);
}
