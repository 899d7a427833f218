import "server-only";
import type { Tx } from "@/db/client";
import type { Context, JobActor } from "@/lib/core/context";
import { pause } from "@/lib/core/pause";

import { TargetUnavailable } from "../targets/target";
import type { LogWriter } from "./log-writer";
import { restorePlacement } from "./record";
import { previousRolloutOf, type Work } from "./work";

const PATIENCE_MS = 30_000;

/**
 * Leaves the place as it was before this deployment: traffic on what served then, and nothing of this release running.
 * Returns what to write into the placement once the deployment ends. Throws when what served before cannot be brought
 * back, or when the target was away for half a minute; every step is idempotent.
 */
export async function undo(
  ctx: Context<JobActor>,
  work: Work,
  log: LogWriter,
): Promise<(tx: Tx) => Promise<void>> {
  const never = new AbortController().signal;
  let deadline: number | undefined;
  for (;;) {
    try {
      if (work.switchIntended) await returnTraffic(ctx, work, log, never);
      await work.target.abandon(handleOf(work));
      return (tx) => restorePlacement(tx, work);
    } catch (error) {
      // Bringing back what served may itself take longer than that before it fails.
      deadline ??= Date.now() + PATIENCE_MS;
      if (!(error instanceof TargetUnavailable) || Date.now() > deadline) throw error;
      await pause(500, never);
    }
  }
}

const handleOf = ({ claim, placement }: Work) => ({
  deploymentId: claim.deploymentId,
  placement,
  fence: claim.fence,
});

/** Traffic may have moved, or the target may have found nothing to fall back to: what counts is what serves now. */
async function returnTraffic(ctx: Context<JobActor>, work: Work, log: LogWriter, signal: AbortSignal) {
  const { target, previous, placement, claim } = work;
  const [observed] = await target.observe(placement.id);
  const serving = observed?.serving?.deploymentId;
  if (previous) {
    if (serving === previous.deploymentId) return;
    const rollout = await previousRolloutOf(ctx, work, previous);
    await target.start(rollout, (line) => log.write(line), signal);
    await target.switchTraffic(rollout);
    return;
  }
  // Nothing served before, so there is nothing to go back to.
  if (serving === claim.deploymentId) await target.remove(placement.id, claim.fence);
}
