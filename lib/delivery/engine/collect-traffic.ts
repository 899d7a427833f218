import "server-only";
import type { TargetKind } from "@/db/enums";
import { targets } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { recordTraffic } from "@/lib/telemetry";

import { TargetUnavailable, type Target } from "../targets/target";

/**
 * Brings what the gateways of the targets counted into the database. A batch is forgotten over there only after it was
 * committed here; one whose answer was lost comes again and counts once.
 */
export async function collectTraffic(
  ctx: Context<JobActor>,
  targetOf: (target: { id: string; kind: TargetKind }) => Target,
): Promise<void> {
  const failures: unknown[] = [];
  for (const target of await ctx.db.select({ id: targets.id, kind: targets.kind }).from(targets))
    // oxlint-disable-next-line no-await-in-loop -- few targets, and one reader for each
    await collectFrom(ctx, targetOf(target)).catch((error: unknown) => {
      // Its gateway keeps what it counted; that it does not answer is told by observation.
      if (!(error instanceof TargetUnavailable)) failures.push(error);
    });
  // The others were asked all the same.
  if (failures.length > 0) throw failures[0];
}

/** After a long outage the rest comes with the next call: nothing else of this worker waits for all of it. */
const MOST_ROUNDS = 20;

async function collectFrom(ctx: Context<JobActor>, target: Target): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    // oxlint-disable-next-line no-await-in-loop -- until there are no more
    const batches = (await target.readTraffic?.()) ?? [];
    // Also when there are none: what came too soon to be announced is announced then.
    // oxlint-disable-next-line no-await-in-loop -- forgotten only after they are kept
    await recordTraffic(ctx, batches);
    if (batches.length === 0) return;
    // oxlint-disable-next-line no-await-in-loop -- before the next ones are asked for
    await target.forgetTraffic?.(batches.map(({ id }) => id));
  }
}
