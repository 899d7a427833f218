import "server-only";
import { desc, eq, sql } from "drizzle-orm";

import { logs } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { levelOf, MOST_TRACE_LINES, MOST_TRACE_LINE_CHARACTERS, type TraceLines } from "../../contract";
import { bytesOf, noSuch } from "./find-trace";
import { isoOfUs, readPlacesOf } from "./span-columns";

/** Some programs write everything under one trace id: no more than this is looked at to find the worst. */
const MOST_LOOKED_AT = 20_000;

/**
 * What services wrote to their logs while they worked on a trace: the worst of it where there is much, in the order of
 * time. Lines are few days apart in their partitions, so nobody has to say when the trace was.
 * @param traceId 32 hexadecimal digits. Throws `not_found` for what is none; a trace may have no lines.
 */
export async function listTraceLines(ctx: Context, traceId: string): Promise<TraceLines> {
  demand(ctx.actor, "read");
  const id = bytesOf(traceId, 32);
  if (!id) throw noSuch(traceId);
  const some = ctx.db
    .select({
      us: sql<number>`(extract(epoch from ${logs.at}) * 1000000)::float8`.as("us"),
      id: sql<string>`${logs.id}::text`.as("line_id"),
      sourceId: logs.sourceId,
      severity: logs.severity,
      spanId: sql<string | null>`encode(${logs.spanId}, 'hex')`.as("span_hex"),
      body: logs.body,
    })
    .from(logs)
    .where(eq(logs.traceId, id))
    .limit(MOST_LOOKED_AT)
    .as("some");
  const rows = await ctx.db
    .select({
      us: some.us,
      id: some.id,
      sourceId: some.sourceId,
      severity: some.severity,
      spanId: some.spanId,
      body: sql<string>`left(${some.body}, ${MOST_TRACE_LINE_CHARACTERS})`,
    })
    .from(some)
    .orderBy(desc(some.severity), desc(some.us))
    .limit(MOST_TRACE_LINES + 1);
  const shown = rows.slice(0, MOST_TRACE_LINES).toSorted((a, b) => a.us - b.us);
  const places = await readPlacesOf(
    ctx,
    shown.map(({ sourceId }) => sourceId),
  );
  return {
    items: shown.map(({ us, sourceId, ...row }) => ({
      ...row,
      at: isoOfUs(us),
      level: levelOf(row.severity),
      service: places.get(sourceId)?.service ?? "(gone)",
    })),
    truncated: rows.length > MOST_TRACE_LINES,
  };
}
