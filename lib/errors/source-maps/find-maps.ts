import "server-only";
import { gunzipSync } from "node:zlib";

import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

import type { ErrorEvent } from "../contract/event";
import { MOST_MAP_BYTES } from "./limits";
import { OpenMaps } from "./open-maps";
import { type FoundMap, resolveFrames } from "./resolve-frames";

const MIB = 1_024 * 1_024;
/** What this process keeps open. */
const openMaps = new OpenMaps(32 * MIB);
/**
 * What may be opened for the requests of one transaction. Anybody who has the page of a service has its key, and could
 * name all of its maps at once: gigabytes of memory, and minutes in which nothing else is taken in.
 */
const MOST_OPENED_BYTES = 64 * MIB;

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
  const rows = await tx.execute<MapRow>(sql`
    select map.service_id || ' ' || map.debug_id as key, map.id, map.hash, map.seen_on < current_date as "isOld",
      file.size_bytes as "sizeBytes"
    from json_to_recordset(${JSON.stringify(wanted)}::json) as asked(s text, d text)
    join source_maps map on map.service_id = asked.s and map.debug_id = asked.d
    join source_map_files file on file.hash = map.hash`);
  const old = rows.filter(({ isOld }) => isOld).map(({ id }) => id);
  if (old.length > 0)
    await tx.execute(sql`
      update source_maps set seen_on = current_date
      where id in (select id from source_maps where id = any(${sql.param(old)}::text[]) order by id for update skip locked)`);
  const found = new Map<string, FoundMap>();
  let openedBytes = 0;
  for (const { key, hash, sizeBytes } of rows) {
    const known = openMaps.find(hash);
    if (!known) openedBytes += sizeBytes;
    found.set(
      key,
      // oxlint-disable-next-line no-await-in-loop -- one at a time bounds what is in memory
      known ?? (openedBytes > MOST_OPENED_BYTES ? TOO_MANY : openMaps.open(hash, await readMap(tx, hash))),
    );
  }
  return found;
}

type MapRow = { key: string; hash: string; isOld: boolean; id: string; sizeBytes: number };
const TOO_MANY: FoundMap = { why: "More source maps were needed at once than are opened." };

/** Empty for one that unpacks to more than it may: whoever names it is to be taken in all the same. */
async function readMap(tx: Tx, hash: string): Promise<Buffer> {
  const [row] = await tx.execute<{ body: Buffer }>(
    sql`select body from source_map_files where hash = ${hash}`,
  );
  try {
    return row ? gunzipSync(row.body, { maxOutputLength: MOST_MAP_BYTES }) : Buffer.alloc(0);
  } catch {
    return Buffer.alloc(0);
  }
}
