import "server-only";
import { and, asc, desc, eq, inArray, lt, sql, type SQL } from "drizzle-orm";

import type { CheckStatus } from "@/db/enums";
import { checkResults, checkRuns, environments, regions, releases, services } from "@/db/schema";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import type { Page } from "@/lib/core/contract";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { CheckRunRow, type CheckResultView, type CheckRunView, type ListCheckRuns } from "../contract";

/** The runs of a service, newest first. */
export async function listCheckRuns(ctx: Context, input: ListCheckRuns): Promise<Page<CheckRunRow>> {
  demand(ctx.actor, "read");
  const { id } = await getServiceView(ctx, input.serviceId);
  const environment = input.environment ? await getEnvironment(ctx, input.environment) : undefined;
  const rows = await readRuns(
    ctx,
    and(
      eq(checkRuns.serviceId, id),
      environment && eq(checkRuns.environmentId, environment.id),
      input.cursor ? lt(checkRuns.id, input.cursor) : undefined,
    ),
    input.limit + 1,
  );
  const items = rows.slice(0, input.limit).map((row) => CheckRunRow.parse(row));
  return { items, nextCursor: rows.length > input.limit ? (items.at(-1)?.id ?? null) : null };
}

/** One run with its results in the order of the checks. Throws `not_found`. */
export async function getCheckRun(ctx: Context, runId: string): Promise<CheckRunView> {
  demand(ctx.actor, "read");
  const [run] = await withResults(ctx, await readRuns(ctx, eq(checkRuns.id, runId), 1));
  if (!run) throw new DomainError("not_found", `There is no check run "${runId}".`);
  return run;
}

/** What was checked around the switch of a deployment, in the order it happened. */
export async function listDeploymentChecks(ctx: Context, deploymentId: string): Promise<CheckRunView[]> {
  demand(ctx.actor, "read");
  const runs = await readRuns(ctx, eq(checkRuns.deploymentId, deploymentId), 50);
  return withResults(ctx, runs.toReversed());
}

async function readRuns(
  ctx: Context,
  which: SQL | undefined,
  limit: number,
): Promise<Omit<CheckRunView, "results">[]> {
  const rows = await ctx.db
    .select({
      id: checkRuns.id,
      serviceId: checkRuns.serviceId,
      serviceName: services.name,
      environment: environments.name,
      region: regions.name,
      releaseId: checkRuns.releaseId,
      releaseNumber: releases.number,
      deploymentId: checkRuns.deploymentId,
      moment: checkRuns.moment,
      onlyCheck: checkRuns.onlyCheck,
      status: checkRuns.status,
      trouble: checkRuns.trouble,
      total: checkRuns.total,
      requestedByName: checkRuns.requestedByName,
      createdAt: checkRuns.createdAt,
      startedAt: checkRuns.startedAt,
      finishedAt: checkRuns.finishedAt,
      counts: {
        passed: countOf("passed"),
        failed: countOf("failed"),
        errored: countOf("errored"),
        skipped: countOf("skipped"),
      },
    })
    .from(checkRuns)
    .innerJoin(services, eq(services.id, checkRuns.serviceId))
    .innerJoin(environments, eq(environments.id, checkRuns.environmentId))
    .innerJoin(regions, eq(regions.id, checkRuns.regionId))
    .leftJoin(releases, eq(releases.id, checkRuns.releaseId))
    .where(which)
    .orderBy(desc(checkRuns.id))
    .limit(limit);
  return rows.map(({ createdAt, startedAt, finishedAt, ...row }) => ({
    ...row,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
  }));
}

/** In the database, for a list of runs has no use for everything that their checks said. */
const countOf = (status: CheckStatus) =>
  sql<number>`(select count(*)::int from ${checkResults}
    where ${checkResults.runId} = ${checkRuns.id} and ${checkResults.status} = ${status})`;

async function withResults(ctx: Context, runs: Omit<CheckRunView, "results">[]): Promise<CheckRunView[]> {
  const results = await readResults(
    ctx,
    runs.map(({ id }) => id),
  );
  return runs.map((run) => ({
    ...run,
    results: results.filter(({ runId }) => runId === run.id).map(resultOf),
  }));
}

const readResults = async (ctx: Context, runIds: readonly string[]) =>
  runIds.length === 0
    ? []
    : ctx.db
        .select({
          runId: checkResults.runId,
          name: checkResults.name,
          kind: checkResults.kind,
          status: checkResults.status,
          durationMs: checkResults.durationMs,
          expected: checkResults.expected,
          actual: checkResults.actual,
          reproduce: checkResults.reproduce,
          attempts: checkResults.attempts,
        })
        .from(checkResults)
        .where(inArray(checkResults.runId, [...runIds]))
        .orderBy(asc(checkResults.runId), asc(checkResults.position));

type Result = Awaited<ReturnType<typeof readResults>>[number];

const resultOf = ({
  name,
  kind,
  status,
  durationMs,
  expected,
  actual,
  reproduce,
  attempts,
}: Result): CheckResultView => ({
  name,
  kind,
  status,
  durationMs,
  expected,
  actual,
  reproduce,
  attempts,
});
