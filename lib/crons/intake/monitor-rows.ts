import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { newId } from "@/db/columns";
import type { IntakePlace } from "@/lib/telemetry/contract";

import { type CheckIn, CronSchedule, DEFAULT_MARGIN_MINUTES, DEFAULT_MAX_RUNTIME_MINUTES } from "../contract";
import { lateMs, type Monitor } from "../engine/follow-check-in";

/** Of a service, in all of its environments: a slug that somebody makes up for each run is none. */
const MOST_MONITORS = 500;

export type MonitorRow = Monitor & { id: string; serviceId: string; environmentId: string; slug: string };
type Told = { place: IntakePlace; checkIn: CheckIn; atMs: number };

export const keyOf = ({ serviceId, environmentId }: Omit<IntakePlace, "keyId">, slug: string): string =>
  `${serviceId} ${environmentId} ${slug}`;

/**
 * The monitors that check-ins are about, made where there is none yet, and held until the end of the transaction: whoever
 * tells of the same one waits here. One that would be too many is not among them.
 */
export async function lockMonitors(tx: Tx, told: readonly Told[]): Promise<Map<string, MonitorRow>> {
  const wanted = new Map(told.map((one) => [keyOf(one.place, one.checkIn.slug), one]));
  const rows = JSON.stringify(
    [...wanted.values()].map(({ place: { serviceId, environmentId }, checkIn: { slug }, atMs }) => ({
      id: newId("crn", atMs),
      serviceId,
      environmentId,
      slug,
      at: new Date(atMs).toISOString(),
    })),
  );
  const named = sql`json_to_recordset(${rows}::json)
    as named(id text, "serviceId" text, "environmentId" text, slug text, at timestamptz)`;
  await tx.execute(sql`
    insert into cron_monitors (
      id, service_id, environment_id, slug, margin_minutes, max_runtime_minutes, created_at, last_check_in_at)
    select id, "serviceId", "environmentId", slug, ${DEFAULT_MARGIN_MINUTES}::int,
      ${DEFAULT_MAX_RUNTIME_MINUTES}::int, at, at
    from (
      select named.*, row_number() over (partition by "serviceId" order by slug, "environmentId") as place
      from ${named}
      where not exists (
        select 1 from cron_monitors old where old.service_id = named."serviceId"
          and old.environment_id = named."environmentId" and old.slug = named.slug)
    ) fresh
    where place <= ${MOST_MONITORS}::int
      and place + (select count(*) from cron_monitors old where old.service_id = fresh."serviceId")
        <= ${MOST_MONITORS}::int
    order by "serviceId", "environmentId", slug
    on conflict do nothing`);
  const locked = await tx.execute<Omit<MonitorRow, "schedule"> & { schedule: unknown }>(sql`
    select kept.id, kept.service_id as "serviceId", kept.environment_id as "environmentId", kept.slug,
      kept.schedule, kept.time_zone as "timeZone", kept.margin_minutes as "marginMinutes",
      kept.max_runtime_minutes as "maxRuntimeMinutes", kept.status,
      (extract(epoch from kept.last_check_in_at) * 1000)::float8 as "lastCheckInMs",
      (extract(epoch from kept.due_at) * 1000)::float8 as "dueMs"
    from cron_monitors kept
    join ${named} on kept.service_id = named."serviceId" and kept.environment_id = named."environmentId"
      and kept.slug = named.slug
    order by kept.id for update of kept`);
  return new Map(locked.map((row) => [keyOf(row, row.slug), { ...row, schedule: scheduleOf(row.schedule) }]));
}

/** As it was kept; null for none. */
export const scheduleOf = (kept: unknown): CronSchedule | null => CronSchedule.safeParse(kept).data ?? null;

const instantOf = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

/** Writes what became of monitors that are held. */
export async function saveMonitors(tx: Tx, monitors: readonly MonitorRow[]): Promise<void> {
  if (monitors.length === 0) return;
  const rows = monitors.map(({ lastCheckInMs, dueMs, ...monitor }) => ({
    ...monitor,
    lastCheckInAt: instantOf(lastCheckInMs),
    dueAt: instantOf(dueMs),
    lateAt: instantOf(lateMs({ ...monitor, dueMs })),
  }));
  await tx.execute(sql`
    update cron_monitors kept set schedule = told.schedule, time_zone = told."timeZone",
      margin_minutes = told."marginMinutes", max_runtime_minutes = told."maxRuntimeMinutes", status = told.status,
      last_check_in_at = told."lastCheckInAt", due_at = told."dueAt", late_at = told."lateAt"
    from json_to_recordset(${JSON.stringify(rows)}::json) as told(id text, schedule jsonb, "timeZone" text,
      "marginMinutes" int, "maxRuntimeMinutes" int, status text, "lastCheckInAt" timestamptz, "dueAt" timestamptz,
      "lateAt" timestamptz)
    where kept.id = told.id`);
}
