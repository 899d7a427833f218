import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { DropReason } from "@/db/enums";
import { errorAttachments } from "@/db/schema";
import type { IntakePlace } from "@/lib/telemetry/contract";

import { type Attachment, type Drop, MOST_ATTACHMENTS } from "../contract/batch";
import { topics } from "../contract/topics";
import { pictureSizeOf } from "./picture-size";

/** What a row takes beside its bytes: without it, files of one byte would be free. */
const ROW_BYTES = 1_000;
/** Nine parameters each, and a statement has 65,535. */
const ROWS_AT_ONCE = 1_000;

export type Sent = { place: IntakePlace; attachment: Attachment };
export type PlacedDrop = Drop & { place: IntakePlace };

type Found = {
  id: string;
  day: string;
  sourceId: number;
  receivedAt: Date;
  issueId: string;
};
type Row = typeof errorAttachments.$inferInsert;

/**
 * Keeps what came with events, after the events: each belongs to a kept event of the service and environment whose key
 * brought it, whether that came just now or before. What is not kept is counted by its reason. Says which topics changed.
 * @param dayBytes what a service may keep in an environment of events of one day.
 */
export async function recordAttachments(
  tx: Tx,
  sent: readonly Sent[],
  dayBytes: number,
): Promise<{ topics: string[]; drops: PlacedDrop[] }> {
  if (sent.length === 0) return { topics: [], drops: [] };
  const drops: PlacedDrop[] = [];
  const drop = ({ place }: Sent, reason: DropReason) =>
    drops.push({ place, signal: "attachments", reason, items: 1 });
  const events = await findEvents(tx, sent);
  const taken = await lockEvents(tx, [...events.values()]);
  const used = await readUsed(tx, sent, [...events.values()]);
  const rows: Row[] = [];
  const topicsOf = new Set<string>();
  for (const one of sent) {
    const event = events.get(keyOf(one));
    if (!event) {
      drop(one, "no_event");
      continue;
    }
    const position = (taken.get(event.id) ?? 0) + 1;
    const allowance = `${one.place.serviceId} ${one.place.environmentId} ${event.day}`;
    const after = (used.get(allowance) ?? 0) + ROW_BYTES + one.attachment.body.length;
    if (position > MOST_ATTACHMENTS) drop(one, "too_many");
    else if (after > dayBytes) drop(one, "allowance");
    else {
      taken.set(event.id, position);
      used.set(allowance, after);
      rows.push(rowOf(one.attachment, event, position));
      topicsOf.add(topics.issue(event.issueId));
    }
  }
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE)
    // oxlint-disable-next-line no-await-in-loop -- one statement holds only so many
    await tx.insert(errorAttachments).values(rows.slice(at, at + ROWS_AT_ONCE));
  return { topics: [...topicsOf], drops };
}

const keyOf = ({ place, attachment }: Sent): string =>
  `${place.serviceId} ${place.environmentId} ${attachment.eventId}`;

/** The kept event of each, the newest where its sender used an id twice. Each is looked up once, in all partitions. */
async function findEvents(tx: Tx, sent: readonly Sent[]): Promise<Map<string, Found>> {
  const asked = new Map(
    sent.map((one) => [
      keyOf(one),
      {
        key: keyOf(one),
        service: one.place.serviceId,
        environment: one.place.environmentId,
        event: one.attachment.eventId,
      },
    ]),
  );
  const rows = await tx.execute<Omit<Found, "receivedAt"> & { key: string; receivedMs: number }>(sql`
    select distinct on (asked.key) asked.key, event.id, event.source_id as "sourceId", hash.issue_id as "issueId",
      to_char(event.received_at at time zone 'UTC', 'YYYY-MM-DD') as day,
      (extract(epoch from event.received_at) * 1000)::float8 as "receivedMs"
    from json_to_recordset(${JSON.stringify([...asked.values()])}::json)
      as asked(key text, service text, environment text, event text)
    join error_events event on event.event_id = decode(asked.event, 'hex')
    join telemetry_sources source on source.id = event.source_id
      and source.service_id = asked.service and source.environment_id = asked.environment
    join error_hashes hash on hash.id = event.hash_id
    order by asked.key, event.id desc`);
  return new Map(
    rows.map(({ key, receivedMs, ...row }) => [key, { ...row, receivedAt: new Date(receivedMs) }]),
  );
}

/**
 * Has these events to itself until the end of the transaction, and says how many files each has: of two that add to one at
 * the same time the second waits, and goes on where the first ended. They are locked in one order, so that no two wait for
 * each other in a circle; counting is a statement of its own, because it must see what came in while this one waited.
 */
async function lockEvents(tx: Tx, events: readonly Found[]): Promise<Map<string, number>> {
  if (events.length === 0) return new Map();
  const these = JSON.stringify(events.map(({ id, receivedAt }) => ({ id, at: receivedAt })));
  await tx.execute(sql`
    select from error_events event
    join json_to_recordset(${these}::json) as this(id text, at timestamptz)
      on event.id = this.id and event.received_at = this.at
    order by event.id for no key update of event`);
  const rows = await tx.execute<{ id: string; kept: number }>(sql`
    select kept.event_id as id, max(kept.position) as kept
    from json_to_recordset(${these}::json) as this(id text, at timestamptz)
    join error_attachments kept on kept.event_id = this.id and kept.received_at = this.at
    group by 1`);
  return new Map(rows.map(({ id, kept }) => [id, kept]));
}

/**
 * What is kept of the days of these events, by service, environment and day. Two processes that write at once may go over
 * it by what each of them has in hand.
 */
async function readUsed(
  tx: Tx,
  sent: readonly Sent[],
  events: readonly Found[],
): Promise<Map<string, number>> {
  if (events.length === 0) return new Map();
  const days = [...new Set(events.map(({ day }) => day))].toSorted().map((day) => `${day}T00:00:00Z`);
  const these = sql`(select text::timestamptz as day from unnest(${sql.param(days)}::text[]) text) days`;
  // Of an event of before there were attachments nobody has made the partition.
  await tx.execute(sql`select make_error_partitions(day, day) from ${these}`);
  const rows = await tx.execute<{ key: string; bytes: number }>(sql`
    select source.service_id || ' ' || source.environment_id || ' ' || to_char(day at time zone 'UTC', 'YYYY-MM-DD') as key,
      sum(kept.size_bytes + ${ROW_BYTES}::int)::float8 as bytes
    from ${these}
    join telemetry_sources source
      on source.service_id = any(${sql.param([...new Set(sent.map(({ place }) => place.serviceId))])}::text[])
    join error_attachments kept on kept.source_id = source.id
      and kept.received_at >= day and kept.received_at < day + interval '1 day'
    group by 1`);
  return new Map(rows.map(({ key, bytes }) => [key, bytes]));
}

function rowOf({ body, name, contentType, type }: Attachment, event: Found, position: number): Row {
  const picture = pictureSizeOf(body);
  return {
    receivedAt: event.receivedAt,
    eventId: event.id,
    sourceId: event.sourceId,
    position,
    name,
    contentType,
    type,
    sizeBytes: body.length,
    ...picture,
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
  };
}
