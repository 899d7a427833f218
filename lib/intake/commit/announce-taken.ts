import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { announceLines, announceTelemetry, createAnnouncer } from "@/lib/telemetry/intake";

/** What a transaction added to: services, those of them that wrote lines, and topics of errors and cron monitors. */
export type Changed = { serviceIds: string[]; lineServiceIds: string[]; topics: string[] };

const SEEN_PAUSE_MS = 2_000;
/** Somebody looks at an error while it happens; a flood of it need not move the page with each event. */
const seen = createAnnouncer(SEEN_PAUSE_MS);
let last: NodeJS.Timeout | undefined;

/**
 * Tells browsers what changed; to be called after the commit. What came too soon after the last time is told a moment
 * later, so that who follows sees the last line of a burst although nothing comes after it.
 */
export async function announceTaken(ctx: Context<JobActor>, changed: Changed): Promise<void> {
  await announceTelemetry(ctx, changed.serviceIds);
  const areLinesWaiting = await announceLines(ctx, changed.lineServiceIds);
  const topics = seen.due(changed.topics);
  if (topics.length > 0) await advance(ctx, async () => ({ result: undefined, topics }));
  if (!areLinesWaiting && !seen.isWaiting) return;
  last ??= setTimeout(() => {
    last = undefined;
    // A lost announcement is harmless: the next one makes browsers read again.
    announceTaken(ctx, { serviceIds: [], lineServiceIds: [], topics: [] }).catch(() => {});
  }, SEEN_PAUSE_MS).unref();
}
