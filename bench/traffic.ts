import { parseArgs } from "node:util";

import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";

import { migrateDatabase } from "../db/migrate";
import * as schema from "../db/schema";
import { contextOf } from "../lib/core/context";
import {
  askDistribution,
  askMetric,
  getMetric,
  getRed,
  listOperations,
  recordTraffic,
} from "../lib/telemetry";
import type { TrafficBatch } from "../lib/telemetry/contract";
import { aBatch, aCount } from "../lib/telemetry/testing";
import { startTemporaryPostgres } from "../scripts/start/postgres/temporary.mjs";

/**
 * A month of 50 services with 20 operations each, a new release every three days, and what the pages of one service and
 * panels of dashboards over all of them then take on the server: the query functions that pages and the API call, in this
 * process. Operations have requests in every fifth minute (`--quick`: in every fiftieth), services in every minute; every
 * tenth minute has errors.
 */
const { values: options } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const SERVICES = 50;
const OPERATIONS = 20;
const DAYS = 30;
const MINUTES_BETWEEN = options.quick ? 50 : 5;
const ROUNDS = options.quick ? 20 : 60;

const server = await startTemporaryPostgres();
const sql = postgres(server.url, { max: 4, onnotice: () => {} });
try {
  await migrateDatabase(server.url);
  const database = drizzle(sql, { schema });
  const seedSeconds = await seed();
  const viewer = contextOf(
    { type: "user", id: "usr_bench", name: "Bench", role: "viewer" } as const,
    database,
  );
  const job = contextOf({ type: "job", name: "bench" } as const, database);
  const from = new Date(Date.now() - DAYS * 86_400_000).toISOString();
  const panels: [string, (service: string) => Promise<unknown>][] = [
    ["traffic of a service, 1 h", (service) => getRed(viewer, service, { range: "1h" })],
    ["traffic of a service, 24 h", (service) => getRed(viewer, service, { range: "24h" })],
    ["traffic of a service, 7 d", (service) => getRed(viewer, service, { range: "7d" })],
    ["operations of a service, 1 h", (service) => listOperations(viewer, service, { range: "1h" })],
    ["operations of a service, 24 h", (service) => listOperations(viewer, service, { range: "24h" })],
    ["operations of a service, 7 d", (service) => listOperations(viewer, service, { range: "7d" })],
    ["requests over 30 d", (service) => getMetric(viewer, service, { metric: "requests", from })],
    ["p95 over 30 d", (service) => getMetric(viewer, service, { metric: "duration", from })],
    ...panelsOver(viewer, from),
  ];
  const tookMs: Record<string, number[]> = {};
  for (const [name, ask] of panels) {
    for (let round = 0; round < 5; round += 1) await ask(`bench-${round + 1}`);
    tookMs[name] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      tookMs[name].push(await timed(() => ask(`bench-${(round % SERVICES) + 1}`)));
  }
  const batchMs: number[] = [];
  for (let round = 0; round < Math.ceil(ROUNDS / 2); round += 1) {
    const batch = await aWindow();
    batchMs.push(await timed(() => recordTraffic(job, [batch])));
  }
  const [size] = await sql`
    select sum(pg_total_relation_size(inhrelid))::float8 / 1e6 as mb, sum(reltuples)::float8 as rows
    from pg_inherits join pg_class on pg_class.oid = inhrelid where inhparent = 'red_1m'::regclass`;
  process.stdout.write(`${JSON.stringify({ seedSeconds, tookMs, batchMs, minutes: size })}\n`);
} finally {
  await sql.end();
  // Its reaper holds no process back that has nothing else to do.
  const held = setInterval(() => {}, 1_000);
  await server.stop();
  clearInterval(held);
}

