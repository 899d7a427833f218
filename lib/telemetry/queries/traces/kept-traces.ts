import "server-only";
import { and, eq, gte, inArray, lt, or } from "drizzle-orm";

import { spans, traceHours } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { hashOfTrace } from "../../intake/trace-hours";
import { bytesOf } from "./find-trace";

const HOUR_MS = 3_600_000;

/**
 * Of these traces, those of which spans are kept. Only the hours in which they have some are looked into: what a run or an
 * error names may be spread over a fortnight.
 */
export async function listKeptTraces(ctx: Context, traceIds: readonly string[]): Promise<Set<string>> {
  demand(ctx.actor, "read");
  const idOf = new Map(traceIds.map((traceId) => [hashOfTrace(traceId), bytesOf(traceId, 32)]));
  if (idOf.size === 0) return new Set();
  const hours = await ctx.db
    .selectDistinct({ hash: traceHours.hash, at: traceHours.at })
    .from(traceHours)
    .where(inArray(traceHours.hash, [...idOf.keys()]));
  const places = hours.flatMap(({ hash, at }) => {
    const id = idOf.get(hash);
    return id
      ? [and(eq(spans.traceId, id), gte(spans.at, at), lt(spans.at, new Date(at.getTime() + HOUR_MS)))]
      : [];
  });
  if (places.length === 0) return new Set();
  const rows = await ctx.db
    .selectDistinct({ traceId: spans.traceId })
    .from(spans)
    .where(or(...places));
  return new Set(rows.map(({ traceId }) => traceId.toString("hex")));
}
