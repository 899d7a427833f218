import type { CronRunStatus, CronStatus } from "@/db/enums";

import type { CheckIn, CronSchedule } from "../contract";
import { nextDue } from "../schedule/next-due";
import { expressionOf } from "../schedule/schedule-words";

/** What is known of a monitor and of a run while check-ins are followed; instants in milliseconds. */
export type Monitor = {
  schedule: CronSchedule | null;
  timeZone: string;
  marginMinutes: number;
  maxRuntimeMinutes: number;
  status: CronStatus;
  lastCheckInMs: number | null;
  dueMs: number | null;
};
export type Run = {
  status: CronRunStatus;
  startedMs: number;
  endedMs: number | null;
  durationMs: number | null;
  overdueMs: number | null;
};
type Followed = { monitor: Monitor; run: Run };

const MINUTE_MS = 60_000;
/** A clock that is a little fast makes a run begin before it is due; that is not one run more. */
const EARLY_MS = 30_000;

/**
 * What a check-in makes of its monitor and its run. A run ends once: what comes after its end, also the beginning that
 * was slower on its way, changes nothing of it. One that was given up as too long may still end.
 */
export function followCheckIn(
  before: Monitor,
  known: Run | undefined,
  checkIn: CheckIn,
  atMs: number,
): Followed {
  const monitor = { ...before, ...checkIn.config };
  const run = runAfter(monitor, known, checkIn, atMs);
  const ended = run === known || checkIn.status === "in_progress" ? undefined : checkIn.status;
  return {
    run,
    monitor: {
      ...monitor,
      status: ended ?? before.status,
      lastCheckInMs: Math.max(atMs, before.lastCheckInMs ?? atMs),
      dueMs: dueAfter(before, monitor, known === undefined, atMs),
    },
  };
}

function runAfter(
  { maxRuntimeMinutes }: Monitor,
  known: Run | undefined,
  { status, durationMs }: CheckIn,
  atMs: number,
): Run {
  const overdueMs = atMs + maxRuntimeMinutes * MINUTE_MS;
  if (known && (known.status === "ok" || known.status === "error")) return known;
  if (status === "in_progress")
    // Whoever says so again is still there, and has its time anew.
    return known
      ? { ...known, status, overdueMs }
      : { status, startedMs: atMs, endedMs: null, durationMs: null, overdueMs };
  const startedMs = known ? known.startedMs : atMs - (durationMs ?? 0);
  return {
    status,
    startedMs,
    endedMs: atMs,
    durationMs: durationMs ?? (known ? atMs - startedMs : null),
    overdueMs: null,
  };
}

/** Never before what it was due at already, unless another schedule came. */
function dueAfter(before: Monitor, now: Monitor, isNewRun: boolean, atMs: number): number | null {
  if (!now.schedule) return null;
  const isSame =
    before.timeZone === now.timeZone &&
    before.schedule?.type === now.schedule.type &&
    expressionOf(before.schedule) === expressionOf(now.schedule);
  const dueMs = isSame ? before.dueMs : null;
  // The end of a run says nothing of the next one, which may be due already and not begin. An interval counts anew.
  if (!isNewRun && dueMs !== null && now.schedule.type === "crontab") return dueMs;
  const isEarly = isNewRun && dueMs !== null && dueMs > atMs && dueMs - atMs <= EARLY_MS;
  const next = nextDue(now.schedule, now.timeZone, isEarly ? dueMs : atMs);
  return next === undefined ? null : Math.max(next, dueMs ?? 0);
}

/** From when on a run that was due counts as missed. */
export const lateMs = ({ dueMs, marginMinutes }: Pick<Monitor, "dueMs" | "marginMinutes">): number | null =>
  dueMs === null ? null : dueMs + marginMinutes * MINUTE_MS;
