import "server-only";
import { and, asc, desc, eq, inArray, lt } from "drizzle-orm";

import { environments, placements, releases, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import type { Page } from "@/lib/core/contract";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";
import { listQuarantines } from "@/lib/gates";
import type { QuarantineView } from "@/lib/gates/contract";

import type { ReleaseRow, ReleaseView } from "../contract";
import { changesOfRelease } from "./changes";
import { iso, pageOf, releaseColumns, releaseRef } from "./columns";

const rowColumns = {
  ...releaseColumns(),
  serviceId: releases.serviceId,
  status: releases.status,
  ref: releases.ref,
  digest: releases.digest,
  sizeBytes: releases.sizeBytes,
  requestedByName: releases.requestedByName,
  failure: releases.failure,
  migrationClass: releases.migrationClass,
  startedAt: releases.startedAt,
  finishedAt: releases.finishedAt,
};

/** Releases of a service, newest first. */
export async function listReleases(
  ctx: Context,
  input: { serviceId: string; cursor?: string | undefined; limit?: number },
): Promise<Page<ReleaseRow>> {
  demand(ctx.actor, "read");
  const { serviceId, cursor, limit = 50 } = input;
  const rows = await ctx.db
    .select(rowColumns)
    .from(releases)
    .where(and(eq(releases.serviceId, serviceId), cursor ? lt(releases.id, cursor) : undefined))
    .orderBy(desc(releases.id))
    .limit(limit + 1);
  const ids = rows.map(({ id }) => id);
  const [liveIn, quarantines] = [await readLiveIn(ctx, ids), await listQuarantines(ctx, ids)];
  return pageOf(rows, limit, (row) => rowOf(row, liveIn, quarantines));
}

/** Throws `not_found`. */
export async function getRelease(ctx: Context, releaseId: string): Promise<ReleaseView> {
  demand(ctx.actor, "read");
  const [found] = await ctx.db
    .select({
      row: rowColumns,
      serviceName: services.name,
      fileCount: releases.fileCount,
      explanation: releases.explanation,
      migrations: releases.migrations,
      stepDurationsMs: releases.stepDurationsMs,
      dependenciesReused: releases.dependenciesReused,
    })
    .from(releases)
    .innerJoin(services, eq(services.id, releases.serviceId))
    .where(eq(releases.id, releaseId));
  if (!found) throw new DomainError("not_found", `There is no release "${releaseId}".`);
  const { row, migrations, ...rest } = found;
  const changes = await changesOfRelease(ctx, row.serviceId, releaseRef(row));
  return {
    ...rowOf(row, await readLiveIn(ctx, [row.id]), await listQuarantines(ctx, [row.id])),
    ...rest,
    migrations: migrations.map(({ checksum: _checksum, ...migration }) => migration),
    changelog: changes.commits,
    changedFileCount: changes.changedFileCount,
    commit: row.commit,
    startedAt: iso(row.startedAt),
    finishedAt: iso(row.finishedAt),
  };
}

type Row = {
  id: string;
  number: number;
  version: string | null;
  commit: ReleaseView["commit"];
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
} & Pick<
  ReleaseRow,
  "serviceId" | "status" | "ref" | "digest" | "sizeBytes" | "requestedByName" | "failure" | "migrationClass"
>;

function rowOf(row: Row, liveIn: Map<string, string[]>, quarantines: readonly QuarantineView[]): ReleaseRow {
  const { startedAt, finishedAt, commit: _commit, ...rest } = row;
  return {
    ...rest,
    ...releaseRef(row),
    durationMs: startedAt && finishedAt ? finishedAt.getTime() - startedAt.getTime() : null,
    liveIn: liveIn.get(row.id) ?? [],
    quarantine: quarantines.find(({ releaseId }) => releaseId === row.id) ?? null,
  };
}

async function readLiveIn(ctx: Context, releaseIds: string[]): Promise<Map<string, string[]>> {
  if (releaseIds.length === 0) return new Map();
  const rows = await ctx.db
    .select({ releaseId: placements.releaseId, environment: environments.name })
    .from(placements)
    .innerJoin(environments, eq(environments.id, placements.environmentId))
    .where(inArray(placements.releaseId, releaseIds))
    .orderBy(asc(environments.position));
  const liveIn = new Map<string, string[]>();
  for (const { releaseId, environment } of rows) {
    if (releaseId) liveIn.set(releaseId, [...(liveIn.get(releaseId) ?? []), environment]);
  }
  return liveIn;
}
