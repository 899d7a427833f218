import "server-only";
import { gzipSync } from "node:zlib";

import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { newId } from "@/db/columns";
import { errorEvents } from "@/db/schema";

import type { Arrived } from "./assign-hashes";
import { personIn } from "./person";

/** Of more events in an hour every one is counted, and these are kept with all that they say. */
const KEPT_PER_HOUR = 20;

export type Placed = Arrived & { hashId: number; issueId: string };

/** Adds events to the counters of their hashes: by hour and source, of people, and over all. */
export async function countEvents(tx: Tx, placed: readonly Placed[]): Promise<void> {
  const kept = await keepBodies(tx, placed);
  const hours = new Map<
    string,
    { hashId: number; sourceId: number; at: string; events: number; kept: number }
  >();
  for (const one of placed) {
    const at = hourOf(one.receivedAtMs);
    const key = `${one.hashId} ${at} ${one.sourceId}`;
    const row = hours.get(key) ?? { hashId: one.hashId, sourceId: one.sourceId, at, events: 0, kept: 0 };
    row.events += 1;
    row.kept += kept.has(one) ? 1 : 0;
    hours.set(key, row);
  }
  await tx.execute(sql`
    insert into error_hours as counted (hash_id, source_id, at, events, kept)
    select "hashId", "sourceId", at, events, kept
    from json_to_recordset(${JSON.stringify([...hours.values()])}::json)
      as added("hashId" int, "sourceId" int, at timestamptz, events bigint, kept int)
    order by "hashId", at, "sourceId"
    on conflict (hash_id, at, source_id)
      do update set events = counted.events + excluded.events, kept = counted.kept + excluded.kept`);
  const people = await countPeople(tx, placed);
  await tx.execute(sql`
    update error_hashes as kept set
      event_count = kept.event_count + added.events,
      user_count = kept.user_count + added.people,
      first_seen_at = least(kept.first_seen_at, added.first_at),
      last_seen_at = greatest(kept.last_seen_at, added.last_at),
      first_source_id = case when kept.first_seen_at <= added.first_at then kept.first_source_id else added.first_source end,
      last_source_id = case when kept.last_seen_at > added.last_at then kept.last_source_id else added.last_source end
    from json_to_recordset(${JSON.stringify(sumsOf(placed, people))}::json) as added(
      "hashId" int, events bigint, people int, first_at timestamptz, last_at timestamptz, first_source int, last_source int)
    where kept.id = added."hashId"`);
}

/** Keeps the first events of each hour, and the first one that ever came from a source. */
async function keepBodies(tx: Tx, placed: readonly Placed[]): Promise<Set<Placed>> {
  const hashIds = [...new Set(placed.map(({ hashId }) => hashId))];
  const before = await tx.execute<{ hashId: number; sourceId: number; kept: number | null }>(sql`
    select hash_id as "hashId", source_id as "sourceId",
      (sum(kept) filter (where at >= date_trunc('hour', now(), 'UTC')))::int as kept
    from error_hours where hash_id = any(${sql.param(hashIds)}::int[]) group by 1, 2`);
  const known = new Set(before.map(({ hashId, sourceId }) => `${hashId} ${sourceId}`));
  const inHour = new Map<number, number>();
  for (const { hashId, kept } of before) inHour.set(hashId, (inHour.get(hashId) ?? 0) + (kept ?? 0));
  const chosen = new Set<Placed>();
  for (const one of placed) {
    const source = `${one.hashId} ${one.sourceId}`;
    const count = inHour.get(one.hashId) ?? 0;
    if (count >= KEPT_PER_HOUR && known.has(source)) continue;
    known.add(source);
    inHour.set(one.hashId, count + 1);
    chosen.add(one);
  }
  if (chosen.size === 0) return chosen;
  const receipts = [...chosen].map(({ receivedAtMs }) => receivedAtMs);
  const [first, last] = [Math.min(...receipts), Math.max(...receipts)].map((ms) =>
    new Date(ms).toISOString(),
  );
  await tx.execute(sql`select make_error_partitions(${first}::timestamptz, ${last}::timestamptz)`);
  await tx.insert(errorEvents).values(
    [...chosen].map(({ event, hashId, sourceId, receivedAtMs }) => ({
      id: newId("evt", receivedAtMs),
      receivedAt: new Date(receivedAtMs),
      eventId: Buffer.from(event.eventId, "hex"),
      hashId,
      sourceId,
      at: new Date(event.atMs),
      traceId: event.traceId === null ? null : Buffer.from(event.traceId, "hex"),
      body: gzipSync(JSON.stringify(event)),
    })),
  );
  return chosen;
}

/** How many people each hash met for the first time. */
async function countPeople(tx: Tx, placed: readonly Placed[]): Promise<Map<number, number>> {
  const met = placed.flatMap(({ serviceId, hashId, event }) => {
    const person = personIn(serviceId, event);
    return person ? [{ hashId, person: person.toString("hex") }] : [];
  });
  if (met.length === 0) return new Map();
  const rows = await tx.execute<{ hashId: number; people: number }>(sql`
    with met as (
      insert into error_users (hash_id, person, seen_on)
      select distinct "hashId", decode(person, 'hex'), current_date
      from json_to_recordset(${JSON.stringify(met)}::json) as added("hashId" int, person text)
      order by 1, 2
      on conflict do nothing returning hash_id)
    select hash_id as "hashId", count(*)::int as people from met group by 1`);
  return new Map(rows.map(({ hashId, people }) => [hashId, people]));
}

function sumsOf(placed: readonly Placed[], people: ReadonlyMap<number, number>) {
  const groups = new Map<number, Placed[]>();
  for (const one of placed) {
    const own = groups.get(one.hashId);
    if (own) own.push(one);
    else groups.set(one.hashId, [one]);
  }
  return [...groups].map(([hashId, own]) => {
    const inOrder = own.toSorted((a, b) => a.event.atMs - b.event.atMs);
    const [first, last] = [inOrder[0], inOrder.at(-1)];
    return {
      hashId,
      events: own.length,
      people: people.get(hashId) ?? 0,
      first_at: new Date(first?.event.atMs ?? 0).toISOString(),
      last_at: new Date(last?.event.atMs ?? 0).toISOString(),
      first_source: first?.sourceId,
      last_source: last?.sourceId,
    };
  });
}

const HOUR_MS = 3_600_000;
const hourOf = (ms: number) => new Date(Math.floor(ms / HOUR_MS) * HOUR_MS).toISOString();
