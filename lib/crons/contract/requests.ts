import { z } from "zod";

import { CRON_STATUSES } from "@/db/enums";
import { Cursor, Limit } from "@/lib/core/contract";

export const ListMonitors = z.object({
  environment: z.string().max(40).optional(),
  status: z
    .union([z.array(z.enum(CRON_STATUSES)), z.string().transform((text) => text.split(","))])
    .pipe(z.array(z.enum(CRON_STATUSES)))
    .optional()
    .describe("One or several, with commas between them."),
  cursor: Cursor,
  limit: Limit,
});
export type ListMonitors = z.infer<typeof ListMonitors>;

export const ListRuns = z.object({ cursor: Cursor, limit: Limit });
export type ListRuns = z.infer<typeof ListRuns>;

export const RemoveMonitor = z.object({ serviceId: z.string().max(60), monitorId: z.string().max(60) });
export type RemoveMonitor = z.infer<typeof RemoveMonitor>;
