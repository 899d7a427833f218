import "server-only";
import type { Context, JobActor } from "@/lib/core/context";

import type { CheckDefinition } from "../contract";
import { runCheck, type CheckOutcome } from "../runner/run-check";
import type { Place } from "../runner/verdict";
import { expectTotal, finishRun, recordResult, type HeldRun } from "./record";

/** Enough that one slow check does not hold up the others, and few enough for a service that has just started. */
const AT_ONCE = 4;

/** Carries out checks, records each result as it comes, and ends the run. The results are in the order of the checks. */
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
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [position, definition] = next;
      // oxlint-disable-next-line no-await-in-loop -- one after the other, beside a few others
      const outcome = await runCheck(definition, place, signal);
      // oxlint-disable-next-line no-await-in-loop
      await recordResult(ctx, run, position, outcome);
      outcomes[position] = outcome;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await finishRun(
    ctx,
    run,
    outcomes.map(({ status }) => status),
  );
  return outcomes;
}
