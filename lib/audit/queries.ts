import "server-only";
import type { Context } from "@/lib/core/context";
import type { Page } from "@/lib/core/contract";

import type { AuditEntryView, ListAudit } from "./contract";
import { readEntries } from "./entries";
import { demandAudit } from "./policy";

/** Who did what, newest first. */
export async function listAuditEntries(
  ctx: Context,
  { cursor, limit, ...filter }: ListAudit,
): Promise<Page<AuditEntryView>> {
  demandAudit(ctx.actor);
  const rows = await readEntries(ctx, filter, { before: cursor, limit: limit + 1 });
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
