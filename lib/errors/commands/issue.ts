import "server-only";
import { asc, inArray } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { errorIssues } from "@/db/schema";
import { DomainError } from "@/lib/core/errors";

import { topics } from "../contract";

/** The issue, locked. Throws `not_found`, and `conflict` for one that went into another. */
export async function lockIssue(tx: Tx, issueId: string) {
  const [issue] = await lockIssues(tx, [issueId]);
  return demandOwn(issue, issueId);
}

type Issue = typeof errorIssues.$inferSelect;

/** In the order in which the intake locks them, so that nobody waits in a circle. */
export const lockIssues = (tx: Tx, issueIds: readonly string[]): Promise<Issue[]> =>
  tx
    .select()
    .from(errorIssues)
    .where(inArray(errorIssues.id, [...issueIds]))
    .orderBy(asc(errorIssues.id))
    .for("update");

/** Throws `not_found`, and `conflict` for one that went into another. */
export function demandOwn(issue: Issue | undefined, issueId: string): Issue {
  if (!issue) throw new DomainError("not_found", `There is no error issue "${issueId}".`);
  if (issue.mergedIntoId !== null)
    throw new DomainError("conflict", "This issue was merged into another one. Undo that first.");
  return issue;
}

export const topicsOf = (...issueIds: string[]) => [topics.issues, ...issueIds.map(topics.issue)];

/** What an open issue has, so that nothing of an earlier decision stays behind. */
export const OPEN = {
  ignoredUntil: null,
  ignoredUntilCount: null,
  ignoredUntilAfter: null,
  resolution: null,
  resolvedAt: null,
  resolvedByName: null,
  resolvedReleaseId: null,
  judged: {},
};
