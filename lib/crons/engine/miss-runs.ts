import { nextDue } from "../schedule/next-due";
import { lateMs, type Monitor } from "./follow-check-in";

/**
 * Whoever looks each minute sees a run that is late within this time. One that has been late for longer was due while
 * nobody looked, so that a check-in could not be taken either: nobody can say that it was missed.
 */
export const UNWATCHED_MS = 3 * 60_000;
/** More than fall into that time. */
const MOST_AT_ONCE = 5;

type Due = { status: "missed" | "unseen"; dueMs: number };

/** The runs of a monitor that should have begun and did not, and when the next one is due. */
export function missRuns(monitor: Monitor, nowMs: number): { missed: Due[]; dueMs: number | null } {
  const missed: Due[] = [];
  let { dueMs } = monitor;
  while (dueMs !== null && monitor.schedule && missed.length < MOST_AT_ONCE) {
    const late = lateMs({ ...monitor, dueMs });
    if (late === null || late > nowMs) break;
    const status = late <= nowMs - UNWATCHED_MS ? "unseen" : "missed";
    missed.push({ status, dueMs });
    // Of a time in which nobody looked, one says enough.
    const next = nextDue(monitor.schedule, monitor.timeZone, status === "unseen" ? nowMs : dueMs);
    dueMs = next ?? null;
  }
  return { missed, dueMs };
}
