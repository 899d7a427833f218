import "server-only";
import { and, asc, eq, gt, isNull, lte, ne } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";

import {
  configurationVersions,
  deploymentPhases,
  deployments,
  environments,
  events,
  placements,
  releases,
} from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";
import { listApprovals } from "@/lib/gates";

import type { DeploymentView, PhaseView, ReleaseRef } from "../contract";
import { overridesIn } from "../overrides";
import { changesBetween } from "./changes";
import { iso, releaseColumns, releaseColumnsOf, releaseRef } from "./columns";
import { deploymentRow, selectDeployments } from "./deployments";
import { eventView } from "./events";
import type { Changes } from "./exact-changes";
import { readGates } from "./gates";
import { listMigrationRuns } from "./migration-runs";
import { planMigrations } from "./planned-migrations";

/** One deployment with everything its page shows. Throws `not_found`. */
export async function getDeployment(ctx: Context, deploymentId: string): Promise<DeploymentView> {
  demand(ctx.actor, "read");
  const [row] = await selectDeployments(ctx).where(eq(deployments.id, deploymentId));
  const [extra] = await readExtra(ctx, deploymentId);
  if (!row || !extra) throw noDeployment(deploymentId);

  const isUnbegun = row.status === "waiting" || row.status === "queued";
  const [phases, migrationRuns, eventRows, previous, replacedBy, waiting, planned] = await Promise.all([
    readPhases(ctx, deploymentId),
    listMigrationRuns(ctx, deploymentId),
    ctx.db.select().from(events).where(eq(events.subject, deploymentId)).orderBy(asc(events.id)).limit(200),
    readPrevious(ctx, extra),
    readReplacement(ctx, extra, deploymentId),
    isUnbegun ? readWaiting(ctx, extra.placementId, deploymentId) : [],
    // A rollback never migrates; what it takes back was agreed to when it was asked for.
    isUnbegun && row.kind !== "rollback" ? readPlanned(ctx, row, extra) : null,
  ]);
  return {
    ...deploymentRow(row),
    releaseId: row.release.id,
    url: extra.url,
    attempts: extra.attempts,
    reusedWarm: extra.reusedWarm,
    fromEnvironment: extra.fromEnvironment,
    configuration: extra.configuration,
    cancelRequestedAt: iso(extra.cancelRequestedAt),
    previous,
    replacedBy,
    waiting,
    notBefore: iso(extra.notBefore),
    overrides: overridesIn(extra.override).map(({ by: _by, ...override }) => override),
    approvals: await listApprovals(ctx, deploymentId),
    gates: row.status === "waiting" ? await readGates(ctx, deploymentId, row.waitingFor) : null,
    plannedMigrations: planned,
    phases,
    migrationRuns,
    timings: timingsOf(phases, row),
    events: eventRows.map(eventView),
    changes: await changesOf(ctx, row.serviceId, previous?.release, releaseRef(row.release)),
  };
}

/** Only the `changes` of `getDeployment`, for whoever shows nothing else of it. Throws `not_found`. */
export async function changesOfDeployment(ctx: Context, deploymentId: string): Promise<Changes> {
  demand(ctx.actor, "read");
  const before = alias(releases, "before");
  const [row] = await ctx.db
    .select({
      serviceId: deployments.serviceId,
      release: releaseColumns(),
      previous: releaseColumnsOf(before),
    })
    .from(deployments)
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .leftJoin(before, eq(before.id, deployments.previousReleaseId))
    .where(eq(deployments.id, deploymentId));
  if (!row) throw noDeployment(deploymentId);
  const { serviceId, release, previous } = row;
  return changesOf(ctx, serviceId, previous ? releaseRef(previous) : undefined, releaseRef(release));
}

const noDeployment = (id: string) => new DomainError("not_found", `There is no deployment "${id}".`);

/** What came with it or, when it went back to an earlier release, what it took away. */
function changesOf(ctx: Context, serviceId: string, from: ReleaseRef | undefined, to: ReleaseRef) {
  return from && from.number > to.number
    ? changesBetween(ctx, serviceId, to, from)
    : changesBetween(ctx, serviceId, from, to);
}

