import "server-only";
import { eq, inArray } from "drizzle-orm";

import { releases, telemetrySources } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import type { ReleaseRef } from "@/lib/delivery/contract";

/** Releases as they are mentioned, by the number of the source that sent something. */
export async function readSourceReleases(
  ctx: Context,
  sourceIds: readonly (number | null)[],
): Promise<(sourceId: number | null) => ReleaseRef | null> {
  const wanted = [...new Set(sourceIds.flatMap((id) => id ?? []))];
  if (wanted.length === 0) return () => null;
  const rows = await ctx.db
    .select({
      sourceId: telemetrySources.id,
      id: releases.id,
      number: releases.number,
      version: releases.version,
      commit: releases.commit,
      createdAt: releases.createdAt,
    })
    .from(telemetrySources)
    .innerJoin(releases, eq(releases.id, telemetrySources.releaseId))
    .where(inArray(telemetrySources.id, wanted));
  const refs = new Map(
    rows.map(({ sourceId, commit, createdAt, ...release }) => [
      sourceId,
      {
        ...release,
        commitSha: commit?.sha ?? null,
        subject: commit?.subject ?? null,
        authorName: commit?.authorName ?? null,
        createdAt: createdAt.toISOString(),
      },
    ]),
  );
  return (sourceId) => (sourceId === null ? null : (refs.get(sourceId) ?? null));
}
