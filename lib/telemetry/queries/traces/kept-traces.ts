import "server-only";
import { and, eq, gte, inArray, lt, or, type SQL, sql } from "drizzle-orm";

import { spans, traceHours } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { hashOfTrace } from "../../intake/trace-hours";
import { bytesOf, LONGEST_MS } from "./find-trace";

const HOUR_MS = 3_600_000;

type NamedTrace = {
  traceId: string;
  /** When what names it began and ended. */
  from: Date;
  to: Date;
};

/**
 * Of these traces, those of which spans are kept, as hex. Only the hours in which they have some are looked into: what a
 * run names may be spread over a fortnight. Days whose hours of traces had to go are looked into around what names the
 * trace: everywhere would take ten milliseconds for each that an SDK names and sends no spans of.
 */
export async function listKeptTraces(ctx: Context, named: readonly NamedTrace[]): Promise<Set<string>> {
  demand(ctx.actor, "read");
  const kept = await keptInHours(
    ctx,
    named.map(({ traceId }) => traceId),
  );
  const around = named.flatMap(({ traceId, from, to }): SQL[] => {
    const id = kept.has(traceId) ? undefined : bytesOf(traceId, 32);
    const [since, until] = [from.getTime() - LONGEST_MS, to.getTime() + LONGEST_MS];
    return id
      ? [
          sql`(${id}::bytea, ${new Date(since).toISOString()}::timestamptz, ${new Date(until).toISOString()}::timestamptz)`,
        ]
      : [];
  });
  if (around.length === 0) return kept;
  const rows = await ctx.db
    .select({ traceId: sql<string>`encode(trace.id, 'hex')` })
    .from(
      sql`(values ${sql.join(around, sql`, `)}) as trace(id, since, until)
        cross join lateral trace_bounds(trace.id, trace.since, trace.until) as found`,
    )
    .where(sql`found.first is not null`);
  return new Set([...kept, ...rows.map(({ traceId }) => traceId)]);
}

async function keptInHours(ctx: Context, traceIds: readonly string[]): Promise<Set<string>> {
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
