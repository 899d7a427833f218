import { ReleaseRejected, type Started, TargetUnavailable } from "../../target";
import { Instance } from "./instance";
import { logger } from "./logger";
import type { InstanceRecord, PlacementRecord } from "./records";
import { type Candidate, Roles } from "./roles";
import { rejectionOfExit, tryOut } from "./trial";
import { checkHealth, keepStarting } from "./upkeep";

/**
 * What happens to the instances of a placement between two calls: they come up, end, are started again or give way to
 * the one before, are found again by the next daemon, and stop.
 */
export class Lifecycle extends Roles {
  /** Have no role any more, but may still hold on to their grace. */
  private readonly leaving = new Set<Instance>();

  /** It serves no more, and is still stopped with everything else. */
  protected leave(serving: Instance): void {
    this.serving = undefined;
    this.leaving.add(serving);
  }

  /** Stops every process. The record of what should run stays as it is. */
  async stopAll(graceMs: number): Promise<void> {
    const all = new Set([...this.instances(), ...this.leaving]);
    await Promise.all([...all].map((instance) => instance.stop(graceMs)));
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
    this.previous = record.previous;
    if (record.probationEndsAt) this.probation = { endsAt: Date.parse(record.probationEndsAt), watchers: 0 };
    if (record.serving) await this.restoreServing(record.serving);
    for (const { warmUntil, drainUntil, claim, isAbandoned, ...kept } of record.warm.toReversed()) {
      const instance = await this.revive(kept);
      const until = { warmUntil: Date.parse(warmUntil), drainUntil: Date.parse(drainUntil) };
      if (!instance) continue;
      this.warm.add({ instance, ...until, ...(claim && { claim }), ...(isAbandoned && { isAbandoned }) });
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
    this.bringBack(instance, "It is started again after the target was down.");
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

  protected begin(instance: Instance, expiresAt: number): Candidate {
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
      throw error instanceof ReleaseRejected ? error : asUnavailable(error);
    }
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

  /**
   * The new release failed after the switch: what served before takes over, at once when it still runs and else as
   * soon as it has started. Only a first release leaves nothing behind.
   */
  protected fallBack(instance: Instance, rejection: ReleaseRejected): void {
    this.verdicts.add(instance.rollout.deploymentId, rejection);
    const next = this.takePrevious();
    this.serving = next;
    this.probation = undefined;
    this.previous = undefined;
    // Before the bad one stops, which may take a while: a daemon that dies meanwhile must not bring it back.
    this.saveLater();
    const to = next?.releaseId;
    logger.warn("Traffic fell back", { placement: this.name.id, reason: rejection.message, to });
    void this.discard(instance);
  }

  private takePrevious(): Instance | undefined {
    const { previous } = this;
    const isWanted = (one: Instance) => previous === undefined || one.releaseId === previous.release.id;
    const warm = this.warm.takeNewest((one) => one.isProcessAlive && isWanted(one));
    if (warm) return warm.instance;
    if (!previous || this.verdicts.has(previous.deploymentId)) return undefined;
    const instance = Instance.create(previous, this.around);
    this.bringBack(instance, "It is started again because the release that replaced it failed.");
    return instance;
  }

  /** Starts what should serve; requests wait for it as they do after a reboot. */
  private bringBack(instance: Instance, why: string): void {
    instance.isRestoring = true;
    instance.become("restarting", why);
    void this.startAgain(instance);
  }

  private async startAgain(instance: Instance): Promise<void> {
    await keepStarting(instance, this.around.limits, () => this.saveLater());
    if (!instance.ended.aborted) this.followExit(instance);
    this.saveLater();
  }

  protected async discard(instance: Instance, graceMs = this.around.limits.rejectGraceMs): Promise<void> {
    this.warm.remove(instance);
    const { deploymentId } = instance.rollout;
    if (this.candidates.get(deploymentId)?.instance === instance) this.candidates.delete(deploymentId);
    this.leaving.add(instance);
    await instance.stop(graceMs).finally(() => this.leaving.delete(instance));
    this.saveLater();
  }

  protected saveLater(): void {
    this.around.save().catch((error: unknown) => logger.error("The state could not be written", { error }));
  }
}

function asUnavailable(error: unknown): TargetUnavailable {
  if (error instanceof TargetUnavailable) return error;
  return new TargetUnavailable(error instanceof Error ? error.message : String(error), { cause: error });
}
