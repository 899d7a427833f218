import "server-only";
import { eq, inArray, isNotNull, isNull, sql, type SQL, type SQLWrapper } from "drizzle-orm";
import { QueryBuilder } from "drizzle-orm/pg-core";

import type { BoardState } from "@/db/enums";
import { deployments, placements, services } from "@/db/schema";
import type { EnvironmentView } from "@/lib/catalog/contract";

/** What is true of a place, one bit each, so that "in any of these environments" is one "or". */
const BIT = { failing: 1, degraded: 2, unknown: 4, healthy: 8, "in-flight": 16, behind: 32 } as const;
const BITS: Record<BoardState | "running", number> = {
  ...BIT,
  action: BIT.failing | BIT.behind,
  running: BIT.healthy | BIT.degraded | BIT.unknown,
};

const query = new QueryBuilder();

/** The newest finished attempt did not succeed. */
export const hasFailed = () => sql`${placements.lastStatus} in ('failed', 'errored', 'interrupted')`;

/** Whether one of the bits of a state is among `marks`. */
export const has = (marks: SQLWrapper, state: BoardState | "running"): SQL<boolean> =>
  sql<boolean>`((${marks}) & ${bits(state)} <> 0)`;

/**
 * How every service stands, as a common table: who it is, what is true of it anywhere and in the environments that are
 * asked about, and how urgent that is. It reads services and placements once each and nothing of releases. Where only
 * names are selected from it, PostgreSQL leaves the placements out.
 * @param order all environments in order of promotion
 * @param within the environments that `here` and `urgency` look at
 */
export function standingsOf(order: readonly EnvironmentView[], within: readonly EnvironmentView[]) {
  const places = placesOf(order);
  const flights = flightsOf(order);
  // What runs nowhere waits for its first deployment: it is behind of nothing.
  const runs = sql`coalesce(${sql.join([sql`null`, ...places.numbers], sql`, `)}) is not null`;
  const marks = order.map(({ id }, index) => {
    const ahead = index === 0 ? services.newestReleaseNumber : places.numbers[index - 1];
    const behind = sql`${runs} and coalesce(${ahead}, 0) > coalesce(${places.numbers[index]}, 0)`;
    return {
      environmentId: id,
      stage: sql.raw(String(index + 1)),
      mark: sql`(coalesce(${places.marks[index]}, 0) | coalesce(${flights.marks[index]}, 0) | case when ${behind} then ${bits("behind")} else 0 end)`,
    };
  });
  const asked = marks.filter(({ environmentId }) => within.some(({ id }) => id === environmentId));
  const anyOf = (some: typeof marks) => sql<number>`0${sql.join(some.map(({ mark }) => sql` | ${mark}`))}`;
  // What fails weighs more than what waits, and later environments weigh more.
  const urgency = asked.map(
    ({ stage, mark }) =>
      sql` + ${stage} * (100 * ${has(mark, "failing")}::int + ${has(mark, "behind")}::int)`,
  );
  return query.$with("standings").as(
    query
      .select({
        id: services.id,
        name: services.name,
        description: services.description,
        anywhere: anyOf(marks).as("anywhere"),
        here: anyOf(asked).as("here"),
        urgency: sql<number>`0${sql.join(urgency)}`.as("urgency"),
      })
      .from(services)
      .leftJoin(places.table, eq(places.table.serviceId, services.id))
      .leftJoin(flights.table, eq(flights.table.serviceId, services.id))
      .where(isNull(services.archivedAt)),
  );
}

/** Per service the number of the release that serves in each environment, and what is true there. */
function placesOf(order: readonly EnvironmentView[]) {
  const isUnwell = inArray(placements.health, ["degraded", "unknown"]);
  const mark = sql`case when ${hasFailed()} or ${isUnwell} or ${isNotNull(placements.driftDetectedAt)} then ${bits("failing")} else 0 end
    | case when ${isNull(placements.releaseId)} then 0
      else case ${placements.health} when 'degraded' then ${bits("degraded")} when 'unknown' then ${bits("unknown")} else ${bits("healthy")} end end`;
  // The board shows the primary region, which belongs to one environment only.
  const each = (value: SQLWrapper) =>
    order.map(
      ({ regions }) => sql`max(${value}) filter (where ${eq(placements.regionId, regions[0]?.id ?? "")})`,
    );
  const [numbers, marks] = [columns("number", each(placements.releaseNumber)), columns("mark", each(mark))];
  const table = query
    .select({ serviceId: placements.serviceId, ...numbers.selected, ...marks.selected })
    .from(placements)
    .groupBy(placements.serviceId)
    .as("places");
  return { table, numbers: numbers.of("places"), marks: marks.of("places") };
}

/** Per service where a deployment is under way. There are few of those, so they are counted on their own. */
function flightsOf(order: readonly EnvironmentView[]) {
  const marks = columns(
    "flight",
    order.map(
      ({ regions }) =>
        sql`max(${bits("in-flight")}) filter (where ${eq(deployments.regionId, regions[0]?.id ?? "")})`,
    ),
  );
  const table = query
    .select({ serviceId: deployments.serviceId, ...marks.selected })
    .from(deployments)
    .where(isNull(deployments.finishedAt))
    .groupBy(deployments.serviceId)
    .as("flights");
  return { table, marks: marks.of("flights") };
}

/** One column per environment: how to select them, and how to name them from outside. */
function columns(name: string, values: SQL[]) {
  const names = values.map((_, index) => `${name}_${index}`);
  return {
    selected: Object.fromEntries(values.map((value, index) => [names[index], value.as(names[index] ?? "")])),
    of: (table: string) => names.map((each) => sql`${sql.identifier(table)}.${sql.identifier(each)}`),
  };
}

/** Numbers of ours, written into the statement: as parameters they would have no type in it. */
const bits = (state: BoardState | "running") => sql.raw(String(BITS[state]));
