import "server-only";
import { and, asc, desc, eq, gt, lte } from "drizzle-orm";

import { releases } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { CommitView } from "../contract";

/** More than a person reads in a dialog. */
const MAXIMUM_COMMITS = 100;

/**
 * What changed after release `from` up to release `to` of a service, by the changelogs of the releases between them;
 * newest first. Without `from`, the changelog of `to` alone.
 */
export async function changesBetween(
  ctx: Context,
  serviceId: string,
  from: number | undefined,
  to: number,
): Promise<{ commits: CommitView[]; changedFileCount: number | null }> {
  const rows = await ctx.db
    .select({ changelog: releases.changelog, changedFileCount: releases.changedFileCount })
    .from(releases)
    .where(
      and(
        eq(releases.serviceId, serviceId),
        eq(releases.status, "ready"),
        gt(releases.number, from ?? to - 1),
        lte(releases.number, to),
      ),
    )
    .orderBy(desc(releases.number), asc(releases.id))
    .limit(MAXIMUM_COMMITS);
  const commits = new Map(rows.flatMap(({ changelog }) => changelog).map((commit) => [commit.sha, commit]));
  const counts = rows.map(({ changedFileCount }) => changedFileCount);
  return {
    commits: [...commits.values()].slice(0, MAXIMUM_COMMITS),
    // Exact for one release; across several, a file may count once per release.
    changedFileCount: counts.every((count) => count !== null)
      ? counts.reduce((sum: number, count) => sum + (count ?? 0), 0)
      : null,
  };
}
