import "server-only";
import { gunzipSync } from "node:zlib";

import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

import type { ErrorEvent } from "../contract/event";
import { MOST_MAP_BYTES } from "./limits";
import { type FoundMap, openMap, resolveFrames } from "./resolve-frames";

/** What this process keeps open, in bytes of text: an opened map takes a few times as many. */
const MOST_OPEN_BYTES = 32 * 1_024 * 1_024;

/** Maps by their content, the one that was used last at the end. */
const open = new Map<string, { found: FoundMap; bytes: number }>();
let openBytes = 0;

type Sent = { serviceId: string; event: ErrorEvent };

/**
 * Events with their frames where the source has them. That happens when they are taken in, because grouping needs it: a
 * minified stack is another one with every build.
 */
export async function resolveEvents(tx: Tx, sent: readonly Sent[]): Promise<ErrorEvent[]> {
  const wanted = new Map<string, { s: string; d: string }>();
  for (const { serviceId, event } of sent)
    for (const debugId of debugIdsOf(event))
      wanted.set(`${serviceId} ${debugId}`, { s: serviceId, d: debugId });
  if (wanted.size === 0) return sent.map(({ event }) => event);
  const maps = await findMaps(tx, [...wanted.values()]);
  return sent.map(({ serviceId, event }) =>
    debugIdsOf(event).length === 0
      ? event
      : resolveFrames(event, (debugId) => maps.get(`${serviceId} ${debugId}`)),
  );
}

const debugIdsOf = ({ exceptions, stack }: ErrorEvent): string[] =>
  [...exceptions.flatMap(({ frames }) => frames), ...stack].flatMap(({ debugId }) => debugId ?? []);

async function findMaps(tx: Tx, wanted: readonly { s: string; d: string }[]): Promise<Map<string, FoundMap>> {
  const rows = await tx.execute<{ key: string; hash: string; isOld: boolean; id: string }>(sql`
    select map.service_id || ' ' || map.debug_id as key, map.id, map.hash, map.seen_on < current_date as "isOld"
    from json_to_recordset(${JSON.stringify(wanted)}::json) as asked(s text, d text)
    join source_maps map on map.service_id = asked.s and map.debug_id = asked.d`);
  const old = rows.filter(({ isOld }) => isOld).map(({ id }) => id);
  if (old.length > 0)
    await tx.execute(sql`
      update source_maps set seen_on = current_date
      where id in (select id from source_maps where id = any(${sql.param(old)}::text[]) order by id for update skip locked)`);
  const found = new Map<string, FoundMap>();
  for (const { key, hash } of rows)
    // oxlint-disable-next-line no-await-in-loop -- one at a time bounds what is in memory
    found.set(key, await openOf(tx, hash));
  return found;
}

async function openOf(tx: Tx, hash: string): Promise<FoundMap> {
  const known = open.get(hash);
  if (known) {
    open.delete(hash);
    open.set(hash, known);
    return known.found;
  }
  const [row] = await tx.execute<{ body: Buffer }>(
    sql`select body from source_map_files where hash = ${hash}`,
  );
  const body = row ? gunzipSync(row.body, { maxOutputLength: MOST_MAP_BYTES }) : Buffer.alloc(0);
  const found = openMap(body);
  open.set(hash, { found, bytes: body.length });
  openBytes += body.length;
  for (const [oldest, { bytes }] of open) {
    if (openBytes <= MOST_OPEN_BYTES || oldest === hash) break;
    open.delete(oldest);
    openBytes -= bytes;
  }
  return found;
}
