import type { Observation, Rollout } from "../../target";
import type { Instance } from "./instance";
import type { Limits } from "./limits";
import type { PlacementRecord } from "./records";

/** An instance that served until a moment ago: it finishes its requests, then waits in case we go back to it. */
export type Warm = {
  instance: Instance;
  /** What is still open then is cut off. */
  drainUntil: number;
  /** Stopped then, absolute, so that a restart of the daemon does not lengthen it. */
  warmUntil: number;
  /** The rollout that is about to serve it again. */
  claim?: Rollout;
  /** Only finishes its requests; nothing goes back to it. */
  isAbandoned?: boolean;
};

/** The former serving instances of one placement, newest first. */
export class WarmInstances {
  private entries: Warm[] = [];

  constructor(private readonly limits: Limits) {}

  /** Adds the newest; older ones than the limit allows finish their requests and stop. */
  add(warm: Warm): void {
    this.entries = [warm, ...this.entries];
    for (const entry of this.entries.slice(this.limits.warmInstances)) if (!entry.claim) entry.warmUntil = 0;
  }

  /** Whether it was one of them. */
  remove(instance: Instance): boolean {
    const length = this.entries.length;
    this.entries = this.entries.filter((entry) => entry.instance !== instance);
    return this.entries.length < length;
  }

  all(): Warm[] {
    return this.entries.map((entry) => ({ ...entry }));
  }

  restore(entries: Warm[]): void {
    this.entries = entries;
  }

  instances(): Instance[] {
    return this.entries.map(({ instance }) => instance);
  }

  /** One that can be taken for that rollout as it is. */
  fitting(rollout: Rollout): Warm | undefined {
    return this.entries.find(({ instance, isAbandoned }) => !isAbandoned && instance.isOf(rollout));
  }

  claimedBy(deploymentId: string): Warm | undefined {
    return this.entries.find(({ claim }) => claim?.deploymentId === deploymentId);
  }

  unclaim(deploymentId: string): void {
    const entry = this.claimedBy(deploymentId);
    if (entry) delete entry.claim;
  }

  /** A claim whose deployment was given up would keep its process for ever. */
  unclaimOthers(deploymentId: string): void {
    for (const entry of this.entries) if (entry.claim?.deploymentId !== deploymentId) delete entry.claim;
  }

  /** Lets it finish its requests, until the drain limit, and then stop. False when it is not one of them. */
  retire(instance: Instance): boolean {
    const entry = this.entries.find((one) => one.instance === instance);
    if (entry) Object.assign(entry, { warmUntil: 0, isAbandoned: true });
    return entry !== undefined;
  }

  takeNewest(isUsable: (instance: Instance) => boolean): Warm | undefined {
    const entry = this.entries.find(({ instance, isAbandoned }) => !isAbandoned && isUsable(instance));
    if (entry) this.remove(entry.instance);
    return entry;
  }

  /** Ends drains that took too long and hands out what is to be stopped. */
  takeExpired(now: number): Warm[] {
    for (const entry of this.entries)
      if (now >= entry.drainUntil && !entry.claim) entry.instance.traffic.cancelAll();
    const expired = this.entries.filter(
      ({ instance, warmUntil, claim }) => !claim && now >= warmUntil && instance.traffic.open === 0,
    );
    for (const entry of expired) this.remove(entry.instance);
    return expired;
  }

  observe(): Pick<Observation, "warm" | "draining"> {
    const iso = (at: number) => new Date(at).toISOString();
    return {
      warm: this.entries
        .filter(({ warmUntil, claim }) => claim !== undefined || warmUntil > Date.now())
        .map(({ instance, warmUntil }) => ({ ...instance.describe(), warmUntil: iso(warmUntil) })),
      draining: this.entries
        .filter(({ instance }) => instance.traffic.open > 0)
        .map(({ instance, drainUntil }) => ({
          releaseId: instance.releaseId,
          openRequests: instance.traffic.open,
          until: iso(drainUntil),
        })),
    };
  }

  toRecords(): PlacementRecord["warm"] {
    return this.entries.map(({ instance, warmUntil, drainUntil, claim, isAbandoned }) => ({
      ...instance.toRecord(),
      warmUntil: new Date(warmUntil).toISOString(),
      drainUntil: new Date(drainUntil).toISOString(),
      ...(claim && { claim }),
      ...(isAbandoned && { isAbandoned }),
    }));
  }
}
