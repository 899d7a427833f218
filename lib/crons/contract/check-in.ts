import { z } from "zod";

const INTERVAL_UNITS = ["minute", "hour", "day", "week", "month", "year"] as const;

/** When a task runs, as an SDK of Sentry says it. */
export const CronSchedule = z.discriminatedUnion("type", [
  z.object({ type: z.literal("crontab"), value: z.string() }),
  z.object({ type: z.literal("interval"), value: z.number().int().min(1), unit: z.enum(INTERVAL_UNITS) }),
]);
export type CronSchedule = z.infer<typeof CronSchedule>;

/** What a task is expected to do. */
export type MonitorConfig = {
  schedule: CronSchedule;
  /** By which a crontab is read. */
  timeZone: string;
  /** So much later than it is due it may begin. */
  marginMinutes: number;
  maxRuntimeMinutes: number;
};

/** What Sentry takes where a sender says nothing. */
export const DEFAULT_MARGIN_MINUTES = 1;
export const DEFAULT_MAX_RUNTIME_MINUTES = 30;

/** A task says that it began, or how it ended. */
export type CheckIn = {
  slug: string;
  /** Null where the sender named none: then it is about the newest run that is under way. */
  checkInId: string | null;
  status: "in_progress" | "ok" | "error";
  durationMs: number | null;
  release: string | null;
  traceId: string | null;
  /** Sent along with check-ins of which the SDK knows the schedule. */
  config: MonitorConfig | null;
};
