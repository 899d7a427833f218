import { ReleaseRejected, type Rollout, TargetUnavailable } from "../../target";
import { Exclusive } from "./exclusive";
import { Instance } from "./instance";
import { Lifecycle } from "./lifecycle";
import { logger } from "./logger";
import { probeAt } from "./probe";
import type { Attempt } from "./roles";
import { rejectionOfExit, settle } from "./trial";

/**
 * One service in one region of one environment, and the steps that change it. They go through one queue; the
 * gateway only reads `serving`, so a switch is one assignment.
 */
export class Placement extends Lifecycle {
  private readonly changes = new Exclusive();
  private isRetired = false;

  /** Begins to bring a release up, or finds what an earlier call with the same deployment began. */
  start(rollout: Rollout): Promise<Attempt> {
    return this.changes.run(async () => {
      this.fence.admit(rollout.fence);
      if (this.isRetired) throw new TargetUnavailable("The place is being removed; it can be asked again.");
      this.verdicts.throwFor(rollout.deploymentId);
      const found = this.find(rollout.deploymentId);
      if (found) return found;
      // One deployment at a time: whoever began another one has lost the lease.
      for (const other of this.candidates.values()) await this.discard(other.instance);
      this.warm.unclaimOthers(rollout.deploymentId);
      const reused = rollout.reuseWarm
        ? ((await this.findServing(rollout)) ?? (await this.claimWarm(rollout)))
        : undefined;
      return reused ?? this.begin(Instance.create(rollout, this.around), Infinity);
    });
  }

  /** Says that somebody waits for a deployment; returns how to say that nobody does any more. */
  attach(deploymentId: string): () => void {
    const candidate = this.candidates.get(deploymentId);
    if (!candidate) return () => {};
    candidate.callers += 1;
    candidate.expiresAt = Infinity;
    return () => {
      candidate.callers -= 1;
      if (candidate.callers === 0) candidate.expiresAt = Date.now() + this.around.limits.unclaimedMs;
    };
  }

  switchTraffic(rollout: Rollout): Promise<void> {
    return this.changes.run(async () => {
      this.fence.admit(rollout.fence);
      const { deploymentId } = rollout;
      if (this.serving?.rollout.deploymentId === deploymentId) return this.around.save();
      this.verdicts.throwFor(deploymentId);
      const next = this.readyInstance(rollout);
      const takeBack = this.moveTraffic(next, rollout);
      try {
        await this.around.save();
      } catch (error) {
        takeBack();
        throw new TargetUnavailable(`The switch could not be written to disk: ${String(error)}`);
      }
      next.log.system("All new requests go to it now");
      logger.info("Traffic was switched", { placement: this.name.id, release: next.releaseId });
    });
  }

