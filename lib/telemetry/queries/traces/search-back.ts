/** What one search may take; what is left is searched when somebody asks to go on. */
const BUDGET_MS = 1_500;
const FIRST_SLICE_MS = 5 * 60_000;
const LONGEST_SLICE_MS = 6 * 3_600_000;
/** A slice that took less than this is followed by one twice as long, one that took more by one half as long. */
const PLEASANT_MS = 150;

/**
 * Searches a period from its end backwards in slices of time, so that the newest is found first and a search never takes
 * longer than it may: slices grow where little is found quickly.
 * @param search looks into [from, to) and says whether that is enough.
 * @returns the instant from which on everything was looked at.
 */
export async function searchBack(
  { from, to }: { from: Date; to: Date },
  search: (slice: { from: Date; to: Date }) => Promise<{ enough: boolean }>,
  clock: () => number = () => performance.now(),
): Promise<Date> {
  const beganMs = clock();
  let end = to;
  let lengthMs = FIRST_SLICE_MS;
  while (end > from) {
    const begin = new Date(Math.max(from.getTime(), end.getTime() - lengthMs));
    const startedMs = clock();
    // oxlint-disable-next-line no-await-in-loop -- the next slice depends on what this one brought
    const { enough } = await search({ from: begin, to: end });
    end = begin;
    if (enough || clock() - beganMs > BUDGET_MS) break;
    lengthMs =
      clock() - startedMs < PLEASANT_MS
        ? Math.min(lengthMs * 2, LONGEST_SLICE_MS)
        : Math.max(lengthMs / 2, FIRST_SLICE_MS / 10);
  }
  return end;
}
