import type { Steps } from "./whole-steps";

/** How long after the end of a minute its counts are here at the latest: a flush, a collection, and a moment. */
const LAG_SECONDS = 15;
const LEAST_SECONDS = 60;

/**
 * Rates per second of whole steps, of which one may still be under way: it counts as long as it has gone on, or not at all
 * before that says anything. Divided by all of its length it would fall. It is the last one, unless the period ends later.
 */
export function ratesSoFar(
  values: readonly (number | null)[],
  { from, stepSeconds }: Steps,
  now: Date,
): (number | null)[] {
  const sinceFrom = (now.getTime() - from.getTime()) / 1_000;
  const place = Math.floor(sinceFrom / stepSeconds);
  const elapsed = sinceFrom - place * stepSeconds - LAG_SECONDS;
  const running = values[place] ?? null;
  // What has only just begun is there with the little that is known of it.
  const isAlone = values.every((value, index) => value === null || index === place);
  if (running === null || isAlone) return [...values];
  return values.with(place, elapsed < LEAST_SECONDS ? null : (running * stepSeconds) / elapsed);
}