  /** Resolves when the release that serves has stayed good for the rest of its settling time. */
  async watch(rollout: Rollout, signal: AbortSignal): Promise<void> {
    const { deploymentId, settleMs } = rollout;
    this.fence.admit(rollout.fence);
    this.verdicts.throwFor(deploymentId);
    const instance = this.serving;
    if (instance?.rollout.deploymentId !== deploymentId)
      throw new TargetUnavailable("Another release serves; there is nothing to watch.");
    const probation = (this.probation ??= { endsAt: 0, watchers: 0 });
    probation.watchers += 1;
    try {
      const until = (instance.readyAt?.getTime() ?? Date.now()) + settleMs;
      await settle(instance, until, this.around.limits, AbortSignal.any([signal, instance.ended]));
      // It may have died a moment ago, before anybody told us.
      if (!instance.isProcessAlive) await instance.exit;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ReleaseRejected && this.serving === instance) this.fallBack(instance, error);
    } finally {
      probation.watchers -= 1;
      // Whoever watched may come back, as a worker does that was killed.
      probation.endsAt = Date.now() + this.around.limits.probationMs;
    }
    this.verdicts.throwFor(deploymentId);
    if (this.serving !== instance) throw new TargetUnavailable("Another release took over meanwhile.");
    this.probation = undefined;
    this.previous = undefined;
    await this.around.save();
  }

  abandon(deploymentId: string, fence: number): Promise<void> {
    return this.changes.run(async () => {
      this.fence.admit(fence);
      this.warm.unclaim(deploymentId);
      const instance = this.instanceOf(deploymentId);
      if (this.previous?.deploymentId === deploymentId) this.previous = undefined;
      // What served until a moment ago still answers requests; they end as they would have without this call.
      const isLeft = instance !== undefined && instance !== this.serving;
      if (isLeft && !(instance.traffic.open > 0 && this.warm.retire(instance))) await this.discard(instance);
      await this.around.save();
    });
  }

  /** Stops everything. Calls that come afterwards are refused: the placement is on its way out. */
  remove(fence: number): Promise<void> {
    return this.changes.run(async () => {
      this.fence.admit(fence);
      this.isRetired = true;
      // Requests are told at once that nothing runs, instead of waiting for what is on its way out.
      const { serving } = this;
      if (serving) this.leave(serving);
      await this.stopAll(this.around.limits.stopGraceMs);
    });
  }

  /** Whether nothing runs here and nobody is at work; then it takes no calls any more. */
  retireIfIdle(): boolean {
    const isIdle = this.instances().length === 0 && !this.changes.isBusy && !this.fence.isWatched;
    this.isRetired ||= isIdle;
    return isIdle;
  }

  private find(deploymentId: string): Attempt | undefined {
    const candidate = this.candidates.get(deploymentId);
    if (candidate) return candidate;
    const isServing = this.serving?.rollout.deploymentId === deploymentId;
    const instance = isServing ? this.serving : this.warm.claimedBy(deploymentId)?.instance;
    return instance && { instance, outcome: Promise.resolve(this.startedOf(instance, !isServing)) };
  }

  /** The release serves already: its instance is taken as it is, and the switch only writes that down. */
  private async findServing(rollout: Rollout): Promise<Attempt | undefined> {
    const instance = this.servingOf(rollout);
    if (!instance || !(await answers(instance, rollout))) return undefined;
    return { instance, outcome: Promise.resolve(this.startedOf(instance, true)) };
  }

  private servingOf(rollout: Rollout): Instance | undefined {
    return rollout.reuseWarm && this.serving?.isOf(rollout) ? this.serving : undefined;
  }

  private async claimWarm(rollout: Rollout): Promise<Attempt | undefined> {
    const warm = this.warm.fitting(rollout);
    if (!warm || !(await answers(warm.instance, rollout))) return undefined;
    const { instance } = warm;
    warm.claim = rollout;
    instance.log.system("It still ran warm and was taken as it is");
    this.saveLater();
    return { instance, outcome: Promise.resolve(this.startedOf(instance, true)) };
  }

  /** The instance that is to serve. Throws when there is none, when it is not ready, or when it has died since. */
  private readyInstance(rollout: Rollout): Instance {
    const { deploymentId } = rollout;
    const candidate = this.candidates.get(deploymentId);
    if (candidate && !candidate.isReady) throw new TargetUnavailable("The release is not ready yet.");
    const instance = candidate?.instance ?? this.warm.claimedBy(deploymentId)?.instance;
    const serving = instance ? undefined : this.servingOf(rollout);
    // Should it have died since, it is being started again already.
    if (serving) return serving;
    if (!instance)
      throw new TargetUnavailable("The release does not run here any more; it has to be started again.");
    if (instance.isProcessAlive) return instance;
    const rejection = rejectionOfExit(instance, { code: undefined, signal: undefined }, this.around.limits);
    this.verdicts.add(deploymentId, rejection);
    void this.discard(instance);
    throw rejection;
  }

  /** Returns how to take it back. */
  private moveTraffic(next: Instance, rollout: Rollout): () => void {
    const { deploymentId, settleMs, drainMs, warmMs } = rollout;
    const before = {
      serving: this.serving,
      warm: this.warm.all(),
      probation: this.probation,
      previous: this.previous,
      rollout: next.rollout,
    };
    next.rollout = rollout;
    if (next === before.serving) return () => (next.rollout = before.rollout);
    const candidate = this.candidates.get(deploymentId);
    const now = Date.now();
    this.serving = next;
    this.candidates.delete(deploymentId);
    this.warm.remove(next);
    this.previous = before.serving?.rollout;
    // What has served before, or is not to be watched, starts again when it dies, as any serving release does.
    const isNew = candidate !== undefined && settleMs > 0;
    const settledAt = (next.readyAt?.getTime() ?? now) + settleMs;
    const endsAt = Math.max(now, settledAt) + this.around.limits.probationMs;
    this.probation = isNew ? { endsAt, watchers: 0 } : undefined;
    if (before.serving?.isUp)
      this.warm.add({ instance: before.serving, drainUntil: now + drainMs, warmUntil: now + warmMs });
    else if (before.serving) void this.discard(before.serving);
    return () => {
      this.serving = before.serving;
      this.warm.restore(before.warm);
      this.probation = before.probation;
      this.previous = before.previous;
      next.rollout = before.rollout;
      if (candidate) this.candidates.set(deploymentId, candidate);
    };
  }
}

/** Whether a running instance is well enough to be taken as it is. */
async function answers(instance: Instance, { release }: Rollout): Promise<boolean> {
  if (!instance.isProcessAlive || instance.port === undefined) return false;
  const { ok } = await probeAt(instance.address, release.plan.readiness, instance.port, instance.host);
  return ok;
}
