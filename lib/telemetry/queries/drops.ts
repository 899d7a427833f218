import "server-only";
import { and, eq, gte, lt, max, min, sql } from "drizzle-orm";

import { environments, services, telemetryDrops, uncountedRequests } from "@/db/schema";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { type Drop, type DropsView, ListDrops, RANGE_MS } from "../contract";

const HOUR_MS = 3_600_000;

/**
 * What arrived and is not kept, by service, environment, signal and reason. It is counted by the hour, so the first hour
 * of a period counts as a whole. Throws `not_found` for names that are none, `invalid` for a period that is none.
 */
export async function listDrops(ctx: Context, input: ListDrops = {}, now = new Date()): Promise<DropsView> {
  demand(ctx.actor, "read");
  const { service, environment, range, ...period } = ListDrops.parse(input);
  const to = period.to ? new Date(period.to) : now;
  const start = period.from ? new Date(period.from) : new Date(to.getTime() - RANGE_MS[range]);
  if (start >= to) throw new DomainError("invalid", "The period ends before it begins.");
  const from = new Date(Math.floor(start.getTime() / HOUR_MS) * HOUR_MS);
  const serviceId = service && (await getServiceView(ctx, service)).id;
  const environmentId = environment && (await getEnvironment(ctx, environment)).id;
  const read = (table: typeof telemetryDrops | typeof uncountedRequests) =>
    and(
      serviceId ? eq(table.serviceId, serviceId) : undefined,
      environmentId ? eq(table.environmentId, environmentId) : undefined,
      gte(table.at, from),
      lt(table.at, to),
    );
  const [kept, requests] = await Promise.all([
    ctx.db
      .select({
        service: services.name,
        environment: environments.name,
        signal: telemetryDrops.signal,
        reason: telemetryDrops.reason,
        items: sql<number>`sum(${telemetryDrops.items})::float8`,
        firstAt: min(telemetryDrops.at),
        lastAt: max(telemetryDrops.at),
      })
      .from(telemetryDrops)
      .innerJoin(services, eq(services.id, telemetryDrops.serviceId))
      .innerJoin(environments, eq(environments.id, telemetryDrops.environmentId))
      .where(read(telemetryDrops))
      .groupBy(services.name, environments.name, telemetryDrops.signal, telemetryDrops.reason),
    ctx.db
      .select({
        service: services.name,
        environment: environments.name,
        items: sql<number>`sum(${uncountedRequests.requests})::float8`,
        firstAt: min(uncountedRequests.at),
        lastAt: max(uncountedRequests.at),
      })
      .from(uncountedRequests)
      .innerJoin(services, eq(services.id, uncountedRequests.serviceId))
      .innerJoin(environments, eq(environments.id, uncountedRequests.environmentId))
      .where(read(uncountedRequests))
      .groupBy(services.name, environments.name),
  ]);
  const uncounted = requests.map((row) => ({
    ...row,
    signal: "requests" as const,
    reason: "uncounted" as const,
  }));
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    items: [...kept, ...uncounted]
      .map(({ firstAt, lastAt, ...row }): Drop => ({
        ...row,
        firstAt: (firstAt ?? from).toISOString(),
        lastAt: (lastAt ?? from).toISOString(),
      }))
      .toSorted((a, b) => b.items - a.items || (a.service < b.service ? -1 : 1)),
  };
}
