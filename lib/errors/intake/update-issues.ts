import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { errorIssues } from "@/db/schema";
import type { NewJob } from "@/lib/core/publish";

import { judgeJob } from "../jobs";
import type { Placed } from "./count-events";
import { sumIssues } from "./sum-issues";

type Running = {
  sourceId: number;
  releaseId: string | null;
  number: number | null;
  /** All that serves in the place is newer: the event is of somebody who did not reload, or of an instance's last breath. */
  isOutdated: boolean;
};

/**
 * Brings issues up to date with their hashes, and opens again what has to be: the ignored whose condition came true, and
 * the resolved that come from a release with the fix. Where git has to be asked whether it has, a job is the answer.
 */
export async function updateIssues(tx: Tx, placed: readonly Placed[]): Promise<NewJob[]> {
  const ids = [...new Set(placed.map(({ issueId }) => issueId))];
  await sumIssues(tx, ids);
  const closed = await tx
    .select()
    .from(errorIssues)
    .where(and(inArray(errorIssues.id, ids), inArray(errorIssues.status, ["ignored", "resolved"])));
  if (closed.length === 0) return [];
  const running = await runningReleases(tx, [...new Set(placed.map(({ sourceId }) => sourceId))]);
  const jobs: NewJob[] = [];
  for (const issue of closed) {
    const own = placed.filter(({ issueId }) => issueId === issue.id);
    const from = own.flatMap(({ sourceId }) => running.get(sourceId) ?? []);
    if (issue.status === "ignored") {
      // oxlint-disable-next-line no-await-in-loop -- few issues are ignored, and fewer come back
      if (isOver(issue, from)) await reopen(tx, issue.id, "unresolved");
      continue;
    }
    const releases = new Set(from.flatMap(({ releaseId }) => releaseId ?? []));
    const isBack =
      issue.resolution === "now"
        ? own.some(
            ({ event, sourceId }) =>
              event.atMs > (issue.resolvedAt?.getTime() ?? 0) && running.get(sourceId)?.isOutdated !== true,
          )
        : [...releases].some((releaseId) => issue.judged[releaseId] === true);
    // oxlint-disable-next-line no-await-in-loop -- see above
    if (isBack) await reopen(tx, issue.id, "regressed");
    else if (issue.resolution !== "now")
      for (const releaseId of releases)
        if (issue.judged[releaseId] === undefined) jobs.push(judgeJob(issue.id, releaseId));
  }
  return jobs;
}

export const reopen = (tx: Tx, issueId: string, status: "unresolved" | "regressed") =>
  tx
    .update(errorIssues)
    .set({ status, ignoredUntil: null, ignoredUntilCount: null, ignoredUntilAfter: null })
    .where(eq(errorIssues.id, issueId));

function isOver(issue: typeof errorIssues.$inferSelect, from: readonly Running[]): boolean {
  const { ignoredUntil, ignoredUntilCount, ignoredUntilAfter } = issue;
  return (
    (ignoredUntil !== null && ignoredUntil.getTime() <= Date.now()) ||
    (ignoredUntilCount !== null && issue.eventCount >= ignoredUntilCount) ||
    (ignoredUntilAfter !== null && from.some(({ number }) => (number ?? 0) > ignoredUntilAfter))
  );
}

/** The release behind each source: what the sender said, or else what serves in the place. */
async function runningReleases(tx: Tx, sourceIds: readonly number[]): Promise<Map<number, Running>> {
  const rows = await tx.execute<Running>(sql`
    select source.id as "sourceId", release.id as "releaseId", release.number,
      coalesce(release.number < (
        select min(serving.number) from placements other join releases serving on serving.id = other.release_id
        where other.service_id = source.service_id and other.environment_id = source.environment_id), false) as "isOutdated"
    from telemetry_sources source
    left join placements place on place.service_id = source.service_id
      and place.environment_id = source.environment_id and place.region_id = source.region_id
    left join releases release on release.id = coalesce(source.release_id, place.release_id)
    where source.id = any(${sql.param([...sourceIds])}::int[])`);
  return new Map(rows.map((row) => [row.sourceId, row]));
}
