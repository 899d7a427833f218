import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

import { groupByType } from "../grouping/group";
import { type Arrived, readHashes } from "./assign-hashes";

/** Issues that a service may add within a day: a random word in each message would make one for each event. */
export const MOST_NEW_ISSUES = 500;

/**
 * What arrived, where what nobody knows yet of a service with too many new issues is grouped by its type alone. It is still
 * counted, and seen; and what is known already goes on as it was.
 */
export async function boundNewIssues(tx: Tx, arrived: readonly Arrived[]): Promise<Arrived[]> {
  const known = await readHashes(tx, arrived);
  const seen = new Set(known.keys());
  const keysOf = ({ serviceId, grouping }: Arrived) => grouping.hashes.map((hash) => `${serviceId} ${hash}`);
  const isNew = (one: Arrived) => !keysOf(one).some((key) => seen.has(key));
  const services = [...new Set(arrived.filter(isNew).map(({ serviceId }) => serviceId))];
  if (services.length === 0) return [...arrived];
  const rows = await tx.execute<{ id: string; issues: number }>(sql`
    select service_id as id, count(*)::int as issues from error_issues
    where service_id = any(${sql.param(services)}::text[]) and created_at > now() - interval '1 day' group by 1`);
  const used = new Map(rows.map(({ id, issues }) => [id, issues]));
  return arrived.map((one) => {
    if (!isNew(one)) return one;
    const issues = used.get(one.serviceId) ?? 0;
    if (issues >= MOST_NEW_ISSUES) return { ...one, grouping: groupByType(one.event, MOST_NEW_ISSUES) };
    used.set(one.serviceId, issues + 1);
    for (const key of keysOf(one)) seen.add(key);
    return one;
  });
}
