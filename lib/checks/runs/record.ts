import "server-only";
import { and, eq, isNull, type SQL, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { CheckRunStatus } from "@/db/enums";
import { checkResults, checkRuns } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { ingest } from "@/lib/core/ingest";
import { advance } from "@/lib/core/mutate";
import { addCheckResults } from "@/lib/telemetry";

import { topics } from "../contract";
import type { CheckOutcome } from "../runner/run-check";
import type { HeldRun } from "./held-run";
import { noteMonitor } from "./outages";

/** Another worker took the run up, or it was ended: this one must stop writing. */
export class RunLost extends Error {
  override name = "RunLost";
}

const stillMine = ({ id, attempt }: HeldRun) =>
  and(eq(checkRuns.id, id), eq(checkRuns.attempt, attempt), eq(checkRuns.status, "running"));

export const topicsOf = (run: Pick<HeldRun, "id" | "serviceId" | "deploymentId">): string[] => [
  topics.checks(run.serviceId),
  topics.run(run.id),
  ...(run.deploymentId ? [`deployment:${run.deploymentId}`] : []),
];

/** Says how many checks the run holds, once that is known. */
export const expectTotal = (ctx: Context<JobActor>, run: HeldRun, total: number) =>
  advance(ctx, async (tx) => {
    await tx.update(checkRuns).set({ total }).where(stillMine(run));
    return { result: undefined, topics: topicsOf(run) };
  });

/** Results arrive in numbers, so none has an audit entry of its own; the run says who asked. */
export const recordResult = (ctx: Context<JobActor>, run: HeldRun, position: number, outcome: CheckOutcome) =>
  ingest(ctx, topics.run(run.id), async (tx) => {
    const [mine] = await tx.select({ id: checkRuns.id }).from(checkRuns).where(stillMine(run)).for("share");
    if (!mine) throw new RunLost("Another worker took this run up.");
    const { serviceId, environmentId, regionId, releaseId } = run;
    await tx
      .insert(checkResults)
      .values({ runId: run.id, position, serviceId, environmentId, regionId, releaseId, ...outcome });
  });

/**
 * Ends the run by its results: one that failed is the verdict; else one that we could not tell. A run without any result
 * has not passed. What a monitor said counts for its place in the same transaction, and an outage that begins or ends
 * with it is announced.
 */
export const finishRun = (
  ctx: Context<JobActor>,
  run: HeldRun,
  outcomes: readonly CheckOutcome[],
  trouble: string | null = outcomes.length > 0 ? null : NOTHING_TO_CHECK,
) =>
  advance(ctx, async (tx) => {
    const status: CheckRunStatus = trouble ? "errored" : verdictOf(outcomes);
    const ended = await tx
      .update(checkRuns)
      .set({ status, trouble, finishedAt: sql`clock_timestamp()` })
      .where(stillMine(run))
      .returning({ id: checkRuns.id });
    await addCheckResults(
      tx,
      ended.map(({ id }) => id),
    );
    const [outcome] = outcomes;
    const events = ended[0] && outcome && !trouble ? await noteMonitor(tx, run, outcome) : [];
    return { result: status, topics: topicsOf(run), events };
  });

function verdictOf(outcomes: readonly CheckOutcome[]): "passed" | "failed" | "errored" {
  if (outcomes.some(({ status }) => status === "failed")) return "failed";
  return outcomes.some(({ status }) => status === "errored") ? "errored" : "passed";
}

/** Longer than a whole run may take, so whoever worked on it is gone. */
const ABANDONED = sql`interval '20 minutes'`;

/** Nothing stays in *running*: ends the runs whose job was lost or whose deployment went on without them. */
export const endAbandonedRuns = (ctx: Context<JobActor>) =>
  advance(ctx, async (tx) => {
    const ended = await endInterrupted(
      tx,
      sql`coalesce(${checkRuns.startedAt}, ${checkRuns.createdAt}) < now() - ${ABANDONED}`,
    );
    return { result: undefined, topics: ended.flatMap(topicsOf) };
  });

/** Ends those of these runs that go on. What they found until then stays. */
export async function endInterrupted(tx: Tx, which: SQL) {
  const ended = await tx
    .update(checkRuns)
    .set({ status: "errored", trouble: INTERRUPTED, finishedAt: sql`now()` })
    .where(and(which, isNull(checkRuns.finishedAt)))
    .returning({ id: checkRuns.id, serviceId: checkRuns.serviceId, deploymentId: checkRuns.deploymentId });
  await addCheckResults(
    tx,
    ended.map(({ id }) => id),
  );
  return ended;
}

const NOTHING_TO_CHECK = "None of these checks is declared there any more.";
export const INTERRUPTED = "The worker stopped in the middle, so nothing is known.";
