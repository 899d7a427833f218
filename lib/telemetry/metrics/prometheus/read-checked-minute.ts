import { sql } from "drizzle-orm";
import { z } from "zod";

import type { Tx } from "@/db/client";

import type { WrittenSeries } from "../../prometheus/encode-write";
import { bucketOfDuration, saysSomething, saysWhetherUp } from "../check-rows";
import {
  firstIn,
  grown,
  histogram,
  inHour,
  instant,
  labelsOf,
  lately,
  MINUTE_MS,
  NONE,
  readBuckets,
  sampleOf,
  type Within,
} from "./minute-parts";
import { exponentialUpTo } from "./written-buckets";

const Rows = z.array(
  z.object({
    key: z.string(),
    labels: z.record(z.string(), z.string()),
    up: z.number().nullable(),
    failures: z.coerce.number(),
    seconds: z.number(),
    isFirst: z.boolean(),
  }),
);

/** What checks said, of one minute. */
export async function readCheckedMinute(tx: Tx, within: Within): Promise<WrittenSeries[]> {
  const { minute, hour } = within;
  const from = sql`(
    select date_trunc('minute', check_results.at, 'UTC') as at, check_results.service_id, check_results.environment_id,
      check_results.region_id, check_results.release_id, moment, kind, name, check_results.status, duration_ms, ${saysWhetherUp} as tells,
      ${bucketOfDuration(sql`duration_ms`)} as bucket_offset, '{1}'::int[] as buckets
    from check_results join check_runs on check_runs.id = check_results.run_id
    where ${saysSomething} and check_results.at >= ${instant(new Date(hour.getTime() - 60 * MINUTE_MS))}
      and check_results.at < ${instant(new Date(minute.getTime() + MINUTE_MS))}
  ) m`;
  const key = sql`concat_ws(' ', m.service_id, m.environment_id, m.region_id, coalesce(m.release_id, '-'), m.moment, m.kind, m.name)`;
  const rows = await tx.execute(sql`
    select each_check.*, json_build_object('service', s.name, 'environment', e.name, 'region', g.name,
      'release', coalesce(l.number::text, ''), 'check', each_check.name, 'kind', each_check.kind, 'moment', each_check.moment) as labels
    from (
      select ${key} as key, m.service_id, m.environment_id, m.region_id, m.release_id, m.moment, m.kind, m.name,
        avg((m.status = 'passed')::int) filter (where m.tells and m.at = ${instant(minute)})::float8 as up,
        count(*) filter (where m.status <> 'passed' and ${inHour(within)}) as failures,
        coalesce(sum(m.duration_ms) filter (where ${inHour(within)}), 0)::float8 / 1000 as seconds, ${firstIn(within)} as "isFirst"
      from ${from} where ${lately(within)}
      group by m.service_id, m.environment_id, m.region_id, m.release_id, m.moment, m.kind, m.name
    ) as each_check
    join services s on s.id = each_check.service_id
    join environments e on e.id = each_check.environment_id
    join regions g on g.id = each_check.region_id
    left join releases l on l.id = each_check.release_id`);
  const buckets = await readBuckets(tx, from, key, inHour(within));
  return Rows.parse([...rows]).flatMap(({ key: of, labels, up, failures, seconds, isFirst }) => [
    ...(up === null ? [] : [{ labels: labelsOf("check_up_ratio", labels), samples: [sampleOf(within, up)] }]),
    grown(within, "check_failures_total", { labels, isFirst }, failures),
    ...histogram(
      within,
      "check_duration_seconds",
      { labels, isFirst },
      exponentialUpTo(buckets.get(of) ?? NONE, "s"),
      seconds,
    ),
  ]);
}
