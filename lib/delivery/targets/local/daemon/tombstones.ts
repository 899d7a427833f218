import { Fenced } from "../../target";

/**
 * The fences of placements that are gone. Without them an executor that lost its lease long ago could bring a
 * removed service back, because the placement it would find is a new one that has seen nobody yet.
 */
export class Tombstones {
  /** Oldest first. */
  private readonly fences = new Map<string, number>();

  /** Throws Fenced for a lease that is older than one the placement saw before it was removed. */
  check(placementId: string, fence: number): void {
    const highest = this.fenceOf(placementId);
    if (fence < highest)
      throw new Fenced(`Fence ${fence} is older than ${highest}, with which the place was removed.`);
  }

  /** The same, and remembers the fence when it is newer. */
  admit(placementId: string, fence: number): void {
    this.check(placementId, fence);
    this.fences.delete(placementId);
    this.fences.set(placementId, fence);
    const [oldest] = this.fences.keys();
    if (this.fences.size > KEPT && oldest !== undefined) this.fences.delete(oldest);
  }

  /** The highest fence of a placement that was removed, which the placement made in its stead begins with. */
  take(placementId: string): number {
    const fence = this.fenceOf(placementId);
    this.fences.delete(placementId);
    return fence;
  }

  restore(records: readonly TombstoneRecord[]): void {
    for (const { placementId, fence } of records) this.fences.set(placementId, fence);
  }

  toRecords(): TombstoneRecord[] {
    return [...this.fences].map(([placementId, fence]) => ({ placementId, fence }));
  }

  private fenceOf(placementId: string): number {
    return this.fences.get(placementId) ?? 0;
  }
}

const KEPT = 1_000;

export type TombstoneRecord = { placementId: string; fence: number };
