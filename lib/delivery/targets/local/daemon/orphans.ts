import { logger } from "./logger";
import { markedProcesses, stopGroup } from "./process-group";
import type { Surroundings } from "./surroundings";

/**
 * Processes of ours that no record names. Usually they were started a moment before a daemon died, and are stopped at
 * once. When the record itself was lost they may be all that serves: they are left alone until a time that survives
 * restarts, so that there is a while to bring the record back or to deploy again.
 */
export class Orphans {
  private markers = new Set<string>();
  private until: number | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly around: Surroundings) {}

  /** Until when they are left alone, for the state file. */
  get sparedUntil(): string | undefined {
    return this.until === undefined ? undefined : new Date(this.until).toISOString();
  }

  isSpared(marker: string): boolean {
    return this.markers.has(marker);
  }

  /** Looks once, when it is known what all records name. */
  async find(known: ReadonlySet<string>, spareUntil: number): Promise<void> {
    const found = markedProcesses(`${this.around.mark}.`).map(({ marker }) => marker);
    this.markers = new Set(found.filter((marker) => !known.has(marker)));
    if (this.markers.size === 0) return;
    const leftMs = spareUntil - Date.now();
    if (leftMs <= 0) return this.stop(this.around.limits.rejectGraceMs);
    this.until = spareUntil;
    logger.error("The state was damaged; processes that no record names are left running for a while", {
      until: this.sparedUntil,
      markers: [...this.markers],
    });
    this.timer = setTimeout(() => void this.stop(this.around.limits.stopGraceMs), leftMs);
    this.timer.unref();
  }

  async stop(graceMs: number): Promise<void> {
    clearTimeout(this.timer);
    for (const marker of this.markers)
      logger.warn("Processes of an earlier daemon that nothing names are stopped", { marker });
    await Promise.all(
      [...this.markers].map((marker) => stopGroup({ pid: NO_PID, identity: "", marker }, graceMs)),
    );
    this.markers.clear();
    this.until = undefined;
  }
}

/** No process has it, so only the marker finds the group. */
const NO_PID = -1;
