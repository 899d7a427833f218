import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { hostOf } from "../../host-of";
import { type Observation, type Placement as PlacementName, TargetUnavailable } from "../../target";
import type { Instance } from "./instance";
import { pruneLogs } from "./kept-logs";
import { logger } from "./logger";
import { Orphans } from "./orphans";
import { UsageMeter } from "./output/usage-meter";
import { Placement } from "./placement";
import { ownerOf, type State } from "./records";
import { loadState, StateFile } from "./state-file";
import type { Surroundings } from "./surroundings";
import { Tombstones } from "./tombstones";

/** Everything that runs on this target: one placement per service, environment and region. */
export class Supervisor {
  readonly around: Surroundings;
  private readonly placements = new Map<string, Placement>();
  private readonly byHost = new Map<string, Placement>();
  private readonly tombstones = new Tombstones();
  private readonly orphans: Orphans;
  private unreadable: unknown[] = [];
  private readonly file: StateFile;
  private readonly timers: NodeJS.Timeout[] = [];
  private isClosing = false;

  constructor(around: Omit<Surroundings, "save" | "portsInUse">) {
    this.file = new StateFile(join(around.folder, "state.json"), () => this.toState());
    this.around = { ...around, portsInUse: new Set(), save: () => this.file.save() };
    this.orphans = new Orphans(this.around);
  }

  /** Finds the services of an earlier daemon again. When it resolves, the gateway may listen. */
  async boot(): Promise<void> {
    const { state, isComplete } = await loadState(this.file.path);
    this.unreadable = state.unreadable;
    this.tombstones.restore([...state.removed, ...state.unreadable.flatMap((one) => ownerOf(one) ?? [])]);
    await Promise.all(
      state.placements.map(async (record) => {
        const placement = this.add(record.placement);
        await placement.restore(record).catch((error: unknown) => {
          logger.error("A placement could not be restored", { placement: record.placement.id, error });
        });
      }),
    );
    const spareUntil = isComplete
      ? Date.parse(state.sparedUntil ?? "")
      : Date.now() + this.around.limits.lostStateMs;
    await this.orphans.find(this.markers(), Number.isNaN(spareUntil) ? 0 : spareUntil);
    await this.removeLeftFolders();
    await this.file.save();
    const meter = new UsageMeter();
    this.every(TICK_MS, () => {
      for (const placement of this.placements.values()) placement.tick(Date.now());
    });
    this.every(this.around.limits.monitorMs, () => {
      for (const placement of this.placements.values()) void placement.monitor();
    });
    this.every(this.around.limits.usageMs, () => this.around.output.addUsage(meter.look(this.instances())));
    this.every(PRUNE_MS, () => void this.pruneLogs());
  }

  /**
   * The placement with this id, made on first use. Throws Fenced for a caller whose lease is too old, and
   * TargetUnavailable when the host name belongs to a placement that has something running.
   */
  placementOf(name: PlacementName, fence: number): Placement {
    if (this.isClosing) throw new TargetUnavailable("The local target is shutting down.");
    this.check(name.id, fence);
    const known = this.placements.get(name.id);
    if (known && hostOf(known.name) === hostOf(name)) return known;
    const rival = this.byHost.get(hostOf(name));
    if (rival?.retireIfIdle()) {
      this.forget(rival);
    } else if (rival) {
      const { service, environment } = rival.name;
      throw new TargetUnavailable(
        `The host name ${hostOf(name)} already belongs to ${service} in ${environment}.`,
      );
    }
    if (!known) return this.add(name);
    // The service was renamed: it answers under its new name from now on.
    this.byHost.delete(hostOf(known.name));
    this.byHost.set(hostOf(name), known);
    known.name = name;
    return known;
  }

  /** Throws Fenced when somebody with a newer lease has been at work in this placement, also if it is gone. */
  check(placementId: string, fence: number): void {
    const known = this.placements.get(placementId);
    if (known) known.fence.check(fence);
    else this.tombstones.check(placementId, fence);
  }

  findByHost(host: string): Placement | undefined {
    return this.byHost.get(host);
  }

  hosts(): string[] {
    return [...this.byHost.keys()].toSorted();
  }