/** Panels of dashboards over 30 days: of all services, and of one. */
function panelsOver(
  viewer: Parameters<typeof askMetric>[0],
  from: string,
): [string, (service: string) => Promise<unknown>][] {
  const questions: [string, Omit<Parameters<typeof askMetric>[1], "from">][] = [
    ["requests by service", { metric: "gateway.requests", by: "service" }],
    ["errors by service and release", { metric: "gateway.errors", by: "service,release" }],
    ["p95 of all", { metric: "gateway.duration", aggregation: "p95" }],
    ["p95 by service", { metric: "gateway.duration", aggregation: "p95", by: "service" }],
    ["cpu by service", { metric: "instance.cpu", by: "service" }],
    ["uptime by service", { metric: "check.up", by: "service" }],
    ["p95 of checks by service", { metric: "check.duration", aggregation: "p95", by: "service" }],
    ["most memory by service", { metric: "instance.memory", aggregation: "max", by: "service" }],
    ["p95 by service and release", { metric: "gateway.duration", aggregation: "p95", by: "service,release" }],
  ];
  const one = (service: string) => `service="${service}"`;
  return [
    ...questions.map(([name, question]): [string, () => Promise<unknown>] => [
      `panel over 30 d: ${name}`,
      () => askMetric(viewer, { ...question, from }),
    ]),
    [
      "panel over 30 d: distribution of all",
      () => askDistribution(viewer, { metric: "gateway.duration", from }),
    ],
    [
      "panel over 30 d: distribution of a service",
      (service) => askDistribution(viewer, { metric: "gateway.duration", where: one(service), from }),
    ],
    [
      "panel over 30 d: p99 of a service by release",
      (service) =>
        askMetric(viewer, {
          metric: "gateway.duration",
          aggregation: "p99",
          where: one(service),
          by: "release",
          from,
        }),
    ],
    [
      "panel over 30 d: cpu of a service by release",
      (service) => askMetric(viewer, { metric: "instance.cpu", where: one(service), by: "release", from }),
    ],
    [
      "panel over 30 d: p95 of a service by route",
      (service) =>
        askMetric(viewer, {
          metric: "gateway.duration",
          aggregation: "p95",
          where: one(service),
          by: "route",
          from,
        }),
    ],
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** What a gateway hands over of ten seconds in which every operation of every service was asked for. */
async function aWindow(): Promise<TrafficBatch> {
  const places = await sql<{ id: string; release: string }[]>`
    select placements.id, placements.release_id as release from placements`;
  return aBatch(
    new Date(),
    places.flatMap(({ id, release }) =>
      Array.from({ length: OPERATIONS }, (_, index) =>
        aCount({
          placementId: id,
          releaseId: release,
          route: `/route-${"abcdefghijklmnopqrstuvwxyz"[index]}`,
          durationsMs: Array.from({ length: 20 }, () => Math.exp(Math.random() * 5)),
        }),
      ),
    ),
  );
}

async function seed(): Promise<number> {
  const startedAt = performance.now();
  await sql`
    insert into services (id, name, repository_url)
    select 'svc_bench' || n, 'bench-' || n, '/nowhere' from generate_series(1, ${SERVICES}::int) n`;
  await sql`
    insert into releases (id, service_id, number, ref, requested_by, requested_by_name, status, digest, plan, artifact, finished_at)
    select 'rel_bench' || n || '_' || r, 'svc_bench' || n, r, 'main', 'user:usr_bench', 'Bench', 'ready', 'x', '{}', '{}', now()
    from generate_series(1, ${SERVICES}::int) n, generate_series(0, ${Math.ceil(DAYS / 3)}::int) r`;
  await sql`
    insert into placements (id, service_id, environment_id, region_id, release_id)
    select 'plc_bench' || n, 'svc_bench' || n, regions.environment_id, regions.id, 'rel_bench' || n || '_0'
    from generate_series(1, ${SERVICES}::int) n, regions join environments on environments.id = regions.environment_id
    where is_production`;
  await sql`
    insert into telemetry_sources (service_id, environment_id, region_id, release_id)
    select releases.service_id, environment_id, region_id, releases.id from releases join placements using (service_id)`;
  await sql`
    insert into operations (service_id, method, route, seen_on)
    select services.id, 'GET', '/route-' || chr(96 + o), current_date from services, generate_series(1, ${OPERATIONS}::int) o`;
  await sql`select make_red_partitions(now() - make_interval(days => ${DAYS + 1}), now() + interval '2 days')`;
  // Who serves when, so that the rows come out of one join.
  await sql`
    create table serving as
    select s.id as source_id, s.service_id, releases.number from telemetry_sources s join releases on releases.id = s.release_id`;
  // The older of a day first, as time brings them.
  for (let day = DAYS; day >= 0; day -= 1) {
    await fill("red_1m", "1 minute", day, 1, "0");
    await fill("red_1m", "1 minute", day, MINUTES_BETWEEN, "each");
    await fill("red_1h", "1 hour", day, 1, "0");
    await fill("red_1h", "1 hour", day, 1, "each");
    await fill("red_1d", "1 day", day, 1, "0");
    await fill("red_1d", "1 day", day, 1, "each");
    await fillProcesses(day);
  }
  await rollUpProcesses();
  await fillChecks();
  await sql`vacuum analyze`;
  return (performance.now() - startedAt) / 1_000;
}

/** Rows of one day: twenty buckets around a place that differs from row to row. */
function fill(table: string, step: string, day: number, every: number, of: "0" | "each") {
  return sql`
    insert into ${sql(table)} (at, source_id, operation_id, status_class, requests, errors, duration_us, bucket_offset, buckets)
    select at, serving.source_id, operation.id, class, 200, case when class = 5 then 200 else 0 end, 4000000,
      -52 + (hashint4(operation.id + extract(epoch from at)::int) % 5),
      '{1,1,2,3,5,8,12,18,25,30,30,25,18,12,8,5,3,2,1,1}'
    from generate_series(date_trunc('day', now()) - make_interval(days => ${day}::int),
      least(now(), date_trunc('day', now()) - make_interval(days => ${day}::int - 1) - interval '1 second'),
      ${step}::interval * ${every}::int) as at
    join serving on serving.number = least(${Math.ceil(DAYS / 3)}::int, ${day}::int / 3)
    join lateral (
      select 0 as id where ${of} = '0'
      union all select operations.id from operations where ${of} = 'each' and operations.service_id = serving.service_id
    ) operation on true
    join lateral (values (2), (5)) classes(class) on class = 2 or extract(minute from at)::int % 10 = 0
    where at >= now() - make_interval(days => ${DAYS}::int)`;
}

/** What the target saw of the processes of one day, by minute. */
function fillProcesses(day: number) {
  return sql`
    insert into process_minutes (source_id, at, cpu_ms, elapsed_ms, memory_bytes, restarts)
    select source_id, at, 1000 + hashint4(extract(epoch from at)::int) % 1000, 60000, 50000000 + source_id, 0
    from generate_series(date_trunc('day', now()) - make_interval(days => ${day}::int),
      least(now(), date_trunc('day', now()) - make_interval(days => ${day}::int - 1) - interval '1 minute'),
      interval '1 minute') as at
    join serving on serving.number = least(${Math.ceil(DAYS / 3)}::int, ${day}::int / 3)
    where at >= now() - make_interval(days => ${DAYS}::int)`;
}

/** A monitor of each service that asks every minute: its hours and days, which is what a month of it is read from. */
async function fillChecks() {
  await sql`
    insert into check_series (service_id, environment_id, region_id, release_id, name, kind, moment)
    select service_id, environment_id, region_id, release_id, 'home', 'http', 'schedule' from telemetry_sources`;
  for (const [table, field, minutes] of [
    ["check_hours", "hour", 60],
    ["check_days", "day", 1_440],
  ] as const)
    await sql`
      insert into ${sql(table)} (series_id, at, results, failures, tells, up, duration_ms, min_duration_ms,
        max_duration_ms, bucket_offset, buckets)
      select check_series.id, at, ${minutes}::int, 1, ${minutes}::int, ${minutes - 1}::int, 20 * ${minutes}::int, 3, 400, -58,
        '{1,1,3,5,8,12,12,8,5,3,1,1}'
      from generate_series(date_trunc(${field}, now() - make_interval(days => ${DAYS}::int), 'UTC'), now(),
        make_interval(${sql.unsafe(field)}s => 1)) as at
      join serving on serving.number = least(${Math.ceil(DAYS / 3)}::int, extract(day from now() - at)::int / 3)
      join telemetry_sources on telemetry_sources.id = serving.source_id
      join check_series on check_series.release_id = telemetry_sources.release_id`;
}

/** Their hours and days, as they are kept beside the minutes (lib/telemetry/intake/add-usage.ts). */
async function rollUpProcesses() {
  await sql`
    insert into process_hours (source_id, at, cpu_ms, elapsed_ms, min_cpu, max_cpu, memory_minutes, memory_sum_bytes,
      min_memory_bytes, max_memory_bytes, restarts)
    select source_id, date_trunc('hour', at, 'UTC'), sum(cpu_ms), sum(elapsed_ms), min(cpu_ms::float8 / elapsed_ms),
      max(cpu_ms::float8 / elapsed_ms), count(memory_bytes), sum(memory_bytes), min(memory_bytes), max(memory_bytes),
      sum(restarts)
    from process_minutes group by 1, 2 order by 2, 1`;
  await sql`
    insert into process_days (source_id, at, cpu_ms, elapsed_ms, min_cpu, max_cpu, memory_minutes, memory_sum_bytes,
      min_memory_bytes, max_memory_bytes, restarts)
    select source_id, date_trunc('day', at, 'UTC'), sum(cpu_ms), sum(elapsed_ms), min(min_cpu), max(max_cpu),
      sum(memory_minutes), sum(memory_sum_bytes), min(min_memory_bytes), max(max_memory_bytes), sum(restarts)
    from process_hours group by 1, 2 order by 2, 1`;
}
