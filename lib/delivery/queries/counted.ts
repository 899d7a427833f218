import "server-only";
import { eq, inArray, isNull, sql, type SQL } from "drizzle-orm";
import { QueryBuilder } from "drizzle-orm/pg-core";

import type { CountedAs } from "@/db/enums";
import { deliveredCommits, deployments, environments, quarantines, services } from "@/db/schema";

const query = new QueryBuilder();

/** Deployments that the list behind a figure shows. Whose traffic was the first of a commit was decided back then. */
export const isCountedAs = (what: CountedAs): SQL =>
  what === "first_traffic"
    ? countedAs(what)
    : sql`${inProduction(deployments.environmentId)} and ${movedTraffic()} and ${countedAs(what)}`;

/** Traffic went to another release than before. The same one again, after a repair or with other variables, is no change. */
export const movedTraffic = (): SQL =>
  sql`(${deployments.switchedAt} is not null and ${deployments.releaseId} is distinct from ${deployments.previousReleaseId})`;

/**
 * What delivery performance counts a deployment as whose traffic moved to another release in production. The figures and
 * the list behind each of them ask here, so that one has as many rows as the other says.
 */
export function countedAs(what: CountedAs): SQL {
  switch (what) {
    case "delivery":
      return sql`(${deployments.kind} <> 'rollback' and ${deployments.status} = 'succeeded')`;
    // What errored, was canceled or interrupted says nothing of the release.
    case "change":
      return sql`(${deployments.kind} <> 'rollback' and ${deployments.status} in ('succeeded', 'failed'))`;
    case "failure":
      return sql`(${deployments.kind} <> 'rollback' and (${deployments.status} = 'failed' or ${deployments.outcome} in ('rolled_back', 'rolled_back_auto') or (${deployments.status} = 'succeeded' and ${deployments.releaseId} in (${quarantined}))))`;
    case "first_traffic":
      return sql`exists (select 1 from ${deliveredCommits} where ${eq(deliveredCommits.deploymentId, deployments.id)})`;
  }
}

/** Releases that somebody put into quarantine and did not let out again: few, so they are looked up once. */
const quarantined = query
  .select({ id: quarantines.releaseId })
  .from(quarantines)
  .where(isNull(quarantines.endedAt));

/**
 * From the switch until something else served: the deployment undid itself, or another one took its place. Null while
 * what failed still serves.
 */
export const recoverySeconds = (): SQL =>
  sql`extract(epoch from case when ${deployments.status} = 'failed' then ${deployments.finishedAt} else ${deployments.replacedAt} end - ${deployments.switchedAt})::int`;

/** Environments that users depend on, by what is set today. */
const inProduction = (environmentId: Parameters<typeof inArray>[0]): SQL =>
  inArray(
    environmentId,
    query.select({ id: environments.id }).from(environments).where(eq(environments.isProduction, true)),
  );

/** Services that a team owns today, archived ones too. */
export const ownedBy = (serviceId: Parameters<typeof inArray>[0], teamId: string): SQL =>
  inArray(
    serviceId,
    query.select({ id: services.id }).from(services).where(eq(services.ownerTeamId, teamId)),
  );
