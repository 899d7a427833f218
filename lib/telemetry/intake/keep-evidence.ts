import "server-only";
import { lt, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { intakeRequests, telemetryDrops, telemetryResources } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { isDatabaseUnavailable } from "@/lib/core/postgres-error";
import { reportError } from "@/lib/core/report-error";

import { CLOSED_AFTER_MS, HOURS_LOCK } from "./hours-lock";

const CLOSED_AFTER = sql`${CLOSED_AFTER_MS} * interval '1 millisecond'`;
const LOCK_PATIENCE_MS = 3_000;
/** A copy of an hour takes longer than anything a page asks for. */
const COPY_PATIENCE_MS = 600_000;
/** The first traces of each release are kept whole. */
const FIRST_TRACES = 20;
/** Of 256 possible last bytes of a trace id: one trace in ten. */
const KEPT_BYTES = 26;
const MOST_STEPS = 200;
/** So much of the room for evidence is there for the hours of traces: one part of so many. */
const TRACE_HOURS_PART = 8;
/** Two days of hours: each takes six locks, of which the whole database has some thousands. */
const MOST_AT_ONCE = 48;

export type EvidenceKept = { megabytes: number; days: number };
const PARENTS = ["spans", "logs", "trace_hours"] as const;
type Partition = {
  name: string;
  parent: (typeof PARENTS)[number];
  bytes: number;
  isClosed: boolean;
  isThinned: boolean;
  isOld: boolean;
};

/** Partitions for the next hours, so that no span has to wait for one. */
export const makeEvidenceAhead = (ctx: Context<JobActor>) =>
  advance(ctx, async (tx) => {
    await tx.execute(sql`select make_evidence_partitions('spans', now(), now() + interval '3 hours')`);
    await tx.execute(sql`select make_evidence_partitions('logs', now(), now() + interval '2 days')`);
    await tx.execute(sql`select make_evidence_partitions('trace_hours', now(), now() + interval '2 days')`);
    return { result: undefined };
  });

/**
 * Keeps evidence within its days and bytes: what is too old is dropped; then the oldest hours of spans are thinned, and
 * when all of them are, the oldest partitions are dropped. The counts of all spans stay in any case.
 */
export async function keepEvidence(ctx: Context<JobActor>, { megabytes, days }: EvidenceKept): Promise<void> {
  // First, for what follows may take long, and fail.
  await forgetRows(ctx, days);
  const old = (await readPartitions(ctx, days)).filter(({ isOld }) => isOld);
  for (const of of PARENTS) {
    const names = old.filter(({ parent }) => parent === of).map(({ name }) => name);
    for (let at = 0; at < names.length; at += MOST_AT_ONCE)
      // oxlint-disable-next-line no-await-in-loop -- one lock at a time
      await dropPartitions(ctx, names.slice(at, at + MOST_AT_ONCE));
  }
  await boundTraceHours(ctx, megabytes, days);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each step changes what is left
    const partitions = await readPartitions(ctx, days);
    const total = partitions.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total <= megabytes * 1_048_576) break;
    const closed = partitions.filter(({ isClosed }) => isClosed);
    const next = closed.find(({ parent, isThinned }) => parent === "spans" && !isThinned);
    // oxlint-disable-next-line no-await-in-loop -- the same
    if (next) await thinOrDrop(ctx, next.name);
    // oxlint-disable-next-line no-await-in-loop -- the same
    else if (closed[0]) await dropForRoom(ctx, closed[0].name);
    else break;
  }
}

/**
 * The hours of traces are written of all of them, also of those that are thinned later: they must not drive out what they
 * lead to. The oldest go first; a trace of such a day is looked for in every hour, as before there were any, and what a run
 * names around the run. A day that somebody reads for long is left for the next round: the budget is kept without it.
 */
async function boundTraceHours(ctx: Context<JobActor>, megabytes: number, days: number): Promise<void> {
  const hours = (await readPartitions(ctx, days)).filter(({ parent }) => parent === "trace_hours");
  let left = hours.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { name, bytes } of hours) {
    if (left <= (megabytes * 1_048_576) / TRACE_HOURS_PART) break;
    // oxlint-disable-next-line no-await-in-loop -- one lock at a time
    await emptyUnlessHeld(ctx, name);
    // Also where it was held: newer days do not pay for a reader of this one.
    left -= bytes;
  }
}

async function emptyUnlessHeld(ctx: Context<JobActor>, name: string): Promise<void> {
  try {
    await advance(ctx, async (tx) => {
      await tx.execute(sql.raw(`set local lock_timeout = ${LOCK_PATIENCE_MS}`));
      // The intake may be about to write to it: it stays, and is dropped with its day.
      await tx.execute(sql.raw(`truncate ${name}`));
      return { result: undefined };
    });
  } catch (error) {
    if (!hasCode(error, HELD)) throw error;
    reportError(error, { seam: "bound the hours of traces", partition: name });
  }
}

