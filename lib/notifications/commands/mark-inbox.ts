import "server-only";
import { and, eq, inArray, isNotNull, isNull } from "drizzle-orm";

import { inboxItems } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { ingest } from "@/lib/core/ingest";
import { demand } from "@/lib/core/permit";

import { getPersonId } from "../asker";
import { topics, type MarkInbox, type UnreadCount } from "../contract";
import { countUnread } from "../queries/inbox";

/**
 * Marks what is in one's own inbox as read, or as unread again. Without an entry in the trail: it changes nothing but
 * what one person sees, and would bury what others look for there.
 */
export async function markInbox(ctx: Context, { ids, read }: MarkInbox): Promise<UnreadCount> {
  demand(ctx.actor, "notification.edit");
  const userId = await getPersonId(ctx);
  const write = (set: Pick<typeof inboxItems.$inferInsert, "readAt">) =>
    ingest(
      ctx,
      topics.inbox(userId),
      async (tx) => {
        await tx
          .update(inboxItems)
          .set(set)
          .where(
            and(
              eq(inboxItems.userId, userId),
              read ? isNull(inboxItems.readAt) : isNotNull(inboxItems.readAt),
              ids ? inArray(inboxItems.id, ids) : undefined,
            ),
          );
      },
      true,
    );
  if (ids?.length !== 0) await write({ readAt: read ? new Date() : null });
  return countUnread(ctx);
}
