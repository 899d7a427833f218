import "server-only";
import { and, asc, desc, eq, gt, ilike, lt, or, sql, type SQL } from "drizzle-orm";

import type { EnvironmentView } from "@/lib/catalog/contract";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

import type { BoardSummary, ListBoard } from "../contract";
import { has, standingsOf } from "./standings";

type Named = { id: string; name: string; description: string };
type Standings = ReturnType<typeof standingsOf>;

/** The services of one page, in order, and on request how all of them stand. */
export async function listStandings(
  ctx: Context,
  environments: readonly EnvironmentView[],
  input: Partial<ListBoard>,
  withSummary: boolean,
): Promise<{ items: Named[]; nextCursor: string | null; summary: BoardSummary | null }> {
  const { limit = 50, order = "name", cursor } = input;
  const standings = standingsOf(environments, withinOf(environments, input.environment));
  const page = ctx.db
    .select({
      id: standings.id,
      name: standings.name,
      description: standings.description,
      // Without it PostgreSQL need not work out how anything stands.
      urgency: order === "urgency" ? standings.urgency : sql<number>`0`.as("urgency"),
    })
    .from(standings)
    .where(and(...conditionsOf(standings, input), cursor ? after(standings, order, cursor) : undefined))
    .orderBy(...(order === "urgency" ? [desc(standings.urgency)] : []), asc(standings.name))
    .limit(limit + 1)
    .as("page");
  const inOrder = [desc(page.urgency), asc(page.name)];
  const columns = { id: page.id, name: page.name, description: page.description, urgency: page.urgency };

  if (!withSummary) {
    const rows = await ctx.db
      .with(standings)
      .select(columns)
      .from(page)
      .orderBy(...inOrder);
    return { ...cut(rows, limit, order), summary: null };
  }
  const totals = totalsOf(ctx, standings);
  // One statement, so that what stands where is worked out once. Without a match a row of totals remains.
  const rows = await ctx.db
    .with(standings)
    .select({
      page: columns,
      summary: {
        services: totals.services,
        failing: totals.failing,
        behind: totals.behind,
        inFlight: totals.inFlight,
      },
    })
    .from(totals)
    .leftJoin(page, sql`true`)
    .orderBy(...inOrder);
  const services = rows.flatMap(({ page: row }) => row ?? []);
  return { ...cut(services, limit, order), summary: rows[0]?.summary ?? null };
}

function withinOf(environments: readonly EnvironmentView[], wanted: string | undefined) {
  if (!wanted) return environments;
  const found = environments.filter(({ id, name }) => id === wanted || name === wanted);
  if (found.length > 0) return found;
  const names = environments.map(({ name }) => name).join(", ");
  throw new DomainError("not_found", `There is no environment "${wanted}". There are: ${names}.`);
}

function conditionsOf(standings: Standings, { search, state, environment }: Partial<ListBoard>) {
  const wanted = state ?? (environment ? "running" : undefined);
  return [
    search ? ilike(standings.name, `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`) : undefined,
    wanted && has(standings.here, wanted),
  ];
}

/** What comes after the last row of the page before: `name`, or `urgency.name` in the order of urgency. */
function after(standings: Standings, order: ListBoard["order"], cursor: string): SQL | undefined {
  if (order === "name") return gt(standings.name, cursor);
  const [, urgency, name] = /^(\d{1,9})\.(.+)$/.exec(cursor) ?? [];
  if (urgency === undefined || name === undefined) {
    throw new DomainError("invalid", "This cursor does not belong to a board in the order of urgency.", {
      fields: [{ path: "cursor", message: "Use `nextCursor` of the page before." }],
    });
  }
  return or(
    lt(standings.urgency, Number(urgency)),
    and(eq(standings.urgency, Number(urgency)), gt(standings.name, name)),
  );
}

function cut(rows: (Named & { urgency: number })[], limit: number, order: ListBoard["order"]) {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  const nextCursor = last && (order === "urgency" ? `${last.urgency}.${last.name}` : last.name);
  return {
    items: items.map(({ id, name, description }) => ({ id, name, description })),
    nextCursor: nextCursor ?? null,
  };
}

function totalsOf(ctx: Context, standings: Standings) {
  const count = (state: "failing" | "behind" | "in-flight") =>
    sql<number>`(count(*) filter (where ${has(standings.anywhere, state)}))::int`;
  return ctx.db
    .select({
      services: sql<number>`count(*)::int`.as("services"),
      failing: count("failing").as("failing"),
      behind: count("behind").as("behind"),
      inFlight: count("in-flight").as("in_flight"),
    })
    .from(standings)
    .as("totals");
}
