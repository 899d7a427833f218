import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { SESSION_OUTCOMES, type SessionOutcome } from "@/db/enums";

import type { SessionCount } from "../contract/batch";
import { personOf } from "./person";

export type PlacedSession = SessionCount & { serviceId: string; sourceId: number };
type State = { sourceId: number; startedMs: number; outcome: SessionOutcome; isCounted: boolean };
type Followed = State & { serviceId: string; session: string };

const HOUR_MS = 3_600_000;
const rankOf = (outcome: SessionOutcome) => SESSION_OUTCOMES.indexOf(outcome);

/**
 * Counts sessions by outcome. One that is told of several times counts once, as the worst that was said of it: what it
 * counted as before is taken back.
 */
export async function countSessions(tx: Tx, sessions: readonly PlacedSession[]): Promise<void> {
  if (sessions.length === 0) return;
  const deltas = new Map<
    string,
    { sourceId: number; at: string; outcome: SessionOutcome; sessions: number }
  >();
  const add = (sourceId: number, startedMs: number, outcome: SessionOutcome, quantity: number) => {
    const at = new Date(Math.floor(startedMs / HOUR_MS) * HOUR_MS).toISOString();
    const key = `${sourceId} ${at} ${outcome}`;
    const row = deltas.get(key) ?? { sourceId, at, outcome, sessions: 0 };
    row.sessions += quantity;
    deltas.set(key, row);
  };
  for (const { sessionId, sourceId, startedMs, outcome, quantity } of sessions)
    if (sessionId === null) add(sourceId, startedMs, outcome, quantity);
  for (const { before, after } of await followSingle(tx, sessions)) {
    if (before?.isCounted) add(before.sourceId, before.startedMs, before.outcome, -1);
    if (after.isCounted) add(after.sourceId, after.startedMs, after.outcome, 1);
  }
  await tx.execute(sql`
    insert into session_hours as counted (source_id, at, outcome, sessions)
    select "sourceId", at, outcome, sessions from json_to_recordset(${JSON.stringify([...deltas.values()])}::json)
      as added("sourceId" int, at timestamptz, outcome text, sessions bigint)
    where sessions <> 0 order by 1, 2, 3
    on conflict (source_id, at, outcome) do update set sessions = counted.sessions + excluded.sessions`);
  await countPeople(tx, sessions);
}

/** What is known of each session that is told of one by one, before and after this batch. */
async function followSingle(
  tx: Tx,
  sessions: readonly PlacedSession[],
): Promise<{ before: State | undefined; after: State }[]> {
  const told = new Map<string, Followed>();
  for (const { sessionId, serviceId, sourceId, startedMs, outcome, isFirst } of sessions) {
    if (sessionId === null) continue;
    const session = personOf(serviceId, sessionId).toString("hex");
    const key = `${serviceId} ${session}`;
    const own = { serviceId, session, sourceId, startedMs, outcome, isCounted: isFirst };
    const earlier = told.get(key);
    told.set(key, earlier ? { ...own, ...worseOf(earlier, own) } : own);
  }
  if (told.size === 0) return [];
  const inOrder = [...told].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  const rows = JSON.stringify(
    inOrder.map((one) => ({ ...one, startedAt: new Date(one.startedMs).toISOString() })),
  );
  // The row is the lock: whoever tells of the same session waits here, and then sees what was counted.
  await tx.execute(sql`
    insert into sessions_under_way (service_id, session, source_id, started_at, outcome, is_counted)
    select "serviceId", decode(session, 'hex'), "sourceId", "startedAt", 'healthy', false
    from json_to_recordset(${rows}::json)
      as told("serviceId" text, session text, "sourceId" int, "startedAt" timestamptz)
    on conflict do nothing`);
  const known = await tx.execute<Followed>(sql`
    select kept.service_id as "serviceId", encode(kept.session, 'hex') as session, kept.source_id as "sourceId",
      (extract(epoch from kept.started_at) * 1000)::float8 as "startedMs", kept.outcome,
      kept.is_counted as "isCounted"
    from sessions_under_way kept
    join json_to_recordset(${rows}::json) as told("serviceId" text, session text)
      on kept.service_id = told."serviceId" and kept.session = decode(told.session, 'hex')
    order by 1, 2 for update of kept`);
  const before = new Map(known.map((row) => [`${row.serviceId} ${row.session}`, row]));
  const changes = [...told].map(([key, own]) => {
    const old = before.get(key);
    return { own, before: old, after: old ? worseOf(old, own) : own };
  });
  await tx.execute(sql`
    update sessions_under_way kept set outcome = told.outcome, is_counted = told."isCounted"
    from json_to_recordset(${JSON.stringify(changes.map(({ own, after }) => ({ ...own, ...after })))}::json)
      as told("serviceId" text, session text, outcome text, "isCounted" boolean)
    where kept.service_id = told."serviceId" and kept.session = decode(told.session, 'hex')`);
  return changes;
}

const worseOf = (one: State, other: State): State => ({
  sourceId: one.sourceId,
  startedMs: one.startedMs,
  outcome: rankOf(other.outcome) > rankOf(one.outcome) ? other.outcome : one.outcome,
  isCounted: one.isCounted || other.isCounted,
});

async function countPeople(tx: Tx, sessions: readonly PlacedSession[]): Promise<void> {
  const met = sessions.flatMap(({ serviceId, sourceId, userId, startedMs, outcome }) =>
    userId === null
      ? []
      : [
          {
            sourceId,
            seenOn: new Date(startedMs).toISOString().slice(0, 10),
            person: personOf(serviceId, userId).toString("hex"),
            hasCrashed: outcome === "crashed",
          },
        ],
  );
  if (met.length === 0) return;
  await tx.execute(sql`
    insert into session_users as kept (source_id, seen_on, person, has_crashed)
    select "sourceId", "seenOn", decode(person, 'hex'), bool_or("hasCrashed")
    from json_to_recordset(${JSON.stringify(met)}::json)
      as added("sourceId" int, "seenOn" date, person text, "hasCrashed" boolean)
    group by 1, 2, 3 order by 1, 2, 3
    on conflict (source_id, seen_on, person) do update set has_crashed = kept.has_crashed or excluded.has_crashed`);
}
