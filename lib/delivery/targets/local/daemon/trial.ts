import { setTimeout as delay } from "node:timers/promises";

import { ReleaseRejected, TargetUnavailable } from "../../target";
import { diskUse } from "./disk-use";
import type { Instance } from "./instance";
import type { Exit } from "./launch";
import type { Limits } from "./limits";
import { inItsWords, probeAt } from "./probe";
import { howItEnded, megabytes, seconds, sentenceOfEnd } from "./words";

/**
 * Finds out whether a release is good: it becomes ready and, when something else serves, stays so for `settleMs`,
 * without dying, flooding its log or filling the disk. Throws ReleaseRejected with the cause, or TargetUnavailable
 * when the instance was stopped meanwhile. `mustSettle` is asked when it is ready.
 */
export async function tryOut(instance: Instance, limits: Limits, mustSettle: () => boolean): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, instance.ended]);
  const growth = growthOf([instance.temporaryFolder, instance.workingFolder]);
  const tries = [
    becomeGood(instance, limits, mustSettle, signal),
    rejectAtExit(instance, limits, growth),
    keepLimits(instance, limits, growth, signal),
  ];
  for (const attempt of tries) attempt.catch(() => {});
  try {
    await Promise.race(tries);
  } catch (error) {
    if (instance.ended.aborted) throw new TargetUnavailable("It was stopped before it was ready.");
    instance.log.flushPartial();
    if (!(error instanceof ReleaseRejected)) throw error;
    if (error.code === "disk_limit") instance.hasFilledTheDisk = true;
    throw new ReleaseRejected(error.code, error.message, lastLines(instance));
  } finally {
    over.abort();
  }
}

/** Probes a ready instance until `until`; throws ReleaseRejected when it does not answer several times in a row. */
export async function settle(
  instance: Instance,
  until: number,
  limits: Limits,
  signal: AbortSignal,
): Promise<void> {
  const { readiness } = instance.rollout.release.plan;
  let failures = 0;
  for (let leftMs = until - Date.now(); leftMs > 0; leftMs = until - Date.now()) {
    await delay(Math.min(readiness.intervalMs, SETTLE_INTERVAL_MS, leftMs), undefined, { signal });
    if (instance.port === undefined) continue;
    const result = await probeAt(instance.address, readiness, instance.port, instance.host);
    signal.throwIfAborted();
    failures = result.ok ? 0 : failures + 1;
    if (!result.ok && failures >= limits.unhealthyProbes) {
      const afterMs = Date.now() - (instance.readyAt?.getTime() ?? 0);
      const message = `${inItsWords(result)}, ${failures} times in a row, ${seconds(afterMs)} after it was ready.`;
      throw new ReleaseRejected("unhealthy", message, lastLines(instance));
    }
  }
}

/** Why an instance that ended is a bad release. */
export function rejectionOfExit(instance: Instance, exit: Exit, limits: Limits): ReleaseRejected {
  instance.log.flushPartial();
  const lines = lastLines(instance);
  if (instance.log.writtenBytes > limits.logFloodBytes)
    return new ReleaseRejected("log_flood", floodSentence(limits), lines);
  if (howItEnded(exit).includes("SIGXFSZ"))
    return new ReleaseRejected("disk_limit", diskSentence(limits), lines);
  const { run } = instance;
  const since = run.startedAt?.toISOString() ?? "";
  const said = instance.log.tail(TAIL_LINES).filter(({ at }) => at >= since);
  const message = sentenceOfEnd(exit, run, said, Date.now());
  return new ReleaseRejected(instance.readyAt ? "exited_after_ready" : "exited", message, lines);
}

const SETTLE_INTERVAL_MS = 1_000;
const TAIL_LINES = 50;
const DISK_POLL_MS = 500;

function lastLines(instance: Instance): string[] {
  return instance.log
    .tail(TAIL_LINES)
    .filter(({ stream }) => stream !== "system")
    .map(({ text }) => text);
}

async function becomeGood(
  instance: Instance,
  limits: Limits,
  mustSettle: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  if (!instance.readyAt || !instance.isUp) await instance.waitUntilReady(signal);
  const readyAt = instance.readyAt?.getTime() ?? Date.now();
  instance.log.system(`Ready after ${seconds(readyAt - instance.startedAt.getTime())}`);
  if (mustSettle()) await settle(instance, readyAt + instance.rollout.settleMs, limits, signal);
}

async function rejectAtExit(
  instance: Instance,
  limits: Limits,
  growth: () => Promise<number>,
): Promise<never> {
  const exit = await instance.exit;
  // A write beyond the limit of the kernel looks like any other failure to the process.
  if ((await growth()) > limits.diskBytes) throw new ReleaseRejected("disk_limit", diskSentence(limits));
  throw rejectionOfExit(instance, exit, limits);
}

/** Returns how to ask by how many bytes these folders have grown since now. */
function growthOf(folders: readonly string[]): () => Promise<number> {
  const measure = async () =>
    (await Promise.all(folders.map(diskUse))).reduce((sum, bytes) => sum + bytes, 0);
  const atStart = measure();
  return async () => (await measure()) - (await atStart);
}

/** Never resolves; rejects when a limit is passed. Also keeps the log moving while somebody waits. */
async function keepLimits(
  instance: Instance,
  limits: Limits,
  growth: () => Promise<number>,
  signal: AbortSignal,
): Promise<never> {
  for (let measuredAt = Date.now(); ;) {
    instance.log.poll();
    if (instance.log.writtenBytes > limits.logFloodBytes)
      throw new ReleaseRejected("log_flood", floodSentence(limits));
    if (Date.now() - measuredAt >= DISK_POLL_MS) {
      if ((await growth()) > limits.diskBytes) throw new ReleaseRejected("disk_limit", diskSentence(limits));
      measuredAt = Date.now();
    }
    await delay(limits.pollMs, undefined, { signal });
  }
}

function floodSentence(limits: Limits): string {
  return `It wrote more than ${megabytes(limits.logFloodBytes)} of log while it was starting.`;
}

function diskSentence(limits: Limits): string {
  return `It wrote more than ${megabytes(limits.diskBytes)} to the disk while it was starting.`;
}
