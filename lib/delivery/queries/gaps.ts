import "server-only";
import { and, desc, eq, gt, inArray, lte, sql } from "drizzle-orm";

import { deployments, releases } from "@/db/schema";
import type { Context } from "@/lib/core/context";

/** From what serves in a place, exclusive, to what could serve there, inclusive: numbers of releases of one service. */
type Gap = { serviceId: string; after: number; upTo: number };

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
    .from(
      sql`jsonb_to_recordset(${numbered(gaps)}::text::jsonb) as gap("index" int, "serviceId" text, "after" int, "upTo" int)`,
    )
    .orderBy(sql`gap."index"`);
  return rows.map((row) => row.ready);
}

type Candidate = { environmentId: string; releaseId: string };
type FailedAttempt = { deploymentId: string; message: string };

/** For each candidate its last attempt in the environment, where that one failed: it is known to be bad there. */
export async function readFailedAttempts(
  ctx: Context,
  candidates: readonly Candidate[],
): Promise<(FailedAttempt | null)[]> {
  if (candidates.length === 0) return [];
  const last = ctx.db
    .select({ id: deployments.id, status: deployments.status, failure: deployments.failure })
    .from(deployments)
    .where(
      and(
        eq(deployments.releaseId, sql`candidate."releaseId"`),
        eq(deployments.environmentId, sql`candidate."environmentId"`),
        // What was canceled or superseded found nothing out.
        inArray(deployments.status, ["succeeded", "failed", "errored", "interrupted"]),
      ),
    )
    .orderBy(desc(deployments.id))
    .limit(1)
    .as("last");
  const rows = await ctx.db
    .select({ id: last.id, status: last.status, failure: last.failure })
    .from(
      sql`jsonb_to_recordset(${numbered(candidates)}::text::jsonb) as candidate("index" int, "environmentId" text, "releaseId" text)`,
    )
    .leftJoinLateral(last, sql`true`)
    .orderBy(sql`candidate."index"`);
  return rows.map(({ id, status, failure }) =>
    id !== null && status === "failed"
      ? { deploymentId: id, message: failure?.message ?? "It did not succeed." }
      : null,
  );
}

/** As one parameter, whatever their number, and in an order that the answer keeps. */
const numbered = (items: readonly object[]) =>
  JSON.stringify(items.map((item, index) => ({ ...item, index })));
