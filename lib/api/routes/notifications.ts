import "server-only";
import { z } from "zod";

import {
  countUnread,
  listInbox,
  listSubscriptions,
  markInbox,
  subscribe,
  unsubscribe,
} from "@/lib/notifications";
import {
  InboxPage,
  ListInbox,
  MarkInbox,
  Subscribe,
  Subscribed,
  SubscriptionView,
  UnreadCount,
  Unsubscribe,
} from "@/lib/notifications/contract";

import { defineRoute } from "../define-route";

const tag = "Notifications";

export const notificationRoutes = [
  defineRoute("GET /inbox", {
    id: "listInbox",
    tag,
    permission: "read",
    summary: "One's own inbox, newest first",
    description: "A token reads the inbox of whoever made it.",
    query: ListInbox,
    status: 200,
    response: InboxPage,
    run: (ctx, { query }) => listInbox(ctx, query),
  }),
  defineRoute("GET /inbox/unread", {
    id: "countUnread",
    tag,
    permission: "read",
    summary: "How much of one's own inbox is unread",
    status: 200,
    response: UnreadCount,
    run: (ctx) => countUnread(ctx),
  }),
  defineRoute("POST /inbox/read", {
    id: "markInbox",
    tag,
    permission: "notification.edit",
    summary: "Mark what is in the inbox as read, or as unread again",
    body: MarkInbox,
    example: { read: true },
    status: 200,
    response: UnreadCount,
    run: (ctx, { body }) => markInbox(ctx, body),
  }),
  defineRoute("GET /subscriptions", {
    id: "listSubscriptions",
    tag,
    permission: "read",
    summary: "What one is told of, and what the channels of the installation are told of",
    status: 200,
    response: z.object({ items: z.array(SubscriptionView) }),
    run: async (ctx) => ({ items: await listSubscriptions(ctx) }),
  }),
  defineRoute("POST /subscriptions", {
    id: "subscribe",
    tag,
    permission: "notification.edit",
    summary: "Tell one's inbox, or a channel, of some kinds of events from now on",
    body: Subscribe,
    example: { kinds: ["deployment_failed", "rolled_back"], environment: "production" },
    status: 201,
    response: Subscribed,
    run: (ctx, { body }) => subscribe(ctx, body),
  }),
  defineRoute("DELETE /subscriptions/{id}", {
    id: "unsubscribe",
    tag,
    permission: "notification.edit",
    summary: "Tell of it no more",
    status: 200,
    response: Unsubscribe,
    run: (ctx, { params }) => unsubscribe(ctx, params),
  }),
];
