import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { DropReason } from "@/db/enums";
import { errorAttachments } from "@/db/schema";
import type { IntakePlace } from "@/lib/telemetry/contract";

import type { Attachment, Drop } from "../contract/batch";
import { topics } from "../contract/topics";
import { pictureSizeOf } from "./picture-size";

/** The check of the table says the same. */
const MOST_OF_EVENT = 5;
/** What a row takes beside its bytes: without it, files of one byte would be free. */
const ROW_BYTES = 1_000;
/** Nine parameters each, and a statement has 65,535. */
const ROWS_AT_ONCE = 1_000;

export type Sent = { place: IntakePlace; attachment: Attachment };
export type PlacedDrop = Drop & { place: IntakePlace };

type Found = {
  index: number;
  id: string;
  day: string;
  sourceId: number;
  receivedAt: Date;
  issueId: string;
  kept: number;
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
  const used = await readUsed(tx, sent, [...events.values()]);
  const taken = new Map<string, number>();
  const rows: { one: Sent; row: Row; issueId: string }[] = [];
  for (const [index, one] of sent.entries()) {
    const event = events.get(index);
    if (!event) {
      drop(one, "no_event");
      continue;
    }
    const position = (taken.get(event.id) ?? event.kept) + 1;
    const allowance = `${one.place.serviceId} ${one.place.environmentId} ${event.day}`;
    const after = (used.get(allowance) ?? 0) + ROW_BYTES + one.attachment.body.length;
    if (position > MOST_OF_EVENT) drop(one, "too_many");
    else if (after > dayBytes) drop(one, "allowance");
    else {
      taken.set(event.id, position);
      used.set(allowance, after);
      rows.push({ one, row: rowOf(one.attachment, event, position), issueId: event.issueId });
    }
  }
  for (const { one } of await insert(tx, rows)) drop(one, "too_many");
  return { topics: [...new Set(rows.map(({ issueId }) => topics.issue(issueId)))], drops };
}

/** The kept event of each, the newest where its sender used an id twice. */
async function findEvents(tx: Tx, sent: readonly Sent[]): Promise<Map<number, Found>> {
  const asked = sent.map(({ place, attachment }, index) => ({
    index,
    service: place.serviceId,
    environment: place.environmentId,
    event: attachment.eventId,
  }));
  const rows = await tx.execute<Omit<Found, "receivedAt"> & { receivedMs: number }>(sql`
    select distinct on (asked.index) asked.index, event.id, event.source_id as "sourceId", hash.issue_id as "issueId",
      to_char(event.received_at at time zone 'UTC', 'YYYY-MM-DD') as day,
      (extract(epoch from event.received_at) * 1000)::float8 as "receivedMs",
      (select coalesce(max(position), 0) from error_attachments kept
        where kept.event_id = event.id and kept.received_at = event.received_at)::int as kept
    from json_to_recordset(${JSON.stringify(asked)}::json)
      as asked(index int, service text, environment text, event text)
    join error_events event on event.event_id = decode(asked.event, 'hex')
    join telemetry_sources source on source.id = event.source_id
      and source.service_id = asked.service and source.environment_id = asked.environment
    join error_hashes hash on hash.id = event.hash_id
    order by asked.index, event.id desc`);
  return new Map(
    rows.map(({ receivedMs, ...row }) => [row.index, { ...row, receivedAt: new Date(receivedMs) }]),
  );
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

/** Of two that give an event its last place at the same time one is left out: those are the answer. */
async function insert<One extends { row: Row }>(tx: Tx, rows: readonly One[]): Promise<One[]> {
  const left: One[] = [];
  const keyOf = ({ eventId, position }: Pick<Row, "eventId" | "position">) => `${eventId} ${position}`;
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    const some = rows.slice(at, at + ROWS_AT_ONCE);
    // oxlint-disable-next-line no-await-in-loop -- one statement holds only so many
    const kept = await tx
      .insert(errorAttachments)
      .values(some.map(({ row }) => row))
      .onConflictDoNothing()
      .returning({ eventId: errorAttachments.eventId, position: errorAttachments.position });
    const keys = new Set(kept.map(keyOf));
    left.push(...some.filter(({ row }) => !keys.has(keyOf(row))));
  }
  return left;
}
