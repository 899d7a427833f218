import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";

import { checkResults, checkRuns, deployments, environments, placements } from "@/db/schema";
import { readConfiguration } from "@/lib/configuration";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { isDatabaseTrouble } from "@/lib/core/postgres-error";
import { reportError } from "@/lib/core/report-error";
import { SealBroken } from "@/lib/core/secret-box";

import { ChecksUnreadable, readDeclared } from "./definitions";
import { held, type HeldRun } from "./held-run";
import { placeOf, readRelease } from "./place";
import { finishRun, INTERRUPTED, RunLost, topicsOf } from "./record";
import { runAll, RunTooLong } from "./run-all";

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
  try {
    if (run.attempt > MAXIMUM_ATTEMPTS) return void (await finishRun(ctx, run, [], INTERRUPTED));
    await execute(ctx, run, shutdown);
  } catch (error) {
    if (error instanceof RunLost) return;
    if (shutdown.aborted || isDatabaseTrouble(error)) throw error;
    await finishRun(ctx, run, [], troubleOf(error, runId));
  }
}

function troubleOf(error: unknown, runId: string): string {
  if (error instanceof RunTooLong || error instanceof ChecksUnreadable) return error.message;
  if (error instanceof SealBroken)
    return "A variable was sealed with another secret. Set it again, or restore the secret.";
  reportError(error, { seam: "check-run", runId });
  return "Slipway itself failed while it ran these checks. The worker's log has the details.";
}

/**
 * Takes the run up; what an earlier attempt found is thrown away. It is of what serves from now on, which may be newer
 * than what served when it was asked for.
 */
const claimRun = (ctx: Context<JobActor>, runId: string): Promise<HeldRun | undefined> =>
  advance(ctx, async (tx) => {
    const [run] = await tx
      .update(checkRuns)
      .set({
        status: "running",
        attempt: sql`${checkRuns.attempt} + 1`,
        startedAt: sql`clock_timestamp()`,
        releaseId: sql`(select ${placements.releaseId} from ${placements}
          where ${placements.serviceId} = ${checkRuns.serviceId} and ${placements.regionId} = ${checkRuns.regionId})`,
      })
      .where(and(eq(checkRuns.id, runId), inArray(checkRuns.status, ["queued", "running"])))
      .returning(held);
    if (!run) return { result: undefined };
    await tx.delete(checkResults).where(eq(checkResults.runId, runId));
    return { result: run, topics: topicsOf(run) };
  });

async function execute(ctx: Context<JobActor>, run: HeldRun, signal: AbortSignal) {
  const [place] = await ctx.db
    .select({
      environment: { id: environments.id, name: environments.name },
      url: placements.url,
      versionId: deployments.configurationVersionId,
    })
    .from(environments)
    .leftJoin(placements, and(eq(placements.serviceId, run.serviceId), eq(placements.regionId, run.regionId)))
    .leftJoin(deployments, eq(deployments.id, placements.deploymentId))
    .where(eq(environments.id, run.environmentId));
  if (!place) throw new RunLost("Its environment is gone.");
  const { environment, url, versionId } = place;
  const release = run.releaseId ? await readRelease(ctx, run.releaseId) : undefined;
  const declared = await readDeclared(ctx, run.serviceId, release?.checks ?? [], environment.name);
  const definitions = declared
    .map(({ definition }) => definition)
    .filter(({ name }) => run.onlyCheck === null || name === run.onlyCheck);
  const where = { serviceId: run.serviceId, environmentId: environment.id };
  // What serves was started with this version; what is set by now is the next deployment's.
  const { values } = await readConfiguration(ctx, where, versionId ?? undefined);
  const baseUrl = run.releaseId ? (url ?? undefined) : undefined;
  const asked = placeOf(ctx, { ...where, environment, baseUrl, variables: values }, release);
  await runAll(ctx, run, definitions, asked, signal);
}
