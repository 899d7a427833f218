import "server-only";
import { createHash } from "node:crypto";

import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

import type { Attributes } from "../contract";
import { BoundedCache } from "./bounded-cache";
import { IS_COMMITTED } from "./dictionaries";
import { Cutter } from "./storable";

const MOST_CACHED = 10_000;
const KEPT_MS = 300_000;
const cached = new BoundedCache<number>(MOST_CACHED, KEPT_MS);

type Asked = { sourceId: number; attributes: Attributes };

/** The number of each resource, in the order in which they were asked for. New ones get theirs. */
export async function resourceIds(tx: Tx, asked: readonly Asked[]): Promise<(number | undefined)[]> {
  const today = new Date().toISOString().slice(0, 10);
  const named = asked.map(({ sourceId, attributes }) => {
    const kept = new Cutter().attributes(attributes);
    const sorted = Object.entries(kept).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const hash = createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
    return { key: `${today} ${sourceId} ${hash}`, sourceId, hash, attributes: kept };
  });
  const found = new Map<string, number>();
  const missing = new Map<string, Named>();
  for (const one of named) {
    const id = cached.get(one.key);
    if (id === undefined) missing.set(one.key, one);
    else found.set(one.key, id);
  }
  if (missing.size > 0) {
    for (const { id, key, isCommitted } of await read(tx, today, [...missing.values()])) {
      found.set(key, id);
      missing.delete(key);
      if (isCommitted) cached.set(key, id);
    }
    for (const { id, key } of await make(tx, today, [...missing.values()])) found.set(key, id);
  }
  return named.map(({ key }) => found.get(key));
}

type Named = { key: string; sourceId: number; hash: string; attributes: Attributes };

const keyFrom = (today: string) => sql`${`${today} `} || source_id || ' ' || kept.hash`;

/** Those that were heard of today already. */
const read = async (tx: Tx, today: string, named: readonly Named[]) =>
  tx.execute<{ id: number; key: string; isCommitted: boolean }>(sql`
    select id, ${keyFrom(today)} as key, kept.${IS_COMMITTED} as "isCommitted"
    from json_to_recordset(${JSON.stringify(named)}::json) as asked("sourceId" int, hash text)
    join telemetry_resources as kept on source_id = "sourceId" and kept.hash = asked.hash
    where seen_on >= current_date`);

async function make(tx: Tx, today: string, named: readonly Named[]) {
  if (named.length === 0) return [];
  return tx.execute<{ id: number; key: string }>(sql`
    insert into telemetry_resources as kept (source_id, hash, attributes, seen_on)
    select "sourceId", hash, attributes, current_date
    from json_to_recordset(${JSON.stringify(named)}::json) as asked("sourceId" int, hash text, attributes jsonb)
    order by "sourceId", hash
    on conflict (source_id, hash) do update set seen_on = current_date
    returning id, ${keyFrom(today)} as key`);
}
