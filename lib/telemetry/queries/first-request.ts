import "server-only";
import { and, eq, gte, inArray, lt, min } from "drizzle-orm";

import { redHours, redMinutes } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import { ALL_OPERATIONS } from "../contract";

const HOUR_MS = 3_600_000;

type FirstRequest = {
  at: Date;
  /** How exactly that is known: minutes are kept for some weeks, hours for a year. */
  grain: "minute" | "hour";
};

/** When the first request of some sources came, from an instant on. Undefined when none did. */
export async function readFirstRequest(
  ctx: Context,
  sourceIds: readonly number[],
  from: Date,
): Promise<FirstRequest | undefined> {
  if (sourceIds.length === 0) return undefined;
  const least = async (table: typeof redHours, since: Date, until?: Date) => {
    const [row] = await ctx.db
      .select({ at: min(table.at) })
      .from(table)
      .where(
        and(
          inArray(table.sourceId, [...sourceIds]),
          eq(table.operationId, ALL_OPERATIONS),
          gte(table.at, since),
          until && lt(table.at, until),
        ),
      );
    return row?.at ?? undefined;
  };
  const hour = await least(redHours, new Date(Math.floor(from.getTime() / HOUR_MS) * HOUR_MS));
  if (!hour) return undefined;
  const since = new Date(Math.max(hour.getTime(), from.getTime()));
  const minute = await least(redMinutes, since, new Date(hour.getTime() + HOUR_MS));
  return minute ? { at: minute, grain: "minute" } : { at: hour, grain: "hour" };
}
