/** A clock that is off by less is as good as the network. */
const TOLERATED_DRIFT_MS = 60_000;
const OLDEST_MS = 30 * 86_400_000;
const FUTURE_MS = 60_000;

/**
 * Sets instants of a sender right. What it calls now (`sent_at`) and what we do tell how far its clock is off; an
 * instant that is impossible even so is the one at which it was received.
 */
export function clockOf(sentAtMs: number | null, receivedAtMs: number) {
  const driftMs = sentAtMs === null ? 0 : receivedAtMs - sentAtMs;
  // A late delivery from an offline queue has a late `sent_at` as well, so a difference is a wrong clock.
  const correctionMs = Math.abs(driftMs) > TOLERATED_DRIFT_MS ? driftMs : 0;
  return (atMs: number | null): number => {
    if (atMs === null) return receivedAtMs;
    const corrected = atMs + correctionMs;
    return corrected > receivedAtMs + FUTURE_MS || corrected < receivedAtMs - OLDEST_MS
      ? receivedAtMs
      : corrected;
  };
}