const forgetRows = (ctx: Context<JobActor>, days: number) =>
  advance(ctx, async (tx) => {
    await tx.delete(intakeRequests).where(lt(intakeRequests.takenAt, sql`now() - interval '6 hours'`));
    await tx.delete(telemetryDrops).where(lt(telemetryDrops.at, sql`now() - interval '400 days'`));
    await tx
      .delete(telemetryResources)
      .where(lt(telemetryResources.seenOn, sql`current_date - ${Math.max(days, 7) + 1}::int`));
    return { result: undefined };
  });

/**
 * A copy needs room and time. An hour of which there is none, because the disk is full or too slow, is dropped: it would
 * be tried for ever, and nothing would ever be freed.
 */
async function thinOrDrop(ctx: Context<JobActor>, name: string): Promise<void> {
  try {
    await thin(ctx, name);
  } catch (error) {
    // Somebody reads it, another worker thins it, or the database goes down: the next round tries again.
    if (isPassing(error)) throw error;
    reportError(error, { seam: "thin evidence", partition: name });
    await dropForRoom(ctx, name);
  }
}

/** What has nothing to do with the hour: locks of others (55P03, 40P01), and connections that were lost. */
function isPassing(error: unknown): boolean {
  if (hasCode(error, HELD)) return true;
  return isDatabaseUnavailable(error) && !hasCode(error, NOT_ENOUGH);
}
const HELD = ["55P03", "40P01"];
/** The disk is full, the memory is, or it took too long. */
const NOT_ENOUGH = ["53100", "53200", "57014"];

function hasCode(error: unknown, codes: readonly string[]): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ("code" in cause && typeof cause.code === "string" && codes.includes(cause.code)) return true;
  return false;
}

/**
 * Oldest first. The hours of traces go when no partition of spans is as old as they are: they are no evidence, but a way to
 * it, and are dropped for no other reason.
 */
const readPartitions = ({ transaction }: Context<JobActor>, days: number): Promise<Partition[]> =>
  transaction(async (tx) =>
    tx.execute<Partition>(sql`
      select name, parent, pg_total_relation_size(id)::float8 as bytes, "isThinned",
        parent <> 'trace_hours' and ends + ${CLOSED_AFTER} < now() as "isClosed",
        case parent when 'trace_hours' then ends <= min(begins) filter (where parent = 'spans') over ()
          else ends < now() - make_interval(days => ${days}::int) end as "isOld"
      from (
        select *, begins + case parent when 'spans' then interval '1 hour' else interval '1 day' end as ends
        from (
          select inhrelid as id, inhrelid::regclass::text as name, inhparent::regclass::text as parent,
            coalesce(obj_description(inhrelid, 'pg_class') = 'thinned', false) as "isThinned",
            to_timestamp(right(inhrelid::regclass::text, 10) || '+00', 'YYYYMMDDHH24TZH') as begins
          from pg_inherits where inhparent in ('spans'::regclass, 'logs'::regclass, 'trace_hours'::regclass)) as found) as kept
      order by ends, name`),
  );

/**
 * Of one table, and together, because all who write to it have to be waited for before a partition can go: once, and not
 * for each hour of a day. Only names that were read from the catalogue come here.
 */
const dropPartitions = (ctx: Context<JobActor>, names: readonly string[]) =>
  advance(ctx, async (tx) => {
    await drop(tx, names);
    return { result: undefined };
  });

/** One that is not too old yet: what was in it is counted. */
const dropForRoom = (ctx: Context<JobActor>, name: string) =>
  advance(ctx, async (tx) => {
    await tx.execute(sql.raw(`set local statement_timeout = ${COPY_PATIENCE_MS}`));
    await countDrops(tx, name.startsWith("spans") ? "spans" : "logs", sql.raw(name));
    await drop(tx, [name]);
    return { result: undefined };
  });

async function drop(tx: Tx, names: readonly string[]): Promise<void> {
  // Whoever reads for long is not waited for: the next round tries again.
  await tx.execute(sql.raw(`set local lock_timeout = ${LOCK_PATIENCE_MS}`));
  await tx.execute(sql.raw(`drop table ${names.join(", ")}`));
}

/**
 * Keeps of an hour the traces with an error, the slowest 1 % of each operation, the first ones of each release that was
 * new then, and one in ten of the others, which weighs for ten. In place: the partition stays attached, and nobody who
 * reads or writes other hours waits.
 */
