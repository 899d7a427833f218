import "server-only";
import { and, eq, gte, lte, max, min, type SQL, sql } from "drizzle-orm";

import { spans, traceHours } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

import { hashOfTrace } from "../../intake/trace-hours";

const HOUR_MS = 3_600_000;
/** How far the spans of one trace are apart. */
export const LONGEST_MS = HOUR_MS;

/**
 * The condition that finds the spans of a trace without touching every partition: what costs is to plan a fortnight of
 * hours, not to read three of them. Throws `not_found` for a trace of which there is nothing.
 */
export async function findTrace(
  ctx: Context,
  traceId: string,
  at: string | undefined,
): Promise<SQL | undefined> {
  const id = bytesOf(traceId, 32);
  if (!id) throw noSuch(traceId);
  if (at) {
    const atMs = Date.parse(at);
    const found = await bounds(ctx, id, new Date(atMs - LONGEST_MS), new Date(atMs + LONGEST_MS));
    // At the edges there may be more behind them.
    if (found) return within(id, found.first.getTime() - LONGEST_MS, found.last.getTime() + LONGEST_MS);
  }
  const hours = await readHours(ctx, traceId);
  // What was written before hours were, or is not kept any more, is looked for everywhere.
  const found =
    (hours && (await bounds(ctx, id, hours.from, hours.to))) ?? (await bounds(ctx, id, EVER.from, EVER.to));
  if (!found) throw noSuch(traceId);
  // Dates hold milliseconds, and spans microseconds.
  return within(id, found.first.getTime() - 1, found.last.getTime() + 1);
}

/** From the first hour in which a trace has spans to the end of the last one. */
async function readHours(ctx: Context, traceId: string): Promise<{ from: Date; to: Date } | undefined> {
  const [row] = await ctx.db
    .select({ first: min(traceHours.at), last: max(traceHours.at) })
    .from(traceHours)
    .where(eq(traceHours.hash, hashOfTrace(traceId)));
  return row?.first && row.last ? { from: row.first, to: new Date(row.last.getTime() + HOUR_MS) } : undefined;
}

const EVER = { from: new Date("2000-01-01T00:00:00Z"), to: new Date("2200-01-01T00:00:00Z") };

const within = (id: Buffer, fromMs: number, toMs: number) =>
  and(eq(spans.traceId, id), gte(spans.at, new Date(fromMs)), lte(spans.at, new Date(toMs)));

/** By a function, the plan of which a connection keeps (migration 0032): over all partitions that is fifteen times faster. */
async function bounds(ctx: Context, id: Buffer, from: Date, to: Date) {
  const [row] = await ctx.db
    .select({ first: sql<string | null>`found.first`, last: sql<string | null>`found.last` })
    .from(
      sql`trace_bounds(${id}, ${from.toISOString()}::timestamptz, ${to.toISOString()}::timestamptz) as found`,
    );
  return row?.first && row.last ? { first: new Date(row.first), last: new Date(row.last) } : undefined;
}

export function bytesOf(hex: string, digits: number): Buffer | undefined {
  return hex.length === digits && /^[0-9a-f]+$/i.test(hex) ? Buffer.from(hex, "hex") : undefined;
}

export const noSuch = (traceId: string) =>
  new DomainError("not_found", `There is no trace "${traceId.slice(0, 40)}", or it is not kept any more.`);
