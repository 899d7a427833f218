import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";

import postgres from "postgres";

import { migrateDatabase } from "../db/migrate";
import { startTemporaryPostgres } from "../scripts/start/postgres/temporary.mjs";
import { findFreePort } from "../scripts/start/preflight.mjs";

// Measures the intake as it is installed: `npm run build && npx tsx --conditions=react-server bench/intake.ts [seconds]`.
// Prints as JSON: spans a second from the first request to the last answer (each after its commit), bare COPY of the same
// rows with the same indexes in the same run, and memory while far more is offered than it takes.
const SECONDS = Number(process.argv[2] ?? 15);
const SPANS = 512;
const LANES = 12;

const bytes = (field: number, value: Buffer): Buffer =>
  Buffer.concat([varint(field * 8 + 2), varint(value.length), value]);
const text = (field: number, value: string) => bytes(field, Buffer.from(value));
function varint(value: number): Buffer {
  const out: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) | 128);
  return Buffer.from([...out, rest]);
}
const fixed64 = (field: number, value: bigint): Buffer => {
  const out = Buffer.alloc(9);
  out[0] = field * 8 + 1;
  out.writeBigUInt64LE(value, 1);
  return out;
};
const attribute = (key: string, value: string | number): Buffer =>
  bytes(
    9,
    Buffer.concat([
      text(1, key),
      bytes(
        2,
        typeof value === "string" ? text(1, value) : Buffer.concat([Buffer.from([24]), varint(value)]),
      ),
    ]),
  );

/** A request of 512 spans with ten attributes each, eight to a trace, as an HTTP service sends them. */
function body(): Buffer {
  const now = BigInt(Date.now()) * 1_000_000n;
  let traceId = randomBytes(16);
  const spans = Array.from({ length: SPANS }, (_, index) => {
    if (index % 8 === 0) traceId = randomBytes(16);
    return bytes(
      2,
      Buffer.concat([
        bytes(1, traceId),
        bytes(2, randomBytes(8)),
        ...(index % 8 === 0 ? [] : [bytes(4, randomBytes(8))]),
        text(5, "GET"),
        Buffer.from([0x30, index % 8 === 0 ? 2 : 3]),
        fixed64(7, now - BigInt(index * 1_000)),
        fixed64(8, now + BigInt(Math.floor(Math.random() * 50_000_000))),
        attribute("http.request.method", "GET"),
        attribute("url.path", `/orders/${Math.floor(Math.random() * 1e6)}/lines`),
        attribute("http.response.status_code", 200),
        attribute("server.address", "localhost"),
        attribute("server.port", 4000),
        attribute("client.address", "127.0.0.1"),
        attribute("network.protocol.version", "1.1"),
        attribute("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64) load"),
        attribute("url.scheme", "http"),
        attribute("http.route", `/orders/{id}/${index % 20}`),
      ]),
    );
  });
  const resource = bytes(
    1,
    bytes(1, Buffer.concat([text(1, "service.name"), bytes(2, text(1, "tide-tables"))])),
  );
  return bytes(1, Buffer.concat([resource, bytes(2, Buffer.concat(spans))]));
}

const server = await startTemporaryPostgres();
const sql = postgres(server.url, { max: 2, onnotice: () => {} });
await migrateDatabase(server.url);
const key = randomBytes(16).toString("hex");
await sql`insert into services (id, name, repository_url) values ('svc_bench', 'tide-tables', '/nowhere')`;
await sql`
  insert into intake_keys (id, service_id, environment_id, key_hash, sealed_key)
  select 'key_bench', 'svc_bench', id, ${createHash("sha256").update(key).digest("hex")}, 'x' from environments where name = 'production'`;
const port = await findFreePort();
const child = spawn(process.execPath, ["dist/intake.mjs"], {
  env: {
    ...process.env,
    DATABASE_URL: server.url,
    SLIPWAY_SECRET: "x".repeat(32),
    SLIPWAY_OTLP_PORT: String(port),
    SLIPWAY_LOG_LEVEL: "warn",
    NODE_ENV: "production",
  },
  stdio: ["pipe", "inherit", "inherit"],
});
const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });
const post = (payload: Buffer) =>
  new Promise<number>((done) => {
    const asked = request(
      {
        port,
        host: "127.0.0.1",
        path: "/v1/traces",
        method: "POST",
        agent,
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": "application/x-protobuf",
          "content-length": payload.length,
        },
      },
      (response) => response.resume().on("end", () => done(response.statusCode ?? 0)),
    );
    asked.on("error", () => done(0));
    asked.end(payload);
  });
while ((await post(Buffer.alloc(0))) !== 200) await new Promise((done) => setTimeout(done, 100));

const rss = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
async function load(lanes: number, seconds: number, bodies: Buffer[]) {
  const statuses = new Map<number, number>();
  const latencies: number[] = [];
  const until = performance.now() + seconds * 1_000;
  const from = performance.now();
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, rss())), 100);
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let next = bodies.pop(); next && performance.now() < until; next = bodies.pop()) {
        const at = performance.now();
        const status = await post(next);
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
const bodiesOf = (count: number) => Array.from({ length: count }, body);

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

child.kill("SIGTERM");
await once(child, "exit");
agent.destroy();
await sql.end();
// The server is waited for without holding the process.
const alive = setInterval(() => {}, 1_000);
await server.stop();
clearInterval(alive);
