import "server-only";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";

import { environments, holds, quarantines } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import type { HoldView, QuarantineView } from "../contract";

type Reader = Pick<Context, "actor" | "db">;

/** Where automation keeps its hands off a service, in order of promotion. */
export async function listHolds(ctx: Reader, serviceId: string): Promise<HoldView[]> {
  demand(ctx.actor, "read");
  const rows = await ctx.db
    .select({
      environment: environments.name,
      reason: holds.reason,
      createdByName: holds.createdByName,
      createdAt: holds.createdAt,
      untilReleaseNumber: holds.untilReleaseNumber,
      deploymentId: holds.deploymentId,
    })
    .from(holds)
    .innerJoin(environments, eq(environments.id, holds.environmentId))
    .where(and(eq(holds.serviceId, serviceId), isNull(holds.endedAt)))
    .orderBy(asc(environments.position));
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
}

/** Which of these releases are in quarantine. */
export async function listQuarantines(ctx: Reader, releaseIds: readonly string[]): Promise<QuarantineView[]> {
  demand(ctx.actor, "read");
  if (releaseIds.length === 0) return [];
  const rows = await ctx.db
    .select({
      releaseId: quarantines.releaseId,
      reason: quarantines.reason,
      link: quarantines.link,
      createdByName: quarantines.createdByName,
      createdAt: quarantines.createdAt,
    })
    .from(quarantines)
    .where(and(inArray(quarantines.releaseId, [...releaseIds]), isNull(quarantines.endedAt)));
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
}
