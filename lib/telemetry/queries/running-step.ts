import type { Steps } from "./whole-steps";

/** How long after the end of a minute its counts are here at the latest: a flush, a collection, and a moment. */
const LAG_SECONDS = 15;
const LEAST_SECONDS = 60;

/**
 * Rates per second of whole steps, of which the last one may still be under way: it counts as long as it has gone on, or
 * not at all before that says anything. Divided by all of its length it would fall at the edge of each picture.
 */
export function ratesSoFar(
  values: readonly (number | null)[],
  { to, stepSeconds }: Steps,
  now: Date,
): (number | null)[] {
  const elapsed = stepSeconds - (to.getTime() - now.getTime()) / 1_000 - LAG_SECONDS;
  const last = values.at(-1) ?? null;
  // What has only just begun is there with the little that is known of it.
  const isAlone = values.every((value, index) => value === null || index === values.length - 1);
  if (last === null || elapsed >= stepSeconds - LAG_SECONDS || isAlone) return [...values];
  return [...values.slice(0, -1), elapsed < LEAST_SECONDS ? null : (last * stepSeconds) / elapsed];
}
