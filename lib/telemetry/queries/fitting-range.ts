import "server-only";
import { and, eq, inArray, lt } from "drizzle-orm";

import { redHours } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import { ALL_OPERATIONS, type RedRange } from "../contract";
import type { Scope } from "./scope";

const HOUR_MS = 3_600_000;

/**
 * How far back a view looks when nobody says: six hours; one hour while all there is lies in this hour and the one before
 * it, because what was deployed ten minutes ago is two dots at the edge of six hours.
 */
export async function fittingRange(ctx: Context, { sources }: Scope, now: Date): Promise<RedRange> {
  if (sources.length === 0) return "6h";
  const since = new Date((Math.floor(now.getTime() / HOUR_MS) - 1) * HOUR_MS);
  const [older] = await ctx.db
    .select({ sourceId: redHours.sourceId })
    .from(redHours)
    .where(
      and(
        inArray(
          redHours.sourceId,
          sources.map(({ id }) => id),
        ),
        eq(redHours.operationId, ALL_OPERATIONS),
        lt(redHours.at, since),
      ),
    )
    .limit(1);
  return older ? "6h" : "1h";
}
