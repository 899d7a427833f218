import "server-only";
import { and, desc, eq, gt, inArray, isNotNull, isNull, min, ne, sql } from "drizzle-orm";

import { deployments, migrationRuns, releases } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { required } from "@/lib/core/errors";

import type { MigrationVerdict } from "../contract";
import {
  judgeRollback,
  type AppliedRelease,
  type Judgement,
  type ReleaseMigrations,
} from "../migrations/verdict";

/** Enough history: what came before so many runs is older than anything one goes back to. */
const MAXIMUM_RUNS = 200;

export type Place = { serviceId: string; environmentId: string };

/** What the answer of a plan says of it. */
export const verdictView = ({ verdict, reasons, migrations }: Judgement): MigrationVerdict => ({
  verdict,
  reasons,
  migrations: migrations.map(({ checksum: _checksum, ...migration }) => migration),
});

/**
 * Whether a place that serves one release can go back to others, in their order, as far as its database is concerned. The
 * history of the place is read once. Throws for a release that does not exist.
 * @param arriving a release whose migrations count as applied, although it is only about to come
 */
export async function judgeRollbacks(
  ctx: Pick<Context, "db">,
  place: Place,
  servingId: string | null,
  targetIds: readonly string[],
  arriving?: string,
): Promise<Judgement[]> {
  if (targetIds.length === 0) return [];
  const [earlier, firstDeployedAt, reverted] = await Promise.all([
    readApplied(ctx, place),
    readFirstDeployed(ctx, place, targetIds),
    readReverted(ctx, place, targetIds),
  ]);
  const applied = arriving === undefined ? earlier : [arrivalOf(arriving), ...earlier];
  const sinceOf = (targetId: string) => firstDeployedAt.get(targetId) ?? new Date(0);
  const earliest = new Date(Math.min(...targetIds.map((targetId) => sinceOf(targetId).getTime())));
  // The list of migrations of a release is long, and what came before every target is only asked for what was taken back.
  const relevant = reverted.size > 0 ? applied : applied.filter(({ at }) => at >= earliest);
  const ids = [
    ...targetIds,
    ...(servingId ? [servingId] : []),
    ...relevant.map(({ releaseId }) => releaseId),
  ];
  const known = await readReleases(ctx, [...new Set(ids)]);
  const certain = applied.filter(({ isCertain }) => isCertain);
  const present = new Set(
    certain.flatMap(({ releaseId }) => known.get(releaseId)?.migrations.map(({ name }) => name) ?? []),
  );
  /** Whether what a release needs was taken back, and neither it nor another one has applied it since. */
  const isTakenBack = ({ id, migrations }: ReleaseMigrations) =>
    reverted.has(id) &&
    !certain.some(({ releaseId }) => releaseId === id) &&
    (migrations.length === 0 || migrations.some(({ name }) => !present.has(name)));
  return targetIds.map((targetId) => {
    const target = required(known.get(targetId), `release "${targetId}"`);
    const since = firstDeployedAt.get(targetId);
    // What never was here builds on the releases before it, and knows nothing of those after it.
    const isNews = ({ number }: ReleaseMigrations, at: Date) =>
      since ? at >= since : number > target.number;
    const newer = applied.flatMap(({ releaseId, at, isCertain, appliedAfter }): AppliedRelease[] => {
      const release = known.get(releaseId);
      return release && releaseId !== targetId && isNews(release, at)
        ? [{ ...release, isCertain, applied: appliedAfter }]
        : [];
    });
    const serving = servingId ? known.get(servingId) : undefined;
    return judgeRollback(target, serving, newer, isTakenBack(target));
  });
}

/** Whether a release newer than that number has changed the database of a place, also one that never served there. */
export async function hasNewerMigrated(
  ctx: Pick<Context, "db">,
  place: Place,
  number: number,
): Promise<boolean> {
  const applied = await readApplied(ctx, place);
  if (applied.length === 0) return false;
  const ids = [...new Set(applied.map(({ releaseId }) => releaseId))];
  return (await ctx.db.$count(releases, and(inArray(releases.id, ids), gt(releases.number, number)))) > 0;
}

