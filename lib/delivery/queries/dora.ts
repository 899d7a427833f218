import "server-only";
import { and, eq, inArray, sql, type SQL } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

import { deliveredCommits, deployments, environments } from "@/db/schema";
import { getTeamRef } from "@/lib/auth";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { ReadDora, type DoraBucket, type DoraView } from "../contract";
import { countedAs, movedTraffic, ownedBy, recoverySeconds } from "./counted";
import { serviceIdOf } from "./deployments";

/** Up to that many days each day is a bucket of its own, else each week. */
const DAILY_DAYS = 30;
/** Below that no part of 5 % exists. */
const LEAST_FOR_P95 = 20;

/**
 * Deployment frequency, lead time, change failure rate and recovery time over production, from the whole history. The
 * glossary says what each counts. Throws `not_found` for a service or team that does not exist.
 */
export async function getDora(
  ctx: Context,
  input: Partial<ReadDora> = {},
  now = new Date(),
): Promise<DoraView> {
  demand(ctx.actor, "read");
  const { days, timeZone, service, team } = ReadDora.parse(input);
  const [edges, production, scope] = await Promise.all([
    readEdges(ctx, { days, timeZone, now }),
    readProduction(ctx),
    scopeOf(ctx, { service, team }),
  ]);
  const [traffic, leads] = await Promise.all([
    readTraffic(ctx, edges, production, scope),
    readLeads(ctx, edges, scope),
  ]);
  const [deliveries, changes, failures] = (["deliveries", "changes", "failures"] as const).map((name) =>
    traffic.reduce((sum, row) => sum + row[name], 0),
  );
  const all = leads.find(({ bucket }) => bucket === null);
  const recoveries = traffic.flatMap(({ recoveries: seconds }) => seconds ?? []);
  return {
    from: isoAt(edges, 0),
    to: isoAt(edges, edges.length - 1),
    days,
    frequency: { deliveries: deliveries ?? 0, perDay: (deliveries ?? 0) / days },
    leadTime: {
      commits: all?.commits ?? 0,
      deployments: all?.deployments ?? 0,
      medianMs: inMs(all?.percentiles?.[0]),
      p95Ms: (all?.commits ?? 0) < LEAST_FOR_P95 ? null : inMs(all?.percentiles?.[1]),
      waitingShare: all && all.leadSum > 0 ? all.waitingSum / all.leadSum : null,
    },
    changeFailure: {
      changes: changes ?? 0,
      failures: failures ?? 0,
      rate: changes ? (failures ?? 0) / changes : null,
    },
    recovery: {
      failures: failures ?? 0,
      recovered: recoveries.length,
      medianMs: inMs(percentile(recoveries, 0.5)),
      p95Ms: recoveries.length < LEAST_FOR_P95 ? null : inMs(percentile(recoveries, 0.95)),
    },
    buckets: edges.slice(1).map((to, index): DoraBucket => {
      const moved = traffic.find(({ bucket }) => bucket === index + 1);
      const led = leads.find(({ bucket }) => bucket === index + 1);
      return {
        from: isoAt(edges, index),
        to: to.toISOString(),
        deliveries: moved?.deliveries ?? 0,
        changes: moved?.changes ?? 0,
        failures: moved?.failures ?? 0,
        commits: led?.commits ?? 0,
        leadMedianMs: inMs(led?.percentiles?.[0]),
      };
    }),
  };
}

type Scope = (serviceId: AnyPgColumn) => SQL | undefined;

/** The instants at which buckets begin, and the end of the last one. PostgreSQL knows how long each day of a zone is. */
async function readEdges(
  ctx: Context,
  { days, timeZone, now }: Pick<ReadDora, "days" | "timeZone"> & { now: Date },
): Promise<Date[]> {
  const step = days <= DAILY_DAYS ? 1 : 7;
  const today = sql`date_trunc('day', ${now.toISOString()}::timestamptz at time zone ${timeZone})`;
  // Counted back from tomorrow, so that the newest bucket is a whole one; the oldest may be shorter.
  const rows = await ctx.db
    .select({ at: sql<string>`(extract(epoch from day at time zone ${timeZone}) * 1000)::text` })
    .from(
      sql`(select ${today} + interval '1 day' - greatest(0, least(${days}::int, part * ${step}::int)) * interval '1 day' as day
        from generate_series(0, ${Math.ceil(days / step)}::int) as part) edges`,
    )
    .orderBy(sql`day`);
  return rows.map(({ at }) => new Date(Number(at)));
}

