import "server-only";
import { type SQL, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

/** What the processes of a source used in some time. */
export type Usage = {
  source: number;
  atMs: number;
  cpuMs: number;
  elapsedMs: number;
  memoryBytes: number | null;
  restarts: number;
};

/** How the rows of a wider time come from those of a narrower one, m. */
const ROLLUPS = [
  {
    table: "process_hours",
    field: "hour",
    from: "process_minutes",
    figures: sql`min(m.cpu_ms::float8 / nullif(m.elapsed_ms, 0)) as min_cpu,
      max(m.cpu_ms::float8 / nullif(m.elapsed_ms, 0)) as max_cpu, count(m.memory_bytes) as memory_minutes,
      coalesce(sum(m.memory_bytes), 0) as memory_sum_bytes, min(m.memory_bytes) as min_memory_bytes,
      max(m.memory_bytes) as max_memory_bytes`,
  },
  {
    table: "process_days",
    field: "day",
    from: "process_hours",
    figures: sql`min(m.min_cpu) as min_cpu, max(m.max_cpu) as max_cpu, sum(m.memory_minutes) as memory_minutes,
      sum(m.memory_sum_bytes) as memory_sum_bytes, min(m.min_memory_bytes) as min_memory_bytes,
      max(m.max_memory_bytes) as max_memory_bytes`,
  },
] as const;

/**
 * Adds what processes used to its minutes, and works out the hours and days of these anew: the largest share of a core in
 * an hour is that of a whole minute, which cannot be known from parts of it. First it locks the rows of hours and days, in
 * one order and without writing them, so that whoever else has minutes of theirs waits and then sees ours.
 */
export async function addUsage(tx: Tx, usage: readonly Usage[]): Promise<void> {
  if (usage.length === 0) return;
  const seen = sql`json_to_recordset(${JSON.stringify(usage)}::json) as seen(source int, "atMs" bigint, "cpuMs" bigint,
    "elapsedMs" bigint, "memoryBytes" bigint, restarts int)`;
  for (const { table, field } of ROLLUPS)
    // oxlint-disable-next-line no-await-in-loop -- one connection, and always in this order
    await tx.execute(sql`
      insert into ${sql.identifier(table)} as kept (source_id, at)
      select distinct source, ${beginOf(field)} from ${seen} order by 1, 2
      on conflict (source_id, at) do update set restarts = kept.restarts where false`);
  await tx.execute(sql`
    insert into process_minutes as kept (source_id, at, cpu_ms, elapsed_ms, memory_bytes, restarts)
    select source, ${beginOf("minute")}, sum("cpuMs"), sum("elapsedMs"), max("memoryBytes"), sum(restarts)
    from ${seen}
    group by 1, 2 order by 1, 2
    on conflict (source_id, at) do update set
      cpu_ms = kept.cpu_ms + excluded.cpu_ms,
      elapsed_ms = kept.elapsed_ms + excluded.elapsed_ms,
      memory_bytes = greatest(kept.memory_bytes, excluded.memory_bytes),
      restarts = kept.restarts + excluded.restarts`);
  for (const { table, field, from, figures } of ROLLUPS)
    // oxlint-disable-next-line no-await-in-loop -- one connection, and days come from hours
    await tx.execute(sql`
      update ${sql.identifier(table)} as kept set
        cpu_ms = told.cpu_ms, elapsed_ms = told.elapsed_ms, min_cpu = told.min_cpu, max_cpu = told.max_cpu,
        memory_minutes = told.memory_minutes, memory_sum_bytes = told.memory_sum_bytes,
        min_memory_bytes = told.min_memory_bytes, max_memory_bytes = told.max_memory_bytes, restarts = told.restarts
      from (
        select touched.source, touched.begins, sum(m.cpu_ms) as cpu_ms, sum(m.elapsed_ms) as elapsed_ms, ${figures},
          sum(m.restarts) as restarts
        from (select distinct source, ${beginOf(field)} as begins from ${seen}) as touched
        join ${sql.identifier(from)} m on m.source_id = touched.source and m.at >= touched.begins
          and m.at < touched.begins + ${sql.raw(`interval '1 ${field}'`)}
        group by 1, 2
      ) as told
      where kept.source_id = told.source and kept.at = told.begins`);
}

/** Of UTC, whatever zone the connection has. */
const beginOf = (field: "minute" | "hour" | "day"): SQL =>
  sql`date_trunc(${sql.raw(`'${field}'`)}, timestamptz 'epoch' + "atMs" * interval '1 millisecond', 'UTC')`;
