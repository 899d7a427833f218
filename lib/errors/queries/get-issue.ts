import "server-only";
import { and, desc, eq, inArray, sql } from "drizzle-orm";

import {
  auditEntries,
  environments,
  errorEvents,
  errorFeedback,
  errorHashes,
  errorHours,
  errorIssues,
  errorRegroupings,
  telemetrySources,
} from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { Explanation, type IssueView, type ReadIssue } from "../contract";
import { issueRows, selectIssues } from "./issue-rows";
import { readEvent } from "./read-event";
import { readReleaseRefs } from "./releases";
import { readSuspect } from "./suspect";

const MOST_ACTIVITY = 50;
const MOST_PLACES = 50;

/** One issue with one of its events. Throws `not_found`. */
export async function getIssue(ctx: Context, id: string, { event }: ReadIssue = {}): Promise<IssueView> {
  demand(ctx.actor, "read");
  const [selected] = await selectIssues(ctx).where(eq(errorIssues.id, id));
  const [issue] = await ctx.db.select().from(errorIssues).where(eq(errorIssues.id, id));
  if (!selected || !issue) throw new DomainError("not_found", `There is no error issue "${id}".`);
  const hashes = await ctx.db
    .select()
    .from(errorHashes)
    .where(eq(errorHashes.issueId, id))
    .orderBy(desc(errorHashes.eventCount));
  const hashIds = hashes.map((hash) => hash.id);
  const [[row], seenIn, shown, suspect, feedback, regroupings, activity, ref] = await Promise.all([
    issueRows(ctx, [selected]),
    readPlaces(ctx, hashIds),
    readEvent(ctx, hashIds, event),
    readSuspect(ctx, { sourceId: issue.firstSourceId, at: issue.firstSeenAt }),
    readFeedback(ctx, issue.serviceId, hashIds),
    readRegroupings(ctx, id),
    readActivity(ctx, id),
    readReleaseRefs(ctx, [issue.resolvedReleaseId]),
  ]);
  if (!row) throw new DomainError("not_found", `There is no error issue "${id}".`);
  return {
    ...row,
    platform: issue.platform,
    explanation: Explanation.parse(issue.explanation),
    hashes: hashes.map(({ pinnedAt, eventCount: count, ...hash }) => ({
      id: hash.id,
      hash: hash.hash,
      title: hash.title,
      culprit: hash.culprit,
      count,
      isPinned: pinnedAt !== null,
    })),
    assigneeId: issue.assigneeId,
    ignored:
      issue.status === "ignored"
        ? {
            until: issue.ignoredUntil?.toISOString() ?? null,
            untilCount: issue.ignoredUntilCount,
            untilNextRelease: issue.ignoredUntilAfter !== null,
          }
        : null,
    resolved:
      issue.resolvedAt && issue.resolution && issue.status !== "unresolved"
        ? {
            at: issue.resolvedAt.toISOString(),
            byName: issue.resolvedByName ?? "",
            resolution: issue.resolution,
            release: ref(issue.resolvedReleaseId),
          }
        : null,
    mergedIntoId: issue.mergedIntoId,
    seenIn: seenIn.map((place) => ({ ...place, lastAt: withinHour(place.lastAt, issue.lastSeenAt) })),
    event: shown,
    feedback,
    regroupings,
    activity,
    suspect,
  };
}

/** Counts are kept by the hour: the latest that it may have been. */
const withinHour = (hour: string, lastSeenAt: Date): string =>
  new Date(Math.min(Date.parse(hour) + HOUR_MS, lastSeenAt.getTime())).toISOString();
const HOUR_MS = 3_600_000;

async function readPlaces(ctx: Context, hashIds: readonly number[]): Promise<IssueView["seenIn"]> {
  const rows = await ctx.db
    .select({
      releaseId: telemetrySources.releaseId,
      environment: environments.name,
      count: sql<number>`sum(${errorHours.events})::float8`,
      firstAt: sql<Date>`min(${errorHours.at})`.mapWith(errorHours.at),
      lastAt: sql<Date>`max(${errorHours.at})`.mapWith(errorHours.at),
    })
    .from(errorHours)
    .innerJoin(telemetrySources, eq(telemetrySources.id, errorHours.sourceId))
    .innerJoin(environments, eq(environments.id, telemetrySources.environmentId))
    .where(inArray(errorHours.hashId, [0, ...hashIds]))
    .groupBy(telemetrySources.releaseId, environments.name)
    .orderBy(sql`max(${errorHours.at}) desc`, sql`sum(${errorHours.events}) desc`)
    .limit(MOST_PLACES);
  const ref = await readReleaseRefs(
    ctx,
    rows.map(({ releaseId }) => releaseId),
  );
  return rows.map(({ releaseId, firstAt, lastAt, ...place }) => ({
    ...place,
    release: ref(releaseId),
    firstAt: firstAt.toISOString(),
    lastAt: lastAt.toISOString(),
  }));
}

/** Only what the service's own key brought: the id of an event is no secret, and anybody may name it. */
async function readFeedback(
  ctx: Context,
  serviceId: string,
  hashIds: readonly number[],
): Promise<IssueView["feedback"]> {
  const rows = await ctx.db
    .selectDistinct({
      id: errorFeedback.id,
      at: errorFeedback.at,
      name: errorFeedback.name,
      message: errorFeedback.message,
    })
    .from(errorFeedback)
    .innerJoin(errorEvents, eq(errorEvents.eventId, errorFeedback.eventId))
    .where(and(eq(errorFeedback.serviceId, serviceId), inArray(errorEvents.hashId, [0, ...hashIds])))
    .orderBy(desc(errorFeedback.id))
    .limit(20);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

async function readRegroupings(ctx: Context, issueId: string): Promise<IssueView["regroupings"]> {
  const rows = await ctx.db
    .select()
    .from(errorRegroupings)
    .where(eq(errorRegroupings.issueId, issueId))
    .orderBy(desc(errorRegroupings.id))
    .limit(20);
  return rows.map(({ id, kind, byName, at, undoneAt, moves }) => ({
    id,
    kind,
    byName,
    at: at.toISOString(),
    undone: undoneAt !== null,
    hashCount: moves.length,
  }));
}

async function readActivity(ctx: Context, issueId: string): Promise<IssueView["activity"]> {
  const rows = await ctx.db
    .select({
      id: auditEntries.id,
      at: auditEntries.at,
      action: auditEntries.action,
      byName: auditEntries.actorName,
    })
    .from(auditEntries)
    .where(eq(auditEntries.subject, issueId))
    .orderBy(desc(auditEntries.id))
    .limit(MOST_ACTIVITY);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
