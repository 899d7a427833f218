import "server-only";
import type { TargetKind } from "@/db/enums";
import { targets } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { recordOutput } from "@/lib/telemetry";

import { TargetUnavailable, type Target } from "../targets/target";

/**
 * Brings what processes on the targets printed and used into the database. A batch is forgotten over there only after it
 * was committed here; one whose answer was lost comes again and counts once. It waits at the target for the next lines, so
 * that whoever follows a log sees them within a moment.
 */
export async function collectOutput(
  ctx: Context<JobActor>,
  targetOf: (target: { id: string; kind: TargetKind }) => Target,
  shutdown?: AbortSignal,
): Promise<void> {
  const known = await ctx.db.select({ id: targets.id, kind: targets.kind }).from(targets);
  // Side by side: waiting for the lines of one must not keep those of another.
  await Promise.all(
    known.map((target) =>
      collectFrom(ctx, targetOf(target), shutdown).catch((error: unknown) => {
        // It keeps what was printed; that it does not answer is told by observation.
        if (!(error instanceof TargetUnavailable || shutdown?.aborted)) throw error;
      }),
    ),
  );
}

/** After that a worker looks again which targets there are. */
const MOST_ROUNDS = 20;
const WAIT_MS = 3_000;
/** What came too soon to be announced is announced then. */
const SHORT_WAIT_MS = 300;

async function collectFrom(ctx: Context<JobActor>, target: Target, shutdown?: AbortSignal): Promise<void> {
  if (!target.readOutput) return;
  let isWaiting = true;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (shutdown?.aborted) return;
    // oxlint-disable-next-line no-await-in-loop -- one after the other, in the order in which they were printed
    const batches = await target.readOutput(isWaiting ? SHORT_WAIT_MS : WAIT_MS, shutdown);
    // oxlint-disable-next-line no-await-in-loop -- forgotten only after they are kept
    ({ isWaiting } = await recordOutput(ctx, batches));
    // oxlint-disable-next-line no-await-in-loop -- before the next ones are asked for
    if (batches.length > 0) await target.forgetOutput?.(batches.map(({ id }) => id));
    else if (!isWaiting) return;
  }
}