const isoAt = (edges: readonly Date[], index: number) => edges[index]?.toISOString() ?? "";

/** `bucket` is 1 for what lies between the first two edges. */
const bucketOf = (at: AnyPgColumn, edges: readonly Date[]) =>
  sql<number>`width_bucket(${at}, ${`{${edges.map((edge) => edge.toISOString()).join(",")}}`}::timestamptz[])`;

const within = (at: AnyPgColumn, edges: readonly Date[]) =>
  sql`${at} >= ${isoAt(edges, 0)}::timestamptz and ${at} < ${isoAt(edges, edges.length - 1)}::timestamptz`;

/** Named one by one, because the planner estimates a subselect badly and then sorts what it could count. */
async function readProduction(ctx: Context): Promise<string[]> {
  const rows = await ctx.db
    .select({ id: environments.id })
    .from(environments)
    .where(eq(environments.isProduction, true));
  return rows.map(({ id }) => id);
}

const readTraffic = (ctx: Context, edges: readonly Date[], production: readonly string[], scope: Scope) =>
  ctx.db
    .select({
      bucket: bucketOf(deployments.switchedAt, edges),
      deliveries: sql<number>`(count(*) filter (where ${countedAs("delivery")}))::int`,
      changes: sql<number>`(count(*) filter (where ${countedAs("change")}))::int`,
      failures: sql<number>`(count(*) filter (where ${countedAs("failure")}))::int`,
      recoveries: sql<
        number[] | null
      >`array_agg(${recoverySeconds()}) filter (where ${countedAs("failure")} and ${recoverySeconds()} is not null)`,
    })
    .from(deployments)
    .where(
      and(
        inArray(deployments.environmentId, [...production]),
        movedTraffic(),
        within(deployments.switchedAt, edges),
        scope(deployments.serviceId),
      ),
    )
    .groupBy(sql`1`);

/** Per bucket, and in the row without one over all of them. */
const readLeads = (ctx: Context, edges: readonly Date[], scope: Scope) => {
  const lead = ctx.db
    .select({
      bucket: bucketOf(deliveredCommits.deliveredAt, edges).as("bucket"),
      leadSeconds: deliveredCommits.leadSeconds,
      waitingSeconds: deliveredCommits.waitingSeconds,
      isFirst: deliveredCommits.isFirstOfDeployment,
    })
    .from(deliveredCommits)
    .where(and(within(deliveredCommits.deliveredAt, edges), scope(deliveredCommits.serviceId)))
    .as("lead");
  return ctx.db
    .select({
      bucket: sql<number | null>`${lead.bucket}`,
      commits: sql<number>`count(*)::int`,
      deployments: sql<number>`(count(*) filter (where ${lead.isFirst}))::int`,
      // Both at once: each percentile of its own would sort once more.
      percentiles: sql<
        number[]
      >`percentile_disc(array[0.5, 0.95]) within group (order by ${lead.leadSeconds})`,
      leadSum: sql<number>`sum(${lead.leadSeconds})::float8`,
      waitingSum: sql<number>`sum(${lead.waitingSeconds})::float8`,
    })
    .from(lead)
    .groupBy(sql`grouping sets ((${lead.bucket}), ())`);
};

async function scopeOf(ctx: Context, { service, team }: Pick<ReadDora, "service" | "team">): Promise<Scope> {
  const serviceId = service && (await serviceIdOf(ctx, service));
  const teamId = team && (await getTeamRef(ctx, team)).id;
  return (column) =>
    and(serviceId ? eq(column, serviceId) : undefined, teamId ? ownedBy(column, teamId) : undefined);
}

/** The smallest value that at least this share of all does not exceed, as PostgreSQL's percentile_disc has it. */
function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

const inMs = (seconds: number | null | undefined) =>
  seconds === null || seconds === undefined ? null : seconds * 1_000;
