import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { createAnnouncer } from "@/lib/telemetry/intake";

/** Somebody looks at an error while it happens; a flood of it need not move the page with each event. */
const seen = createAnnouncer(2_000);

/** Tells browsers what changed, as `recordErrors` names it; to be called after the commit. */
export async function announceErrors(ctx: Context<JobActor>, topics: Iterable<string>): Promise<void> {
  const due = seen.due(topics);
  if (due.length > 0) await advance(ctx, async () => ({ result: undefined, topics: due }));
}