export const thin = (ctx: Context<JobActor>, name: string) =>
  advance(ctx, async (tx) => {
    const hour = sql.raw(name);
    await tx.execute(sql.raw(`set local statement_timeout = ${COPY_PATIENCE_MS}`));
    await tx.execute(sql.raw(`set local lock_timeout = ${LOCK_PATIENCE_MS}`));
    // Waits for the late spans that are being written; from here on such spans do not wait for us.
    await tx.execute(sql`select pg_advisory_xact_lock(${HOURS_LOCK}::int, (extract(epoch from
      to_timestamp(${name.slice(-10)} || '+00', 'YYYYMMDDHH24TZH')) / 3600)::int)`);
    await tx.execute(sql`lock table ${hour} in exclusive mode`);
    const [known] = await tx.execute<{ isThinned: boolean }>(sql`
      select coalesce(obj_description(${name}::regclass, 'pg_class') = 'thinned', false) as "isThinned"`);
    // Another worker was first: thinned twice, what is left would weigh ten times too much.
    if (known?.isThinned) return { result: undefined };
    await tx.execute(sql`
      create temp table kept_traces on commit drop as
      with slow as (
        select trace_id, percent_rank() over (partition by operation_id order by duration_ns) as rank
        from ${hour} where operation_id is not null
      ), new_sources as (
        select distinct source_id from ${hour} as own where not exists (
          select from red_1h where red_1h.source_id = own.source_id
            and at < date_trunc('hour', (select min(at) from ${hour}), 'UTC'))
      ), firsts as (
        select trace_id, row_number() over (partition by source_id order by min(at)) as place
        from ${hour} where source_id in (select source_id from new_sources) group by source_id, trace_id
      )
      select trace_id from ${hour} where status = 2
      union select trace_id from slow where rank >= 0.99
      union select trace_id from firsts where place <= ${FIRST_TRACES}`);
    // Joined and not asked for with "in": in an outage most traces have an error, and a list of them that does not fit
    // into work_mem would be gone through once for each span.
    await tx.execute(sql`analyze kept_traces`);
    await tx.execute(sql`
      create temp table kept_spans on commit drop as
      select own.*, kept.trace_id is not null as whole from ${hour} as own left join kept_traces as kept using (trace_id)
      where kept.trace_id is not null or get_byte(own.trace_id, 15) < ${KEPT_BYTES}`);
    await countDrops(
      tx,
      "spans",
      sql`(select own.source_id, count(*) as n from ${hour} as own left join kept_traces as kept using (trace_id)
        where kept.trace_id is null and get_byte(own.trace_id, 15) >= ${KEPT_BYTES} group by 1)`,
      sql`sum(n)`,
    );
    await tx.execute(sql`truncate ${hour}`);
    await tx.execute(sql`
      insert into ${hour} (at, duration_ns, source_id, operation_id, resource_id, weight, kind, status, trace_id, span_id,
        parent_id, name, status_message, attributes, events, links)
      select at, duration_ns, source_id, operation_id, resource_id,
        case when whole then weight else weight * 256 / ${KEPT_BYTES} end, kind, status, trace_id, span_id, parent_id, name,
        status_message, attributes, events, links
      from kept_spans order by at`);
    await tx.execute(sql`comment on table ${hour} is 'thinned'`);
    return { result: undefined };
  });

const countDrops = (
  tx: Tx,
  signal: "spans" | "logs",
  from: ReturnType<typeof sql.raw>,
  items = sql`count(*)`,
) =>
  tx.execute(sql`
    insert into telemetry_drops as kept (service_id, environment_id, at, signal, reason, items)
    select service_id, environment_id, date_trunc('hour', now(), 'UTC'), ${signal}, 'budget', ${items}
    from ${from} as gone join telemetry_sources on telemetry_sources.id = gone.source_id
    group by 1, 2 order by 1, 2
    on conflict (service_id, environment_id, at, signal, reason) do update set items = kept.items + excluded.items`);

/**
 * Which share of the traces the intake may keep. Hours that still get spans can neither be thinned nor dropped: when they
 * alone take half of all the room, fewer traces are let in.
 */
export async function readShare({ transaction }: Context<JobActor>, megabytes: number): Promise<number> {
  const [row] = await transaction((tx) =>
    tx.execute<{ bytes: number }>(sql`
      select coalesce(sum(pg_total_relation_size(inhrelid)), 0)::float8 as bytes from pg_inherits
      where inhparent = 'spans'::regclass
        and right(inhrelid::regclass::text, 10) >= to_char((now() - interval '2 hours') at time zone 'UTC', 'YYYYMMDDHH24')`),
  );
  const half = (megabytes * 1_048_576) / 2;
  const open = row?.bytes ?? 0;
  return open <= half ? 1 : Math.max(0.01, (half / open) ** 2);
}
