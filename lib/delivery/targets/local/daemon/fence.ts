import { Fenced } from "../../target";

/** Lets in callers whose lease is at least as new as any that was here before. */
export class Fence {
  private readonly listeners = new Set<(fence: number) => void>();

  constructor(public highest = 0) {}

  /** Whether a call of somebody is under way. */
  get isWatched(): boolean {
    return this.listeners.size > 0;
  }

  /** Throws Fenced for an older lease. */
  check(fence: number): void {
    if (fence < this.highest)
      throw new Fenced(`Fence ${fence} is older than ${this.highest}; somebody else has taken over.`);
  }

  /** The same, and remembers a newer one. */
  admit(fence: number): void {
    this.check(fence);
    if (fence === this.highest) return;
    this.highest = fence;
    for (const listener of this.listeners) listener(fence);
  }

  /** Calls back when a newer lease arrives, so that long calls of an older one can end. Returns how to stop that. */
  onNewer(listener: (fence: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
