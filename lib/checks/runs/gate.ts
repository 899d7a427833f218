import "server-only";
import { eq, sql } from "drizzle-orm";

import { checkRuns, deployments, environments } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { required } from "@/lib/core/errors";
import { advance } from "@/lib/core/mutate";
import { isDatabaseTrouble } from "@/lib/core/postgres-error";

import type { CheckDefinition } from "../contract";
import { demandMachinery } from "../policy";
import type { CheckOutcome } from "../runner/run-check";
import { ChecksUnreadable, gates, readDeclared } from "./definitions";
import { held, type HeldRun } from "./held-run";
import { placeOf, readRelease } from "./place";
import { endInterrupted, finishRun, topicsOf } from "./record";
import { runAll, RunTooLong } from "./run-all";
import { sentenceOf } from "./sentence";

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
  let definitions: CheckDefinition[];
  try {
    const declared = await readDeclared(
      ctx,
      deployment.serviceId,
      release?.checks ?? [],
      deployment.environment.name,
    );
    definitions = declared.map(({ definition }) => definition).filter((each) => gates(each, gate.moment));
  } catch (error) {
    if (!(error instanceof ChecksUnreadable)) throw error;
    return { status: "errored", runId: "", message: error.message };
  }
  if (definitions.length === 0) return { status: "none" };

  const run = await beginRun(ctx, gate, deployment);
  try {
    const place = placeOf(ctx, { ...gate, ...deployment }, release);
    return verdictOf(run.id, await runAll(ctx, run, definitions, place, signal));
  } catch (error) {
    if (isDatabaseTrouble(error)) throw error;
    // The run is not left behind as running: whoever reads it sees why it has no end.
    const trouble = troubleOf(error, signal);
    await finishRun(ctx, run, [], trouble).catch(() => {});
    if (error instanceof RunTooLong) return { status: "errored", runId: run.id, message: trouble };
    throw error;
  }
}

function troubleOf(error: unknown, signal: AbortSignal): string {
  if (error instanceof RunTooLong) return error.message;
  return signal.aborted
    ? "The deployment was stopped while they ran."
    : "Slipway itself failed while it ran these checks. The worker's log has the details.";
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
    await endInterrupted(tx, eq(checkRuns.deploymentId, deploymentId));
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
  const status = first.status === "failed" ? "failed" : "errored";
  return { status, runId, message: `${sentenceOf(first)}${others}` };
}
