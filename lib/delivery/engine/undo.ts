import "server-only";
import type { Tx } from "@/db/client";
import { pause } from "@/lib/core/pause";

import { TargetUnavailable } from "../targets/target";
import type { LogWriter } from "./log-writer";
import { restorePlacement } from "./record";
import type { Work } from "./work";

const PATIENCE_MS = 30_000;

/**
 * Leaves the place as it was before this deployment: traffic on what served then, and nothing of this release running.
 * Returns what to write into the placement once the deployment ends. Throws TargetUnavailable after half a minute of
 * trying; every step is idempotent.
 */
export async function undo(work: Work, log: LogWriter): Promise<(tx: Tx) => Promise<void>> {
  const never = new AbortController().signal;
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await undoOnce(work, log, never);
      return (tx) => restorePlacement(tx, work);
    } catch (error) {
      if (!(error instanceof TargetUnavailable) || Date.now() > deadline) throw error;
      await pause(500, never);
    }
  }
}

async function undoOnce(work: Work, log: LogWriter, signal: AbortSignal) {
  const { target, rollout, previousRollout } = work;
  if (work.switchIntended && (await servesThis(work))) {
    if (previousRollout) {
      await target.start(previousRollout, (line) => log.write(line), signal);
      await target.switchTraffic(previousRollout);
    } else {
      // Nothing served before, so there is nothing to go back to.
      await target.remove(work.placement.id, work.claim.fence);
      return;
    }
  }
  await target.abandon(rollout);
}

async function servesThis({ target, placement, release, claim }: Work): Promise<boolean> {
  const [observed] = await target.observe(placement.id);
  const serving = observed?.serving;
  return serving?.deploymentId === claim.deploymentId || serving?.releaseId === release.id;
}
