import "server-only";
import { and, asc, eq, gt } from "drizzle-orm";

import { errorIssues, releases } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { releaseContains } from "@/lib/delivery";

import { topics } from "../contract";
import { reopen } from "../intake/update-issues";

/**
 * Whether events of a release mean that a resolved issue is back: only when that release has the fix in it. What was found
 * is kept, so that git is asked once for each release.
 */
export async function judgeRegression(
  ctx: Context<JobActor>,
  { issueId, releaseId }: { issueId: string; releaseId: string },
): Promise<void> {
  const [issue] = await ctx.db.select().from(errorIssues).where(eq(errorIssues.id, issueId));
  if (issue?.status !== "resolved" || issue.resolvedReleaseId === null) return;
  const fixId =
    issue.resolution === "in_next_release"
      ? await nextRelease(ctx, issue.serviceId, issue.resolvedReleaseId)
      : issue.resolvedReleaseId;
  // The release with the fix is not built yet, so nothing that runs can have it. That is asked anew with the next event.
  if (fixId === undefined) return;
  const hasFix = (await releaseContains(ctx, { releaseId, broughtBy: fixId })) === true;
  await advance(ctx, async (tx) => {
    const [now] = await tx.select().from(errorIssues).where(eq(errorIssues.id, issueId)).for("update");
    // Somebody may have decided anew in the meantime.
    if (now?.status !== "resolved" || now.resolvedAt?.getTime() !== issue.resolvedAt?.getTime())
      return { result: undefined };
    await tx
      .update(errorIssues)
      .set({ judged: { ...now.judged, [releaseId]: hasFix } })
      .where(eq(errorIssues.id, issueId));
    if (hasFix) await reopen(tx, issueId, "regressed");
    return { result: undefined, topics: hasFix ? [topics.issues, topics.issue(issueId)] : [] };
  });
}

/** The first release of the service that was built after another one. */
async function nextRelease(ctx: Context, serviceId: string, afterId: string): Promise<string | undefined> {
  const [after] = await ctx.db
    .select({ number: releases.number })
    .from(releases)
    .where(eq(releases.id, afterId));
  if (!after) return undefined;
  const [next] = await ctx.db
    .select({ id: releases.id })
    .from(releases)
    .where(
      and(eq(releases.serviceId, serviceId), eq(releases.status, "ready"), gt(releases.number, after.number)),
    )
    .orderBy(asc(releases.number))
    .limit(1);
  return next?.id;
}
