import "server-only";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

import { topics } from "../contract";

const LEAST_PAUSE_MS = 10_000;
const announcedAt = new Map<string, number>();
const waiting = new Set<string>();

/**
 * Which topics may be announced now: each at most once in ten seconds, because pages read a lot when they hear of it. One
 * that came too soon is among the next ones, so that the last counts of a burst are seen as well. The clock is one that nobody
 * sets back.
 */
export function dueTopics(changed: Iterable<string>, nowMs = performance.now()): string[] {
  for (const topic of changed) waiting.add(topic);
  const due = [...waiting].filter(
    (topic) => nowMs - (announcedAt.get(topic) ?? Number.NEGATIVE_INFINITY) >= LEAST_PAUSE_MS,
  );
  for (const topic of due) {
    waiting.delete(topic);
    announcedAt.set(topic, nowMs);
  }
  // What rests for longer than a pause needs no memory.
  for (const [topic, at] of announcedAt) if (nowMs - at >= LEAST_PAUSE_MS) announcedAt.delete(topic);
  return due;
}

/** Tells browsers that there is more to see of these services; to be called after the commit. */
export async function announceTelemetry(ctx: Context<JobActor>, serviceIds: Iterable<string>): Promise<void> {
  const due = dueTopics([...serviceIds].map(topics.telemetry));
  if (due.length > 0) await advance(ctx, async () => ({ result: undefined, topics: due }));
}
