import "server-only";
import { inArray } from "drizzle-orm";

import { releases } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import type { ReleaseRef } from "@/lib/delivery/contract";

/** Releases as they are mentioned, by id. */
export async function readReleaseRefs(
  ctx: Context,
  ids: readonly (string | null | undefined)[],
): Promise<(id: string | null | undefined) => ReleaseRef | null> {
  const wanted = [...new Set(ids.flatMap((id) => id ?? []))];
  if (wanted.length === 0) return () => null;
  const rows = await ctx.db
    .select({
      id: releases.id,
      number: releases.number,
      version: releases.version,
      commit: releases.commit,
      createdAt: releases.createdAt,
    })
    .from(releases)
    .where(inArray(releases.id, wanted));
  const refs = new Map(
    rows.map(({ commit, createdAt, ...row }) => [
      row.id,
      {
        ...row,
        commitSha: commit?.sha ?? null,
        subject: commit?.subject ?? null,
        authorName: commit?.authorName ?? null,
        createdAt: createdAt.toISOString(),
      },
    ]),
  );
  return (id) => (id ? (refs.get(id) ?? null) : null);
}
