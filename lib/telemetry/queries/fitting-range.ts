import "server-only";
import { and, eq, gte, inArray, lt, sql } from "drizzle-orm";

import { redHours, redMinutes } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import { ALL_OPERATIONS, type RedRange } from "../contract";
import { periodOf, type Scope } from "./scope";

const HOUR_MS = 3_600_000;

/**
 * How far back a view looks when nobody says: six hours; one hour while that holds all there is, because what was deployed
 * ten minutes ago is two dots at the edge of six hours. A service that no gateway counts has nothing to tell its age by.
 */
export async function fittingRange(ctx: Context, { sources }: Scope, now: Date): Promise<RedRange> {
  if (sources.length === 0) return "6h";
  const { from } = periodOf("1h", now);
  // Hours alone cannot tell what came in the hour in which the last sixty minutes begin.
  const hour = new Date(Math.floor(from.getTime() / HOUR_MS) * HOUR_MS);
  const any = (table: typeof redHours, since: Date | undefined, until: Date | undefined) =>
    sql<boolean>`exists ${ctx.db
      .select({ sourceId: table.sourceId })
      .from(table)
      .where(
        and(
          inArray(
            table.sourceId,
            sources.map(({ id }) => id),
          ),
          eq(table.operationId, ALL_OPERATIONS),
          since && gte(table.at, since),
          until && lt(table.at, until),
        ),
      )}`;
  const [found] = await ctx.db
    .select({
      isOlder: sql<boolean>`${any(redHours, undefined, hour)} or ${any(redMinutes, hour, from)}`,
      isThere: any(redMinutes, from, undefined),
    })
    .from(sql`(select) as once`);
  return found?.isThere && !found.isOlder ? "1h" : "6h";
}
