import { randomBytes } from "node:crypto";

import { asc } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { logs, placements, processMinutes, telemetryDrops } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { as, asJob, aService, serve } from "@/lib/delivery/testing";

import type { OutputBatch, OutputStream } from "../contract";
import { listTraceLines, recordOutput, searchLogs, summarizeLogs } from "../index";
import { logScopeOf } from "../queries/logs/log-scope";
import { shareToCount } from "../queries/logs/share-to-count";

const test = await testDatabase();
afterAll(() => test[Symbol.asyncDispose]());
const viewer = as(test, "viewer");
const job = asJob(test);
const NOW = new Date();
const ago = (seconds: number) => NOW.getTime() - seconds * 1_000;
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

let owner: { placementId: string; releaseId: string; instanceId: string };
beforeAll(async () => {
  const service = await aService(test, "tide-tables", 1);
  await serve(test, service, "production", 1);
  const [row] = await test.db.select({ id: placements.id }).from(placements);
  owner = { placementId: row?.id ?? "", releaseId: service.releaseIds[0] ?? "", instanceId: "ins_1" };
});

const batch = (parts: Partial<Omit<OutputBatch, "id" | "atMs">>): OutputBatch => ({
  id: `bat_${randomBytes(12).toString("hex")}`,
  atMs: NOW.getTime(),
  output: [],
  usage: [],
  lost: [],
  ...parts,
});
const printed = (records: [number, string][], stream: OutputStream = "stdout") =>
  batch({ output: [{ ...owner, stream, records }] });
const search = async (q: string, more = {}) =>
  (await searchLogs(viewer, { q, ...more })).items.map(({ body }) => body);

describe("what processes printed", () => {
  it("is kept whatever names its fields have, and whatever time its file claims", async () => {
    await recordOutput(job, [
      printed([
        [ago(40), String.raw`{"msg":"odd name","a\u0000b":"nul","half\ud800":1}`],
        [0, "from 1970"],
        [ago(-86_400 * 400), "from next year"],
      ]),
    ]);
    expect(await search('"odd name"')).toEqual(["odd name"]);
    expect(await search("1970")).toEqual(["from 1970"]);
    expect(await search("next year")).toEqual(["from next year"]);
    const [{ count } = { count: 0 }] = await test.client<{ count: number }[]>`
      select count(*)::int as count from pg_inherits where inhparent = 'logs'::regclass`;
    expect(count).toBeLessThan(8);
    await test.client`truncate logs`;
  });

  it("of a batch that can never be kept is counted as lost, and what comes after it arrives", async () => {
    const never = printed([[ago(35), "x"]]);
    never.usage.push({ ...owner, atMs: ago(35), cpuMs: 2 ** 63, elapsedMs: 1, memoryBytes: 1, restarts: 0 });
    await recordOutput(job, [never, printed([[ago(34), "after it"]])]);
    expect(await search("after")).toEqual(["after it"]);
    expect(await test.db.select().from(telemetryDrops)).toMatchObject([
      { signal: "logs", reason: "invalid", items: 1 },
    ]);
    await test.client`truncate logs, telemetry_drops`;
  });

  it("is kept once, however often it is handed over, in the order in which it was printed", async () => {
    const of = printed([
      [ago(30), "first"],
      [ago(30), "second"],
      [ago(30), "third"],
    ]);
    await recordOutput(job, [of]);
    await recordOutput(job, [of, of]);
    expect(await search("")).toEqual(["third", "second", "first"]);
  });

  it("has its level, fields and trace, and belongs to a release", async () => {
    const line = `{"level":50,"msg":"payment refused","order":{"id":7},"trace_id":"${TRACE}"}`;
    await recordOutput(job, [printed([[ago(20), line]], "stderr")]);
    const { items } = await searchLogs(viewer, { q: `trace:${TRACE}` });
    expect(items).toMatchObject([
      {
        body: "payment refused",
        level: "error",
        origin: "stderr",
        attributes: { order: { id: 7 } },
        traceId: TRACE,
        service: "tide-tables",
        environment: "production",
        release: { id: owner.releaseId, number: 1 },
      },
    ]);
  });

  it("of a place or a release that is gone stops nothing", async () => {
    const gone = { ...owner, placementId: "plc_gone", stream: "stdout" as const, records: [[ago(1), "x"]] };
    const old = { ...owner, releaseId: "rel_gone", stream: "stdout" as const, records: [[ago(1), "kept"]] };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tuples of a test
    await recordOutput(job, [batch({ output: [gone, old] as OutputBatch["output"] })]);
    expect(await searchLogs(viewer, { q: "kept" })).toMatchObject({ items: [{ release: null }] });
  });

  it("and what was given up is counted, and said where it is missing", async () => {
    await recordOutput(job, [batch({ lost: [{ ...owner, atMs: ago(5), reason: "rate", lines: 1_200 }] })]);
    expect(await search("missing here")).toEqual([
      "1,200 lines are missing here: they came faster than lines are kept.",
    ]);
    expect(await test.db.select().from(telemetryDrops)).toMatchObject([
      { signal: "logs", reason: "overload", items: 1_200 },
    ]);
    expect((await summarizeLogs(viewer, {})).lost).toBe(1_200);
  });
});

