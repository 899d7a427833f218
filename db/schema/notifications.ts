import { sql } from "drizzle-orm";
import {
  bigint,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  boolean,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";

import { id, instant, isTrue, lifecycle, oneOf } from "../columns";
import {
  CHANNEL_KINDS,
  DELIVERY_STATUSES,
  NOTIFICATION_KINDS,
  SUBSCRIPTION_SCOPES,
  type ChannelKind,
  type DeliveryStatus,
  type NotificationKind,
  type SubscriptionScope,
} from "../enums";
import { environments, services } from "./catalog";
import { teams, users } from "./identity";
import { events } from "./system";

/** A way out of the portal: of one person, of a team, or of the installation when it has no owner. */
export const notificationChannels = pgTable(
  "notification_channels",
  {
    id: id("chn"),
    kind: text("kind").$type<ChannelKind>().notNull(),
    name: text("name").notNull(),
    ownerUserId: text("owner_user_id").references(() => users.id, { onDelete: "cascade" }),
    ownerTeamId: text("owner_team_id").references(() => teams.id, { onDelete: "cascade" }),
    /** What may be shown of where it leads: addresses, or the host of a webhook. */
    destination: text("destination").notNull(),
    /** The address of a webhook and its secrets: v1.<iv>.<tag>.<ciphertext> over JSON, bound to the channel. */
    sealed: text("sealed"),
    ratePerMinute: integer("rate_per_minute").notNull(),
    /** The token bucket; below zero are turns that were given out for later. */
    tokens: doublePrecision("tokens").notNull(),
    refilledAt: instant("refilled_at").notNull().defaultNow(),
    createdBy: text("created_by").notNull(),
    createdByName: text("created_by_name").notNull(),
    ...lifecycle,
  },
  (t) => [
    uniqueIndex("notification_channels_name_idx").on(
      sql`coalesce(${t.ownerUserId}, ${t.ownerTeamId}, '')`,
      sql`lower(${t.name})`,
    ),
    index("notification_channels_owner_idx").on(t.ownerUserId),
    index("notification_channels_team_idx").on(t.ownerTeamId),
    isTrue("notification_channels_owner_check", sql`${t.ownerUserId} is null or ${t.ownerTeamId} is null`),
    oneOf("notification_channels_kind_check", t.kind, CHANNEL_KINDS),
    isTrue("notification_channels_rate_check", sql`${t.ratePerMinute} between 1 and 600`),
    isTrue("notification_channels_sealed_check", sql`(${t.kind} = 'email') = (${t.sealed} is null)`),
  ],
);

/** Who wants to be told what, and where. Without a channel it goes to the inbox of the person, or of each in the team. */
export const notificationSubscriptions = pgTable(
  "notification_subscriptions",
  {
    id: id("sub"),
    /** A person, a team, or neither for what a channel of the installation is told. */
    userId: text("user_id").references(() => users.id, { onDelete: "cascade" }),
    teamId: text("team_id").references(() => teams.id, { onDelete: "cascade" }),
    channelId: text("channel_id").references(() => notificationChannels.id, { onDelete: "cascade" }),
    kind: text("kind").$type<NotificationKind>().notNull(),
    scope: text("scope").$type<SubscriptionScope>().notNull().default("all"),
    /** Null for all services, and for all environments. */
    serviceId: text("service_id").references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id").references(() => environments.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("notification_subscriptions_wish_idx").on(
      t.kind,
      sql`coalesce(${t.userId}, ${t.teamId}, '')`,
      sql`coalesce(${t.channelId}, '')`,
      sql`coalesce(${t.serviceId}, '')`,
      sql`coalesce(${t.environmentId}, '')`,
    ),
    index("notification_subscriptions_user_idx").on(t.userId),
    index("notification_subscriptions_team_idx").on(t.teamId),
    index("notification_subscriptions_channel_idx").on(t.channelId),
    oneOf("notification_subscriptions_kind_check", t.kind, NOTIFICATION_KINDS),
    oneOf("notification_subscriptions_scope_check", t.scope, SUBSCRIPTION_SCOPES),
    isTrue(
      "notification_subscriptions_receiver_check",
      // Nothing is only a team's own but what it owns, and nothing is the installation's own.
      sql`case when ${t.userId} is not null then ${t.teamId} is null
        when ${t.teamId} is not null then ${t.scope} <> 'mine'
        else ${t.channelId} is not null and ${t.scope} = 'all' end`,
    ),
  ],
);

