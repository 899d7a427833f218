import "server-only";
import { and, inArray, isNotNull, isNull, lt, or, sql } from "drizzle-orm";

import { checkRuns } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

/** A monitor writes a row every few minutes; what a person or a deployment asked for is rare and worth more. */
const MONITORS_KEPT = sql`interval '7 days'`;
const OTHERS_KEPT = sql`interval '90 days'`;
const AT_ONCE = 2_000;

/** Forgets old runs with their results; the newest of each check in each environment stays. Returns how many. */
export async function pruneRuns(ctx: Context<JobActor>): Promise<number> {
  let total = 0;
  for (let gone = AT_ONCE; gone === AT_ONCE;) {
    // oxlint-disable-next-line no-await-in-loop -- small transactions, until nothing old is left
    gone = await pruneSome(ctx);
    total += gone;
  }
  return total;
}

const pruneSome = (ctx: Context<JobActor>): Promise<number> =>
  advance(ctx, async (tx) => {
    const old = tx
      .select({ id: checkRuns.id })
      .from(checkRuns)
      .where(
        and(
          isNotNull(checkRuns.finishedAt),
          or(
            and(
              sql`${checkRuns.moment} = 'schedule'`,
              lt(checkRuns.createdAt, sql`now() - ${MONITORS_KEPT}`),
            ),
            and(isNull(checkRuns.deploymentId), lt(checkRuns.createdAt, sql`now() - ${OTHERS_KEPT}`)),
          ),
          sql`not exists (
            select 1 from check_results mine where mine.run_id = ${checkRuns.id} and not exists (
              select 1 from check_results newer where newer.service_id = mine.service_id
                and newer.environment_id = mine.environment_id and newer.name = mine.name and newer.run_id > mine.run_id))`,
        ),
      )
      .limit(AT_ONCE);
    const gone = await tx.delete(checkRuns).where(inArray(checkRuns.id, old)).returning({ id: checkRuns.id });
    return { result: gone.length };
  });
