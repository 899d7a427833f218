import {
  type CheckIn,
  CronSchedule,
  DEFAULT_MARGIN_MINUTES,
  DEFAULT_MAX_RUNTIME_MINUTES,
  type MonitorConfig,
} from "@/lib/crons/contract";

import { hexOf, type Json, numberOf, recordOf, textOf } from "./lenient";

/** Four weeks: what Sentry takes for a margin and for the longest run. */
const MOST_MINUTES = 40_320;
const MOST_DURATION_MS = 366 * 86_400_000;
const MOST_INTERVALS = 1_000_000;

/**
 * What a task tells of one of its runs: `{check_in_id, monitor_slug, status, duration?, release?, monitor_config?}`. How
 * many failures make an issue (`failure_issue_threshold`) is not taken over: each is shown. Undefined for what is none.
 */
export function readCheckIn(payload: Json): CheckIn | undefined {
  const [slug, status] = [textOf(payload["monitor_slug"], 200), statusOf(payload["status"])];
  if (slug === null || status === undefined) return undefined;
  const seconds = numberOf(payload["duration"]);
  const durationMs = seconds === null ? null : seconds * 1_000;
  return {
    slug,
    checkInId: hexOf(payload["check_in_id"], 32),
    status,
    durationMs: durationMs !== null && durationMs >= 0 && durationMs <= MOST_DURATION_MS ? durationMs : null,
    release: textOf(payload["release"], 250),
    traceId: hexOf(recordOf(recordOf(payload["contexts"])["trace"])["trace_id"], 32),
    config: configOf(recordOf(payload["monitor_config"])),
  };
}

const STATUSES = ["in_progress", "ok", "error"] as const;
const statusOf = (value: unknown) => STATUSES.find((status) => status === value);

function configOf(config: Json): MonitorConfig | null {
  const schedule = scheduleOf(recordOf(config["schedule"]));
  return schedule
    ? {
        schedule,
        timeZone: textOf(config["timezone"], 60) ?? "UTC",
        marginMinutes: minutesOf(config["checkin_margin"]) ?? DEFAULT_MARGIN_MINUTES,
        maxRuntimeMinutes: minutesOf(config["max_runtime"]) ?? DEFAULT_MAX_RUNTIME_MINUTES,
      }
    : null;
}

function scheduleOf({ type, value, unit }: Json): CronSchedule | undefined {
  const expression = type === "crontab" ? textOf(value, 200) : numberOf(value);
  if (typeof expression === "number" && expression > MOST_INTERVALS) return undefined;
  return CronSchedule.safeParse({ type, value: expression, unit }).data;
}

/** As with Sentry zero says nothing: no task is over in the minute in which it begins. */
function minutesOf(value: unknown): number | undefined {
  const minutes = Math.round(numberOf(value) ?? 0);
  return minutes < 1 ? undefined : Math.min(minutes, MOST_MINUTES);
}
