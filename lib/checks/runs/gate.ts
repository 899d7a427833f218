import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";

import { checkRuns, deployments, environments } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { required } from "@/lib/core/errors";
import { advance } from "@/lib/core/mutate";
import { isDatabaseTrouble } from "@/lib/core/postgres-error";

import { demandMachinery } from "../policy";
import type { CheckOutcome } from "../runner/run-check";
import { gates, readDeclared, type Declared } from "./definitions";
import { placeOf, readRelease } from "./place";
import { finishRun, held, INTERRUPTED, topicsOf, type HeldRun } from "./record";
import { runAll } from "./run-all";

type Gate = {
  deploymentId: string;
  moment: "before_traffic" | "after_traffic";
  /** Where the new release answers: the instance itself before traffic, the public route after it. */
  baseUrl: string;
  /** The name people use, when `baseUrl` is that of an instance. */
  host?: string;
  variables: Readonly<Record<string, string>>;
};

/** `message` is one sentence that begins with what the first bad check expected and found. */
export type GateVerdict =
  | { status: "none" }
  | { status: "passed" | "failed" | "errored"; runId: string; message: string };

/**
 * Runs the checks that gate this moment of a deployment. Repeating it is fine: what an earlier executor left
 * unfinished is ended, and everything runs anew. Throws what `signal` was aborted with.
 */
export async function runGate(ctx: Context<JobActor>, gate: Gate, signal: AbortSignal): Promise<GateVerdict> {
  demandMachinery(ctx.actor);
  const deployment = await readDeployment(ctx, gate.deploymentId);
  const release = await readRelease(ctx, deployment.releaseId);
  let declared: Declared[];
  try {
    declared = await readDeclared(ctx, deployment.serviceId, release?.checks ?? []);
  } catch (error) {
    if (isDatabaseTrouble(error)) throw error;
    const message = "The checks of this release cannot be read; it was built by another version of Slipway.";
    return { status: "errored", runId: "", message };
  }
  const definitions = declared.map(({ definition }) => definition).filter((each) => gates(each, gate.moment));
  if (definitions.length === 0) return { status: "none" };

  const run = await beginRun(ctx, gate, deployment);
  try {
    const place = await placeOf(ctx, { ...gate, ...deployment }, release);
    return verdictOf(run.id, await runAll(ctx, run, definitions, place, signal));
  } catch (error) {
    // The run is not left behind as running: whoever reads it sees that it was stopped.
    if (!isDatabaseTrouble(error))
      await finishRun(ctx, run, [], "The deployment was stopped while they ran.").catch(() => {});
    throw error;
  }
}

async function readDeployment(ctx: Context<JobActor>, deploymentId: string) {
  const [row] = await ctx.db
    .select({
      serviceId: deployments.serviceId,
      environment: { id: environments.id, name: environments.name },
      regionId: deployments.regionId,
      releaseId: deployments.releaseId,
      requestedBy: deployments.requestedBy,
      requestedByName: deployments.requestedByName,
    })
    .from(deployments)
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .where(eq(deployments.id, deploymentId));
  return required(row, "the deployment whose checks run");
}

const beginRun = (
  ctx: Context<JobActor>,
  { deploymentId, moment }: Gate,
  { environment, ...deployment }: Awaited<ReturnType<typeof readDeployment>>,
): Promise<HeldRun> =>
  advance(ctx, async (tx) => {
    await tx
      .update(checkRuns)
      .set({ status: "errored", trouble: INTERRUPTED, finishedAt: sql`now()` })
      .where(and(eq(checkRuns.deploymentId, deploymentId), isNull(checkRuns.finishedAt)));
    const [row] = await tx
      .insert(checkRuns)
      .values({
        ...deployment,
        environmentId: environment.id,
        deploymentId,
        moment,
        status: "running",
        attempt: 1,
        startedAt: sql`now()`,
      })
      .returning(held);
    const run = required(row, "the inserted run");
    return { result: run, topics: topicsOf(run) };
  });

function verdictOf(runId: string, outcomes: readonly CheckOutcome[]): GateVerdict {
  const failed = outcomes.filter(({ status }) => status === "failed");
  const bad = failed.length > 0 ? failed : outcomes.filter(({ status }) => status === "errored");
  const [first] = bad;
  if (!first) {
    const count = outcomes.filter(({ status }) => status === "passed").length;
    return { status: "passed", runId, message: `${count === 1 ? "1 check" : `${count} checks`} passed.` };
  }
  const others = bad.length > 1 ? ` So did ${bad.length - 1} more.` : "";
  return first.status === "failed"
    ? {
        status: "failed",
        runId,
        message: `The check "${first.name}" failed: expected ${first.expected}, but it was ${first.actual}.${others}`,
      }
    : {
        status: "errored",
        runId,
        message: `The check "${first.name}" could not tell: expected ${first.expected}, but ${first.actual}${others}`,
      };
}
