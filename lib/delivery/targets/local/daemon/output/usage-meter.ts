import type { ProcessUsage } from "@/lib/telemetry/contract";

import type { Instance } from "../instance";
import { membersOf } from "../process-group";
import { hasProcessTable, usageOf } from "../process-table";

type Seen = { atMs: number; cpuMs: Map<string, number>; restarts: number };

/** What instances use, from one look to the next. Where there is no table of processes it measures nothing. */
export class UsageMeter {
  private seen = new Map<string, Seen>();

  constructor(private readonly nowMs: () => number = Date.now) {}

  /** An instance that is seen for the first time only counts from the next look on, but for its memory. */
  look(instances: readonly Instance[]): ProcessUsage[] {
    if (!hasProcessTable) return [];
    const before = this.seen;
    this.seen = new Map();
    return instances.map((instance) => {
      const atMs = this.nowMs();
      const known = before.get(instance.id);
      const processes = instance.group ? membersOf(instance.group).flatMap((pid) => usageOf(pid) ?? []) : [];
      const cpuMs = new Map(processes.map(({ key, cpuMs: ms }) => [key, ms]));
      this.seen.set(instance.id, { atMs, cpuMs, restarts: instance.restarts });
      // A process that was not there before has used all of its time since then.
      const used = [...cpuMs].reduce((sum, [key, ms]) => sum + ms - (known?.cpuMs.get(key) ?? 0), 0);
      return {
        placementId: instance.rollout.placement.id,
        releaseId: instance.releaseId,
        instanceId: instance.id,
        atMs,
        cpuMs: known ? Math.max(0, Math.round(used)) : 0,
        elapsedMs: known ? Math.max(0, atMs - known.atMs) : 0,
        memoryBytes:
          processes.length === 0 ? null : processes.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
        restarts: known ? Math.max(0, instance.restarts - known.restarts) : 0,
      };
    });
  }
}
