import "server-only";
import { eq } from "drizzle-orm";

import { environments, releaseSets } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

/** A set with the environment whose role decides about it. Throws `not_found`. */
export async function findSet(ctx: Pick<Context, "db">, id: string) {
  const [row] = await ctx.db
    .select({
      id: releaseSets.id,
      kind: releaseSets.kind,
      status: releaseSets.status,
      reason: releaseSets.reason,
      environment: { id: environments.id, name: environments.name, deployRole: environments.deployRole },
    })
    .from(releaseSets)
    .innerJoin(environments, eq(environments.id, releaseSets.environmentId))
    .where(eq(releaseSets.id, id));
  if (!row) throw new DomainError("not_found", `There is no release set "${id}".`);
  return row;
}
