import "server-only";
import { and, desc, eq } from "drizzle-orm";

import { migrationRuns, releases } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { PlannedMigrations } from "../contract";
import { consequencesOf, mayBreak, pendingOf } from "../migrations/pending";
import type { AppliedRelease } from "../migrations/verdict";
import { judgeRollbacks, readApplied, readReleases, type Place } from "./migration-verdict";

/** Releases bring along all migrations there ever were, so that few of them name what was applied. */
const ENOUGH_RUNS = 30;

type Coming = { release: { id: string }; replaces: { id: string; number: number } | null };

/**
 * What bringing a release to a place will do to its database, by what was applied there and not by what is new since the
 * release before; and whether what serves there can be gone back to afterwards. Null where there is nothing to say.
 */
export async function planMigrations(
  ctx: Pick<Context, "db">,
  place: Place,
  { release, replaces }: Coming,
): Promise<PlannedMigrations | null> {
  const [pending, command] = [await findPending(ctx, place, release.id), await readCommand(ctx, release.id)];
  const wayBack =
    replaces && replaces.id !== release.id ? await foresee(ctx, place, release, replaces) : undefined;
  if (!pending && (!wayBack || wayBack.verdict === "safe")) return null;
  return {
    command: pending ? command : null,
    migrations: pending?.migrations.map(({ checksum: _checksum, ...migration }) => migration) ?? [],
    class: pending?.migrationClass ?? "none",
    isSeen: pending?.isSeen ?? true,
    mayBreak: pending !== undefined && wayBack !== undefined && mayBreak(pending),
    wayBack: wayBack?.verdict ?? null,
    consequences: consequencesOf({ command, pending, wayBack }),
  };
}

async function findPending(ctx: Pick<Context, "db">, place: Place, releaseId: string) {
  const newest = (await readApplied(ctx, place)).toSorted(
    (left, right) => right.at.getTime() - left.at.getTime(),
  );
  const runs = newest.slice(0, ENOUGH_RUNS);
  const known = await readReleases(ctx, [...new Set([releaseId, ...runs.map((run) => run.releaseId)])]);
  const release = known.get(releaseId);
  if (!release) return undefined;
  const applied = runs.flatMap(({ releaseId: id, isCertain, appliedAfter }): AppliedRelease[] => {
    const found = known.get(id);
    return found ? [{ ...found, isCertain, applied: appliedAfter }] : [];
  });
  const certain = runs.filter(({ isCertain }) => isCertain);
  const own = certain.filter((run) => run.releaseId === releaseId);
  const lastGoodMs = Math.max(0, ...(own.length > 0 ? own : certain).map(({ at }) => at.getTime()));
  const tornAt = await readTorn(ctx, place);
  return pendingOf(release, applied, tornAt !== undefined && tornAt.getTime() > lastGoodMs);
}

/** When the last way back began, where it did not come to its end. */
async function readTorn({ db }: Pick<Context, "db">, { serviceId, environmentId }: Place) {
  const [row] = await db
    .select({ at: migrationRuns.startedAt, status: migrationRuns.status })
    .from(migrationRuns)
    .where(
      and(
        eq(migrationRuns.serviceId, serviceId),
        eq(migrationRuns.environmentId, environmentId),
        eq(migrationRuns.direction, "down"),
      ),
    )
    .orderBy(desc(migrationRuns.id))
    .limit(1);
  return row?.status === "failed" || row?.status === "interrupted" ? row.at : undefined;
}

async function readCommand({ db }: Pick<Context, "db">, releaseId: string): Promise<string | null> {
  const [row] = await db.select({ plan: releases.plan }).from(releases).where(eq(releases.id, releaseId));
  const command = row?.plan?.["migrateCommand"];
  return typeof command === "string" ? command : null;
}

/** How it would be to go back from the release, once it is there. */
async function foresee(
  ctx: Pick<Context, "db">,
  place: Place,
  release: { id: string },
  replaces: { id: string; number: number },
) {
  const [judged] = await judgeRollbacks(ctx, place, release.id, [replaces.id], release.id);
  return (
    judged && {
      number: replaces.number,
      verdict: judged.verdict,
      reasons: judged.reasons,
      takesBack: judged.migrations.map(({ name }) => name),
    }
  );
}
