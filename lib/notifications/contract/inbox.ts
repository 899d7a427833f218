import { z } from "zod";

import { Cursor, Instant, Limit, pageOf } from "@/lib/core/contract";

import { MessageContent, NotificationKindSchema } from "./messages";

export const InboxItemView = MessageContent.extend({
  id: z.string(),
  kind: NotificationKindSchema,
  readAt: Instant.nullable(),
});
export type InboxItemView = z.infer<typeof InboxItemView>;

const INBOX_STATES = ["all", "unread"] as const;

export const ListInbox = z.object({
  state: z.enum(INBOX_STATES).default("all"),
  kind: NotificationKindSchema.optional(),
  service: z.string().max(100).optional().describe("Id or name."),
  text: z.string().trim().max(100).optional().describe("Part of the title."),
  cursor: Cursor,
  limit: Limit,
});
export type ListInbox = z.infer<typeof ListInbox>;

export const InboxPage = pageOf(InboxItemView).extend({
  unreadCount: z.number().describe("Of the whole inbox, whatever the filter; 100 stands for more."),
});
export type InboxPage = z.infer<typeof InboxPage>;

/** Counted up to here: nobody reads a larger number. */
export const MOST_UNREAD = 100;

export const UnreadCount = z.object({ unreadCount: z.number().int() });
export type UnreadCount = z.infer<typeof UnreadCount>;

export const MarkInbox = z.object({
  ids: z.array(z.string().max(60)).max(200).optional().describe("Absent: everything that is there now."),
  read: z.boolean().default(true),
});
export type MarkInbox = z.infer<typeof MarkInbox>;
