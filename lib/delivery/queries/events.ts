import "server-only";
import { and, asc, sql } from "drizzle-orm";

import { events } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import type { Page } from "@/lib/core/contract";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import type { EventView, ListEvents } from "../contract";

export const eventView = (row: typeof events.$inferSelect): EventView => ({
  id: `${row.transaction}-${row.id}`,
  type: row.type,
  subject: row.subject,
  serviceId: row.serviceId,
  environmentId: row.environmentId,
  releaseId: row.releaseId,
  message: row.message,
  detail: row.detail,
  at: row.at.toISOString(),
});

/**
 * The event log from `after` on, oldest first; `nextCursor` is where to go on, also when nothing is new. Events of
 * transactions that may still be followed by an older one are held back, so a poller never misses any.
 */
export async function listEvents(ctx: Context, input: ListEvents): Promise<Page<EventView>> {
  demand(ctx.actor, "read");
  const rows = await ctx.db
    .select()
    .from(events)
    .where(
      and(
        input.after ? afterCursor(input.after) : undefined,
        sql`${events.transaction} < pg_snapshot_xmin(pg_current_snapshot())`,
      ),
    )
    .orderBy(asc(events.transaction), asc(events.id))
    .limit(input.limit);
  const items = rows.map(eventView);
  return { items, nextCursor: items.at(-1)?.id ?? input.after ?? null };
}

function afterCursor(after: string) {
  const match = /^(\d{1,19})-(\d{1,18})$/.exec(after);
  if (!match) {
    throw new DomainError("invalid", "`after` is not an id of this log.", {
      fields: [{ path: "after", message: "Use an id from an earlier answer." }],
    });
  }
  return sql`(${events.transaction}, ${events.id}) > (${match[1]}::xid8, ${match[2]}::bigint)`;
}
