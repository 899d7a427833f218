/** What may go out at once before the rate alone decides. */
const LARGEST_BURST = 10;

export type Bucket = { tokens: number; refilledAt: Date; ratePerMinute: number };

export const capacityOf = (ratePerMinute: number): number => Math.min(ratePerMinute, LARGEST_BURST);

/**
 * Takes one turn out of a token bucket: at once, or after `waitMs`. A turn in the future is given out by going below
 * zero, so that everybody who waits is told one time, and they go in the order in which they asked.
 */
export function takeFrom(
  { tokens, refilledAt, ratePerMinute }: Bucket,
  now: Date,
): { tokens: number; waitMs: number } {
  const elapsedMs = Math.max(0, now.getTime() - refilledAt.getTime());
  const full = Math.min(capacityOf(ratePerMinute), tokens + (elapsedMs * ratePerMinute) / 60_000);
  const left = full - 1;
  return { tokens: left, waitMs: left >= 0 ? 0 : Math.ceil((-left * 60_000) / ratePerMinute) };
}
