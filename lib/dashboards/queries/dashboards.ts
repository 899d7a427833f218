import "server-only";
import { asc, eq, sql } from "drizzle-orm";

import { dashboards } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { BUILT_IN, type BuiltIn, findBuiltIn } from "../built-in";
import { DashboardDefinition, type DashboardListItem, type DashboardView } from "../contract";

/** All dashboards: those that come with Slipway, then those of people by name. */
export async function listDashboards(ctx: Context): Promise<DashboardListItem[]> {
  demand(ctx.actor, "read");
  // One that can no longer be read is listed all the same, so that somebody can delete it.
  const rows = await ctx.db
    .select({
      id: dashboards.id,
      name: dashboards.name,
      description: sql<string>`coalesce(${dashboards.definition} ->> 'description', '')`,
      panels: sql<number>`jsonb_array_length(case jsonb_typeof(${dashboards.definition} -> 'panels')
        when 'array' then ${dashboards.definition} -> 'panels' else '[]' end)`,
      updatedByName: dashboards.updatedByName,
      updatedAt: dashboards.updatedAt,
    })
    .from(dashboards)
    .orderBy(asc(dashboards.name), asc(dashboards.id));
  return [
    ...BUILT_IN.map(({ id, definition: { name, description, panels } }) => ({
      ...UNCHANGED,
      id,
      name,
      description,
      panels: panels.length,
    })),
    ...rows.map((row) => ({ ...row, isBuiltIn: false, updatedAt: row.updatedAt.toISOString() })),
  ];
}

/** @param id also of one that comes with Slipway. Throws `not_found`, and `invalid` for one that can no longer be read. */
export async function getDashboard(ctx: Context, id: string): Promise<DashboardView> {
  demand(ctx.actor, "read");
  const builtIn = findBuiltIn(id);
  if (builtIn) return viewOf(builtIn);
  const [row] = await ctx.db
    .select({
      id: dashboards.id,
      definition: dashboards.definition,
      version: dashboards.version,
      updatedByName: dashboards.updatedByName,
      updatedAt: dashboards.updatedAt,
    })
    .from(dashboards)
    .where(eq(dashboards.id, id));
  if (!row) throw new DomainError("not_found", `There is no dashboard "${id}".`);
  return {
    ...row,
    isBuiltIn: false,
    definition: readDefinition(row.definition),
    updatedAt: row.updatedAt.toISOString(),
  };
}

const UNCHANGED = { isBuiltIn: true, updatedByName: null, updatedAt: null };
const viewOf = ({ id, definition }: BuiltIn): DashboardView => ({ ...UNCHANGED, id, version: 1, definition });

/** What was stored may be older than what is understood today. */
function readDefinition(stored: unknown): DashboardDefinition {
  const read = DashboardDefinition.safeParse(stored);
  if (read.success) return read.data;
  const fields = read.error.issues.map(({ path, message }) => ({
    path: ["definition", ...path].join("."),
    message,
  }));
  const [first] = fields;
  throw new DomainError(
    "invalid",
    `This dashboard can no longer be read: ${first?.path}: ${first?.message} Import it again once that is put right, or delete it.`,
    { fields },
  );
}
