import { z } from "zod";

import { NOTIFICATION_KINDS } from "@/db/enums";
import { Instant } from "@/lib/core/contract";

const MESSAGE_TONES = ["ok", "info", "warn", "fail"] as const;
export type MessageTone = (typeof MESSAGE_TONES)[number];

const Named = z.object({ id: z.string(), name: z.string() });

/** What a message says, wherever it goes. Paths are within the portal; a channel makes addresses of them. */
export const MessageContent = z.object({
  type: z.string().describe("The type of the event: `deployment.failed`."),
  tone: z.enum(MESSAGE_TONES),
  title: z.string(),
  sentence: z.string(),
  at: Instant,
  service: Named.nullable(),
  environment: Named.nullable(),
  release: Named.nullable().describe("Its name is its number: `#12`."),
  actor: z.string().nullable().describe("Who did it or asked for it."),
  reason: z.string().nullable(),
  changes: z
    .array(z.object({ sha: z.string(), subject: z.string(), authorName: z.string() }))
    .describe("The newest commits that the release brings against what it replaces, at most five."),
  moreChanges: z.number().describe("How many commits there are besides."),
  path: z.string().describe("Where to look."),
  rollbackPath: z
    .string()
    .nullable()
    .describe(
      "Where going back is asked about, when there is something to go back to. Opening it changes nothing.",
    ),
  entries: z
    .array(z.object({ title: z.string(), tone: z.enum(MESSAGE_TONES), path: z.string(), at: Instant }))
    .describe("What a digest tells of; empty for a message about one thing."),
});
export type MessageContent = z.infer<typeof MessageContent>;

export const NotificationKindSchema = z.enum(NOTIFICATION_KINDS);
