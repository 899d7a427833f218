import "server-only";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

import { topics } from "../contract";

/**
 * Which topics may be announced now: each at most once in a pause, because pages read a lot when they hear of it. One that
 * came too soon is among the next ones, so that the last of a burst is seen as well. The clock is one that nobody sets back.
 */
export function createAnnouncer(pauseMs: number) {
  const announcedAt = new Map<string, number>();
  const waiting = new Set<string>();
  return {
    due(changed: Iterable<string>, nowMs = performance.now()): string[] {
      for (const topic of changed) waiting.add(topic);
      const due = [...waiting].filter(
        (topic) => nowMs - (announcedAt.get(topic) ?? Number.NEGATIVE_INFINITY) >= pauseMs,
      );
      for (const topic of due) {
        waiting.delete(topic);
        announcedAt.set(topic, nowMs);
      }
      // What rests for longer than a pause needs no memory.
      for (const [topic, at] of announcedAt) if (nowMs - at >= pauseMs) announcedAt.delete(topic);
      return due;
    },
    get isWaiting(): boolean {
      return waiting.size > 0;
    },
  };
}

/** What was measured: charts of hours need not move each second. */
const measured = createAnnouncer(10_000);
/** Lines, which somebody may be following. */
const written = createAnnouncer(800);

/** Tells browsers that there is more to see of these services; to be called after the commit. */
export async function announceTelemetry(ctx: Context<JobActor>, serviceIds: Iterable<string>): Promise<void> {
  const changed = [...serviceIds].map(topics.telemetry);
  const due = measured.due(changed.length > 0 ? [...changed, topics.allTelemetry] : []);
  if (due.length > 0) await advance(ctx, async () => ({ result: undefined, topics: due }));
}

/** The same of lines that they wrote. Whether something came too soon to be announced. */
export async function announceLines(ctx: Context<JobActor>, serviceIds: Iterable<string>): Promise<boolean> {
  const changed = [...serviceIds].map(topics.logs);
  const due = written.due(changed.length > 0 ? [...changed, topics.allLogs] : []);
  if (due.length > 0) await advance(ctx, async () => ({ result: undefined, topics: due }));
  return written.isWaiting;
}
