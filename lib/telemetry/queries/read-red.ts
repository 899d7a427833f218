import "server-only";
import { and, asc, eq, gt, gte, inArray, lt, type SQL } from "drizzle-orm";

import { environments, redDays, redHours, redMinutes, telemetrySources } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import { ALL_OPERATIONS } from "../contract";
import type { RedRow } from "./figures";

export type Grain = "minute" | "hour" | "day";
export const GRAIN_SECONDS: Record<Grain, number> = { minute: 60, hour: 3_600, day: 86_400 };
const TABLES = { minute: redMinutes, hour: redHours, day: redDays };

export type MeasuredSource = {
  id: number;
  environment: string;
  environmentId: string;
  releaseId: string | null;
};

/** Who was ever measured of a service, in order of promotion. */
export const readSources = (ctx: Context, serviceId: string): Promise<MeasuredSource[]> =>
  ctx.db
    .select({
      id: telemetrySources.id,
      environment: environments.name,
      environmentId: telemetrySources.environmentId,
      releaseId: telemetrySources.releaseId,
    })
    .from(telemetrySources)
    .innerJoin(environments, eq(environments.id, telemetrySources.environmentId))
    .where(eq(telemetrySources.serviceId, serviceId))
    .orderBy(asc(environments.position), asc(telemetrySources.id));

type Wanted = {
  grain: Grain;
  sourceIds: readonly number[];
  from: Date;
  to: Date;
  /** The rows over all operations, or those of each. */
  of: "all" | "each";
};

/** Rows of a rollup from an instant on, up to another one. */
export async function readRed(
  ctx: Context,
  { grain, sourceIds, from, to, of }: Wanted,
): Promise<(RedRow & { at: Date; sourceId: number; operationId: number })[]> {
  if (sourceIds.length === 0) return [];
  const table = TABLES[grain];
  const operation: SQL =
    of === "all" ? eq(table.operationId, ALL_OPERATIONS) : gt(table.operationId, ALL_OPERATIONS);
  return ctx.db
    .select({
      at: table.at,
      sourceId: table.sourceId,
      operationId: table.operationId,
      requests: table.requests,
      errors: table.errors,
      durationUs: table.durationUs,
      bucketOffset: table.bucketOffset,
      buckets: table.buckets,
    })
    .from(table)
    .where(and(inArray(table.sourceId, [...sourceIds]), operation, gte(table.at, from), lt(table.at, to)));
}
