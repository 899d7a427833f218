import { z } from "zod";

import { LOG_STREAMS } from "@/db/enums";

const instant = z.iso.datetime();

export const EventView = z.object({
  id: z.string(),
  type: z.string(),
  subject: z.string(),
  serviceId: z.string().nullable(),
  environmentId: z.string().nullable(),
  releaseId: z.string().nullable(),
  message: z.string(),
  detail: z.record(z.string(), z.unknown()),
  at: instant,
});
export type EventView = z.infer<typeof EventView>;

export const ListEvents = z.object({
  after: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type ListEvents = z.infer<typeof ListEvents>;

export const LogLine = z.object({
  line: z.number(),
  stream: z.enum(LOG_STREAMS),
  text: z.string(),
  at: instant,
});
export type LogLine = z.infer<typeof LogLine>;

/** Lines from `after` on; ask again from `next`. `complete` when no more will come. */
export const LogView = z.object({ lines: z.array(LogLine), next: z.number(), complete: z.boolean() });
export type LogView = z.infer<typeof LogView>;
