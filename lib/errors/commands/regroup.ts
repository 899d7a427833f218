import "server-only";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { newId } from "@/db/columns";
import { errorHashes, errorIssues, errorRegroupings } from "@/db/schema";
import { actorName, type Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";

import type { MergeIssues, PinHash, SplitIssue, UndoRegrouping } from "../contract";
import { sumIssues } from "../intake/sum-issues";
import { permitTriage } from "../policy";
import { demandOwn, lockIssue, lockIssues, topicsOf } from "./issue";

type Move = { hashId: number; from: string; to: string };

/** Makes others part of an issue, with all their events, past and to come. Throws `conflict` where a hash is pinned. */
export async function mergeIssues(ctx: Context, { issueId, others }: MergeIssues) {
  const permit = permitTriage(ctx.actor, "merged");
  return mutate(ctx, permit, async (tx) => {
    const ids = [...new Set(others)].filter((id) => id !== issueId);
    await lockHashes(tx, [issueId, ...ids]);
    const locked = new Map((await lockIssues(tx, [issueId, ...ids])).map((each) => [each.id, each]));
    const issue = demandOwn(locked.get(issueId), issueId);
    const merged = ids.map((id) => demandOwn(locked.get(id), id));
    if (merged.some(({ serviceId }) => serviceId !== issue.serviceId))
      throw new DomainError("conflict", "Issues of two services cannot be one.");
    // Once more: until their issues were locked the intake may have given them new ones.
    const hashes = await lockHashes(tx, [issueId, ...ids]);
    const moves = hashes
      .filter((hash) => hash.issueId !== issueId)
      .map((hash) => ({ hashId: hash.id, from: hash.issueId, to: issueId }));
    refusePinned(hashes, moves);
    await carryOut(tx, moves);
    if (ids.length > 0)
      await tx.update(errorIssues).set({ mergedIntoId: issueId }).where(inArray(errorIssues.id, ids));
    const regroupingId = await remember(tx, ctx, "merge", issueId, moves);
    return {
      result: { issueId, regroupingId },
      subject: issueId,
      subjectName: issue.title,
      after: { merged: merged.map(({ title }) => title) },
      others: merged.map(({ id, title }) => ({
        subject: id,
        subjectName: title,
        after: { mergedInto: issue.title },
      })),
      topics: topicsOf(issueId, ...ids),
    };
  });
}

/** Makes some of its hashes an issue of their own. Throws `conflict` when nothing would be left. */
export async function splitIssue(ctx: Context, { issueId, hashIds }: SplitIssue) {
  const permit = permitTriage(ctx.actor, "split");
  return mutate(ctx, permit, async (tx) => {
    const hashes = await lockHashes(tx, [issueId]);
    const issue = await lockIssue(tx, issueId);
    const chosen = hashes.filter(({ id }) => hashIds.includes(id));
    const [first] = chosen.toSorted((a, b) => b.eventCount - a.eventCount);
    if (!first) throw new DomainError("not_found", "The issue has no such group.");
    if (chosen.length === hashes.length)
      throw new DomainError("conflict", "Something has to stay behind: choose fewer groups.");
    const newIssueId = newId("iss");
    const moves = chosen.map(({ id }) => ({ hashId: id, from: issueId, to: newIssueId }));
    refusePinned(hashes, moves);
    await tx.insert(errorIssues).values({
      id: newIssueId,
      serviceId: issue.serviceId,
      title: first.title,
      culprit: first.culprit,
      level: issue.level,
      platform: issue.platform,
      explanation: issue.explanation,
      firstSeenAt: first.firstSeenAt ?? issue.firstSeenAt,
      lastSeenAt: first.lastSeenAt ?? issue.lastSeenAt,
    });
    await carryOut(tx, moves);
    const regroupingId = await remember(tx, ctx, "split", issueId, moves);
    return {
      result: { issueId: newIssueId, regroupingId },
      subject: issueId,
      subjectName: issue.title,
      after: { into: newIssueId, groups: chosen.length },
      topics: topicsOf(issueId, newIssueId),
    };
  });
}

/** Says that events of a group stay in this issue, whatever else would be known of them, or takes that back. */
export async function pinHash(ctx: Context, { issueId, hashId, isPinned }: PinHash) {
  const permit = permitTriage(ctx.actor, isPinned ? "pinned" : "unpinned");
  return mutate(ctx, permit, async (tx) => {
    const hash = (await lockHashes(tx, [issueId])).find(({ id }) => id === hashId);
    const issue = await lockIssue(tx, issueId);
    if (!hash) throw new DomainError("not_found", "The issue has no such group.");
    await tx
      .update(errorHashes)
      .set({ pinnedAt: isPinned ? new Date() : null })
      .where(eq(errorHashes.id, hashId));
    return {
      result: { issueId },
      subject: issueId,
      subjectName: issue.title,
      before: { pinned: hash.pinnedAt !== null },
      after: { pinned: isPinned, group: hash.title },
      topics: topicsOf(issueId),
    };
  });
}

/**
 * Takes a merge or a split back: each hash goes where it came from, with the events since. What was moved once more since
 * then stays where it is now. Throws `conflict` when the issue itself went into another one since.
 */
export async function undoRegrouping(ctx: Context, { regroupingId }: UndoRegrouping) {
  const permit = permitTriage(ctx.actor, "undone");
  return mutate(ctx, permit, async (tx) => {
    const [row] = await tx
      .select()
      .from(errorRegroupings)
      .where(and(eq(errorRegroupings.id, regroupingId), isNull(errorRegroupings.undoneAt)))
      .for("update");
    if (!row) throw new DomainError("not_found", "There is nothing to undo.");
    const ids = [...new Set(row.moves.flatMap(({ from, to }) => [from, to]))];
    const hashes = await lockHashes(tx, ids);
    const issues = await lockIssues(tx, [row.issueId, ...ids]);
    demandOwn(
      issues.find(({ id }) => id === row.issueId),
      row.issueId,
    );
    const where = new Map(hashes.map(({ id, issueId }) => [id, issueId]));
    const moves = row.moves
      .filter(({ hashId, to }) => where.get(hashId) === to)
      .map(({ hashId, from, to }) => ({ hashId, from: to, to: from }));
    refusePinned(hashes, moves);
    await tx.update(errorIssues).set({ mergedIntoId: null }).where(inArray(errorIssues.id, ids));
    await carryOut(tx, moves);
    // An issue that a split made has nothing left, and is hidden as a merged one is.
    const left = new Set((await lockHashes(tx, ids)).map(({ issueId }) => issueId));
    const empty = ids.filter((id) => !left.has(id));
    if (empty.length > 0)
      await tx.update(errorIssues).set({ mergedIntoId: row.issueId }).where(inArray(errorIssues.id, empty));
    await tx
      .update(errorRegroupings)
      .set({ undoneAt: new Date() })
      .where(eq(errorRegroupings.id, regroupingId));
    const [issue] = await tx
      .select({ title: errorIssues.title })
      .from(errorIssues)
      .where(eq(errorIssues.id, row.issueId));
    return {
      result: { issueId: row.issueId },
      subject: row.issueId,
      ...(issue && { subjectName: issue.title }),
      after: { undone: row.kind },
      topics: topicsOf(...ids),
    };
  });
}

/** Hashes before issues, as the intake locks them. */
const lockHashes = (tx: Tx, issueIds: readonly string[]) =>
  tx
    .select()
    .from(errorHashes)
    .where(inArray(errorHashes.issueId, [...issueIds]))
    .orderBy(asc(errorHashes.id))
    .for("update");

function refusePinned(hashes: readonly (typeof errorHashes.$inferSelect)[], moves: readonly Move[]): void {
  const moved = new Set(moves.map(({ hashId }) => hashId));
  const pinned = hashes.find(({ id, pinnedAt }) => pinnedAt !== null && moved.has(id));
  if (pinned)
    throw new DomainError("conflict", `“${pinned.title}” is pinned where it is. Take the pin out first.`);
}

async function carryOut(tx: Tx, moves: readonly Move[]): Promise<void> {
  const targets = new Map<string, number[]>();
  for (const { hashId, to } of moves) targets.set(to, [...(targets.get(to) ?? []), hashId]);
  for (const [to, hashIds] of targets)
    // oxlint-disable-next-line no-await-in-loop -- one or a few issues
    await tx.update(errorHashes).set({ issueId: to }).where(inArray(errorHashes.id, hashIds));
  await sumIssues(tx, [...new Set(moves.flatMap(({ from, to }) => [from, to]))]);
}

async function remember(
  tx: Tx,
  ctx: Context,
  kind: "merge" | "split",
  issueId: string,
  moves: readonly Move[],
): Promise<string> {
  const id = newId("rgp");
  await tx
    .insert(errorRegroupings)
    .values({ id, kind, issueId, moves: [...moves], byName: actorName(ctx.actor) });
  return id;
}
