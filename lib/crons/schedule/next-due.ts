import { Cron } from "croner";
import { Temporal } from "temporal-polyfill";

import type { CronSchedule } from "../contract";
import { isOnCalendar } from "./calendar";

const MOST_READ = 2_000;
const TEN_YEARS_MS = 10 * 366 * 86_400_000;
/** Reading an expression is dear compared with asking it. Null for one that cannot be read, or that never comes. */
const read = new Map<string, Cron | null>();

/**
 * When a task is due next after an instant. Undefined for a schedule that cannot be read, that never comes, or whose
 * time zone nobody knows.
 */
export function nextDue(schedule: CronSchedule, timeZone: string, afterMs: number): number | undefined {
  try {
    const due =
      schedule.type === "crontab"
        ? afterCrontab(schedule.value, timeZone, afterMs)
        : afterInterval(schedule, timeZone, afterMs);
    return due !== undefined && due - afterMs <= TEN_YEARS_MS ? due : undefined;
  } catch (error) {
    // What Temporal and croner throw for a zone or a span that makes no sense.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function afterCrontab(expression: string, timeZone: string, afterMs: number): number | undefined {
  const due = cronOf(expression, timeZone)?.nextRun(new Date(afterMs));
  // What never comes is not looked for twice.
  if (!due) read.set(keyOf(expression, timeZone), null);
  return due?.getTime();
}

const keyOf = (expression: string, timeZone: string) => `${timeZone} ${expression}`;

function cronOf(expression: string, timezone: string): Cron | null {
  const key = keyOf(expression, timezone);
  const known = read.get(key);
  if (known !== undefined) return known;
  if (read.size >= MOST_READ) read.clear();
  const cron = cronFrom(expression.trim(), timezone);
  read.set(key, cron);
  return cron;
}

/** Five fields or a name such as `@daily`: croner would also take seconds, dates of a single time, and signs of its own. */
const CRONTAB = /^(@\w+|[^\s+]+(\s+[^\s+]+){4})$/;

function cronFrom(expression: string, timezone: string): Cron | null {
  // A day that there is in no year takes long to look for, and whoever has the key of a service can ask for many.
  if (!CRONTAB.test(expression) || !isOnCalendar(expression)) return null;
  try {
    return new Cron(expression, { paused: true, timezone, mode: "5-part" });
  } catch {
    return null;
  }
}

const afterInterval = (
  { value, unit }: Extract<CronSchedule, { type: "interval" }>,
  timeZone: string,
  afterMs: number,
): number =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(afterMs))
    .toZonedDateTimeISO(timeZone)
    .add({ [`${unit}s`]: value }).epochMilliseconds;
