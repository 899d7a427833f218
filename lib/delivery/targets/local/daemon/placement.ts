import { ReleaseRejected, type Rollout, type Started, TargetUnavailable } from "../../target";
import { Exclusive } from "./exclusive";
import { Instance } from "./instance";
import { logger } from "./logger";
import { probeAt } from "./probe";
import type { InstanceRecord, PlacementRecord } from "./records";
import { removeAdditions } from "./remove-additions";
import { type Attempt, type Candidate, Roles } from "./roles";
import { rejectionOfExit, settle, tryOut } from "./trial";
import { checkHealth, keepStarting } from "./upkeep";

/**
 * One service in one region of one environment, and the steps that change it. They go through one queue; the
 * gateway only reads `serving`, so a switch is one assignment.
 */
export class Placement extends Roles {
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
      const claimed = rollout.reuseWarm ? await this.claimWarm(rollout) : undefined;
      return claimed ?? this.begin(Instance.create(rollout, this.around), Infinity);
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
      const next = this.readyInstance(deploymentId);
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
    await this.around.save();
  }

  abandon(deploymentId: string, fence: number): Promise<void> {
    return this.changes.run(async () => {
      this.fence.admit(fence);
      this.warm.unclaim(deploymentId);
      const instance = this.instanceOf(deploymentId);
      if (instance && instance !== this.serving) await this.discard(instance);
      await this.around.save();
    });
  }

  /** Stops every process. The record of what should run stays as it is. */
  async stopAll(graceMs: number): Promise<void> {
    await Promise.all(this.instances().map((instance) => instance.stop(graceMs)));
  }

  /** Stops everything. Calls that come afterwards are refused: the placement is on its way out. */
  remove(fence: number): Promise<void> {
    return this.changes.run(async () => {
      this.fence.admit(fence);
      this.isRetired = true;
      await this.stopAll(this.around.limits.stopGraceMs);
    });
  }

  /** Whether nothing runs here and nobody is at work; then it takes no calls any more. */
  retireIfIdle(): boolean {
    const isIdle = this.instances().length === 0 && !this.changes.isBusy && !this.fence.isWatched;
    this.isRetired ||= isIdle;
    return isIdle;
  }

  /** Regular work: ends drains, stops what has been warm long enough and what nobody came back for. */
  tick(now: number): void {
    const { stopGraceMs } = this.around.limits;
    for (const { instance } of this.warm.takeExpired(now)) void this.discard(instance, stopGraceMs);
    for (const { instance, expiresAt } of this.candidates.values())
      if (now > expiresAt) void this.discard(instance);
    for (const instance of this.instances()) instance.log.poll();
  }

  async monitor(): Promise<void> {
    if (this.serving) await checkHealth(this.serving);
  }

  /**
   * Takes over what an earlier daemon left. What serves and is gone (a reboot) starts again; what was warm and is
   * gone stays gone; what was being tried waits a while for its caller to come back.
   */
  async restore(record: PlacementRecord): Promise<void> {
    const { limits } = this.around;
    this.fence.highest = record.highestFence;
    this.verdicts.restore(record.verdicts);
    if (record.probationEndsAt) this.probation = { endsAt: Date.parse(record.probationEndsAt), watchers: 0 };
    if (record.serving) await this.restoreServing(record.serving);
    for (const { warmUntil, drainUntil, claim, ...kept } of record.warm.toReversed()) {
      const instance = await this.revive(kept);
      const until = { warmUntil: Date.parse(warmUntil), drainUntil: Date.parse(drainUntil) };
      if (!instance) continue;
      this.warm.add({ instance, ...until, ...(claim && { claim }) });
      this.followExit(instance);
    }
    for (const kept of record.candidates) {
      const instance = await this.revive(kept);
      if (instance) this.begin(instance, Date.now() + (kept.readyAt ? limits.unclaimedMs : limits.orphanMs));
    }
  }

  private async restoreServing(record: InstanceRecord): Promise<void> {
    const instance = Instance.restore(record, this.around);
    this.serving = instance;
    if (record.process && instance.adopt(record.process)) {
      instance.become("ready");
      this.followExit(instance);
      await checkHealth(instance);
      return;
    }
    instance.isRestoring = true;
    instance.become("restarting", "It is started again after the target was down.");
    void this.startAgain(instance);
  }

  private async revive(record: InstanceRecord): Promise<Instance | undefined> {
    const instance = Instance.restore(record, this.around);
    if (record.process && instance.adopt(record.process)) {
      if (record.readyAt) instance.become("ready");
      return instance;
    }
    await instance.stop(0);
    return undefined;
  }

  private find(deploymentId: string): Attempt | undefined {
    const candidate = this.candidates.get(deploymentId);
    if (candidate) return candidate;
    const isServing = this.serving?.rollout.deploymentId === deploymentId;
    const instance = isServing ? this.serving : this.warm.claimedBy(deploymentId)?.instance;
    return instance && { instance, outcome: Promise.resolve(this.startedOf(instance, !isServing)) };
  }

  private begin(instance: Instance, expiresAt: number): Candidate {
    const outcome = this.bringUp(instance);
    const candidate: Candidate = { instance, outcome, isReady: false, callers: 0, expiresAt };
    const markReady = () => {
      candidate.isReady = true;
    };
    outcome.then(markReady, () => {});
    this.candidates.set(instance.rollout.deploymentId, candidate);
    return candidate;
  }

  private async bringUp(instance: Instance): Promise<Started> {
    try {
      if (!instance.group) await instance.spawn();
      // Written in the background: until then the marker in its environment is what would find the process.
      this.saveLater();
      await tryOut(instance, this.around.limits, () => {
        // The moment it was ready is remembered, so that a restart of the daemon does not settle it twice.
        this.saveLater();
        return this.serving !== undefined;
      });
      this.followExit(instance);
      this.saveLater();
      return this.startedOf(instance, false);
    } catch (error) {
      if (error instanceof ReleaseRejected) this.verdicts.add(instance.rollout.deploymentId, error);
      await this.discard(instance);
      if (error instanceof ReleaseRejected && error.code === "disk_limit")
        await removeAdditions(instance.rollout.release.artifact.path);
      throw error instanceof ReleaseRejected ? error : asUnavailable(error);
    }
  }

  private async claimWarm(rollout: Rollout): Promise<Attempt | undefined> {
    const warm = this.warm.ofRelease(rollout.release.id);
    if (!warm?.instance.isProcessAlive || warm.instance.port === undefined) return undefined;
    const { instance } = warm;
    const { readiness } = rollout.release.plan;
    const answer = await probeAt(instance.address, readiness, warm.instance.port, instance.host);
    if (!answer.ok) return undefined;
    warm.claim = rollout;
    instance.log.system("It still ran warm and was taken as it is");
    this.saveLater();
    return { instance, outcome: Promise.resolve(this.startedOf(instance, true)) };
  }

  /** The instance that is to serve. Throws when there is none, when it is not ready, or when it has died since. */
  private readyInstance(deploymentId: string): Instance {
    const candidate = this.candidates.get(deploymentId);
    if (candidate && !candidate.isReady) throw new TargetUnavailable("The release is not ready yet.");
    const instance = candidate?.instance ?? this.warm.claimedBy(deploymentId)?.instance;
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
      rollout: next.rollout,
    };
    const candidate = this.candidates.get(deploymentId);
    const now = Date.now();
    this.serving = next;
    this.candidates.delete(deploymentId);
    this.warm.remove(next);
    next.rollout = rollout;
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
      next.rollout = before.rollout;
      if (candidate) this.candidates.set(deploymentId, candidate);
    };
  }

  /** Acts on the end of a process according to the role its instance has by then. */
  private followExit(instance: Instance): void {
    void this.actOnExit(instance);
  }

  private async actOnExit(instance: Instance): Promise<void> {
    const { group } = instance;
    const exit = await instance.exit;
    if (instance.ended.aborted || instance.group !== group) return;
    const rejection = rejectionOfExit(instance, exit, this.around.limits);
    instance.log.system(rejection.message);
    if (this.serving !== instance) {
      const { deploymentId } = instance.rollout;
      const candidate = this.candidates.get(deploymentId);
      // While it is being tried, the trial itself notices.
      if (candidate && !candidate.isReady) return;
      if (candidate) this.verdicts.add(deploymentId, rejection);
      await this.discard(instance);
    } else if (this.isOnProbation(Date.now())) {
      this.fallBack(instance, rejection);
    } else {
      instance.problem = rejection.message;
      logger.warn("A serving release ended", { placement: this.name.id, reason: rejection.message });
      await this.startAgain(instance);
    }
  }

  /** The new release failed after the switch: what served before takes over at once, or nothing does. */
  private fallBack(instance: Instance, rejection: ReleaseRejected): void {
    const previous = this.warm.takeNewest((one) => one.isProcessAlive);
    this.verdicts.add(instance.rollout.deploymentId, rejection);
    this.serving = previous?.instance;
    this.probation = undefined;
    const to = previous?.instance.releaseId;
    logger.warn("Traffic fell back", { placement: this.name.id, reason: rejection.message, to });
    void this.discard(instance);
  }

  private async startAgain(instance: Instance): Promise<void> {
    await keepStarting(instance, this.around.limits, () => this.saveLater());
    if (!instance.ended.aborted) this.followExit(instance);
    this.saveLater();
  }

  private async discard(instance: Instance, graceMs = this.around.limits.rejectGraceMs): Promise<void> {
    this.warm.remove(instance);
    const { deploymentId } = instance.rollout;
    if (this.candidates.get(deploymentId)?.instance === instance) this.candidates.delete(deploymentId);
    await instance.stop(graceMs);
    this.saveLater();
  }

  private saveLater(): void {
    this.around.save().catch((error: unknown) => logger.error("The state could not be written", { error }));
  }
}

function asUnavailable(error: unknown): TargetUnavailable {
  if (error instanceof TargetUnavailable) return error;
  return new TargetUnavailable(error instanceof Error ? error.message : String(error), { cause: error });
}
