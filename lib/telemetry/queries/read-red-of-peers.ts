import "server-only";
import { and, gte, inArray, lt, lte, ne, or } from "drizzle-orm";

import { operations, redDays, redHours, redMinutes } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { RedRow } from "./figures";
import type { Grain } from "./read-red";

const TABLES = { minute: redMinutes, hour: redHours, day: redDays };
/** Rows up to it stand for all operations of a source: 0 for those of the gateway, -1 for those that SDKs told of. */
const LAST_TOTAL = 0;

type Wanted = { grain: Grain; sourceIds: readonly number[]; from: Date; to: Date };

/** Rows of what services ask others, and those that stand for all that they are asked. */
export async function readRedOfPeers(
  ctx: Context,
  { grain, sourceIds, from, to }: Wanted,
): Promise<(RedRow & { sourceId: number; operationId: number; at: Date })[]> {
  if (sourceIds.length === 0) return [];
  const table = TABLES[grain];
  const withPeer = ctx.db.select({ id: operations.id }).from(operations).where(ne(operations.peer, ""));
  return ctx.db
    .select({
      sourceId: table.sourceId,
      operationId: table.operationId,
      at: table.at,
      requests: table.requests,
      errors: table.errors,
      durationUs: table.durationUs,
      bucketOffset: table.bucketOffset,
      buckets: table.buckets,
    })
    .from(table)
    .where(
      and(
        inArray(table.sourceId, [...sourceIds]),
        or(lte(table.operationId, LAST_TOTAL), inArray(table.operationId, withPeer)),
        gte(table.at, from),
        lt(table.at, to),
      ),
    );
}
