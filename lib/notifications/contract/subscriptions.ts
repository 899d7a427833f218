import { z } from "zod";

import { SUBSCRIPTION_SCOPES } from "@/db/enums";
import { Instant } from "@/lib/core/contract";

import { NotificationKindSchema } from "./messages";

export const Subscribe = z.object({
  kinds: z.array(NotificationKindSchema).min(1, "Choose at least one.").max(50),
  channelId: z
    .string()
    .optional()
    .describe("Absent: an inbox. What a channel is told belongs to whom the channel belongs."),
  team: z
    .string()
    .max(60)
    .optional()
    .describe("Id or name: the inboxes of everybody in that team, instead of one's own."),
  scope: z
    .enum(SUBSCRIPTION_SCOPES)
    .default("all")
    .describe(
      "`owned`: of services that one's teams, or that team, own. `mine`: only what one asked for, or is asked about.",
    ),
  service: z.string().max(100).optional().describe("Id or name; absent: all services."),
  environment: z.string().max(100).optional().describe("Id or name; absent: all environments."),
});
export type Subscribe = z.infer<typeof Subscribe>;

export const Unsubscribe = z.object({ id: z.string() });
export type Unsubscribe = z.infer<typeof Unsubscribe>;

const Named = z.object({ id: z.string(), name: z.string() });

export const SubscriptionView = z.object({
  id: z.string(),
  kind: NotificationKindSchema,
  scope: z.enum(SUBSCRIPTION_SCOPES),
  receiver: z.enum(["person", "team", "installation"]),
  team: Named.nullable(),
  channel: Named.nullable().describe("Null for the inbox."),
  service: Named.nullable(),
  environment: Named.nullable(),
  createdAt: Instant,
});
export type SubscriptionView = z.infer<typeof SubscriptionView>;

export const Subscribed = z.object({ ids: z.array(z.string()) });
export type Subscribed = z.infer<typeof Subscribed>;
