import "server-only";
import { and, asc, inArray, isNull, or } from "drizzle-orm";

import { services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

/**
 * Services by name, each once.
 * @param wanted ids or names. Throws `not_found` for the first that does not exist.
 */
export async function readServices(ctx: Pick<Context, "db">, wanted: readonly string[]) {
  if (wanted.length === 0) return [];
  const rows = await ctx.db
    .select({ id: services.id, name: services.name })
    .from(services)
    .where(
      and(
        isNull(services.archivedAt),
        or(inArray(services.id, [...wanted]), inArray(services.name, [...wanted])),
      ),
    )
    .orderBy(asc(services.name));
  const missing = wanted.find((each) => !rows.some(({ id, name }) => id === each || name === each));
  if (missing !== undefined) throw new DomainError("not_found", `There is no service "${missing}".`);
  return rows;
}
