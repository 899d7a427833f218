import { setTimeout as delay } from "node:timers/promises";

import { ReleaseRejected } from "../../target";
import type { Instance } from "./instance";
import type { Limits } from "./limits";
import { logger } from "./logger";
import { probeAt } from "./probe";

/**
 * Starts an instance that should serve again and again until it is ready, with growing pauses. Resolves when it is
 * ready or has been stopped. `onSpawn` runs after each start, so that the new process is remembered at once.
 */
export async function keepStarting(instance: Instance, limits: Limits, onSpawn: () => void): Promise<void> {
  if (Date.now() - instance.since.getTime() > limits.restartForgetMs) instance.failedStarts = 0;
  for (let attempt = 0; !instance.ended.aborted; attempt += 1) {
    const pauseMs = instance.isRestoring && attempt === 0 ? 0 : restartDelayMs(instance.failedStarts, limits);
    instance.failedStarts += 1;
    instance.nextStartAt = Date.now() + pauseMs;
    instance.become("restarting");
    if (!(await pause(pauseMs, instance.ended))) return;
    try {
      await instance.sweep();
      await instance.spawn();
      if (!instance.isRestoring) instance.restarts += 1;
      onSpawn();
      await readyOrExit(instance);
      logger.info("A release serves again", { instance: instance.id, release: instance.releaseId });
      return;
    } catch (error) {
      if (instance.ended.aborted) return;
      const problem = error instanceof Error ? error.message : String(error);
      instance.become("restarting", problem);
      instance.log.system(`It could not be started again: ${problem}`);
      logger.warn("A release could not be started again", { instance: instance.id, problem, attempt });
    } finally {
      if (!instance.isUp && !instance.ended.aborted) await instance.sweep();
    }
  }
}

/** 0.2 s, doubling to 30 s, for the attempt with this number. */
export function restartDelayMs(
  attempt: number,
  limits: Pick<Limits, "restartFirstMs" | "restartMaxMs">,
): number {
  return Math.min(limits.restartFirstMs * 2 ** attempt, limits.restartMaxMs);
}

/** Looks once whether a serving instance answers, and says so in its state. Never stops anything. */
export async function checkHealth(instance: Instance): Promise<void> {
  if (!instance.isUp || instance.port === undefined) return;
  const { readiness } = instance.rollout.release.plan;
  const result = await probeAt(instance.address, readiness, instance.port, instance.host);
  if (!instance.isUp) return;
  if (result.ok) instance.become("ready");
  else instance.become("unhealthy", `${result.problem}.`);
}

async function readyOrExit(instance: Instance): Promise<void> {
  const over = new AbortController();
  const ready = instance.waitUntilReady(AbortSignal.any([over.signal, instance.ended]));
  ready.catch(() => {});
  try {
    await Promise.race([
      ready,
      instance.exit.then(() =>
        Promise.reject(new ReleaseRejected("exited", "The process ended before it was ready.")),
      ),
    ]);
  } finally {
    over.abort();
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return delay(ms, true, { signal }).catch(() => false);
}
