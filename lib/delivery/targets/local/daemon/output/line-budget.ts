/**
 * How many lines may be read now: so many a second, and what was saved up, which is two seconds' worth at most. Long lines
 * cost more. What a flood prints waits in its file, and costs nobody else anything.
 */
export class LineBudget {
  private left: number;
  private filledAtMs: number;

  constructor(
    private readonly perSecond: number,
    private readonly nowMs: () => number = Date.now,
  ) {
    this.left = perSecond * SAVED_SECONDS;
    this.filledAtMs = nowMs();
  }

  /** Grants so many of them, or fewer. `bytes` is what they take together. */
  take(lines: number, bytes = 0): number {
    const now = this.nowMs();
    const earned = ((now - this.filledAtMs) / 1_000) * this.perSecond;
    this.left = Math.min(this.left + Math.max(0, earned), this.perSecond * SAVED_SECONDS);
    this.filledAtMs = now;
    const cost = lines === 0 ? 1 : Math.max(1, bytes / lines / LINE_BYTES);
    const granted = Math.min(lines, Math.floor(this.left / cost));
    this.left -= granted * cost;
    return granted;
  }
}

const SAVED_SECONDS = 2;
const LINE_BYTES = 512;
