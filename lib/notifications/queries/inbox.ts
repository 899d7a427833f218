import "server-only";
import { and, desc, eq, isNull, lt, or, sql } from "drizzle-orm";

import { inboxItems, notificationMessages as messages } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { findPersonId } from "../asker";
import { MessageContent, MOST_UNREAD, type InboxPage, type ListInbox, type UnreadCount } from "../contract";

type Reader = Pick<Context, "actor" | "db">;

/** One's own inbox, newest first; nobody's is empty. */
export async function listInbox(ctx: Reader, input: ListInbox): Promise<InboxPage> {
  demand(ctx.actor, "read");
  const userId = await findPersonId(ctx);
  if (!userId) return { items: [], nextCursor: null, unreadCount: 0 };
  const { state, kind, service, text, cursor, limit } = input;
  const pattern = text && `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const inContent = (key: string) => sql`${messages.content} -> 'service' ->> ${key}`;
  const rows = await ctx.db
    .select({
      id: inboxItems.id,
      readAt: inboxItems.readAt,
      kind: messages.kind,
      content: messages.content,
    })
    .from(inboxItems)
    .innerJoin(messages, eq(messages.id, inboxItems.messageId))
    .where(
      and(
        eq(inboxItems.userId, userId),
        cursor ? lt(inboxItems.id, cursor) : undefined,
        state === "unread" ? isNull(inboxItems.readAt) : undefined,
        kind ? eq(messages.kind, kind) : undefined,
        pattern ? sql`${messages.content} ->> 'title' ilike ${pattern}` : undefined,
        service ? or(eq(inContent("id"), service), eq(inContent("name"), service)) : undefined,
      ),
    )
    .orderBy(desc(inboxItems.id))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map((row) => ({
    ...MessageContent.parse(row.content),
    id: row.id,
    kind: row.kind,
    readAt: row.readAt?.toISOString() ?? null,
  }));
  return {
    items,
    nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null,
    ...(await countFor(ctx, userId)),
  };
}

/** How much of one's own inbox is unread; nobody's is zero. */
export async function countUnread(ctx: Reader): Promise<UnreadCount> {
  demand(ctx.actor, "read");
  const userId = await findPersonId(ctx);
  return userId ? countFor(ctx, userId) : { unreadCount: 0 };
}

async function countFor({ db }: Reader, userId: string): Promise<UnreadCount> {
  const unread = db
    .select({ id: inboxItems.id })
    .from(inboxItems)
    .where(and(eq(inboxItems.userId, userId), isNull(inboxItems.readAt)))
    .limit(MOST_UNREAD)
    .as("unread");
  return { unreadCount: await db.$count(unread) };
}
