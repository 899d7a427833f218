import { TookTooLong, withinTimeLimit } from "@/lib/core/time-limit";

import { CouldNotTell } from "./verdict";

/** Far more than a sensible check needs for a body of 1 MiB, and far less than the leases of the worker. */
const LIMIT_MS = 500;

/**
 * Judges within a limit: expressions and schemas come out of repositories and answers from strangers, and together they
 * can take longer than anybody lives. What takes too long was not judged.
 */
export function judgeInTime<T>(judge: () => T): T {
  try {
    return withinTimeLimit(LIMIT_MS, judge);
  } catch (error) {
    if (!(error instanceof TookTooLong)) throw error;
    throw new CouldNotTell(
      `Judging took longer than ${LIMIT_MS} ms. An expression or a schema of this check takes too long.`,
    );
  }
}
