import "server-only";
import { and, eq, max } from "drizzle-orm";

import { errorIssues, releases, users } from "@/db/schema";
import { actorName, type Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";

import type { AssignIssue, IgnoreIssue, ReopenIssue, ResolveIssue } from "../contract";
import { permitTriage } from "../policy";
import { lockIssue, OPEN, topicsOf } from "./issue";

type Done = { issueId: string };

/** Says who looks after it; nobody with null. Throws `not_found`. */
export async function assignIssue(ctx: Context, { issueId, userId }: AssignIssue): Promise<Done> {
  const permit = permitTriage(ctx.actor, "assigned");
  return mutate(ctx, permit, async (tx) => {
    const issue = await lockIssue(tx, issueId);
    const [user] = userId === null ? [] : await tx.select().from(users).where(eq(users.id, userId));
    if (userId !== null && (!user || user.disabledAt !== null))
      throw new DomainError("not_found", "There is no such person.");
    await tx.update(errorIssues).set({ assigneeId: userId }).where(eq(errorIssues.id, issueId));
    return {
      result: { issueId },
      subject: issueId,
      subjectName: issue.title,
      before: { assigneeId: issue.assigneeId },
      after: { assigneeId: userId },
      topics: topicsOf(issueId),
    };
  });
}

/**
 * Says that it is fixed: by now, in a certain release, or in the next one that is built. Events of releases without the
 * fix leave it resolved. Throws `not_found` for a release of another service.
 */
export async function resolveIssue(ctx: Context, { issueId, inRelease }: ResolveIssue): Promise<Done> {
  const permit = permitTriage(ctx.actor, "resolved");
  return mutate(ctx, permit, async (tx) => {
    const issue = await lockIssue(tx, issueId);
    const [release] =
      inRelease === undefined
        ? []
        : await tx
            .select({ id: releases.id, number: releases.number })
            .from(releases)
            .where(
              and(
                eq(releases.serviceId, issue.serviceId),
                inRelease === "next"
                  ? eq(
                      releases.number,
                      tx
                        .select({ number: max(releases.number) })
                        .from(releases)
                        .where(eq(releases.serviceId, issue.serviceId)),
                    )
                  : eq(releases.id, inRelease),
              ),
            );
    if (inRelease !== undefined && !release)
      throw new DomainError("not_found", "This service has no such release.");
    const resolution =
      inRelease === undefined ? "now" : inRelease === "next" ? "in_next_release" : "in_release";
    await tx
      .update(errorIssues)
      .set({
        ...OPEN,
        status: "resolved",
        resolution,
        resolvedAt: new Date(),
        resolvedByName: actorName(ctx.actor),
        resolvedReleaseId: release?.id ?? null,
      })
      .where(eq(errorIssues.id, issueId));
    return {
      result: { issueId },
      subject: issueId,
      subjectName: issue.title,
      before: { status: issue.status },
      after: { status: "resolved", resolution, release: release && `#${release.number}` },
      topics: topicsOf(issueId),
    };
  });
}

/** Hides it for a time, a number of further events, until a newer release has it, or until somebody opens it again. */
export async function ignoreIssue(
  ctx: Context,
  { issueId, forHours, forEvents, untilNextRelease }: IgnoreIssue,
): Promise<Done> {
  const permit = permitTriage(ctx.actor, "ignored");
  return mutate(ctx, permit, async (tx) => {
    const issue = await lockIssue(tx, issueId);
    const [newest] = await tx
      .select({ number: max(releases.number) })
      .from(releases)
      .where(eq(releases.serviceId, issue.serviceId));
    const until = {
      ignoredUntil: forHours === undefined ? null : new Date(Date.now() + forHours * 3_600_000),
      ignoredUntilCount: forEvents === undefined ? null : issue.eventCount + forEvents,
      ignoredUntilAfter: untilNextRelease ? (newest?.number ?? 0) : null,
    };
    await tx
      .update(errorIssues)
      .set({ ...OPEN, ...until, status: "ignored" })
      .where(eq(errorIssues.id, issueId));
    return {
      result: { issueId },
      subject: issueId,
      subjectName: issue.title,
      before: { status: issue.status },
      after: { status: "ignored", forHours, forEvents, untilNextRelease },
      topics: topicsOf(issueId),
    };
  });
}

/** Takes back that it is resolved or ignored. */
export async function reopenIssue(ctx: Context, { issueId }: ReopenIssue): Promise<Done> {
  const permit = permitTriage(ctx.actor, "reopened");
  return mutate(ctx, permit, async (tx) => {
    const issue = await lockIssue(tx, issueId);
    await tx
      .update(errorIssues)
      .set({ ...OPEN, status: "unresolved" })
      .where(eq(errorIssues.id, issueId));
    return {
      result: { issueId },
      subject: issueId,
      subjectName: issue.title,
      before: { status: issue.status },
      after: { status: "unresolved" },
      topics: topicsOf(issueId),
    };
  });
}
