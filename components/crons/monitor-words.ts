import { statusMeaning } from "@/components/ui/status-meaning";
import { CRON_RUN_STATUSES } from "@/db/enums";
import type { MonitorView, RunMark } from "@/lib/crons/contract";

/** "At 03:00 (Europe/Berlin)"; the zone where it is not that of everybody. */
export function scheduleInWords(schedule: MonitorView["schedule"]): string {
  if (!schedule) return "No schedule was sent";
  if (!schedule.isReadable) return `“${schedule.expression}” is no schedule that can be read`;
  return schedule.timeZone === "UTC" ? schedule.words : `${schedule.words} (${schedule.timeZone})`;
}

/** "28 OK, 1 missed": what the bars show. */
export function runsInWords(runs: readonly RunMark[]): string {
  const parts = CRON_RUN_STATUSES.flatMap((status) => {
    const count = runs.filter((run) => run.status === status).length;
    const { word } = statusMeaning({ kind: "cron", value: status });
    return count > 0 ? [`${count} ${status === "ok" ? word : word.toLowerCase()}`] : [];
  });
  return parts.length === 0
    ? "No runs yet"
    : `Last ${runs.length === 1 ? "run" : `${runs.length} runs`}: ${parts.join(", ")}`;
}

/** How it stands, in a sentence or two. */
export function monitorSentence(monitor: MonitorView): string {
  const isDue = monitor.schedule?.isReadable ?? false;
  return isDue
    ? stateOf(monitor)
    : `${stateOf(monitor)} Nobody can say when the next one is due, so that none counts as missed.`;
}

function stateOf({ status, environment, maxRuntimeMinutes }: MonitorView): string {
  switch (status) {
    case "ok":
      return `The last run in ${environment} ended well.`;
    case "error":
      return `The last run in ${environment} said that it failed.`;
    case "missed":
      return `A run in ${environment} was due and did not begin.`;
    case "overrun":
      return `A run in ${environment} did not end within ${maxRuntimeMinutes} min.`;
    case "waiting":
      return `It has begun in ${environment}, and no run has ended yet.`;
  }
}
