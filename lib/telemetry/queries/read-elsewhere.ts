import "server-only";
import { and, eq, gte, inArray, lt, sql } from "drizzle-orm";

import { redHours, redMinutes } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import { ALL_OPERATIONS, type Elsewhere } from "../contract";
import { groupBy } from "./figures";
import type { Period, Scope } from "./scope";

/** How much was asked in the environments that are not shown, and how much of that failed: sums alone, in one statement. */
export async function readElsewhere(
  ctx: Context,
  { elsewhere }: Scope,
  { from, to, grain }: Period,
): Promise<Elsewhere[]> {
  if (elsewhere.length === 0) return [];
  const table = grain === "minute" ? redMinutes : redHours;
  const sums = await ctx.db
    .select({
      sourceId: table.sourceId,
      requests: sql<number>`sum(${table.requests})::float8`,
      errors: sql<number>`sum(${table.errors})::float8`,
    })
    .from(table)
    .where(
      and(
        inArray(
          table.sourceId,
          elsewhere.map(({ id }) => id),
        ),
        eq(table.operationId, ALL_OPERATIONS),
        gte(table.at, from),
        lt(table.at, to),
      ),
    )
    .groupBy(table.sourceId);
  const sumOfSource = new Map(sums.map((row) => [row.sourceId, row]));
  return [...groupBy(elsewhere, ({ environment }) => environment)].flatMap(([environment, sources]) => {
    const own = sources.flatMap(({ id }) => sumOfSource.get(id) ?? []);
    const requests = own.reduce((sum, row) => sum + row.requests, 0);
    const errors = own.reduce((sum, row) => sum + row.errors, 0);
    return requests === 0 ? [] : [{ environment, requests, errors, errorRate: errors / requests }];
  });
}