const arrivalOf = (releaseId: string) => ({
  releaseId,
  at: new Date(),
  isCertain: true,
  appliedAfter: null,
});

/** Releases that changed the database here, by their command or, without one, by themselves when they started. */
export async function readApplied({ db }: Pick<Context, "db">, { serviceId, environmentId }: Place) {
  const [runs, started] = await Promise.all([
    db
      .select({
        releaseId: migrationRuns.releaseId,
        at: migrationRuns.startedAt,
        status: migrationRuns.status,
        appliedAfter: migrationRuns.appliedAfter,
      })
      .from(migrationRuns)
      .where(
        and(
          eq(migrationRuns.serviceId, serviceId),
          eq(migrationRuns.environmentId, environmentId),
          eq(migrationRuns.direction, "up"),
          isNull(migrationRuns.revertedBy),
        ),
      )
      .orderBy(desc(migrationRuns.id))
      .limit(MAXIMUM_RUNS),
    db
      .select({ releaseId: releases.id, at: min(deployments.startedAt) })
      .from(deployments)
      .innerJoin(releases, eq(releases.id, deployments.releaseId))
      .where(
        and(
          eq(deployments.serviceId, serviceId),
          eq(deployments.environmentId, environmentId),
          ne(deployments.kind, "rollback"),
          isNotNull(deployments.startedAt),
          sql`${releases.plan}->>'migrateCommand' is null`,
          sql`${releases.migrations} <> '[]'::jsonb`,
        ),
      )
      .groupBy(releases.id)
      .orderBy(desc(releases.id))
      .limit(MAXIMUM_RUNS),
  ]);
  return [
    ...runs.map(({ status, ...run }) => ({ ...run, isCertain: status === "passed" })),
    ...started.flatMap(({ releaseId, at }) =>
      at ? [{ releaseId, at, isCertain: true, appliedAfter: null }] : [],
    ),
  ];
}

/** Those of the releases whose migrations were taken back here at least once. */
async function readReverted(
  { db }: Pick<Context, "db">,
  { serviceId, environmentId }: Place,
  releaseIds: readonly string[],
): Promise<Set<string>> {
  const rows = await db
    .selectDistinct({ releaseId: migrationRuns.releaseId })
    .from(migrationRuns)
    .where(
      and(
        eq(migrationRuns.serviceId, serviceId),
        eq(migrationRuns.environmentId, environmentId),
        inArray(migrationRuns.releaseId, [...releaseIds]),
        eq(migrationRuns.direction, "up"),
        isNotNull(migrationRuns.revertedBy),
      ),
    );
  return new Set(rows.map(({ releaseId }) => releaseId));
}

/** What was applied before a release came here for the first time has not kept it from working. */
async function readFirstDeployed(
  { db }: Pick<Context, "db">,
  { serviceId, environmentId }: Place,
  releaseIds: readonly string[],
): Promise<Map<string, Date>> {
  const rows = await db
    .select({ releaseId: deployments.releaseId, at: min(deployments.startedAt) })
    .from(deployments)
    .where(
      and(
        eq(deployments.serviceId, serviceId),
        eq(deployments.environmentId, environmentId),
        inArray(deployments.releaseId, [...releaseIds]),
        isNotNull(deployments.startedAt),
      ),
    )
    .groupBy(deployments.releaseId);
  return new Map(rows.flatMap(({ releaseId, at }) => (at ? [[releaseId, at] as const] : [])));
}

export async function readReleases(
  { db }: Pick<Context, "db">,
  ids: readonly string[],
): Promise<Map<string, ReleaseMigrations>> {
  const command = (name: string) => sql<boolean>`${releases.plan}->>${name} is not null`;
  const rows = await db
    .select({
      id: releases.id,
      number: releases.number,
      migrates: command("migrateCommand"),
      canGoDown: command("migrateDownCommand"),
      migrationClass: releases.migrationClass,
      migrations: releases.migrations,
    })
    .from(releases)
    .where(inArray(releases.id, [...ids]));
  return new Map(rows.map((row) => [row.id, row]));
}