/** What is told, composed once: everybody reads the same, and a message that is sent again says the same again. */
export const notificationMessages = pgTable(
  "notification_messages",
  {
    id: id("msg"),
    /** Null for a digest and for a test. */
    eventId: bigint("event_id", { mode: "number" }).references(() => events.id, { onDelete: "set null" }),
    kind: text("kind").$type<NotificationKind>().notNull(),
    /** `MessageContent` of lib/notifications. */
    content: jsonb("content").$type<unknown>().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("notification_messages_event_idx").on(t.eventId),
    index("notification_messages_created_idx").on(t.createdAt),
    oneOf("notification_messages_kind_check", t.kind, NOTIFICATION_KINDS),
  ],
);

export const inboxItems = pgTable(
  "inbox_items",
  {
    id: id("inb"),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    messageId: text("message_id")
      .notNull()
      .references(() => notificationMessages.id, { onDelete: "cascade" }),
    readAt: instant("read_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("inbox_items_once_idx").on(t.userId, t.messageId),
    index("inbox_items_user_idx").on(t.userId, t.id.desc().nullsFirst()),
    index("inbox_items_message_idx").on(t.messageId),
    index("inbox_items_unread_idx")
      .on(t.userId)
      .where(sql`${t.readAt} is null`),
  ],
);

/** One try to hand a message to a channel, the newest last. */
export type DeliveryAttempt = {
  at: string;
  durationMs: number;
  status: number | null;
  error: string | null;
};

/** One message on its way through one channel. Its id is the idempotency key that the other side sees. */
export const notificationDeliveries = pgTable(
  "notification_deliveries",
  {
    id: id("dlv"),
    messageId: text("message_id")
      .notNull()
      .references(() => notificationMessages.id, { onDelete: "cascade" }),
    channelId: text("channel_id")
      .notNull()
      .references(() => notificationChannels.id, { onDelete: "cascade" }),
    status: text("status").$type<DeliveryStatus>().notNull().default("pending"),
    /** Grows with each try: what an earlier one still writes is refused. */
    attempts: integer("attempts").notNull().default(0),
    /** How many of them were before somebody asked to send it again, which begins the pauses anew. */
    attemptsBefore: integer("attempts_before").notNull().default(0),
    /** Whether the rate limit has given it its turn, at `nextAttemptAt`. */
    hasTurn: boolean("has_turn").notNull().default(false),
    /** Somebody sends it until then, or died doing so. */
    claimedUntil: instant("claimed_until"),
    nextAttemptAt: instant("next_attempt_at").notNull().defaultNow(),
    /** After this it is dead. */
    givesUpAt: instant("gives_up_at").notNull(),
    finishedAt: instant("finished_at"),
    responseStatus: integer("response_status"),
    durationMs: integer("duration_ms"),
    lastError: text("last_error"),
    /** The last tries. */
    log: jsonb("log").$type<DeliveryAttempt[]>().notNull().default([]),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("notification_deliveries_once_idx").on(t.messageId, t.channelId),
    index("notification_deliveries_channel_idx").on(t.channelId, t.id.desc().nullsFirst()),
    index("notification_deliveries_pending_idx")
      .on(t.channelId, t.id)
      .where(sql`${t.status} = 'pending'`),
    index("notification_deliveries_dead_idx")
      .on(t.channelId, t.id)
      .where(sql`${t.status} = 'dead'`),
    index("notification_deliveries_due_idx")
      .on(t.nextAttemptAt)
      .where(sql`${t.status} = 'pending'`),
    oneOf("notification_deliveries_status_check", t.status, DELIVERY_STATUSES),
    isTrue(
      "notification_deliveries_finished_check",
      sql`(${t.finishedAt} is null) = (${t.status} = 'pending')`,
    ),
  ],
);
