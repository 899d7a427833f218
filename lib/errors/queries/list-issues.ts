import "server-only";
import { and, desc, eq, ilike, inArray, isNull, lt, or, sql } from "drizzle-orm";
import type { z } from "zod";

import { errorHashes, errorHours, errorIssues, placements, services, telemetrySources } from "@/db/schema";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { type IssuesView, ListIssues } from "../contract";
import { issueRows, selectIssues } from "./issue-rows";

/**
 * Error issues, the last seen first, without those that were merged into others and those of archived services.
 * Throws `not_found` for a service or an environment that does not exist.
 */
export async function listIssues(
  ctx: Context,
  input: z.input<typeof ListIssues> = {},
  now = new Date(),
): Promise<IssuesView> {
  demand(ctx.actor, "read");
  const { service, environment, status, release, since, search, cursor, limit } = ListIssues.parse(input);
  const before = cursor === undefined ? undefined : readCursor(cursor);
  const serviceId = service === undefined ? undefined : (await getServiceView(ctx, service)).id;
  const environmentId = environment === undefined ? undefined : (await getEnvironment(ctx, environment)).id;
  const rows = await selectIssues(ctx)
    .where(
      and(
        isNull(services.archivedAt),
        isNull(errorIssues.mergedIntoId),
        serviceId === undefined ? undefined : eq(errorIssues.serviceId, serviceId),
        status && status.length > 0 ? inArray(errorIssues.status, status) : undefined,
        environmentId === undefined ? undefined : seenIn(environmentId),
        release === undefined ? undefined : firstSeenIn(release),
        since === "serving" ? inArray(errorIssues.firstSourceId, OF_SERVING) : undefined,
        search
          ? or(ilike(errorIssues.title, pattern(search)), ilike(errorIssues.culprit, pattern(search)))
          : undefined,
        before &&
          or(
            lt(errorIssues.lastSeenAt, before.at),
            and(eq(errorIssues.lastSeenAt, before.at), lt(errorIssues.id, before.id)),
          ),
      ),
    )
    .orderBy(desc(errorIssues.lastSeenAt), desc(errorIssues.id))
    .limit(limit + 1);
  const items = await issueRows(ctx, rows.slice(0, limit), now);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? `${last.lastSeenAt}_${last.id}` : null };
}

const pattern = (search: string) => `%${search.replaceAll(/[\\%_]/g, "\\$&")}%`;

function readCursor(cursor: string): { at: Date; id: string } {
  const [at, id] = [cursor.slice(0, 24), cursor.slice(25)];
  if (Number.isNaN(Date.parse(at)) || id === "") throw new DomainError("invalid", "This is no cursor.");
  return { at: new Date(at), id };
}

const seenIn = (environmentId: string) => sql`exists (
  select 1 from ${errorHashes}
  join ${errorHours} on ${errorHours.hashId} = ${errorHashes.id}
  join ${telemetrySources} on ${telemetrySources.id} = ${errorHours.sourceId}
  where ${errorHashes.issueId} = ${errorIssues.id} and ${telemetrySources.environmentId} = ${environmentId})`;

/** A release that serves in one environment may have failed first in another one: both are the same release. */
const OF_SERVING = sql`(select ${telemetrySources.id} from ${telemetrySources}
  join ${placements} on ${placements.serviceId} = ${telemetrySources.serviceId} and ${placements.releaseId} = ${telemetrySources.releaseId})`;

const firstSeenIn = (releaseId: string) =>
  inArray(
    errorIssues.firstSourceId,
    sql`(select ${telemetrySources.id} from ${telemetrySources} where ${telemetrySources.releaseId} = ${releaseId})`,
  );
