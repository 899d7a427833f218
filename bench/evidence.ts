import { parseArgs } from "node:util";

import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";

import { migrateDatabase } from "../db/migrate";
import * as schema from "../db/schema";
import { contextOf } from "../lib/core/context";
import { getTrace, getTraceOutline } from "../lib/telemetry";
import { keepEvidence } from "../lib/telemetry/intake/keep-evidence";
import { startTemporaryPostgres } from "../scripts/start/postgres/temporary.mjs";
import { startIntake } from "./lib/intake-process";
import { requestOfSpans } from "./lib/request-of-spans";

/**
 * A fortnight of hours with spans, eight to a trace: how long it takes to find a trace of any of them, and to drop the day
 * before them while the intake writes (24 hours of spans and a day of lines, with many more rows). `--quick` has a tenth
 * of the rows.
 */
const { values: options } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const DAYS = 14;
const TIMES = options.quick ? 1 : 10;
const ROWS = {
  hour: 300 * TIMES,
  hourOfOldDay: 5_000 * TIMES,
  linesOfOldDay: 100_000 * TIMES,
};
const ROUNDS = options.quick ? 20 : 100;
const LANES = 12;
type Intake = Awaited<ReturnType<typeof startIntake>>;

const server = await startTemporaryPostgres();
const sql = postgres(server.url, { max: 4, onnotice: () => {} });
try {
  await migrateDatabase(server.url);
  const intake = await startIntake(sql, server.url);
  try {
    await measure(intake);
  } finally {
    await intake.stop();
  }
} finally {
  await sql.end();
  // Its reaper holds no process back that has nothing else to do.
  const held = setInterval(() => {}, 1_000);
  await server.stop();
  clearInterval(held);
}

async function measure(intake: Intake) {
  const [hour] = await sql<{ begins: Date }[]>`select date_trunc('hour', now(), 'UTC') as begins`;
  await seed(hour?.begins ?? new Date());
  const database = drizzle(sql, { schema });
  const viewer = contextOf(
    { type: "user", id: "usr_bench", name: "Bench", role: "viewer" } as const,
    database,
  );
  const wanted = await sql<{ id: string; at: string }[]>`
    select encode(trace_id, 'hex') as id, to_char(min(at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
    from spans where at > now() - make_interval(days => ${DAYS}) group by trace_id order by random() limit ${ROUNDS + 5}`;
  const tookMs = {
    "trace by id": await timesOf(wanted, ({ id }) => getTrace(viewer, id)),
    "outline of a trace by id": await timesOf(wanted, ({ id }) => getTraceOutline(viewer, id)),
    "trace by id and instant": await timesOf(wanted, ({ id, at }) => getTrace(viewer, id, { at })),
  };
  const dropped = await dropOldDay(database, intake);
  process.stdout.write(`${JSON.stringify({ tookMs, dropped })}\n`);
}

/** Of each but the first five, which warm up. */
async function timesOf<T>(wanted: readonly T[], ask: (one: T) => Promise<unknown>): Promise<number[]> {
  const tookMs: number[] = [];
  for (const one of wanted) {
    const startedAt = performance.now();
    await ask(one);
    tookMs.push(performance.now() - startedAt);
  }
  return tookMs.slice(5);
}

/** As the worker does it each minute, while as many requests as the intake takes are under way. */
async function dropOldDay(database: Parameters<typeof contextOf>[1], intake: Intake) {
  const job = contextOf({ type: "job", name: "bench" } as const, database);
  const before = await partitions();
  const [size] = await sql<{ mb: number; rows: number }[]>`
    select sum(pg_total_relation_size(inhrelid))::float8 / 1e6 as mb, sum(greatest(reltuples, 0))::float8 as rows
    from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent in ('spans'::regclass, 'logs'::regclass)
      and right(relname, 10) < to_char((now() - make_interval(days => ${DAYS})) at time zone 'UTC', 'YYYYMMDDHH24')`;
  const bodies = Array.from({ length: 40 }, requestOfSpans);
  const over = new AbortController();
  const answers: { atMs: number; tookMs: number; status: number }[] = [];
  const senders = Array.from({ length: LANES }, async (_, lane) => {
    for (let turn = lane; !over.signal.aborted; turn += LANES) {
      const atMs = performance.now();
      // A body counts once: the same one is another request with a byte of an unknown field more.
      const body = Buffer.concat([bodies[turn % bodies.length] ?? requestOfSpans(), unknownField(turn)]);
      const status = await intake.post(body);
      answers.push({ atMs, tookMs: performance.now() - atMs, status });
    }
  });
  await new Promise((done) => setTimeout(done, 3_000));
  const startedAt = performance.now();
  await keepEvidence(job, { megabytes: 1_000_000, days: DAYS });
  const endedAt = performance.now();
  await new Promise((done) => setTimeout(done, 1_000));
  over.abort();
  await Promise.all(senders);
  const gone = before - (await partitions());
  if (gone !== 25) throw new Error(`${gone} partitions of spans and lines were dropped, and not 25.`);
  const during = answers.filter(({ atMs, tookMs }) => atMs < endedAt && atMs + tookMs > startedAt);
  const longest = (some: typeof answers) => Math.max(0, ...some.map(({ tookMs }) => tookMs));
  return {
    ms: endedAt - startedAt,
    mb: size?.mb ?? 0,
    rows: size?.rows ?? 0,
    refused: answers.filter(({ status }) => status !== 200).length,
    longestAnswerMs: longest(during),
    longestAnswerBeforeMs: longest(answers.filter((one) => !during.includes(one))),
  };
}

