import "server-only";
import { inArray, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { newId } from "@/db/columns";
import { errorHashes, errorIssues } from "@/db/schema";

import type { ErrorEvent } from "../contract/event";
import { type Grouping, GROUPING_VERSION } from "../grouping/group";
import { culpritOf, titleOf } from "../grouping/title";

export type Arrived = {
  serviceId: string;
  sourceId: number;
  receivedAtMs: number;
  event: ErrorEvent;
  grouping: Grouping;
};
type HashRow = { id: number; serviceId: string; hash: string; issueId: string; isPinned: boolean };

const keyOf = (serviceId: string, hash: string) => `${serviceId} ${hash}`;

/**
 * The row of the hash that each event counts for. Any known hash says which issue an event belongs to, a pinned one before
 * all others; an event of which nothing is known makes an issue. Of two processes with the same news the unique index
 * decides, and the other one's issue is gone before anybody sees it.
 */
export async function assignHashes(
  tx: Tx,
  arrived: readonly Arrived[],
): Promise<Map<Arrived, { hashId: number; issueId: string }>> {
  const known = await readHashes(tx, arrived);
  const issueOf = new Map([...known].map(([key, row]) => [key, row.issueId]));
  const newIssues = new Map<string, Arrived>();
  const newHashes = new Map<string, { arrived: Arrived; hash: string; issueId: string }>();
  for (const one of arrived) {
    const keys = one.grouping.hashes.map((hash) => keyOf(one.serviceId, hash));
    const found = keys.find((key) => known.get(key)?.isPinned) ?? keys.find((key) => issueOf.has(key));
    let issueId = found === undefined ? undefined : issueOf.get(found);
    if (issueId === undefined) {
      issueId = newId("iss", one.receivedAtMs);
      newIssues.set(issueId, one);
    }
    for (const [index, key] of keys.entries()) {
      if (issueOf.has(key)) continue;
      issueOf.set(key, issueId);
      newHashes.set(key, { arrived: one, hash: one.grouping.hashes[index] ?? "", issueId });
    }
  }
  const rows = newHashes.size > 0 ? await write(tx, arrived, newIssues, newHashes) : known;
  return new Map(
    arrived.flatMap((one) => {
      const candidates = one.grouping.hashes.flatMap((hash) => rows.get(keyOf(one.serviceId, hash)) ?? []);
      const row = candidates.find(({ isPinned }) => isPinned) ?? candidates[0];
      return row ? [[one, { hashId: row.id, issueId: row.issueId }] as const] : [];
    }),
  );
}

/** The hashes that are known, by service and hash. */
export async function readHashes(tx: Tx, arrived: readonly Arrived[]): Promise<Map<string, HashRow>> {
  const hashes = [...new Set(arrived.flatMap(({ grouping }) => grouping.hashes))];
  if (hashes.length === 0) return new Map();
  const rows = await tx.execute<HashRow>(sql`
    select id, service_id as "serviceId", hash, issue_id as "issueId", pinned_at is not null as "isPinned"
    from error_hashes
    where version = ${GROUPING_VERSION} and hash = any(${sql.param(hashes)}::text[])
      and service_id = any(${sql.param([...new Set(arrived.map(({ serviceId }) => serviceId))])}::text[])`);
  return new Map(rows.map((row) => [keyOf(row.serviceId, row.hash), row]));
}

async function write(
  tx: Tx,
  arrived: readonly Arrived[],
  newIssues: ReadonlyMap<string, Arrived>,
  newHashes: ReadonlyMap<string, { arrived: Arrived; hash: string; issueId: string }>,
): Promise<Map<string, HashRow>> {
  if (newIssues.size > 0)
    await tx.insert(errorIssues).values(
      [...newIssues].map(([issueId, { serviceId, event, grouping }]) => ({
        id: issueId,
        serviceId,
        ...named(event),
        level: event.level,
        platform: event.platform,
        explanation: grouping.explanation,
        firstSeenAt: new Date(event.atMs),
        lastSeenAt: new Date(event.atMs),
      })),
    );
  // In one order, so that two processes with the same news do not wait for each other.
  const inOrder = [...newHashes].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await tx
    .insert(errorHashes)
    .values(
      inOrder.map(({ arrived: { serviceId, event }, hash, issueId }) => ({
        serviceId,
        version: GROUPING_VERSION,
        hash,
        issueId,
        ...named(event),
      })),
    )
    .onConflictDoNothing();
  await followMerges(tx, inOrder);
  const rows = await readHashes(tx, arrived);
  const used = new Set([...rows.values()].map(({ issueId }) => issueId));
  const orphans = [...newIssues.keys()].filter((issueId) => !used.has(issueId));
  if (orphans.length > 0) await tx.delete(errorIssues).where(inArray(errorIssues.id, orphans));
  return rows;
}

/**
 * An issue may have gone into another one since it was read. Whoever merged has locked it, so the insert has waited for
 * that: the new hashes follow, or their events would be in no list.
 */
async function followMerges(tx: Tx, added: readonly { arrived: Arrived; hash: string }[]): Promise<void> {
  const services = [...new Set(added.map(({ arrived }) => arrived.serviceId))];
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one step of the way at a time; hardly ever there is one
    const moved = await tx.execute(sql`
      update error_hashes as added set issue_id = merged.merged_into_id from error_issues as merged
      where merged.id = added.issue_id and merged.merged_into_id is not null and added.version = ${GROUPING_VERSION}
        and added.service_id = any(${sql.param(services)}::text[])
        and added.hash = any(${sql.param(added.map(({ hash }) => hash))}::text[])
      returning added.id`);
    if (moved.length === 0) return;
  }
}

const named = (event: ErrorEvent) => ({ title: titleOf(event), culprit: culpritOf(event) });
