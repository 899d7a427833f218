import "server-only";
import { type SQL, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

import { bucketOfDuration, saysSomething, saysWhetherUp } from "../metrics/check-rows";

/**
 * Adds what runs of checks found to its hours and days. To be called once for each run, in the transaction that ends it:
 * until then another worker may take it up and throw away what it found.
 */
export async function addCheckResults(tx: Tx, runIds: readonly string[]): Promise<void> {
  if (runIds.length === 0) return;
  const runs = sql`${`{${runIds.join(",")}}`}::text[]`;
  await tx.execute(sql`
    insert into check_series (service_id, environment_id, region_id, release_id, name, kind, moment)
    select distinct service_id, environment_id, region_id, release_id, name, kind, moment from (${saidBy(runs)}) as said
    where not exists (select 1 from check_series s where ${isSeriesOf})
    order by 1, 2, 3, 4, 5, 6, 7
    on conflict do nothing`);
  for (const [table, field] of [
    ["check_hours", "hour"],
    ["check_days", "day"],
  ] as const)
    // oxlint-disable-next-line no-await-in-loop -- one connection, and always in this order
    await tx.execute(sql`
      insert into ${sql.identifier(table)} as kept (series_id, at, results, failures, tells, up, duration_ms,
        min_duration_ms, max_duration_ms, bucket_offset, buckets)
      select id, begins, results, failures, tells, up, duration_ms, min_duration_ms, max_duration_ms, lowest,
        (select array_agg((select count(*)::int from unnest(observed) as one where one = place) order by place)
         from generate_series(lowest, highest) as place)
      from (
        select s.id, date_trunc(${sql.raw(`'${field}'`)}, said.at, 'UTC') as begins, count(*) as results,
          count(*) filter (where said.status <> 'passed') as failures, count(*) filter (where said.tells) as tells,
          count(*) filter (where said.tells and said.status = 'passed') as up, sum(said.duration_ms) as duration_ms,
          min(said.duration_ms) as min_duration_ms, max(said.duration_ms) as max_duration_ms,
          min(said.bucket) as lowest, max(said.bucket) as highest, array_agg(said.bucket) as observed
        from (${saidBy(runs)}) as said
        join check_series s on ${isSeriesOf}
        group by 1, 2
      ) as counted
      order by id, begins
      on conflict (series_id, at) do update set
        results = kept.results + excluded.results,
        failures = kept.failures + excluded.failures,
        tells = kept.tells + excluded.tells,
        up = kept.up + excluded.up,
        duration_ms = kept.duration_ms + excluded.duration_ms,
        min_duration_ms = least(kept.min_duration_ms, excluded.min_duration_ms),
        max_duration_ms = greatest(kept.max_duration_ms, excluded.max_duration_ms),
        bucket_offset = least(kept.bucket_offset, excluded.bucket_offset),
        buckets = merge_buckets(kept.bucket_offset, kept.buckets, excluded.bucket_offset, excluded.buckets)`);
}

// Looked for before it is made, because each attempt takes a number.
const isSeriesOf = sql`s.service_id = said.service_id and s.environment_id = said.environment_id
  and s.region_id = said.region_id and s.release_id is not distinct from said.release_id and s.name = said.name
  and s.kind = said.kind and s.moment = said.moment`;

/** Every result of these runs that says something. */
const saidBy = (runs: SQL): SQL => sql`
  select check_results.*, check_runs.moment, ${saysWhetherUp} as tells, ${bucketOfDuration(sql`duration_ms`)} as bucket
  from check_results join check_runs on check_runs.id = check_results.run_id
  where check_runs.id = any(${runs}) and ${saysSomething}`;
