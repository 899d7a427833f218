import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { newId } from "@/db/columns";
import type { IntakePlace } from "@/lib/telemetry/contract";

import { type CheckIn, topics } from "../contract";
import { followCheckIn, type Run } from "../engine/follow-check-in";
import { keyOf, lockMonitors, saveMonitors } from "./monitor-rows";

/** What one request brought of check-ins, and whom its key speaks for. */
export type CheckInBatch = { place: IntakePlace; receivedAtMs: number; checkIns: readonly CheckIn[] };

type Asked = { place: IntakePlace; resource: { release?: string | undefined } };
/** Telemetry's dictionary of sources, which decides about releases and regions for all signals alike. */
type ResolveSources = (tx: Tx, asked: readonly Asked[]) => Promise<(one: Asked) => number | undefined>;

type RunRow = Run & {
  id: string;
  monitorId: string;
  checkInId: string | null;
  sourceId: number | null;
  traceId: string | null;
};

/**
 * Writes what tasks told of their runs, in the transaction that answers them. Says which topics changed, and how many of
 * each batch were not kept because their service has too many monitors.
 */
export async function recordCheckIns(
  tx: Tx,
  batches: readonly CheckInBatch[],
  resolveSources: ResolveSources,
): Promise<{ topics: string[]; refused: number[] }> {
  const sent = batches.flatMap(({ place, receivedAtMs, checkIns }, owner) =>
    checkIns.map((checkIn) => ({ place, atMs: receivedAtMs, checkIn, owner })),
  );
  const refused = batches.map(() => 0);
  if (sent.length === 0) return { topics: [], refused };
  const askedBy = ({ place, checkIn: { release } }: (typeof sent)[number]): Asked => ({
    place,
    resource: { release: release ?? undefined },
  });
  const sourceOf = await resolveSources(tx, sent.map(askedBy));
  const monitors = await lockMonitors(tx, sent);
  const known = await readRuns(
    tx,
    sent.flatMap(({ place, checkIn }) => {
      const monitor = monitors.get(keyOf(place, checkIn.slug));
      return monitor ? [{ monitorId: monitor.id, checkInId: checkIn.checkInId }] : [];
    }),
  );
  const runs = new Runs(known);
  // A task has one schedule at a time: to read another one for each check-in would hold up everybody else.
  const configs = new Map(
    sent.flatMap(({ place, checkIn: { slug, config } }) => (config ? [[keyOf(place, slug), config]] : [])),
  );
  for (const one of sent) {
    const { place, checkIn, atMs, owner } = one;
    const key = keyOf(place, checkIn.slug);
    const row = monitors.get(key);
    if (!row) {
      refused[owner] = (refused[owner] ?? 0) + 1;
      continue;
    }
    const before = runs.find(row.id, checkIn);
    const { monitor, run } = followCheckIn(
      row,
      before,
      { ...checkIn, config: configs.get(key) ?? null },
      atMs,
    );
    monitors.set(key, { ...row, ...monitor });
    if (run === before) continue;
    runs.change({
      ...run,
      id: before?.id ?? newId("run", atMs),
      monitorId: row.id,
      checkInId: before?.checkInId ?? checkIn.checkInId,
      sourceId: sourceOf(askedBy(one)) ?? before?.sourceId ?? null,
      traceId: checkIn.traceId ?? before?.traceId ?? null,
    });
  }
  await saveMonitors(tx, [...monitors.values()]);
  await saveRuns(tx, runs.changed);
  return { topics: [...new Set(sent.map(({ place }) => topics.monitorsOf(place.serviceId)))], refused };
}

/** The runs that check-ins of one transaction are about, as far as they were followed. */
class Runs {
  readonly #named = new Map<string, RunRow>();
  /** The newest of each monitor that is under way. */
  readonly #open = new Map<string, RunRow>();
  readonly #changed = new Map<string, RunRow>();
  constructor(known: readonly RunRow[]) {
    for (const run of known) this.#keep(run);
  }

  /** The one of that id, or without an id the newest that is under way, when it ends. */
  find(monitorId: string, { checkInId, status }: CheckIn): RunRow | undefined {
    if (checkInId !== null) return this.#named.get(`${monitorId} ${checkInId}`);
    return status === "in_progress" ? undefined : this.#open.get(monitorId);
  }

  change(run: RunRow): void {
    this.#keep(run);
    this.#changed.set(run.id, run);
  }

  get changed(): RunRow[] {
    return [...this.#changed.values()];
  }

  #keep(run: RunRow): void {
    if (run.checkInId !== null) this.#named.set(`${run.monitorId} ${run.checkInId}`, run);
    if (run.status === "in_progress") this.#open.set(run.monitorId, run);
    else if (this.#open.get(run.monitorId)?.id === run.id) this.#open.delete(run.monitorId);
  }
}

type Sought = { monitorId: string; checkInId: string | null };

const readRuns = (tx: Tx, sought: readonly Sought[]): Promise<RunRow[]> =>
  tx.execute<RunRow>(sql`
    with sought as (
      select distinct "monitorId", "checkInId" from json_to_recordset(${JSON.stringify(sought)}::json)
        as sought("monitorId" text, "checkInId" text)
    ), found as (
      select run.* from sought join cron_runs run
        on run.monitor_id = sought."monitorId" and run.check_in_id = decode(sought."checkInId", 'hex')
      union
      select newest.* from (select distinct "monitorId" from sought where "checkInId" is null) unnamed
      cross join lateral (
        select * from cron_runs where monitor_id = unnamed."monitorId" and status = 'in_progress'
        order by id desc limit 1
      ) newest
    )
    select id, monitor_id as "monitorId", encode(check_in_id, 'hex') as "checkInId", status,
      (extract(epoch from started_at) * 1000)::float8 as "startedMs",
      (extract(epoch from ended_at) * 1000)::float8 as "endedMs", duration_ms::float8 as "durationMs",
      (extract(epoch from overdue_at) * 1000)::float8 as "overdueMs", source_id as "sourceId",
      encode(trace_id, 'hex') as "traceId"
    from found order by id`);

const instantOf = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

async function saveRuns(tx: Tx, runs: readonly RunRow[]): Promise<void> {
  if (runs.length === 0) return;
  await tx.execute(sql`
    insert into cron_runs (
      id, monitor_id, check_in_id, status, started_at, ended_at, duration_ms, overdue_at, source_id, trace_id)
    select id, "monitorId", decode("checkInId", 'hex'), status, "startedAt", "endedAt", "durationMs", "overdueAt",
      "sourceId", decode("traceId", 'hex')
    from json_to_recordset(${JSON.stringify(
      runs.map((run) => ({
        ...run,
        durationMs: run.durationMs === null ? null : Math.round(run.durationMs),
        startedAt: instantOf(run.startedMs),
        endedAt: instantOf(run.endedMs),
        overdueAt: instantOf(run.overdueMs),
      })),
    )}::json) as told(id text, "monitorId" text, "checkInId" text, status text, "startedAt" timestamptz,
      "endedAt" timestamptz, "durationMs" bigint, "overdueAt" timestamptz, "sourceId" int, "traceId" text)
    on conflict (id) do update set status = excluded.status, ended_at = excluded.ended_at,
      duration_ms = excluded.duration_ms, overdue_at = excluded.overdue_at, source_id = excluded.source_id,
      trace_id = excluded.trace_id`);
}
