import "server-only";
import { and, eq, gt, lte, sql } from "drizzle-orm";

import { releases } from "@/db/schema";
import type { Context } from "@/lib/core/context";

/** From what serves in a place, exclusive, to what could serve there, inclusive: numbers of releases of one service. */
export type Gap = { serviceId: string; after: number; upTo: number };

/**
 * How many releases each gap holds that could be deployed. The numbers alone would count builds that failed as well.
 * A subquery for each gap and no join, so that each is one step into the index of service and number.
 */
export async function countReady(ctx: Context, gaps: readonly Gap[]): Promise<number[]> {
  if (gaps.length === 0) return [];
  const ready = ctx.db
    .select({ count: sql<number>`count(*)::int` })
    .from(releases)
    .where(
      and(
        eq(releases.serviceId, sql`gap."serviceId"`),
        gt(releases.number, sql`gap."after"`),
        lte(releases.number, sql`gap."upTo"`),
        eq(releases.status, "ready"),
      ),
    );
  const rows = await ctx.db
    .select({ ready: sql<number>`(${ready})` })
    .from(gapsAsRows(gaps))
    .orderBy(sql`gap."index"`);
  return rows.map((row) => row.ready);
}

const gapsAsRows = (gaps: readonly Gap[]) => {
  const rows = JSON.stringify(gaps.map((gap, index) => ({ ...gap, index })));
  return sql`jsonb_to_recordset(${rows}::text::jsonb)
    as gap("index" int, "serviceId" text, "after" int, "upTo" int)`;
};