  /** The running instance that a deployment started or took over. */
  findInstance(deploymentId: string): Instance | undefined {
    for (const placement of this.placements.values()) {
      const instance = placement.instanceOf(deploymentId);
      if (instance) return instance;
    }
    return undefined;
  }

  openRequests(): number {
    return this.instances().reduce((sum, { traffic }) => sum + traffic.open, 0);
  }

  observe(placementId?: string): Observation[] {
    return [...this.placements.values()]
      .filter(({ name }) => placementId === undefined || name.id === placementId)
      .map((placement) => placement.observe());
  }

  async remove(placementId: string, fence: number): Promise<void> {
    const placement = this.placements.get(placementId);
    if (placement) {
      await placement.remove(fence);
      this.forget(placement);
      await rm(join(this.around.folder, "logs", placementId), { recursive: true, force: true });
    } else {
      this.tombstones.admit(placementId, fence);
      this.forgetUnreadable(placementId);
    }
    await this.file.save();
  }

  /** Stops what a deployment began. Of a placement that is gone only the fence is remembered. */
  async abandon(placementId: string, deploymentId: string, fence: number): Promise<void> {
    const placement = this.placements.get(placementId);
    if (placement) return placement.abandon(deploymentId, fence);
    this.tombstones.admit(placementId, fence);
    await this.file.save();
  }

  /** Stops every service but keeps in the file what should run, so that the next boot restores it. */
  async shutdown(): Promise<void> {
    this.isClosing = true;
    for (const timer of this.timers) clearInterval(timer);
    const placements = [...this.placements.values()];
    const { shutdownGraceMs } = this.around.limits;
    await Promise.all([
      ...placements.map((placement) => placement.stopAll(shutdownGraceMs)),
      this.orphans.stop(shutdownGraceMs),
    ]);
    await this.file.save();
  }

  /** Kills what has not stopped yet, for somebody who asks a second time. */
  async kill(): Promise<void> {
    await Promise.all(this.instances().map((instance) => instance.sweep()));
  }

  private instances(): Instance[] {
    return [...this.placements.values()].flatMap((placement) => placement.instances());
  }

  private add(name: PlacementName): Placement {
    const placement = new Placement(name, this.around);
    placement.fence.highest = this.tombstones.take(name.id);
    // It is deployed anew, so its old record is of no use any more.
    this.forgetUnreadable(name.id);
    this.placements.set(name.id, placement);
    this.byHost.set(hostOf(name), placement);
    return placement;
  }

  /** The placement itself takes no calls any more by now; a new one with its id may already be there. */
  private forget(placement: Placement): void {
    const { name, fence } = placement;
    if (this.byHost.get(hostOf(name)) === placement) this.byHost.delete(hostOf(name));
    if (this.placements.get(name.id) !== placement) return;
    this.placements.delete(name.id);
    this.tombstones.admit(name.id, fence.highest);
  }

  private forgetUnreadable(placementId: string): void {
    this.unreadable = this.unreadable.filter((one) => ownerOf(one)?.placementId !== placementId);
  }

  private toState(): State {
    return {
      placements: [...this.placements.values()].map((placement) => placement.toRecord()),
      unreadable: this.unreadable,
      removed: this.tombstones.toRecords(),
      sparedUntil: this.orphans.sparedUntil,
    };
  }

  private markers(): Set<string> {
    return new Set(this.instances().map(({ marker }) => marker));
  }

  private async removeLeftFolders(): Promise<void> {
    const folder = join(this.around.folder, "instances");
    const known = this.markers();
    const isLeft = (marker: string) => !known.has(marker) && !this.orphans.isSpared(marker);
    const left = (await readdir(folder).catch(() => [])).filter((id) => isLeft(`${this.around.mark}.${id}`));
    await Promise.all(left.map((id) => rm(join(folder, id), { recursive: true, force: true })));
  }

  private async pruneLogs(): Promise<void> {
    const inUse = new Set(this.instances().map(({ log }) => log.folder));
    await pruneLogs(join(this.around.folder, "logs"), inUse, this.around.limits.keptLogs).catch(
      (error: unknown) => logger.warn("Old logs could not be removed", { error }),
    );
  }

  private every(ms: number, work: () => void): void {
    const timer = setInterval(work, ms);
    timer.unref();
    this.timers.push(timer);
  }
}

const TICK_MS = 250;
const PRUNE_MS = 10_000;
