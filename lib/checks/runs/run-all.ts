import "server-only";
import type { Context, JobActor } from "@/lib/core/context";

import type { CheckDefinition } from "../contract";
import { runCheck, type CheckOutcome } from "../runner/run-check";
import type { Place } from "../runner/verdict";
import type { HeldRun } from "./held-run";
import { expectTotal, finishRun, recordResult } from "./record";

/** Enough that one slow check does not hold up the others, and few enough for a service that has just started. */
const AT_ONCE = 4;

/** All checks of a run together; less than what makes a run abandoned. */
const RUN_TIMEOUT_MS = 10 * 60_000;

/** All of them together took too long, so nothing is known of those that are missing. */
export class RunTooLong extends Error {
  override name = "RunTooLong";
}

/**
 * Carries out checks, records each result as it comes, and ends the run. The results are in the order of the checks.
 * Throws RunTooLong, RunLost, and what `signal` was aborted with; then none of its checks goes on.
 */
export async function runAll(
  ctx: Context<JobActor>,
  run: HeldRun,
  definitions: readonly CheckDefinition[],
  place: Place,
  signal: AbortSignal,
): Promise<CheckOutcome[]> {
  await expectTotal(ctx, run, definitions.length);
  const outcomes: CheckOutcome[] = [];
  const queue = [...definitions.entries()];
  const over = new AbortController();
  const late = setTimeout(
    () => over.abort(new RunTooLong("The checks took longer than 10 minutes together and were stopped.")),
    RUN_TIMEOUT_MS,
  );
  const either = AbortSignal.any([signal, over.signal]);
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [position, definition] = next;
      // oxlint-disable-next-line no-await-in-loop -- one after the other, beside a few others
      const outcome = await runCheck(definition, place, either);
      // oxlint-disable-next-line no-await-in-loop
      await recordResult(ctx, run, position, outcome);
      outcomes[position] = outcome;
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    clearTimeout(late);
    over.abort(new Error("The run is over."));
  }
  await finishRun(ctx, run, outcomes);
  return outcomes;
}
