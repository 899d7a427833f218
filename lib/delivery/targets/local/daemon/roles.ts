import { urlOf } from "../../host-of";
import type { Observation, Placement as PlacementName, Rollout, Started } from "../../target";
import { Fence } from "./fence";
import type { Instance } from "./instance";
import type { PlacementRecord } from "./records";
import type { Surroundings } from "./surroundings";
import { Verdicts } from "./verdicts";
import { WarmInstances } from "./warm-instances";

/** One start that somebody waits for, or came back to. */
export type Attempt = { instance: Instance; outcome: Promise<Started> };

export type Candidate = Attempt & {
  isReady: boolean;
  /** How many wait for it; one that nobody waits for is stopped at `expiresAt`. */
  callers: number;
  expiresAt: number;
};

/** Who does what in one placement, without the steps that change it. */
export class Roles {
  serving: Instance | undefined;
  /**
   * Set from a switch until `watch` is over: if the serving release dies meanwhile, the one before takes over
   * instead of a restart. Ends by itself when nobody watches.
   */
  probation: { endsAt: number; watchers: number } | undefined;
  /** What served before the serving release, until that has proved itself: it is started again when it has not. */
  previous: Rollout | undefined;
  readonly candidates = new Map<string, Candidate>();
  readonly warm: WarmInstances;
  readonly verdicts = new Verdicts();
  readonly fence = new Fence();

  constructor(
    public name: PlacementName,
    protected readonly around: Surroundings,
  ) {
    this.warm = new WarmInstances(around.limits);
  }

  instances(): Instance[] {
    const tried = [...this.candidates.values()].map(({ instance }) => instance);
    return [...(this.serving ? [this.serving] : []), ...this.warm.instances(), ...tried];
  }

  /** The living instance that a deployment started or took over. */
  instanceOf(deploymentId: string): Instance | undefined {
    return (
      this.warm.claimedBy(deploymentId)?.instance ??
      this.instances().find(({ rollout }) => rollout.deploymentId === deploymentId)
    );
  }

  isOnProbation(now: number): boolean {
    return this.probation !== undefined && (this.probation.watchers > 0 || now < this.probation.endsAt);
  }

  observe(): Observation {
    return {
      placementId: this.name.id,
      highestFence: this.fence.highest,
      url: urlOf(this.name, this.around.gatewayPort),
      ...(this.serving && { serving: this.serving.describe() }),
      ...this.warm.observe(),
      starting: [...this.candidates.values()].map(({ instance }) => instance.describe()),
    };
  }

  toRecord(): PlacementRecord {
    return {
      placement: this.name,
      highestFence: this.fence.highest,
      ...(this.serving && { serving: this.serving.toRecord() }),
      ...(this.probation && { probationEndsAt: new Date(this.probation.endsAt).toISOString() }),
      ...(this.previous && { previous: this.previous }),
      warm: this.warm.toRecords(),
      candidates: [...this.candidates.values()].map(({ instance }) => instance.toRecord()),
      verdicts: this.verdicts.toRecords(),
    };
  }

  protected startedOf(instance: Instance, reusedWarm: boolean): Started {
    return {
      url: urlOf(this.name, this.around.gatewayPort),
      ...(instance.directUrl !== undefined && { directUrl: instance.directUrl }),
      reusedWarm,
      startedAt: instance.startedAt.toISOString(),
      readyAt: (instance.readyAt ?? new Date()).toISOString(),
    };
  }
}