describe("a search", () => {
  it("finds lines with all words, in any case, and fields that are equal", async () => {
    await recordOutput(job, [
      printed([
        [ago(10), "INFO Order 7 was shipped"],
        [ago(9), "INFO order 8 was refused, 100% sure"],
        [ago(8), '{"msg":"checkout","order.id":7,"user":{"name":"Ada L"}}'],
      ]),
    ]);
    expect(await search("ORDER shipped")).toEqual(["INFO Order 7 was shipped"]);
    expect(await search("order -shipped")).toEqual(["INFO order 8 was refused, 100% sure"]);
    expect(await search("100%")).toEqual(["INFO order 8 was refused, 100% sure"]);
    // A dot may be part of the name, or lead into an object.
    expect(await search("order.id:7")).toEqual(["checkout", "payment refused"]);
    expect(await search('user.name:"Ada L"')).toEqual(["checkout"]);
    expect(await search("order_7")).toEqual([]);
    expect(await search("order", { severity: "warn,error" })).toEqual([]);
    expect(await search("shipped", { service: "tide-tables", environment: "dev" })).toEqual([]);
    await expect(search("", { service: "nobody" })).rejects.toThrow("no service");
  });

  it("goes on page by page without leaving a line out or telling one twice", async () => {
    const same = Array.from({ length: 25 }, (_, index): [number, string] => [ago(100), `paged ${index}`]);
    await recordOutput(job, [printed(same), printed([[ago(4_000), "paged long ago"]])]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await searchLogs(viewer, { q: "paged", limit: 7, range: "6h", cursor });
      seen.push(...page.items.map(({ body }) => body));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([...same.map(([, text]) => text).toReversed(), "paged long ago"]);
  });

  it("is summed up by time, level and place", async () => {
    const summary = await summarizeLogs(viewer, { q: "paged", range: "6h" });
    expect(summary).toMatchObject({ lines: 26, sampled: false });
    expect(summary.buckets.reduce((sum, { lines }) => sum + (lines.unset ?? 0), 0)).toBe(26);
    expect(summary.facets.environment).toEqual([{ value: "production", label: "production", lines: 26 }]);
    expect(summary.facets.release).toEqual([{ value: owner.releaseId, label: "tide-tables #1", lines: 26 }]);
  });

  it("is summed up from a sample where there is much, also of a day of which there are no statistics yet", async () => {
    const [{ least } = { least: 0 }] = await test.client<{ least: number }[]>`
      select min(reltuples)::int as least from pg_inherits join pg_class on oid = inhrelid where inhparent = 'logs'::regclass`;
    expect(least).toBe(-1);
    const scope = await logScopeOf(viewer, { range: "6h" }, NOW);
    expect(await shareToCount(viewer, scope)).toBe(1);
    expect(await shareToCount(viewer, scope, 10)).toBeLessThan(0.5);
  });
});

it("what processes use is added up by minute: time, the most memory, and restarts", async () => {
  const minute = Math.floor(ago(120) / 60_000) * 60_000;
  const used = (atMs: number, memoryBytes: number | null, restarts = 0) => ({
    ...owner,
    atMs,
    cpuMs: 2_000,
    elapsedMs: 10_000,
    memoryBytes,
    restarts,
  });
  await recordOutput(job, [
    batch({ usage: [used(minute, 5_000), used(minute + 10_000, null, 1)] }),
    batch({ usage: [used(minute + 20_000, 9_000), used(minute + 60_000, 1_000)] }),
  ]);
  expect(await test.db.select().from(processMinutes).orderBy(asc(processMinutes.at))).toMatchObject([
    { at: new Date(minute), cpuMs: 6_000, elapsedMs: 30_000, memoryBytes: 9_000, restarts: 1 },
    { at: new Date(minute + 60_000), cpuMs: 2_000, memoryBytes: 1_000, restarts: 0 },
  ]);
});

it("hours and days of what processes use say what their minutes say, when several workers add to them at once", async () => {
  const used = (number: number) => ({
    ...owner,
    atMs: ago(300 + (number % 7) * 37 * 60 + (number % 5) * 9 * 3_600),
    cpuMs: 100 * ((number * 7) % 50),
    elapsedMs: number % 6 === 0 ? 0 : 10_000,
    memoryBytes: number % 4 === 0 ? null : 1_000 + number,
    restarts: number % 3,
  });
  const batches = Array.from({ length: 8 }, (_, index) =>
    batch({ usage: Array.from({ length: 12 }, (__, part) => used(index + part * 8)) }),
  );
  await Promise.all(batches.map((one) => recordOutput(job, [one])));
  const figures = test.client`cpu_ms, elapsed_ms, min_cpu, max_cpu, memory_minutes, memory_sum_bytes, min_memory_bytes,
    max_memory_bytes, restarts`;
  for (const [table, field] of [
    ["process_hours", "hour"],
    ["process_days", "day"],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop -- two tables
    const told = await test.client`select source_id, at, ${figures} from ${test.client(table)} order by 1, 2`;
    expect(told.length).toBeGreaterThan(1);
    // oxlint-disable-next-line no-await-in-loop -- two tables
    expect([...told]).toEqual([
      ...(await test.client`
        select source_id, begins as at, ${figures} from (
          select source_id, date_trunc(${field}, at, 'UTC') as begins, sum(cpu_ms)::bigint as cpu_ms,
            sum(elapsed_ms)::bigint as elapsed_ms, min(cpu_ms::float8 / nullif(elapsed_ms, 0)) as min_cpu,
            max(cpu_ms::float8 / nullif(elapsed_ms, 0)) as max_cpu, count(memory_bytes)::int as memory_minutes,
            sum(memory_bytes)::bigint as memory_sum_bytes, min(memory_bytes) as min_memory_bytes,
            max(memory_bytes) as max_memory_bytes, sum(restarts)::int as restarts
          from process_minutes group by 1, 2) as added
        order by 1, 2`),
    ]);
  }
});

it("only the machinery says what was printed", async () => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- somebody who tries
  await expect(recordOutput(viewer as unknown as typeof job, [])).rejects.toThrow("Only gateways");
  expect((await test.db.select({ id: logs.id }).from(logs)).length).toBeGreaterThan(0);
});

it("the lines of a trace name span and service, and are the worst where there are many, in the order of time", async () => {
  const trace = "ab".repeat(16);
  const begin = new Date(ago(600)).toISOString();
  await test.client`
    insert into logs (at, source_id, severity, origin, trace_id, span_id, body, attributes)
    select ${begin}::timestamptz + number * interval '7 microseconds', (select min(id) from telemetry_sources),
      case number when 3 then 21 else 9 end, 2, decode(${trace}, 'hex'), decode('0000000000000001', 'hex'),
      number || ' ' || repeat('x', 600), '{}'
    from generate_series(0, 599) as number`;
  const { items, truncated } = await listTraceLines(viewer, trace);
  expect([items.length, truncated]).toEqual([500, true]);
  expect(items[0]).toEqual({
    id: expect.any(String),
    at: begin.replace("Z", "021Z"),
    spanId: "0000000000000001",
    severity: 21,
    level: "fatal",
    body: `3 ${"x".repeat(498)}`,
    service: "tide-tables",
  });
  expect(items[1]).toMatchObject({ level: "info", body: expect.stringMatching(/^101 x/) });
  expect(await listTraceLines(viewer, "cd".repeat(16))).toEqual({ items: [], truncated: false });
  await expect(listTraceLines(viewer, "nonsense")).rejects.toMatchObject({ code: "not_found" });
});