const readExtra = (ctx: Context, deploymentId: string) =>
  ctx.db
    .select({
      placementId: deployments.placementId,
      url: placements.url,
      serving: { id: placements.releaseId, number: placements.releaseNumber },
      attempts: deployments.attempts,
      reusedWarm: deployments.reusedWarm,
      fromEnvironment: environments.name,
      configuration: { versionId: configurationVersions.id, number: configurationVersions.number },
      cancelRequestedAt: deployments.cancelRequestedAt,
      previousReleaseId: deployments.previousReleaseId,
      previousDeploymentId: deployments.previousDeploymentId,
      replacedAt: deployments.replacedAt,
      notBefore: deployments.notBefore,
      override: deployments.override,
    })
    .from(deployments)
    .innerJoin(placements, eq(placements.id, deployments.placementId))
    .leftJoin(environments, eq(environments.id, deployments.fromEnvironmentId))
    .leftJoin(configurationVersions, eq(configurationVersions.id, deployments.configurationVersionId))
    .where(eq(deployments.id, deploymentId));
type Extra = Awaited<ReturnType<typeof readExtra>>[number];

async function readPhases(ctx: Context, deploymentId: string): Promise<PhaseView[]> {
  const rows = await ctx.db
    .select({
      phase: deploymentPhases.phase,
      attempt: deploymentPhases.attempt,
      status: deploymentPhases.status,
      detail: deploymentPhases.detail,
      startedAt: deploymentPhases.startedAt,
      finishedAt: deploymentPhases.finishedAt,
    })
    .from(deploymentPhases)
    .where(eq(deploymentPhases.deploymentId, deploymentId))
    .orderBy(asc(deploymentPhases.attempt), asc(deploymentPhases.startedAt));
  return rows.map(({ finishedAt, ...row }) => ({
    ...row,
    startedAt: row.startedAt.toISOString(),
    durationMs: finishedAt ? finishedAt.getTime() - row.startedAt.getTime() : null,
  }));
}

/** Milliseconds per phase of the last attempt; `queued` before it began and `total` from the request to the end. */
function timingsOf(
  phases: PhaseView[],
  row: { createdAt: Date; startedAt: Date | null; finishedAt: Date | null },
): Record<string, number> {
  const timings: Record<string, number> = {};
  if (row.startedAt) timings.queued = row.startedAt.getTime() - row.createdAt.getTime();
  for (const { phase, durationMs } of phases) if (durationMs !== null) timings[phase] = durationMs;
  if (row.finishedAt) timings.total = row.finishedAt.getTime() - row.createdAt.getTime();
  return timings;
}

async function readPrevious(ctx: Context, extra: Extra): Promise<DeploymentView["previous"]> {
  if (!extra.previousReleaseId) return null;
  const [release] = await ctx.db
    .select(releaseColumns())
    .from(releases)
    .where(eq(releases.id, extra.previousReleaseId));
  return release ? { deploymentId: extra.previousDeploymentId, release: releaseRef(release) } : null;
}

async function readReplacement(
  ctx: Context,
  { placementId, replacedAt }: Extra,
  deploymentId: string,
): Promise<DeploymentView["replacedBy"]> {
  if (!replacedAt) return null;
  const [row] = await ctx.db
    .select({ deploymentId: deployments.id, kind: deployments.kind })
    .from(deployments)
    .where(
      and(
        eq(deployments.placementId, placementId),
        eq(deployments.previousDeploymentId, deploymentId),
        eq(deployments.status, "succeeded"),
        gt(deployments.id, deploymentId),
      ),
    )
    .orderBy(asc(deployments.id))
    .limit(1);
  return row ? { ...row, at: replacedAt.toISOString() } : null;
}

/** What it will do to the database as it is by now, and to what serves there by now. */
async function readPlanned(
  ctx: Context,
  {
    serviceId,
    environmentId,
    release,
  }: { serviceId: string; environmentId: string; release: { id: string } },
  { serving }: Extra,
): Promise<DeploymentView["plannedMigrations"]> {
  const replaces = serving.id && serving.number ? { id: serving.id, number: serving.number } : null;
  return planMigrations(ctx, { serviceId, environmentId }, { release, replaces });
}

/** What stands before it in the queue of its place. */
async function readWaiting(ctx: Context, placementId: string, deploymentId: string): Promise<string[]> {
  const ahead = await ctx.db
    .select({ id: deployments.id, status: deployments.status, number: releases.number })
    .from(deployments)
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(
      and(
        eq(deployments.placementId, placementId),
        isNull(deployments.finishedAt),
        lte(deployments.id, deploymentId),
        ne(deployments.id, deploymentId),
      ),
    )
    .orderBy(asc(deployments.id));
  return ahead.map(({ id, status, number }) =>
    status === "running" ? `${id} is deploying #${number} here.` : `${id} waits to deploy #${number} here.`,
  );
}
