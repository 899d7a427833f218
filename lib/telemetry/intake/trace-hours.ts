import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

const HOUR_MS = 3_600_000;

/** What `trace_hours` knows a trace by: the last eight bytes of its id, as a number with a sign. */
export const hashOfTrace = (traceId: string): bigint => BigInt.asIntN(64, BigInt(`0x${traceId.slice(-16)}`));

/** Says of each trace in which hours it has spans, once for all that are written together. */
export async function recordTraceHours(
  tx: Tx,
  written: readonly { traceId: string; startMs: number }[],
): Promise<void> {
  const seen = new Map<string, { hash: bigint; hour: number }>();
  for (const { traceId, startMs } of written) {
    const hour = Math.floor(startMs / HOUR_MS);
    const key = `${traceId} ${hour}`;
    if (!seen.has(key)) seen.set(key, { hash: hashOfTrace(traceId), hour });
  }
  if (seen.size === 0) return;
  const rows = [...seen.values()];
  const hours = rows.map(({ hour }) => hour);
  const instant = (hour: number) => new Date(hour * HOUR_MS).toISOString();
  const [first, last] = [hours.reduce((a, b) => Math.min(a, b)), hours.reduce((a, b) => Math.max(a, b))];
  await tx.execute(
    sql`select make_evidence_partitions('trace_hours', ${instant(first)}::timestamptz, ${instant(last)}::timestamptz)`,
  );
  await tx.execute(sql`
    insert into trace_hours (hash, at)
    select hash, timestamptz 'epoch' + hour * interval '1 hour'
    from unnest(${`{${rows.map(({ hash }) => hash).join(",")}}`}::bigint[], ${`{${hours.join(",")}}`}::int[]) as seen(hash, hour)`);
}