/** Field 15 of a request, which nobody knows, with a number. */
function unknownField(turn: number): Buffer {
  const out = Buffer.alloc(6);
  out[0] = 0x7a;
  out[1] = 4;
  out.writeUInt32LE(turn, 2);
  return out;
}

async function partitions(): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from pg_inherits where inhparent in ('spans'::regclass, 'logs'::regclass)`;
  return row?.n ?? 0;
}

async function seed(now: Date): Promise<void> {
  await sql`
    insert into telemetry_sources (service_id, environment_id, region_id)
    select 'svc_bench', environment_id, regions.id from regions join environments on environments.id = environment_id
    where environments.name = 'production'`;
  await sql`
    insert into operations (service_id, kind, method, route, seen_on)
    select 'svc_bench', 'server', 'GET', '/orders/{id}/' || n, current_date from generate_series(0, 19) n`;
  const hours = (DAYS + 1) * 24;
  const begins = (hoursAgo: number) => new Date(now.getTime() - hoursAgo * 3_600_000).toISOString();
  await sql`select make_evidence_partitions('spans', ${begins(hours)}::timestamptz, now())`;
  await sql`select make_evidence_partitions('logs', ${begins(hours)}::timestamptz, now())`;
  await sql`select make_evidence_partitions('trace_hours', ${begins(hours)}::timestamptz, now())`;
  for (let hoursAgo = hours; hoursAgo > 0; hoursAgo -= 1)
    await fillHour(begins(hoursAgo), hoursAgo > DAYS * 24 ? ROWS.hourOfOldDay : ROWS.hour);
  const oldDay = new Date(Math.floor(now.getTime() / 86_400_000 - DAYS - 1) * 86_400_000).toISOString();
  await sql`
    insert into logs (at, source_id, severity, origin, trace_id, span_id, body, attributes)
    select ${oldDay}::timestamptz + n * interval '1 day' / ${ROWS.linesOfOldDay}::int, (select min(id) from telemetry_sources),
      case when n % 50 = 0 then 17 else 9 end, 2, decode(md5(n::text), 'hex'), null,
      'GET /orders/' || n || '/lines answered 200 after ' || n % 900 || ' ms', '{"http.route":"/orders/{id}/lines","tide":"high"}'
    from generate_series(0, ${ROWS.linesOfOldDay}::int - 1) n`;
  await sql`
    insert into trace_hours (hash, at)
    select ('x' || right(encode(trace_id, 'hex'), 16))::bit(64)::bigint, date_trunc('hour', min(at), 'UTC')
    from spans group by trace_id order by min(at)`;
  await sql`vacuum analyze`;
}

/** Spans of one hour, with ten attributes each. */
function fillHour(begins: string, rows: number) {
  return sql`
  insert into spans (at, duration_ns, source_id, operation_id, kind, status, trace_id, span_id, parent_id, name, attributes)
  select ${begins}::timestamptz + n * interval '1 hour' / ${rows}::int, 1e6 + hashint4(n) % 100000,
    (select min(id) from telemetry_sources), 1 + n % 20, case n % 8 when 0 then 2 else 3 end, 0,
    decode(md5(${begins}::text || n / 8), 'hex'), decode(left(md5(${begins}::text || '/' || n), 16), 'hex'),
    case n % 8 when 0 then null else decode(left(md5(${begins}::text || '/' || n - n % 8), 16), 'hex') end, 'GET',
    jsonb_build_object('http.request.method', 'GET', 'url.path', '/orders/' || n || '/lines', 'http.response.status_code', 200,
      'server.address', 'localhost', 'server.port', 4000, 'client.address', '127.0.0.1', 'network.protocol.version', '1.1',
      'user_agent.original', 'Mozilla/5.0 (X11; Linux x86_64) load', 'url.scheme', 'http',
      'http.route', '/orders/{id}/' || n % 20)
  from generate_series(0, ${rows}::int - 1) n`;
}
