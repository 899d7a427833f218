import "server-only";
import { and, desc, eq, gt, isNotNull, lt, lte } from "drizzle-orm";

import { releases, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { log } from "@/lib/core/log";
import { env } from "@/lib/env";

import type { ReleaseRef } from "../contract";
import { releaseColumns, releaseRef } from "./columns";
import { exactChanges, MAXIMUM_COMMITS, type Changes } from "./exact-changes";

/**
 * What `newer` has and `older` has not, newest first: exact, from the repository's mirror, or else from what the
 * builds between them wrote down. Without `older`, what the build of `newer` wrote down.
 */
export async function changesBetween(
  ctx: Context,
  serviceId: string,
  older: ReleaseRef | null | undefined,
  newer: ReleaseRef,
): Promise<Changes> {
  const exact = older && (await readFromMirror(ctx, serviceId, older, newer));
  return exact || readFromBuilds(ctx, serviceId, older?.number ?? newer.number - 1, newer.number);
}

/** What a release brought against the one before it that was built. */
export async function changesOfRelease(
  ctx: Context,
  serviceId: string,
  release: ReleaseRef,
): Promise<Changes> {
  const [before] = await ctx.db
    .select(releaseColumns())
    .from(releases)
    .where(
      and(
        eq(releases.serviceId, serviceId),
        lt(releases.number, release.number),
        eq(releases.status, "ready"),
        isNotNull(releases.commitSha),
      ),
    )
    .orderBy(desc(releases.number))
    .limit(1);
  return changesBetween(ctx, serviceId, before && releaseRef(before), release);
}

async function readFromMirror(
  ctx: Context,
  serviceId: string,
  older: ReleaseRef,
  newer: ReleaseRef,
): Promise<Changes | undefined> {
  if (!older.commitSha || !newer.commitSha) return undefined;
  const [service] = await ctx.db
    .select({ url: services.repositoryUrl, path: services.repositoryPath })
    .from(services)
    .where(eq(services.id, serviceId));
  if (!service) return undefined;
  const repository = { url: service.url, ...(service.path && { path: service.path }) };
  // Nothing may mean that the mirror is gone or has lost a commit; the builds know better then.
  try {
    return await exactChanges({
      home: env().SLIPWAY_HOME,
      repository,
      olderSha: older.commitSha,
      newerSha: newer.commitSha,
    });
  } catch (error) {
    // Nobody may be kept from rolling back by an address that cannot be read any more, or by git being slow.
    const facts = { serviceId, error: error instanceof Error ? error.message : String(error) };
    log.warn(facts, "What changed between two releases could not be read from the repository");
    return undefined;
  }
}

async function readFromBuilds(
  ctx: Context,
  serviceId: string,
  after: number,
  upTo: number,
): Promise<Changes> {
  const rows = await ctx.db
    .select({ changelog: releases.changelog, changedFileCount: releases.changedFileCount })
    .from(releases)
    .where(
      and(
        eq(releases.serviceId, serviceId),
        eq(releases.status, "ready"),
        gt(releases.number, after),
        lte(releases.number, upTo),
      ),
    )
    .orderBy(desc(releases.number))
    .limit(MAXIMUM_COMMITS);
  const commits = new Map(rows.flatMap(({ changelog }) => changelog).map((commit) => [commit.sha, commit]));
  const counts = rows.map(({ changedFileCount }) => changedFileCount);
  return {
    commits: [...commits.values()].slice(0, MAXIMUM_COMMITS),
    // Exact for one release; across several, a file may count once per release.
    changedFileCount: counts.every((count) => count !== null)
      ? counts.reduce((sum: number, count) => sum + (count ?? 0), 0)
      : null,
  };
}
