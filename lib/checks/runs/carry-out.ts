import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";

import { checkResults, checkRuns, environments, placements } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { isDatabaseTrouble } from "@/lib/core/postgres-error";
import { reportError } from "@/lib/core/report-error";

import { readDeclared } from "./definitions";
import { placeOf, readRelease } from "./place";
import { finishRun, held, INTERRUPTED, RunLost, topicsOf, type HeldRun } from "./record";
import { runAll } from "./run-all";

/** All checks of a run together. */
const RUN_TIMEOUT_MS = 10 * 60_000;
const MAXIMUM_ATTEMPTS = 3;

/**
 * Carries out a run that somebody or a schedule asked for. A worker that takes it up after another died begins anew;
 * a run that has ended stays as it is. Throws when the worker stops or the database is away, so that the job repeats.
 */
export async function carryOutRun(
  ctx: Context<JobActor>,
  runId: string,
  shutdown: AbortSignal,
): Promise<void> {
  const run = await claimRun(ctx, runId);
  if (!run) return;
  const timeout = AbortSignal.timeout(RUN_TIMEOUT_MS);
  try {
    if (run.attempt > MAXIMUM_ATTEMPTS) return void (await finishRun(ctx, run, [], INTERRUPTED));
    await execute(ctx, run, AbortSignal.any([shutdown, timeout]));
  } catch (error) {
    if (error instanceof RunLost) return;
    if (shutdown.aborted || isDatabaseTrouble(error)) throw error;
    if (!timeout.aborted) reportError(error, { seam: "check-run", runId });
    const trouble = timeout.aborted
      ? "The run took longer than 10 minutes and was stopped."
      : "Slipway itself failed while it ran these checks. The worker's log has the details.";
    await finishRun(ctx, run, [], trouble);
  }
}

type Claimed = HeldRun & { onlyCheck: string | null };

/** Takes the run up; what an earlier attempt found is thrown away. */
const claimRun = (ctx: Context<JobActor>, runId: string): Promise<Claimed | undefined> =>
  advance(ctx, async (tx) => {
    const [run] = await tx
      .update(checkRuns)
      .set({
        status: "running",
        attempt: sql`${checkRuns.attempt} + 1`,
        startedAt: sql`coalesce(${checkRuns.startedAt}, now())`,
      })
      .where(and(eq(checkRuns.id, runId), inArray(checkRuns.status, ["queued", "running"])))
      .returning({ ...held, onlyCheck: checkRuns.onlyCheck });
    if (!run) return { result: undefined };
    await tx.delete(checkResults).where(eq(checkResults.runId, runId));
    return { result: run, topics: topicsOf(run) };
  });

async function execute(ctx: Context<JobActor>, run: Claimed, signal: AbortSignal) {
  const [place] = await ctx.db
    .select({ environment: { id: environments.id, name: environments.name }, url: placements.url })
    .from(environments)
    .leftJoin(placements, and(eq(placements.serviceId, run.serviceId), eq(placements.regionId, run.regionId)))
    .where(eq(environments.id, run.environmentId));
  if (!place) throw new RunLost("Its environment is gone.");
  const release = run.releaseId ? await readRelease(ctx, run.releaseId) : undefined;
  const declared = await readDeclared(ctx, run.serviceId, release?.checks ?? []);
  const definitions = declared
    .map(({ definition }) => definition)
    .filter(({ name }) => run.onlyCheck === null || name === run.onlyCheck);
  const where = {
    serviceId: run.serviceId,
    environment: place.environment,
    baseUrl: run.releaseId ? (place.url ?? undefined) : undefined,
  };
  await runAll(ctx, run, definitions, await placeOf(ctx, where, release), signal);
}
