import "server-only";
import { eq } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { errorIssues } from "@/db/schema";
import { DomainError } from "@/lib/core/errors";

import { topics } from "../contract";

/** The issue, locked. Throws `not_found`, and `conflict` for one that went into another. */
export async function lockIssue(tx: Tx, issueId: string) {
  const [issue] = await tx.select().from(errorIssues).where(eq(errorIssues.id, issueId)).for("update");
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
