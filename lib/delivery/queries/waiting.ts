import "server-only";
import { and, asc, desc, eq, inArray, isNull, sql } from "drizzle-orm";

import { deployments, environments, releases, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { listAskedOf } from "@/lib/gates";

import type { AttentionItem } from "../contract";

/** So many of those that wait for others are told; the page leads to all. */
const MAXIMUM_OTHERS = 5;

export type WaitingItem = { isProduction: boolean; item: AttentionItem };

/**
 * What waits at a gate: all that asks for the approval of whoever reads it, and of the rest the first few, production
 * first, then what waits longest.
 */
export async function readWaiting(
  ctx: Context,
): Promise<{ asked: WaitingItem[]; others: WaitingItem[]; total: number }> {
  const askedIds = await listAskedOf(ctx);
  const askedFirst = askedIds.length > 0 ? [sql`(${inArray(deployments.id, askedIds)}) desc`] : [];
  const rows = await ctx.db
    .select({
      id: deployments.id,
      serviceName: services.name,
      environment: environments.name,
      isProduction: environments.isProduction,
      number: releases.number,
      waitingFor: deployments.waitingFor,
      at: deployments.createdAt,
      total: sql<number>`(count(*) over ())::int`,
    })
    .from(deployments)
    .innerJoin(services, and(eq(services.id, deployments.serviceId), isNull(services.archivedAt)))
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(eq(deployments.status, "waiting"))
    .orderBy(...askedFirst, desc(environments.isProduction), asc(deployments.id))
    .limit(askedIds.length + MAXIMUM_OTHERS);
  const found = rows.map(({ id, serviceName, environment, isProduction, number, waitingFor, at }) => {
    const asked = askedIds.includes(id);
    const reason = asked ? waitingFor.find(({ code }) => code === "approval") : waitingFor[0];
    const item: AttentionItem = {
      id: `waiting:${id}`,
      kind: asked ? "approval" : "waiting",
      message: asked
        ? `${serviceName} #${number} to ${environment} waits for your approval. ${reason?.message ?? ""}`.trim()
        : `${serviceName} #${number} to ${environment} waits. ${reason?.message ?? ""}`.trim(),
      at: at.toISOString(),
      serviceName,
      environment,
      href: `/deployments/${id}`,
      action: asked ? "Review it" : "Look at it",
    };
    return { asked, isProduction, item };
  });
  return {
    asked: found.filter(({ asked }) => asked),
    others: found.filter(({ asked }) => !asked),
    total: rows[0]?.total ?? 0,
  };
}
