import cronstrue from "cronstrue";

import type { CronSchedule } from "../contract";

/** What was sent, in one line. */
export const expressionOf = (schedule: CronSchedule): string =>
  schedule.type === "crontab" ? schedule.value : `${schedule.value} ${schedule.unit}`;

/** When a task runs, in words: "Every 5 minutes", "At 03:00, Monday through Friday". */
export function wordsOf(schedule: CronSchedule): string {
  if (schedule.type === "interval") {
    const { value, unit } = schedule;
    return value === 1 ? `Every ${unit}` : `Every ${value} ${unit}s`;
  }
  try {
    return cronstrue.toString(schedule.value.trim(), { use24HourTimeFormat: true });
  } catch {
    return schedule.value;
  }
}
