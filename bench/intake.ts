import postgres from "postgres";

import { migrateDatabase } from "../db/migrate";
import { startTemporaryPostgres } from "../scripts/start/postgres/temporary.mjs";
import { startIntake } from "./lib/intake-process";
import { requestOfSpans, SPANS } from "./lib/request-of-spans";

// Measures the intake as it is installed: `npm run build && npx tsx --conditions=react-server bench/intake.ts [seconds]`.
// Prints as JSON: spans a second from the first request to the last answer (each after its commit), bare COPY of the same
// rows with the same indexes in the same run, and memory while far more is offered than it takes.
const SECONDS = Number(process.argv[2] ?? 15);
const LANES = 12;

const server = await startTemporaryPostgres();
const sql = postgres(server.url, { max: 2, onnotice: () => {} });
await migrateDatabase(server.url);
const intake = await startIntake(sql, server.url);

async function load(lanes: number, seconds: number, bodies: Buffer[]) {
  const statuses = new Map<number, number>();
  const latencies: number[] = [];
  const until = performance.now() + seconds * 1_000;
  const from = performance.now();
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, intake.memoryMb())), 100);
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let next = bodies.pop(); next && performance.now() < until; next = bodies.pop()) {
        const at = performance.now();
        const status = await intake.post(next);
        latencies.push(performance.now() - at);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }),
  );
  clearInterval(watch);
  const elapsed = (performance.now() - from) / 1_000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => Math.round(latencies[Math.floor(latencies.length * share)] ?? 0);
  return {
    statuses,
    perSecond: Math.round(((statuses.get(200) ?? 0) * SPANS) / elapsed),
    p50: at(0.5),
    p99: at(0.99),
    peak: Math.round(peak),
  };
}
const bodiesOf = (count: number) => Array.from({ length: count }, requestOfSpans);

await load(LANES, 3, bodiesOf(60));
const before = Number((await sql`select count(*)::int as n from spans`)[0]?.n);
const own = await load(LANES, SECONDS, bodiesOf(SECONDS * 40));
const after = Number((await sql`select count(*)::int as n from spans`)[0]?.n);
const [counted] = await sql`select sum(requests)::int as n from red_1m where operation_id > 0`;
if (after - before !== (own.statuses.get(200) ?? 0) * SPANS)
  throw new Error("Something acknowledged is not kept.");
if (Number(counted?.n) !== after) throw new Error("The rollups are not the spans.");

// The same rows by COPY, from and to the same machine.
await sql.unsafe(`create table copied (like spans including all)`);
const rows = Number(
  (await sql`select count(*)::int as n from (select from spans limit 200000) as taken`)[0]?.n,
);
await sql.unsafe(`copy (select * from spans limit ${rows}) to '/tmp/slipway-bench-spans.copy'`);
const copyFrom = performance.now();
await sql.unsafe(`copy copied from '/tmp/slipway-bench-spans.copy'`);
const copied = Math.round(rows / ((performance.now() - copyFrom) / 1_000));
const flood = await load(400, 10, bodiesOf(600));
await new Promise((done) => setTimeout(done, 1_500));
const [dropped] =
  await sql`select coalesce(sum(items), 0)::int as n from telemetry_drops where reason = 'overload'`;
if (Number(dropped?.n) !== (flood.statuses.get(429) ?? 0)) throw new Error("A refusal is not counted.");
process.stdout.write(
  JSON.stringify({
    perSecond: own.perSecond,
    p50Ms: own.p50,
    p99Ms: own.p99,
    peakMb: own.peak,
    copiedPerSecond: copied,
    overload: {
      perSecond: flood.perSecond,
      peakMb: flood.peak,
      undocumented: [...flood.statuses].filter(([status]) => ![200, 429, 503].includes(status)).length,
      refused: flood.statuses.get(429) ?? 0,
    },
  }),
);

await intake.stop();
await sql.end();
// The server is waited for without holding the process.
const alive = setInterval(() => {}, 1_000);
await server.stop();
clearInterval(alive);
