import { z } from "zod";

import { CHANNEL_KINDS, DELIVERY_STATUSES } from "@/db/enums";
import { Cursor, Instant, Limit, pageOf } from "@/lib/core/contract";

import { NotificationKindSchema } from "./messages";

/** What is sent in a minute unless somebody says otherwise: what Slack and Teams take, and what people read. */
export const DEFAULT_RATE_PER_MINUTE = { email: 20, slack: 30, teams: 30, webhook: 120 } as const;

/** How long a secret that was replaced still signs. */
export const ROTATION_HOURS = 24;

const CHANNEL_OWNERS = ["me", "team", "installation"] as const;

const name = z.string().trim().min(1, "Give a name.").max(80, "Use at most 80 characters.");
const ratePerMinute = z
  .number()
  .int()
  .min(1, "At least one a minute.")
  .max(600, "At most 600 a minute.")
  .optional()
  .describe("More than this is put off, and told as one digest where people read it.");
const url = z.string().trim().max(2_000, "This address is too long.");
const Email = z.string().trim().max(254).pipe(z.email("This is not an e-mail address."));

export const CreateChannel = z.object({
  kind: z.enum(CHANNEL_KINDS),
  name,
  owner: z.enum(CHANNEL_OWNERS).default("me"),
  team: z.string().max(60).optional().describe("Id or name, for a channel of a team."),
  url: url.optional().describe("Of a webhook. It is kept sealed and not shown again."),
  recipients: z
    .array(Email)
    .max(20, "At most 20 addresses.")
    .optional()
    .describe("For e-mail of a team or the installation. One's own goes to one's own address."),
  ratePerMinute,
});
export type CreateChannel = z.infer<typeof CreateChannel>;

export const EditChannel = z.object({
  id: z.string(),
  name: name.optional(),
  url: url.optional(),
  recipients: z.array(Email).min(1, "Give an address.").max(20, "At most 20 addresses.").optional(),
  ratePerMinute,
});
export type EditChannel = z.infer<typeof EditChannel>;

export const ChannelId = z.object({ id: z.string() });
export type ChannelId = z.infer<typeof ChannelId>;

export const ChannelView = z.object({
  id: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  name: z.string(),
  owner: z.enum(["person", "team", "installation"]),
  team: z.object({ id: z.string(), name: z.string() }).nullable(),
  destination: z.string().describe("Addresses of e-mail, or the host of a webhook."),
  problem: z.string().nullable().describe("Why nothing can be sent now."),
  signs: z.boolean().describe("Whether requests carry a signature."),
  previousSecretUntil: Instant.nullable().describe(
    "Until when the secret before this one still signs as well.",
  ),
  ratePerMinute: z.number(),
  pendingCount: z.number(),
  deadCount: z.number().describe("Given up, and not sent again since."),
  lastDeliveredAt: Instant.nullable(),
  lastError: z.string().nullable().describe("Of the newest message that was not delivered yet, if any."),
  createdByName: z.string(),
  createdAt: Instant,
});
export type ChannelView = z.infer<typeof ChannelView>;

/** `secret` is in the answer and nowhere else. */
export const ChannelCreated = z.object({ id: z.string(), secret: z.string().nullable() });
export type ChannelCreated = z.infer<typeof ChannelCreated>;

export const RotateSecret = z.object({
  id: z.string(),
  endPrevious: z
    .boolean()
    .default(false)
    .describe("For a secret that has leaked: it signs no more from now on, instead of 24 hours later."),
});
export type RotateSecret = z.infer<typeof RotateSecret>;

export const SecretRotated = z.object({
  id: z.string(),
  secret: z.string(),
  previousUntil: Instant.nullable().describe("Until when the one before it signs as well."),
});
export type SecretRotated = z.infer<typeof SecretRotated>;

const DeliveryAttemptView = z.object({
  at: Instant,
  durationMs: z.number(),
  status: z.number().nullable(),
  error: z.string().nullable(),
});

export const DeliveryView = z.object({
  id: z.string().describe("The idempotency key that the other side sees."),
  channelId: z.string(),
  kind: NotificationKindSchema,
  title: z.string(),
  path: z.string(),
  status: z.enum(DELIVERY_STATUSES),
  attempts: z.number(),
  nextAttemptAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  responseStatus: z.number().nullable(),
  durationMs: z.number().nullable(),
  lastError: z.string().nullable(),
  log: z.array(DeliveryAttemptView).describe("The last tries, the newest last."),
  createdAt: Instant,
});
export type DeliveryView = z.infer<typeof DeliveryView>;
export const DeliveriesPage = pageOf(DeliveryView);

export const ListDeliveries = z.object({
  channelId: z.string(),
  status: z.enum(DELIVERY_STATUSES).optional(),
  cursor: Cursor,
  limit: Limit,
});
export type ListDeliveries = z.infer<typeof ListDeliveries>;

export const Redeliver = z.object({
  channelId: z.string(),
  ids: z
    .array(z.string().max(60))
    .min(1)
    .max(200)
    .optional()
    .describe("Absent: all that were given up, at most 200."),
});
export type Redeliver = z.infer<typeof Redeliver>;

export const Redelivered = z.object({ ids: z.array(z.string()) });
export type Redelivered = z.infer<typeof Redelivered>;
