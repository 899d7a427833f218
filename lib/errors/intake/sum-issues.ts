import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

/**
 * Sums up issues from their hashes. Issues are locked in one order, after their hashes were, so that nobody waits in a
 * circle; people who met several hashes of an issue count once.
 */
export async function sumIssues(tx: Tx, issueIds: readonly string[]): Promise<void> {
  if (issueIds.length === 0) return;
  const ids = sql`${sql.param([...issueIds])}::text[]`;
  await tx.execute(sql`select id from error_issues where id = any(${ids}) order by id for update`);
  await tx.execute(sql`
    update error_issues issue set
      event_count = sums.events,
      user_count = case when sums.hashes = 1 then sums.people else (
        select count(distinct person) from error_users where hash_id = any(sums.ids)) end,
      first_seen_at = coalesce(sums.first_at, issue.first_seen_at),
      last_seen_at = coalesce(sums.last_at, issue.last_seen_at),
      first_source_id = sums.first_source,
      last_source_id = sums.last_source
    from (
      select issue_id, sum(event_count)::bigint as events, sum(user_count)::int as people,
        count(*) filter (where event_count > 0) as hashes, array_agg(id) as ids,
        min(first_seen_at) as first_at, max(last_seen_at) as last_at,
        (array_agg(first_source_id order by first_seen_at nulls last))[1] as first_source,
        (array_agg(last_source_id order by last_seen_at desc nulls last))[1] as last_source
      from error_hashes where issue_id = any(${ids}) group by issue_id) sums
    where issue.id = sums.issue_id`);
}
